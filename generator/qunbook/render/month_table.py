"""A month as one table, which a phone shows as an agenda without the days of class `qb-free`, on which nothing happens.

Joined as text and not laid out by Jinja: an edition has thousands of days on its calendars, most of them alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.event import Event
from qunbook.model import Entity
from qunbook.render.book import Book
from qunbook.render.markdown import plain
from qunbook.render.questions import weeks
from qunbook.render.show import Show
from qunbook.render.sieve import Sieve

OTHER = '<td class="qb-other qb-free"></td>'


@dataclass(frozen=True)
class Entry:
    """What a day's cell says of an occurrence. `page` is its run where readers may see it, else its event.

    `gone` is the day to which it was moved away from here. `clock` is local time in the handbook's zone, "" for days
    after the first.
    """

    one: Occurrence
    event: Event
    page: Entity
    clock: str
    gone: date | None = None

    @property
    def css(self) -> str:
        if self.gone is not None or not self.one.held:
            return ' class="qb-off"'
        return ' class="qb-routine"' if self.event.importance == "routine" else ""


@dataclass(frozen=True)
class Month:
    """`first` is its first day, `table` the whole of it."""

    first: date
    name: str
    table: Markup


def month(show: Show, first: date, by_day: Mapping[date, Sequence[Entry]], sieve: Sieve) -> Month:
    """A month with what happens on its days; each row of a day is marked for the sieve."""
    name = show.book.words.month(first)
    rows = (
        "".join(_cell(show, day, by_day.get(day, ()), sieve) if day.month == first.month else OTHER for day in week)
        for week in weeks(first)
    )
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    table = f'<table class="qb-month"><caption>{plain(name)}</caption>{_head(show.book)}<tbody>\n{body}</tbody></table>'
    return Month(first, name, Markup(table))  # noqa: S704 - joined from escaped parts


def _head(book: Book) -> str:
    names = zip(book.words.weekdays(), book.words.weekdays("wide"), strict=True)
    heads = "".join(f'<th scope="col" abbr="{escape(wide)}">{escape(short)}</th>' for short, wide in names)
    return f"<thead><tr>{heads}</tr></thead>"


def _cell(show: Show, day: date, entries: Sequence[Entry], sieve: Sieve) -> str:
    css, inside = _day(show.book, day)
    if not entries:
        return f"<td{css}{inside}</td>"
    rows = "".join(f"<li{entry.css}{sieve.row(entry.event)}>{_entry(show, entry)}</li>" for entry in entries)
    return f"<td{css.replace(FREE, '')}{inside}<ul>{rows}</ul></td>"


FREE = ' class="qb-free"'


def _day(book: Book, day: date) -> tuple[str, str]:
    """The class of a day's cell and all of it before the entries, once an edition."""
    known: dict[date, tuple[str, str]] = book.once("days", dict)
    if day not in known:
        known[day] = _work_out(book, day)
    return known[day]


def _work_out(book: Book, day: date) -> tuple[str, str]:
    off = book.holidays.name(day)
    names = [name for name in (off, *_key_dates(book).get(day, ())) if name]
    if day in book.holidays.worked:
        names.append(book.words.text("make-up workday"))
    said = "".join(f' <span class="qb-dayname">{plain(name)}</span>' for name in names)
    css = ' class="qb-holiday"' if off else FREE if not names else ""
    number = f'<span class="qb-number">{day.day}</span><span class="qb-whole">{plain(book.words.day_text(day))}</span>'
    return css, f' data-day="{day.isoformat()}"><time datetime="{day.isoformat()}">{number}</time>{said}'


def _key_dates(book: Book) -> Mapping[date, list[str]]:
    def by_day() -> Mapping[date, list[str]]:
        found: dict[date, list[str]] = defaultdict(list)
        for key in book.handbook.key_dates:
            found[key.date].append(key.name)
        return found

    return book.once("key dates", by_day)


def _entry(show: Show, entry: Entry) -> str:
    """An entry's line, once for all pages from which the way to the root is the same."""
    known: dict[tuple[str, str, date, date | None, str], str] = show.book.once("entries", dict)
    key = (show.root, entry.event.id, entry.one.on, entry.gone, f"{entry.one.start}{entry.clock}")
    if key not in known:
        known[key] = _line(show, entry)
    return known[key]


def _line(show: Show, entry: Entry) -> str:
    words, one = show.book.words, entry.one
    clock = f'<span class="qb-clock">{plain(entry.clock)}</span> ' if entry.clock else ""
    notes = [words.text("moved to {day}", day=words.day_text(entry.gone))] if entry.gone else []
    if one.status == "cancelled":
        notes.append(words.text("cancelled"))
    elif one.status == "moved" and not entry.gone:
        notes.append(words.text("moved"))
    if one.reason and one.status != "planned":
        notes.append(one.reason)
    told = "".join(f' <span class="qb-note">{plain(note)}</span>' for note in notes)
    return f"{clock}{show.link(entry.page, one.name or entry.event.name)}{told}"

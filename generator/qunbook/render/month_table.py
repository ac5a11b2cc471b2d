"""A month as one table, which a phone shows as an agenda without the days of class `qb-free`, on which nothing happens.

Joined as text and not laid out by Jinja: an edition has thousands of days on its calendars, most of them alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from qunbook import queries
from qunbook.calendar.days import weeks
from qunbook.calendar.occurrence import Occurrence
from qunbook.deadlines import Deadline
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.model import Entity
from qunbook.render.book import Book
from qunbook.render.markdown import plain
from qunbook.render.show import Show
from qunbook.render.sieve import Sieve

OTHER = '<td class="qb-other qb-free"></td>'
UNPRINTED = re.compile('<span class="qb-note qb-whose">.*?</span>|<[^>]+>')
PER_LINE = 13
"""Chinese characters in a line of a day's cell on paper, in the size of type that a month usually has there."""
ROOM = 45
"""Lines that a sheet has room for in that size; a fuller month is set smaller (`--qb-lines`)."""


@dataclass(frozen=True)
class Entry:
    """What a day's cell says of an occurrence. `page` is its run where readers may see it, else its event.

    `gone` is the day to which it was moved away from here. `clock` is local time in the handbook's zone, or which of
    its days this is. `told` is what the calendar of a role or person adds, `where` the community, for which only an
    agenda has room.
    """

    one: Occurrence
    event: Event
    page: Entity
    clock: str
    gone: date | None = None
    told: str = ""
    where: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from the other rows of a handbook; an entity would be slow to compare."""
        return self.event.id, self.one.on, self.gone, f"{self.one.start}{self.clock}", self.told, self.where

    @property
    def css(self) -> str:
        if self.gone is not None or not self.one.held:
            return ' class="qb-off"'
        return ' class="qb-routine"' if self.event.importance == "routine" else ""


@dataclass(frozen=True)
class Due:
    """What a day's cell says of something to hand in, or of a day of a camp."""

    deadline: Deadline
    clock: str

    @property
    def key(self) -> tuple[object, ...]:
        return self.deadline.kind, self.deadline.key

    @property
    def event(self) -> Event | None:
        """The event by which its row is narrowed."""
        about = self.deadline.about
        return about if isinstance(about, Event) else None

    @property
    def css(self) -> str:
        return ""


Row = Entry | Due


@dataclass(frozen=True)
class Month:
    """`first` is its first day, `table` the whole of it."""

    first: date
    name: str
    table: Markup


def month(show: Show, first: date, by_day: Mapping[date, Sequence[Row]], sieve: Sieve, of: str) -> Month:
    """A month with what happens on its days; each row of a day is marked for the sieve. `of` heads it on paper."""
    words = show.book.words
    name = words.month(first)
    cells = [
        [_cell(show, day, by_day.get(day, ()), sieve) if day.month == first.month else OTHER for day in week]
        for week in weeks(first)
    ]
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in cells)
    none = "" if any("<li" in cell for row in cells for cell in row) else " qb-none"
    lines = sum(max(_lines(cell) for cell in row) for row in cells)
    small = f' style="--qb-lines: {lines}"' if lines > ROOM else ""
    caption = f'{plain(name)}<span class="qb-paper">{plain(of)}</span>'
    table = (
        f'<table class="qb-month{none}" data-none="{escape(words.text("Nothing in this month."))}"{small}>'
        f"<caption>{caption}</caption>{_head(show.book)}<tbody>\n{body}</tbody></table>"
    )
    return Month(first, name, Markup(table))  # noqa: S704 - joined from escaped parts


def _lines(cell: str) -> int:
    """The lines that a cell takes on paper, its number among them; rather too many than too few."""
    rows = (UNPRINTED.sub("", f"<li{row}") for row in cell.split("<li")[1:])
    return 1 + sum(-(-_width(row) // (2 * PER_LINE)) for row in rows)


def _width(text: str) -> int:
    """The width of a text in halves of a Chinese character."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _head(book: Book) -> str:
    names = zip(book.words.weekdays(), book.words.weekdays("wide"), strict=True)
    heads = "".join(f'<th scope="col" abbr="{escape(wide)}">{escape(short)}</th>' for short, wide in names)
    return f"<thead><tr>{heads}</tr></thead>"


def _cell(show: Show, day: date, entries: Sequence[Row], sieve: Sieve) -> str:
    css, inside = _day(show.book, day)
    if not entries:
        return f"<td{css}{inside}</td>"
    rows = "".join(f"<li{row.css}{sieve.row(row.event)}>{_row(show, row)}</li>" for row in entries)
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
    """What a day is known for: key dates, and those on which the terms of camps begin and end."""

    def by_day() -> Mapping[date, list[str]]:
        found: dict[date, list[str]] = defaultdict(list)
        for key in book.handbook.key_dates:
            found[key.date].append(key.name)
        for community in filter(queries.is_active, book.playbook.all(Community)):
            for term in community.terms:
                name = " · ".join(filter(None, (community.name, term.name)))
                found[term.start].append(book.words.text("{name} begins", name=name))
                found[term.end].append(book.words.text("{name} ends", name=name))
        return found

    return book.once("key dates", by_day)


def _row(show: Show, row: Row) -> str:
    """A row's line, once for all pages from which the way to the root is the same."""
    known: dict[tuple[object, ...], str] = show.book.once("rows", dict)
    key = (show.root, *row.key)
    if key not in known:
        known[key] = _entry(show, row) if isinstance(row, Entry) else _due(show, row)
    return known[key]


def _entry(show: Show, entry: Entry) -> str:
    words, one = show.book.words, entry.one
    notes = [words.text("moved to {day}", day=words.day_text(entry.gone))] if entry.gone else []
    if one.status == "cancelled":
        notes.append(words.text("cancelled"))
    elif one.status == "moved" and not entry.gone:
        notes.append(words.text("moved"))
    if one.reason and one.status != "planned":
        notes.append(one.reason)
    if entry.told:
        notes.append(entry.told)
    where = f' <span class="qb-note qb-whose">{plain(entry.where)}</span>' if entry.where else ""
    return _line(entry.clock, show.link(entry.page, one.name or entry.event.name), notes) + where


def _due(show: Show, due: Due) -> str:
    words, one = show.book.words, due.deadline
    match one.kind:
        case "retro":
            what = words.text("Retrospective: {what}", what=one.what)
        case "review":
            what = words.text("Review of {what}", what=one.what)
        case "term":
            what = words.text("End of term: {what}", what=one.what)
        case _:
            what = one.what
    notes = []
    if one.kind == "task" and one.occurrence:
        name = one.occurrence.name or queries.title(show.book.playbook, one.about)
        notes.append(f"{name} {words.short_day(one.occurrence.day)}")
    elif one.kind in ("action", "camp") and one.hint:
        notes.append(one.hint)
    link = show.link(one.about, what)
    mark = Markup("") if one.kind == "camp" else Markup('<span class="qb-hand-in">{}</span> ').format(words("Due"))
    return _line(due.clock, mark + link, notes)


def _line(clock: str, link: Markup, notes: Sequence[str]) -> str:
    when = f'<span class="qb-clock">{plain(clock)}</span> ' if clock else ""
    told = f' <span class="qb-note">{plain(" · ".join(notes))}</span>' if notes else ""
    return f"{when}{link}{told}"

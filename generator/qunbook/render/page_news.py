"""What is new, in words, on a page and as an Atom feed: what came, what changed from what to what, what went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup, escape

from qunbook.fields import Lasting, Start, Target
from qunbook.history import Change
from qunbook.kinds.person import Person
from qunbook.model import Entity, Part
from qunbook.offset import Offset
from qunbook.render.book import Book
from qunbook.render.questions import Column, column, columns, is_empty
from qunbook.render.show import Show
from qunbook.render.svg import well_formed
from qunbook.repeat import Repeat

FEED = "news.xml"
FACTS = (bool, int, float, date, timedelta, Start, Target, Repeat, Offset, Lasting)
ENTRIES = 30
LATELY = 6


@dataclass(frozen=True)
class Day:
    """The changes of a day: (kind, what came) by kind, what changed or went as (link, what is to say)."""

    day: date
    moment: int
    added: tuple[tuple[str, tuple[Markup, ...]], ...]
    changed: tuple[tuple[Markup, Markup], ...]

    @property
    def count(self) -> int:
        return sum(len(things) for _, things in self.added) + len(self.changed)


def news(_: Book) -> dict[str, Any]:
    return {"days": days, "feed": FEED}


def days(show: Show) -> list[Day]:
    """The days on which something changed, the newest first."""
    return [_day(show, day, list(some)) for day, some in groupby(show.book.view.news, key=lambda one: one.day)]


def _day(show: Show, day: date, some: list[Change]) -> Day:
    came = [one for one in some if one.what == "added" and one.after]
    added = [
        (show.book.kind_name(kind, plural=True), tuple(show.link(one.after) for one in group if one.after))
        for kind, group in groupby(came, key=lambda one: one.kind)
    ]
    rest = tuple((thing(show, one), in_words(show, one)) for one in some if one.what != "added")
    return Day(day, max(one.moment for one in some), tuple(added), rest)


def lately(show: Show) -> list[tuple[date, Markup, Markup]]:
    """The newest changes as (day, the thing, what is to say of it)."""
    return [(one.day, thing(show, one), in_words(show, one)) for one in show.book.view.news[:LATELY]]


# In words --------------------------------------------------------------------------------------------------------


def thing(show: Show, change: Change) -> Markup:
    """A link to what changed; of what is gone only the name."""
    now = show.book.find((change.kind,), change.id)
    if now:
        return show.link(now)
    return escape(show.book.title(change.before)) if change.before else escape(change.id)


def in_words(show: Show, change: Change) -> Markup:
    """What happened to a thing."""
    words = show.book.words
    match change.what:
        case "added":
            return words("new")
        case "removed":
            return words("is gone")
        case "figures":
            return words("new figures")
    before, after = change.before, change.after
    if before is None or after is None:
        return words("was changed")
    told = [_field(show, before, after, name) for name in change.fields if name != "reviewed"]
    if change.words:
        told.append(words("text rewritten"))
    if not told:
        told.append(words("read through again"))
    return escape("；" if words.language == "zh" else "; ").join(told)


def _field(show: Show, before: Entity, after: Entity, name: str) -> Markup:
    """How a field changed: from what to what where it is a fact, else only that it did."""
    words, shape = show.book.words, column(type(after), name)
    label = words.label(shape.label)
    was, now = getattr(before, name), getattr(after, name)
    if (ids := _ids(was, now, shape)) is not None:
        return _moved(show, label, *ids)
    if not (_is_fact(was, shape) and _is_fact(now, shape)) or (name == "name" and isinstance(after, Person)):
        return words("{field} rewritten", field=label)
    old, new = show.value(was, shape), show.value(now, shape)
    if is_empty(was):
        return words("{field} is now {new}", field=label, new=new)
    if is_empty(now):
        return words("{field} is no longer {old}", field=label, old=old)
    return words("{field} from {old} to {new}", field=label, old=old, new=new)


def _is_fact(value: object, shape: Column) -> bool:
    """Whether a value is one of a few that may be: no words of anybody's."""
    if isinstance(value, str):
        return bool(shape.ref or shape.choice) or shape.name == "name" or not value
    return value is None or isinstance(value, FACTS)


def _ids(was: object, now: object, shape: Column) -> tuple[list[str], list[str], Column] | None:
    """What a list of ids or choices lost and gained, and what they are; None where it is no such list, or has the same.

    In a list of mappings whose first required field is an id (`holders`, `duty`) that one counts.
    """
    if not (isinstance(was, tuple) and isinstance(now, tuple)):
        return None
    items = [*was, *now]
    of = shape
    if items and isinstance(items[0], Part):
        of = next((one for one in columns(type(items[0])) if one.required), shape)
    if not (of.ref or of.choice):
        return None
    old, new = ([getattr(one, of.name) if isinstance(one, Part) else one for one in some] for some in (was, now))
    gone = [one for one in dict.fromkeys(old) if one not in new]
    come = [one for one in dict.fromkeys(new) if one not in old]
    return (gone, come, of) if gone or come else None


def _moved(show: Show, label: str, gone: list[str], come: list[str], of: Column) -> Markup:
    words = show.book.words

    def named(some: list[str]) -> Markup:
        return words.join(show.value(one, of) for one in some)

    told = [words("{field} gains {what}", field=label, what=named(come))] if come else []
    told += [words("{field} loses {what}", field=label, what=named(gone))] if gone else []
    return escape("，" if words.language == "zh" else ", ").join(told)


# Atom ------------------------------------------------------------------------------------------------------------


def feed(book: Book) -> str:
    """What is new as an Atom feed (RFC 4287): an entry a day, with ids that never change."""
    site = book.handbook.site_url.rstrip("/") + "/" if book.handbook.site_url and not book.staff else ""
    show = Show(book, "../")
    told = days(show)[:ENTRIES]
    words = book.words
    newest = max(
        (one.moment for one in told), default=int(datetime.combine(book.today, datetime.min.time(), UTC).timestamp())
    )
    name = book.handbook.name
    entries = "".join(
        f"<entry><id>{_id(book, one.day.isoformat())}</id>"
        f"<title>{_text(_headline(book, one))}</title>"
        f"<updated>{_moment(one.moment)}</updated>"
        f'<link rel="alternate" href="{_text(site)}news/#d{one.day.isoformat()}"/>'
        f'<content type="html">{_text(_told(book, one))}</content></entry>\n'
        for one in told
    )
    title = words.text("What is new: {handbook}", handbook=name)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{words.language}">\n'
        f"<id>{_id(book, '')}</id><title>{_text(title)}</title><updated>{_moment(newest)}</updated>\n"
        f"<author><name>{_text(name)}</name></author>\n"
        f'<link rel="self" href="{_text(site)}{FEED}"/><link rel="alternate" href="{_text(site)}news/"/>\n'
        f"{entries}</feed>\n"
    )


def _headline(book: Book, day: Day) -> str:
    said = book.words.many("{day}: {n} change", "{day}: {n} changes", day.count, day=book.words.day_text(day.day))
    return said.unescape()


def _told(book: Book, day: Day) -> str:
    """A day's changes as a list of plain texts: links would lead nowhere from a reader that has no address for them."""
    words = book.words
    rows = [(words("New: {what}", what=kind), words.join(one.striptags() for one in some)) for kind, some in day.added]
    said = [words("{thing}: {told}", thing=thing, told=told).striptags() for thing, told in (*rows, *day.changed)]
    return str(Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(line) for line in said)))


def _text(text: str) -> str:
    """Text that any XML reader takes, whatever an author wrote."""
    return str(escape(well_formed(str(text))))


def _moment(seconds: int) -> str:
    """RFC 3339, as RFC 4287 section 3.3 wants it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _id(book: Book, what: str) -> str:
    """An IRI that stays the same wherever the site moves (RFC 4287 section 4.2.6)."""
    space = book.handbook.calendar.namespace
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'qunbook:{space}:{book.view.audience}:news:{what}')}"

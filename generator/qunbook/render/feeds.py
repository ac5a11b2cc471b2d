"""The calendar feeds of an edition, each written, read again by another parser and compared with the plain dates.

`feed_list` says which there are. Everybody can subscribe to events, days off and key dates; staff also to what each
person and role has to do, to the turns of rotas and to deadlines, once as entries and once as to-dos.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from qunbook.artifact import Artifact, BrokenFeedError, Renderer, View
from qunbook.calendar.stamps import Stamp
from qunbook.kinds.community import Community
from qunbook.kinds.person import Person
from qunbook.render import feed_deadlines, feed_events
from qunbook.render.feed_book import DAY, FeedBook, Told
from qunbook.render.feed_list import FeedOf, feeds_of
from qunbook.render.feed_proof import of_feed
from qunbook.render.ics import Entry, Feed, feed
from qunbook.render.ics_read import seen

OFF_COLOR, WORK_COLOR = "#dc143c", "#708090"


def render(view: View) -> Iterator[Artifact]:
    """Every feed of an edition. Raises BrokenFeedError: a bug of ours that must not reach a calendar."""
    book = FeedBook(view)
    for one in feeds_of(view):
        data = _written(book, one, _told(book, one.kind, one.id))
        yield from (Artifact(path, data) for path in (one.path, *one.former))


RENDERER = Renderer("feeds", render)


def _written(book: FeedBook, one: FeedOf, told: Iterable[Told]) -> bytes:
    handbook, things = book.handbook, tuple(told)
    about = Feed(
        name=f"{handbook.name} · {one.name}",
        description=book.say("expect"),
        address=one.address,
        color=_color(book, one),
    )
    data = feed(about, (block for thing in things for block in book.written(thing)))
    if wrong := list(of_feed(data, map(book.proven, things))):
        raise BrokenFeedError(one.path, wrong)
    return data


def _color(book: FeedBook, one: FeedOf) -> str:
    if one.kind == "holidays":
        return WORK_COLOR if one.id == "work" else OFF_COLOR
    return book.handbook.brand.color or ""


# What each holds -------------------------------------------------------------------------------------------------


def _told(book: FeedBook, kind: str, id: str) -> Iterator[Told]:
    events = book.active
    match kind:
        case "all":
            yield from feed_events.of_events(book, events)
            for community in book.playbook.all(Community):
                yield from feed_events.terms(book, community)
        case "community":
            yield from feed_events.of_events(book, (event for event in events if event.community == id))
            yield from feed_events.terms(book, book.playbook.get(Community, id))
            yield from feed_events.camp_days(book, book.playbook.get(Community, id))
        case "type":
            yield from feed_events.of_events(book, (event for event in events if event.type == id))
        case "role":
            yield from feed_events.of_events(book, (e for e in events if any(duty.role == id for duty in e.duty)))
            yield from feed_deadlines.entries(book, (one for one in book.due if one.role == id))
        case "person":
            yield from feed_events.of_person(book, events, book.playbook.get(Person, id))
            yield from feed_deadlines.entries(book, (one for one in book.due if id in one.people))
        case "duty":
            yield from feed_events.turns(book, events)
        case "deadlines":
            yield from feed_deadlines.entries(book, book.due)
        case "retros":
            yield from feed_deadlines.entries(book, (one for one in book.due if one.kind in ("retro", "action")))
        case "tasks":
            yield from feed_deadlines.todos(book, book.due)
        case "holidays":
            yield from map(_whole_day, _holidays(book, id))
        case _:
            assert kind == "key-dates", kind
            yield from map(_whole_day, _key_dates(book))


def _holidays(book: FeedBook, id: str) -> Iterator[Entry]:
    """Days off and make-up workdays, each a day of its own, apart by category and colour; or one of the two alone."""
    stamp, (rest, work) = book.stamp(()), (book.say("day_off"), book.say("work"))
    for day, name in book.holidays.off.items():
        if id != "work" and book.window.first <= day <= book.window.last:
            yield _day(f"day/{day}", stamp, day, name if name == rest else book.say("off", it=name), rest, OFF_COLOR)
    for day in sorted(book.holidays.worked):
        if id != "off" and book.window.first <= day <= book.window.last:
            yield _day(f"day/{day}", stamp, day, work, work, WORK_COLOR)


def _key_dates(book: FeedBook) -> Iterator[Entry]:
    for key in book.handbook.key_dates:
        yield _day(f"key-date/{key.date}/{key.name}", book.stamp(()), key.date, key.name, key.industry or "")


def _day(key: str, stamp: Stamp, day: date, summary: str, category: str, color: str = "") -> Entry:
    categories = (category,) if category else ()
    return Entry(key, stamp, summary, day, day + DAY, categories=categories, busy=False, color=color)


def _whole_day(entry: Entry) -> Told:
    return Told((entry,), (seen(entry.start, entry.end),))

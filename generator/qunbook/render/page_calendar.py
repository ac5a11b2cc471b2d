"""The calendar pages: months as tables, which a phone shows as an agenda.

One for the handbook, one for each community; for staff also one for each role and person on duty. Months that are over
stay for a year on a page of their own, which a search leaves alone. Nothing here says what day is today: pages are
static, so a reader's own clock marks it (`qunbook.js`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Entity
from qunbook.render import charts
from qunbook.render.book import Book, address_of
from qunbook.render.feed_list import feeds_of
from qunbook.render.month_table import Entry, month
from qunbook.render.questions import local_day, months, next_month
from qunbook.render.show import Show
from qunbook.render.sieve import sieve

DAY = timedelta(days=1)
PAST = "calendar/past.md"
SUBSCRIBE = "calendar/subscribe/"
KEPT = 12
"""Months that are over and still shown."""
LONGEST = 31
"""Days over which one entry is repeated at most."""


@dataclass(frozen=True)
class Calendar:
    """The calendar of the thing `of`."""

    path: str
    of: Entity
    occurrences: tuple[Occurrence, ...]


def calendars(book: Book) -> tuple[Calendar, ...]:
    """The calendars of single things, of those that have a date to come; worked out once an edition."""
    return book.once("calendars", lambda: tuple(_calendars(book)))


def calendar_of(book: Book, entity: Entity) -> str:
    """The address of a thing's calendar from the edition's root, "" where it has none."""

    def addresses() -> dict[tuple[str, str], str]:
        return {(one.of.kind, one.of.id): one.path.removesuffix(".md") + "/" for one in calendars(book)}

    return book.once("calendar addresses", addresses).get((entity.kind, entity.id), "")


def _calendars(book: Book) -> Iterator[Calendar]:
    dates: dict[tuple[str, str], list[Occurrence]] = defaultdict(list)
    for one in book.agenda:
        event = book.event(one)
        dates["community", event.community].append(one)
        if book.staff:
            shifts = queries.on_duty(book.playbook, event, one)
            for role in dict.fromkeys(shift.role.id for shift in shifts):
                dates["role", role].append(one)
            for person in dict.fromkeys(person.id for shift in shifts for person in shift.people):
                dates["person", person].append(one)
    for kind in (Community, Role, Person):
        for entity in book.playbook.all(kind):
            if found := dates.get((entity.kind, entity.id)):
                yield Calendar(f"calendar/{entity.kind}/{entity.id}.md", entity, tuple(found))


# Pages -----------------------------------------------------------------------------------------------------------


def whole(book: Book) -> dict[str, Any]:
    """The calendar of the whole handbook."""
    facts = _page(Show(book, "../"), book.agenda, months(book.today, book.horizon))
    return {**facts, **_year(book), "past": bool(past_months(book))}


def single(book: Book, calendar: Calendar) -> dict[str, Any]:
    """The calendar of one community, role or person."""
    shown = months(book.today, max(book.local_day(one) for one in calendar.occurrences))
    facts = _page(Show(book, "../../../"), calendar.occurrences, shown)
    return {**facts, "of": calendar.of, "past": bool(past_months(book)), "feed": _feed(book, calendar.of)}


def _feed(book: Book, entity: Entity) -> str:
    """The address of the page on which a thing's dates are subscribed to, or that of all such pages."""
    pages = book.once("feed pages", lambda: {feed.key: address_of(feed.page) for feed in feeds_of(book.view)})
    return pages.get(f"{entity.kind}/{entity.id}", SUBSCRIBE)


def archive(book: Book) -> dict[str, Any]:
    """The months that are over, the newest first."""
    return {**_page(Show(book, "../../"), _over(book), past_months(book)), "archive": True}


def past_months(book: Book) -> list[date]:
    """The months before this one, at most a year back, from the newest to the first in which anything happened."""
    over = _over(book)
    return list(months(book.local_day(over[0]), _this(book) - DAY))[::-1] if over else []


def _over(book: Book) -> tuple[Occurrence, ...]:
    """What happened in the months that are kept."""
    return book.once("over", lambda: tuple(sorted(_past(book), key=book.order)))


def _past(book: Book) -> Iterator[Occurrence]:
    last = _this(book) - DAY
    first = _months_before(_this(book), KEPT)
    for event in book.playbook.all(Event):
        found = queries.occurrences(book.playbook, event, first, last)
        yield from (one for one in found if first <= book.local_day(one) <= last)


def _months_before(first: date, count: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 - count, 12)
    return date(years, month + 1, 1)


def _this(book: Book) -> date:
    return book.today.replace(day=1)


def _page(show: Show, occurrences: Iterable[Occurrence], shown: Iterable[date]) -> dict[str, Any]:
    book = show.book
    by_day = _by_day(book, occurrences)
    events = list({entry.event.id: entry.event for entries in by_day.values() for entry in entries}.values())
    narrow = sieve(book, events, ("community", "type"))
    return {
        "months": [month(show, first, by_day, narrow) for first in shown],
        "sieve": narrow,
        "empty": not by_day,
        "of": None,
        "archive": False,
        "past": False,
        "feed": SUBSCRIBE,
        "heat": Markup(""),
        "year": (),
    }


# Days ------------------------------------------------------------------------------------------------------------


def _by_day(book: Book, occurrences: Iterable[Occurrence]) -> dict[date, list[Entry]]:
    """The entries of each day; a moved occurrence is also told where it was expected."""
    found: dict[date, list[Entry]] = defaultdict(list)
    for one in occurrences:
        event = book.event(one)
        page = queries.run_on(book.playbook, event, one.on) or event
        first = book.local_day(one)
        found[first].append(Entry(one, event, page, book.words.clock(book.here(one.start))))
        for n in range(1, min((_last(book, one) - first).days, LONGEST) + 1):
            found[first + n * DAY].append(Entry(one, event, page, ""))
        if one.status == "moved" and one.on != first:
            found[one.on].append(Entry(one, event, page, "", gone=first))
    return found


def _last(book: Book, one: Occurrence) -> date:
    """The last day of an occurrence; one that ends in the night belongs to the evening before."""
    if not isinstance(one.end, datetime):
        return one.end - DAY
    assert isinstance(one.start, datetime)
    if one.end - one.start < DAY:
        return book.local_day(one)
    return local_day(book.here(one.end - timedelta(minutes=1)))


# The year --------------------------------------------------------------------------------------------------------


def _year(book: Book) -> dict[str, Any]:
    """The heat map of twelve months up to the last one of the calendar, and the number of dates in each month."""
    words, this = book.words, book.today.replace(day=1)
    span = list(months(this, book.horizon))[:12]
    while len(span) < 12:
        span.insert(0, (span[0] - timedelta(days=1)).replace(day=1))
    last = next_month(span[-1]) - timedelta(days=1)
    counts = Counter(
        book.local_day(one)
        for event in book.playbook.all(Event)
        if event.status != "archived"
        for one in queries.occurrences(book.playbook, event, span[0], last)
        if one.held
    )
    kept = {day: count for day, count in counts.items() if span[0] <= day <= last}
    rows = [
        (month, sum(count for day, count in kept.items() if (day.year, day.month) == (month.year, month.month)))
        for month in span
    ]
    if not kept:
        return {"heat": Markup(""), "year": []}
    desc = words.text(
        "{n} dates from {first} to {last}", n=sum(kept.values()), first=words.month(span[0]), last=words.month(span[-1])
    )
    named = [
        (month, words.short_month(month), f"#m{month:%Y-%m}" if this <= month <= book.horizon else "") for month in span
    ]
    drawn = charts.heat(
        charts.Words("qb-heat", words.text("The year at a glance"), desc), span[0], last, kept, named, words.weekdays(),
        lambda day, count: f"{words.day_text(day)}: {words.many('{n} event', '{n} events', count)}",
    )  # fmt: skip
    return {"heat": charts.figure(drawn), "year": rows}

"""The calendar pages: months as tables, which a phone shows as an agenda.

One for the handbook, one for each community; for staff also one for each role and person, with who is on duty when and
with what is due. Months that are over stay for a year on a page of their own, which a search leaves alone. Nothing here
says what day is today: pages are static, so a reader's own clock marks it (`qunbook.js`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.calendar.days import day_of, months, next_month
from qunbook.calendar.occurrence import Occurrence
from qunbook.deadlines import Deadline, camp_days, deadlines
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Entity
from qunbook.render import charts
from qunbook.render.book import Book, address_of
from qunbook.render.feed_list import feeds_of
from qunbook.render.month_table import Due, Entry, Row, month
from qunbook.render.show import Show
from qunbook.render.sieve import sieve

DAY = timedelta(days=1)
PAST = "calendar/past.md"
SUBSCRIBE = "calendar/subscribe/"
KEPT = 12
"""Months that are over and still shown."""
LONGEST = 31
"""Days over which one entry is repeated at most."""


Told = Callable[[Event, Occurrence], str]
"""What a calendar adds to a date: who is on duty, or as what; of which community it is."""


@dataclass(frozen=True)
class Calendar:
    """The calendar of the thing `of`: what happens, and what is due; of a community the days of its camps."""

    path: str
    of: Entity
    occurrences: tuple[Occurrence, ...]
    due: tuple[Deadline, ...]


def calendars(book: Book) -> tuple[Calendar, ...]:
    """The calendars of single things, of those that have a date or a deadline to come; worked out once an edition."""
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
    due = _due(book)
    for kind in (Community, Role, Person):
        for entity in book.playbook.all(kind):
            key = (entity.kind, entity.id)
            if dates[key] or due[key]:
                yield Calendar(f"calendar/{entity.kind}/{entity.id}.md", entity, tuple(dates[key]), tuple(due[key]))


def _due(book: Book) -> dict[tuple[str, str], list[Deadline]]:
    """What is due from each role and person by the horizon, and on the days of each community's camps."""
    first, last = _this(book), book.horizon
    found: dict[tuple[str, str], list[Deadline]] = defaultdict(list)
    for community in book.playbook.all(Community):
        for term in community.terms if queries.is_active(community) else ():
            days = camp_days(book.playbook, community, term)
            found["community", community.id].extend(one for one in days if first <= one.day <= last)
    for one in deadlines(book.playbook, book.today, first, last) if book.staff else ():
        if one.role:
            found["role", one.role].append(one)
        for id in one.people:
            found["person", id].append(one)
    return found


# Pages -----------------------------------------------------------------------------------------------------------


def whole(book: Book) -> dict[str, Any]:
    """The calendar of the whole handbook."""
    of = book.words.text("Calendar")
    facts = _page(
        Show(book, "../"), of, _by_day(book, book.agenda, where=_where(book)), months(book.today, book.horizon)
    )
    return {**facts, **_year(book), "past": bool(past_months(book))}


def single(book: Book, calendar: Calendar) -> dict[str, Any]:
    """The calendar of one community, role or person."""
    by_day = _by_day(book, calendar.occurrences, calendar.due, _told(book, calendar.of))
    last = max(by_day, default=book.today)
    facts = _page(Show(book, "../../../"), book.title(calendar.of), by_day, months(book.today, last))
    return {**facts, "of": calendar.of, "past": bool(past_months(book)), "feed": subscribe_to(book, calendar.of)}


def subscribe_to(book: Book, entity: Entity) -> str:
    """The address of the page on which a thing's dates are subscribed to, or that of all such pages."""
    pages = book.once("feed pages", lambda: {feed.key: address_of(feed.page) for feed in feeds_of(book.view)})
    return pages.get(f"{entity.kind}/{entity.id}", SUBSCRIBE)


def archive(book: Book) -> dict[str, Any]:
    """The months that are over, the newest first."""
    of = book.words.text("Past months")
    return {
        **_page(Show(book, "../../"), of, _by_day(book, _over(book), where=_where(book)), past_months(book)),
        "archive": True,
    }


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


def _page(show: Show, of: str, by_day: dict[date, list[Row]], shown: Iterable[date]) -> dict[str, Any]:
    book = show.book
    rows = [row.event for rows in by_day.values() for row in rows if row.event]
    counts = Counter(event.id for event in rows)
    events = list({event.id: event for event in rows}.values())
    narrow = sieve(book, events, ("community", "type"), lambda event: counts[event.id])
    head = f"{of} · {book.handbook.name}"
    return {
        "months": [month(show, first, by_day, narrow, head) for first in shown if by_day],
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


def _told(book: Book, of: Entity) -> Told:
    """On a role's calendar who is on duty, on a person's as what; both with the hours of cover."""

    def told(event: Event, one: Occurrence) -> str:
        shifts = queries.on_duty(book.playbook, event, one) if one.held else ()
        return book.words.listed(said for shift in shifts if (said := _shift(book, of, shift)))

    return told


def _where(book: Book) -> Told | None:
    """The community of an event, where there are several."""
    names = {one.id: one.name for one in book.playbook.all(Community)}
    return (lambda event, _: names.get(event.community, "")) if len(names) > 1 else None


def _shift(book: Book, of: Entity, shift: queries.Shift) -> str:
    match of:
        case Role() if shift.role.id == of.id:
            who = book.words.listed(person.name for person in shift.people) or book.words.text("vacant")
        case Person() if of.id in {person.id for person in shift.people}:
            who = shift.role.name
        case _:
            return ""
    return f"{who} {shift.hours}" if shift.hours else who


def _by_day(
    book: Book,
    occurrences: Iterable[Occurrence],
    due: Sequence[Deadline] = (),
    told: Told | None = None,
    where: Told | None = None,
) -> dict[date, list[Row]]:
    """The rows of each day; a moved occurrence is also told where it was expected."""
    found: dict[date, list[Row]] = defaultdict(list)
    for one in occurrences:
        event = book.event(one)
        page = queries.run_on(book.playbook, event, one.on) or event
        first, more, of = book.local_day(one), told(event, one) if told else "", where(event, one) if where else ""
        found[first].append(Entry(one, event, page, book.words.clock(book.here(one.start)), told=more, where=of))
        for n in range(1, min((_last(book, one) - first).days, LONGEST) + 1):
            found[first + n * DAY].append(Entry(one, event, page, book.words.text("day {n}", n=n + 1), where=of))
        if one.status == "moved" and one.on != first:
            found[one.on].append(Entry(one, event, page, "", gone=first, where=of))
    for deadline in due:
        here = book.here(deadline.due)
        clock = book.words.clock(here) if isinstance(here, datetime) else ""
        found[day_of(here)].append(Due(deadline, clock))
    return {day: sorted(rows, key=_hour) for day, rows in found.items()}


def _hour(row: Row) -> str:
    """Where a row stands in its day: first what has no hour."""
    return row.clock if ":" in row.clock else ""


def _last(book: Book, one: Occurrence) -> date:
    """The last day of an occurrence; one that ends in the night belongs to the evening before."""
    if not isinstance(one.end, datetime):
        return one.end - DAY
    assert isinstance(one.start, datetime)
    if one.end - one.start < DAY:
        return book.local_day(one)
    return day_of(book.here(one.end - timedelta(minutes=1)))


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

"""An event and its occurrences as entries of a feed: which RRULE, which dates left out, what stands on its own.

Only what every program reads alike is used: no RDATE, no EXRULE, no THISANDFUTURE. What an RRULE cannot say (extra
dates, make-up Saturdays, lunar dates, dates moved past a neighbour, a night in which clocks are changed) is an entry
of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from qunbook.calendar import recurrence, zones
from qunbook.calendar.holidays import Holidays
from qunbook.calendar.occurrence import (
    Event,
    Occurrence,
    as_the_rule_says,
    departures,
    dropped,
    occurrences,
    rule_dates,
    span,
    zone_of,
)  # fmt: skip
from qunbook.calendar.stamps import Stamp
from qunbook.render.ics import Entry, until
from qunbook.repeat import Freq


@dataclass(frozen=True)
class Window:
    """Entries on their own are written if they are within `first` to `last`; series without an end go on beyond it."""

    first: date
    last: date


@dataclass(frozen=True)
class Words:
    """What a VEVENT says. `cancelled` is the mark before a cancelled summary."""

    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()


Tell = Callable[[Occurrence | None], Words]
"""The words for one occurrence, or (None) for the series as a whole."""


def series(
    event: Event, key: str, zone: str, holidays: Holidays, window: Window, stamp: Stamp, tell: Tell,
    apart: Iterable[Occurrence] = (),
) -> Iterator[Entry]:  # fmt: skip
    """All entries of an event. `key` is its logical id; an occurrence on its own adds its original date to it. `apart`
    are those that happen as the rule says and of which something else is to be told.
    """
    first, last = _reach(event, window)
    alone = _Alone(key, stamp, tell, window)
    dates = rule_dates(event, last)
    where = zone_of(event, zone)
    changes = zones.days_of_change(where, window.first.year, last.year) if event.start.time else frozenset()
    if event.repeat is None or not event.repeat.rrule() or _off_the_clock(event, where, dates):
        once = event.repeat is None
        found = occurrences(event, zone, holidays, first, last)
        yield from (alone.entry(one, once=once and not one.extra) for one in found if alone.wanted(one, last))
        return
    departed = departures(event, zone, holidays, first, last)
    parted = (*departed, *(one for one in apart if one not in departed))
    kept = _kept(event, zone, dates, parted, dropped(event, holidays, dates), changes)
    head = next((day for day in dates if _as_planned(kept, day)), None) or _beyond(event, last)
    if head and (dates[-1:] >= (window.first,) or _ends(event, head) >= window.first):
        yield from _master(event, key, where, stamp, tell, head, dates, kept)
    for one in sorted({*parted, *kept.left}, key=lambda one: (one.day, one.on, one.extra)):
        inside = head is not None and one.on >= head and kept.stays.get(one.on) == one
        if not inside and alone.wanted(one, last):
            yield alone.entry(one)


def _reach(event: Event, window: Window) -> tuple[date, date]:
    """The days that are looked at: a series that began before the window is written from its start."""
    last = max((window.last, *(exception.on for exception in event.exceptions)))
    if event.repeat and not event.repeat.rrule():  # lunar: years are written out, this one and two more
        last = max(last, date(window.first.year + 2, 12, 31))
    return min(event.start.date, window.first), last


def some(found: Iterable[Occurrence], key: str, window: Window, stamp: Stamp, tell: Tell) -> Iterator[Entry]:
    """Chosen occurrences, each as an entry on its own: the dates of one person in a rota."""
    alone = _Alone(key, stamp, tell, window)
    return (alone.entry(one) for one in found if alone.wanted(one, window.last))


@dataclass(frozen=True)
class _Alone:
    """Occurrences as entries on their own."""

    key: str
    stamp: Stamp
    tell: Tell
    window: Window

    def wanted(self, one: Occurrence, last: date) -> bool:
        return self.window.first <= max(one.on, one.day) and min(one.on, one.day) <= last

    def entry(self, one: Occurrence, *, once: bool = False) -> Entry:
        key = self.key if once else f"{self.key}/{one.on}"
        return _entry(key, self.stamp, self.tell(one), one)


def _entry(key: str, stamp: Stamp, words: Words, one: Occurrence, instead_of: datetime | date | None = None) -> Entry:
    return Entry(
        key, stamp, words.summary, one.start, one.end, words.description, words.location, words.url, words.categories,
        cancelled=not one.held, instead_of=instead_of,
    )  # fmt: skip


@dataclass(frozen=True)
class _Kept:
    """What becomes of the dates of a rule; of most nothing, and those are in none of the three.

    `stays` are departures that an override can tell, `gone` dates that have to leave the series, and `left` what takes
    place on those of them to which nothing else has happened.
    """

    stays: Mapping[date, Occurrence]
    gone: frozenset[date]
    left: tuple[Occurrence, ...]


def _off_the_clock(event: Event, where: tzinfo, dates: Sequence[date]) -> bool:
    """Whether the rule gives a time that clocks leave out, or comes by one (libical and sabre then begin an hour late
    for ever), or gives one that clocks show twice (node-ical does not know such a date in an EXDATE again).
    """
    clock = event.start.time
    if clock is None or not dates:
        return False
    changed = zones.days_of_change(where, dates[0].year, dates[-1].year)
    given = changed.intersection(dates)
    daily = event.repeat is not None and event.repeat.freq is Freq.DAILY
    # On its way to the next date sabre tries every day of a week and the first of a month, libical the same day of it.
    tried = given if daily else {day for day in changed if dates[0] <= day <= dates[-1]}
    return any(zones.gap(day, clock, where) for day in tried) or any(zones.is_twice(day, clock, where) for day in given)


def _as_planned(kept: _Kept, day: date) -> bool:
    return day not in kept.stays and day not in kept.gone


def _kept(
    event: Event, zone: str, dates: tuple[date, ...], parted: Iterable[Occurrence], off: frozenset[date],
    changes: frozenset[date],
) -> _Kept:  # fmt: skip
    """A date leaves when a holiday takes it, when it is moved onto or past a neighbour (Outlook loses such a move), and
    when clocks are changed before it is over: of its length some programs keep the hours, others the time on the clock.
    And in UTC: Home Assistant does not know a date again by a RECURRENCE-ID with a Z.
    """
    told = {one.on: one for one in parted if not one.extra}
    held = {day: one.day for day, one in told.items()}
    around = _as_far_as(event, dates, max(held.values(), default=date.min))
    in_utc = event.start.time is not None and zone_of(event, zone) == zones.zone("UTC")
    stays = {
        day: one
        for day, one in told.items()
        if _is_between(around, held, day) and not in_utc and not (changes and _over_a_change(one))
    }
    reach = (event.duration or timedelta()) // timedelta(days=1)
    near = (
        {day for day in dates if any(day + timedelta(days=n) in changes for n in range(reach + 1))} if changes else ()
    )
    over = tuple(
        one for day in near if day not in told and day not in off
        if _over_a_change(one := as_the_rule_says(event, zone, day))
    )  # fmt: skip
    return _Kept(stays, (off | told.keys() | {one.on for one in over}) - stays.keys(), over)


def _as_far_as(event: Event, dates: tuple[date, ...], day: date) -> tuple[date, ...]:
    """The dates of the rule, with those that something is moved onto or past after the last of them; if it ends, those
    that would follow, for sabre goes on to what is moved there.
    """
    return (*recurrence.dates(event.repeat, event.start.date, day),) if event.repeat and dates[-1:] < (day,) else dates


def _is_between(dates: Sequence[date], held: Mapping[date, date], day: date) -> bool:
    """Whether what is held instead of a date of the series (`held`: on which day) is on its own day, or between its
    neighbours.
    """
    index = bisect_left(dates, day)
    if index == len(dates) or dates[index] != day:
        return False  # made up: no date of the rule
    before, after = dates[:index][-1:], dates[index + 1 : index + 2]
    return held[day] == day or (
        all(max(early, held.get(early, early)) < held[day] for early in before)
        and all(held[day] < min(late, held.get(late, late)) for late in after)
    )


def _over_a_change(one: Occurrence) -> bool:
    start, end = one.start, one.end
    return isinstance(start, datetime) and isinstance(end, datetime) and zones.over_a_change(start, end)


def _beyond(event: Event, last: date) -> date | None:
    """The first date of the rule after `last`, where nothing before it takes place."""
    later = rule_dates(event, last + timedelta(days=800))
    return next((day for day in later if day > last), None)


def _ends(event: Event, head: date) -> date:
    if event.repeat and (event.until or event.count):
        return max(rule_dates(event, recurrence.LAST), default=head)
    return date.max


def _master(
    event: Event, key: str, where: tzinfo, stamp: Stamp, tell: Tell, head: date, dates: tuple[date, ...],
    kept: _Kept,
) -> Iterator[Entry]:  # fmt: skip
    """The series itself and its overrides. `head` is the first date that takes place as planned: one that is cancelled
    or moved stands alone and DTSTART is the next, because programs disagree about a series whose first date is none
    (sabre keeps the old one and loses the last).
    """

    def at(day: date) -> datetime | date:
        return span(where, day, event.start.time, event.duration)[0]

    words = tell(None)
    gone = bisect_left(dates, head)
    start, end = span(where, head, event.start.time, event.duration)
    skipped = tuple(at(day) for day in dates[gone:] if day in kept.gone)
    rule = _limited(event, where, gone, overridden=any(day >= head for day in kept.stays))
    yield Entry(
        key, stamp, words.summary, start, end, words.description, words.location, words.url, words.categories,
        rule=rule, skipped=skipped,
    )  # fmt: skip
    for day, one in sorted(kept.stays.items()):
        if day >= head:
            yield _entry(key, stamp, tell(one), one, instead_of=at(day))


def _limited(event: Event, where: tzinfo, gone: int, *, overridden: bool) -> str:
    """The RRULE with its limit; `gone` dates at the beginning are not in it any more. A series that is `overridden`
    ends on a day: sabre counts its overrides wrong, and loses the last dates of a COUNT.
    """
    assert event.repeat
    rule, last = event.repeat.rrule(), event.until
    if event.count:
        dates = rule_dates(event, recurrence.LAST)
        if not overridden:
            return f"{rule};COUNT={len(dates) - gone}"
        last = dates[-1]
    return f"{rule};UNTIL={until(last, event.start.time, where)}" if last else rule

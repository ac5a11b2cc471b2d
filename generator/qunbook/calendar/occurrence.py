"""An event as the times when it happens: series, exceptions, extra dates and holidays, laid out on one line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice, pairwise
from typing import Literal, NamedTuple, Protocol

from qunbook.calendar import recurrence, zones
from qunbook.calendar.days import day_of
from qunbook.calendar.holidays import Holidays
from qunbook.repeat import Repeat

Status = Literal["planned", "moved", "cancelled"]

HOUR = timedelta(hours=1)
"""How long an event with a time but without a duration is taken to last."""

FOLLOWS_WORK = frozenset({"skip", "next_workday", "previous_workday"})
"""The `on_holiday` values with which a `weekdays` series follows the working calendar, make-up Saturdays included."""


class Start(Protocol):
    @property
    def date(self) -> date: ...
    @property
    def time(self) -> time | None: ...


class Change(Protocol):
    @property
    def name(self) -> str | None: ...
    @property
    def duration(self) -> timedelta | None: ...


class Departure(Protocol):
    @property
    def on(self) -> date: ...
    @property
    def cancel(self) -> bool: ...
    @property
    def move(self) -> Start | None: ...
    @property
    def change(self) -> Change | None: ...
    @property
    def reason(self) -> str | None: ...


class Also(Protocol):
    @property
    def on(self) -> Start: ...
    @property
    def name(self) -> str | None: ...


class Event(Protocol):
    """What this package needs to know of an event; `kinds.event.Event` has it, and tests have a small stand-in."""

    @property
    def id(self) -> str: ...
    @property
    def start(self) -> Start: ...
    @property
    def duration(self) -> timedelta | None: ...
    @property
    def repeat(self) -> Repeat | None: ...
    @property
    def until(self) -> date | None: ...
    @property
    def count(self) -> int | None: ...
    @property
    def exceptions(self) -> Sequence[Departure]: ...
    @property
    def also(self) -> Sequence[Also]: ...
    @property
    def on_holiday(self) -> str: ...
    @property
    def timezone(self) -> str | None: ...
    @property
    def anchor(self) -> str: ...


class Occurrence(NamedTuple):
    """One time that an event happens, or would have.

    `on` is the local date that the series gives, by which exceptions, runs and calendar entries know it for ever.
    `start` and `end` are aware moments in the event's zone, or dates (`end` exclusive) for whole days. `name` is a name
    of its own, else None. `number` counts the dates of the series from 1; an `extra` date has none. `exception` is the
    index of the exception that applies. `reason` is the author's, or the holiday's name if that moved it.

    A tuple, because there are hundreds of thousands of them, and a frozen class takes four times as long to make.
    """

    event: str
    on: date
    start: datetime | date
    end: datetime | date
    status: Status = "planned"
    name: str | None = None
    reason: str | None = None
    extra: bool = False
    number: int | None = None
    exception: int | None = None

    @property
    def day(self) -> date:
        """The local date on which it really begins."""
        return day_of(self.start)

    @property
    def held(self) -> bool:
        """Whether it takes place, be it moved."""
        return self.status != "cancelled"


def zone_of(event: Event, zone: str) -> tzinfo:
    """The zone whose clocks `start` is written on: the event's own, else the handbook's; UTC with `anchor: utc`."""
    return zones.zone("UTC" if event.anchor == "utc" else event.timezone or zone)


def occurrences(event: Event, zone: str, holidays: Holidays, first: date, last: date) -> tuple[Occurrence, ...]:
    """Everything that happens, moves or is cancelled from `first` to `last` (by original or by actual date), in order.

    `zone` is the handbook's. A date that `on_holiday: skip` takes out is not there at all. An exception beats the
    holiday. `count` counts the dates of the rule, whatever becomes of them.
    """
    return _laid_out(event, zone, holidays, first, last, all=True)


def departures(event: Event, zone: str, holidays: Holidays, first: date, last: date) -> tuple[Occurrence, ...]:
    """Those of `occurrences` that are not just what the rule says: excepted, moved by a day off, made up, or extra."""
    return _laid_out(event, zone, holidays, first, last, all=False)


def _laid_out(
    event: Event, zone: str, holidays: Holidays, first: date, last: date, *, all: bool
) -> tuple[Occurrence, ...]:
    # A date outside the window may have been moved into it, by a holiday at most by weeks.
    early, far = first - timedelta(days=62), last + timedelta(days=62)
    where = zone_of(event, zone)
    found = (*_series(event, where, holidays, early, far, all=all), *_extras(event, where, far))
    wanted = tuple(one for one in found if first <= one.on <= last or first <= one.day <= last)
    if not any(one.status == "moved" or one.extra for one in wanted):
        return wanted  # in the order of the rule
    return tuple(sorted(wanted, key=lambda one: (one.day, _clock(one.start), one.on, one.extra)))


def _clock(when: datetime | date) -> time:
    return when.time() if isinstance(when, datetime) else time.min


def rule_dates(event: Event, last: date) -> tuple[date, ...]:
    """The dates up to `last` as the rule, `until` and `count` give them: before holidays and exceptions."""
    if event.repeat is None:
        return (event.start.date,) if event.start.date <= last else ()
    limit = min(last, event.until) if event.until else last
    return tuple(islice(recurrence.dates(event.repeat, event.start.date, limit), event.count))


def series_dates(event: Event, holidays: Holidays, last: date) -> tuple[date, ...]:
    """The rule's dates, and for a `weekdays` series that follows the working calendar its make-up days."""
    found = rule_dates(event, last)
    if not (found and event.repeat and event.repeat.every_workday and event.on_holiday in FOLLOWS_WORK):
        return found
    end = min(filter(None, (last, event.until, found[-1] if event.count else None)))
    made_up = {day for day in holidays.worked if event.start.date <= day <= end}
    return tuple(sorted(made_up.union(found)))


def dropped(event: Event, holidays: Holidays, dates: Iterable[date]) -> frozenset[date]:
    """Those of the rule's dates that days off take out or move, where no exception says something else."""
    if event.on_holiday not in FOLLOWS_WORK:
        return frozenset()
    told = {exception.on for exception in event.exceptions}
    return frozenset(day for day in dates if holidays.is_off(day) and day not in told)


def as_the_rule_says(event: Event, zone: str, day: date) -> Occurrence:
    """The occurrence of a date of the rule to which nothing has happened."""
    return Occurrence(event.id, day, *span(zone_of(event, zone), day, event.start.time, event.duration))


def _series(
    event: Event, where: tzinfo, holidays: Holidays, first: date, last: date, *, all: bool
) -> Iterator[Occurrence]:
    days = series_dates(event, holidays, last)
    taken = set(days)
    special, follows = _exceptions(event), event.on_holiday in FOLLOWS_WORK
    id, clock, duration = event.id, event.start.time, event.duration
    made_up = holidays.worked.difference(rule_dates(event, last)) if follows and not all else frozenset()
    at = _spans(where, clock, duration, days)
    asked: Iterable[date] = days
    if not all and not follows:  # most series: nothing but its exceptions departs from the rule
        asked = sorted(taken & special.keys())
    for day in asked:
        if day < first and day not in special:
            continue
        if day in special:
            index, exception = special[day]
            yield _excepted(event, where, day, exception, index, number=bisect_left(days, day) + 1)
        elif follows and holidays.is_off(day):
            target = _instead(event.on_holiday, holidays, day)
            if target and target not in taken:
                taken.add(target)
                reason, number = holidays.name(day), bisect_left(days, day) + 1
                yield _at(event, where, day, target, event.start.time, status="moved", reason=reason, number=number)
        elif all or day in made_up:
            start, end = at(day)
            yield Occurrence(id, day, start, end, number=bisect_left(days, day) + 1)


def _instead(policy: str, holidays: Holidays, day: date) -> date | None:
    match policy:
        case "next_workday":
            return holidays.next_workday(day)
        case "previous_workday":
            return holidays.previous_workday(day)
        case _:
            return None


def _exceptions(event: Event) -> Mapping[date, tuple[int, Departure]]:
    """The first exception of each date: a second one for the same date is an error elsewhere."""
    found: dict[date, tuple[int, Departure]] = {}
    for index, exception in enumerate(event.exceptions):
        found.setdefault(exception.on, (index, exception))
    return found


def _excepted(
    event: Event, where: tzinfo, day: date, exception: Departure, index: int, *,
    clock: time | None = None, name: str | None = None, extra: bool = False, number: int | None = None,
) -> Occurrence:  # fmt: skip
    move, change = exception.move, exception.change
    clock = clock or event.start.time
    status: Status = "cancelled" if exception.cancel else "moved" if move else "planned"
    # A move that names only the day keeps the time; an event of whole days stays one.
    new_clock = (move.time or clock) if move and clock else clock
    return _at(
        event, where, day, move.date if move else day, new_clock,
        status=status, reason=exception.reason, number=number, extra=extra, exception=index,
        name=(change and change.name) or name, duration=change.duration if change else None,
    )  # fmt: skip


def _extras(event: Event, where: tzinfo, last: date) -> Iterator[Occurrence]:
    if not event.also:
        return
    special = _exceptions(event)
    dates = set(rule_dates(event, last))
    for also in event.also:
        day, clock = also.on.date, also.on.time or event.start.time
        if day in special and day not in dates:
            index, exception = special[day]
            yield _excepted(event, where, day, exception, index, clock=clock, name=also.name, extra=True)
        else:
            yield _at(event, where, day, day, clock, name=also.name, extra=True)


def _at(
    event: Event, where: tzinfo, on: date, day: date, clock: time | None, *,
    status: Status = "planned", name: str | None = None, reason: str | None = None, extra: bool = False,
    number: int | None = None, exception: int | None = None, duration: timedelta | None = None,
) -> Occurrence:  # fmt: skip
    start, end = span(where, day, clock, duration or event.duration)
    return Occurrence(event.id, on, start, end, status, name, reason, extra, number, exception)


def span(
    where: tzinfo, day: date, clock: time | None, duration: timedelta | None
) -> tuple[datetime, datetime] | tuple[date, date]:
    """The start and the end: moments that are `duration` of passing time apart, or whole days (`end` exclusive)."""
    if clock is None:
        return day, day + timedelta(days=max(1, -(-(duration or timedelta(days=1)) // timedelta(days=1))))
    start = zones.moment(day, clock, where)
    return start, zones.later(start, duration or HOUR)


def _spans(
    where: tzinfo, clock: time | None, duration: timedelta | None, days: Sequence[date]
) -> Callable[[date], tuple[datetime, datetime] | tuple[date, date]]:
    """`span` for the days of a series, several times as fast: on nearly all of them no clock is changed."""
    length = duration or HOUR
    changes = zones.days_of_change(where, days[0].year, days[-1].year) if days else frozenset()

    def at(day: date) -> tuple[datetime, datetime] | tuple[date, date]:
        if clock is None or length > zones.DAY or day in changes:
            return span(where, day, clock, duration)
        start = datetime.combine(day, clock, where)
        return start, start + length

    return at


# Questions that checks ask ---------------------------------------------------------------------------------------


def first_that_would_be(event: Event) -> date | None:
    """The next date of the rule, where `start` is none itself; None where it is (or the rule has no date)."""
    if event.repeat is None:
        return None
    found = next(recurrence.dates(event.repeat, event.start.date), None)
    return None if found == event.start.date else found


def exceptions_that_miss(event: Event, holidays: Holidays) -> tuple[tuple[int, date | None], ...]:
    """The exceptions whose `on` is no date of the series and no extra one: (index, the nearest date that is)."""
    if not event.exceptions:
        return ()
    horizon = max(exception.on for exception in event.exceptions) + timedelta(days=400)
    known = sorted({*series_dates(event, holidays, horizon), *(also.on.date for also in event.also)})
    return tuple(
        (index, min(known, key=lambda day: (abs(day - exception.on), day), default=None))
        for index, exception in enumerate(event.exceptions)
        if exception.on not in known
    )


def skipped_by_the_clock(
    event: Event, zone: str, holidays: Holidays, first: date, last: date
) -> tuple[tuple[Occurrence, time, time], ...]:
    """Occurrences that begin while clocks are put forward: each with the last minute before the gap and the first
    after it. Such an occurrence is laid after the gap (RFC 5545 section 3.3.5), but no reader expects it there.
    """
    found = []
    for one in occurrences(event, zone, holidays, first, last):
        clock = written_clock(event, one)
        if clock and one.held and (hole := zones.gap(one.day, clock, zone_of(event, zone))):
            found.append((one, *hole))
    return tuple(found)


def written_clock(event: Event, one: Occurrence) -> time | None:
    """The time of day that the author wrote for an occurrence, which clocks may never show."""
    if one.exception is not None and (move := event.exceptions[one.exception].move):
        return move.time or event.start.time
    if one.extra:
        return next((also.on.time for also in event.also if also.on.date == one.on), None) or event.start.time
    return event.start.time


def on_days_off(event: Event, holidays: Holidays, first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Dates of a series with `on_holiday: warn` that fall on a day off and about which the author has said nothing."""
    if event.on_holiday != "warn":
        return ()
    told = {exception.on for exception in event.exceptions}
    days = (day for day in rule_dates(event, last) if day >= first and day not in told)
    return tuple((day, name) for day in days if (name := holidays.name(day)))


def first_unknown_year(event: Event, holidays: Holidays, first: date, last: date) -> date | None:
    """The first date of a series in a year whose days off are not published yet, unless holidays are `keep`."""
    if event.on_holiday == "keep":
        return None
    return next((day for day in rule_dates(event, last) if day >= first and not holidays.knows(day)), None)


def overlaps_itself(event: Event, zone: str, holidays: Holidays, first: date, last: date) -> Occurrence | None:
    """The first occurrence that begins before the one before it is over."""
    held = [one for one in occurrences(event, zone, holidays, first, last) if one.held]
    return next((late for early, late in pairwise(held) if _before(late.start, early.end)), None)


def _before(start: datetime | date, end: datetime | date) -> bool:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return start.timestamp() < end.timestamp()  # two clock readings of one zone would be compared without it
    return not isinstance(start, datetime) and not isinstance(end, datetime) and start < end

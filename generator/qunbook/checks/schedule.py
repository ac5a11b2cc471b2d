"""What an event says about its dates must fit together: the first one in the series, each exception on a date of it.

Calendar programs each make something else of a series that does not begin on its own rule, and an exception that hits
nothing changes nothing, though everybody believes that it did. Write the date that the hint offers. An exception that
leaves its date as it is says something only on a day off: that it takes place all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from qunbook.calendar.occurrence import (
    Occurrence,
    exceptions_that_miss,
    first_that_would_be,
    overlaps_itself,
    rule_dates,
    series_dates,
)
from qunbook.calendar.recurrence import LAST
from qunbook.diagnostic import Related
from qunbook.fields import write_duration
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.model import Playbook
from qunbook.queries import handbook, holidays, horizon, occurrences
from qunbook.settings import Settings
from qunbook.spots import doubles, rewrite

DAY = timedelta(days=1)


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for event in playbook.all(Event):
        yield from _limits(event)
        yield from _whole_days(event)
        yield from _first(event)
        if event.exceptions:
            yield from _exceptions(playbook, event)
        yield from _extras(playbook, event)
        yield from _overlap(playbook, event, settings)
        yield from _follows(playbook, event)


def _limits(event: Event) -> Iterator[Finding]:
    if event.repeat is None:
        for key in ("until", "count"):
            if getattr(event, key) is not None:
                yield Finding(event, (key,), "QB410", {"key": key})
    elif event.until and event.count is not None:
        yield Finding(event, ("count",), "QB408")
    if event.until and event.repeat and event.until < event.start.date:
        args = {"got": event.until.isoformat(), "start": event.start.date.isoformat()}
        yield Finding(event, ("until",), "QB409", args)


def _whole_days(event: Event) -> Iterator[Finding]:
    if event.start.time is not None:
        return
    if event.duration and event.duration % DAY:
        yield Finding(event, ("duration",), "QB415", {"got": write_duration(event.duration)})
    for index, exception in enumerate(event.exceptions):
        if exception.move and exception.move.time:
            loc = ("exceptions", index, "move")
            fix = rewrite(event.document, loc, str(exception.move), exception.move.date.isoformat(), safe=False)
            yield Finding(event, loc, "QB414", {"got": str(exception.move)}, fix=fix)


def _first(event: Event) -> Iterator[Finding]:
    would_be = first_that_would_be(event)
    if event.repeat and would_be:
        offer = str(event.start).replace(event.start.date.isoformat(), would_be.isoformat())
        args = {"got": event.start.date.isoformat(), "repeat": event.repeat.canonical, "next": would_be.isoformat()}
        fix = rewrite(event.document, ("start",), str(event.start), offer, safe=False)
        yield Finding(event, ("start",), "QB402", args, fix=fix)


def _exceptions(playbook: Playbook, event: Event) -> Iterator[Finding]:
    for index, there in doubles(event, "exceptions", "on"):
        got = event.exceptions[index].on.isoformat()
        yield Finding(event, ("exceptions", index, "on"), "QB406", {"got": got}, (there,))
    for index, exception in enumerate(event.exceptions):
        if not exception.reason:
            yield Finding(event, ("exceptions", index), "QB407", {"got": exception.on.isoformat()})
    if not rule_dates(event, event.start.date + 400 * DAY):
        return  # an `until` before the start was told; then no exception can hit
    last = max(exception.on for exception in event.exceptions)
    for index, nearest in exceptions_that_miss(event, holidays(playbook, last + 400 * DAY)):
        loc = ("exceptions", index, "on")
        got, offer = event.exceptions[index].on.isoformat(), (nearest or event.start.date).isoformat()
        fix = rewrite(event.document, loc, got, offer, safe=False)
        yield Finding(event, loc, "QB405", {"got": got, "nearest": offer}, fix=fix)
    yield from _in_effect(playbook, event)
    if event.repeat and (event.count is not None or event.until) and _none_left(playbook, event):
        yield Finding(event, ("exceptions",), "QB413")


def _in_effect(playbook: Playbook, event: Event) -> Iterator[Finding]:
    """What becomes of the dates that the exceptions are about."""
    for index, exception in enumerate(event.exceptions):
        laid = occurrences(playbook, event, exception.on, exception.on)
        one = next((one for one in laid if one.exception == index), None)
        if one is None:
            continue  # it hits nothing, or another one of the same date counts: told above
        if loc := _idle(event, one, holidays(playbook, one.on).is_off(one.on)):
            yield Finding(event, ("exceptions", index, loc), "QB416", {"got": one.on.isoformat()})
        elif one.status == "moved" and (other := _met(playbook, event, one)):
            args = {"got": one.on.isoformat(), "other": other.on.isoformat(), "date": one.day.isoformat()}
            yield Finding(event, ("exceptions", index, "move"), "QB419", args)


def _idle(event: Event, one: Occurrence, day_off: bool) -> str:
    """The key of an exception that leaves its date as it is, or "". On a day off that says that it takes place."""
    exception = event.exceptions[one.exception or 0]
    if exception.cancel or (day_off and event.on_holiday != "keep"):
        return ""
    if exception.move is None:
        return "" if exception.change and exception.change.model_fields_set else "change"
    extra = next((also.on.time for also in event.also if one.extra and also.on.date == one.on), None)
    clock = extra or event.start.time
    same = exception.move.date == one.on and (clock is None or exception.move.time in (None, clock))
    return "move" if same else ""


def _met(playbook: Playbook, event: Event, moved: Occurrence) -> Occurrence | None:
    """Another occurrence on the day to which one was moved. Of two that were moved there the second one is told.

    Runs and calendar entries know both by their own dates, and a lesson may be made up on the day of the next: no
    error. But people see two of one name on one day, and nearly always the wrong day was written. With a name of its
    own it is meant.
    """
    exceptions = event.exceptions
    for one in occurrences(playbook, event, moved.day, moved.day):
        told = one.exception is not None and exceptions[one.exception].move and one.exception > (moved.exception or 0)
        if one.held and one.day == moved.day and one.on != moved.on and one.name == moved.name and not told:
            return one
    return None


def _none_left(playbook: Playbook, event: Event) -> bool:
    cancelled = {exception.on for exception in event.exceptions if exception.cancel}
    planned = rule_dates(event, event.until or event.start.date + 5000 * DAY)
    if event.also or any(day not in cancelled for day in planned):
        return False
    return not any(one.held for one in occurrences(playbook, event, planned[0], planned[-1])) if planned else False


def _extras(playbook: Playbook, event: Event) -> Iterator[Finding]:
    if not event.also:
        return
    last = max(also.on.date for also in event.also)
    series = {*series_dates(event, holidays(playbook, last), last)}
    for index, also in enumerate(event.also):
        if also.on.date in series:
            yield Finding(event, ("also", index), "QB411", {"got": also.on.date.isoformat()})


def _follows(playbook: Playbook, event: Event) -> Iterator[Finding]:
    """A series that goes on from another one begins after its last date."""
    before = playbook.find(Event, event.follows)
    if before is None or event.id in (before.id, before.follows):
        return  # in a circle no date would do: `lineage` tells it
    ends = before.repeat is None or before.until is not None or before.count is not None
    last = max(rule_dates(before, LAST), default=None) if ends else None
    if before.status != "archived" and (last is None or last >= event.start.date):
        args = {"event": before.name, "start": event.start.date.isoformat()}
        there = Related(before.path, before.document.span(("repeat",)), "other")
        yield Finding(event, ("follows",), "QB417", args, (there,))


def _overlap(playbook: Playbook, event: Event, settings: Settings) -> Iterator[Finding]:
    """Only what lasts for about a day can run into itself; extra dates on those of the series are told above."""
    if not event.duration or not event.repeat or event.duration < timedelta(hours=20):
        return
    begin = max(settings.as_of, event.start.date)
    last = horizon(playbook, begin)
    late = overlaps_itself(event, handbook(playbook).timezone, holidays(playbook, last), begin, last)
    if late:
        args = {"date": late.day.isoformat(), "got": write_duration(event.duration)}
        yield Finding(event, ("duration",), "QB412", args)


CODES = (
    "QB402", "QB405", "QB406", "QB407", "QB408", "QB409", "QB410", "QB411", "QB412", "QB413", "QB414", "QB415", "QB416",
    "QB417", "QB419",
)  # fmt: skip
CHECK = Check(CODES, find)

"""An event must begin at a time that clocks show, and show once; what is to be done has a time that they show.

When clocks are put forward an hour is left out, when they are put back one comes twice; each calendar program picks its
own reading of such a time. Begin an hour earlier or later, or move that one date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from qunbook.calendar import offsets, zones
from qunbook.calendar.occurrence import Occurrence, skipped_by_the_clock, written_clock, zone_of
from qunbook.deadlines import timetable
from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.workflow import Workflow
from qunbook.model import Playbook
from qunbook.offset import Offset
from qunbook.queries import handbook, holidays, is_active, occurrences
from qunbook.settings import Settings

AHEAD = timedelta(days=400)


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    home = handbook(playbook).timezone
    for event in playbook.all(Event):
        where = zone_of(event, home)
        first = event.start.date
        last = max(event.start.date, settings.as_of) + AHEAD
        if event.start.time is None or not zones.days_of_change(where, first.year, last.year):
            continue
        args = {"zone": "UTC" if event.anchor == "utc" else event.timezone or home}
        for one, before, after in skipped_by_the_clock(event, home, holidays(playbook, last), first, last)[:1]:
            said = {"date": one.day.isoformat(), "clock": _written(event, one), "before": _clock(before)}
            yield Finding(event, _loc(event, one), "QB403", {**args, **said, "after": _clock(after)})
        twice = (one for one in occurrences(playbook, event, first, last) if one.held and _is_twice(one, where))
        for one in [*twice][:1]:
            said = {"date": one.day.isoformat(), "clock": _written(event, one)}
            yield Finding(event, _loc(event, one), "QB404", {**args, **said})

    for event in playbook.all(Event):
        yield from _tasks(playbook, event, settings.as_of)
    for community in playbook.all(Community):
        yield from _camp(playbook, community)


def _tasks(playbook: Playbook, event: Event, day: date) -> Iterator[Finding]:
    """The tasks of coming dates, each told once."""
    where = zone_of(event, handbook(playbook).timezone)
    timed = [(index, task.at) for index, task in enumerate(event.tasks) if task.at.clock]
    if not timed or not zones.days_of_change(where, day.year, (day + AHEAD).year):
        return
    coming = [one for one in occurrences(playbook, event, day, day + AHEAD) if one.held]
    for index, at in timed:
        skipped = (found for one in coming if (found := _skipped(at, where, one.start, one.end)))
        for args in [*skipped][:1]:
            yield Finding(event, ("tasks", index, "at"), "QB403", args)


def _camp(playbook: Playbook, community: Community) -> Iterator[Finding]:
    """The timetable of each term of a camp."""
    where = zones.zone(handbook(playbook).timezone)
    flows = [flow for flow in playbook.all(Workflow) if flow.community == community.id]
    for term in community.terms if is_active(community) else ():
        for flow in filter(is_active, flows):
            for loc, _, at, _, _ in timetable(flow):
                if args := _skipped(at, where, term.start, term.end + timedelta(days=1)):
                    yield Finding(flow, loc, "QB403", args)


def _skipped(at: Offset, where: tzinfo, start: datetime | date, end: datetime | date) -> dict[str, Arg] | None:
    """What is to be said of a time that clocks leave out on the day that is meant; None of any other."""
    when = offsets.resolve(at, where, start, end)
    if at.clock is None or when.time() == at.clock or not (found := zones.gap(when.date(), at.clock, where)):
        return None
    before, after = found
    said = {"date": when.date().isoformat(), "clock": _clock(at.clock), "zone": str(where)}
    return {**said, "before": _clock(before), "after": _clock(after)}


def _is_twice(one: Occurrence, where: tzinfo) -> bool:
    return isinstance(one.start, datetime) and zones.is_twice(one.day, one.start.time(), where)


def _loc(event: Event, one: Occurrence) -> tuple[str | int, ...]:
    if one.exception is not None:
        return ("exceptions", one.exception, *(("move",) if event.exceptions[one.exception].move else ()))
    if one.extra:
        return ("also", next(index for index, also in enumerate(event.also) if also.on.date == one.on))
    return ("start",)


def _written(event: Event, one: Occurrence) -> str:
    clock = written_clock(event, one)
    return _clock(clock) if clock else ""


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"


CHECK = Check(("QB403", "QB404"), find)

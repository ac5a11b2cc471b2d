"""An event must begin at a time that clocks show, and show once.

When clocks are put forward an hour is left out, when they are put back one comes twice; each calendar program picks its
own reading of such a time. Begin an hour earlier or later, or move that one date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo

from qunbook.calendar import zones
from qunbook.calendar.occurrence import Occurrence, skipped_by_the_clock, written_clock, zone_of
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.model import Playbook
from qunbook.queries import handbook, holidays, occurrences
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

"""Where an event's duty has hours, they must leave no part of it without somebody.

People hand over by the hours that are written, and of a gap everybody thinks that it is another's. Make the hours meet,
or add another role. An event of whole days is covered from the first hour written to the last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from qunbook.calendar import cover
from qunbook.calendar.conflicts import shown
from qunbook.calendar.occurrence import Occurrence, zone_of
from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.model import Playbook
from qunbook.queries import Shift, handbook, horizon, is_vacant, occurrences, on_duty
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    last = horizon(playbook, settings.as_of)
    for event in playbook.all(Event):
        if event.status in ("active", "planned") and any(duty.hours for duty in event.duty):
            coming = occurrences(playbook, event, settings.as_of, last)
            yield from _uncovered(playbook, event, tuple(one for one in coming if one.held))


def _uncovered(playbook: Playbook, event: Event, coming: tuple[Occurrence, ...]) -> Iterator[Finding]:
    """One finding for each part of the day that is left out, with the first dates on which it is."""
    where = zone_of(event, handbook(playbook).timezone)
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for one in coming:
        for begin, over in _gaps(playbook, event, one, where):
            days[f"{begin:%H:%M}", f"{over:%H:%M}"].append(one.day)
    for (first, end), dates in sorted(days.items()):
        args: dict[str, Arg] = {
            "event": event.name, "first": first, "last": end, "dates": shown(dates, len(dates)), "count": len(dates),
        }  # fmt: skip
        yield Finding(event, ("duty",), "QB432", args)


def _gaps(playbook: Playbook, event: Event, one: Occurrence, where: tzinfo) -> tuple[cover.Span, ...]:
    shifts = on_duty(playbook, event, one)
    every = [span for shift in shifts if (span := _span(shift, one, where))]
    there = [span for shift in shifts if _is_there(playbook, event, one, shift) and (span := _span(shift, one, where))]
    if isinstance(one.start, datetime) and isinstance(one.end, datetime):
        return cover.gaps(there, one.start, one.end)
    return cover.gaps(there, min(start for start, _ in every), max(end for _, end in every)) if every else ()


def _span(shift: Shift, one: Occurrence, where: tzinfo) -> cover.Span | None:
    if shift.hours:
        return cover.span(shift.hours, one, where)
    timed = isinstance(one.start, datetime) and isinstance(one.end, datetime)
    return (one.start, one.end) if timed else None  # type: ignore[return-value]


def _is_there(playbook: Playbook, event: Event, one: Occurrence, shift: Shift) -> bool:
    """Whether somebody comes. Where the role itself is vacant, another check has told already."""
    return bool(shift.people) or is_vacant(playbook, shift.role, one.day, event.community)


CHECK = Check(("QB432",), find)

"""An offset (`T-7d`, `E+1d`) as the moment that it means for one occurrence.

Days are counted on the calendar, so that `T-1d` of an 8 o'clock meeting is 8 o'clock even over a change of clocks;
hours and minutes are time that passes.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from qunbook.calendar import zones
from qunbook.calendar.days import day_of
from qunbook.calendar.occurrence import Occurrence
from qunbook.offset import Offset

MORNING = time(9)
"""The time of day of an offset without one from a whole day: when people can act on it."""


def resolve(offset: Offset, where: tzinfo, start: datetime | date, end: datetime | date | None = None) -> datetime:
    """The moment in the zone `where`, for something from `start` to `end`; dates are whole days, `end` exclusive.

    For D give the day of joining or opening as `start`.
    """
    base = end if offset.anchor == "E" and end is not None else start
    if offset.anchor == "E" and end is not None and not isinstance(end, datetime):
        base = end - timedelta(days=1)  # the last day of whole days
    if isinstance(base, datetime) and offset.anchor != "D":
        local = base.astimezone(where)
        if offset.minutes:
            return zones.later(local, timedelta(minutes=offset.minutes))
        return zones.moment(local.date() + timedelta(days=offset.days), offset.clock or local.time(), where)
    morning = zones.moment(day_of(base) + timedelta(days=offset.days), offset.clock or MORNING, where)
    return zones.later(morning, timedelta(minutes=offset.minutes))


def due(offset: Offset, occurrence: Occurrence, where: tzinfo) -> datetime:
    """When something that is tied to an occurrence is due, in the event's zone (`occurrence.zone_of`)."""
    return resolve(offset, where, occurrence.start, occurrence.end)

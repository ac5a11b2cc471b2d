"""Days, weeks, months and quarters in which something is counted, and when a count must be there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from qunbook.calendar.days import next_month

DAY = timedelta(days=1)


class Period(NamedTuple):
    """From `first` to `last`, both included."""

    first: date
    last: date


def due_period(cadence: str, day: date) -> Period | None:
    """The last period whose value must be there on `day`: it has been over for half its length."""
    period = _around(cadence, day)
    while period and (day - period.last) * 2 <= period.last - period.first + DAY:
        period = _around(cadence, period.first - DAY)
    return period


def _around(cadence: str, day: date) -> Period | None:
    match cadence:
        case "daily":
            return Period(day, day)
        case "weekly":
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + 6 * DAY)
        case "monthly":
            return _months(day.replace(day=1), 1)
        case "quarterly":
            return _months(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), 3)
        case _:
            return None


def _months(first: date, count: int) -> Period:
    after = first
    for _ in range(count):
        after = next_month(after)
    return Period(first, after - DAY)

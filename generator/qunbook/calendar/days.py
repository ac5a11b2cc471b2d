"""Days, weeks and months of a wall calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta


def day_of(when: datetime | date) -> date:
    """The day on which something is, by the clock that it is told by."""
    return when.date() if isinstance(when, datetime) else when


def weeks(month: date) -> Iterator[tuple[date, ...]]:
    """The weeks of a month from Monday to Sunday, with the days of its neighbours."""
    first = month.replace(day=1)
    at = first - timedelta(days=first.weekday())
    while at < next_month(first):
        yield tuple(at + timedelta(days=n) for n in range(7))
        at += timedelta(days=7)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """The first days of the months from the one of `first` to the one of `last`."""
    at = first.replace(day=1)
    while at <= last:
        yield at
        at = next_month(at)

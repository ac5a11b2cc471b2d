"""Hours of cover: when a duty with `hours` begins and ends at an occurrence, and which part of it nobody covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

from qunbook.calendar import zones
from qunbook.calendar.occurrence import Occurrence

Span = tuple[datetime, datetime]


class Hours(Protocol):
    @property
    def first(self) -> time: ...
    @property
    def last(self) -> time: ...


def span(hours: Hours, one: Occurrence, where: tzinfo, day: date | None = None) -> Span:
    """The moments between which a duty covers an occurrence, on the clocks of `where`.

    Hours are told by the clock of the day on which it begins; 23:30-00:30 of an event at midnight begins on the
    evening before. With `day` it is that day of an event of several days.
    """
    days = (day,) if day else (one.day, one.day - timedelta(days=1))
    spans = [_on(hours, where, at) for at in days]
    return max(spans, key=lambda found: _overlap(found, one))  # the first of equals


def _on(hours: Hours, where: tzinfo, day: date) -> Span:
    over = day if hours.last > hours.first else day + timedelta(days=1)
    return zones.moment(day, hours.first, where), zones.moment(over, hours.last, where)


def _overlap(found: Span, one: Occurrence) -> timedelta:
    if not isinstance(one.start, datetime) or not isinstance(one.end, datetime):
        return timedelta()
    return max(timedelta(), min(found[1], one.end) - max(found[0], one.start))


def gaps(spans: Iterable[Span], start: datetime, end: datetime) -> tuple[Span, ...]:
    """The parts of the time from `start` to `end` that no span covers, in order."""
    edges = sorted((max(first, start), min(last, end)) for first, last in spans if first < end and start < last)
    reached, found = start, []
    for first, last in edges:
        if first > reached:
            found.append((reached, first))
        reached = max(reached, last)
    return (*found, (reached, end)) if reached < end else tuple(found)

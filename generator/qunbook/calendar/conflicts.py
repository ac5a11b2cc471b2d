"""Who would have to be in two places at once: overlaps of real occurrences, told once for each pair of series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qunbook.calendar.occurrence import Occurrence

SHOWN = 3


_Span = tuple[float, float, Occurrence]


@dataclass(frozen=True, order=True)
class Conflict:
    """Two series (event ids, in order) that overlap for `who`: on `count` dates, the first three of which are `dates`.

    A date is that on which the later of the two begins.
    """

    first: str
    second: str
    who: tuple[str, ...]
    dates: tuple[date, ...]
    count: int


def shown(days: Iterable[date], count: int) -> tuple[str, ...]:
    """The first dates, and a sign that there are more."""
    first = tuple(day.isoformat() for day in days)[:SHOWN]
    return (*first, "…") if count > len(first) else first


def conflicts(busy: Mapping[str, Iterable[Occurrence]]) -> tuple[Conflict, ...]:
    """The pairs of series that overlap for somebody; `busy` has the occurrences that each person (or venue, or
    community) has to be at. What only touches (one ends when the other begins) does not overlap; cancelled
    occurrences are left out. Whole days bind nobody to an hour: they overlap each other, but nothing that has one.
    """
    who: dict[tuple[str, str], set[str]] = defaultdict(set)
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    for name, occurrences in busy.items():
        every = [one for one in occurrences if one.held]
        for early, late in (*_overlapping(_timed(every)), *_overlapping(_whole(every))):
            pair = (min(early.event, late.event), max(early.event, late.event))
            who[pair].add(name)
            days[pair].add(late.day)
    return tuple(
        Conflict(*pair, tuple(sorted(who[pair])), tuple(sorted(days[pair])[:SHOWN]), len(days[pair]))
        for pair in sorted(who)
    )


def _overlapping(spans: Iterable[_Span]) -> Iterator[tuple[Occurrence, Occurrence]]:
    running: list[tuple[float, Occurrence]] = []
    for start, end, one in sorted(spans, key=lambda item: (item[0], item[1], item[2].event)):
        running = [(until, other) for until, other in running if until > start]
        for _, other in running:
            if other.event != one.event:
                yield other, one
        running.append((end, one))


def _timed(occurrences: Iterable[Occurrence]) -> Iterator[_Span]:
    for one in occurrences:
        if isinstance(one.start, datetime) and isinstance(one.end, datetime):
            yield one.start.timestamp(), one.end.timestamp(), one


def _whole(occurrences: Iterable[Occurrence]) -> Iterator[_Span]:
    for one in occurrences:
        if not isinstance(one.start, datetime):
            yield one.start.toordinal(), one.end.toordinal(), one

"""When a column appears, and what appeared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from qunbook.calendar.recurrence import dates
from qunbook.kinds.column import Column, Published


@dataclass(frozen=True)
class Issue:
    """A day on which a column appears, and what appeared for it. What is past and empty was missed."""

    day: date
    piece: Published | None
    missed: bool


def issues(column: Column, today: date, last: date) -> tuple[Issue, ...]:
    """The issues of a column from the first that its file lists to `last`. A late piece counts for the day before it.

    What appeared before the oldest piece on the list is nobody's business here: lists are kept short. A column that
    has listed nothing begins with its `since`.
    """
    first = min((piece.date for piece in column.published), default=column.since)
    if first is None:
        return ()
    known = dates(column.repeat, column.since or first)
    days = [day for day in takewhile(lambda day: day <= last, known) if day >= first]
    pieces: dict[date, Published] = {}
    for piece in sorted(column.published, key=lambda piece: piece.date):
        due = next((day for day in reversed(days) if day <= piece.date), piece.date)
        pieces[piece.date if due in pieces else due] = piece
    found = (Issue(day, pieces.get(day), day < today and day not in pieces) for day in {*days, *pieces})
    return tuple(sorted((one for one in found if one.day <= last), key=lambda one: one.day))

"""A column must not miss its day twice in a row.

Readers forgive one gap; after the second they stop looking. Publish something short, add it under `published`, or make
the column rarer (`repeat`) or let it rest (`status: paused`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from qunbook.calendar.recurrence import dates
from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.column import Column
from qunbook.model import Playbook
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for column in playbook.all(Column):
        missed = _missed(column, settings.as_of) if column.status == "active" else ()
        if len(missed) >= 2:
            newest = max((piece.date for piece in column.published), default=None)
            args: dict[str, Arg] = {
                "column": column.name,
                "count": len(missed),
                "missed": tuple(day.isoformat() for day in missed[-2:]),
                "newest": newest.isoformat() if newest else "—",
            }
            yield Finding(column, ("repeat",), "QB680", args)


def _missed(column: Column, today: date) -> tuple[date, ...]:
    """The days before `today` on which something should have appeared, and since which nothing has."""
    newest = max((piece.date for piece in column.published if piece.date <= today), default=None)
    start = column.since or min((piece.date for piece in column.published), default=None)
    if start is None:
        return ()
    past = takewhile(lambda day: day < today, dates(column.repeat, start))
    return tuple(day for day in past if newest is None or day > newest)


CHECK = Check(("QB680",), find)

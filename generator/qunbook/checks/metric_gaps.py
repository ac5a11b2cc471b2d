"""A metric must have the value of its last whole period, half a period after that ended.

A curve that stops says "all quiet" when it means "nobody looked". Add the row to the metric's data file, or let the
metric rest (`status: paused`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.metric import Metric
from qunbook.metric_data import path_of
from qunbook.model import Playbook
from qunbook.queries import figures
from qunbook.settings import Settings

DAY = timedelta(days=1)


class Period(NamedTuple):
    """From `first` to `last`, both included."""

    first: date
    last: date


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for metric in playbook.all(Metric):
        period = due_period(metric.cadence, settings.as_of)
        if metric.status != "active" or period is None:
            continue
        newest = max((figure.date for figure in figures(playbook, metric)), default=None)
        if newest is None or newest < period.first:
            args: dict[str, Arg] = {
                "metric": metric.name,
                "first": period.first.isoformat(),
                "last": period.last.isoformat(),
                "newest": newest.isoformat() if newest else "—",
                "file": path_of(metric.id),
            }
            yield Finding(metric, ("name",), "QB666", args)


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
    following = first.month - 1 + count
    after = date(first.year + following // 12, following % 12 + 1, 1)
    return Period(first, after - DAY)


CHECK = Check(("QB666",), find)

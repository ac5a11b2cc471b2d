"""A metric must have the value of its last whole period, half a period after that ended.

A curve that stops says "all quiet" when it means "nobody looked". Add the row to the metric's data file, or let the
metric rest (`status: paused`).
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.metric import Metric
from qunbook.metric_data import path_of
from qunbook.model import Playbook
from qunbook.queries import figures, missing_period
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for metric in playbook.all(Metric):
        period = missing_period(playbook, metric, settings.as_of)
        if period:
            newest = max((figure.date for figure in figures(playbook, metric)), default=None)
            args: dict[str, Arg] = {
                "metric": metric.name,
                "first": period.first.isoformat(),
                "last": period.last.isoformat(),
                "newest": newest.isoformat() if newest else "—",
                "file": path_of(metric.id),
            }
            yield Finding(metric, ("name",), "QB666", args)


CHECK = Check(("QB666",), find)

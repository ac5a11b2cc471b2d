"""A metric beyond its red line must have an open action that is meant to bring it back.

A red light that nobody does anything about teaches everybody to overlook red lights. Agree on one act in the next
retrospective and name the metric there (`actions: [{…, metric: …}]`), or move the line if it was wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.metric import Metric
from qunbook.model import Playbook
from qunbook.queries import latest, open_actions, state
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    tackled = {promise.action.metric for promise in open_actions(playbook)}
    for metric in playbook.all(Metric):
        if not metric.red or metric.status != "active" or metric.id in tackled:
            continue
        newest = latest(playbook, metric)
        if newest and state(metric, newest.value) == "red":
            value = f"{newest.value:g}{metric.red.unit}"
            args = {"metric": metric.name, "value": value, "red": str(metric.red), "date": newest.date.isoformat()}
            yield Finding(metric, ("red",), "QB667", args)


CHECK = Check(("QB667",), find)

"""Every row of a data file must be a figure: a day that has been, a number in the metric's unit, each day once.

Charts and colours are made from these rows; one full-width per cent sign or one date of next year bends the curve.
Correct the cell; the first line says which columns there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook import metric_data
from qunbook.diagnostic import Related
from qunbook.finding import Check, Finding
from qunbook.kinds.metric import Metric
from qunbook.metric_data import Bad, metric_of
from qunbook.model import Entity, Playbook
from qunbook.queries import handbook
from qunbook.settings import Settings
from qunbook.spots import in_row

CODES = {"header": "QB661", "date": "QB661", "value": "QB661", "n": "QB661", "cells": "QB661", "range": "QB664"}


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    communities = playbook.ids.get("community", frozenset())
    for path, text in sorted(playbook.data.items()):
        id = metric_of(path)
        if id is None:
            continue
        metric = playbook.find(Metric, id)
        if metric is None:
            if id not in playbook.ids.get("metric", ()):
                args = {"got": id, "want": f"content/metrics/{id}.md"}
                yield Finding(handbook(playbook), (), "QB668", args, span=in_row(text, 1, ""), path=path)
            continue
        table = metric_data.parse(text, metric_data.is_share(metric.unit))
        for bad in table.bad:
            yield _bad(metric, path, text, bad)
        for figure in table.figures:
            if figure.date > settings.as_of:
                got = figure.date.isoformat()
                yield Finding(metric, (), "QB663", {"got": got}, span=in_row(text, figure.line, got), path=path)
            if figure.community and figure.community not in communities:
                where = in_row(text, figure.line, figure.community)
                yield Finding(metric, (), "QB669", {"got": figure.community}, span=where, path=path)


def _bad(metric: Entity, path: str, text: str, bad: Bad) -> Finding:
    span = in_row(text, bad.line, bad.got)
    if bad.why == "twice":
        first = Related(path, in_row(text, bad.first, bad.got), "first")
        return Finding(metric, (), "QB662", {"got": bad.got}, (first,), span=span, path=path)
    args = {"got": bad.got, "cell": bad.why, "columns": ",".join(metric_data.COLUMNS)}
    return Finding(metric, (), CODES[bad.why], args, span=span, path=path)


CHECK = Check(("QB661", "QB662", "QB663", "QB664", "QB668", "QB669"), find)

"""The lines of a metric must lie in order, and its formula must name only metrics that there are.

With red better than amber, or amber better than the target, no value has the right colour. In a formula names in
backticks are ids of metrics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qunbook.finding import Check, Finding
from qunbook.kinds.metric import Metric
from qunbook.model import Playbook
from qunbook.settings import Settings

_NAMED = re.compile(r"`([^`\n]+)`")


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for metric in playbook.all(Metric):
        lines = [(name, line) for name in ("red", "amber", "target") if (line := getattr(metric, name))]
        for (worse, low), (better, high) in pairwise(lines):
            wrong = low.value > high.value if metric.direction == "up" else low.value < high.value
            if wrong:
                args = {"worse": worse, "low": str(low), "better": better, "high": str(high)}
                yield Finding(metric, (worse,), "QB660", args)
        for name in _NAMED.findall(metric.formula or ""):
            if name not in playbook.ids.get("metric", ()):
                yield Finding(metric, ("formula",), "QB665", {"got": name})


CHECK = Check(("QB660", "QB665"), find)

"""A workflow must be able to end in the time that it promises: its longest way, by its steps' own limits.

Somebody was told "within a day" and looks at the clock. Give the steps of that way less time, or promise what can be
kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from qunbook import queries
from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.workflow import Workflow
from qunbook.model import Playbook
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for workflow in playbook.all(Workflow):
        if workflow.sla is None or workflow.status == "archived":
            continue
        slowest = queries.slowest(workflow)
        if slowest.time > workflow.sla:
            over = _spelt(slowest.time - workflow.sla)
            args: dict[str, Arg] = {"workflow": workflow.name, "count": len(slowest.steps), "over": over}
            yield Finding(workflow, ("sla",), "QB659", args)


def _spelt(time: timedelta) -> str:
    """`1d2h30m`: as an author writes it."""
    days, rest = divmod(int(time.total_seconds()) // 60, 1440)
    hours, rest = divmod(rest, 60)
    return "".join(f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (rest, "m")) if n)


CHECK = Check(("QB659",), find)

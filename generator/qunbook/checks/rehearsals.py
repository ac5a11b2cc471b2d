"""A workflow for a crisis must have been rehearsed within half a year.

A plan that nobody has walked through fails at the first telephone number. Hold a drill of half an hour with those who
would act, and write its date under `rehearsed`. A drill that is only planned does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.workflow import Workflow
from qunbook.model import Playbook
from qunbook.settings import Settings

FRESH = timedelta(days=180)


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for workflow in playbook.all(Workflow):
        if workflow.type != "crisis" or workflow.status != "active":
            continue
        last = workflow.rehearsed
        if last is None:
            yield Finding(workflow, ("name",), "QB658", {"workflow": workflow.name})
        elif last + FRESH < settings.as_of:
            args: dict[str, Arg] = {
                "workflow": workflow.name,
                "date": last.isoformat(),
                "days": (settings.as_of - last).days,
            }
            yield Finding(workflow, ("rehearsed",), "QB656", args)


CHECK = Check(("QB656", "QB658"), find)

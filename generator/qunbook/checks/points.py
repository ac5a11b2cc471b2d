"""Points that can be earned must have a limit.

Without one, those with the most time collect the most points, and the group fills with messages that were written for
points. Set a `cap` for each way to earn them, or a `limit` for all.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.incentive import Incentive
from qunbook.model import Playbook
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for incentive in playbook.all(Incentive):
        if incentive.type != "points" or incentive.limit or incentive.status != "active":
            continue
        open_ended = [index for index, earn in enumerate(incentive.earn) if not earn.cap]
        if open_ended or not incentive.earn:
            loc = ("earn", open_ended[0]) if open_ended else ("type",)
            yield Finding(incentive, loc, "QB681", {"incentive": incentive.name, "count": len(open_ended)})


CHECK = Check(("QB681",), find)

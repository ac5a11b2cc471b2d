"""The agenda of a retrospective must fit into the meeting.

What runs over is cut at the end, and the end is where people decide and thank each other. Take a shorter activity, or a
longer meeting.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.retro import Retro
from qunbook.model import Playbook
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for retro in playbook.all(Retro):
        planned = sum(step.minutes for step in retro.agenda)
        limit = int(retro.length.total_seconds()) // 60 if retro.length else None
        if limit is not None and planned > limit:
            yield Finding(retro, ("agenda",), "QB676", {"planned": planned, "limit": limit, "over": planned - limit})


CHECK = Check(("QB676",), find)

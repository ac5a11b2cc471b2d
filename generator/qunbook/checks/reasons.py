"""What was called off must say why, and a retrospective without actions must say why there are none.

Without the reason nobody learns from it, and next year it is called off for the same one. Write one sentence: `reason`
in a run, `no_actions` in a retrospective.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Word
from qunbook.enums import ENUMS
from qunbook.finding import Check, Finding
from qunbook.kinds.retro import Retro
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.queries import title
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for run in playbook.all(Run):
        if run.status in ("cancelled", "postponed") and not run.reason:
            state = Word(f"run_status.{run.status}", {}, *ENUMS["run_status"][run.status])
            yield Finding(run, ("status",), "QB645", {"run": title(playbook, run), "state": state})
    for retro in playbook.all(Retro):
        if retro.status in ("reviewed", "closed") and not retro.actions and not retro.no_actions:
            yield Finding(retro, ("status",), "QB675", {"retro": title(playbook, retro)})


CHECK = Check(("QB645", "QB675"), find)

"""A run whose event asks for a retrospective must have one in time.

Three days later people still know what happened; two weeks later they know what they would like to have happened. Write
it (`qunbook new retro <event> <date>`), even if it is half a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.queries import MISSING, handbook, needs_retro, retro_due, retro_of, title
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    grace = handbook(playbook).policies.retro.grace
    written = playbook.ids.get("retro", frozenset())
    for run in playbook.all(Run):
        if not needs_retro(playbook, run) or retro_of(playbook, run) or run.id in written:
            continue
        due = retro_due(playbook, run)
        if due < settings.as_of:
            code = "QB641" if settings.as_of <= due + grace else MISSING
            late = (settings.as_of - due).days
            args: dict[str, Arg] = {
                "run": title(playbook, run),
                "due": due.isoformat(),
                "days": late,
                "grace": grace.days,
            }
            yield Finding(run, ("date",), code, args)


CHECK = Check(("QB641", MISSING), find)

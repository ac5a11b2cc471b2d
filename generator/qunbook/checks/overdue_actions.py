"""An action must be done, moved or dropped by its day.

Retrospectives die of promises that nobody asks about. Set it to `done` with a result, give it a new `due` date, or drop
it with a `reason`; all three are honest.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.person import Person
from qunbook.model import Playbook
from qunbook.queries import overdue
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for promise in overdue(playbook, settings.as_of):
        action = promise.action
        owner = playbook.find(Person, action.owner)
        args: dict[str, Arg] = {
            "do": action.do,
            "who": owner.name if owner else action.owner,
            "due": action.due.isoformat(),
            "days": (settings.as_of - action.due).days,
        }
        yield Finding(promise.retro, ("actions", promise.index, "due"), "QB672", args)


CHECK = Check(("QB672",), find)

"""Whoever answers for a retrospective that is not closed, or for an open action, must still be there.

What belongs to somebody who has left is done by nobody. Give it to one person who is here; a role or "everybody" is
nobody. Closed retrospectives keep their names.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.person import Person
from qunbook.kinds.retro import Retro
from qunbook.model import Loc, Playbook
from qunbook.queries import is_active, open_actions
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for retro in playbook.all(Retro):
        if retro.status != "closed":
            yield from _gone(playbook, retro, ("owner",), retro.owner)
    for promise in open_actions(playbook):
        yield from _gone(playbook, promise.retro, ("actions", promise.index, "owner"), promise.action.owner)


def _gone(playbook: Playbook, retro: Retro, loc: Loc, id: str) -> Iterator[Finding]:
    person = playbook.find(Person, id)
    if person and not is_active(person):
        yield Finding(retro, loc, "QB671", {"got": id, "person": person.name})


CHECK = Check(("QB671",), find)

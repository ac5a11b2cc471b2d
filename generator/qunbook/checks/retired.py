"""What is in use must not lean on what is archived or on somebody who has left.

A duty of a person who is gone is done by nobody, and a link to an archived event sends readers to an empty room. Name a
successor, or take the reference out. Runs, retrospectives and other records of the past may name anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg, Word
from qunbook.finding import Check, Finding
from qunbook.kinds.role import Role
from qunbook.model import Playbook, Reference
from qunbook.queries import holders_on, holding, is_active
from qunbook.settings import Settings

RECORDS = frozenset({"run", "retro", "assessment", "plan", "scenario"})
PAST = frozenset({"supersedes", "extends", "follows", "published", "awarded"})

GONE = Word("state.gone", {}, "离岗", "no longer there")
ARCHIVED = Word("state.archived", {}, "归档", "archived")


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    gone = {
        (kind, id)
        for kind, entities in playbook.entities.items()
        for id, entity in entities.items()
        if not is_active(entity)
    }
    for reference in playbook.references if gone else ():
        kind = next((kind for kind in reference.kinds if (kind, reference.target) in gone), None)
        if kind and not _is_history(playbook, reference, settings):
            args: dict[str, Arg] = {
                "got": reference.target,
                "kind": Word(f"kind.{kind}"),
                "status": GONE if kind == "person" else ARCHIVED,
            }
            yield Finding(reference.source, reference.loc, "QB205", args)


def _is_history(playbook: Playbook, reference: Reference, settings: Settings) -> bool:
    source, loc = reference.source, reference.loc
    if source.kind in RECORDS or not is_active(source) or loc[0] in PAST:
        return True
    if isinstance(source, Role) and loc[0] == "holders":
        holder = source.holders[int(loc[1])]
        # A role that only such people hold is told as a whole by `vacancies`.
        only = not holders_on(playbook, source, settings.as_of)
        return only or (holder not in holding(source, settings.as_of) and holder.until is not None)
    return False


CHECK = Check(("QB205",), find)

"""What an audience may see must not need something that it may not see.

A page is left out of an edition if it cannot be told without a hidden one: an event of a staff-only community would
silently be missing for members. Hide it as well (`visibility: staff`), or show what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg, Word
from qunbook.enums import ENUMS
from qunbook.finding import Check, Finding
from qunbook.model import LEVELS, Part, Playbook, Reference
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    level = {
        (kind, id): LEVELS[playbook.visibility(entity)]
        for kind, entities in playbook.entities.items()
        for id, entity in entities.items()
    }
    for reference in playbook.references:
        shown = level[reference.source.kind, reference.source.id]
        if shown == LEVELS["staff"]:
            continue
        targets = [level[kind, reference.target] for kind in reference.kinds if (kind, reference.target) in level]
        if targets and min(targets) > shown and _is_needed(reference):
            args: dict[str, Arg] = {
                "got": reference.target,
                "kind": Word(f"kind.{reference.kinds[0]}"),
                "seen": _audience(shown),
                "hidden": _audience(min(targets)),
            }
            yield Finding(reference.source, reference.loc, "QB210", args)


def _audience(level: int) -> Word:
    name = next(name for name, number in LEVELS.items() if number == level)
    return Word(f"visibility.{name}", {}, *ENUMS["visibility"][name])


def _is_needed(reference: Reference) -> bool:
    """Whether every field on the way to the reference is a required one. An item of a list can be left out."""
    part: object = reference.source
    for key in reference.loc:
        if not isinstance(part, Part) or not isinstance(key, str) or not type(part).model_fields[key].is_required():
            return False
        part = getattr(part, key)
    return True


CHECK = Check(("QB210",), find)

"""A role, a metric, a checklist or a ladder must be named by something.

What nothing names appears on no other page, in nobody's calendar and on no list: it is kept up for no one. Name it
where it belongs, or archive it.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Word
from qunbook.finding import Check, Finding
from qunbook.model import Playbook
from qunbook.prose import read
from qunbook.queries import is_active
from qunbook.settings import Settings

KINDS = ("role", "metric", "checklist", "ladder")


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    if any(ids - playbook.entities.get(kind, {}).keys() for kind, ids in playbook.ids.items()):
        return  # a file that could not be read may be the one that names it
    linked = {
        (wiki.kind, wiki.id)
        for entity in playbook.everything()
        for wiki in read(entity.body).wikis
        if wiki.kind != entity.kind or wiki.id != entity.id
    }
    for kind in KINDS:
        for entity in playbook.entities.get(kind, {}).values():
            named = any(reference.source is not entity for reference in playbook.naming(entity))
            vacant = kind == "role" and not getattr(entity, "holders", ())  # that is told by `vacancies`
            if not named and not vacant and (kind, entity.id) not in linked and is_active(entity):
                yield Finding(entity, ("name",), "QB208", {"got": entity.id, "kind": Word(f"kind.{kind}")})


CHECK = Check(("QB208",), find)

"""What was read through once must be read through again in time.

Rules and routines age without a sound. Read the file to the end, change what is no longer true, and write today's date
under `reviewed`. A file that never had a date has nothing to be late for.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.model import Playbook
from qunbook.queries import review_due
from qunbook.settings import Settings
from qunbook.thing import Filed


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for entity in playbook.everything():
        due = review_due(playbook, entity)
        if due and due < settings.as_of and isinstance(entity, Filed) and entity.reviewed:
            args: dict[str, Arg] = {
                "date": entity.reviewed.isoformat(),
                "days": (settings.as_of - entity.reviewed).days,
                "every": (due - entity.reviewed).days,
            }
            yield Finding(entity, ("reviewed",), "QB623", args)


CHECK = Check(("QB623",), find)

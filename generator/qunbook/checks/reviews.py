"""What was read through once must be read through again in time.

Rules and routines age without a sound. Read the file to the end, change what is no longer true, and write today's date
under `reviewed`. A file that never had a date has nothing to be late for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.model import Playbook
from qunbook.queries import handbook, is_active
from qunbook.settings import Settings
from qunbook.thing import Filed


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for entity in playbook.everything():
        if not isinstance(entity, Filed) or entity.reviewed is None or not is_active(entity):
            continue
        every = entity.review_every or _usual(playbook, entity)
        if every and entity.reviewed + every < settings.as_of:
            args: dict[str, Arg] = {
                "date": entity.reviewed.isoformat(),
                "days": (settings.as_of - entity.reviewed).days,
                "every": every.days,
            }
            yield Finding(entity, ("reviewed",), "QB623", args)


def _usual(playbook: Playbook, entity: Filed) -> timedelta | None:
    """A kind that is never due by itself (a run, a word of the glossary) stays so; others follow the handbook."""
    if playbook.kind_of(entity).review_every is None:
        return None
    return handbook(playbook).policies.review


CHECK = Check(("QB623",), find)

"""What can be asked of anything: its name, its id for ever, whether it is in use, when it is to be read again."""

from __future__ import annotations

from datetime import date

from qunbook.enums import ENUMS
from qunbook.kinds.assessment import Assessment
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.retro import Retro
from qunbook.kinds.run import Run
from qunbook.model import Entity, Playbook
from qunbook.queries.base import handbook
from qunbook.thing import Filed


def title(playbook: Playbook, entity: Entity) -> str:
    """What a reader calls a thing: its name; for a run or a retrospective that of the event, with the date."""
    if name := getattr(entity, "name", None):
        return str(name)
    match entity:
        case Run():
            return f"{_name(playbook, Event, entity.event)} {entity.date}"
        case Retro():
            return f"{_subject(playbook, entity)} {entity.date}"
        case Assessment():
            words = ENUMS["assessment_type"].get(entity.type, (entity.type, entity.type))
            kind = words[0 if handbook(playbook).language == "zh" else 1]
            gap = "" if handbook(playbook).language == "zh" else ": "
            return f"{_name(playbook, Community, entity.subject)}{gap}{kind} {entity.date}"
    return entity.id


def _name(playbook: Playbook, kind: type[Event | Community], id: str) -> str:
    found = playbook.find(kind, id)
    return found.name if found else id


def _subject(playbook: Playbook, retro: Retro) -> str:
    if run := playbook.find(Run, retro.of):
        return run.name or _name(playbook, Event, run.event)
    for kind in ("event", "workflow"):
        if found := playbook.entities.get(kind, {}).get(retro.of):
            return str(getattr(found, "name", found.id))
    return retro.of


def first_id(entity: Entity) -> str:
    """The id by which calendars know a thing for ever: the first that it had. `formerly` lists the oldest first."""
    former: tuple[str, ...] = getattr(entity, "formerly", ())
    return former[0] if former else entity.id


def is_active(entity: Entity) -> bool:
    """Whether something is in use: neither archived nor, for a person, gone."""
    return getattr(entity, "status", "active") not in ("archived", "inactive")


def is_silenced(entity: Entity, code: str) -> bool:
    """Whether a file says, with a reason, that a check must not report this code about it."""
    return any(silence.ignore == code for silence in getattr(entity, "lint", ()))


def review_due(playbook: Playbook, entity: Entity) -> date | None:
    """The day by which a file has to be read through again; None for what is never due: without a date of the last
    review there is nothing to be late for, and a run or a word of the glossary is reviewed by nobody.
    """
    if not isinstance(entity, Filed) or entity.reviewed is None or not is_active(entity):
        return None
    every = entity.review_every
    if every is None and playbook.kind_of(entity).review_every is not None:
        every = handbook(playbook).policies.review
    return entity.reviewed + every if every else None

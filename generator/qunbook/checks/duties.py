"""A role on duty at the next occurrence of an event must be held by somebody on that day.

The list of who is where is made from roles; a vacant one leaves a hole that shows on the spot. Name a holder for that
day, let somebody stand in (`rota`), or take the duty out.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.calendar.occurrence import Occurrence
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.kinds.role import Role
from qunbook.model import Playbook
from qunbook.queries import communities_of, horizon, is_vacant, occurrences, on_duty
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    last = horizon(playbook, settings.as_of)
    for event in playbook.all(Event):
        if not event.duty or event.status not in ("active", "planned"):
            continue
        coming = occurrences(playbook, event, settings.as_of, last)
        one = next((one for one in coming if one.held and one.day >= settings.as_of), None)
        if one is None:
            continue
        for shift in on_duty(playbook, event, one):
            if not shift.people and _is_news(playbook, shift.role, one, event, settings):
                index = next(n for n, duty in enumerate(event.duty) if duty.role == shift.role.id)
                args = {"event": event.name, "role": shift.role.name, "date": one.day.isoformat()}
                yield Finding(event, ("duty", index), "QB630", args)


def _is_news(playbook: Playbook, role: Role, one: Occurrence, event: Event, settings: Settings) -> bool:
    """Whether nobody holds the role that day, and that is not an error at the role already."""
    grave = role.critical or communities_of(playbook, role)
    told = grave and is_vacant(playbook, role, settings.as_of)
    return not told and is_vacant(playbook, role, one.day, event.community)


CHECK = Check(("QB630",), find)

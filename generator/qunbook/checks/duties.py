"""A role on duty at the next occurrence of an event must be held by somebody on that day.

The list of who is where is made from roles; a vacant one leaves a hole that shows on the spot. Name a holder for that
day, let somebody stand in (`rota`), or take the duty out.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.model import Playbook
from qunbook.queries import horizon, is_vacant, occurrences, on_duty
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
            if not shift.people and is_vacant(playbook, shift.role, one.day, event.community):
                index = next(n for n, duty in enumerate(event.duty) if duty.role == shift.role.id)
                args = {"event": event.name, "role": shift.role.name, "date": one.day.isoformat()}
                yield Finding(event, ("duty", index), "QB630", args)


CHECK = Check(("QB630",), find)

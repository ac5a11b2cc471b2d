"""An event that people travel to must say where it is and whom to call.

Somebody will stand in the rain before the wrong door, or twist an ankle at the right one. Write the `venue`, its
address and a `safety_contact`: a role or a name, no number.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.model import Playbook
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for event in playbook.all(Event):
        if event.mode == "online" or event.status != "active":
            continue
        if event.venue is None:
            yield Finding(event, ("mode",), "QB631", {"event": event.name, "field": "venue"})
        elif event.mode == "offline" and not event.venue.safety_contact:
            yield Finding(event, ("venue",), "QB631", {"event": event.name, "field": "safety_contact"})


CHECK = Check(("QB631",), find)

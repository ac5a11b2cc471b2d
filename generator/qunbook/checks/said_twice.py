"""What is known by its day or its holder must be said once: extra dates, terms of a camp, key dates, holders of a role.

Entries in calendars, runs and reminders have no other name to be told apart by. Delete the second one; what really
takes place twice on a day is two events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from qunbook.diagnostic import Related
from qunbook.finding import Check, Finding
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Handbook
from qunbook.kinds.role import Holder, Role
from qunbook.model import Entity, Playbook
from qunbook.queries import end_of_term
from qunbook.settings import Settings
from qunbook.spots import alike


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for handbook in playbook.all(Handbook):
        yield from _same(handbook, "key_dates", lambda key: f"{key.date} {key.name}")
    for event in playbook.all(Event):
        yield from _same(event, "also", lambda also: also.on.date.isoformat())
    for community in playbook.all(Community):
        yield from _same(community, "terms", lambda term: term.start.isoformat())
    for role in playbook.all(Role):
        yield from _at_once(role)


def _same(entity: Entity, field: str, said: Callable[[Any], str]) -> Iterator[Finding]:
    for index, there in alike(entity, field, said):
        yield Finding(entity, (field, index), "QB418", {"got": said(getattr(entity, field)[index])}, (there,))


def _at_once(role: Role) -> Iterator[Finding]:
    """Somebody may hold a role again, or in two communities, but not twice at one time in one place."""
    for index, holder in enumerate(role.holders):
        for before, other in enumerate(role.holders[:index]):
            one_place = (holder.person, holder.community) == (other.person, other.community)
            if one_place and _overlap(role, holder, other):
                there = Related(role.path, role.document.span(("holders", before)), "first")
                yield Finding(role, ("holders", index), "QB418", {"got": holder.person}, (there,))
                break


def _overlap(role: Role, one: Holder, other: Holder) -> bool:
    (begin, end), (other_begin, other_end) = _span(role, one), _span(role, other)
    return begin <= other_end and other_begin <= end


def _span(role: Role, holder: Holder) -> tuple[date, date]:
    return holder.since or date.min, end_of_term(role, holder) or date.max


CHECK = Check(("QB418",), find)

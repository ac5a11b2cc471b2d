"""What is known by its day or its holder must be said once: extra dates, terms of a camp, key dates, holders of a role.

Entries in calendars, runs and reminders have no other name to be told apart by. Delete the second one; what really
takes place twice on a day is two events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from qunbook.diagnostic import Related
from qunbook.finding import Check, Finding
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Handbook
from qunbook.kinds.role import Holder, Role
from qunbook.model import Entity, Playbook
from qunbook.queries import end_of_term
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for handbook in playbook.all(Handbook):
        yield from _same(handbook, "key_dates", (f"{one.date} {one.name}" for one in handbook.key_dates))
    for event in playbook.all(Event):
        yield from _same(event, "also", (one.on.date.isoformat() for one in event.also))
    for community in playbook.all(Community):
        yield from _same(community, "terms", (one.start.isoformat() for one in community.terms))
    for role in playbook.all(Role):
        yield from _at_once(role)


def _same(entity: Entity, key: str, said: Iterable[str]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, got in enumerate(said):
        if got in first:
            yield _twice(entity, key, index, first[got], got)
        first.setdefault(got, index)


def _at_once(role: Role) -> Iterator[Finding]:
    """Somebody may hold a role again, or in two communities, but not twice at one time in one place."""
    for index, holder in enumerate(role.holders):
        for before, other in enumerate(role.holders[:index]):
            alike = (holder.person, holder.community) == (other.person, other.community)
            if alike and _overlap(role, holder, other):
                yield _twice(role, "holders", index, before, holder.person)
                break


def _overlap(role: Role, one: Holder, other: Holder) -> bool:
    (begin, end), (other_begin, other_end) = _span(role, one), _span(role, other)
    return begin <= other_end and other_begin <= end


def _span(role: Role, holder: Holder) -> tuple[date, date]:
    return holder.since or date.min, end_of_term(role, holder) or date.max


def _twice(entity: Entity, key: str, index: int, first: int, got: str) -> Finding:
    there = Related(entity.path, entity.document.span((key, first)), "first")
    return Finding(entity, (key, index), "QB418", {"got": got}, (there,))


CHECK = Check(("QB418",), find)

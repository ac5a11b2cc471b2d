"""What roles ask of their holders, and who has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Playbook
from qunbook.queries.roles import active_roles, holders_on
from qunbook.queries.things import is_active


@dataclass(frozen=True)
class Skill:
    """Something that roles ask for: which ask, who has it, and which holders of those roles don't."""

    name: str
    roles: tuple[Role, ...]
    people: tuple[Person, ...]
    missing: tuple[Person, ...]


def skills(playbook: Playbook, day: date) -> tuple[Skill, ...]:
    """The skills that roles in use require, by name."""
    return _wanted(playbook, day, lambda role: role.requires, lambda person: person.skills)


def trainings(playbook: Playbook, day: date) -> tuple[Skill, ...]:
    """The trainings that roles in use ask for, by name."""
    return _wanted(playbook, day, lambda role: role.training, lambda person: tuple(one.name for one in person.training))


def _wanted(
    playbook: Playbook, day: date, asks: Callable[[Role], Iterable[str]], has: Callable[[Person], Iterable[str]]
) -> tuple[Skill, ...]:
    asking: dict[str, list[Role]] = defaultdict(list)
    for role in active_roles(playbook):
        for name in asks(role):
            asking[name].append(role)
    people = [person for person in playbook.all(Person) if is_active(person)]
    found = []
    for name, roles in sorted(asking.items()):
        able = tuple(person for person in people if name in has(person))
        held = {one.id: one for role in roles for one in holders_on(playbook, role, day)}
        found.append(Skill(name, tuple(roles), able, tuple(one for one in held.values() if one not in able)))
    return tuple(found)

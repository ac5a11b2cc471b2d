"""Who is on duty when: the rota's turns, what a run's own file says, the roster of everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date

from qunbook.calendar.occurrence import Occurrence
from qunbook.fields import Hours
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Playbook
from qunbook.queries.base import remembered
from qunbook.queries.events import occurrences
from qunbook.queries.roles import holders_on, people
from qunbook.queries.runs import run_on


@dataclass(frozen=True)
class Shift:
    """A role on duty at an occurrence and who does it: the rota's turn, else everybody who holds the role that day."""

    role: Role
    people: tuple[Person, ...]
    hours: Hours | None = None


def on_duty(playbook: Playbook, event: Event, one: Occurrence) -> tuple[Shift, ...]:
    """Who is on duty at an occurrence, role by role. What the run's own file says about a role comes first."""
    run = run_on(playbook, event, one.on)
    if run is None and (always := _always_on_duty(playbook, event)) is not None:
        return always
    noted: dict[str, list[str]] = defaultdict(list)
    for done in run.duty if run else ():
        noted[done.role].append(done.person)
    return _shifts(playbook, event, one, noted)


def is_stood_in_for(playbook: Playbook, event: Event, one: Occurrence) -> bool:
    """Whether the run's own file puts other people on duty at an occurrence than there would be without it."""

    def who(shifts: tuple[Shift, ...]) -> list[tuple[str, set[str]]]:
        return [(shift.role.id, {person.id for person in shift.people}) for shift in shifts]

    return who(on_duty(playbook, event, one)) != who(_shifts(playbook, event, one, {}))


def _shifts(
    playbook: Playbook, event: Event, one: Occurrence, noted: MutableMapping[str, list[str]]
) -> tuple[Shift, ...]:
    """The shifts of an occurrence; who does a role that is `noted` is known."""
    shifts = []
    for duty in event.duty:
        role = playbook.find(Role, duty.role)
        if role is None:
            continue
        if role.id in noted:
            there = people(playbook, noted.pop(role.id))
        elif duty.rota:
            there = people(playbook, (duty.rota[turn(event, one) % len(duty.rota)],))
        else:
            there = holders_on(playbook, role, one.day, event.community)
        shifts.append(Shift(role, there, duty.hours))
    extra = ((playbook.find(Role, id), ids) for id, ids in noted.items())
    return (*shifts, *(Shift(role, people(playbook, ids)) for role, ids in extra if role))


def _always_on_duty(playbook: Playbook, event: Event) -> tuple[Shift, ...] | None:
    """The shifts of every date of an event, where nobody takes turns and nobody's term begins or ends; else None."""

    def work_out() -> tuple[Shift, ...] | None:
        roles = [(duty, playbook.find(Role, duty.role)) for duty in event.duty]
        known = [(duty, role) for duty, role in roles if role]
        if any(duty.rota for duty, _ in known) or any(
            one.since or one.until for _, role in known for one in role.holders
        ):
            return None
        return tuple(
            Shift(role, holders_on(playbook, role, event.start.date, event.community), duty.hours)
            for duty, role in known
        )

    return remembered(playbook, ("always on duty", event.id), work_out)


def is_noted(playbook: Playbook, event: Event, one: Occurrence, role: Role) -> bool:
    """Whether the run's own file says who takes a role at an occurrence."""
    run = run_on(playbook, event, one.on)
    return run is not None and any(done.role == role.id for done in run.duty)


def turn(event: Event, one: Occurrence) -> int:
    """Whose turn it is, from 0. Extra dates have turns of their own, so that they do not shift the series."""
    if one.number is not None:
        return one.number - 1
    return next((turn for turn, also in enumerate(event.also) if also.on.date == one.on), 0)


Duty = tuple[Event, Occurrence, Role]


def roster(playbook: Playbook, first: date, last: date) -> Mapping[str, tuple[Duty, ...]]:
    """Who is on duty from `first` to `last`: by person's id, every occurrence, called off or not, in order."""
    return remembered(playbook, ("roster", first, last), lambda: _roster(playbook, first, last))


def _roster(playbook: Playbook, first: date, last: date) -> Mapping[str, tuple[Duty, ...]]:
    found: dict[str, list[Duty]] = defaultdict(list)
    for event in playbook.all(Event):
        if event.duty:
            for one in occurrences(playbook, event, first, last):
                for shift in on_duty(playbook, event, one):
                    for person in shift.people:
                        found[person.id].append((event, one, shift.role))
    return {id: tuple(sorted(duties, key=_when)) for id, duties in found.items()}


def _when(duty: Duty) -> tuple[date, str, str, str]:
    event, one, role = duty
    return one.day, str(one.start), event.id, role.id


def duties_of(playbook: Playbook, person: Person, first: date, last: date) -> tuple[Duty, ...]:
    """Everything from `first` to `last` at which a person is on duty, in order."""
    return tuple(duty for duty in roster(playbook, first, last).get(person.id, ()) if duty[1].held)

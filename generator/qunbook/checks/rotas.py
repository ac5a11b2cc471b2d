"""Whoever is put on duty by name must still be there on that date, and in office if the role is theirs.

A rota is written once and goes on for ever; people leave, and terms end. Then a turn falls on nobody, or on somebody
who has handed over. Put somebody else in their place, or prolong the term in the role's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qunbook.finding import Check, Finding
from qunbook.kinds.event import Duty, Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.kinds.run import Run
from qunbook.model import Entity, Loc, Playbook
from qunbook.queries import hands_over_on, horizon, is_noted, last_day_of, occurrences, turn
from qunbook.settings import Settings


@dataclass(frozen=True)
class _Named:
    """Somebody who is put on duty by name: where it is written, and for which role."""

    entity: Entity
    loc: Loc
    person: Person
    role: Role
    community: str


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    last = horizon(playbook, settings.as_of)
    for event in playbook.all(Event):
        if event.status in ("active", "planned"):
            for index, duty in enumerate(event.duty):
                yield from _rota(playbook, event, duty, ("duty", index, "rota"), settings.as_of, last)
    for run in playbook.all(Run):
        event_of = playbook.find(Event, run.event)
        if event_of and run.status == "planned" and run.date >= settings.as_of:
            for index, noted in enumerate(run.duty):
                person, role = playbook.find(Person, noted.person), playbook.find(Role, noted.role)
                if person and role:
                    named = _Named(run, ("duty", index), person, role, event_of.community)
                    yield from _too_late(named, [run.date])


def _rota(playbook: Playbook, event: Event, duty: Duty, loc: Loc, first: date, last: date) -> Iterator[Finding]:
    role = playbook.find(Role, duty.role)
    for place, id in enumerate(duty.rota):
        if role and (person := playbook.find(Person, id)):
            turns = (
                one.day
                for one in occurrences(playbook, event, first, last)
                if one.held and one.day >= first and not is_noted(playbook, event, one, role)
                if turn(event, one) % len(duty.rota) == place
            )
            yield from _too_late(_Named(event, (*loc, place), person, role, event.community), turns)


def _too_late(named: _Named, days: Iterable[date]) -> Iterator[Finding]:
    """The first of the days on which they are no longer there, or no longer in office."""
    left, over = last_day_of(named.person), hands_over_on(named.role, named.person, named.community)
    if left is None and over is None:
        return  # nearly everybody: then no day has to be counted
    for day in days:
        args = {"person": named.person.name, "role": named.role.name, "date": day.isoformat()}
        if left is not None and day > left:
            yield Finding(named.entity, named.loc, "QB633", args)
            return
        if over is not None and day > over:
            yield Finding(named.entity, named.loc, "QB632", {**args, "last": over.isoformat()})
            return


CHECK = Check(("QB632", "QB633"), find)

"""What a day asks of a team: what happens and who is on duty, what is due, what is late. Plain values, nothing told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qunbook import queries
from qunbook.boxes import boxes
from qunbook.calendar.days import day_of
from qunbook.calendar.occurrence import Occurrence
from qunbook.deadlines import Deadline, deadlines
from qunbook.kinds.event import Event
from qunbook.model import Playbook
from qunbook.queries import Shift

AHEAD = timedelta(days=7)
BEHIND = timedelta(days=400)
"""How far back what is still open is looked for: longer than any retrospective or action is worth keeping open."""


@dataclass(frozen=True)
class Happening:
    """An occurrence of the day, called off ones too. `start` and `end` are on the handbook's clock, or dates."""

    event: Event
    occurrence: Occurrence
    start: datetime | date
    end: datetime | date
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Today:
    """One day. `due` is for this day, `soon` for the seven after it, `late` for a day that is over."""

    day: date
    happening: tuple[Happening, ...]
    late: tuple[Deadline, ...]
    due: tuple[Deadline, ...]
    soon: tuple[Deadline, ...]


def today(playbook: Playbook, day: date, person: str = "") -> Today:
    """The day of the whole team, or what concerns one person (an id)."""
    open_ = [
        one
        for one in deadlines(playbook, day, day - BEHIND, day + AHEAD)
        if (not person or person in one.people) and not _is_ticked(playbook, one)
    ]
    return Today(
        day,
        tuple(one for one in _happening(playbook, day) if not person or _concerns(one, person)),
        tuple(one for one in open_ if one.day < day and _can_be_late(playbook, one, day)),
        tuple(one for one in open_ if one.day == day),
        tuple(one for one in open_ if one.day > day),
    )


def _happening(playbook: Playbook, day: date) -> tuple[Happening, ...]:
    found = []
    for event in playbook.all(Event):
        if event.status != "active":
            continue
        for one in queries.occurrences(playbook, event, day - timedelta(days=1), day + timedelta(days=1)):
            start, end = queries.here(playbook, one.start), queries.here(playbook, one.end)
            if day_of(start) <= day and (day < end if not isinstance(end, datetime) else day <= day_of(start)):
                found.append(Happening(event, one, start, end, queries.on_duty(playbook, event, one)))
    return tuple(sorted(found, key=lambda one: (isinstance(one.start, datetime), one.start.isoformat(), one.event.id)))


def _concerns(one: Happening, person: str) -> bool:
    return any(person == there.id for shift in one.shifts for there in shift.people)


def _is_ticked(playbook: Playbook, one: Deadline) -> bool:
    """Whether a task is done according to the list in its run's file."""
    return _box(playbook, one) is True


def _can_be_late(playbook: Playbook, one: Deadline, day: date) -> bool:
    """A task is late while its occurrence is still to come and its run's list says that it is not done: where nobody
    keeps a list, nobody can say so, and what was forgotten last week is for the retrospective.
    """
    if one.kind != "task":
        return one.kind in ("retro", "action")
    return one.occurrence is not None and one.occurrence.day >= day and _box(playbook, one) is False


def _box(playbook: Playbook, one: Deadline) -> bool | None:
    """The box of a task in its run's list; None where there is none."""
    if one.kind != "task" or one.occurrence is None or not isinstance(one.about, Event):
        return None
    run = queries.run_on(playbook, one.about, one.occurrence.on)
    id = one.key.rpartition("/")[2]
    return next((box.ticked for box in boxes(run.body) if box.id == id), None) if run else None

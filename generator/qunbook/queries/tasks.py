"""What is to be done for an event: its tasks with their days and people, and the ids that a run's list is ticked by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from qunbook.calendar import occurrence as calendar
from qunbook.calendar import offsets
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.checklist import Checklist
from qunbook.kinds.event import Event, Task, task_id
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Entity, Playbook
from qunbook.queries.base import handbook
from qunbook.queries.duty import on_duty
from qunbook.queries.roles import holders_on


@dataclass(frozen=True)
class Preparation:
    """A task of an event for one occurrence: `due` is an aware moment in the event's zone, `people` do it."""

    task: Task
    id: str
    due: datetime
    role: Role | None
    people: tuple[Person, ...]


def preparations(playbook: Playbook, event: Event, one: Occurrence) -> tuple[Preparation, ...]:
    """What has to be done for an occurrence, in the order of the file; tasks for another mode or type are left out.

    A role that is on duty there does its tasks with whoever has the turn; other roles with all their holders.
    """
    where = calendar.zone_of(event, handbook(playbook).timezone)
    shifts: dict[str, dict[str, Person]] = defaultdict(dict)
    for shift in on_duty(playbook, event, one) if event.duty else ():
        shifts[shift.role.id] |= {person.id: person for person in shift.people}
    found = []
    for index, task in enumerate(event.tasks):
        if not applies(event, task):
            continue
        due, role = offsets.due(task.at, one, where), playbook.find(Role, task.role)
        people = tuple(shifts[task.role or ""].values())
        if role and not people:
            people = holders_on(playbook, role, due.date(), event.community)
        found.append(Preparation(task, task_id(task, index), due, role, people))
    return tuple(found)


def applies(event: Event, task: Task) -> bool:
    """Whether a task is to be done for an event of this mode and type; a hybrid one is online and offline at once."""
    when = task.when
    if when is None:
        return True
    mode = when.mode in (None, event.mode) or (event.mode == "hybrid" and when.mode in ("online", "offline"))
    return mode and when.type in (None, event.type)


def item_ids(playbook: Playbook, event: Event) -> tuple[tuple[str, tuple[str | int, ...], Entity], ...]:
    """The ids by which a run's list is ticked, each with its place and the file that it stands in: the event's tasks,
    then the items of the checklists that it includes.
    """
    own = [(task_id(task, n), ("tasks", n), event) for n, task in enumerate(event.tasks)]
    lists = (playbook.find(Checklist, id) for id in event.checklists)
    included = [(item.id, ("items", n), one) for one in lists if one for n, item in enumerate(one.items)]
    return (*own, *included)

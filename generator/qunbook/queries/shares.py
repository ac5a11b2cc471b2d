"""Who does, answers for, is asked and is told: the shares of roles in events, workflows and rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event, Task
from qunbook.kinds.ladder import Ladder
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.workflow import Step, Workflow
from qunbook.model import Entity, Playbook
from qunbook.queries.base import remembered
from qunbook.queries.things import is_active

Part = Literal["does", "answers", "asked", "told"]
"""What a role has to do with a thing: responsible, accountable, consulted, informed."""


PARTS: tuple[Part, ...] = ("does", "answers", "asked", "told")


@dataclass(frozen=True)
class Share:
    """One event, workflow or rule, and the ids of the roles that do it, answer for it, are asked and are told."""

    thing: Event | Workflow | Rule
    does: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that has to do with it, once."""
        return _each((*self.does, *self.answers, *self.asked, *self.told))

    def parts_of(self, role: str) -> tuple[Part, ...]:
        """What one role has to do with it, in the order of `PARTS`."""
        return tuple(part for part in PARTS if role in getattr(self, part))


def _each(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for id in ids if id))


def shares(playbook: Playbook) -> tuple[Share, ...]:
    """The events, workflows and rules in use, each with the roles that have to do with it."""

    def work_out() -> tuple[Share, ...]:
        things: tuple[Event | Workflow | Rule, ...]
        things = (*playbook.all(Event), *playbook.all(Workflow), *playbook.all(Rule))
        return tuple(share(playbook, thing) for thing in things if thing.status != "archived")

    return remembered(playbook, "shares", work_out)


def share(playbook: Playbook, thing: Event | Workflow | Rule) -> Share:
    """Who has to do with one thing."""
    answers = _each((thing.owner,))
    match thing:
        case Event():
            does = _each((*(duty.role for duty in thing.duty), *(task.role for task in thing.tasks)))
            return Share(thing, does, answers)
        case Workflow():
            does = _each(step.role for step in thing.steps)
            asked = _each(role for step in thing.steps for role in step.consult)
            late = (step.escalate.to for step in thing.steps if step.escalate)
            told = _each((*(role for step in thing.steps for role in step.inform), *late))
            return Share(thing, does, answers, asked, told)
        case Rule():
            ladder = playbook.find(Ladder, thing.ladder)
            asked = ladder.review_by if ladder else ()
            return Share(thing, thing.enforcer, answers, asked, thing.report_to)


@dataclass
class Falls:
    """Everything that falls to the holders of one role, besides the duties that the role itself names."""

    events: list[Event] = field(default_factory=list)
    tasks: dict[str, list[Task]] = field(default_factory=lambda: defaultdict(list))
    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    rules: list[Rule] = field(default_factory=list)
    reports: list[Rule] = field(default_factory=list)
    communities: list[Community] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    owned: list[Entity] = field(default_factory=list)


def falls_to(playbook: Playbook, role: Role) -> Falls:
    """What a role's holders have to do, from all files in use; `tasks` by event, `steps` by workflow."""
    return remembered(playbook, "falls", lambda: _falls(playbook)).get(role.id, Falls())


def _falls(playbook: Playbook) -> Mapping[str, Falls]:
    found: dict[str, Falls] = defaultdict(Falls)
    for event in _in_use(playbook, Event):
        for role in _each(duty.role for duty in event.duty):
            found[role].events.append(event)
        for task in event.tasks:
            if task.role:
                found[task.role].tasks[event.id].append(task)
    for workflow in _in_use(playbook, Workflow):
        for step in workflow.steps:
            if step.role:
                found[step.role].steps[workflow.id].append(step)
    for rule in _in_use(playbook, Rule):
        for role in rule.enforcer:
            found[role].rules.append(rule)
        for role in rule.report_to:
            found[role].reports.append(rule)
    for community in _in_use(playbook, Community):
        for role in _each((community.owner, community.contact)):
            found[role].communities.append(community)
    for column in _in_use(playbook, Column):
        for role in _each((column.owner, column.reviewer)):
            found[role].columns.append(column)
    for entity in playbook.everything():
        owner = getattr(entity, "owner", None)
        if owner and isinstance(owner, str) and is_active(entity) and entity.kind not in _TOLD_ABOVE:
            found[owner].owned.append(entity)
    return found


_TOLD_ABOVE = frozenset({"community", "column", "retro", "rule"})
"""Kinds whose owner is named elsewhere on a role's page, or is a person."""


T = TypeVar("T", Event, Workflow, Rule, Community, Column)


def _in_use(playbook: Playbook, kind: type[T]) -> Iterator[T]:
    return (one for one in playbook.all(kind) if one.status != "archived")

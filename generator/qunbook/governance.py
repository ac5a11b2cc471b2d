"""Who does, answers for and may do what, what happens the third time, and how long a workflow may take.

The facts of the team's and the rules' pages, each worked out once for a playbook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeVar

from qunbook import queries
from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event, Task
from qunbook.kinds.incentive import Incentive
from qunbook.kinds.ladder import Ladder, Rung
from qunbook.kinds.person import Person
from qunbook.kinds.retro import Retro
from qunbook.kinds.role import Holder, Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.run import Run
from qunbook.kinds.workflow import Step, Workflow
from qunbook.model import Entity, Playbook
from qunbook.queries import remembered

# Who does what ---------------------------------------------------------------------------------------------------

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
        return _each((*self.does, *self.answers, *self.asked, *self.told))

    def parts_of(self, role: str) -> tuple[Part, ...]:
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
        if owner and isinstance(owner, str) and queries.is_active(entity) and entity.kind not in _TOLD_ABOVE:
            found[owner].owned.append(entity)
    return found


_TOLD_ABOVE = frozenset({"community", "column", "retro", "rule"})
"""Kinds whose owner is named elsewhere on a role's page, or is a person."""


T = TypeVar("T", Event, Workflow, Rule, Community, Column)


def _in_use(playbook: Playbook, kind: type[T]) -> Iterator[T]:
    return (one for one in playbook.all(kind) if one.status != "archived")


# Who is there ----------------------------------------------------------------------------------------------------

Cover = Literal["vacant", "alone", "covered"]


def active_roles(playbook: Playbook) -> tuple[Role, ...]:
    return tuple(role for role in playbook.all(Role) if role.status == "active")


def cover(playbook: Playbook, role: Role, day: date) -> Cover:
    """Whether somebody could take over tomorrow: two holders, or one and a deputy who is there."""
    holders = {person.id for person in queries.holders_on(playbook, role, day)}
    if not holders:
        return "vacant" if queries.is_vacant(playbook, role, day) else "covered"
    behind = {person.id for person in queries.stand_ins(playbook, role)} - holders
    return "covered" if len(holders) + len(behind) > 1 else "alone"


_ALONE_BY_NATURE = frozenset({"advisor", "observer", "guest"})


def is_thin(playbook: Playbook, role: Role, day: date) -> bool:
    """Whether work would stop with one person. Nobody stands in for an adviser, an observer or a guest."""
    return role.track not in _ALONE_BY_NATURE and cover(playbook, role, day) == "alone"


@dataclass(frozen=True)
class Tree:
    """Roles by whom they report to: `below` of each id, from `tops`. A circle is cut where it closes."""

    tops: tuple[str, ...]
    below: Mapping[str, tuple[str, ...]]


def tree_of(parents: Mapping[str, str | None]) -> Tree:
    """A tree from `{id: id above it}`, in the order of the ids given. Whoever is under nobody known is at the top."""
    below: dict[str, list[str]] = defaultdict(list)
    tops = []
    for id, above in parents.items():
        if above not in parents or above is None or _circles(parents, id):
            tops.append(id)
        else:
            below[above].append(id)
    tops.sort(key=lambda top: top not in below)  # whoever leads comes first, who stands alone last
    return Tree(tuple(tops), {id: tuple(ids) for id, ids in below.items()})


def _circles(parents: Mapping[str, str | None], id: str) -> bool:
    """Whether the way up from here comes back to here, and this is the first of its circle."""
    trail, at = [id], parents.get(id)
    while at in parents and at is not None and at not in trail:
        trail.append(at)
        at = parents[at]
    return at == id and id == min(trail)


def way_up(playbook: Playbook, role: Role) -> tuple[Role, ...]:
    """The roles that a holder may grow into, one after the other."""
    found: list[Role] = []
    at = playbook.find(Role, role.promotes_to)
    while at and at is not role and at not in found:
        found.append(at)
        at = playbook.find(Role, at.promotes_to)
    return tuple(found)


@dataclass(frozen=True)
class Handover:
    """A change of hands: the last day of the one who leaves, and who comes after, where that is known."""

    leaves: Holder
    day: date
    comes: tuple[Holder, ...]


def handovers(role: Role, day: date) -> tuple[Handover, ...]:
    """The terms that end on `day` or later, with the entries that begin within a month around it."""
    near = timedelta(days=31)
    ends = [(end, one) for one in queries.holding(role, day) if (end := _last_day(role, one)) and end >= day]
    return tuple(
        Handover(one, end, tuple(new for new in role.holders if new.since and abs(new.since - end) <= near))
        for end, one in sorted(ends, key=lambda pair: (pair[0], pair[1].person))
    )


def _last_day(role: Role, holder: Holder) -> date | None:
    """As the entry says, or as the length of a term says; None where neither does."""
    if holder.until or not (holder.since and role.term):
        return holder.until
    return holder.since + role.term - timedelta(days=1)


# Skills ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Skill:
    """Something that roles ask for: which ask, who has it, and which holders of those roles don't."""

    name: str
    roles: tuple[Role, ...]
    people: tuple[Person, ...]
    missing: tuple[Person, ...]


def skills(playbook: Playbook, day: date) -> tuple[Skill, ...]:
    return _wanted(playbook, day, lambda role: role.requires, lambda person: person.skills)


def trainings(playbook: Playbook, day: date) -> tuple[Skill, ...]:
    return _wanted(playbook, day, lambda role: role.training, lambda person: tuple(one.name for one in person.training))


def _wanted(
    playbook: Playbook, day: date, asks: Callable[[Role], Iterable[str]], has: Callable[[Person], Iterable[str]]
) -> tuple[Skill, ...]:
    asking: dict[str, list[Role]] = defaultdict(list)
    for role in active_roles(playbook):
        for name in asks(role):
            asking[name].append(role)
    people = [person for person in playbook.all(Person) if queries.is_active(person)]
    found = []
    for name, roles in sorted(asking.items()):
        able = tuple(person for person in people if name in has(person))
        held = {one.id: one for role in roles for one in queries.holders_on(playbook, role, day)}
        found.append(Skill(name, tuple(roles), able, tuple(one for one in held.values() if one not in able)))
    return tuple(found)


# What people did -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deed:
    """Something that somebody did: the day, what the file says of it ("" where its name says it all), and the file."""

    day: date | None
    said: str
    source: Entity


def deeds(playbook: Playbook, person: Person) -> Mapping[str, tuple[Deed, ...]]:
    """What a person did, the newest first, by kind: `praised`, `helped`, `done` (actions), `led` (occasions on duty),
    `wrote` and `awarded`. Counted, never compared with anybody else's.
    """
    return remembered(playbook, "deeds", lambda: _deeds(playbook)).get(person.id, {})


def _deeds(playbook: Playbook) -> Mapping[str, Mapping[str, tuple[Deed, ...]]]:
    found: dict[str, dict[str, list[Deed]]] = defaultdict(lambda: defaultdict(list))
    for retro in playbook.all(Retro):
        for praise in retro.praises:
            if praise.person:
                found[praise.person]["praised"].append(Deed(retro.date, praise.practice, retro))
        for contribution in retro.contributions:
            found[contribution.person]["helped"].append(Deed(retro.date, contribution.did, retro))
        for action in retro.actions:
            if action.status == "done":
                found[action.owner]["done"].append(Deed(action.closed, action.do, retro))
    for run in playbook.all(Run):
        if run.status == "done":
            for person in _each(duty.person for duty in run.duty):
                found[person]["led"].append(Deed(queries.held_on(run), "", run))
    for column in playbook.all(Column):
        for piece in column.published:
            if piece.by:
                found[piece.by]["wrote"].append(Deed(piece.date, piece.title, column))
    for incentive in playbook.all(Incentive):
        for award in incentive.awarded:
            if award.person:
                found[award.person]["awarded"].append(Deed(award.date, award.reason, incentive))
    return {
        person: {kind: tuple(sorted(done, key=_newest, reverse=True)) for kind, done in kinds.items()}
        for person, kinds in found.items()
    }


def _newest(deed: Deed) -> tuple[date, str]:
    return deed.day or date.min, deed.source.id


# What happens the third time -------------------------------------------------------------------------------------

LAST = frozenset({"remove", "ban"})
"""After these there is no next time."""


@dataclass(frozen=True)
class Consequence:
    """What happens the `time`th time; no rung where whoever it is has left before."""

    time: int
    rung: Rung | None


def consequences(ladder: Ladder, most: int = 3) -> tuple[Consequence, ...]:
    """What a ladder by strikes says for the first, the second ... time; one entry that says that it ends with the rung
    before, where it does. Nothing for a ladder by points, which does not count times.
    """
    if ladder.mode == "points":
        return ()
    found: list[Consequence] = []
    for time in range(1, most + 1):
        due = [rung for n, rung in enumerate(ladder.rungs, 1) if (rung.strike or n) <= time]
        before = found[-1].rung if found else None
        if not due or (before and before.action in LAST):
            break
        found.append(Consequence(time, due[-1]))
    if found and len(found) < most and found[-1].rung and found[-1].rung.action in LAST:
        found.append(Consequence(len(found) + 1, None))
    return tuple(found)


def successor(playbook: Playbook, rule: Rule) -> Rule | None:
    """The rule that takes the place of this one, or will."""
    return next((one for one in playbook.all(Rule) if one.supersedes == rule.id and one.status != "archived"), None)


def related(playbook: Playbook, workflow: Workflow) -> tuple[Entity, ...]:
    """The rules, lists and workflows that a workflow names as related."""
    kinds = ("rule", "checklist", "workflow", "event")
    named = (playbook.entities.get(kind, {}).get(id) for id in workflow.related for kind in kinds)
    return tuple(one for one in named if one)


# How long a workflow takes ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slowest:
    """The longest way through a workflow by its steps' own limits: how long, which steps, and how many of them say
    no limit. `by_day` workflows count days: the way ends on a day, not after some hours.
    """

    time: timedelta
    steps: tuple[Step, ...]
    open: int
    by_day: bool


def slowest(workflow: Workflow) -> Slowest:
    """A way back is not gone twice. A step with a day (`D+3`) has its time from that day on."""
    by_id = {step.id: step for step in workflow.steps}
    onward = {id: [one for one in ends if one in by_id] for id, ends in workflow.onward.items()}
    order = _forward(onward, workflow.steps[0].id) if workflow.steps else []
    place = {id: n for n, id in enumerate(order)}
    ended: dict[str, timedelta] = {}
    came: dict[str, str | None] = {}
    began: dict[str, timedelta] = defaultdict(timedelta)
    for id in order:
        step = by_id[id]
        came.setdefault(id, None)
        lasts = step.within or timedelta()
        ended[id] = max(began[id], timedelta(days=step.day.days) + lasts) if step.day else began[id] + lasts
        for after in onward[id]:
            if place[after] > place[id] and (after not in came or ended[id] > began[after]):
                began[after], came[after] = ended[id], id
    last = max(order, key=lambda one: (ended[one], place[one]), default=None)
    way = []
    while last is not None:
        way.append(by_id[last])
        last = came[last]
    way.reverse()
    by_day = any(step.day for step in workflow.steps)
    time = max(ended.values(), default=timedelta())
    silent = sum(step.within is None and step.type != "end" for step in way)
    return Slowest(timedelta(days=time.days) if by_day else time, tuple(way), silent, by_day)


def _forward(onward: Mapping[str, list[str]], start: str) -> list[str]:
    """The steps that can be reached, each before those that it leads to, but for ways back."""
    done: list[str] = []
    seen = {start}
    trail = [(start, iter(onward[start]))]
    while trail:
        id, rest = trail[-1]
        after = next((one for one in rest if one not in seen), None)
        if after is None:
            done.append(id)
            trail.pop()
        else:
            seen.add(after)
            trail.append((after, iter(onward[after])))
    return done[::-1]

"""What somebody has to have done by a day: tasks, retrospectives, actions, ends of terms, reviews, days of a camp.

Plain values. Feeds, pages and the API all tell these; none works them out again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from qunbook import queries
from qunbook.calendar import offsets
from qunbook.calendar.days import day_of
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.community import Community, Term
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.kinds.workflow import Workflow
from qunbook.model import Entity, Loc, Playbook
from qunbook.offset import Offset

Kind = Literal["task", "retro", "action", "term", "review", "camp"]


@dataclass(frozen=True)
class Deadline:
    """`what` has to be done by `due`: an aware moment, or a day (the whole of it counts).

    `key` is its identity for ever, without the kind: `reading-night/2026-11-26/preview`. `about` is the thing on whose
    page more is said, `made_of` every file that its text comes from. `people` are ids, `role` is one or "".
    """

    kind: Kind
    key: str
    due: datetime | date
    what: str
    about: Entity
    made_of: tuple[Entity, ...]
    people: tuple[str, ...] = ()
    role: str = ""
    occurrence: Occurrence | None = None
    killer: bool = False
    begun: bool = False
    hint: str = ""

    @property
    def day(self) -> date:
        """The local day, in the zone of what it is for."""
        return day_of(self.due)


def deadlines(playbook: Playbook, day: date, first: date, last: date) -> tuple[Deadline, ...]:
    """Everything that is due from `first` to `last` as seen on `day`, in order of time.

    Tasks of routine events are left out unless `calendar.tasks` asks for them. What is over already (a retrospective
    handed in, an action closed) is not there.
    """
    found = (
        *_tasks(playbook, first, last), *_retros(playbook, day), *_actions(playbook), *_terms(playbook),
        *_reviews(playbook), *_camps(playbook),
    )  # fmt: skip
    return tuple(sorted((one for one in found if first <= one.day <= last), key=_order))


def _order(one: Deadline) -> tuple[date, str, str, str]:
    return one.day, one.due.isoformat(), one.kind, one.key


def _active(playbook: Playbook) -> tuple[Event, ...]:
    return tuple(event for event in playbook.all(Event) if event.status == "active")


def _ids(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.id for person in people)


def _tasks(playbook: Playbook, first: date, last: date) -> Iterator[Deadline]:
    wanted = queries.handbook(playbook).calendar.tasks
    for event in _active(playbook):
        if not event.tasks or (event.importance == "routine" and not wanted):
            continue
        reach = timedelta(days=max(abs(task.at.days) + 2 for task in event.tasks))
        for one in queries.occurrences(playbook, event, first - reach, last + reach):
            if one.held:
                yield from _preparations(playbook, event, one)


def _preparations(playbook: Playbook, event: Event, one: Occurrence) -> Iterator[Deadline]:
    run = queries.run_on(playbook, event, one.on)
    for ready in queries.preparations(playbook, event, one):
        made_of = (event, *filter(None, (playbook.find(Community, event.community), ready.role, run)), *ready.people)
        key = f"{queries.first_id(event)}/{one.on}/{ready.id}"
        yield Deadline(
            "task", key, ready.due, ready.task.do, event, made_of, _ids(ready.people), ready.task.role, one,
            ready.task.killer, hint=ready.task.hint or "",
        )  # fmt: skip


def _retros(playbook: Playbook, day: date) -> Iterator[Deadline]:
    for event in _active(playbook):
        yield from _retros_ahead(playbook, event, day)
        yield from _retros_owed(playbook, event)


def _retros_ahead(playbook: Playbook, event: Event, day: date) -> Iterator[Deadline]:
    """The retrospectives that coming dates will need, with the people who will have to write them."""
    if queries.retro_policy(playbook, event) != "required":
        return
    policy = queries.handbook(playbook).policies.retro
    within = policy.due_major if event.importance == "major" else policy.due
    for one in queries.occurrences(playbook, event, day, queries.horizon(playbook, day)):
        if one.held and one.day >= day and queries.run_on(playbook, event, one.on) is None:
            what = f"{one.name or event.name} {one.day}"
            yield _retro(playbook, event, one.on, one.day + within, what, (event,), one)


def _retros_owed(playbook: Playbook, event: Event) -> Iterator[Deadline]:
    """The retrospectives of past runs that are still to be written or to be finished."""
    for run in queries.runs_of(playbook, event):
        if not queries.owes_retro(playbook, run):
            continue
        retro = queries.retro_of(playbook, run)
        owed = _retro(
            playbook, event, run.date, queries.retro_due(playbook, run), queries.title(playbook, run), (event, run)
        )
        yield replace(owed, people=(retro.owner,), begun=True, made_of=(*owed.made_of, retro)) if retro else owed


def _retro(
    playbook: Playbook, event: Event, on: date, due: date, what: str, files: tuple[Entity, ...],
    one: Occurrence | None = None,
) -> Deadline:  # fmt: skip
    role = playbook.find(Role, event.owner)
    holders = queries.holders_on(playbook, role, due, event.community) if role else ()
    made_of = (*files, *filter(None, (role,)), *holders)
    key = f"{queries.first_id(event)}/{on}"
    return Deadline("retro", key, due, what, event, made_of, _ids(holders), event.owner, one)


def _actions(playbook: Playbook) -> Iterator[Deadline]:
    for promise in queries.open_actions(playbook):
        retro, action = promise.retro, promise.action
        owner = playbook.find(Person, action.owner)
        yield Deadline(
            "action", f"{queries.first_id(retro)}/{action.id}", action.due, action.do, retro,
            (retro, *filter(None, (owner,))), (action.owner,), begun=action.status == "in_progress",
            hint=queries.title(playbook, retro),
        )  # fmt: skip


def _terms(playbook: Playbook) -> Iterator[Deadline]:
    """The last days in office of people who hold a role."""
    for role in playbook.all(Role):
        for holder in role.holders:
            person, end = playbook.find(Person, holder.person), queries.end_of_term(role, holder)
            if end and person and role.status != "archived" and queries.is_active(person):
                key = "/".join(filter(None, (queries.first_id(role), person.id, holder.community, end.isoformat())))
                what = f"{role.name} · {person.name}"
                yield Deadline("term", key, end, what, role, (role, person), (person.id,), role.id)


def _reviews(playbook: Playbook) -> Iterator[Deadline]:
    """The files that have to be read through again, by those who answer for them."""
    for entity in playbook.everything():
        if due := queries.review_due(playbook, entity):
            role = playbook.find(Role, getattr(entity, "owner", None))
            people = queries.holders_on(playbook, role, due) if role else ()
            key = f"{entity.kind}/{queries.first_id(entity)}"
            made_of = (entity, *filter(None, (role,)), *people)
            what = queries.title(playbook, entity)
            yield Deadline("review", key, due, what, entity, made_of, _ids(people), role.id if role else "")


# Camps -----------------------------------------------------------------------------------------------------------


def _camps(playbook: Playbook) -> Iterator[Deadline]:
    for community in playbook.all(Community):
        if queries.is_active(community):
            for term in community.terms:
                yield from camp_days(playbook, community, term)


def camp_days(playbook: Playbook, community: Community, term: Term) -> tuple[Deadline, ...]:
    """What the community's workflows have for each day of a term (`D+3 10:00`), as moments or whole days.

    D is the first day of the term. The steps of a workflow with a `schedule` are not told a second time.
    """
    where = queries.home(playbook)
    found = []
    for flow in playbook.all(Workflow):
        if flow.community != community.id or not queries.is_active(flow):
            continue
        for _, id, at, do, named in timetable(flow):
            moment = offsets.resolve(at, where, term.start, term.end + timedelta(days=1))
            role = playbook.find(Role, named)
            people = queries.holders_on(playbook, role, moment.date(), community.id) if role else ()
            key = f"{queries.first_id(community)}/{term.start}/{queries.first_id(flow)}/{id}"
            made_of = (community, flow, *filter(None, (role,)), *people)
            due = moment if at.clock or at.minutes else moment.date()
            hint = term.name or ""
            found.append(Deadline("camp", key, due, do, community, made_of, _ids(people), named or "", hint=hint))
    return tuple(sorted(found, key=_order))


def timetable(flow: Workflow) -> Iterator[tuple[Loc, str, Offset, str, str | None]]:
    """The lines of a workflow that are for a day: (place, id, when, what, role)."""
    for index, line in enumerate(flow.schedule):
        yield ("schedule", index, "at"), f"s{index + 1}", line.at, line.do, line.role
    if not flow.schedule:
        for index, step in enumerate(flow.steps):
            if step.day:
                yield ("steps", index, "day"), step.id, step.day, step.do, step.role

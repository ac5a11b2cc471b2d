"""Questions that checks and renderers both ask: who holds a role, when something happens, what is still to be done.

All are pure. Those that cost something remember their answer with the playbook, which is frozen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Literal, TypeVar

from qunbook import metric_data
from qunbook.calendar import holidays as days_off
from qunbook.calendar import occurrence as calendar
from qunbook.calendar import offsets
from qunbook.calendar.holidays import Holidays
from qunbook.calendar.occurrence import Occurrence
from qunbook.calendar.periods import Period, due_period
from qunbook.calendar.recurrence import dates
from qunbook.enums import ENUMS
from qunbook.fields import Hours, Target
from qunbook.kinds.assessment import Assessment
from qunbook.kinds.checklist import Checklist
from qunbook.kinds.column import Column, Published
from qunbook.kinds.community import Community
from qunbook.kinds.event import Change, Event, Task, task_id
from qunbook.kinds.handbook import Handbook
from qunbook.kinds.metric import Metric
from qunbook.kinds.person import Person
from qunbook.kinds.retro import Action, Retro
from qunbook.kinds.role import Holder, Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.run import Run
from qunbook.metric_data import Figure
from qunbook.model import Entity, Playbook
from qunbook.thing import Filed

T = TypeVar("T")
State = Literal["green", "amber", "red", "none"]


def remembered(playbook: Playbook, question: Hashable, answer: Callable[[], T]) -> T:
    """The answer to a question about this playbook, worked out once."""
    answers = playbook.__dict__.setdefault("_answers", {})
    if question not in answers:
        answers[question] = answer()
    found: T = answers[question]
    return found


def handbook(playbook: Playbook) -> Handbook:
    return playbook.one(Handbook)


def horizon(playbook: Playbook, day: date) -> date:
    """The last day of the look ahead from `day` (`calendar.horizon`)."""
    return day + handbook(playbook).calendar.horizon


# Names -----------------------------------------------------------------------------------------------------------


def title(playbook: Playbook, entity: Entity) -> str:
    """What a reader calls a thing: its name; for a run or a retrospective that of the event, with the date."""
    if name := getattr(entity, "name", None):
        return str(name)
    match entity:
        case Run():
            return f"{_name(playbook, Event, entity.event)} {entity.date}"
        case Retro():
            return f"{_subject(playbook, entity)} {entity.date}"
        case Assessment():
            words = ENUMS["assessment_type"].get(entity.type, (entity.type, entity.type))
            kind = words[0 if handbook(playbook).language == "zh" else 1]
            gap = "" if handbook(playbook).language == "zh" else ": "
            return f"{_name(playbook, Community, entity.subject)}{gap}{kind} {entity.date}"
    return entity.id


def _name(playbook: Playbook, kind: type[Event | Community], id: str) -> str:
    found = playbook.find(kind, id)
    return found.name if found else id


def first_id(entity: Entity) -> str:
    """The id by which calendars know a thing for ever: the first that it had. `formerly` lists the oldest first."""
    former: tuple[str, ...] = getattr(entity, "formerly", ())
    return former[0] if former else entity.id


def _subject(playbook: Playbook, retro: Retro) -> str:
    if run := playbook.find(Run, retro.of):
        return run.name or _name(playbook, Event, run.event)
    for kind in ("event", "workflow"):
        if found := playbook.entities.get(kind, {}).get(retro.of):
            return str(getattr(found, "name", found.id))
    return retro.of


# People and roles ------------------------------------------------------------------------------------------------


def is_active(entity: Entity) -> bool:
    """Whether something is in use: neither archived nor, for a person, gone."""
    return getattr(entity, "status", "active") not in ("archived", "inactive")


def last_day_of(person: Person) -> date | None:
    """The last day on which somebody is there; None while they stay."""
    return person.left or (None if is_active(person) else date.min)


def hands_over_on(role: Role, person: Person, community: str) -> date | None:
    """The last day on which somebody holds a role, as written; None if that has no end, or the role is not theirs."""
    terms = [one.until for one in role.holders if one.person == person.id and one.community in (None, community)]
    return max((end for end in terms if end), default=None) if all(terms) else None


def _in_office(holder: Holder, day: date, community: str | None) -> bool:
    begun = holder.since is None or holder.since <= day
    over = holder.until is not None and holder.until < day
    there = community is None or holder.community in (None, community)
    return begun and not over and there


def holding(role: Role, day: date, community: str | None = None) -> tuple[Holder, ...]:
    """The entries under `holders` that count on `day`; with `community`, those for it or for everywhere."""
    return tuple(holder for holder in role.holders if _in_office(holder, day, community))


def holders_on(playbook: Playbook, role: Role, day: date, community: str | None = None) -> tuple[Person, ...]:
    """Who holds a role on a day. Somebody who has left holds nothing."""
    found = (playbook.find(Person, holder.person) for holder in holding(role, day, community))
    return tuple({person.id: person for person in found if person and is_active(person)}.values())


def is_vacant(playbook: Playbook, role: Role, day: date, community: str | None = None) -> bool:
    """Whether nobody holds a role. A holder whose own file could not be read is taken to be there."""
    known = playbook.entities.get("person", {})
    unread = any(holder.person not in known for holder in holding(role, day, community))
    return not unread and not holders_on(playbook, role, day, community)


def vacant_roles(playbook: Playbook, day: date) -> tuple[Role, ...]:
    """The roles in use that nobody holds."""
    return tuple(role for role in playbook.all(Role) if role.status == "active" and is_vacant(playbook, role, day))


def communities_of(playbook: Playbook, role: Role) -> tuple[Community, ...]:
    """The communities in use that a role answers for."""
    return tuple(one for one in playbook.all(Community) if one.owner == role.id and one.status == "active")


def stand_ins(playbook: Playbook, role: Role) -> tuple[Person, ...]:
    """The deputies who are there."""
    found = (playbook.find(Person, id) for id in role.deputies)
    return tuple(person for person in found if person and is_active(person))


def roles_of(playbook: Playbook, person: Person, day: date) -> tuple[tuple[Role, Holder], ...]:
    """The roles that a person holds on a day, each with what is said about it."""
    return _roles_by_person(playbook, day).get(person.id, ())


def _roles_by_person(playbook: Playbook, day: date) -> Mapping[str, tuple[tuple[Role, Holder], ...]]:
    def work_out() -> Mapping[str, tuple[tuple[Role, Holder], ...]]:
        found: dict[str, list[tuple[Role, Holder]]] = defaultdict(list)
        for role in playbook.all(Role):
            if role.status != "archived":
                for holder in holding(role, day):
                    found[holder.person].append((role, holder))
        return {person: tuple(roles) for person, roles in found.items()}

    return remembered(playbook, ("roles by person", day), work_out)


def deputy_for(playbook: Playbook, person: Person) -> tuple[Role, ...]:
    """The roles in which a person stands in."""
    return tuple(role for role in playbook.all(Role) if person.id in role.deputies and role.status != "archived")


def load(playbook: Playbook, person: Person, day: date) -> float:
    """Hours a week that a person's roles ask for together."""
    roles = {role.id: role for role, _ in roles_of(playbook, person, day)}
    return sum(role.hours_per_week or 0 for role in roles.values())


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
    shifts = []
    for duty in event.duty:
        role = playbook.find(Role, duty.role)
        if role is None:
            continue
        if role.id in noted:
            people = _people(playbook, noted.pop(role.id))
        elif duty.rota:
            people = _people(playbook, (duty.rota[turn(event, one) % len(duty.rota)],))
        else:
            people = holders_on(playbook, role, one.day, event.community)
        shifts.append(Shift(role, people, duty.hours))
    extra = ((playbook.find(Role, id), people) for id, people in noted.items())
    return (*shifts, *(Shift(role, _people(playbook, people)) for role, people in extra if role))


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


def _people(playbook: Playbook, ids: Iterable[str]) -> tuple[Person, ...]:
    found = (playbook.find(Person, id) for id in ids)
    return tuple(person for person in found if person and is_active(person))


def turn(event: Event, one: Occurrence) -> int:
    """Whose turn it is, from 0. Extra dates have turns of their own, so that they do not shift the series."""
    if one.number is not None:
        return one.number - 1
    return next((turn for turn, also in enumerate(event.also) if also.on.date == one.on), 0)


def steady_holders(
    playbook: Playbook, role: Role, first: date, last: date, community: str | None = None
) -> tuple[Person, ...]:
    """Who holds a role the whole time from `first` to `last`; nobody if it changes hands in between."""

    def work_out() -> tuple[Person, ...]:
        concerned = [holder for holder in role.holders if community is None or holder.community in (None, community)]
        comes = any(holder.since and first < holder.since <= last for holder in concerned)
        goes = any(holder.until and first <= holder.until < last for holder in concerned)
        return () if comes or goes else holders_on(playbook, role, first, community)

    return remembered(playbook, ("steady", role.id, first, last, community), work_out)


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
    shifts = {shift.role.id: shift.people for shift in on_duty(playbook, event, one)} if event.duty else {}
    found = []
    for index, task in enumerate(event.tasks):
        if not applies(event, task):
            continue
        due, role = offsets.due(task.at, one, where), playbook.find(Role, task.role)
        people = shifts.get(task.role) or (holders_on(playbook, role, due.date(), event.community) if role else ())
        found.append(Preparation(task, task_id(task, index), due, role, people))
    return tuple(found)


def end_of_term(role: Role, holder: Holder) -> date | None:
    """The last day in office, as written or (from the role's `term`) as it follows; None for no end."""
    if holder.until or not (holder.since and role.term):
        return holder.until
    return holder.since + role.term - timedelta(days=1)


def review_due(playbook: Playbook, entity: Entity) -> date | None:
    """The day by which a file has to be read through again; None for what is never due: without a date of the last
    review there is nothing to be late for, and a run or a word of the glossary is reviewed by nobody.
    """
    if not isinstance(entity, Filed) or entity.reviewed is None or not is_active(entity):
        return None
    every = entity.review_every
    if every is None and playbook.kind_of(entity).review_every is not None:
        every = handbook(playbook).policies.review
    return entity.reviewed + every if every else None


# When things happen ----------------------------------------------------------------------------------------------


def holidays(playbook: Playbook, last: date) -> Holidays:
    """The days off from the year of the first event to that of `last` and the next one.

    A country that nobody knows has no holidays here; a check tells its author.
    """
    policy = handbook(playbook).holidays
    language = handbook(playbook).language

    def work_out() -> Holidays:
        starts = [event.start.date.year for event in playbook.all(Event)]
        years = range(min((*starts, last.year)), last.year + 2)
        own = {"extra": policy.extra, "workdays": policy.workdays, "language": language}
        try:
            return days_off.load(policy.country, policy.subdivision, years, **own)  # type: ignore[arg-type]
        except days_off.UnknownCountryError:
            return days_off.load(None, None, years, **own)  # type: ignore[arg-type]

    return remembered(playbook, ("holidays", last.year), work_out)


def occurrences(playbook: Playbook, event: Event, first: date, last: date) -> tuple[Occurrence, ...]:
    """Every occurrence from `first` to `last`, cancelled ones too, in order. Archived and planned events have none
    after the day that nobody knows: ask `is_active` where that matters.
    """

    def work_out() -> tuple[Occurrence, ...]:
        return calendar.occurrences(event, handbook(playbook).timezone, holidays(playbook, last), first, last)

    return remembered(playbook, ("occurrences", event.id, first, last), work_out)


def next_occurrences(playbook: Playbook, event: Event, day: date, count: int = 1) -> tuple[Occurrence, ...]:
    """The next `count` occurrences that take place on `day` or later; at most three years ahead."""
    for ahead in (100, 400, 1100):
        coming = occurrences(playbook, event, day, day + timedelta(days=ahead))
        found = tuple(one for one in coming if one.held and one.day >= day)
        if len(found) >= count:
            return found[:count]
    return found


# Runs and retrospectives -----------------------------------------------------------------------------------------


def runs_of(playbook: Playbook, event: Event | str) -> tuple[Run, ...]:
    """The runs of an event, oldest first."""

    def work_out() -> Mapping[str, tuple[Run, ...]]:
        found: dict[str, list[Run]] = defaultdict(list)
        for run in playbook.all(Run):
            found[run.event].append(run)
        return {id: tuple(sorted(runs, key=lambda run: (run.date, run.id))) for id, runs in found.items()}

    return remembered(playbook, "runs", work_out).get(event if isinstance(event, str) else event.id, ())


def run_on(playbook: Playbook, event: Event, on: date) -> Run | None:
    """The run of one date of the series."""

    def work_out() -> Mapping[tuple[str, date], Run]:
        return {(run.event, run.date): run for run in reversed(playbook.all(Run))}

    return remembered(playbook, "runs by date", work_out).get((event.id, on))


def held_on(run: Run) -> date:
    """The day on which a run really took place."""
    return run.moved_to.date if run.moved_to else run.date


def retros_of(playbook: Playbook, event: Event | str) -> tuple[Retro, ...]:
    """The retrospectives of an event or of its runs, oldest first."""

    def work_out() -> Mapping[str, tuple[Retro, ...]]:
        found: dict[str, list[Retro]] = defaultdict(list)
        for retro in playbook.all(Retro):
            run = playbook.find(Run, retro.of)
            found[run.event if run else retro.of.partition("/")[0]].append(retro)
        return {id: tuple(sorted(retros, key=lambda retro: (retro.date, retro.id))) for id, retros in found.items()}

    return remembered(playbook, "retros", work_out).get(event if isinstance(event, str) else event.id, ())


def retro_of(playbook: Playbook, run: Run) -> Retro | None:
    """The retrospective of one run: it names the run, or the event and the day."""
    days = {run.date, held_on(run)}
    for retro in retros_of(playbook, run.event):
        if retro.of == run.id or (retro.of == run.event and retro.date in days):
            return retro
    return None


def retro_policy(playbook: Playbook, event: Event) -> str:
    """`none`, `optional`, `required` or `every 4`; `auto` is looked up by importance."""
    if event.retro != "auto":
        return event.retro
    return str(getattr(handbook(playbook).policies.retro, event.importance, "optional"))


def needs_retro(playbook: Playbook, run: Run) -> bool:
    """Whether a run that took place must be looked back on. `every 4` means the fourth, the eighth … done run."""
    event = playbook.find(Event, run.event)
    if event is None or run.status != "done":
        return False
    policy = retro_policy(playbook, event)
    if not policy.startswith("every "):
        return policy == "required"
    done = [other.id for other in runs_of(playbook, event) if other.status == "done"]
    return (done.index(run.id) + 1) % int(policy.split()[1]) == 0


def retro_due(playbook: Playbook, run: Run) -> date:
    """The last day on which the retrospective of a run is in time."""
    policy = handbook(playbook).policies.retro
    event = playbook.find(Event, run.event)
    return held_on(run) + (policy.due_major if event and event.importance == "major" else policy.due)


@dataclass(frozen=True)
class Promise:
    """An action of a retrospective, the `index`th there."""

    retro: Retro
    index: int
    action: Action


def promises(playbook: Playbook) -> tuple[Promise, ...]:
    """Every action ever agreed, oldest retrospective first."""

    def work_out() -> tuple[Promise, ...]:
        retros = sorted(playbook.all(Retro), key=lambda retro: (retro.date, retro.id))
        return tuple(Promise(retro, index, action) for retro in retros for index, action in enumerate(retro.actions))

    return remembered(playbook, "promises", work_out)


def open_actions(playbook: Playbook) -> tuple[Promise, ...]:
    """The actions that are neither done nor dropped, the earliest due first."""
    still = (one for one in promises(playbook) if one.action.status in ("open", "in_progress"))
    return tuple(sorted(still, key=lambda one: (one.action.due, one.retro.id, one.index)))


def overdue(playbook: Playbook, day: date) -> tuple[Promise, ...]:
    """The open actions whose last day is over."""
    return tuple(one for one in open_actions(playbook) if one.action.due < day)


def changed(event: Event, one: Occurrence) -> Change | None:
    """What is different about an event on one date: another name, length, place or link."""
    return event.exceptions[one.exception].change if one.exception is not None else None


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


# Rules -----------------------------------------------------------------------------------------------------------


def rules_for(playbook: Playbook, community: Community | str, day: date) -> tuple[Rule, ...]:
    """The rules that hold in a community on a day."""
    id = community if isinstance(community, str) else community.id
    return tuple(
        rule
        for rule in playbook.all(Rule)
        if rule.status == "active"
        and (not rule.applies_to or id in rule.applies_to)
        and (rule.effective_from is None or rule.effective_from <= day)
        and (rule.effective_to is None or day <= rule.effective_to)
    )


# Metrics ---------------------------------------------------------------------------------------------------------


def figures(playbook: Playbook, metric: Metric) -> tuple[Figure, ...]:
    """The values of a metric, oldest first: the rows of its file, or where it has none what the runs have noted."""
    text = playbook.data.get(metric_data.path_of(metric.id))
    if text is not None:
        return metric_data.parse(text, metric_data.is_share(metric.unit)).figures
    if not is_from_runs(playbook, metric):
        return ()
    return remembered(playbook, ("figures", metric.id), lambda: _from_runs(playbook, metric))


def is_from_runs(playbook: Playbook, metric: Metric) -> bool:
    """Whether a metric's values are what runs have noted: it has no file of its own."""
    return metric.cadence == "per_event" and metric_data.path_of(metric.id) not in playbook.data


def _from_runs(playbook: Playbook, metric: Metric) -> tuple[Figure, ...]:
    found = []
    for run in playbook.all(Run):
        value = run_figure(playbook, run, metric.id) if run.status == "done" else None
        event = playbook.find(Event, run.event)
        community = event.community if event else None
        if value is not None and (not metric.communities or community in metric.communities):
            found.append(Figure(held_on(run), value, community, run.attendance, title(playbook, run), 0))
    return tuple(sorted(found, key=lambda figure: (figure.date, figure.note)))


def run_figure(playbook: Playbook, run: Run, name: str) -> float | None:
    """A figure of a run: as noted under `actual`; else attendance, sign-ups, their share in percent, or the
    retrospective's own score.
    """
    if name in run.actual:
        return run.actual[name]
    match name:
        case "attendance" | "signups":
            value = run.attendance if name == "attendance" else run.signups
            return None if value is None else float(value)
        case "attendance-rate" if run.signups and run.attendance is not None:
            return round(100 * run.attendance / run.signups, 1)
        case "roti":
            retro = retro_of(playbook, run)
            return retro.roti if retro else None
    return None


def latest(playbook: Playbook, metric: Metric, community: str | None = None) -> Figure | None:
    """The newest value of one community; or of the whole, for which any row will do if none is of the whole."""
    found = figures(playbook, metric)
    wanted = tuple(figure for figure in found if figure.community == community)
    if not wanted and community is None:
        wanted = found
    return wanted[-1] if wanted else None


def missing_period(playbook: Playbook, metric: Metric, day: date) -> Period | None:
    """The period whose value must be there by `day` and is not; None for a metric that is at rest or in time."""
    period = due_period(metric.cadence, day)
    if metric.status != "active" or period is None:
        return None
    newest = max((figure.date for figure in figures(playbook, metric)), default=None)
    return period if newest is None or newest < period.first else None


@dataclass(frozen=True)
class Standing:
    """Where something stands on the way to a target. `reached` is None where there is no value or no target."""

    metric: Metric | None
    target: Target | None
    now: Figure | None
    reached: bool | None

    @property
    def state(self) -> State:
        """Green where the target is reached, else the metric's own light; a green one that falls short is amber."""
        if self.metric is None or self.now is None or self.reached is None:
            return "none"
        light = state(self.metric, self.now.value)
        return "green" if self.reached else "red" if light == "red" else "amber"


def standing(playbook: Playbook, metric: str | None, target: Target | None, community: str | None = None) -> Standing:
    """Where a metric stands: its newest value in the community, or of the whole where that is not measured."""
    known = playbook.find(Metric, metric)
    if known is None:
        return Standing(None, target, None, None)
    now = (latest(playbook, known, community) if community else None) or latest(playbook, known)
    return Standing(known, target, now, reaches(now.value, target, known.direction) if now and target else None)


def reaches(value: float, target: Target, direction: str) -> bool:
    """Whether a value is at a target or beyond it; without `>=` or `<=` the metric's direction decides."""
    match target.op or (">=" if direction == "up" else "<="):
        case ">=":
            return value >= target.value
        case "<=":
            return value <= target.value
        case ">":
            return value > target.value
        case "<":
            return value < target.value
        case _:
            return value == target.value


def state(metric: Metric, value: float | None) -> State:
    """Green, amber or red, as the metric's lines say; "none" without a value or without lines.

    A value *on* the red or the amber line is red or amber. Without an amber line, amber is what misses the target.
    """
    if value is None or not (metric.target or metric.amber or metric.red):
        return "none"
    worse = "down" if metric.direction == "up" else "up"
    if metric.red and reaches(value, metric.red, worse):
        return "red"
    if metric.amber:
        return "amber" if reaches(value, metric.amber, worse) else "green"
    return "green" if metric.target is None or reaches(value, metric.target, metric.direction) else "amber"


# Columns ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Issue:
    """A day on which a column appears, and what appeared for it. What is past and empty was missed."""

    day: date
    piece: Published | None
    missed: bool


def issues(column: Column, today: date, last: date) -> tuple[Issue, ...]:
    """The issues of a column from the first that its file lists to `last`. A late piece counts for the day before it.

    What appeared before the oldest piece on the list is nobody's business here: lists are kept short. A column that
    has listed nothing begins with its `since`.
    """
    first = min((piece.date for piece in column.published), default=column.since)
    if first is None:
        return ()
    known = dates(column.repeat, column.since or first)
    days = [day for day in takewhile(lambda day: day <= last, known) if day >= first]
    pieces: dict[date, Published] = {}
    for piece in sorted(column.published, key=lambda piece: piece.date):
        due = next((day for day in reversed(days) if day <= piece.date), piece.date)
        pieces[piece.date if due in pieces else due] = piece
    found = (Issue(day, pieces.get(day), day < today and day not in pieces) for day in {*days, *pieces})
    return tuple(sorted((one for one in found if one.day <= last), key=lambda one: one.day))


# Self-assessment -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Evidence:
    """What the handbook itself says for an element, 1 to 5, and the gaps that took it down: (what, how many)."""

    score: int
    gaps: tuple[tuple[str, int], ...]

    def count(self, gap: str) -> int:
        return dict(self.gaps).get(gap, 0)


def structure_evidence(playbook: Playbook, community: Community, day: date) -> Evidence:
    """How well a community's structure stands by what is written down: 5, less one for each *kind* of gap.

    Structure is members, platform, a way in, and norms, carried by people. The kinds of gap are: rules without a
    penalty or a reason for none (`rules`), critical roles that one person holds alone (`alone`), vacant roles
    (`vacant`), a closed door without a word on how to get in (`admission`), and no rules at all (`norms`).
    """
    rules = rules_for(playbook, community, day)
    roles = [role for role in playbook.all(Role) if role.status == "active" and _serves(role, community.id)]
    counts = {
        "rules": sum(not (rule.ladder or rule.no_penalty) for rule in rules),
        "alone": sum(is_alone(playbook, role, day) for role in roles),
        "vacant": sum(is_vacant(playbook, role, day) for role in roles),
        "admission": int(community.openness not in (None, "open") and community.admission is None),
        "norms": int(not rules),
    }
    gaps = tuple((gap, number) for gap, number in counts.items() if number)
    return Evidence(max(1, 5 - len(gaps)), gaps)


def _serves(role: Role, community: str) -> bool:
    return not role.holders or any(holder.community in (None, community) for holder in role.holders)


def is_alone(playbook: Playbook, role: Role, day: date) -> bool:
    """Whether a critical role hangs on one person: one holder, and nobody is named to stand in."""
    return role.critical and not role.deputies and len(holders_on(playbook, role, day)) == 1

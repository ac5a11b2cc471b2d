"""What a change of content does to people: two playbooks in, what is different for somebody out. Asks nobody anything.

Events are matched by the id that calendars know for ever, all else by id and `formerly`. What could not be read on
either side is left out: it has errors of its own, and would look as if it had been taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal, TypeVar

from qunbook import catalogue, queries
from qunbook.calendar.occurrence import Occurrence
from qunbook.enums import ENUMS
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Handbook
from qunbook.kinds.ladder import Ladder, Rung
from qunbook.kinds.person import Person
from qunbook.kinds.role import Holder, Role
from qunbook.kinds.rule import Rule
from qunbook.model import LEVELS, Entity, Playbook
from qunbook.settings import Settings

SHOWN = 3
"""How many dates of a series are told one by one; the rest is a number."""
AROUND = timedelta(days=62)
"""How far outside the horizon to look: a date may have been moved into it or out of it."""
IN_FEEDS = (
    "name", "summary", "community", "type", "mode", "venue", "url", "start", "duration", "repeat", "until", "count",
    "exceptions", "also", "timezone", "anchor", "on_holiday", "duty", "tasks", "visibility",
)  # fmt: skip
"""The fields of an event that its calendar entries are made of."""
STRENGTHS = ("off", "note", "warning", "error")
WEIGHT = {action: weight for weight, action in enumerate(ENUMS["penalty"])}

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True)
class Thing:
    """What a change is about: its kind, its id on the new side (the old one where it is gone) and its name."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class When:
    """One time as its event's clocks show it: moments, or dates with `end` exclusive; `zone` names the clocks."""

    start: datetime | date
    end: datetime | date
    zone: str


@dataclass(frozen=True)
class Shift:
    """One date: `old` is None for a new one, `new` for one that is called off, for `reason` if the author gave one."""

    old: When | None
    new: When | None
    reason: str | None


@dataclass(frozen=True)
class Dates:
    """What happens to the dates of one event within the horizon: the first few, and how many there are."""

    what: Literal["added", "cancelled", "moved"]
    event: Thing
    count: int
    first: tuple[Shift, ...]


@dataclass(frozen=True)
class Turn:
    """Who is on duty at one date: names, before and after."""

    day: date
    old: tuple[Thing, ...]
    new: tuple[Thing, ...]


@dataclass(frozen=True)
class DutyChange:
    """A role of an event that other people do than before, at dates that there were before."""

    event: Thing
    role: Thing
    count: int
    first: tuple[Turn, ...]


@dataclass(frozen=True, order=True)
class FeedTouched:
    """A feed that changes: `all`, `duty`, `deadlines`, `tasks`, or that of a community, type, role or person."""

    kind: str
    id: str = ""


@dataclass(frozen=True)
class Vanished:
    """An identity that calendars lose, though `count` dates were still to come; `dates` are the first of them."""

    event: Thing
    path: str
    identity: str
    count: int
    dates: tuple[date, ...]
    code: str = "QB440"


@dataclass(frozen=True)
class Detail:
    """What an event is called, where it is or how one takes part, at dates that there were before: before and after."""

    what: Literal["name", "place", "link", "mode"]
    event: Thing
    old: str | None
    new: str | None
    count: int
    first: tuple[date, ...]


@dataclass(frozen=True)
class Unread:
    """A file that could not be read on one side, and so was compared on neither."""

    side: Literal["old", "new"]
    kind: str
    id: str


@dataclass(frozen=True)
class RoleChange:
    """Who holds a role: newly, no longer, for another term or elsewhere; and who stands in."""

    role: Thing
    joined: tuple[Thing, ...]
    left: tuple[Thing, ...]
    changed: tuple[Thing, ...]
    deputies_joined: tuple[Thing, ...]
    deputies_left: tuple[Thing, ...]


@dataclass(frozen=True)
class Penalty:
    """A rung: what is done, and for how long (`1w`, `permanent`, or "")."""

    action: str
    duration: str


@dataclass(frozen=True)
class Step:
    """What happens the `number`-th time (or at so many points), before and after; None is nothing of its own."""

    number: int
    old: Penalty | None
    new: Penalty | None


@dataclass(frozen=True)
class LadderChange:
    """The penalties of a rule rise, fall, or do some of both."""

    rule: Thing
    way: Literal["rises", "falls", "mixed"]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Widened:
    """More people than before may see a thing."""

    thing: Thing
    old: str
    new: str


@dataclass(frozen=True)
class Silenced:
    """A check that no longer speaks about one thing."""

    thing: Thing
    code: str
    because: str


@dataclass(frozen=True)
class Lowered:
    """A check that the whole handbook hears less of: from one level to another (`error`, `warning`, `note`, `off`)."""

    code: str
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """Everything that a change does to people from `first` to `last`. The names are those of the JSON output."""

    first: date
    last: date
    vanished: tuple[Vanished, ...] = ()
    widened: tuple[Widened, ...] = ()
    dates: tuple[Dates, ...] = ()
    duty: tuple[DutyChange, ...] = ()
    feeds: tuple[FeedTouched, ...] = ()
    roles: tuple[RoleChange, ...] = ()
    rules_added: tuple[Thing, ...] = ()
    rules_removed: tuple[Thing, ...] = ()
    ladders: tuple[LadderChange, ...] = ()
    silenced: tuple[Silenced, ...] = ()
    lowered: tuple[Lowered, ...] = ()
    details: tuple[Detail, ...] = ()
    feeds_lost: tuple[FeedTouched, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Changes(self.first, self.last)


def changes(old: Playbook, new: Playbook, settings: Settings) -> Changes:
    """What is different for people from `settings.as_of` on, within the new handbook's horizon."""
    unread = (*_unread("old", old), *_unread("new", new))
    old, new = _with_handbook(old, new), _with_handbook(new, old)
    first, last = settings.as_of, queries.horizon(new, settings.as_of)
    schedule = tuple(_schedule(old, new, first, last))
    return Changes(
        first,
        last,
        tuple(_vanished(old, new, first, last)),
        tuple(_widened(old, new)),
        tuple(told for one in schedule for told in one.told),
        tuple(told for one in schedule for told in one.duty),
        tuple(sorted({feed for one in schedule for feed in one.feeds})),
        tuple(_roles(old, new, first)),
        tuple(_thing(new, rule) for rule in _only(new, old, Rule)),
        tuple(_thing(old, rule) for rule in _only(old, new, Rule)),
        tuple(_ladders(old, new)),
        tuple(_silenced(old, new)),
        tuple(_lowered(old.one(Handbook), new.one(Handbook))),
        tuple(told for one in schedule for told in one.details),
        tuple(_feeds_lost(old, new)),
        unread,
    )


def _unread(side: Literal["old", "new"], playbook: Playbook) -> Iterator[Unread]:
    for kind in playbook.kinds:
        read = {id for id, one in playbook.entities.get(kind.name, {}).items() if not _stands_in(one)}
        yield from (Unread(side, kind.name, id) for id in sorted(playbook.ids.get(kind.name, frozenset()) - read))


def _stands_in(entity: Entity) -> bool:
    """Whether this is the handbook that `pipeline.load` puts in the place of one that could not be read."""
    return isinstance(entity, Handbook) and not entity.document.source.text


def _with_handbook(playbook: Playbook, other: Playbook) -> Playbook:
    """With the other side's handbook, where this one's could not be read: its zone would seem to move every date."""
    if not _stands_in(playbook.one(Handbook)):
        return playbook
    return replace(playbook, entities={**playbook.entities, Handbook.kind: other.entities[Handbook.kind]})


def _thing(playbook: Playbook, entity: Entity) -> Thing:
    return Thing(entity.kind, entity.id, queries.title(playbook, entity))


# The same thing on both sides ------------------------------------------------------------------------------------


def _pairs(old: Playbook, new: Playbook, kind: type[E]) -> Iterator[tuple[E, E]]:
    """Every thing of a kind that is on both sides, by its id or a former one."""
    former = new.former.get(kind.kind, {})
    for before in old.all(kind):
        if after := new.find(kind, before.id) or new.find(kind, former.get(before.id)):
            yield before, after


def _only(here: Playbook, there: Playbook, kind: type[Rule]) -> Iterator[Rule]:
    """The rules in force on one side for which the other side has none, archived ones aside."""
    for one in here.all(kind):
        names = {one.id, *one.formerly, there.former.get(kind.kind, {}).get(one.id, one.id)}
        known = [there.find(kind, id) for id in names]
        unread = any(id in there.ids.get(kind.kind, ()) for id in names) and not any(known)
        if one.status == "active" and not unread and not any(rule and rule.status == "active" for rule in known):
            yield one


def identity(event: Event) -> str:
    """The id by which calendars know an event for ever: the first that it had."""
    return event.formerly[0] if event.formerly else event.id


def _event_pairs(old: Playbook, new: Playbook) -> Iterator[tuple[Event | None, Event | None]]:
    """Every event in use on either side; None where there is none, or it is not in use."""
    after = {identity(event): event for event in new.all(Event)}
    by_id = {before.id: event for before, event in _pairs(old, new, Event)}
    matched = set()
    for before in old.all(Event):
        now = after.get(identity(before)) or by_id.get(before.id)
        if now:
            matched.add(now.id)
        if now or before.id not in new.ids.get("event", ()):
            yield _used(before), _used(now)
    for now in new.all(Event):
        if now.id not in matched and not {now.id, *now.formerly} & old.ids.get("event", frozenset()):
            yield None, _used(now)


def _used(event: Event | None) -> Event | None:
    return event if event and event.status == "active" else None


def _vanished(old: Playbook, new: Playbook, first: date, last: date) -> Iterator[Vanished]:
    kept = {identity(event) for event in new.all(Event)}
    unread = new.ids.get("event", frozenset()) - set(new.entities.get("event", {}))
    for event in old.all(Event):
        if event.status != "active" or identity(event) in kept or event.id in unread:
            continue
        coming = [one.day for one in queries.occurrences(old, event, first, last) if one.held and one.day >= first]
        # The next date may be beyond the horizon: a yearly one is lost as well.
        coming = coming or [one.day for one in queries.next_occurrences(old, event, first)]
        if coming:
            thing = _thing(old, event)
            yield Vanished(thing, event.path, identity(event), len(coming), tuple(coming[:SHOWN]))


# Dates and duty --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Told:
    """What is to say of one event."""

    told: tuple[Dates, ...]
    duty: tuple[DutyChange, ...]
    details: tuple[Detail, ...]
    feeds: frozenset[FeedTouched]


Pair = tuple[Occurrence | None, Occurrence | None]


def _schedule(old: Playbook, new: Playbook, first: date, last: date) -> Iterator[_Told]:
    for before, after in _event_pairs(old, new):
        event = after or before
        if event is None:
            continue
        thing = _thing(new if after else old, event)
        pairs = _dates(old, before, new, after, first, last)
        told = tuple(_tell(thing, pairs, old, before, new, after))
        duty = tuple(_duty(thing, pairs, old, before, new, after)) if before and after else ()
        details = tuple(_details(thing, pairs, before, after)) if before and after else ()
        if told or duty or not _alike(before, after):
            touched = frozenset(_feeds(pairs, old, before, new, after))
            yield _Told(told, duty, details, touched)


def _alike(before: Event | None, after: Event | None) -> bool:
    if before is None or after is None:
        return True  # without a date nobody's calendar changes
    return all(getattr(before, name) == getattr(after, name) for name in IN_FEEDS)


def _dates(
    old: Playbook, before: Event | None, new: Playbook, after: Event | None, first: date, last: date
) -> tuple[Pair, ...]:
    """The dates of both sides, matched: by the date that the series gives, else by what lies nearest."""
    was, now = _held(old, before, first, last), _held(new, after, first, last)
    same: list[Pair] = [(one, now[key]) for key, one in was.items() if key in now]
    gone = [one for key, one in was.items() if key not in now]
    come = [one for key, one in now.items() if key not in was]
    called_off = _called_off(new, after, first, last)
    shifted = _nearest([one for one in gone if (one.on, one.extra) not in called_off], come)
    taken = {id(one) for pair in shifted for one in pair}
    rest: list[Pair] = [(one, None) for one in gone if id(one) not in taken]
    rest += [(None, one) for one in come if id(one) not in taken]
    inside = (
        pair for pair in (*same, *shifted, *rest) if any(one and first <= one.day <= last for one in pair)
    )  # fmt: skip
    return tuple(sorted(inside, key=_order))


def _order(pair: Pair) -> tuple[date, str]:
    one = pair[0] or pair[1]
    assert one
    return one.day, str(one.start)


def _held(playbook: Playbook, event: Event | None, first: date, last: date) -> dict[tuple[date, bool], Occurrence]:
    return {(one.on, one.extra): one for one in _around(playbook, event, first, last) if one.held}


def _called_off(
    playbook: Playbook, event: Event | None, first: date, last: date
) -> Mapping[tuple[date, bool], Occurrence]:
    return {(one.on, one.extra): one for one in _around(playbook, event, first, last) if not one.held}


def _around(playbook: Playbook, event: Event | None, first: date, last: date) -> tuple[Occurrence, ...]:
    return queries.occurrences(playbook, event, first - AROUND, last + AROUND) if event else ()


def _nearest(gone: Sequence[Occurrence], come: Sequence[Occurrence]) -> list[Pair]:
    """Dates of a series that moved as a whole, each with the one that took its place: nearer than the next one is."""
    gone, come = [one for one in gone if not one.extra], [one for one in come if not one.extra]
    gap = min((late.day - early.day for early, late in pairwise(gone)), default=timedelta(days=15))
    found: list[Pair] = []
    left, right = 0, 0
    while left < len(gone) and right < len(come):
        apart = come[right].day - gone[left].day
        if abs(apart) < max(gap, timedelta(days=1)):
            found.append((gone[left], come[right]))
            left, right = left + 1, right + 1
        elif apart < timedelta():
            right += 1
        else:
            left += 1
    return found


def _tell(
    thing: Thing, pairs: Sequence[Pair], old: Playbook, before: Event | None, new: Playbook, after: Event | None
) -> Iterator[Dates]:
    called_off = {}
    if after and pairs:
        days = [one.on for pair in pairs for one in pair if one]
        off = (one for one in queries.occurrences(new, after, min(days), max(days)) if not one.held)
        called_off = {one.on: one.reason for one in off}
    shifts: dict[Literal["cancelled", "moved", "added"], list[Shift]] = {"cancelled": [], "moved": [], "added": []}
    for was, now in pairs:
        shift = Shift(_when(old, before, was), _when(new, after, now), now.reason if now else None)
        if was and now:
            if (was.start, was.end) != (now.start, now.end) or _zone(old, before) != _zone(new, after):
                shifts["moved"].append(shift)
        elif now:
            shifts["added"].append(shift)
        elif was:
            shifts["cancelled"].append(Shift(shift.old, None, called_off.get(was.on)))
    for what, told in shifts.items():
        if told:
            yield Dates(what, thing, len(told), tuple(told[:SHOWN]))


def _zone(playbook: Playbook, event: Event | None) -> str:
    if event is None:
        return ""
    return "UTC" if event.anchor == "utc" else event.timezone or playbook.one(Handbook).timezone


def _when(playbook: Playbook, event: Event | None, one: Occurrence | None) -> When | None:
    return When(one.start, one.end, _zone(playbook, event)) if one else None


def _duty(
    thing: Thing, pairs: Iterable[Pair], old: Playbook, before: Event, new: Playbook, after: Event
) -> Iterator[DutyChange]:
    turns: dict[str, list[Turn]] = {}
    for was, now in pairs:
        if was and now:
            past, future = _on_duty(old, before, was), _on_duty(new, after, now)
            for role in {**past, **future}:
                then, since = past.get(role, ()), future.get(role, ())
                if {one.id for one in then} != {one.id for one in since}:
                    turns.setdefault(role, []).append(Turn(now.day, then, since))
    for id, changed in turns.items():
        known = [_thing(side, one) for side in (new, old) if (one := side.find(Role, id))]
        yield DutyChange(thing, known[0], len(changed), tuple(changed[:SHOWN]))


def _details(thing: Thing, pairs: Iterable[Pair], before: Event, after: Event) -> Iterator[Detail]:
    found: dict[tuple[Literal["name", "place", "link", "mode"], str | None, str | None], list[date]] = {}
    for was, now in pairs:
        if was and now:
            past, future = _said(before, was), _said(after, now)
            for what, old in past.items():
                if old != future[what]:
                    found.setdefault((what, old, future[what]), []).append(now.day)
    for (what, old, new), days in found.items():
        yield Detail(what, thing, old, new, len(days), tuple(days[:SHOWN]))


def _said(event: Event, one: Occurrence) -> Mapping[Literal["name", "place", "link", "mode"], str | None]:
    """What an event says of one date."""
    own = queries.changed(event, one)
    venue = (own and own.venue) or event.venue
    place = " · ".join(filter(None, (venue.name, venue.address))) if venue else None
    return {
        "name": one.name or event.name,
        "place": place,
        "link": (own and own.url) or event.url,
        "mode": event.mode,
    }


def _on_duty(playbook: Playbook, event: Event, one: Occurrence) -> dict[str, tuple[Thing, ...]]:
    shifts = queries.on_duty(playbook, event, one)
    return {shift.role.id: tuple(_thing(playbook, person) for person in shift.people) for shift in shifts}


def _feeds(
    pairs: Sequence[Pair], old: Playbook, before: Event | None, new: Playbook, after: Event | None
) -> Iterator[FeedTouched]:
    """The feeds that hold an event's entries, on both sides: who leaves a rota loses entries too."""
    yield FeedTouched("all")
    for playbook, event, side in ((old, before, 0), (new, after, 1)):
        if event is None:
            continue
        yield FeedTouched("community", event.community)
        if event.type:
            yield FeedTouched("type", event.type)
        if event.tasks:
            yield from (FeedTouched("deadlines"), FeedTouched("tasks"))
        if any(duty.rota for duty in event.duty):
            yield FeedTouched("duty")
        roles = {duty.role for duty in event.duty} | {task.role for task in event.tasks if task.role}
        yield from (FeedTouched("role", role) for role in roles)
        for pair in pairs:
            if one := pair[side]:
                for people in _on_duty(playbook, event, one).values():
                    for thing in people:
                        person = playbook.find(Person, thing.id)
                        if person and person.feed:
                            yield FeedTouched("person", person.id)


def _feeds_lost(old: Playbook, new: Playbook) -> Iterator[FeedTouched]:
    """The feeds whose address is gone; that of a thing with a new id stays, if `formerly` names the old one."""
    unread = {FeedTouched(one.kind, one.id) for one in _unread("new", new)}
    gone = {*_own_feeds(old)} - {*_own_feeds(new)} - unread
    of_unread_events = any(feed.kind == "event" for feed in unread)
    yield from sorted(feed for feed in gone if not (feed.kind == "type" and of_unread_events))


def _own_feeds(playbook: Playbook) -> Iterator[FeedTouched]:
    for one in _with_feeds(playbook):
        yield from (FeedTouched(one.kind, id) for id in (one.id, *one.formerly))
    active = (one for one in playbook.all(Event) if one.status == "active")
    yield from (FeedTouched("type", one.type) for one in active if one.type)


def _with_feeds(playbook: Playbook) -> Iterator[Community | Role | Person]:
    yield from playbook.all(Community)
    yield from playbook.all(Role)
    yield from (one for one in playbook.all(Person) if one.feed and queries.is_active(one))


# Roles and rules -------------------------------------------------------------------------------------------------


def _roles(old: Playbook, new: Playbook, day: date) -> Iterator[RoleChange]:
    sides: list[tuple[Role | None, Role | None]] = list(_pairs(old, new, Role))
    matched = {role.id for pair in sides for role in pair if role}
    sides += [(role, None) for role in old.all(Role) if role.id not in matched | new.ids.get("role", frozenset())]
    sides += [(None, role) for role in new.all(Role) if role.id not in matched | old.ids.get("role", frozenset())]
    for before, after in sides:
        was, now = _terms(before, day), _terms(after, day)
        stood, stand = set(before.deputies if before else ()), set(after.deputies if after else ())
        role = after or before
        assert role
        change = RoleChange(
            _thing(new if after else old, role),
            _people(new, now.keys() - was.keys()),
            _people(old, was.keys() - now.keys()),
            _people(new, (id for id in was.keys() & now.keys() if was[id] != now[id])),
            _people(new, stand - stood),
            _people(old, stood - stand),
        )
        if change != RoleChange(change.role, (), (), (), (), ()):
            yield change


def _terms(role: Role | None, day: date) -> Mapping[str, frozenset[tuple[str | None, date | None, date | None]]]:
    """Who holds a role on `day` or later: where, from when and until when."""
    found: dict[str, set[tuple[str | None, date | None, date | None]]] = {}
    if role and role.status != "archived":
        for holder in role.holders:
            if not _over(holder, day):
                found.setdefault(holder.person, set()).add((holder.community, holder.since, holder.until))
    return {person: frozenset(terms) for person, terms in found.items()}


def _over(holder: Holder, day: date) -> bool:
    return holder.until is not None and holder.until < day


def _people(playbook: Playbook, ids: Iterable[str]) -> tuple[Thing, ...]:
    people = ((id, playbook.find(Person, id)) for id in sorted(ids))
    return tuple(_thing(playbook, person) if person else Thing("person", id, id) for id, person in people)


def _ladders(old: Playbook, new: Playbook) -> Iterator[LadderChange]:
    for before, after in _pairs(old, new, Rule):
        if not (_readable(old, before) and _readable(new, after)) or after.status != "active":
            continue
        was, now = _rungs(old, before), _rungs(new, after)
        steps = tuple(
            Step(number, _penalty(was.get(number)), _penalty(now.get(number)))
            for number in sorted(was.keys() | now.keys())
            if _penalty(was.get(number)) != _penalty(now.get(number))
        )
        ways = {_weight(now.get(step.number)) > _weight(was.get(step.number)) for step in steps}
        if steps:
            yield LadderChange(
                _thing(new, after), "mixed" if len(ways) > 1 else "rises" if ways == {True} else "falls", steps
            )


def _readable(playbook: Playbook, rule: Rule) -> bool:
    """Whether the rule's ladder is known, if it has one."""
    return rule.ladder is None or playbook.find(Ladder, rule.ladder) is not None


def _rungs(playbook: Playbook, rule: Rule) -> dict[int, Rung]:
    ladder = playbook.find(Ladder, rule.ladder)
    return {
        (rung.strike if rung.strike is not None else rung.points) or number: rung
        for number, rung in enumerate(ladder.rungs if ladder else (), 1)
    }


def _penalty(rung: Rung | None) -> Penalty | None:
    return Penalty(rung.action, str(rung.duration) if rung.duration else "") if rung else None


def _weight(rung: Rung | None) -> tuple[int, timedelta]:
    """How heavy a penalty is: by what is done, then by how long. One without an end outlasts every other."""
    if rung is None:
        return -1, timedelta()
    lasting = rung.duration.amount or timedelta.max if rung.duration else timedelta()
    return WEIGHT.get(rung.action, len(WEIGHT)), lasting


# Who sees what, and what is no longer said -----------------------------------------------------------------------


def _all_pairs(old: Playbook, new: Playbook) -> Iterator[tuple[Entity, Entity]]:
    for kind in new.kinds:
        yield from _pairs(old, new, kind.model)


def _widened(old: Playbook, new: Playbook) -> Iterator[Widened]:
    found = []
    for before, after in _all_pairs(old, new):
        was, now = old.visibility(before), new.visibility(after)
        if LEVELS[now] < LEVELS[was]:
            found.append(Widened(_thing(new, after), was, now))
    yield from sorted(found, key=lambda one: LEVELS[one.new])  # what everybody may now see comes first


def _silenced(old: Playbook, new: Playbook) -> Iterator[Silenced]:
    before = {after.path: one for one, after in _all_pairs(old, new)}
    for after in new.everything():
        silences = getattr(after, "lint", ())
        known = {silence.ignore for silence in getattr(before.get(after.path), "lint", ())} if silences else set()
        for silence in silences:
            if silence.ignore not in known:
                yield Silenced(_thing(new, after), silence.ignore, silence.because)


def _lowered(old: Handbook, new: Handbook) -> Iterator[Lowered]:
    for code in sorted({*old.levels, *new.levels}):
        if catalogue.exists(code):
            own = catalogue.entry(code).severity
            was, now = old.levels.get(code, own), new.levels.get(code, own)
            if was in STRENGTHS and now in STRENGTHS and STRENGTHS.index(now) < STRENGTHS.index(was):
                yield Lowered(code, was, now)

"""Who holds a role and since when, who stands in, which roles hang on too few people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qunbook.kinds.community import Community
from qunbook.kinds.person import Person
from qunbook.kinds.role import Holder, Role
from qunbook.model import Playbook
from qunbook.queries.base import remembered
from qunbook.queries.things import is_active


def last_day_of(person: Person) -> date | None:
    """The last day on which somebody is there; None while they stay."""
    return person.left or (None if is_active(person) else date.min)


def hands_over_on(role: Role, person: Person, community: str) -> date | None:
    """The last day on which somebody holds a role, as written; None if that has no end, or the role is not theirs."""
    terms = [one.until for one in role.holders if one.person == person.id and one.community in (None, community)]
    return max((end for end in terms if end), default=None) if all(terms) else None


def end_of_term(role: Role, holder: Holder) -> date | None:
    """The last day in office, as written or (from the role's `term`) as it follows; None for no end."""
    if holder.until or not (holder.since and role.term):
        return holder.until
    return holder.since + role.term - timedelta(days=1)


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


def people(playbook: Playbook, ids: Iterable[str]) -> tuple[Person, ...]:
    """Those of the people with these ids who are there."""
    found = (playbook.find(Person, id) for id in ids)
    return tuple(person for person in found if person and is_active(person))


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
    return people(playbook, role.deputies)


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


Cover = Literal["vacant", "alone", "covered"]


def active_roles(playbook: Playbook) -> tuple[Role, ...]:
    """The roles in use, held or not."""
    return tuple(role for role in playbook.all(Role) if role.status == "active")


def cover(playbook: Playbook, role: Role, day: date) -> Cover:
    """Whether somebody could take over tomorrow: two holders, or one and a deputy who is there. Who is named and whose
    own file could not be read is taken to be there.
    """
    holders = {person.id for person in holders_on(playbook, role, day)}
    if not holders:
        return "vacant" if is_vacant(playbook, role, day) else "covered"
    known = playbook.entities.get("person", {})
    unread = {id for id in (*(one.person for one in holding(role, day)), *role.deputies) if id not in known}
    behind = {person.id for person in stand_ins(playbook, role)}
    return "covered" if len(holders | behind | unread) > 1 else "alone"


def is_alone(playbook: Playbook, role: Role, day: date) -> bool:
    """Whether a critical role hangs on one person."""
    return role.critical and cover(playbook, role, day) == "alone"


_ALONE_BY_NATURE = frozenset({"advisor", "observer", "guest"})


def is_thin(playbook: Playbook, role: Role, day: date) -> bool:
    """Whether work would stop with one person. Nobody stands in for an adviser, an observer or a guest."""
    return role.track not in _ALONE_BY_NATURE and cover(playbook, role, day) == "alone"


@dataclass(frozen=True)
class Handover:
    """A change of hands: the last day of the one who leaves, and who comes after, where that is known."""

    leaves: Holder
    day: date
    comes: tuple[Holder, ...]


def handovers(role: Role, day: date) -> tuple[Handover, ...]:
    """The terms that end on `day` or later, with the entries that begin within a month around it."""
    near = timedelta(days=31)
    ends = [(end, one) for one in holding(role, day) if (end := end_of_term(role, one)) and end >= day]
    return tuple(
        Handover(one, end, tuple(new for new in role.holders if new.since and abs(new.since - end) <= near))
        for end, one in sorted(ends, key=lambda pair: (pair[0], pair[1].person))
    )

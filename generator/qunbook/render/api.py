"""The JSON files of an edition, `api/v1/*.json`: what other programs may build on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from qunbook import queries
from qunbook.api import v1
from qunbook.artifact import Artifact, Renderer, View
from qunbook.calendar import cover
from qunbook.calendar.occurrence import Occurrence, zone_of
from qunbook.fields import write_duration
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.ladder import Ladder
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.workflow import Workflow
from qunbook.model import Entity
from qunbook.render.book import address_of
from qunbook.render.feed_list import feed_path, feeds_of, key_of
from qunbook.render.page_subscribe import ways


def _url(view: View, entity: Entity) -> str:
    return f"{view.playbook.kind_of(entity).folder}/{entity.id}/"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(when: date) -> str:
    return when.isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat()


def _communities(view: View) -> Iterator[v1.Community]:
    for one in view.playbook.all(Community):
        yield v1.Community(
            id=one.id,
            name=one.name,
            url=_url(view, one),
            status=one.status,
            type=one.type,
            platform=one.platform,
            purpose=one.purpose,
            summary=one.summary,
            owner=one.owner,
            openness=one.openness,
            parent=one.parent,
            next=one.next,
            capacity=one.capacity.limit if one.capacity else None,
            rules=[rule.id for rule in queries.rules_for(view.playbook, one, view.settings.as_of)],
        )


def _roles(view: View) -> Iterator[v1.Role]:
    for one in view.playbook.all(Role):
        yield v1.Role(
            id=one.id,
            name=one.name,
            url=_url(view, one),
            status=one.status,
            summary=one.summary,
            track=one.track,
            critical=one.critical,
            duties=list(one.duties),
            powers=list(one.powers),
            holders=[
                v1.Holder(
                    person=holder.person,
                    community=holder.community,
                    since=_day(holder.since),
                    until=_day(holder.until),
                )
                for holder in queries.holding(one, view.settings.as_of)
            ],
            deputies=list(one.deputies),
        )


def _people(view: View) -> Iterator[v1.Person]:
    for one in view.playbook.all(Person):
        roles = queries.roles_of(view.playbook, one, view.settings.as_of)
        yield v1.Person(
            id=one.id,
            name=one.name,
            url=_url(view, one),
            status=one.status,
            external=one.external,
            city=one.city,
            skills=list(one.skills),
            roles=[role.id for role, _ in roles],
        )


def _rules(view: View) -> Iterator[v1.Rule]:
    for one in view.playbook.all(Rule):
        ladder = view.playbook.find(Ladder, one.ladder)
        yield v1.Rule(
            id=one.id,
            name=one.name,
            url=_url(view, one),
            status=one.status,
            category=one.category,
            severity=one.severity,
            binding=one.binding,
            why=one.why,
            applies_to=list(one.applies_to),
            enforcer=list(one.enforcer),
            ladder=[
                v1.Rung(
                    strike=rung.strike,
                    points=rung.points,
                    action=rung.action,
                    duration=str(rung.duration) if rung.duration else None,
                    by=list(rung.by),
                )
                for rung in (ladder.rungs if ladder else ())
            ],
        )


def _events(view: View) -> Iterator[v1.Event]:
    first, last = view.settings.as_of, queries.horizon(view.playbook, view.settings.as_of)
    zone = queries.handbook(view.playbook).timezone
    for one in view.playbook.all(Event):
        dates = queries.occurrences(view.playbook, one, first, last) if one.status != "archived" else ()
        yield v1.Event(
            id=one.id,
            name=one.name,
            url=_url(view, one),
            status=one.status,
            summary=one.summary,
            community=one.community,
            owner=one.owner,
            type=one.type,
            mode=one.mode,
            importance=one.importance,
            timezone="UTC" if one.anchor == "utc" else one.timezone or zone,
            venue=one.venue.name if one.venue else None,
            link=one.url,
            duty=[duty.role for duty in one.duty],
            feed=feed_path("community", one.community, key_of(view)),
            occurrences=[_occurrence(view, one, date) for date in dates],
        )


def _occurrence(view: View, event: Event, one: Occurrence) -> v1.Occurrence:
    return v1.Occurrence(
        on=one.on.isoformat(),
        start=_moment(one.start),
        end=_moment(one.end),
        status=one.status,
        name=one.name,
        reason=one.reason,
        duty=list(_shifts(view, event, one)) if one.held else [],
        tasks=list(_tasks(view, event, one)) if one.held else [],
    )


def _shifts(view: View, event: Event, one: Occurrence) -> Iterator[v1.Shift]:
    where = zone_of(event, queries.handbook(view.playbook).timezone)
    for shift in queries.on_duty(view.playbook, event, one):
        span = cover.span(shift.hours, one, where) if shift.hours else None
        yield v1.Shift(
            role=shift.role.id,
            people=[person.id for person in shift.people],
            start=_moment(span[0]) if span else None,
            end=_moment(span[1]) if span else None,
        )


def _tasks(view: View, event: Event, one: Occurrence) -> Iterator[v1.Task]:
    for ready in queries.preparations(view.playbook, event, one):
        yield v1.Task(
            id=ready.id,
            do=ready.task.do,
            due=_moment(ready.due),
            role=ready.task.role,
            people=[person.id for person in ready.people],
            killer=ready.task.killer,
        )


def _workflows(view: View) -> Iterator[v1.Workflow]:
    for one in view.playbook.all(Workflow):
        yield v1.Workflow(
            id=one.id,
            name=one.name,
            url=_url(view, one),
            status=one.status,
            summary=one.summary,
            type=one.type,
            trigger=one.trigger,
            community=one.community,
            within=write_duration(one.sla) if one.sla else None,
            steps=[
                v1.Step(
                    id=step.id,
                    do=step.do,
                    type=step.type,
                    role=step.role,
                    next=step.next,
                    branches=dict(step.branches),
                    within=write_duration(step.within) if step.within else None,
                )
                for step in one.steps
            ],
        )


def _feeds(view: View) -> Iterator[v1.Feed]:
    for one in sorted(feeds_of(view), key=lambda one: one.key):
        yield v1.Feed(
            id=one.key,
            kind=one.kind,
            of=one.id or None,
            name=one.name,
            group=one.group,
            holds=one.holds,
            url=address_of(one.page),
            path=one.path,
            address=one.address or None,
            webcal=ways(one).webcal or None,
        )


FILES: Mapping[str, Callable[[View], Iterable[v1.Record]]] = {
    "communities": _communities,
    "roles": _roles,
    "people": _people,
    "rules": _rules,
    "events": _events,
    "workflows": _workflows,
    "feeds": _feeds,
}


def render(view: View) -> Iterator[Artifact]:
    """Every file of the API, keys sorted, Chinese as it is."""
    for name, ask in FILES.items():
        whole = {
            "version": 1,
            "as_of": view.settings.as_of.isoformat(),
            "items": [item.model_dump(mode="json") for item in ask(view)],
        }
        text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)
        yield Artifact.text(f"api/v1/{name}.json", text + "\n")


RENDERER = Renderer("api", render)

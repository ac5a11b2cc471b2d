"""Version 1 of the JSON API: what a client may rely on until there is a version 2.

Every file is one object with `version`, `as_of` and `items`. A field may be added; none is renamed, taken away or given
another meaning. Dates are ISO 8601; a moment has its offset; an id is stable; `url` is relative to the edition's root.
"""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(description="The thing's id, unique among things of its kind")]
Day = Annotated[str, Field(description="A local date, YYYY-MM-DD", pattern=r"^\d{4}-\d{2}-\d{2}$")]
Moment = Annotated[str, Field(description="A moment with its offset (ISO 8601), or a local date for a whole day")]
Url = Annotated[str, Field(description="The page, relative to the edition's root")]

Status = Literal["planned", "active", "paused", "archived"]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Community(Record):
    """A community and how one gets into it."""

    id: Id
    name: str
    url: Url
    status: Status
    type: str
    platform: str
    purpose: str
    summary: str | None
    owner: Annotated[Id, Field(description="The role that answers for it")]
    openness: str | None
    parent: Id | None
    next: Annotated[Id | None, Field(description="The community that members go on to")]
    capacity: int | None
    rules: Annotated[list[Id], Field(description="The rules that hold there, in the order of their ids")]


class Holder(Record):
    """Somebody who holds a role on `as_of`."""

    person: Id
    community: Id | None
    since: Day | None
    until: Day | None


class Role(Record):
    """A role, its duties and who holds it."""

    id: Id
    name: str
    url: Url
    status: Status
    summary: str | None
    track: str | None
    critical: bool
    duties: list[str]
    powers: list[str]
    holders: list[Holder]
    deputies: list[Id]


class Person(Record):
    """A person of the team, as far as this edition may tell."""

    id: Id
    name: str
    url: Url
    status: Literal["active", "inactive"]
    external: bool
    city: str | None
    skills: list[str]
    roles: Annotated[list[Id], Field(description="The roles held on `as_of`")]


class Rung(Record):
    """One step of what happens when a rule is broken. `duration` is `1d`, `permanent` or null."""

    strike: int | None
    points: int | None
    action: str
    duration: str | None
    by: list[Id]


class Rule(Record):
    """A rule with the ladder that applies, laid out."""

    id: Id
    name: str
    url: Url
    status: Status
    category: str
    severity: Literal["minor", "serious", "zero_tolerance"]
    binding: Literal["must", "should"]
    why: str | None
    applies_to: Annotated[list[Id], Field(description="Communities; empty means all")]
    enforcer: list[Id]
    ladder: list[Rung]


class Shift(Record):
    """A role on duty at an occurrence, and who does it that day. `start` and `end` are its hours of cover, if any."""

    role: Id
    people: list[Id]
    start: Moment | None
    end: Moment | None


class Task(Record):
    """Something to prepare for an occurrence, and who does it."""

    id: Annotated[str, Field(description="Unique in the event")]
    do: str
    due: Moment
    role: Id
    people: list[Id]
    killer: bool


class Occurrence(Record):
    """One time that an event happens, or would have. `on` is the date that the series gives."""

    on: Day
    start: Moment
    end: Annotated[Moment, Field(description="Exclusive for whole days")]
    status: Literal["planned", "moved", "cancelled"]
    name: str | None
    reason: str | None
    duty: Annotated[list[Shift], Field(description="Nobody where it is cancelled")]
    tasks: Annotated[list[Task], Field(description="Those that apply; none where it is cancelled")]


class Event(Record):
    """An event with its occurrences from `as_of` to the horizon."""

    id: Id
    name: str
    url: Url
    status: Status
    summary: str | None
    community: Id
    owner: Id
    type: str | None
    mode: Literal["online", "offline", "hybrid"]
    importance: Literal["routine", "normal", "major"]
    timezone: str
    venue: str | None
    link: str | None
    duty: Annotated[list[Id], Field(description="The roles on duty")]
    feed: Annotated[Url, Field(description="A feed that holds it: its community's")]
    occurrences: list[Occurrence]


class Step(Record):
    """A step of a workflow. `branches` maps an answer to a step's id; `within` is `15m`, `1d` or null."""

    id: Id
    do: str
    type: Literal["task", "decision", "wait", "end"]
    role: Id | None
    next: Annotated[Id | None, Field(description="null: the step below, if there is one and this is no end")]
    branches: dict[str, Id]
    within: str | None


class Workflow(Record):
    """A workflow: what sets it off and its steps."""

    id: Id
    name: str
    url: Url
    status: Status
    summary: str | None
    type: str
    trigger: str
    community: Id | None
    within: str | None
    steps: list[Step]


class Feed(Record):
    """A calendar feed (iCalendar). `holds` says whether it has entries (`events`, `days`, `duties`, `deadlines`) or
    to-dos (`tasks`).
    """

    id: Annotated[str, Field(description="Unique: `all`, `community/main`")]
    kind: Literal["all", "community", "type", "holidays", "key-dates", "duty", "deadlines", "retros", "tasks", "person",
                  "role"]  # fmt: skip
    of: Annotated[Id | None, Field(description="The community, person, role or type that it is of")]
    name: str
    group: Annotated[str, Field(description="Under which heading pages list it")]
    holds: Literal["events", "days", "duties", "deadlines", "tasks"]
    url: Url
    path: Annotated[str, Field(description="The feed, relative to the edition's root")]
    address: Annotated[str | None, Field(description="Its https address; null where the handbook names none")]
    webcal: Annotated[str | None, Field(description="The same as a webcal: address")]


T = TypeVar("T", bound=Record)


class File(Record, Generic[T]):
    """One file of the API."""

    version: Literal[1] = 1
    as_of: Annotated[Day, Field(description="The day that counts as today")]
    items: list[T]


RESOURCES: dict[str, type[Record]] = {
    "communities": Community,
    "roles": Role,
    "people": Person,
    "rules": Rule,
    "events": Event,
    "workflows": Workflow,
    "feeds": Feed,
}
"""The files: `api/v1/<name>.json`."""


def file_of(resource: type[T]) -> type[File[T]]:
    return File[resource]  # type: ignore[valid-type]

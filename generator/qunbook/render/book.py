"""What every page of an edition shares: the playbook, the words, who is where, and when things happen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, cached_property
from typing import TypeVar, cast

from qunbook import queries
from qunbook.artifact import View
from qunbook.calendar import occurrence
from qunbook.calendar.holidays import Holidays
from qunbook.calendar.occurrence import Occurrence
from qunbook.diagnostic import Diagnostic
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Handbook
from qunbook.kinds.metric import Metric
from qunbook.kinds.retro import Retro
from qunbook.model import LEVELS, Entity, Kind, Playbook
from qunbook.render.words import Words
from qunbook.settings import Settings

T = TypeVar("T")
ABOUT = "about/index.md"


@dataclass(frozen=True)
class Book:
    """One edition in one language, as renderers of pages see it."""

    view: View

    @property
    def playbook(self) -> Playbook:
        return self.view.playbook

    @property
    def settings(self) -> Settings:
        return self.view.settings

    @property
    def today(self) -> date:
        return self.settings.as_of

    @property
    def staff(self) -> bool:
        return self.view.audience == "staff"

    @cached_property
    def handbook(self) -> Handbook:
        return self.playbook.one(Handbook)

    @cached_property
    def words(self) -> Words:
        return Words(self.settings.language, self.today.year, self.handbook.own_values)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        return {kind.name: kind for kind in self.playbook.kinds}

    def count(self, kind: str) -> int:
        """How many things of a kind this edition has."""
        return len(self.playbook.entities.get(kind, {}))

    def has(self, kind: str) -> bool:
        """Whether this edition has an index of the kind: somebody could have written one for this audience."""
        return bool(self.count(kind)) or LEVELS[self.kinds[kind].visibility] <= LEVELS[self.view.audience]

    @property
    def kinds_shown(self) -> list[Kind]:
        """The kinds of which this edition has an index, in order."""
        return [kind for kind in self.playbook.kinds if kind.name != "handbook" and self.has(kind.name)]

    @cached_property
    def broken(self) -> list[Diagnostic]:
        """What failed in the owner's templates so far, while the pages are made."""
        return []

    def once(self, question: str, answer: Callable[[], T]) -> T:
        """The answer to a question about this edition, worked out once."""
        if question not in self._answers:
            self._answers[question] = answer()
        return cast("T", self._answers[question])

    @cached_property
    def _answers(self) -> dict[str, object]:
        return {}

    def no_value(self, metric: Metric | None) -> str:
        """What stands in place of a value. Members do not see runs: what those have noted is not missing."""
        if metric and not self.staff and queries.is_from_runs(self.playbook, metric):
            return self.words.text("noted by the team")
        return self.words.text("no value yet")

    # Names and places --------------------------------------------------------------------------------------------

    def find(self, kinds: tuple[str, ...], id: str) -> Entity | None:
        """The thing with this id, of the first of these kinds that has it."""
        for kind in kinds:
            if found := self.playbook.entities.get(kind, {}).get(id):
                return found
        return None

    def named(self, kind: str, id: str) -> Entity | None:
        """The thing that has this id, or had it once."""
        return self.find((kind,), id) or self.find((kind,), self.playbook.former.get(kind, {}).get(id, ""))

    def title(self, entity: Entity) -> str:
        """What readers call it; a retrospective says that it is one, since the run has the same name and day."""
        name = queries.title(self.playbook, entity)
        if isinstance(entity, Retro) and not entity.name:
            return self.words.text("{what} retrospective", what=name)
        return name

    def path(self, entity: Entity) -> str:
        """The page's file: `roles/convener.md`."""
        if isinstance(entity, Handbook):
            return ABOUT
        return f"{self.kinds[entity.kind].folder}/{entity.id}.md"

    def address(self, entity: Entity) -> str:
        """The page's address from the edition's root: `roles/convener/`."""
        return address_of(self.path(entity))

    def anchor(self, entity: Entity) -> str:
        """The id of a thing that is told of on a page of many."""
        return f"{entity.kind}-{entity.id}".replace("/", "-")

    def kind_name(self, kind: str, plural: bool = False) -> str:
        """What readers call a kind."""
        one = self.kinds[kind]
        if self.settings.language == "zh":
            return one.zh
        name = one.plural_en if plural else one.en
        return name[:1].upper() + name[1:]

    @cached_property
    def by_path(self) -> Mapping[str, Entity]:
        """Every entity by the path of its content file."""
        return {entity.path: entity for entity in self.playbook.everything()}

    # Time --------------------------------------------------------------------------------------------------------

    @cached_property
    def horizon(self) -> date:
        return queries.horizon(self.playbook, self.today)

    @cached_property
    def holidays(self) -> Holidays:
        return queries.holidays(self.playbook, self.horizon)

    def zone_of(self, event: Event) -> tzinfo:
        """The zone whose clocks an event is kept on."""
        return occurrence.zone_of(event, self.handbook.timezone)

    def event(self, one: Occurrence) -> Event:
        return self.playbook.get(Event, one.event)

    def dates(self, event: Event) -> tuple[Occurrence, ...]:
        """The dates of an event from the first of this month to the horizon; an archived one has none."""
        if event.status == "archived":
            return ()
        return queries.occurrences(self.playbook, event, self.today.replace(day=1), self.horizon)

    def coming(self, event: Event) -> tuple[Occurrence, ...]:
        """The dates of an event from today to the horizon, cancelled ones too."""
        return tuple(one for one in self.dates(event) if max(one.day, one.on) >= self.today)

    def next_of(self, event: Event) -> Occurrence | None:
        """The next date that takes place."""
        if event.status == "archived":
            return None
        near = next((one for one in self.coming(event) if one.held and one.day >= self.today), None)
        return near or next(iter(queries.next_occurrences(self.playbook, event, self.today)), None)

    @cached_property
    def agenda(self) -> tuple[Occurrence, ...]:
        """Everything from the first of this month to the horizon, in order of time."""
        found = (one for event in self.playbook.all(Event) for one in self.dates(event))
        return tuple(sorted((one for one in found if one.day <= self.horizon), key=self.order))

    def order(self, one: Occurrence) -> tuple[date, float, str]:
        """The order in which things happen; whole days come first."""
        if isinstance(one.start, datetime):
            return self.local_day(one), one.start.timestamp(), one.event
        return one.start, 0.0, one.event

    def local_day(self, one: Occurrence) -> date:
        """The day on the handbook's own calendar on which an occurrence begins."""
        if not isinstance(one.start, datetime):
            return one.start
        # Most events are kept on the handbook's own clock, and this is asked of each date on many pages.
        return one.start.date() if one.start.tzinfo is self.home else one.start.astimezone(self.home).date()

    @cached_property
    def home(self) -> tzinfo:
        """The handbook's own time zone."""
        return queries.home(self.playbook)

    def here(self, when: datetime | date) -> datetime | date:
        """The same moment on the handbook's own clock; a whole day stays what it is."""
        return queries.here(self.playbook, when)

    def at_home(self, one: Occurrence) -> str:
        """Whose clock an event is kept on and when that is at home: `New York, 17:30 in Berlin`; "" for the others."""
        here = self.here(one.start)
        if not isinstance(one.start, datetime) or not isinstance(here, datetime) or _clock(here) == _clock(one.start):
            return ""
        same_day = here.date() == one.start.date()
        when = self.words.clock(here) if same_day else f"{self.words.day_text(here.date())} {self.words.clock(here)}"
        there = self.words.city(one.start.tzinfo or self.home)
        return self.words.text("{there}, {when} in {city}", there=there, when=when, city=self.words.city(self.home))

    def landed(self, entity: Entity) -> date | None:
        """The day on which the entity's file last changed, or None where Git does not know, or where that day is still
        to come (an example stands on a day that is long over).
        """
        moment = self.settings.landed.get(entity.path)
        day = None if moment is None else datetime.fromtimestamp(moment, self.home).date()
        return day if day and day <= self.today else None


def _clock(when: datetime) -> datetime:
    return when.replace(tzinfo=None)


@cache
def address_of(path: str) -> str:
    """`roles/convener.md` is served at `roles/convener/`, `roles/index.md` at `roles/`."""
    return re.sub(r"(?:^|(?<=/))index\.md$|(?<=.)\.md$", lambda found: "/" if found[0] == ".md" else "", path)

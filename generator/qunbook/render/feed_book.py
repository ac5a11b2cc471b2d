"""What every feed of one edition is made from: the playbook, the words of entries, the days that count, the stamps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from qunbook import queries
from qunbook.artifact import View
from qunbook.calendar.holidays import Holidays
from qunbook.calendar.occurrence import Occurrence
from qunbook.calendar.stamps import Stamp, stamp
from qunbook.deadlines import Deadline, deadlines
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Handbook
from qunbook.messages import listed
from qunbook.model import LEVELS, Entity, Playbook
from qunbook.render.feed_list import site_of
from qunbook.render.feed_proof import Proven, of_thing
from qunbook.render.ics import Block, Entry, Task, block
from qunbook.render.ics_read import Seen
from qunbook.render.ics_series import Window
from qunbook.settings import Language

ALARM = timedelta(minutes=30)
DAY = timedelta(days=1)

_WORDS: dict[str, tuple[str, str]] = {
    "cancelled": ("【取消】{it}", "[Cancelled] {it}"),
    "due": ("截止：{it}", "Due: {it}"),
    "due_at": ("{day} {clock} 之前", "before {clock} on {day}"),
    "was": ("原定 {it}", "instead of {it}"),
    "reason": ("原因：{it}", "Reason: {it}"),
    "duty": ("值守 · {role}", "On duty · {role}"),
    "duty_of": ("值守 · {role}：{people}", "On duty · {role}: {people}"),
    "in_turn": ("{people}轮流", "{people} in turn"),
    "hours": ("{it}（{hours}）", "{it} ({hours})"),
    "on_duty": ("值守：{people} · {event}", "On duty: {people} · {event}"),
    "nobody": ("暂缺", "nobody yet"),
    "link": ("链接：", "Link:"),
    "page": ("手册：", "Handbook:"),
    "killer": ("要害：漏了就办不成", "Vital: the event fails without it"),
    "who": ("负责：{it}", "By: {it}"),
    "for": ("活动：{it}", "For: {it}"),
    "retro": ("复盘 {it}", "Retrospective: {it}"),
    "review": ("复核《{it}》", "Review of “{it}”"),
    "term": ("任期到期 {it}", "End of term: {it}"),
    "is_task": ("筹备", "Preparation"),
    "is_retro": ("复盘", "Retrospective"),
    "is_action": ("行动", "Action"),
    "is_term": ("任期", "Term"),
    "is_review": ("复核", "Review"),
    "is_camp": ("营期", "Camp"),
    "from": ("来自复盘：{it}", "From the retrospective: {it}"),
    "term_name": ("{community} · {term}", "{community} · {term}"),
    "off": ("{it}（休）", "{it} (day off)"),
    "work": ("补班", "Make-up workday"),
    "day_off": ("放假", "Day off"),
    "expect": (
        "改动可能要一天才显示，急事看群里。",
        "A change may take a day to show; what is urgent is said in the group.",
    ),
}


@dataclass(frozen=True, eq=False)
class Told:
    """Entries of one thing, and apart from them the plain dates that a reader of them must see."""

    entries: tuple[Entry | Task, ...]
    plain: tuple[Seen, ...]


@dataclass(frozen=True)
class FeedBook:
    """One edition as its feeds see it. What several feeds hold is told, written and proven once and kept here."""

    view: View
    _told: dict[str, Told] = field(default_factory=dict)
    _written: dict[Told, tuple[Block, ...]] = field(default_factory=dict)
    _proven: dict[Told, Proven] = field(default_factory=dict)

    def once(self, key: str, tell: Callable[[], Told]) -> Told:
        """What is told of the thing with this logical id, by `tell` when it is asked for the first time."""
        if key not in self._told:
            self._told[key] = tell()
        return self._told[key]

    def written(self, told: Told) -> tuple[Block, ...]:
        if told not in self._written:
            namespace = self.handbook.calendar.namespace
            self._written[told] = tuple(block(entry, namespace, self.alarm) for entry in told.entries)
        return self._written[told]

    def proven(self, told: Told) -> Proven:
        """How what is told reads. A day inside the window at either end: there UTC and local dates differ."""
        if told not in self._proven:
            first, last = self.window.first + DAY, self.window.last - DAY
            self._proven[told] = of_thing([one.data for one in self.written(told)], told.plain, first, last)
        return self._proven[told]

    @cached_property
    def playbook(self) -> Playbook:
        return self.view.playbook

    @cached_property
    def handbook(self) -> Handbook:
        return queries.handbook(self.playbook)

    @cached_property
    def language(self) -> Language:
        return self.view.settings.language

    @cached_property
    def alarm(self) -> timedelta | None:
        return ALARM if self.handbook.calendar.alarms and self.view.audience == "staff" else None

    @cached_property
    def active(self) -> tuple[Event, ...]:
        return tuple(event for event in self.playbook.all(Event) if event.status == "active")

    @cached_property
    def due(self) -> tuple[Deadline, ...]:
        """What is due in the days ahead (`self.ahead`)."""
        return deadlines(self.playbook, self.day, self.ahead.first, self.ahead.last)

    @cached_property
    def window(self) -> Window:
        return window(self.view.settings.as_of, self.view.settings.landed.values())

    @cached_property
    def day(self) -> date:
        """The day from which is looked ahead: that of the newest change, not of the build; without Git `as_of`."""
        return newest(self.view.settings.as_of, self.view.settings.landed.values())

    @cached_property
    def ahead(self) -> Window:
        """The days whose deadlines and turns are told: from a month back to the horizon."""
        return Window(self.day - timedelta(days=31), queries.horizon(self.playbook, self.day))

    @cached_property
    def holidays(self) -> Holidays:
        return queries.holidays(self.playbook, self.window.last)

    def say(self, key: str, **args: str) -> str:
        return _WORDS[key][0 if self.language == "zh" else 1].format(**args)

    def listed(self, names: Iterable[str]) -> str:
        return listed(names, self.language)

    def page(self, entity: Entity) -> str:
        """The https address of a thing's page, "" where it has none that is known. Where only the members' site has an
        address, staff are led there with what members may see as well.
        """
        site = site_of(self.view)
        if not site and LEVELS[self.playbook.visibility(entity)] <= LEVELS["member"]:
            site = (self.handbook.site_url or "").rstrip("/")
        folder = self.playbook.kind_of(entity).folder
        return f"{site}/{folder}/{entity.id}/" if site and folder else ""

    def stamp(self, files: Iterable[Entity | None]) -> Stamp:
        """When the newest of the files that an entry is made of landed; the handbook (zone, days off) is always one."""
        told = (self.handbook, *filter(None, files))
        gone = (path for file in told if isinstance(file, Event) for path in self._gone.get(file.id, ()))
        paths = (*(file.path for file in told), *gone)
        return stamp(paths, self.view.settings.landed, self.view.settings.as_of)

    @cached_property
    def _gone(self) -> Mapping[str, tuple[str, ...]]:
        """Of each event the files of runs and retrospectives that were taken back: entries that were made of one say
        something else without it, and not something older. Only staff's were.
        """
        if self.view.audience != "staff":
            return {}
        there = {entity.path for entity in self.playbook.everything()}
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.view.settings.landed:
            match path.split("/"):
                case ["content", "runs" | "retros", event, _] if path not in there:
                    found[event].append(path)
        return {event: tuple(paths) for event, paths in found.items()}

    def occurrences(self, event: Event, within: Window) -> tuple[Occurrence, ...]:
        return queries.occurrences(self.playbook, event, within.first, within.last)


def window(as_of: date, landed: Iterable[int] = ()) -> Window:
    """The year of the newest change and the next: the build's date alone changes no feed.

    Without Git it is that of `as_of`.
    """
    year = newest(as_of, landed).year
    return Window(date(year, 1, 1), date(year + 1, 12, 31))


def newest(as_of: date, landed: Iterable[int]) -> date:
    """The day of the newest change; a commit by a clock that is years ahead must not take the feeds there. (The day
    after `as_of` has begun in UTC where clocks are behind it.)
    """
    moment = max(landed, default=None)
    return as_of if moment is None else min(datetime.fromtimestamp(moment, UTC).date(), as_of + DAY)

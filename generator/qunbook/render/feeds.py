"""The calendar feeds of an edition: which there are, what each holds, and what their entries say.

Everybody can subscribe to all events, those of a community or of a type, and the days off. Staff also get a feed for
each role (its duties and tasks) and each person (duties, tasks, retrospectives and actions due) and one of deadlines.
A deadline is an entry of a whole day, `截止：…`, because Google, Outlook and Apple ignore to-dos in subscriptions.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from qunbook import queries
from qunbook.artifact import Artifact, Renderer, View
from qunbook.calendar import offsets
from qunbook.calendar.holidays import Holidays
from qunbook.calendar.occurrence import Occurrence, zone_of
from qunbook.calendar.stamps import Stamp, stamp
from qunbook.enums import ENUMS
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event, Task, Venue, task_id
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Entity, Playbook
from qunbook.render.ics import Entry, Feed, feed
from qunbook.render.ics_series import Window, Words, series, some
from qunbook.settings import Language

ALARM = timedelta(minutes=30)
DEADLINES = "deadlines"

_WORDS: dict[str, tuple[str, str]] = {
    "cancelled": ("【取消】{it}", "[Cancelled] {it}"),
    "due": ("截止：{it}", "Due: {it}"),
    "due_at": ("{day} {clock} 之前", "before {clock} on {day}"),
    "was": ("原定 {it}", "instead of {it}"),
    "reason": ("原因：{it}", "Reason: {it}"),
    "duty": ("值守：{it}", "On duty: {it}"),
    "link": ("链接：", "Link:"),
    "page": ("手册：", "Handbook:"),
    "killer": ("要害：漏了就办不成", "Vital: the event fails without it"),
    "who": ("负责：{it}", "By: {it}"),
    "for": ("活动：{it}", "For: {it}"),
    "retro": ("复盘 {it}", "Retrospective: {it}"),
    "from": ("来自复盘：{it}", "From the retrospective: {it}"),
    "work": ("补班", "Make-up workday"),
    "all": ("全部活动", "all events"),
    "deadlines": ("截止日期", "deadlines"),
    "holidays": ("假日与补班", "days off and make-up days"),
    "expect": (
        "改动可能要一天才显示，急事看群里。",
        "A change may take a day to show; what is urgent is said in the group.",
    ),
}


def feed_path(kind: str, id: str = "", key: str | None = None) -> str:
    """Where a feed is, below an edition's folder: `calendar/all.ics`, `calendar/person/lin-yu-<secret>.ics`.

    `key` is the staff's (`settings.feed_key`; "" or None means none): calendar programs cannot log in, so the address
    of a staff feed holds an HMAC that nobody can guess. A new key revokes every old address.
    """
    name = f"{kind}/{id}" if id else kind
    if key and kind in ("role", "person", DEADLINES):
        name += "-" + hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()[:24]
    return f"calendar/{name}.ics"


def window(as_of: date, landed: Iterable[int] = ()) -> Window:
    """The year of the newest change and the next: the build's date alone changes no feed.

    Without Git it is that of `as_of`.
    """
    newest = max(landed, default=None)
    year = as_of.year if newest is None else datetime.fromtimestamp(newest, UTC).year
    return Window(date(year, 1, 1), date(year + 1, 12, 31))


@dataclass(frozen=True)
class _Book:
    """What every feed of one edition is made from."""

    view: View
    series: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    """The entries of each event, worked out once: four feeds hold the same ones."""

    @property
    def playbook(self) -> Playbook:
        return self.view.playbook

    @property
    def language(self) -> Language:
        return self.view.settings.language

    @property
    def window(self) -> Window:
        return window(self.view.settings.as_of, self.view.settings.landed.values())

    @property
    def ahead(self) -> Window:
        """The days whose deadlines are told: from a month back to the horizon, counted from the newest change."""
        times = self.view.settings.landed.values()
        day = datetime.fromtimestamp(max(times), UTC).date() if times else self.view.settings.as_of
        return Window(day - timedelta(days=31), queries.horizon(self.playbook, day))

    @property
    def holidays(self) -> Holidays:
        return queries.holidays(self.playbook, self.window.last)

    def say(self, key: str, **args: str) -> str:
        return _WORDS[key][0 if self.language == "zh" else 1].format(**args)

    def listed(self, names: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(names)

    def page(self, folder: str, id: str) -> str:
        site = queries.handbook(self.playbook).site_url
        return f"{site.rstrip('/')}/{folder}/{id}/" if site else ""

    def stamp(self, *files: Entity | None) -> Stamp:
        """When the newest of the files that an entry is made of landed; the handbook (zone, days off) is always one."""
        told = (queries.handbook(self.playbook), *filter(None, files))
        return stamp((file.path for file in told), self.view.settings.landed, self.view.settings.as_of)

    def occurrences(self, event: Event, within: Window) -> tuple[Occurrence, ...]:
        return queries.occurrences(self.playbook, event, within.first, within.last)


def first_id(entity: Entity) -> str:
    """The id by which calendars know a thing for ever: the first that it had. `formerly` lists the oldest first."""
    former: tuple[str, ...] = getattr(entity, "formerly", ())
    return former[0] if former else entity.id


def render(view: View) -> Iterator[Artifact]:
    """Every feed of an edition."""
    book = _Book(view)
    events = tuple(event for event in book.playbook.all(Event) if event.status == "active")
    yield _feed(book, "all", "", book.say("all"), _of_events(book, events))
    for community in book.playbook.all(Community):
        held = tuple(event for event in events if event.community == community.id)
        yield _feed(book, "community", community.id, community.name, _of_events(book, held))
    for type in sorted({event.type for event in events if event.type}):
        held = tuple(event for event in events if event.type == type)
        yield _feed(book, "type", type, _type_name(book, type), _of_events(book, held))
    yield _feed(book, "holidays", "", book.say("holidays"), _days(book))
    if view.audience == "staff":
        yield from _staff(book, events)


RENDERER = Renderer("feeds", render)


def _staff(book: _Book, events: tuple[Event, ...]) -> Iterator[Artifact]:
    deadlines = tuple(_deadlines(book, events))
    yield _feed(book, DEADLINES, "", book.say("deadlines"), (deadline.entry for deadline in deadlines))
    for role in book.playbook.all(Role):
        held = tuple(event for event in events if any(duty.role == role.id for duty in event.duty))
        due = (deadline.entry for deadline in deadlines if deadline.role == role.id)
        yield _feed(book, "role", role.id, role.name, (*_of_events(book, held), *due))
    for person in book.playbook.all(Person):
        if person.feed and queries.is_active(person):
            due = (deadline.entry for deadline in deadlines if person.id in deadline.people)
            yield _feed(book, "person", person.id, person.name, (*_duties(book, events, person), *due))


def _feed(book: _Book, kind: str, id: str, title: str, entries: Iterable[Entry]) -> Artifact:
    handbook = queries.handbook(book.playbook)
    path = feed_path(kind, id, book.view.settings.feed_key)
    about = Feed(
        name=f"{handbook.name} · {title}",
        namespace=handbook.calendar.namespace,
        description=book.say("expect"),
        address=f"{handbook.site_url.rstrip('/')}/{path}" if handbook.site_url else "",
        zone=handbook.timezone,
        color=handbook.brand.color or "",
        alarm=ALARM if handbook.calendar.alarms and book.view.audience == "staff" else None,
    )
    return Artifact(path, feed(about, _once(entries)))


def _once(entries: Iterable[Entry]) -> Iterable[Entry]:
    """One entry for one identity: who is on duty in two roles still goes only once."""
    return {(entry.key, entry.instead_of): entry for entry in entries}.values()


def _type_name(book: _Book, type: str) -> str:
    words = ENUMS["event_type"].get(type, (type, type))
    own = queries.handbook(book.playbook).enums.get("event_type", {}).get(type)
    zh, en = (own.zh, own.en) if own else words
    return zh if book.language == "zh" else en


# Events ----------------------------------------------------------------------------------------------------------


def _of_events(book: _Book, events: Iterable[Event]) -> Iterator[Entry]:
    zone = queries.handbook(book.playbook).timezone
    for event in events:
        if event.id not in book.series:
            key, tell = f"event/{first_id(event)}", _teller(book, event)
            when = _stamp(book, event)
            book.series[event.id] = tuple(series(event, key, zone, book.holidays, book.window, when, tell))
        yield from book.series[event.id]


def _stamp(book: _Book, event: Event) -> Stamp:
    roles = (book.playbook.find(Role, duty.role) for duty in event.duty)
    return book.stamp(event, book.playbook.find(Community, event.community), *roles)


def _duties(book: _Book, events: Iterable[Event], person: Person) -> Iterator[Entry]:
    """The events at which a person is on duty: whole series, or only their dates where others take turns."""
    dates: dict[str, list[Occurrence]] = defaultdict(list)
    for event, one, _ in queries.roster(book.playbook, book.window.first, book.window.last).get(person.id, ()):
        if one not in dates[event.id][-1:]:  # in two roles they still go once
            dates[event.id].append(one)
    for event in events:
        theirs = tuple(dates.get(event.id, ()))
        if not theirs:
            continue
        found = book.occurrences(event, book.window)
        when = _stamp_of_people(book, event, person)
        if len(theirs) == len(found):
            yield from (replace(entry, stamp=when) for entry in _of_events(book, (event,)))
        else:
            yield from some(theirs, f"event/{first_id(event)}", book.window, when, _teller(book, event))


def _stamp_of_people(book: _Book, event: Event, person: Person) -> Stamp:
    runs = queries.runs_of(book.playbook, event)
    return max(_stamp(book, event), book.stamp(person, *(run for run in runs if run.duty)))


def _teller(book: _Book, event: Event) -> Callable[[Occurrence | None], Words]:
    """What the entries of an event say; a date of its own may have another name, place or link."""

    def tell(one: Occurrence | None) -> Words:
        exception = event.exceptions[one.exception] if one and one.exception is not None else None
        change = exception.change if exception else None
        url = (change and change.url) or event.url or ""
        name = (one and one.name) or event.name
        paragraphs = (*_what_happened(book, one), *_what_it_is(book, event, url))
        return Words(
            book.say("cancelled", it=name) if one and not one.held else name,
            "\n".join(paragraphs),
            _place((change and change.venue) or event.venue) or (url if event.mode == "online" else ""),
            book.page("events", event.id) or url,
            tuple(_categories(book, event)),
        )

    return tell


def _what_happened(book: _Book, one: Occurrence | None) -> Iterator[str]:
    if one and one.status == "moved":
        yield book.say("was", it=one.on.isoformat())
    if one and one.reason:
        yield book.say("reason", it=one.reason)


def _what_it_is(book: _Book, event: Event, url: str) -> Iterator[str]:
    if why := event.summary or event.intent:
        yield why
    roles = (book.playbook.find(Role, duty.role) for duty in event.duty)
    if names := [role.name for role in roles if role]:
        yield book.say("duty", it=book.listed(names))
    if url:  # on a line of its own, or programs take the full stop into the address
        yield from (book.say("link"), url)
    if page := book.page("events", event.id):
        yield from (book.say("page"), page)


def _place(venue: Venue | None) -> str:
    return " · ".join(filter(None, (venue.name, venue.address))) if venue else ""


def _categories(book: _Book, event: Event) -> Iterator[str]:
    if community := book.playbook.find(Community, event.community):
        yield community.name
    if event.type:
        yield _type_name(book, event.type)


# Deadlines -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Deadline:
    entry: Entry
    people: frozenset[str]
    role: str = ""


def _deadlines(book: _Book, events: Iterable[Event]) -> Iterator[_Deadline]:
    for event in events:
        yield from _tasks(book, event)
        yield from _retros_ahead(book, event)
    yield from _retros_owed(book, events)
    yield from _actions(book)


def _due(book: _Book, key: str, when: Stamp, day: date, what: str, lines: Iterable[str], url: str = "") -> Entry:
    summary = book.say("due", it=what)
    return Entry(key, when, summary, day, day + timedelta(days=1), "\n".join(filter(None, lines)), url=url, busy=False)


def _tasks(book: _Book, event: Event) -> Iterator[_Deadline]:
    """The tasks of every coming date. Those of routine events are left out unless `calendar.tasks` asks for them."""
    handbook = queries.handbook(book.playbook)
    if event.importance == "routine" and not handbook.calendar.tasks:
        return
    ahead = book.ahead
    reach = timedelta(days=max((abs(task.at.days) + 2 for task in event.tasks), default=0))
    for one in book.occurrences(event, Window(ahead.first - reach, ahead.last + reach)):
        if one.held:
            for index, task in enumerate(event.tasks):
                if _applies(task, event):
                    yield from _task(book, event, one, task, index)


def _applies(task: Task, event: Event) -> bool:
    when = task.when
    return not when or (when.mode in (None, event.mode) and when.type in (None, event.type))


def _task(book: _Book, event: Event, one: Occurrence, task: Task, index: int) -> Iterator[_Deadline]:
    moment = offsets.due(task.at, one, zone_of(event, queries.handbook(book.playbook).timezone))
    day = moment.date()
    if not book.ahead.first <= day <= book.ahead.last:
        return
    role = book.playbook.find(Role, task.role)
    people = queries.holders_on(book.playbook, role, day, event.community) if role else ()
    lines = (
        book.say("due_at", day=day.isoformat(), clock=f"{moment:%H:%M}"),
        book.say("for", it=f"{one.name or event.name} {one.day}"),
        book.say("who", it=role.name) if role else "",
        book.say("killer") if task.killer else "",
        task.hint or "",
    )
    key = f"task/{first_id(event)}/{one.on}/{task_id(task, index)}"
    entry = _due(book, key, _stamp(book, event), day, task.do, lines, book.page("events", event.id))
    yield _Deadline(entry, frozenset(person.id for person in people), task.role)


def _retros_ahead(book: _Book, event: Event) -> Iterator[_Deadline]:
    """The retrospectives that coming dates will need, with the people who will have to write them."""
    if queries.retro_policy(book.playbook, event) != "required":
        return
    role = book.playbook.find(Role, event.owner)
    policy = queries.handbook(book.playbook).policies.retro
    within = policy.due_major if event.importance == "major" else policy.due
    for one in book.occurrences(event, book.ahead):
        if one.held and queries.run_on(book.playbook, event, one.on) is None and one.day >= book.view.settings.as_of:
            day = one.day + within
            people = queries.holders_on(book.playbook, role, day, event.community) if role else ()
            what = book.say("retro", it=f"{one.name or event.name} {one.day}")
            entry = _due(book, f"retro/{first_id(event)}/{one.on}", _stamp(book, event), day, what, ())
            yield _Deadline(entry, frozenset(person.id for person in people), event.owner)


def _retros_owed(book: _Book, events: Iterable[Event]) -> Iterator[_Deadline]:
    """The retrospectives of past runs that are still to be written or to be finished."""
    for event in events:
        role = book.playbook.find(Role, event.owner)
        for run in queries.runs_of(book.playbook, event):
            retro = queries.retro_of(book.playbook, run)
            if not queries.needs_retro(book.playbook, run) or (retro and retro.status != "draft"):
                continue
            day = queries.retro_due(book.playbook, run)
            holders = queries.holders_on(book.playbook, role, day, event.community) if role else ()
            people = [retro.owner] if retro else [person.id for person in holders]
            what = book.say("retro", it=queries.title(book.playbook, run))
            key = f"retro/{first_id(event)}/{run.date}"
            entry = _due(book, key, book.stamp(event, run, retro), day, what, (event.name,))
            yield _Deadline(entry, frozenset(people), event.owner)


def _actions(book: _Book) -> Iterator[_Deadline]:
    for promise in queries.open_actions(book.playbook):
        retro, action = promise.retro, promise.action
        owner = book.playbook.find(Person, action.owner)
        lines = (
            book.say("who", it=owner.name) if owner else "",
            book.say("from", it=queries.title(book.playbook, retro)),
        )
        key = f"action/{first_id(retro)}/{action.id}"
        yield _Deadline(
            _due(book, key, book.stamp(retro, owner), action.due, action.do, lines), frozenset({action.owner})
        )


# Days off --------------------------------------------------------------------------------------------------------


def _days(book: _Book) -> Iterator[Entry]:
    """Each day off and each make-up workday as a day of its own."""
    found = book.holidays
    named = {**found.off, **dict.fromkeys(found.worked, book.say("work"))}
    for day, name in sorted(named.items()):
        if book.window.first <= day <= book.window.last:
            yield Entry(f"day/{day}", book.stamp(), name, day, day + timedelta(days=1), busy=False)

"""What the pages of roles and people say: who holds what, and everything that falls to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.enums import ENUMS
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Holder, Role
from qunbook.kinds.workflow import Workflow
from qunbook.render import charts
from qunbook.render.book import Book
from qunbook.render.page_events import Item
from qunbook.render.questions import named
from qunbook.render.show import Show
from qunbook.render.words import Words

WEEKS_AHEAD = timedelta(days=28)


def vacancy(book: Book, role: Role) -> bool:
    """Whether pages call a role vacant. An edition in which people do not exist can't tell."""
    return book.has("person") and role.status == "active" and queries.is_vacant(book.playbook, role, book.today)


def holders(show: Show, role: Role) -> Markup:
    """Who holds a role today, with links."""
    found = queries.holders_on(show.book.playbook, role, show.book.today)
    return show.book.words.join(show.link(person) for person in found)


def role_page(book: Book, role: Role) -> dict[str, Any]:
    playbook, today = book.playbook, book.today
    falls = queries.falls_to(playbook, role)
    now = queries.holding(role, today)
    tasks = [(playbook.get(Event, id), found) for id, found in falls.tasks.items()]
    steps = [(playbook.get(Workflow, id), found) for id, found in falls.steps.items()]
    listed = (*falls.events, *falls.rules, *falls.reports, *falls.communities, *falls.columns, *falls.owned)
    return {
        "vacant": vacancy(book, role),
        "now": now,
        "terms": sorted(role.holders, key=lambda one: (one.since or date.min, one.person), reverse=True)
        if len(role.holders) > len(now) or any(one.until for one in now)
        else [],
        "thin": queries.is_thin(playbook, role, today),
        "behind": queries.stand_ins(playbook, role),
        "falls": falls,
        "tasks": tasks,
        "steps": steps,
        "handovers": queries.handovers(role, today),
        "handover_items": [Item(f"h{n}", line) for n, line in enumerate(role.handover, 1)],
        "up": queries.way_up(playbook, role),
        "from_roles": [one for one in playbook.all(Role) if one.promotes_to == role.id and one.status == "active"],
        "reports": [one for one in playbook.all(Role) if one.reports_to == role.id and one.status == "active"],
        "told": (*listed, *(one for one, _ in tasks), *(one for one, _ in steps)),
        "shown": named(
            "duties holders deputies track critical powers hours_per_week vacancies requires training criteria term",
            "promotes_to reports_to handover",
        ),
    }


def term_of(show: Show, holder: Holder) -> Markup:
    """`2026年10月1日 – 2026年12月31日`, or nothing where it is open on both ends."""
    words = show.book.words
    if holder.since and holder.until:
        return Markup("{} – {}").format(words.plain_day(holder.since), words.plain_day(holder.until))
    if holder.since:
        return words("since {day}", day=words.plain_day(holder.since))
    return words("until {day}", day=words.plain_day(holder.until)) if holder.until else Markup("")


def person_page(book: Book, person: Person) -> dict[str, Any]:
    playbook = book.playbook
    duties = queries.duties_of(playbook, person, book.today, min(book.horizon, book.today + WEEKS_AHEAD))
    roles = queries.roles_of(playbook, person, book.today)
    hours = queries.load(playbook, person, book.today)
    deeds = queries.deeds(playbook, person)
    limit = book.handbook.limits.hours_per_week
    return {
        "roles": roles,
        "deputy": queries.deputy_for(playbook, person),
        "duties": duties,
        "hours": hours,
        "limit": limit,
        "over": hours > limit,
        "work": [(role, queries.falls_to(playbook, role)) for role in {role.id: role for role, _ in roles}.values()],
        "promises": _promises(book).get(person.id, []),
        "deeds": [(title(book.words), deeds[kind]) for kind, title in DEEDS if kind in deeds],
        "told": [*(role for role, _ in roles), *(deed.source for done in deeds.values() for deed in done)],
        "shown": named("skills expertise city contact external consent feed status accounts key"),
    }


DEEDS: tuple[tuple[str, Callable[[Words], str]], ...] = (
    ("praised", lambda words: words.text("Was praised for")),
    ("awarded", lambda words: words.text("Was honoured for")),
    ("helped", lambda words: words.text("Contributed")),
    ("done", lambda words: words.text("Actions done")),
    ("led", lambda words: words.text("Was on duty at")),
    ("wrote", lambda words: words.text("Wrote")),
)
"""What people did, in the order in which their pages tell of it."""


def _promises(book: Book) -> Mapping[str, list[queries.Promise]]:
    """The open actions of everybody, the earliest due first."""

    def work_out() -> Mapping[str, list[queries.Promise]]:
        found: dict[str, list[queries.Promise]] = defaultdict(list)
        for one in queries.open_actions(book.playbook):
            found[one.action.owner].append(one)
        return found

    return book.once("open actions by person", work_out)


def roles_index(book: Book) -> dict[str, Any]:
    roles = [role for role in book.playbook.all(Role) if role.status != "archived"]
    tracks: dict[str, list[Role]] = defaultdict(list)
    for role in roles:
        tracks[role.track or ""].append(role)
    return {
        "vacant": [role for role in roles if vacancy(book, role)],
        "tracks": sorted(tracks.items(), key=lambda item: (item[0] == "", _place("track", item[0]))),
        "archived": [role for role in book.playbook.all(Role) if role.status == "archived"],
    }


def _place(enum: str, value: str) -> int:
    values = list(ENUMS[enum])
    return values.index(value) if value in values else len(values)


def people_index(book: Book) -> dict[str, Any]:
    people = book.playbook.all(Person)
    return {
        "hours": lambda person: queries.load(book.playbook, person, book.today),
        "load": lambda show: load_chart(show, people) if book.staff else Markup(""),
        "groups": [
            (book.words("Members of the team"), [one for one in people if one.status == "active" and not one.external]),
            (book.words("From outside"), [one for one in people if one.status == "active" and one.external]),
            (book.words("Were with us"), [one for one in people if one.status != "active"]),
        ],
    }


def load_chart(show: Show, people: Iterable[Person]) -> Markup:
    """The hours a week that roles ask of each person, the most first, beside what the handbook allows."""
    book = show.book
    words, most = book.words, book.handbook.limits.hours_per_week
    hours = [(queries.load(book.playbook, one, book.today), one) for one in people if one.status == "active"]
    busy = sorted(((load, one) for load, one in hours if load > 0), key=lambda pair: (-pair[0], pair[1].id))
    rows = [
        charts.Bar(
            book.title(one),
            load,
            words.measure(load, "hour"),
            show.to(book.address(one)),
            "over" if load > most else "",
        )
        for load, one in busy
    ]
    said = words.text("at most {hours}", hours=words.measure(most, "hour"))
    desc = words.text(
        "{n} people hold roles; {over} of them over the limit.", n=len(busy), over=sum(x > most for x, _ in busy)
    )
    told = charts.Words("qb-load", words.text("Hours a week, by person"), desc)
    more = len(rows) - charts.BARS
    note = words.text("{n} more in the tables", n=more) if more > 0 else ""
    return charts.figure(charts.bars(told, rows, charts.Bar("", most, said)), note=note)

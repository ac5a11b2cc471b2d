"""What the pages of communities say: for whom, how one joins, what goes on, how it is run, and how it compares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from markupsafe import Markup

from qunbook import queries
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.assessment import Assessment
from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.ladder import Ladder
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.kinds.workflow import Workflow
from qunbook.render import diagrams, pictures
from qunbook.render.book import Book
from qunbook.render.matrix import MOST, Row, matrix
from qunbook.render.page_data import radars
from qunbook.render.page_rules import by_type, coming, notice, room, sheets, since
from qunbook.render.questions import named
from qunbook.render.show import Show


def community_page(book: Book, community: Community) -> dict[str, Any]:
    playbook = book.playbook
    rules = queries.rules_for(playbook, community, book.today)
    events = _here(book, Event).get(community.id, [])
    columns = _here(book, Column).get(community.id, [])
    workflows = _workflows(book, community)
    assessment = _newest(book, community)
    goals = [(goal, queries.standing(playbook, goal.metric, goal.target, community.id)) for goal in community.goals]
    children = [one for one in playbook.all(Community) if one.parent == community.id and one.status != "archived"]
    before = [one for one in playbook.all(Community) if one.next == community.id and one.status != "archived"]
    metrics = [one.metric for _, one in goals if one.metric]
    ways = [one for one in (playbook.find(Community, id) for id in (community.next, community.parent)) if one]
    return {
        "rules": rules,
        "rules_since": since(rules),
        "coming": coming(book, community),
        "sheet": next((one for one in sheets(book) if one.community is community), None),
        "ladder_of": lambda rule: playbook.find(Ladder, rule.ladder),
        "notice": notice(book, community, rules),
        "room": room(community),
        "month": [one for one in _agenda(book).get(community.id, []) if _is_this_month(book, one)],
        "event": book.event,
        "events": [(event, book.next_of(event)) for event in events],
        "columns": columns,
        "workflows": workflows,
        "goals": goals,
        "assessment": assessment,
        "radars": lambda: radars(book, assessment) if assessment else "",
        "ladder": pictures.tiers,
        "helpers": list(_helpers(book, community)),
        "children": children,
        "before": before,
        "told": (*rules, *events, *columns, *workflows, *children, *before, *metrics, *ways),
        "shown": named(
            "type purpose platform owner theme scope out_of_scope value_proposition gives gets audience segments",
            "openness posting admission leave capacity min_members parent next extends goals tiers announcement",
            "texts contact terms opened closes region motive bond direction core shape resources culture stages",
            "platforms seed_members",
        ),
    }


T = TypeVar("T", Event, Column)


def _here(book: Book, kind: type[T]) -> Mapping[str, list[T]]:
    """What is in use in each community."""

    def work_out() -> Mapping[str, list[T]]:
        found: dict[str, list[T]] = defaultdict(list)
        for one in book.playbook.all(kind):
            if one.status != "archived":
                found[one.community].append(one)
        return found

    return book.once(f"{kind.kind} by community", work_out)


def _agenda(book: Book) -> Mapping[str, list[Occurrence]]:
    def work_out() -> Mapping[str, list[Occurrence]]:
        found: dict[str, list[Occurrence]] = defaultdict(list)
        for one in book.agenda:
            found[book.event(one).community].append(one)
        return found

    return book.once("agenda by community", work_out)


def _is_this_month(book: Book, one: Occurrence) -> bool:
    """What is still to come this month, and is more than everyday."""
    day = book.local_day(one)
    this = (day.year, day.month) == (book.today.year, book.today.month)
    return this and day >= book.today and book.event(one).importance != "routine"


def _workflows(book: Book, community: Community) -> list[Workflow]:
    """The workflows that are for this community alone, and the one by which people come in."""
    way_in = community.admission.workflow if community.admission else None
    return [
        one
        for one in book.playbook.all(Workflow)
        if one.status != "archived" and (one.community == community.id or one.id == way_in)
    ]


def _newest(book: Book, community: Community) -> Assessment | None:
    """The last time the community scored itself."""
    found = [one for one in book.playbook.all(Assessment) if one.subject == community.id and one.scores]
    return max(found, key=lambda one: (one.date, one.id), default=None)


def _helpers(book: Book, community: Community) -> Iterator[tuple[Role, Sequence[Person]]]:
    """The roles that look after a community, each with who holds it there today."""
    for role in queries.active_roles(book.playbook):
        own = any(holder.community == community.id for holder in role.holders)
        if own or role.id in (community.owner, community.contact):
            yield role, queries.holders_on(book.playbook, role, book.today, community.id)


def communities_index(book: Book) -> dict[str, Any]:
    found = by_type(book)
    return {
        "communities": [one for one in found if one.status != "archived"],
        "archived": [one for one in found if one.status == "archived"],
        "rules_of": lambda one: len(queries.rules_for(book.playbook, one, book.today)),
        "events_of": lambda one: len(_here(book, Event).get(one.id, ())),
        "comparison": lambda show: comparison(show, [one for one in found if one.status != "archived"]),
        "map": lambda show: diagrams.communities(show, [one for one in found if one.status != "archived"]),
    }


FIELDS = (
    "purpose", "motive", "bond", "theme", "value_proposition", "openness", "posting", "shape", "stages", "next",
)  # fmt: skip


def comparison(show: Show, found: Sequence[Community]) -> Markup:
    """Communities across, what tells them apart down; each a card on a phone."""
    words = show.book.words
    if not found or len(found) > MOST // 2:
        return Markup("")
    rows: list[Row] = [(words("Who it is for"), [one.audience.who or "" for one in found])]
    rows += [(show.label(found[0], name), [show.of(one, name) for one in found]) for name in FIELDS]
    rows += [
        (words("How to join"), [show.of(one.admission, "method") if one.admission else "" for one in found]),
        (words("Goals"), [words.join(words.choice("goal_type", goal.type) for goal in one.goals) for one in found]),
        (words("Who looks after it"), [show.role(one.owner) for one in found]),
    ]
    heads = [show.link(one) for one in found]
    told = ((head, cells) for head, cells in rows if any(cells))
    return matrix(words("What"), heads, told, words("Communities across, what tells them apart down"), "qb-compare")

"""What the pages of communities say: for whom, how one joins, what goes on, how it is run, and how it compares."""

from __future__ import annotations

from typing import Any

from qunbook import queries
from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.role import Role
from qunbook.metric_data import Figure
from qunbook.render import diagrams
from qunbook.render.book import Book
from qunbook.render.page_rules import by_type, notice
from qunbook.render.questions import named


def community_page(book: Book, community: Community) -> dict[str, Any]:
    playbook = book.playbook
    rules = queries.rules_for(playbook, community, book.today)
    return {
        "rules": rules,
        "notice": notice(book, community, rules),
        "events": [
            (event, book.next_of(event))
            for event in playbook.all(Event)
            if event.community == community.id and event.status != "archived"
        ],
        "columns": [one for one in playbook.all(Column) if one.community == community.id and one.status != "archived"],
        "goals": [(goal, metric, _value(book, metric, community.id)) for goal in community.goals
                  for metric in [playbook.find(Metric, goal.metric)]],
        "helpers": [
            (role, person)
            for role in playbook.all(Role)
            if role.status == "active"
            for person in queries.holders_on(playbook, role, book.today, community.id)
            if role.id in (community.owner, community.contact)
            or any(holder.community == community.id for holder in role.holders)
        ],
        "children": [one for one in playbook.all(Community) if one.parent == community.id],
        "before": [one for one in playbook.all(Community) if one.next == community.id],
        "shown": named(
            "type purpose platform owner theme scope out_of_scope value_proposition gives audience",
            "openness posting admission leave capacity parent next extends goals tiers announcement",
            "texts contact terms opened closes region",
        ),
    }  # fmt: skip


def _value(book: Book, metric: Metric | None, community: str) -> Figure | None:
    if metric is None:
        return None
    return queries.latest(book.playbook, metric, community) or queries.latest(book.playbook, metric)


def communities_index(book: Book) -> dict[str, Any]:
    found = by_type(book)
    return {
        "communities": [one for one in found if one.status != "archived"],
        "archived": [one for one in found if one.status == "archived"],
        "rules_of": lambda one: len(queries.rules_for(book.playbook, one, book.today)),
        "events_of": lambda one: sum(
            event.community == one.id and event.status != "archived" for event in book.playbook.all(Event)
        ),
        "map": lambda show: diagrams.communities(show, [one for one in found if one.status != "archived"]),
        "platforms": _platforms(book, found),
    }


def _platforms(book: Book, communities: list[Community]) -> list[str]:
    return list(dict.fromkeys(book.words.choice("platform", one.platform) for one in communities))

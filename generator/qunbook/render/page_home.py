"""What the first page and the page about us say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from qunbook import queries
from qunbook.kinds.metric import Metric
from qunbook.kinds.role import Role
from qunbook.model import Entity
from qunbook.render.book import Book
from qunbook.render.page_data import lights, pages_of, praises
from qunbook.render.page_people import vacancy
from qunbook.render.page_rules import by_type
from qunbook.render.questions import named

WEEK = timedelta(days=6)
RECENT = 6


def home(book: Book) -> dict[str, Any]:
    week = [one for one in book.agenda if book.today <= book.local_day(one) <= book.today + WEEK]
    days = list(dict.fromkeys(book.local_day(one) for one in week))
    later = next((one for one in book.agenda if one.held and book.local_day(one) > book.today + WEEK), None)
    return {
        "days": [(day, [one for one in week if book.local_day(one) == day]) for day in days],
        "later": later,
        "event": book.event,
        "lights": [one for one in lights(book) if one[2] in ("red", "amber")],
        "actions": queries.open_actions(book.playbook)[:RECENT],
        "overdue": len(queries.overdue(book.playbook, book.today)),
        "praises": praises(book, 3),
        "vacant": [role for role in book.playbook.all(Role) if vacancy(book, role)],
        "communities": [one for one in by_type(book) if one.status == "active"],
        "changed": changed(book),
    }


def changed(book: Book) -> list[tuple[date, Entity]]:
    """The things whose files changed last, the newest first; none without Git."""
    found = [
        (book.settings.landed[entity.path], entity)
        for entity in book.playbook.everything()
        if entity.path in book.settings.landed and entity.kind != "handbook"
    ]
    found.sort(key=lambda one: (-one[0], one[1].path))
    return [(day, entity) for _, entity in found[:RECENT] if (day := book.landed(entity))]


def about(book: Book) -> dict[str, Any]:
    handbook = book.handbook
    return {
        "e": handbook,
        "pages": pages_of(book, "about"),
        "objectives": [
            (objective, [(result, metric, metric and queries.latest(book.playbook, metric))
                         for result in objective.key_results for metric in [book.playbook.find(Metric, result.metric)]])
            for objective in handbook.objectives
        ],
        "shown": named(
            "timezone language as_of mission vision values brand site_url edit_url announcement objectives channels",
            "key_dates holidays calendar levels enums status",
        ),
    }  # fmt: skip

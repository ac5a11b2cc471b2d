"""What the first page and the page about us say."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from qunbook import queries
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.role import Role
from qunbook.render import page_news
from qunbook.render.book import Book
from qunbook.render.page_content import awards
from qunbook.render.page_data import lights, pages_of, praises
from qunbook.render.page_people import vacancy
from qunbook.render.page_rules import by_type
from qunbook.render.questions import named

WEEK = timedelta(days=6)
RECENT = 6
DAILY = 4
"""Dates in seven days from which on an event is one of most days."""


def home(book: Book) -> dict[str, Any]:
    soon = [one for one in book.agenda if book.today <= book.local_day(one) <= book.today + WEEK]
    steady = _steady(book, soon)
    often = {one.event for one in steady}
    week = [one for one in soon if one.event not in often]
    days = list(dict.fromkeys(book.local_day(one) for one in week))
    later = next((one for one in book.agenda if one.held and book.local_day(one) > book.today + WEEK), None)
    return {
        "days": [(day, [one for one in week if book.local_day(one) == day]) for day in days],
        "steady": steady,
        "later": later,
        "event": book.event,
        "lights": [one for one in lights(book) if one[2] in ("red", "amber")],
        "actions": queries.open_actions(book.playbook)[:RECENT],
        "overdue": len(queries.overdue(book.playbook, book.today)),
        "praises": praises(book, 3),
        "awards": awards(book)[:3],
        "vacant": [role for role in book.playbook.all(Role) if vacancy(book, role)],
        "communities": [one for one in by_type(book) if one.status == "active"],
        "lately": page_news.lately,
    }


def _steady(book: Book, week: list[Occurrence]) -> list[Occurrence]:
    """The first dates of the routine events that come on most days, and come as ever: one line says it, where seven
    would hide everything else.
    """
    times = Counter(one.event for one in week)
    special = {one.event for one in week if one.status != "planned" or one.name}
    firsts = {one.event: one for one in reversed(week)}
    return [
        firsts[id]
        for id, count in sorted(times.items())
        if count >= DAILY and id not in special and _is_routine(book.event(firsts[id]))
    ]


def _is_routine(event: Event) -> bool:
    return event.importance == "routine" and event.repeat is not None


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

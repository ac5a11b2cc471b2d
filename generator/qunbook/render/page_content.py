"""What the pages of columns and incentives say: the month's plan, what was missed, what is earned, who was honoured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.calendar.days import months, next_month, weeks
from qunbook.enums import ENUMS
from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.incentive import Award, Incentive
from qunbook.queries import Issue
from qunbook.render import charts, pictures
from qunbook.render.book import Book
from qunbook.render.questions import named

SHOWN = 12
"""How many past issues a page tells of."""


@dataclass(frozen=True)
class Cell:
    """A day of the plan; `entries` are (column, issue)."""

    day: date
    other: bool
    entries: tuple[tuple[Column, Issue], ...]


@dataclass(frozen=True)
class Month:
    first: date
    name: str
    weeks: tuple[tuple[Cell, ...], ...]


def _running(book: Book) -> list[Column]:
    return [one for one in book.playbook.all(Column) if one.status == "active"]


def columns_index(book: Book) -> dict[str, Any]:
    running = _running(book)
    this = book.today.replace(day=1)
    last = next_month(next_month(this)) - timedelta(days=1)
    by_day: dict[date, list[tuple[Column, Issue]]] = {}
    for column in running:
        for issue in queries.issues(column, book.today, last):
            if issue.day >= this:
                by_day.setdefault(issue.day, []).append((column, issue))
    return {
        "columns": [one for one in book.playbook.all(Column) if one.status != "archived"],
        "archived": [one for one in book.playbook.all(Column) if one.status == "archived"],
        "months": [_month(book, first, by_day) for first in months(this, last)] if by_day else [],
        "weekdays": list(zip(book.words.weekdays(), book.words.weekdays("wide"), strict=True)),
        "past": lambda column: past(book, column),
        "strip": lambda column: strip(book, column),
        "mix": _mix(running),
        "needs": list(_needs(book, running)),
    }


def _month(book: Book, first: date, by_day: dict[date, list[tuple[Column, Issue]]]) -> Month:
    rows = tuple(
        tuple(Cell(day, day.month != first.month, tuple(by_day.get(day, ()))) for day in week) for week in weeks(first)
    )
    return Month(first, book.words.month(first), rows)


def past(book: Book, column: Column) -> list[Issue]:
    """The last issues up to today, the newest first; of a column that rests only what appeared."""
    found = queries.issues(column, book.today, book.today)
    running = column.status == "active"
    return [one for one in reversed(found) if one.piece or (running and one.missed)][:SHOWN]


def strip(book: Book, column: Column) -> Markup:
    """The last issues as squares: what appeared, what was missed."""
    words = book.words
    told = past(book, column)[::-1]
    if not told:
        return Markup("")
    missed = sum(one.missed for one in told)
    desc = words.text("Last {n}: {missed} missed", n=len(told), missed=missed)
    cells = [
        (
            "missed" if one.missed else "there",
            f"{words.day_text(one.day)}: {one.piece.title if one.piece else words.text('missed')}",
        )
        for one in told
    ]
    ends = words.short_day(told[0].day), words.short_day(told[-1].day)
    return charts.figure(charts.strip(charts.Words(f"qb-strip-{column.id}", column.name, desc), cells, ends), note=desc)


def _mix(columns: Sequence[Column]) -> tuple[list[str], list[tuple[str, list[list[Column]]]]]:
    """The forms in use, and for each topic in use the columns in each of them."""
    forms = _used("form", (one.form for one in columns))
    rows = [
        (topic, [[one for one in columns if (one.topic, one.form) == (topic, form)] for form in forms])
        for topic in _used("topic", (one.topic for one in columns))
    ]
    return forms, rows


def _used(enum: str, values: Iterable[str]) -> list[str]:
    """The values of a closed list that occur, in its order; a handbook's own ones come last."""
    found = set(values)
    return [*(value for value in ENUMS[enum] if value in found), *sorted(found - set(ENUMS[enum]))]


def _needs(book: Book, columns: Sequence[Column]) -> Iterator[tuple[str, list[Community], list[Column]]]:
    """Every need that a community names or a column serves, with both; what nothing serves comes first."""
    wanted: dict[str, list[Community]] = {}
    for community in book.playbook.all(Community):
        if community.status == "active":
            for need in community.audience.needs:
                wanted.setdefault(need, []).append(community)
    served = {need: [one for one in columns if need in one.serves] for one in columns for need in one.serves}
    rows = [(need, wanted.get(need, []), served.get(need, [])) for need in {**wanted, **served}]
    yield from sorted(rows, key=lambda row: (bool(row[2]), not row[1]))


def column_page(book: Book, column: Column) -> dict[str, Any]:
    coming = queries.issues(column, book.today, book.today + timedelta(days=62)) if column.status == "active" else ()
    by = Counter(piece.by for piece in column.published if piece.by)
    return {
        "past": past(book, column),
        "strip": strip(book, column),
        "next": next((one for one in coming if one.day >= book.today and not one.piece), None),
        "writers": sorted(by.items(), key=lambda item: (-item[1], item[0])),
        "older": sorted(column.published, key=lambda piece: piece.date, reverse=True)[SHOWN:],
        "shown": named("published owner reviewer community topic form repeat channel originality"),
    }


# Incentives ------------------------------------------------------------------------------------------------------


def awards(book: Book) -> list[tuple[Incentive, Award]]:
    """Who was honoured with what, the newest first; nothing of what is still to come."""
    found = [(one, award) for one in book.playbook.all(Incentive) for award in one.awarded if award.date <= book.today]
    return sorted(found, key=lambda pair: (pair[1].date, pair[0].id), reverse=True)


def incentives_index(book: Book) -> dict[str, Any]:
    running = [one for one in book.playbook.all(Incentive) if one.status != "archived"]
    audiences = _used("incentive_audience", (one.audience for one in running))
    return {
        "incentives": running,
        "archived": [one for one in book.playbook.all(Incentive) if one.status == "archived"],
        "audiences": audiences,
        "matrix": [
            (kind, [[one for one in running if (one.type, one.audience) == (kind, whom)] for whom in audiences])
            for kind in _used("incentive_type", (one.type for one in running))
        ],
        "expired": lambda one: one.valid_until is not None and one.valid_until < book.today,
        "points": [one for one in running if one.earn or one.spend],
        "awards": awards(book),
        "tiered": [one for one in book.playbook.all(Community) if one.tiers and one.status != "archived"],
        "ladder": pictures.tiers,
    }

"""What is learnt over many retrospectives: the board of actions, good practices, adopted proposals, trends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.calendar.days import months, next_month
from qunbook.enums import ENUMS
from qunbook.kinds.event import Event
from qunbook.kinds.retro import Praise, Retro
from qunbook.kinds.run import Run
from qunbook.model import Entity
from qunbook.queries import Promise
from qunbook.render import charts, show
from qunbook.render.book import Book
from qunbook.render.page_data import praises

TONES = show.TONES["action_status"]
SERIES = 16
"""How many series the page of trends draws, the busiest first; each event's own page has its runs."""
RECENT = timedelta(days=60)
"""How long the board keeps what is done or dropped."""


def has_retros(book: Book) -> bool:
    return bool(book.count("retro"))


# The board -------------------------------------------------------------------------------------------------------


def board(book: Book) -> dict[str, Any]:
    every = queries.promises(book.playbook)
    late = queries.overdue(book.playbook, book.today)
    still = [one for one in queries.open_actions(book.playbook) if one not in late]
    ended = sorted((one for one in every if one.action.closed), key=_closed, reverse=True)
    fresh = [one for one in ended if book.today - RECENT <= _closed(one)]
    done = sum(one.action.status == "done" for one in every)
    by_status = {
        status: [one for one in [*still, *fresh] if one.action.status == status] for status in ENUMS["action_status"]
    }
    return {
        "lists": [
            (book.words("overdue"), "red", list(late)),
            *((book.words.choice("action_status", status), TONES[status], some) for status, some in by_status.items()),
        ],
        "all": len(every),
        "done": done,
        "in_time": sum(one.action.status == "done" and _closed(one) <= one.action.due for one in every),
        "days": RECENT.days,
        "by_person": _by_person(book, [*late, *still]),
    }


def _closed(one: Promise) -> date:
    return one.action.closed or one.action.due


def _by_person(book: Book, open_: Sequence[Promise]) -> list[tuple[str, int, int]]:
    """(person, open actions, overdue ones), the most first."""
    found: dict[str, list[Promise]] = defaultdict(list)
    for one in open_:
        found[one.action.owner].append(one)
    rows = [(id, len(some), sum(one.action.due < book.today for one in some)) for id, some in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


# Practices and proposals -----------------------------------------------------------------------------------------


def has_praises(book: Book) -> bool:
    return bool(praises(book, 1))


def practices(book: Book) -> dict[str, Any]:
    """Good practices: those that became a list, a workflow or a rule under what they became, then the others."""
    became: dict[str, list[tuple[Retro, Praise]]] = defaultdict(list)
    for retro, praise in praises(book):
        became[praise.reuse or ""].append((retro, praise))
    loose = became.pop("", [])
    found = [(book.find(("checklist", "workflow", "rule", "event", "page"), id), some) for id, some in became.items()]
    kept: list[tuple[Entity, list[tuple[Retro, Praise]]]] = [(thing, some) for thing, some in found if thing]
    return {"kept": kept, "loose": loose + [pair for thing, some in found if not thing for pair in some]}


def has_proposals(book: Book) -> bool:
    return any(one.action.proposed_by for one in queries.promises(book.playbook))


def adopted(book: Book) -> dict[str, Any]:
    """What people proposed and what came of it: done, under way, or not done for a reason."""
    proposed = [one for one in queries.promises(book.playbook) if one.action.proposed_by]
    newest = sorted(proposed, key=lambda one: (_closed(one), one.retro.id, one.index), reverse=True)
    return {
        "done": [one for one in newest if one.action.status == "done"],
        "under_way": [one for one in newest if one.action.status in ("open", "in_progress")],
        "dropped": [one for one in newest if one.action.status == "dropped"],
    }


# Trends ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """How a series went over its runs. `runs` are (run, share that came in percent, score, its retrospective)."""

    event: Event
    runs: tuple[tuple[Run, float | None, float | None, Retro | None], ...]
    people: Markup
    score: Markup


def has_trends(book: Book) -> bool:
    return has_retros(book) or any(True for _ in _courses(book))


def trends(book: Book) -> dict[str, Any]:
    retros = sorted(book.playbook.all(Retro), key=lambda one: (one.date, one.id), reverse=True)
    tags: dict[str, list[Retro]] = defaultdict(list)
    for retro in retros:
        for tag in dict.fromkeys(retro.tags):
            tags[tag].append(retro)
    return {
        "courses": list(islice(_courses(book), SERIES)),
        "tags": sorted(tags.items(), key=lambda one: (-len(one[1]), one[0])),
        "often": 3,
        "actions": _actions(book),
        "months": list(_by_month(book)),
    }


def _courses(book: Book) -> Iterator[Course]:
    """The series of which at least two runs have figures, the busiest first."""
    found = []
    for event in book.playbook.all(Event):
        runs = tuple(
            (
                run,
                queries.run_figure(book.playbook, run, "attendance-rate"),
                queries.run_figure(book.playbook, run, "roti"),
                queries.retro_of(book.playbook, run),
            )
            for run in queries.runs_of(book.playbook, event)
            if run.status == "done" and run.attendance is not None
        )
        if len(runs) > 1:
            found.append(
                Course(event, runs, _people(book, event, [run for run, *_ in runs]), _score(book, event, runs))
            )
    yield from sorted(found, key=lambda course: (-len(course.runs), course.event.id))


def _people(book: Book, event: Event, runs: Sequence[Run]) -> Markup:
    """Sign-ups and who came, run by run."""
    words = book.words
    named = [(words.text("Signed up"), lambda run: run.signups), (words.text("Came"), lambda run: run.attendance)]
    series = [one for name, ask in named if (one := _series(name, runs, ask)).points]
    desc = words.text("{n} times; the table says the same.", n=len(runs))
    told = charts.Words(f"qb-people-{event.id}", words.text("Who came: {event}", event=event.name), desc)
    drawn = charts.line(told, series, [], words.short_day, words.number)
    return charts.figure(drawn, [(f"qb-curve qb-curve-{n}", one.name) for n, one in enumerate(series)])


def _series(name: str, runs: Sequence[Run], ask: Callable[[Run], int | None]) -> charts.Series:
    known = [(queries.held_on(run), value) for run in runs if (value := ask(run)) is not None]
    return charts.Series(name, tuple(charts.Point(day, value, str(value)) for day, value in known))


def _score(book: Book, event: Event, runs: Sequence[tuple[Run, float | None, float | None, Retro | None]]) -> Markup:
    words = book.words
    points = tuple(
        charts.Point(queries.held_on(run), score, words.number(score)) for run, _, score, _ in runs if score is not None
    )
    if len(points) < 2:
        return Markup("")
    target = next((one.target for one in event.metrics if one.metric == "roti" and one.target), None)
    levels = (
        [charts.Level("target", target.value, f"{words.text('Target')} {words.number(target.value)}")] if target else []
    )
    desc = words.text("{n} times; the table says the same.", n=len(points))
    told = charts.Words(f"qb-score-{event.id}", words.text("Worth the time: {event}", event=event.name), desc)
    return charts.figure(charts.line(told, [charts.Series("", points)], levels, words.short_day, words.number))


def _by_month(book: Book) -> Iterator[tuple[date, int, int, int]]:
    """(month, actions agreed, closed, still open when it ended), from the first retrospective to this month."""
    every = queries.promises(book.playbook)
    if not every:
        return
    for first in months(min(one.retro.date for one in every), book.today):
        last = next_month(first) - timedelta(days=1)
        agreed = sum(first <= one.retro.date <= last for one in every)
        closed = sum(one.action.closed is not None and first <= one.action.closed <= last for one in every)
        known = [one for one in every if one.retro.date <= last]
        still = sum(one.action.closed is None or one.action.closed > last for one in known)
        yield first, agreed, closed, still


def _actions(book: Book) -> Markup:
    """Actions agreed and closed, added up month by month: what lies between the lines is open."""
    words = book.words
    rows = list(_by_month(book))
    if len(rows) < 2:
        return Markup("")
    agreed = closed = 0
    lines: tuple[list[charts.Point], list[charts.Point]] = ([], [])
    for first, more, fewer, _ in rows:
        agreed, closed = agreed + more, closed + fewer
        day = min(next_month(first) - timedelta(days=1), book.today)
        lines[0].append(charts.Point(day, agreed, str(agreed)))
        lines[1].append(charts.Point(day, closed, str(closed)))
    names = words.text("Agreed"), words.text("Closed")
    series = [charts.Series(name, tuple(points)) for name, points in zip(names, lines, strict=True)]
    desc = words.text("{agreed} agreed, {closed} closed. The table says the same.", agreed=agreed, closed=closed)
    drawn = charts.line(
        charts.Words("qb-actions", words.text("Actions over time"), desc), series, [], words.short_day, words.number
    )
    return charts.figure(drawn, [(f"qb-curve qb-curve-{n}", one.name) for n, one in enumerate(series)])

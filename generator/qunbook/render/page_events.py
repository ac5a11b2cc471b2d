"""What the pages of events and runs say: dates as they fall, lists with their last days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from markupsafe import Markup

from qunbook import queries, tick_list
from qunbook.boxes import boxes
from qunbook.calendar import offsets
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.checklist import Checklist
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event, Segment, Task, task_id
from qunbook.kinds.metric import Metric
from qunbook.kinds.run import Run
from qunbook.render.book import Book
from qunbook.render.questions import named

SHOWN_DATES = 8


@dataclass(frozen=True)
class Item:
    """A line of a checklist. `due` is a moment of one occurrence, or None on a list for no day in particular."""

    id: str
    do: str
    role: str | None = None
    due: datetime | None = None
    offset: str = ""
    killer: bool = False
    gate: bool = False
    ticked: bool = False
    hint: str | None = None
    note: str = ""
    phase: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the run sheet with the time on the clock, "" where the event has none."""

    clock: str
    segment: Segment


def event_page(book: Book, event: Event) -> dict[str, Any]:
    playbook = book.playbook
    coming = book.coming(event)
    first = book.next_of(event)
    runs = tuple(reversed(queries.runs_of(playbook, event)))
    return {
        "next": first,
        "of": playbook.find(Community, event.community),
        "coming": coming[:SHOWN_DATES],
        "more": max(0, len(coming) - SHOWN_DATES),
        "duty": lambda one: queries.on_duty(playbook, event, one),
        "run_on": lambda one: queries.run_on(playbook, event, one.on),
        "items": items(book, event, first),
        "sheet": list(_sheet(event, first)),
        "runs": runs,
        "figure": lambda run, name: queries.run_figure(playbook, run, name),
        "measures": [one.metric or one.name or "" for one in event.metrics],
        "retros": tuple(reversed(queries.retros_of(playbook, event))),
        "policy": policy(book, event),
        "past": [one for one in event.exceptions if one.on < book.today],
        "shown": named(
            "community owner start duration type mode importance repeat until count exceptions also",
            "on_holiday timezone anchor venue url capacity duty guests tasks checklists run_sheet",
            "intent metrics retro method audience",
        ),
    }  # fmt: skip


def policy(book: Book, event: Event) -> str:
    """Whether and how often an event is looked back on, in words."""
    found = queries.retro_policy(book.playbook, event)
    if found.startswith("every "):
        return book.words.text("every {n} dates", n=int(found.split()[1]))
    return book.words.choice("retro_policy", found)


def items(book: Book, event: Event, one: Occurrence | None) -> list[tuple[str, list[Item]]]:
    """Everything to prepare for an event, by time: (words for the time, lines)."""
    words = book.words
    where = book.zone_of(event)
    found = [
        Item(
            task_id(task, n), task.do, task.role, offsets.due(task.at, one, where) if one else None,
            words.offset(task.at), task.killer, task.gate, False, task.hint, _condition(book, task), _phase(task),
        )
        for n, task in enumerate(event.tasks)
    ]  # fmt: skip
    found.sort(key=lambda item: _PHASES.index(item.phase))
    groups = [(_heading(book, phase), list(group)) for phase, group in groupby(found, key=lambda item: item.phase)]
    lists = (book.playbook.find(Checklist, id) for id in event.checklists)
    groups.extend((one.name, list(list_items(one))) for one in lists if one)
    return groups


def list_items(checklist: Checklist) -> Iterator[Item]:
    for item in checklist.items:
        yield Item(item.id, item.do, item.role, killer=item.killer, hint=item.hint)


_PHASES = ("week", "days", "day", "after")


def _phase(task: Task) -> str:
    at = task.at
    if at.anchor == "E" and (at.days > 0 or at.minutes >= 0):
        return "after"
    if at.anchor == "T" and (at.days > 0 or at.minutes > 0):
        return "after"
    if at.days < -6:
        return "week"
    return "days" if at.days < 0 else "day"


def _heading(book: Book, phase: str) -> str:
    match phase:
        case "week":
            return book.words.text("A week ahead and earlier")
        case "days":
            return book.words.text("In the days before")
        case "day":
            return book.words.text("On the day")
        case _:
            return book.words.text("Afterwards")


def _condition(book: Book, task: Task) -> str:
    """Why a task may not apply: "only offline"."""
    if task.when is None:
        return ""
    words = [
        book.words.choice("event_mode", task.when.mode) if task.when.mode else "",
        book.words.choice("event_type", task.when.type) if task.when.type else "",
    ]
    return book.words.text("only for: {what}", what=" ".join(word for word in words if word))


def _sheet(event: Event, one: Occurrence | None) -> Iterator[Line]:
    start = one.start if one else None
    for segment in event.run_sheet:
        clock = f"{start + timedelta(minutes=segment.at):%H:%M}" if isinstance(start, datetime) else ""
        if not clock and event.start.time:
            began = datetime.combine(event.start.date, event.start.time)
            clock = f"{began + timedelta(minutes=segment.at):%H:%M}"
        yield Line(clock, segment)


# Runs ------------------------------------------------------------------------------------------------------------


def run_page(book: Book, run: Run) -> dict[str, Any]:
    event = book.playbook.get(Event, run.event)
    days = queries.occurrences(book.playbook, event, run.date, run.date)
    one = next((one for one in days if one.on == run.date), None)
    in_body = boxes(run.body)
    text = tick_list.of_run(book.playbook, run, book.settings.language)
    listed = boxes(text)
    shifts = queries.on_duty(book.playbook, event, one) if one else ()
    return {
        "event": event,
        "occurrence": one,
        "shifts": shifts,
        "groups": [] if in_body else list(_of_this_run(event, items(book, event, one))),
        "in_body": bool(in_body),
        "ticks": tick_list.head(run.id, listed),
        "tasks": " ".join(box.id for box in listed),
        "lines": "\n".join(tick_list.lines(text, listed)),
        "retro": queries.retro_of(book.playbook, run),
        "retro_due": queries.retro_due(book.playbook, run) if _owed(book, run) else None,
        "figures": list(_figures(book, event, run)),
        "sheet": list(_sheet(event, one)) if run.status == "planned" else [],
        "shown": named(
            "event date status theme duty guests signups attendance actual notes reason moved_to",
        ),
    }


def _owed(book: Book, run: Run) -> bool:
    """Whether to say that a retrospective is due: to the team alone, since others may not see one that is there."""
    return book.staff and queries.owes_retro(book.playbook, run)


def _of_this_run(event: Event, groups: list[tuple[str, list[Item]]]) -> Iterator[tuple[str, list[Item]]]:
    """Without the tasks that do not fit the event's mode or type."""
    unfit = {task_id(task, n) for n, task in enumerate(event.tasks) if not queries.applies(event, task)}
    for heading, group in groups:
        if fitting := [item for item in group if item.id not in unfit]:
            yield heading, fitting


def _figures(book: Book, event: Event, run: Run) -> Iterator[tuple[Markup | str, str, str, str]]:
    """(what, actual, target, tone) of everything that was to be measured, then of what else was noted."""
    told = set()
    for measure in event.metrics:
        name = measure.metric or measure.name or ""
        told.add(name)
        metric = book.playbook.find(Metric, measure.metric)
        unit = metric.unit if metric else measure.unit or ""
        value = queries.run_figure(book.playbook, run, name)
        target = measure.target or (metric.target if metric else None)
        tone = ""
        if value is not None and target:
            tone = "green" if queries.reaches(value, target, metric.direction if metric else "up") else "amber"
        shown = book.words.measure(value, unit) if value is not None else ""
        yield name, shown, book.words.target(target, unit) if target else "", tone
    for name, value in run.actual.items():
        if name not in told:
            metric = book.playbook.find(Metric, name)
            yield name, book.words.measure(value, metric.unit if metric else ""), "", ""


def task_notes(book: Book, run: Run) -> dict[str, Item]:
    """What the event says of each task of a run, by the id that the run's own list ticks."""
    event = book.playbook.get(Event, run.event)
    days = queries.occurrences(book.playbook, event, run.date, run.date)
    one = next((one for one in days if one.on == run.date), None)
    return {item.id: item for _, group in items(book, event, one) for item in group}


# Indexes ---------------------------------------------------------------------------------------------------------


def events_index(book: Book) -> dict[str, Any]:
    events = [(event, book.next_of(event)) for event in book.playbook.all(Event)]
    far = date(9999, 1, 1)
    alive = [one for one in events if one[0].status != "archived"]
    return {
        "events": sorted(
            alive, key=lambda pair: (pair[1].day if pair[1] else far, str(pair[1] and pair[1].start), pair[0].id)
        ),
        "archived": [event for event, _ in events if event.status == "archived"],
    }


def runs_index(book: Book) -> dict[str, Any]:
    groups = [(event, tuple(reversed(queries.runs_of(book.playbook, event)))) for event in book.playbook.all(Event)]
    planned = sorted(
        (run for run in book.playbook.all(Run) if run.status == "planned"), key=lambda run: (run.date, run.id)
    )
    return {"groups": [(event, runs) for event, runs in groups if runs], "planned": planned}

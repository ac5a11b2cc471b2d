"""What an event cannot do without must be due before it, and what a task needs must be due before the task.

A preparation that is due after the event is never in time, and nobody notices before the day. Count back from the start
(`T-2d`); what is done afterwards (`E+1d`) is no `killer` and no `gate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from qunbook.calendar.occurrence import span, zone_of
from qunbook.calendar.offsets import resolve
from qunbook.diagnostic import Related
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event, Task, task_id
from qunbook.model import Playbook
from qunbook.queries import handbook
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    home = handbook(playbook).timezone
    for event in playbook.all(Event):
        where = zone_of(event, home)
        start, end = span(where, event.start.date, event.start.time, event.duration)
        times = [resolve(task.at, where, start, end) for task in event.tasks]
        for index, (task, when) in enumerate(zip(event.tasks, times, strict=True)):
            if _prepares(task) and _is_late(task, when, start, end):
                args = {"got": str(task.at), "due": f"{when:%Y-%m-%d %H:%M}", "start": str(event.start)}
                yield Finding(event, ("tasks", index, "at"), "QB693", args)
        yield from _out_of_order(event, times)


def _prepares(task: Task) -> bool:
    """Whether a task is for the event: nothing goes on without it, or it is not said to be for afterwards (`T+1d`)."""
    at = task.at
    return task.killer or task.gate or (at.anchor == "T" and at.days <= 0 and at.minutes <= 0)


def _is_late(task: Task, when: datetime, start: datetime | date, end: datetime | date) -> bool:
    """After the end; or, by a time of day (`T 22:00`), after the start: what is done meanwhile is written `T+10m`."""
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return when.date() > start
    return when > (start if task.at.clock and task.at.anchor == "T" else end)


def _out_of_order(event: Event, times: list[datetime]) -> Iterator[Finding]:
    place = {task_id(task, index): index for index, task in enumerate(event.tasks)}
    for index, task in enumerate(event.tasks):
        for at, need in enumerate(task.needs):
            before = place.get(need)
            if before is not None and times[before] > times[index]:
                there = Related(event.path, event.document.span(("tasks", before, "at")), "other")
                args = {"got": need, "due": f"{times[before]:%Y-%m-%d %H:%M}", "at": f"{times[index]:%Y-%m-%d %H:%M}"}
                yield Finding(event, ("tasks", index, "needs", at), "QB694", args, (there,))


CHECK = Check(("QB693", "QB694"), find)

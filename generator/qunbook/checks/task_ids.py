"""Every item of a list must have an id of its own, and only ids that there are may be named.

Ticks are kept by id: with two items of one id, ticking the one ticks the other; a prerequisite that does not exist is
never done. Give each item its own `id`. In a run, an item that the template no longer has is only worth a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.boxes import ticks
from qunbook.diagnostic import Related, did_you_mean
from qunbook.finding import Check, Finding
from qunbook.kinds.checklist import Checklist
from qunbook.kinds.event import Event, task_id
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.queries import item_ids
from qunbook.settings import Settings
from qunbook.spots import doubles, in_body, nearest, rewrite


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for checklist in playbook.all(Checklist):
        for n, there in doubles(checklist, "items", "id"):
            yield Finding(checklist, ("items", n, "id"), "QB690", {"got": checklist.items[n].id}, (there,))
    for event in playbook.all(Event):
        yield from _in_event(playbook, event)
    for run in playbook.all(Run):
        yield from _in_run(playbook, run)


def _in_event(playbook: Playbook, event: Event) -> Iterator[Finding]:
    first: dict[str, tuple[str, Related]] = {}
    for id, loc, holder in item_ids(playbook, event):
        if id in first and (holder is event or holder.path != first[id][0]):
            # An included list keeps its own ids: the event is where the two meet.
            place = (*loc, "id") if holder is event else ("checklists", event.checklists.index(holder.id))
            yield Finding(event, place, "QB690", {"got": id}, (first[id][1],))
        first.setdefault(id, (holder.path, Related(holder.path, holder.document.span((*loc, "id")), "first")))
    known = [task_id(task, n) for n, task in enumerate(event.tasks)]
    for n, task in enumerate(event.tasks):
        for at, need in enumerate(task.needs):
            if need not in known:
                near = nearest(need, known)
                loc = ("tasks", n, "needs", at)
                fix = rewrite(event.document, loc, need, near, safe=False)
                yield Finding(event, loc, "QB691", {"got": need, "hint": did_you_mean(near)}, fix=fix)


def _in_run(playbook: Playbook, run: Run) -> Iterator[Finding]:
    items = tuple(ticks(run.body))
    event = playbook.find(Event, run.event)
    if not items or event is None:
        return
    known = {id for id, _, _ in item_ids(playbook, event)}
    known |= {f"{holder.id}/{id}" for id, _, holder in item_ids(playbook, event)}
    first: dict[str, Related] = {}
    for tick in items:
        span = in_body(run.document, tick.start, tick.end)
        if tick.id in first:
            yield Finding(run, (), "QB690", {"got": tick.id}, (first[tick.id],), span=span)
        elif tick.id not in known:
            yield Finding(run, (), "QB692", {"got": tick.id, "event": event.name}, span=span)
        first.setdefault(tick.id, Related(run.path, span, "first"))


CHECK = Check(("QB690", "QB691", "QB692"), find)

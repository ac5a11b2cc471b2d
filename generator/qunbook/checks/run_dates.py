"""A run, and a retrospective of an event, must be of a day on which the event takes place.

Feeds, lists and figures find a run by its date in the series; a wrong date makes it a run of nothing. Write the date
that the series gives (for a moved one the original date, with `moved_to`), or add the day to the event's `also`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from qunbook.calendar.occurrence import Occurrence
from qunbook.diagnostic import Related, did_you_mean
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.kinds.retro import Retro
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.queries import held_on, occurrences, retros_of, run_on, runs_of
from qunbook.settings import Settings
from qunbook.spots import rewrite


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    days = {event.id: _days(playbook, event) for event in playbook.all(Event)}
    for run in playbook.all(Run):
        event = playbook.find(Event, run.event)
        if run.id != f"{run.event}/{run.date}":
            yield Finding(run, ("date",), "QB644", {"got": run.id, "want": f"{run.event}/{run.date}"})
        elif event and run.date not in {one.on for one in days[event.id]}:
            yield _stray(run, event, run.date, days[event.id])
    for retro in playbook.all(Retro):
        event = playbook.find(Event, retro.of)
        of_run = playbook.find(Run, retro.of)
        near = {day for one in days[event.id] for day in (one.on, one.day)} if event else set()
        if event and retro.date not in near and not run_on(playbook, event, retro.date):
            yield _stray(retro, event, retro.date, days[event.id])
        if of_run and retro.date not in (of_run.date, held_on(of_run)):
            args = {"got": retro.date.isoformat(), "run": of_run.id, "date": of_run.date.isoformat()}
            there = Related(of_run.path, of_run.document.span(("date",)), "other")
            fix = rewrite(retro.document, ("date",), retro.date.isoformat(), of_run.date.isoformat(), safe=False)
            yield Finding(retro, ("date",), "QB670", args, (there,), fix)


def _days(playbook: Playbook, event: Event) -> tuple[Occurrence, ...]:
    """The occurrences around the event's runs and retrospectives; none where it has neither."""
    asked = [run.date for run in runs_of(playbook, event)]
    asked += [retro.date for retro in retros_of(playbook, event) if retro.of == event.id]
    if not asked:
        return ()
    month = timedelta(days=31)
    return occurrences(playbook, event, min(asked) - month, max(asked) + month)


def _stray(entity: Run | Retro, event: Event, day: date, days: tuple[Occurrence, ...]) -> Finding:
    near = min((one.on for one in days), key=lambda one: (abs(one - day), one), default=None)
    offer = near.isoformat() if near else ""
    fix = rewrite(entity.document, ("date",), day.isoformat(), offer, safe=False)
    args = {"got": day.isoformat(), "event": event.name, "hint": did_you_mean(offer)}
    return Finding(entity, ("date",), "QB643", args, fix=fix)


CHECK = Check(("QB643", "QB644", "QB670"), find)

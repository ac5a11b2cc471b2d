"""The runs of an event: what really took place of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from qunbook.kinds.event import Event
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.queries.base import remembered


def runs_of(playbook: Playbook, event: Event | str) -> tuple[Run, ...]:
    """The runs of an event, oldest first."""

    def work_out() -> Mapping[str, tuple[Run, ...]]:
        found: dict[str, list[Run]] = defaultdict(list)
        for run in playbook.all(Run):
            found[run.event].append(run)
        return {id: tuple(sorted(runs, key=lambda run: (run.date, run.id))) for id, runs in found.items()}

    return remembered(playbook, "runs", work_out).get(event if isinstance(event, str) else event.id, ())


def run_on(playbook: Playbook, event: Event, on: date) -> Run | None:
    """The run of one date of the series."""

    def work_out() -> Mapping[tuple[str, date], Run]:
        return {(run.event, run.date): run for run in reversed(playbook.all(Run))}

    return remembered(playbook, "runs by date", work_out).get((event.id, on))


def held_on(run: Run) -> date:
    """The day on which a run really took place."""
    return run.moved_to.date if run.moved_to else run.date

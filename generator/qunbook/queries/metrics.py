"""What the figures say: the newest value, whether it is at its target, its light, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qunbook import metric_data
from qunbook.calendar.periods import Period, due_period
from qunbook.fields import Target
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.run import Run
from qunbook.metric_data import Figure
from qunbook.model import Playbook
from qunbook.queries.base import remembered
from qunbook.queries.retros import retro_of
from qunbook.queries.runs import held_on
from qunbook.queries.things import title

State = Literal["green", "amber", "red", "none"]


def figures(playbook: Playbook, metric: Metric) -> tuple[Figure, ...]:
    """The values of a metric, oldest first: the rows of its file, or where it has none what the runs have noted."""
    text = playbook.data.get(metric_data.path_of(metric.id))
    if text is not None:
        return metric_data.parse(text, metric_data.is_share(metric.unit)).figures
    if not is_from_runs(playbook, metric):
        return ()
    return remembered(playbook, ("figures", metric.id), lambda: _from_runs(playbook, metric))


def is_from_runs(playbook: Playbook, metric: Metric) -> bool:
    """Whether a metric's values are what runs have noted: it has no file of its own."""
    return metric.cadence == "per_event" and metric_data.path_of(metric.id) not in playbook.data


def _from_runs(playbook: Playbook, metric: Metric) -> tuple[Figure, ...]:
    found = []
    for run in playbook.all(Run):
        value = run_figure(playbook, run, metric.id) if run.status == "done" else None
        event = playbook.find(Event, run.event)
        community = event.community if event else None
        if value is not None and (not metric.communities or community in metric.communities):
            found.append(Figure(held_on(run), value, community, run.attendance, title(playbook, run), 0))
    return tuple(sorted(found, key=lambda figure: (figure.date, figure.note)))


def run_figure(playbook: Playbook, run: Run, name: str) -> float | None:
    """A figure of a run: as noted under `actual`; else attendance, sign-ups, their share in percent, or the
    retrospective's own score.
    """
    if name in run.actual:
        return run.actual[name]
    match name:
        case "attendance" | "signups":
            value = run.attendance if name == "attendance" else run.signups
            return None if value is None else float(value)
        case "attendance-rate" if run.signups and run.attendance is not None:
            return round(100 * run.attendance / run.signups, 1)
        case "roti":
            retro = retro_of(playbook, run)
            return retro.roti if retro else None
    return None


def latest(playbook: Playbook, metric: Metric, community: str | None = None) -> Figure | None:
    """The newest value of one community; or of the whole, for which any row will do if none is of the whole."""
    found = figures(playbook, metric)
    wanted = tuple(figure for figure in found if figure.community == community)
    if not wanted and community is None:
        wanted = found
    return wanted[-1] if wanted else None


def missing_period(playbook: Playbook, metric: Metric, day: date) -> Period | None:
    """The period whose value must be there by `day` and is not; None for a metric that is at rest or in time."""
    period = due_period(metric.cadence, day)
    if metric.status != "active" or period is None:
        return None
    newest = max((figure.date for figure in figures(playbook, metric)), default=None)
    return period if newest is None or newest < period.first else None


@dataclass(frozen=True)
class Standing:
    """Where something stands on the way to a target. `reached` is None where there is no value or no target."""

    metric: Metric | None
    target: Target | None
    now: Figure | None
    reached: bool | None

    @property
    def state(self) -> State:
        """Green where the target is reached, else the metric's own light; a green one that falls short is amber."""
        if self.metric is None or self.now is None or self.reached is None:
            return "none"
        light = state(self.metric, self.now.value)
        return "green" if self.reached else "red" if light == "red" else "amber"


def standing(playbook: Playbook, metric: str | None, target: Target | None, community: str | None = None) -> Standing:
    """Where a metric stands: its newest value in the community, or of the whole where that is not measured."""
    known = playbook.find(Metric, metric)
    if known is None:
        return Standing(None, target, None, None)
    now = (latest(playbook, known, community) if community else None) or latest(playbook, known)
    return Standing(known, target, now, reaches(now.value, target, known.direction) if now and target else None)


def reaches(value: float, target: Target, direction: str) -> bool:
    """Whether a value is at a target or beyond it; without `>=` or `<=` the metric's direction decides."""
    match target.op or (">=" if direction == "up" else "<="):
        case ">=":
            return value >= target.value
        case "<=":
            return value <= target.value
        case ">":
            return value > target.value
        case "<":
            return value < target.value
        case _:
            return value == target.value


def state(metric: Metric, value: float | None) -> State:
    """Green, amber or red, as the metric's lines say; "none" without a value or without lines.

    A value *on* the red or the amber line is red or amber. Without an amber line, amber is what misses the target.
    """
    if value is None or not (metric.target or metric.amber or metric.red):
        return "none"
    worse = "down" if metric.direction == "up" else "up"
    if metric.red and reaches(value, metric.red, worse):
        return "red"
    if metric.amber:
        return "amber" if reaches(value, metric.amber, worse) else "green"
    return "green" if metric.target is None or reaches(value, metric.target, metric.direction) else "amber"

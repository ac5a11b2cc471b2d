"""How long a workflow may take, and what belongs to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from qunbook.kinds.workflow import Step, Workflow
from qunbook.model import Entity, Playbook


def related(playbook: Playbook, workflow: Workflow) -> tuple[Entity, ...]:
    """The rules, lists and workflows that a workflow names as related."""
    kinds = ("rule", "checklist", "workflow", "event")
    named = (playbook.entities.get(kind, {}).get(id) for id in workflow.related for kind in kinds)
    return tuple(one for one in named if one)


@dataclass(frozen=True)
class Slowest:
    """The longest way through a workflow by its steps' own limits: how long, which steps, and how many of them say
    no limit. `by_day` workflows count days: the way ends on a day, not after some hours.
    """

    time: timedelta
    steps: tuple[Step, ...]
    open: int
    by_day: bool


def slowest(workflow: Workflow) -> Slowest:
    """A way back is not gone twice. A step with a day (`D+3`) has its time from that day on."""
    by_id = {step.id: step for step in workflow.steps}
    onward = {id: [one for one in ends if one in by_id] for id, ends in workflow.onward.items()}
    order = _forward(onward, workflow.steps[0].id) if workflow.steps else []
    place = {id: n for n, id in enumerate(order)}
    ended: dict[str, timedelta] = {}
    came: dict[str, str | None] = {}
    began: dict[str, timedelta] = defaultdict(timedelta)
    for id in order:
        step = by_id[id]
        came.setdefault(id, None)
        lasts = step.within or timedelta()
        ended[id] = max(began[id], timedelta(days=step.day.days) + lasts) if step.day else began[id] + lasts
        for after in onward[id]:
            if place[after] > place[id] and (after not in came or ended[id] > began[after]):
                began[after], came[after] = ended[id], id
    last = max(order, key=lambda one: (ended[one], place[one]), default=None)
    way = []
    while last is not None:
        way.append(by_id[last])
        last = came[last]
    way.reverse()
    by_day = any(step.day for step in workflow.steps)
    time = max(ended.values(), default=timedelta())
    silent = sum(step.within is None and step.type != "end" for step in way)
    return Slowest(timedelta(days=time.days) if by_day else time, tuple(way), silent, by_day)


def _forward(onward: Mapping[str, list[str]], start: str) -> list[str]:
    """The steps that can be reached, each before those that it leads to, but for ways back."""
    done: list[str] = []
    seen = {start}
    trail = [(start, iter(onward[start]))]
    while trail:
        id, rest = trail[-1]
        after = next((one for one in rest if one not in seen), None)
        if after is None:
            done.append(id)
            trail.pop()
        else:
            seen.add(after)
            trail.append((after, iter(onward[after])))
    return done[::-1]

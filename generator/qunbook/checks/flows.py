"""A workflow must lead from its first step to an end: every step reached, every path ended, no way round for ever.

Somebody follows it at eleven at night with an angry member on the line; a step that leads nowhere leaves them alone
there. Add the missing `next`, branch or step of `type: end`, or take out what nothing leads to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qunbook.diagnostic import did_you_mean
from qunbook.finding import Check, Finding
from qunbook.kinds.workflow import Workflow
from qunbook.model import Loc, Playbook
from qunbook.settings import Settings
from qunbook.spots import doubles, nearest, rewrite


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for workflow in playbook.all(Workflow):
        yield from _faults(workflow)


def _faults(workflow: Workflow) -> Iterator[Finding]:
    steps = workflow.steps
    if not steps or steps[0].type == "end":
        yield Finding(workflow, ("steps",), "QB650", {"workflow": workflow.name})
        return
    named = tuple(_doubles(workflow)), tuple(_unknown(workflow))
    yield from (*named[0], *named[1])
    yield from _weak_decisions(workflow)
    if any(named):
        return  # where its arrows lead to cannot be said, and one mistake is told once
    onward = workflow.onward
    place = {step.id: at for at, step in enumerate(steps)}
    reached = _reached(steps[0].id, onward)
    for step in steps:
        if step.id not in reached:
            yield Finding(workflow, ("steps", place[step.id], "id"), "QB651", {"step": step.id})
        elif step.type in ("decision", "wait") and not onward[step.id]:
            yield Finding(workflow, ("steps", place[step.id], "id"), "QB652", {"step": step.id})
    for circle in _endless(onward):
        path = " → ".join((*circle, circle[0]))
        yield Finding(workflow, ("steps", place[circle[0]], "id"), "QB655", {"path": path})


def _doubles(workflow: Workflow) -> Iterator[Finding]:
    for at, there in doubles(workflow, "steps", "id"):
        yield Finding(workflow, ("steps", at, "id"), "QB657", {"step": workflow.steps[at].id}, (there,))


def _unknown(workflow: Workflow) -> Iterator[Finding]:
    known = [step.id for step in workflow.steps]
    for at, step in enumerate(workflow.steps):
        targets: list[tuple[Loc, str]] = [(("steps", at, "branches", label), id) for label, id in step.branches.items()]
        if step.next:
            targets.append((("steps", at, "next"), step.next))
        for loc, target in targets:
            if target not in known:
                near = nearest(target, known)
                fix = rewrite(workflow.document, loc, target, near, safe=False)
                yield Finding(workflow, loc, "QB653", {"got": target, "hint": did_you_mean(near)}, fix=fix)


def _weak_decisions(workflow: Workflow) -> Iterator[Finding]:
    for at, step in enumerate(workflow.steps):
        ways = {*step.branches.values(), *filter(None, (step.next,))}
        if step.type == "decision" and len(ways) < 2:
            yield Finding(workflow, ("steps", at), "QB654", {"step": step.id, "count": len(step.branches)})


def _reached(start: str, onward: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    seen, waiting = {start}, [start]
    while waiting:
        new = [target for target in onward[waiting.pop()] if target not in seen]
        seen.update(new)
        waiting.extend(new)
    return frozenset(seen)


def _endless(onward: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Circles that no step leaves: each of their steps has one way on."""
    told: set[str] = set()
    for start in onward:
        trail = [start]
        while len(onward[trail[-1]]) == 1 and onward[trail[-1]][0] not in trail and trail[-1] not in told:
            trail.append(onward[trail[-1]][0])
        if len(onward[trail[-1]]) == 1 and trail[-1] not in told and onward[trail[-1]][0] in trail:
            circle = tuple(trail[trail.index(onward[trail[-1]][0]) :])
            told.update(circle)
            yield circle


CHECK = Check(("QB650", "QB651", "QB652", "QB653", "QB654", "QB655", "QB657"), find)

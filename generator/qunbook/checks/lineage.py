"""A thing must not come before itself: no parent, successor, superior or prerequisite may lead back to where it began.

Trees and funnels are drawn along these lines, and a list of tasks is worked off along them; round in a circle there is
no first one. Take out the reference that points the wrong way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event, task_id
from qunbook.model import Entity, Playbook
from qunbook.settings import Settings

LINES: Mapping[str, tuple[str, ...]] = {
    "community": ("parent", "next", "extends"),
    "role": ("reports_to", "promotes_to"),
    "rule": ("supersedes",),
    "event": ("follows",),
}


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for kind, fields in LINES.items():
        entities = playbook.entities.get(kind, {})
        for field in fields:
            onward = {id: (getattr(entity, field),) for id, entity in entities.items() if getattr(entity, field)}
            for path in circles(onward):
                yield _told(entities[path[0]], (field,), path)
    for event in playbook.all(Event):
        yield from _tasks(event)


def _tasks(event: Event) -> Iterator[Finding]:
    if not any(task.needs for task in event.tasks):
        return
    places = {task_id(task, n): n for n, task in reversed([*enumerate(event.tasks)])}
    onward = {task_id(task, n): task.needs for n, task in enumerate(event.tasks)}
    for path in circles(onward):
        n = places[path[0]]
        yield _told(event, ("tasks", n, "needs", event.tasks[n].needs.index(path[1 % len(path)])), path)


def _told(entity: Entity, loc: tuple[str | int, ...], path: tuple[str, ...]) -> Finding:
    if len(path) == 1:
        return Finding(entity, loc, "QB203", {"got": path[0], "field": str(loc[0])})
    return Finding(entity, loc, "QB204", {"got": path[0], "path": " → ".join((*path, path[0])), "field": str(loc[0])})


def circles(onward: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Each circle once, from its first id in the alphabet on. Works without recursion, in time with the arrows."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    done: set[str] = set()
    for start in sorted(onward):
        trail: list[str] = []
        place: dict[str, int] = {}
        walk: list[tuple[str, int]] = [(start, 0)]
        while walk:
            here, branch = walk.pop()
            if branch == 0:
                if here in place:
                    circle = trail[place[here] :]
                    at = circle.index(min(circle))
                    found.setdefault(frozenset(circle), (*circle[at:], *circle[:at]))
                    continue
                if here in done:
                    continue
                place[here] = len(trail)
                trail.append(here)
            targets = onward.get(here, ())
            if branch < len(targets):
                walk.append((here, branch + 1))
                walk.append((targets[branch], 0))
            else:
                trail.pop()
                del place[here]
                done.add(here)
    return tuple(found.values())


CHECK = Check(("QB203", "QB204"), find)

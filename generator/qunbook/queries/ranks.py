"""Who is under whom, and what a holder may grow into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from qunbook.kinds.role import Role
from qunbook.model import Playbook


@dataclass(frozen=True)
class Tree:
    """Roles by whom they report to: `below` of each id, from `tops`. A circle is cut where it closes."""

    tops: tuple[str, ...]
    below: Mapping[str, tuple[str, ...]]


def tree_of(parents: Mapping[str, str | None]) -> Tree:
    """A tree from `{id: id above it}`, in the order of the ids given. Whoever is under nobody known is at the top."""
    below: dict[str, list[str]] = defaultdict(list)
    tops = []
    for id, above in parents.items():
        if above not in parents or above is None or _circles(parents, id):
            tops.append(id)
        else:
            below[above].append(id)
    tops.sort(key=lambda top: top not in below)  # whoever leads comes first, who stands alone last
    return Tree(tuple(tops), {id: tuple(ids) for id, ids in below.items()})


def _circles(parents: Mapping[str, str | None], id: str) -> bool:
    """Whether the way up from here comes back to here, and this is the first of its circle."""
    trail, at = [id], parents.get(id)
    while at in parents and at is not None and at not in trail:
        trail.append(at)
        at = parents[at]
    return at == id and id == min(trail)


def way_up(playbook: Playbook, role: Role) -> tuple[Role, ...]:
    """The roles that a holder may grow into, one after the other."""
    found: list[Role] = []
    at = playbook.find(Role, role.promotes_to)
    while at and at is not role and at not in found:
        found.append(at)
        at = playbook.find(Role, at.promotes_to)
    return tuple(found)

"""What the page of goals says: what the team wants, what each community does for it, and where the figures stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.kinds.campaign import Campaign
from qunbook.kinds.community import Community, Goal
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Objective
from qunbook.kinds.metric import Metric
from qunbook.kinds.plan import Plan
from qunbook.queries import Standing
from qunbook.render import diagrams
from qunbook.render.book import Book
from qunbook.render.diagrams import Line, Node
from qunbook.render.show import Show

NARROW = 6.6
"""How wide words in the tree may be, in ems: three columns of them fit a phone."""


@dataclass(frozen=True)
class Wanted:
    """An objective of the team with where its key results stand."""

    objective: Objective
    results: tuple[Standing, ...]

    @property
    def reached(self) -> int:
        return sum(one.reached is True for one in self.results)


@dataclass(frozen=True)
class Own:
    """A goal of a community and where it stands."""

    community: Community
    goal: Goal
    standing: Standing


def has_goals(book: Book) -> bool:
    return bool(book.handbook.objectives) or any(_own(book))


def wanted(book: Book) -> list[Wanted]:
    """The objectives of the handbook."""
    return [
        Wanted(one, tuple(queries.standing(book.playbook, result.metric, result.target) for result in one.key_results))
        for one in book.handbook.objectives
    ]


def _own(book: Book) -> Iterator[Own]:
    for community in book.playbook.all(Community):
        if community.status != "archived":
            for goal in community.goals:
                yield Own(community, goal, queries.standing(book.playbook, goal.metric, goal.target, community.id))


def goals(book: Book) -> dict[str, Any]:
    aims, own = wanted(book), list(_own(book))
    return {
        "objectives": aims,
        "own": own,
        "tree": lambda show: tree(show, aims, own),
        "gaps": list(_gaps(book, own)) if book.staff else [],  # others don't see all that is done
    }


# Gaps ------------------------------------------------------------------------------------------------------------


def _gaps(book: Book, own: list[Own]) -> Iterator[tuple[str, list[Community | Metric]]]:
    """What is missing between goals, figures and what is done: (what is missing, where)."""
    words = book.words
    with_goals = {one.community.id for one in own}
    without = [one for one in book.playbook.all(Community) if one.status == "active" and one.id not in with_goals]
    used = _measured(book)
    loose = [one for one in book.playbook.all(Metric) if one.status == "active" and one.id not in used]
    found: list[tuple[str, list[Community | Metric]]] = [
        (words.text("Without a goal"), [*without]),
        (words.text("A goal, but nothing is done for it"), [one.community for one in own if not one.goal.tactics]),
        (words.text("A goal that no metric measures"), [one.community for one in own if not one.goal.metric]),
        (
            words.text("A metric without a value yet"),
            [one.standing.metric for one in own if one.standing.metric and not one.standing.now],
        ),
        (words.text("Measured, but for no goal, plan or event"), [*loose]),
    ]
    yield from ((what, where) for what, where in found if where)


def _measured(book: Book) -> set[str]:
    """The metrics that something is aimed at with."""
    playbook = book.playbook
    return {
        *(result.metric for one in book.handbook.objectives for result in one.key_results),
        *(goal.metric for one in playbook.all(Community) for goal in one.goals if goal.metric),
        *(goal.metric for one in playbook.all(Plan) for goal in one.goals),
        *(measure.metric for one in playbook.all(Event) for measure in one.metrics if measure.metric),
        *(one.target.metric for one in playbook.all(Campaign)),
    }


# The tree --------------------------------------------------------------------------------------------------------


def tree(show: Show, aims: list[Wanted], own: list[Own]) -> Markup:
    """Objectives, the communities' goals with the same metric, and the metrics, from left to right."""
    words = show.book.words
    metrics = {one.metric.id: one for aim in aims for one in aim.results if one.metric}
    metrics |= {one.standing.metric.id: one.standing for one in own if one.standing.metric}
    if not metrics or len(aims) + len(own) + len(metrics) > diagrams.MOST:
        return Markup("")
    lines: list[Line] = []
    taken: set[tuple[int, str]] = set()
    for at, goal in enumerate(own):
        if goal.standing.metric:
            lines.append(Line(f"g{at}", f"m-{goal.standing.metric.id}"))
            for number, aim in enumerate(aims):
                if any(one.metric == goal.standing.metric for one in aim.results):
                    lines.append(Line(f"o{number}", f"g{at}"))
                    taken.add((number, goal.standing.metric.id))
    lines += [
        Line(f"o{number}", f"m-{one.metric.id}")
        for number, aim in enumerate(aims)
        for one in aim.results
        if one.metric and (number, one.metric.id) not in taken
    ]
    nodes = [*_objectives(show, aims), *_goals(show, own), *(_metric(show, one) for one in metrics.values())]
    columns = {node.id: {"o": 0, "g": 1, "m": 2}[node.id[0]] for node in nodes}
    title = words.text("Goals and where they stand")
    desc = words.text(
        "From left to right: objectives, goals of the communities, metrics. The lists below say the same."
    )
    return diagrams.graph("qb-goals", nodes, lines, title, desc, columns)


def _objectives(show: Show, aims: list[Wanted]) -> Iterator[Node]:
    words = show.book.words
    for number, aim in enumerate(aims):
        known = sum(one.reached is not None for one in aim.results)
        note = words.text("{n} of {all} reached", n=aim.reached, all=len(aim.results)) if known else ""
        tone = "qb-d-state-green" if known and aim.reached == len(aim.results) else "qb-d-lane-2"
        yield diagrams.node_of(
            f"o{number}", aim.objective.name, note, "task", show.to("about/") + "#objectives", tone, NARROW
        )


def _goals(show: Show, own: list[Own]) -> Iterator[Node]:
    words = show.book.words
    for at, one in enumerate(own):
        href = f"{show.to(show.book.address(one.community))}#goals"
        label = words.choice("goal_type", one.goal.type)
        tone = f"qb-d-state-{one.standing.state}"
        yield diagrams.node_of(f"g{at}", label, one.community.name, "task", href, tone, NARROW)


def _metric(show: Show, one: Standing) -> Node:
    assert one.metric
    words, unit = show.book.words, one.metric.unit
    now = words.measure(one.now.value, unit) if one.now else show.book.no_value(one.metric)
    note = f"{now} / {words.target(one.target, unit)}" if one.target else now
    href = show.to(show.book.address(one.metric))
    return diagrams.node_of(
        f"m-{one.metric.id}", one.metric.name, note, "task", href, f"qb-d-state-{one.state}", NARROW
    )

"""The drawings of the handbook: a workflow's flow, a ladder's steps, the map of the communities.

Each stands beside a list or table that says the same, so a drawing leaves out what would make it crowded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qunbook.kinds.community import Community
from qunbook.kinds.ladder import Ladder
from qunbook.kinds.role import Role
from qunbook.kinds.workflow import Step, Workflow
from qunbook.render import svg
from qunbook.render.layered import Edge, Layout, Route, Size, across, layout
from qunbook.render.show import Show

TYPE, SMALL = 15.0, 12.5
"""Sizes of type: what is done, and what is said about it."""
PER_LINE = 9.0
SPARE = 1.5
"""How much wider a label may be rather than break a word, in ems."""
PAD_X, PAD_Y = 14.0, 9.0
LANES = 6
"""How many colours there are for roles; the role's name stands in the box too."""
MOST = 80
"""A drawing of more nodes helps nobody."""


@dataclass(frozen=True)
class Node:
    """A box or a diamond: what is done in large type, what is said about it in small type above."""

    id: str
    label: tuple[str, ...]
    note: tuple[str, ...]
    shape: str
    href: str
    tone: str

    @property
    def text(self) -> Size:
        wide = max(
            [svg.width(line) * TYPE for line in self.label] + [svg.width(line) * SMALL for line in self.note]
        )  # fmt: skip
        return wide, (len(self.label) * TYPE + len(self.note) * SMALL) * svg.LINE

    @property
    def size(self) -> Size:
        """A diamond needs about twice its text's height so that the text's corners stay inside."""
        wide, high = self.text
        if self.shape == "decision":
            return wide * 1.5 + 22, high * 2 + 20 + max(0.0, high - 60) * 0.6
        return max(wide + 2 * PAD_X, 64.0), high + 2 * PAD_Y


def node_of(id: str, label: str, note: str, shape: str, href: str, tone: str, most: float = PER_LINE) -> Node:
    """A box or a diamond with its words broken into lines of at most `most` ems."""
    most = svg.room(label, most - 1 if shape == "decision" else most, SPARE)
    return Node(id, svg.wrap(label, most), svg.wrap(note, most * TYPE / SMALL) if note else (), shape, href, tone)


# Workflow --------------------------------------------------------------------------------------------------------


def workflow(show: Show, flow: Workflow) -> Markup:
    """The steps from top to bottom, each linked to its place in the list on the same page."""
    words = show.book.words
    if len(flow.steps) > MOST or not flow.steps:
        return Markup("")
    lanes = list(dict.fromkeys(step.role for step in flow.steps if step.role))

    def node(number: int, step: Step) -> Node:
        role = show.book.find(("role",), step.role) if step.role else None
        who = role.name if isinstance(role, Role) else step.role or ""
        note = f"{number} · {who}" if who else str(number)
        tone = f"qb-d-lane-{lanes.index(step.role) % LANES + 1}" if step.role else "qb-d-lane-0"
        return node_of(step.id, step.do, note, step.type, f"#step-{step.id}", tone)

    nodes = [node(number, step) for number, step in enumerate(flow.steps, 1)]
    title = words.text("How the steps follow each other: {workflow}", workflow=flow.name)
    desc = words.text("From top to bottom. The same steps stand in the list on this page.")
    return graph("qb-flow", nodes, ways(flow), title, desc)


@dataclass(frozen=True)
class Line:
    """A line of a drawing; `dashed` ones say something weaker and have no head."""

    start: str
    end: str
    label: str = ""
    dashed: bool = False


def ways(flow: Workflow) -> list[Line]:
    """What leads to what: branches, the step named next, or else the one below. Answers to one step share a line."""
    known = {step.id for step in flow.steps}
    found = []
    for number, step in enumerate(flow.steps):
        answers: dict[str, list[str]] = {}
        for answer, end in step.branches.items():
            answers.setdefault(end, []).append(answer)
        if not answers and step.type != "end":
            below = flow.steps[number + 1].id if number + 1 < len(flow.steps) else ""
            answers = {step.next or below: []}
        found += [Line(step.id, end, " / ".join(said)) for end, said in answers.items() if end in known]
    return found


# Communities -----------------------------------------------------------------------------------------------------


def communities(show: Show, found: Sequence[Community]) -> Markup:
    """Where a member goes on to, and which community belongs to which; nothing where none knows another."""
    words = show.book.words
    known = {one.id: one for one in found}
    on = [Line(one.id, one.next) for one in found if one.next in known and one.next != one.id and one.next]
    met = {frozenset((line.start, line.end)) for line in on}
    under = [
        Line(one.parent, one.id, dashed=True)
        for one in found
        if one.parent in known and one.parent and frozenset((one.parent, one.id)) not in met and one.parent != one.id
    ]
    if (not on and not under) or len(found) > MOST:
        return Markup("")

    def node(one: Community) -> Node:
        note = words.choice("community_type", one.type)
        if one.parent in known and one.parent:
            note += " · " + words.text("part of {community}", community=known[one.parent].name)
        tone = "qb-d-main" if one.type == "main" else "qb-d-lane-0"
        return node_of(one.id, one.name, note, "task", show.to(show.book.address(one)), tone)

    title = words.text("How the communities belong together")
    desc = words.text("Arrows: where members go on to. Dashed lines: what belongs to what.")
    return graph("qb-map", [node(one) for one in found], [*on, *under], title, desc)


# Both ------------------------------------------------------------------------------------------------------------


def graph(
    id: str,
    nodes: Sequence[Node],
    lines: Sequence[Line],
    title: str,
    desc: str,
    columns: Mapping[str, int] | None = None,
) -> Markup:
    """Boxes and lines from top to bottom; with `columns` (the least column of each node) from left to right."""
    labels = [svg.wrap(line.label, PER_LINE) if line.label else () for line in lines]
    edges = [Edge(line.start, line.end, _label_size(label)) for line, label in zip(lines, labels, strict=True)]
    sizes = {node.id: node.size for node in nodes}
    laid = layout(sizes, edges) if columns is None else across(sizes, edges, columns)
    head, sideways = f"{id}-head", columns is not None
    drawn = svg.drawing(
        id, laid.wide, laid.high, title, desc,
        svg.element("defs", svg.arrow_head(head)),
        svg.group(*(_line(line, route, head, sideways) for line, route in zip(lines, laid.routes, strict=True))),
        svg.group(*(_label(label, route) for label, route in zip(labels, laid.routes, strict=True))),
        *(_box(node, laid) for node in nodes),
        linked=True,
    )  # fmt: skip
    return svg.frame(drawn, laid.wide, title)


def _label_size(label: Sequence[str]) -> Size | None:
    if not label:
        return None
    return max(svg.width(line) for line in label) * SMALL + 8, len(label) * SMALL * svg.LINE + 2


def _line(line: Line, route: Route, head: str, sideways: bool) -> Markup:
    style = "qb-d-line qb-d-back" if route.back else "qb-d-line qb-d-under" if line.dashed else "qb-d-line"
    return svg.line(route.points, style, None if line.dashed else head, curved=not route.back, across=sideways)


def _label(label: Sequence[str], route: Route) -> Markup:
    size = _label_size(label)
    if size is None or route.label is None:
        return Markup("")
    (x, y), (wide, high) = route.label, size
    behind = svg.box(x, y, wide, high, 3, "qb-d-behind")
    return behind + svg.text(label, x, y - len(label) * SMALL * svg.LINE / 2, SMALL, "qb-d-answer")


def _box(node: Node, laid: Layout) -> Markup:
    (x, y), (wide, high) = laid.places[node.id], node.size
    left, right, top, bottom = x - wide / 2, x + wide / 2, y - high / 2, y + high / 2
    match node.shape:
        case "decision":
            shape = svg.polygon(((x, top), (right, y), (x, bottom), (left, y)), "qb-d-box")
        case "end":
            shape = svg.box(x, y, wide, high, min(high / 2, 22), "qb-d-box")
        case _:
            shape = svg.box(x, y, wide, high, 6, "qb-d-box") + svg.box(left + 2.5, y, 5, high - 8, 2.5, "qb-d-bar")
    start = y - node.text[1] / 2
    words = svg.text(node.note, x, start, SMALL, "qb-d-note") if node.note else Markup("")
    words += svg.text(node.label, x, start + len(node.note) * SMALL * svg.LINE, TYPE, "qb-d-name")
    return svg.link(node.href, svg.group(shape, words, class_=f"qb-d-{node.shape} {node.tone}"))


# Ladder ----------------------------------------------------------------------------------------------------------

TREAD, RISE = 84.0, 24.0


def ladder(show: Show, one: Ladder, id: str = "qb-ladder") -> Markup:
    """A step for each rung, from light to heavy: which time, what is done, for how long. `id` is unique on its page."""
    words = show.book.words
    if not one.rungs or len(one.rungs) > MOST:
        return Markup("")
    rungs = []
    for number, rung in enumerate(one.rungs, 1):
        count = (
            words.text("{n} points", n=rung.points) if rung.points is not None else words.strike(rung.strike or number)
        )
        most = (TREAD - 10) / TYPE
        rungs.append(
            (
                svg.wrap(count, (TREAD - 8) / SMALL),
                svg.wrap(words.choice("penalty", rung.action), most),
                svg.wrap(words.lasting(rung.duration), (TREAD - 8) / SMALL) if rung.duration else (),
            )
        )
    needed = max((len(when) + len(long)) * SMALL + len(act) * TYPE for when, act, long in rungs) * svg.LINE + 18
    high = needed + RISE * (len(rungs) - 1) + 4
    wide = TREAD * len(rungs) + 4
    last = len(rungs) - 1
    steps = []
    for index, (when, act, long) in enumerate(rungs):
        tall = needed + RISE * index
        x, top = 2 + TREAD * (index + 0.5), high - 2 - tall
        at = top + 9
        said = svg.text(when, x, at, SMALL, "qb-d-note")
        said += svg.text(act, x, at + len(when) * SMALL * svg.LINE, TYPE, "qb-d-name")
        if long:
            said += svg.text(long, x, at + (len(when) * SMALL + len(act) * TYPE) * svg.LINE, SMALL, "qb-d-note")
        shape = svg.box(x, top + tall / 2, TREAD - 4, tall, 5, "qb-d-box")
        steps.append(svg.group(shape, said, class_=f"qb-d-heat-{(index * 6 + last) // (2 * last) if last else 3}"))
    title = words.text("From light to heavy: {ladder}", ladder=one.name)
    desc = words.text("A step for each time. The table beside it says the same.")
    return svg.frame(svg.drawing(id, wide, high, title, desc, *steps, linked=False), wide, title)

"""Laying out a graph in rows, top to bottom: no box on another, no line through a box, the same every time.

Rows come from the longest way to a node, the order in them from the middle of each node's neighbours, and places by
moving every row as near to its neighbours as the widths allow. A line over several rows, and a label on a line, have a
place of their own in each row, so nothing can be drawn over them. What leads back up runs outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from qunbook.render.svg import Point

GAP_X, GAP_Y = 22.0, 28.0
LANE = 14.0
MARGIN = 6.0
SWEEPS = 8
LONELY = 2
"""How many nodes that nothing leads to or from stand in one row."""

Size = tuple[float, float]


@dataclass(frozen=True)
class Edge:
    """A line from one node to another; `label` is its size where it has one."""

    start: str
    end: str
    label: Size | None = None


@dataclass(frozen=True)
class Route:
    """Where a line runs, whether it leads back up, and the middle of its label."""

    points: tuple[Point, ...]
    back: bool
    label: Point | None


@dataclass(frozen=True)
class Layout:
    """Middles of the nodes, routes in the order of the edges, and the size of it all."""

    places: Mapping[str, Point]
    routes: tuple[Route, ...]
    wide: float
    high: float


@dataclass
class _Grid:
    """Rows of cells while they are being put in order. A cell is a node, or an edge's place in a row."""

    rows: list[list[object]] = field(default_factory=list)
    sizes: dict[object, Size] = field(default_factory=dict)
    above: dict[object, list[object]] = field(default_factory=dict)
    below: dict[object, list[object]] = field(default_factory=dict)

    def put(self, cell: object, row: int, size: Size) -> None:
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row].append(cell)
        self.sizes[cell] = size

    def join(self, upper: object, lower: object) -> None:
        self.below.setdefault(upper, []).append(lower)
        self.above.setdefault(lower, []).append(upper)


def layout(nodes: Mapping[str, Size], edges: Sequence[Edge], least: Mapping[str, int] = MappingProxyType({})) -> Layout:
    """Places for boxes of given sizes; nodes that come first stand first. Edges must name nodes.

    `least` names nodes that must stand no higher than in that row, from 0.
    """
    back = _back(nodes, edges)
    rows = _rows(nodes, edges, back, least)
    grid = _Grid()
    for node, size in nodes.items():
        grid.put(node, rows[node], size)
    chains = [_chain(grid, number, edge, rows, number in back) for number, edge in enumerate(edges)]
    grid.rows = [row for row in grid.rows if row]
    _order(grid)
    x = _across(grid)
    tops, y, high = _down(grid)
    wide = max((x[cell] + size[0] / 2 for cell, size in grid.sizes.items()), default=0.0)
    router = _Router(grid, x, tops, y, wide)
    routes = [
        router.route(chain, edge, number in back)
        for number, (chain, edge) in enumerate(zip(chains, edges, strict=True))
    ]
    left = min((point[0] for route in routes for point in route.points), default=MARGIN)
    right = max([wide, *(point[0] for route in routes for point in route.points)])
    shift = MARGIN - min(left, MARGIN)
    return Layout(
        {node: (x[node] + shift, y[node]) for node in nodes},
        tuple(
            Route(
                tuple((px + shift, py) for px, py in route.points),
                route.back,
                (route.label[0] + shift, route.label[1]) if route.label else None,
            )
            for route in routes
        ),
        right + shift + MARGIN,
        high,
    )


def _back(nodes: Mapping[str, Size], edges: Sequence[Edge]) -> frozenset[int]:
    """The edges that lead to where one came from, walking from the first node on."""
    leaving: dict[str, list[int]] = {node: [] for node in nodes}
    for number, edge in enumerate(edges):
        leaving[edge.start].append(number)
    seen: set[str] = set()
    found = set()
    for first in nodes:
        if first in seen:
            continue
        seen.add(first)
        way, open_ = [(first, iter(leaving[first]))], {first}
        while way:
            node, rest = way[-1]
            number = next(rest, -1)
            if number < 0:
                way.pop()
                open_.discard(node)
            elif (end := edges[number].end) in open_:
                found.add(number)
            elif end not in seen:
                seen.add(end)
                open_.add(end)
                way.append((end, iter(leaving[end])))
    return frozenset(found)


def across(nodes: Mapping[str, Size], edges: Sequence[Edge], least: Mapping[str, int]) -> Layout:
    """The same from left to right, for edges without labels: rows are columns."""
    laid = layout({node: (high, wide) for node, (wide, high) in nodes.items()}, edges, least)
    return Layout(
        {node: (y, x) for node, (x, y) in laid.places.items()},
        tuple(Route(tuple((y, x) for x, y in route.points), route.back, None) for route in laid.routes),
        laid.high,
        laid.wide,
    )


def _rows(
    nodes: Mapping[str, Size], edges: Sequence[Edge], back: frozenset[int], least: Mapping[str, int]
) -> dict[str, int]:
    """The row of each node: below all that lead to it, with a row between for a label."""
    coming = dict.fromkeys(nodes, 0)
    leaving: dict[str, list[Edge]] = {node: [] for node in nodes}
    touched = set(least)
    for number, edge in enumerate(edges):
        touched |= {edge.start, edge.end}
        if number not in back:
            coming[edge.end] += 1
            leaving[edge.start].append(edge)
    rows = {node: least.get(node, 0) for node in nodes if node in touched}
    ready = [node for node in rows if not coming[node]]
    for node in ready:  # grows while it is walked
        for edge in leaving[node]:
            rows[edge.end] = max(rows[edge.end], rows[node] + (2 if edge.label else 1))
            coming[edge.end] -= 1
            if not coming[edge.end]:
                ready.append(edge.end)
    last = max(rows.values(), default=-1) + 1
    lonely = [node for node in nodes if node not in touched]
    return rows | {node: last + index // LONELY for index, node in enumerate(lonely)}


def _chain(grid: _Grid, number: int, edge: Edge, rows: Mapping[str, int], back: bool) -> list[object]:
    """The cells through which an edge runs; one that leads back has at most its label, below its start."""
    chain: list[object] = [edge.start]
    if not back or edge.label:
        for row in range(rows[edge.start] + 1, rows[edge.start] + 2 if back else rows[edge.end]):
            cell = (number, row)
            labelled = edge.label is not None and len(chain) == 1
            grid.put(cell, row, edge.label if labelled and edge.label else (2.0, 0.0))
            chain.append(cell)
    if not back:
        chain.append(edge.end)
    for upper, lower in pairwise(chain):
        grid.join(upper, lower)
    return chain


def _order(grid: _Grid) -> None:
    """Put each row into the order of its neighbours' middles, down and up again."""
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        near = grid.above if down else grid.below
        for index in range(len(grid.rows)) if down else reversed(range(len(grid.rows))):
            at = {cell: place for row in grid.rows for place, cell in enumerate(row)}
            row = grid.rows[index]
            middle = {
                cell: sum(at[one] for one in near[cell]) / len(near[cell]) if near.get(cell) else float(at[cell])
                for cell in row
            }
            row.sort(key=lambda cell, middle=middle, at=at: (middle[cell], at[cell]))  # type: ignore[misc]


def _across(grid: _Grid) -> dict[object, float]:
    """The middle of each cell: as near to its neighbours as the widths in its row allow."""
    x: dict[object, float] = {}
    for row in grid.rows:
        total = sum(grid.sizes[cell][0] for cell in row) + GAP_X * (len(row) - 1)
        left = -total / 2
        for cell in row:
            x[cell] = left + grid.sizes[cell][0] / 2
            left += grid.sizes[cell][0] + GAP_X
    for sweep in range(SWEEPS + 1):  # the last one goes down: a step stands under the one before
        down = sweep % 2 == 0
        for row in grid.rows if down else reversed(grid.rows):
            wanted = []
            for cell in row:
                near = (grid.above if down else grid.below).get(cell) or (grid.below if down else grid.above).get(cell)
                wanted.append(sum(x[one] for one in near) / len(near) if near else x[cell])
            x |= dict(zip(row, _apart(wanted, [grid.sizes[cell][0] for cell in row]), strict=True))
    left = min((x[cell] - size[0] / 2 for cell, size in grid.sizes.items()), default=0.0) - MARGIN
    return {cell: place - left for cell, place in x.items()}


def _apart(wanted: Sequence[float], wides: Sequence[float]) -> list[float]:
    """The places nearest to those wanted (least squares) that keep order and gaps: pooled neighbours."""
    offsets, far = [], 0.0
    for index, wide in enumerate(wides):
        far += (wides[index - 1] + wide) / 2 + GAP_X if index else 0.0
        offsets.append(far)
    pools: list[tuple[float, int]] = []  # mean of (wanted - offset), how many
    for want, offset in zip(wanted, offsets, strict=True):
        mean, count = want - offset, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    means = [mean for mean, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _down(grid: _Grid) -> tuple[list[tuple[float, float]], dict[object, float], float]:
    """The top and bottom of each row, the middle of each cell, and the whole height."""
    tops, y, top = [], {}, MARGIN
    for row in grid.rows:
        high = max(grid.sizes[cell][1] for cell in row)
        tops.append((top, top + high))
        y.update(dict.fromkeys(row, top + high / 2))
        top += high + GAP_Y
    return tops, y, (tops[-1][1] if tops else 0.0) + MARGIN


class _Router:
    """Finds the lines' ways; each one that leads back takes a lane further out."""

    def __init__(
        self, grid: _Grid, x: dict[object, float], tops: list[Point], y: dict[object, float], wide: float
    ) -> None:
        self.grid, self.x, self.tops, self.y = grid, x, tops, y
        self.row = {cell: index for index, row in enumerate(grid.rows) for cell in row}
        self.left, self.right = MARGIN, wide

    def route(self, chain: list[object], edge: Edge, back: bool) -> Route:
        points: list[Point] = []
        for upper, lower in pairwise(chain):
            points += [(self.x[upper], self.bottom(upper)), (self.x[upper], self.tops[self.row[upper]][1])]
            points += [(self.x[lower], self.tops[self.row[lower]][0]), (self.x[lower], self.top(lower))]
        middle = (self.x[chain[1]], self.y[chain[1]]) if edge.label else None
        if back:
            points += [middle] if middle else []
            points += self.around(chain[-1], edge.end)
        return Route(tuple(_without_twins(points)), back, middle)

    def top(self, cell: object) -> float:
        return self.y[cell] - self.grid.sizes[cell][1] / 2

    def bottom(self, cell: object) -> float:
        return self.y[cell] + self.grid.sizes[cell][1] / 2

    def around(self, start: object, end: object) -> list[Point]:
        """From a cell out to a lane, along it, and in to another; never through what stands in their rows."""
        left = all(self.grid.rows[self.row[cell]][0] == cell for cell in (start, end)) and not all(
            self.grid.rows[self.row[cell]][-1] == cell for cell in (start, end)
        )
        if left:
            self.left -= LANE
        else:
            self.right += LANE
        lane = self.left if left else self.right
        out, into = self.side(start, left, below=True), self.side(end, left, below=False)
        if start == end:  # a step that leads to itself: out and in on the same side need two heights
            out = [(out[0][0], out[0][1] + 6), *out[1:]] if len(out) == 1 else out
        return [*out, (lane, out[-1][1]), (lane, into[-1][1]), *reversed(into)]

    def side(self, cell: object, left: bool, below: bool) -> list[Point]:
        row = self.grid.rows[self.row[cell]]
        if row[0 if left else -1] == cell:
            half = self.grid.sizes[cell][0] / 2
            return [(self.x[cell] + (-half if left else half), self.y[cell])]
        top, bottom = self.tops[self.row[cell]]
        if below:
            return [(self.x[cell], self.bottom(cell)), (self.x[cell], bottom + GAP_Y / 3)]
        return [(self.x[cell], self.top(cell)), (self.x[cell], top - GAP_Y / 3)]


def _without_twins(points: list[Point]) -> list[Point]:
    return [point for index, point in enumerate(points) if not index or point != points[index - 1]]

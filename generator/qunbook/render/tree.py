"""A tree from left to right: boxes with a name and lines below it, every line with a link of its own.

No box lies on another: each branch gets a band of its own, as high as what stands in it, and each level a column as
wide as its widest box. So three levels of Chinese names fit a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qunbook.queries import Tree
from qunbook.render import svg

NAME, LINE = 15.0, 12.5
"""Sizes of type."""
PER_NAME, PER_LINE = 7.0, 8.4
SPARE = 1.5
"""How much wider a name may be rather than break `Documentation`, in ems."""
PAD_X, PAD_Y, GAP, BETWEEN = 9.0, 7.0, 26.0, 12.0


@dataclass(frozen=True)
class Card:
    """A box: its name, where it leads, and (text, address or "") of each line below."""

    name: str
    href: str
    lines: tuple[tuple[str, str], ...] = ()
    tone: str = "qb-d-lane-0"

    @property
    def title(self) -> tuple[str, ...]:
        return svg.wrap(self.name, svg.room(self.name, PER_NAME, SPARE))

    @property
    def rows(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        return tuple((svg.wrap(text, PER_LINE), href) for text, href in self.lines)

    @property
    def wide(self) -> float:
        title = max(svg.width(line) for line in self.title) * NAME
        rows = max((svg.width(line) * LINE for lines, _ in self.rows for line in lines), default=0.0)
        return max(title, rows, 40.0) + 2 * PAD_X

    @property
    def high(self) -> float:
        rows = sum(len(lines) for lines, _ in self.rows)
        return (len(self.title) * NAME + rows * LINE) * svg.LINE + 2 * PAD_Y


@dataclass(frozen=True)
class Place:
    """Where a box stands: `x` is its left side, `y` its middle."""

    x: float
    y: float
    wide: float
    high: float


def places(tree: Tree, cards: Mapping[str, Card]) -> Mapping[str, Place]:
    """A place for every card of the tree."""
    depth = dict.fromkeys(tree.tops, 0)
    order = list(tree.tops)
    for id in order:
        for child in tree.below.get(id, ()):
            depth[child] = depth[id] + 1
            order.append(child)
    columns = [max(cards[id].wide for id in order if depth[id] == level) for level in range(max(depth.values()) + 1)]
    left = [2 + sum(columns[:level]) + GAP * level for level in range(len(columns))]
    band: dict[str, float] = {}
    for id in reversed(order):
        below = tree.below.get(id, ())
        band[id] = max(cards[id].high + BETWEEN, sum(band[child] for child in below))
    tops: dict[str, float] = {}
    at = 2.0
    for id in tree.tops:
        tops[id] = at
        at += band[id]
    for id in order:
        below = tree.below.get(id, ())
        spare = (band[id] - sum(band[child] for child in below)) / 2
        start = tops[id] + spare
        for child in below:
            tops[child] = start
            start += band[child]
    return {
        id: Place(left[depth[id]], tops[id] + band[id] / 2, columns[depth[id]], cards[id].high) for id in order
    }  # fmt: skip


def draw(id: str, tree: Tree, cards: Mapping[str, Card], title: str, desc: str) -> Markup:
    """The whole tree in its frame; nothing where there is none."""
    if not tree.tops:
        return Markup("")
    where = places(tree, cards)
    wide = max(place.x + place.wide for place in where.values()) + 2
    high = max(place.y + place.high / 2 for place in where.values()) + 4
    lines = (_line(where[above], where[child]) for above, children in tree.below.items() for child in children)
    boxes = (_box(cards[one], place) for one, place in where.items())
    drawn = svg.drawing(id, wide, high, title, desc, svg.group(*lines), *boxes, linked=True)
    return svg.frame(drawn, wide, title)


def _line(above: Place, child: Place) -> Markup:
    start, end = (above.x + above.wide, above.y), (child.x, child.y)
    middle = end[0] - GAP / 2
    if abs(start[1] - end[1]) < 0.5:
        return svg.line((start, end), "qb-d-line")
    return svg.line((start, (middle, start[1]), (middle, end[1]), end), "qb-d-line")


def _box(card: Card, place: Place) -> Markup:
    x = place.x + place.wide / 2
    top = place.y - place.high / 2
    shape = svg.box(x, place.y, place.wide, place.high, 6, "qb-d-box")
    bar = svg.box(place.x + 2.5, place.y, 5, place.high - 8, 2.5, "qb-d-bar")
    said = [_linked(card.href, card.title, x, top + PAD_Y, NAME, "qb-d-name")]
    at = top + PAD_Y + len(card.title) * NAME * svg.LINE
    for lines, href in card.rows:
        said.append(_linked(href, lines, x, at, LINE, "qb-d-note"))
        at += len(lines) * LINE * svg.LINE
    return svg.group(shape, bar, *said, class_=f"qb-d-card {card.tone}")


def _linked(href: str, lines: Sequence[str], x: float, y: float, size: float, class_: str) -> Markup:
    text = svg.text(lines, x, y, size, class_)
    return svg.link(href, text) if href else text

"""Drawing as text: how wide words are, where they break, and SVG elements that can hold any text.

Widths are counted, not measured, since a build knows no font: a Chinese sign is as wide as the type is high, and other
signs are taken as wide as they may be. So a label can have too much room, but never too little. Colours are classes:
the style sheet draws them, in light and in dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from unicodedata import category, east_asian_width

from markupsafe import Markup

from qunbook.render.markdown import plain

LINE = 1.35
"""The height of a line, in ems."""

Point = tuple[float, float]

_UNIT = re.compile(r"[A-Za-z0-9À-ɏ'’._@/&+%-]+|\s+|.", re.DOTALL)
_CLOSING = frozenset("，。、；：？！）》」』”’】〉…—,.;:?!)]}%·～")
_OPENING = frozenset("（《「『“‘【〈([{")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# Words -----------------------------------------------------------------------------------------------------------


def width(text: str) -> float:
    """How wide a text is at most, in ems."""
    return sum(_em(sign) for sign in text)


def _em(sign: str) -> float:
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if east_asian_width(sign) in "WFA":
        return 1.0
    if sign in "MWmw@%&—…":
        return 0.95
    return 0.7 if sign.isupper() else 0.33 if sign in " .,:;'il!|" else 0.6


def wrap(text: str, most: float) -> tuple[str, ...]:
    """The lines of a text, none wider than `most` ems, all about as long; at least one line.

    Latin words stay whole where they fit, and no line begins with a mark that closes or ends with one that opens.
    """
    units = tuple(_units(" ".join(_NOT_XML.sub("", text).split()), most))
    lines = _fill(units, most)
    narrow = most
    while len(lines) > 1 and (narrow := narrow - 0.5) >= most / 2:
        tried = _fill(units, narrow)
        if len(tried) > len(lines) or any(width(line) > narrow for line in tried):
            break
        lines = tried
    return lines


def room(text: str, most: float, spare: float) -> float:
    """How wide lines are best, in ems: `most`, and up to `spare` more where a word would be broken otherwise."""
    words = (width(unit) for unit in _UNIT.findall(text))
    return max(most, *(word for word in words if word <= most + spare), 0.0)


def _units(text: str, most: float) -> Iterable[str]:
    """What is not broken: words, single signs, and marks with what they belong to."""
    held = ""
    for unit in _UNIT.findall(text):
        stays = held and (unit in _CLOSING or held[-1] in _OPENING)
        if stays and width(held + unit) <= most:
            held += unit
            continue
        yield from _pieces(held, most)
        held = unit
    yield from _pieces(held, most)


def _pieces(unit: str, most: float) -> Iterable[str]:
    """A unit that is wider than a line is broken all the same."""
    piece = ""
    for sign in unit:
        if piece and width(piece + sign) > most:
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _fill(units: Iterable[str], most: float) -> tuple[str, ...]:
    lines, line = [], ""
    for unit in units:
        if line and width((line + unit).rstrip()) > most:
            lines.append(line.rstrip())
            line = ""
        line += unit.lstrip() if not line else unit
    return (*lines, line.rstrip())


# Elements --------------------------------------------------------------------------------------------------------


def number(value: float) -> str:
    """A length with at most one decimal, written in one way."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *inside: object, **attributes: object) -> Markup:
    """An element. Text and values are escaped; `class_` is `class`, `marker_end` is `marker-end`."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, float) else _clean(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    held = "".join(_clean(one) for one in inside)
    return Markup(f"<{name}{said}>{held}</{name}>" if held else f"<{name}{said}/>")  # noqa: S704 - escaped


def _clean(value: object) -> Markup:
    return plain(value if isinstance(value, Markup) else well_formed(str(value)))


def well_formed(text: str) -> str:
    """The text without the signs that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def group(*inside: object, class_: str | None = None) -> Markup:
    return element("g", *inside, class_=class_)


def link(address: str, *inside: object) -> Markup:
    return element("a", *inside, href=address)


def box(x: float, y: float, wide: float, high: float, radius: float, class_: str) -> Markup:
    """A box with round corners; `x` and `y` are its middle."""
    return element(
        "rect", x=x - wide / 2, y=y - high / 2, width=wide, height=high, rx=float(radius), class_=class_
    )  # fmt: skip


def polygon(points: Iterable[Point], class_: str) -> Markup:
    return element("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), class_=class_)


def text(lines: Iterable[str], x: float, y: float, size: float, class_: str | None = None) -> Markup:
    """Lines of text around `x`, the first of them below `y`."""
    rows = (
        element("tspan", line, x=x, y=y + (index + 0.5) * size * LINE + size * 0.36)
        for index, line in enumerate(lines)
    )  # fmt: skip
    return element("text", *rows, font_size=float(size), class_=class_)


def arrow_head(id: str) -> Markup:
    """The definition of an arrow's head; its id must be the page's only one."""
    head = element("path", d="M0 0 8 4 0 8z", class_="qb-d-head")
    return element(
        "marker", head, id=id, viewBox="0 0 8 8", refX="7.5", refY="4", markerWidth="8", markerHeight="8",
        markerUnits="userSpaceOnUse", orient="auto",
    )  # fmt: skip


def line(
    points: Iterable[Point], class_: str, head: str | None = None, curved: bool = False, across: bool = False
) -> Markup:
    """A line through points: with round corners, or (`curved`) as soft bends between two that differ in both ways.

    Bends set out downwards, or (`across`) sideways.
    """
    way = tuple(points)
    drawn = _curves(way, across) if curved else _corners(way)
    return element("path", d=drawn, class_=class_, marker_end=f"url(#{head})" if head else None)


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _curves(way: tuple[Point, ...], across: bool) -> str:
    drawn = f"M{_at(way[0])}"
    for (x, y), (to_x, to_y) in pairwise(way):
        out, into = ((x + to_x) / 2, y), ((x + to_x) / 2, to_y)
        if not across:
            out, into = (x, (y + to_y) / 2), (to_x, (y + to_y) / 2)
        straight = abs(x - to_x) < 0.05 or abs(y - to_y) < 0.05
        drawn += f"L{_at((to_x, to_y))}" if straight else f"C{_at(out)} {_at(into)} {_at((to_x, to_y))}"
    return drawn


def _corners(way: tuple[Point, ...], radius: float = 7) -> str:
    drawn = f"M{_at(way[0])}"
    for before, corner, after in zip(way, way[1:], way[2:], strict=False):
        drawn += f"L{_at(_towards(corner, before, radius))}Q{_at(corner)} {_at(_towards(corner, after, radius))}"
    return f"{drawn}L{_at(way[-1])}"


def _towards(start: Point, end: Point, far: float) -> Point:
    """The point that lies `far` from `start` on the way to `end`, or half-way if that is nearer."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    share = min(far / length, 0.5) if length else 0.0
    return start[0] + dx * share, start[1] + dy * share


def drawing(id: str, wide: float, high: float, title: str, desc: str, *inside: object, linked: bool) -> Markup:
    """The whole picture. With links in it, it is a group of them; without, it is one image.

    It shrinks with the page until its smallest type would be too small to read; then its frame scrolls.
    """
    return element(
        "svg",
        element("title", title, id=f"{id}-title"),
        element("desc", desc, id=f"{id}-desc"),
        *inside,
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {number(wide)} {number(high)}",
        width=number(wide), height=number(high), style=f"min-width:{number(wide * SMALLEST)}px",
        role="group" if linked else "img", aria_labelledby=f"{id}-title", aria_describedby=f"{id}-desc", class_="qb-d",
    )  # fmt: skip


SMALLEST = 0.78
PHONE = 296
"""The width that a phone of 360 px has for a picture."""


def frame(svg: Markup, wide: float, title: str) -> Markup:
    """The picture's frame; one that scrolls on a phone can be reached by keyboard. Not searched, since the list is."""
    if wide * SMALLEST <= PHONE:
        return element("div", svg, class_="qb-diagram", data_search_exclude="")
    return element(
        "div", svg, class_="qb-diagram", data_search_exclude="", tabindex="0", role="region", aria_label=title
    )  # fmt: skip

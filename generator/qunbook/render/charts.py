"""Charts as inline SVG, drawn when the site is built: lines over time, radars, bars and the heat map of a year.

Pure functions of values and words. Colours, and with them dark mode, come from classes in `theme/assets/qunbook.css`.
Each chart is one line of HTML, which Python-Markdown leaves alone, and `Markup("")` where there is nothing to draw: the
table that stands beside every chart says it all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, cos, floor, isfinite, log10, pi, sin
from typing import NamedTuple

from markupsafe import Markup

from qunbook.render.markdown import plain

WIDTH = 360.0
"""The width of a chart in its own units: about the pixels of a phone, so that letters keep their size there."""

FONT = 11.0
FURTHEST = 1e12
POINTS = 240
DOTS = 40
BARS = 40
LINES = 5
CORNERS = 12

Side = str
"""Which side of a level is the bad one: "above", "below", or "" for none."""


class Point(NamedTuple):
    day: date
    value: float
    text: str


class Series(NamedTuple):
    """A line: the values of the whole or of one community. `name` is "" where it is the only one."""

    name: str
    points: tuple[Point, ...]


class Level(NamedTuple):
    """A line across: `tone` is target, amber or red; `bad` is the side that is coloured."""

    tone: str
    value: float
    text: str
    bad: Side = ""


class Axis(NamedTuple):
    """A corner of a radar: its score, and the one before, from 0 to 5."""

    label: str
    score: float
    before: float | None = None


class Bar(NamedTuple):
    label: str
    value: float
    text: str
    href: str = ""
    tone: str = ""


# Words and shapes ------------------------------------------------------------------------------------------------


def width(text: str, size: float = FONT) -> float:
    """About how wide a text will be: Chinese letters are as wide as high, Latin ones a little over half."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" or sign in "%@MWmw" else 0.6 for sign in text)


def fit(text: str, room: float, size: float = FONT) -> str:
    """The text, shortened with `…` to what the room holds."""
    if width(text, size) <= room:
        return text
    while text and width(text, size) + size > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _n(value: float) -> str:
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )


def _said(text: object) -> Markup:
    """Any value as text that is well-formed in SVG too, where control characters are not."""
    return plain("".join(sign for sign in str(text) if sign.isprintable() or sign in " \t\n"))


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> Markup:
    return Markup('<text x="{}" y="{}"{}{}>{}</text>').format(
        _n(x), _n(y), Markup(' class="{}"').format(kind) if kind else "",
        Markup(' text-anchor="{}"').format(anchor) if anchor != "start" else "", _said(text),
    )  # fmt: skip


def _rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(_n(x1), _n(y1), _n(x2), _n(y2), kind)


def _box(x: float, y: float, wide: float, high: float, kind: str, radius: float = 0) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}"{} class="{}"/>').format(
        _n(x), _n(y), _n(wide), _n(high), Markup(' rx="{}"').format(_n(radius)) if radius else "", kind
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _link(href: str, label: str, inside: Markup) -> Markup:
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(_said(href), _said(label), inside) if href else inside


@dataclass(frozen=True)
class Words:
    """What a chart is called and says to those who don't see it. `id` is unique on its page."""

    id: str
    title: str
    desc: str


def _svg(kind: str, words: Words, wide: float, high: float, parts: Sequence[Markup], links: bool = False) -> Markup:
    # An image has no links inside, so a chart with links is a group.
    return Markup(
        '<svg class="qb-chart qb-chart-{kind}" viewBox="0 0 {wide} {high}" role="{role}"'
        ' aria-labelledby="{id}-title" aria-describedby="{id}-desc"><title id="{id}-title">{title}</title>'
        '<desc id="{id}-desc">{desc}</desc>{parts}</svg>'
    ).format(
        kind=kind, wide=_n(wide), high=_n(high), role="group" if links else "img", id=words.id,
        title=_said(words.title), desc=_said(words.desc), parts=Markup("").join(parts),
    )  # fmt: skip


def _held(value: float) -> float:
    return max(-FURTHEST, min(FURTHEST, value))


# Lines over time -------------------------------------------------------------------------------------------------


def scale(low: float, high: float, most: int = 4) -> tuple[float, ...]:
    """Round numbers, the first at or below `low` and the last at or above `high`.

    >>> scale(352, 420)
    (340.0, 360.0, 380.0, 400.0, 420.0)
    """
    if high - low <= 1e-9 * max(1.0, abs(high), abs(low)):
        spread = max(abs(high) * 0.1, 1.0)
        low, high = max(0.0, low - spread) if low >= 0 else low - spread, high + spread
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 5, 10, 20) if power * n >= rough * 0.999)
    return tuple(float(f"{n * step:.12g}") for n in range(floor(low / step), ceil(high / step) + 1))


@dataclass(frozen=True)
class Frame:
    """The plot inside a chart: where days and values stand."""

    left: float
    top: float
    right: float
    bottom: float
    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        days = (self.last - self.first).days
        share = (day - self.first).days / days if days else 0.5
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        share = (_held(value) - self.low) / (self.high - self.low)
        return self.bottom - max(0.0, min(1.0, share)) * (self.bottom - self.top)


def _thin(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Of very many values those that shape the line: the lowest and highest of each stretch."""
    if len(points) <= POINTS:
        return points
    size = ceil(len(points) / (POINTS // 2 - 1))
    kept = {0, len(points) - 1}
    for start in range(0, len(points), size):
        stretch = range(start, min(start + size, len(points)))
        kept |= {min(stretch, key=lambda n: points[n].value), max(stretch, key=lambda n: points[n].value)}
    return tuple(points[n] for n in sorted(kept))


def _drawable(series: Sequence[Series]) -> tuple[Series, ...]:
    kept = (Series(one.name, _thin(tuple(p for p in one.points if isfinite(p.value)))) for one in series)
    return tuple(one for one in kept if one.points)[:LINES]


def line(
    words: Words,
    series: Sequence[Series],
    levels: Sequence[Level],
    day: Callable[[date], str],
    say: Callable[[float], str],
) -> Markup:
    """Values over time with the levels that matter; a single series has its first, last, least and most named."""
    shown = _drawable(series)
    if not shown:
        return Markup("")
    levels = [one for one in levels if isfinite(one.value)]
    points = [point for one in shown for point in one.points]
    values = [*(_held(one.value) for one in points), *(_held(one.value) for one in levels)]
    ticks = scale(min(values), max(values))
    left = max(18.0, min(72.0, max(width(say(tick)) for tick in ticks))) + 8
    right = max((min(96.0, width(one.text)) for one in levels), default=6.0) + 10
    days = [point.day for point in points]
    frame = Frame(left, 16, WIDTH - right, 170, min(days), max(days), ticks[0], ticks[-1])
    parts = [*_zones(frame, levels), *_grid(frame, ticks, day, say), *_levels(frame, levels)]
    for number, one in enumerate(shown):
        parts.extend(_curve(frame, one, number, day))
    if len(shown) == 1:
        parts.extend(_named(frame, shown[0].points))
    return _svg("line", words, WIDTH, 196, parts)


def _zones(frame: Frame, levels: Sequence[Level]) -> Iterator[Markup]:
    """The bad side of amber and of red: amber first, since red lies on it."""
    for one in sorted((one for one in levels if one.bad and one.tone in ("amber", "red")), key=lambda one: one.tone):
        at = frame.y(one.value)
        top, bottom = (frame.top, at) if one.bad == "above" else (at, frame.bottom)
        yield _box(frame.left, top, frame.right - frame.left, bottom - top, f"qb-zone-{one.tone}")


def _grid(
    frame: Frame, ticks: Sequence[float], day: Callable[[date], str], say: Callable[[float], str]
) -> Iterator[Markup]:
    for tick in ticks:
        at = frame.y(tick)
        yield _rule(frame.left, at, frame.right, at, "qb-grid")
        yield _text(frame.left - 6, at + 4, fit(say(tick), frame.left - 8), "", "end")
    free = 0.0
    for named in _days(frame):
        text, x = day(named), frame.x(named)
        half = width(text) / 2
        x = max(half + 1, min(WIDTH - half - 1, x))
        if x - half >= free:
            yield _text(x, frame.bottom + 18, text, "", "middle")
            free = x + half + 8


def _days(frame: Frame) -> list[date]:
    """The days that the axis names: the first and the last, and the middle where there is room."""
    span = (frame.last - frame.first).days
    if not span:
        return [frame.first]
    return [frame.first, frame.first + timedelta(days=span // 2), frame.last] if span > 1 else [frame.first, frame.last]


def _levels(frame: Frame, levels: Sequence[Level]) -> Iterator[Markup]:
    """The lines across with their names at the end, pushed apart where they would touch."""
    order = sorted(levels, key=lambda one: (frame.y(one.value), one.tone))
    ends = spread([frame.y(one.value) + 4 for one in order], 13, 11, frame.bottom + 4)
    for one, end in zip(order, ends, strict=True):
        at = frame.y(one.value)
        yield _rule(frame.left, at, frame.right, at, f"qb-level qb-level-{one.tone}")
        yield _text(frame.right + 6, end, fit(one.text, WIDTH - frame.right - 6), f"qb-says-{one.tone}")


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places in their order, each at least `gap` from the next, as near as they can be to where they were."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + gap if found else low))
    limit = high
    for n in range(len(found) - 1, -1, -1):
        found[n] = max(low, min(found[n], limit))
        limit = found[n] - gap
    return found


def _curve(frame: Frame, one: Series, number: int, day: Callable[[date], str]) -> Iterator[Markup]:
    places = [(frame.x(point.day), frame.y(point.value)) for point in one.points]
    if len(places) > 1:
        yield Markup('<polyline points="{}" class="qb-curve qb-curve-{}"/>').format(_path(places), number)
    if len(places) <= DOTS:
        for (x, y), point in zip(places, one.points, strict=True):
            tip = " ".join(part for part in (one.name, day(point.day), point.text) if part)
            yield Markup('<circle cx="{}" cy="{}" r="2.6" class="qb-dot qb-dot-{}"><title>{}</title></circle>').format(
                _n(x), _n(y), number, _said(tip)
            )


def _named(frame: Frame, points: Sequence[Point]) -> Iterator[Markup]:
    """The words beside the last, the highest, the lowest and the first value, where they don't cover each other."""
    by_value = sorted(range(len(points)), key=lambda n: points[n].value)
    taken: list[tuple[float, float, float, float]] = []
    for n in dict.fromkeys((len(points) - 1, by_value[-1], by_value[0], 0)):
        x, y = frame.x(points[n].day), frame.y(points[n].value)
        half = width(points[n].text) / 2
        at = max(frame.left + half + 2, min(frame.right - half, x))
        lower = n == by_value[0] and n != by_value[-1]
        for base in (y + 14, y - 7) if lower else (y - 7, y + 14):
            box = (at - half, base - 10, at + half, base + 2)
            if box[1] >= 0 and box[3] <= frame.bottom + 4 and not any(_touch(box, other) for other in taken):
                taken.append(box)
                yield _text(at, base, points[n].text, "qb-named", "middle")
                break


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def spark(values: Sequence[float], title: str, tone: str = "") -> Markup:
    """A line as high as a word, for a table's cell: the way of the values, without a scale."""
    found = [_held(value) for value in values if isfinite(value)]
    if len(found) > POINTS:
        found = found[-POINTS:]
    if len(found) < 2:
        return Markup("")
    low, high = min(found), max(found)
    wide, top, bottom = 96.0, 4.0, 20.0
    step = (wide - 8) / (len(found) - 1)
    share = [(value - low) / (high - low) if high > low else 0.5 for value in found]
    places = [(4 + n * step, bottom - one * (bottom - top)) for n, one in enumerate(share)]
    return Markup(
        '<svg class="qb-chart qb-spark" viewBox="0 0 96 24" role="img" aria-label="{}"><polyline points="{}"'
        ' class="qb-curve qb-curve-0"/><circle cx="{}" cy="{}" r="3" class="qb-dot qb-light-{}"/></svg>'
    ).format(_said(title), _path(places), _n(places[-1][0]), _n(places[-1][1]), tone or "none")


# Radar -----------------------------------------------------------------------------------------------------------


def radar(words: Words, axes: Sequence[Axis]) -> Markup:
    """Scores from 0 to 5 as a shape with a corner each; the scores of the time before as a thin outline."""
    axes = [one for one in axes if isfinite(one.score)]
    if not 3 <= len(axes) <= CORNERS:
        return Markup("")
    high, reach = 240.0, 82.0
    named = max(width(f"{one.label} {one.score:g}", 12) for one in axes)
    wide = max(300.0, min(440.0, 2 * (reach + 9 + named)))
    middle = (wide / 2, high / 2)

    def place(n: int, score: float) -> tuple[float, float]:
        turn = 2 * pi * n / len(axes) - pi / 2
        far = reach * max(0.0, min(5.0, score)) / 5
        return middle[0] + far * cos(turn), middle[1] + far * sin(turn)

    def shape(scores: Sequence[tuple[int, float]], kind: str) -> Markup:
        points = _path([place(n, score) for n, score in scores])
        return Markup('<polygon points="{}" class="{}"/>').format(points, kind)

    parts = [shape([(n, ring) for n in range(len(axes))], "qb-grid") for ring in range(1, 6)]
    parts += [_rule(*middle, *place(n, 5), "qb-grid") for n in range(len(axes))]
    parts.append(shape([(n, one.score) for n, one in enumerate(axes)], "qb-now"))
    before = [(n, one.before) for n, one in enumerate(axes) if one.before is not None and isfinite(one.before)]
    if len(before) >= 3:
        parts.append(shape(before, "qb-before"))
    for n, one in enumerate(axes):
        x, y = place(n, one.score)
        parts.append(Markup('<circle cx="{}" cy="{}" r="3" class="qb-dot qb-dot-0"/>').format(_n(x), _n(y)))
        parts.append(_corner(place(n, 5), middle, wide, fit(f"{one.score:g}", 30, 12), one.label))
    return _svg("radar", words, wide, high, parts)


def _corner(tip: tuple[float, float], middle: tuple[float, float], wide: float, score: str, label: str) -> Markup:
    side = tip[0] - middle[0]
    anchor = "middle" if abs(side) < 5 else "start" if side > 0 else "end"
    x = tip[0] + (0 if anchor == "middle" else 7 if anchor == "start" else -7)
    room = wide - 4 if anchor == "middle" else wide - x - 2 if anchor == "start" else x - 2
    below = tip[1] - middle[1]
    y = tip[1] + (4 if abs(below) < 5 else 15 if below > 0 and anchor == "middle" else 10 if below > 0 else -7)
    named = f"{fit(label, room - width(' ' + score, 12), 12)} {score}"
    return _text(x, y, named, "qb-corner", anchor)


# Bars ------------------------------------------------------------------------------------------------------------


def bars(words: Words, rows: Sequence[Bar], limit: Bar | None = None, full: float = 0.0) -> Markup:
    """A bar each with its name above it; `limit` is a line across all of them, named below. At most `BARS` rows.

    The longest bar is as long as there is room; with `full` none is longer than its share of that.
    """
    rows = [one for one in rows if isfinite(one.value)][:BARS]
    if not rows:
        return Markup("")
    values = [0.0, full, *(_held(one.value) for one in rows), *([_held(limit.value)] if limit else [])]
    low, high = min(values), max(values)
    left, right, step = 1.0, WIDTH - 1, 36.0

    def x(value: float) -> float:
        return left + (_held(value) - low) / ((high - low) or 1) * (right - left)

    parts: list[Markup] = []
    bottom = 4 + step * len(rows)
    for n, one in enumerate(rows):
        top = 4 + n * step
        ends = sorted((x(0), x(one.value)))
        parts.append(_box(left, top + 16, right - left, 11, "qb-track", 2))
        if ends[1] > ends[0]:
            parts.append(_box(ends[0], top + 16, ends[1] - ends[0], 11, f"qb-bar qb-bar-{one.tone or 'plain'}", 2))
        value = fit(one.text, 170, 12)
        label = fit(one.label, right - left - width(value, 12) - 12, 12)
        parts.append(_link(one.href, one.label, _text(left, top + 11, label, "qb-label")))
        parts.append(_text(right, top + 11, value, "qb-value", "end"))
    if limit:
        at = max(left, min(right, x(limit.value)))
        text = fit(limit.text, WIDTH - 4)
        half = width(text) / 2
        parts += [_rule(at, 4 + 14 + n * step, at, 4 + 29 + n * step, "qb-limit") for n in range(len(rows))]
        parts.append(_text(max(half + 1, min(WIDTH - half - 1, at)), bottom + 9, text, "qb-says-red", "middle"))
    high_end = bottom + (16 if limit else 0)
    return _svg("bars", words, WIDTH, high_end, parts, links=any(one.href for one in rows))


# A strip ---------------------------------------------------------------------------------------------------------

SQUARES = 24


def strip(words: Words, cells: Sequence[tuple[str, str]], ends: tuple[str, str]) -> Markup:
    """A square each for what was to appear, as (tone, what it was); `ends` name the first and the last. The newest."""
    cells = cells[-SQUARES:]
    if not cells:
        return Markup("")
    step = 15.0
    parts = [
        Markup('<rect x="{}" y="2" width="13" height="13" rx="2" class="qb-cell-{}"><title>{}</title></rect>').format(
            _n(1 + n * step), tone, _said(tip)
        )
        for n, (tone, tip) in enumerate(cells)
    ]
    wide = max(2 + step * len(cells), width(ends[0]) + width(ends[1]) + 16)
    parts.append(_text(1, 28, ends[0]))
    if len(cells) > 1:
        parts.append(_text(wide - 1, 28, ends[1], "", "end"))
    return _svg("strip", words, wide, 32, parts)


# A year ----------------------------------------------------------------------------------------------------------


def warmth(count: int, most: int) -> int:
    """0 for an empty day, then 1 to 4: the colour of a day on which `count` things happen, `most` at most."""
    return 0 if count <= 0 else min(4, max(1, ceil(4 * count / most)))


def heat(
    words: Words,
    first: date,
    last: date,
    counts: Mapping[date, int],
    months: Sequence[tuple[date, str, str]],
    weekdays: Sequence[str],
    tell: Callable[[date, int], str],
) -> Markup:
    """The days from `first` to `last`, a week a column; `months` are (first day, name, address or "")."""
    cell, step, top = 12.0, 14.0, 20.0
    left = max(width(name) for name in weekdays) + 6
    begin = first - timedelta(days=first.weekday())
    columns = (last - begin).days // 7 + 1
    most = max(counts.values(), default=0)
    parts = [_text(0, top + n * step + 10, weekdays[n]) for n in (0, 2, 4, 6)]
    named = [(left + step * ((day - begin).days // 7 + (day.weekday() > 0)), name, href) for day, name, href in months]
    ends = [*(x for x, _, _ in named[1:]), left + step * columns]
    for (x, name, href), end in zip(named, ends, strict=True):
        if shown := fit(name, end - x - 4) if end - x > FONT * 2 else "":
            parts.append(_link(href, name, _text(x, 11, shown, "qb-label" if href else "")))
    empty = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        x, y = left + step * ((day - begin).days // 7), top + step * day.weekday()
        if level := warmth(counts.get(day, 0), most):
            parts.append(Markup(
                '<rect x="{}" y="{}" width="12" height="12" rx="2" class="qb-heat-{}"><title>{}</title></rect>'
            ).format(_n(x), _n(y), level, _said(tell(day, counts[day]))))  # fmt: skip
        else:
            empty.append(f"M{_n(x)} {_n(y)}h{_n(cell)}v{_n(cell)}h-{_n(cell)}z")
    parts.append(Markup('<path d="{}" class="qb-heat-0"/>').format("".join(empty)) if empty else Markup(""))
    wide = max(left + step * columns, max((x + width(name) for x, name, _ in named), default=0.0))
    return _svg("heat", words, wide, top + step * 7, parts, links=any(href for _, _, href in months))


def figure(chart: Markup, legend: Sequence[tuple[str, str]] = (), note: str | Markup = "") -> Markup:
    """A chart on a page, which a search skips, with (class of a line, what it stands for) and a note below."""
    if not chart:
        return Markup("")
    key = Markup("").join(
        Markup(
            '<span class="qb-key"><svg class="qb-chart" viewBox="0 0 24 8" aria-hidden="true">'
            '<line x1="0" y1="4" x2="24" y2="4" class="{}"/></svg> {}</span> '
        ).format(kind, _said(text))
        for kind, text in legend
    )
    said = (key + plain(note)) if note else key
    caption = Markup("<figcaption>{}</figcaption>").format(said) if said else Markup("")
    return Markup('<figure class="qb-figure-chart" data-search-exclude>{}{}</figure>').format(chart, caption)

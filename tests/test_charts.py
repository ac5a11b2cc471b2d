"""Charts: well-formed, inside their view box, points where they belong, and nothing of an author's text is markup."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunbook.enums import ENUMS
from qunbook.fields import Target
from qunbook.render import charts
from qunbook.render.page_data import bad_side

TOLD = charts.Words("c", "Members", "From 1 to 3")
FIRST = date(2026, 1, 1)
HOSTILE = '<script>x()</script> & "]]>`~\x07'


def series(*values: float, name: str = "", gap: int = 10) -> charts.Series:
    return charts.Series(
        name,
        tuple(charts.Point(FIRST + timedelta(days=n * gap), value, f"{value:g}") for n, value in enumerate(values)),
    )


def line(*all_series: charts.Series, levels=()) -> str:
    return str(charts.line(TOLD, all_series, levels, lambda day: f"{day:%m-%d}", lambda value: f"{value:g}"))


def tree(drawn: object) -> ET.Element:
    return ET.fromstring(str(drawn))


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def assert_inside(drawn: object) -> None:
    """Every point, box and text lies in the view box; texts by the width that charts reckon with."""
    root = tree(drawn)
    _, _, wide, high = numbers(root.get("viewBox"))
    for one in root.iter():
        at = {
            name: float(value)
            for name, value in one.attrib.items()
            if name in ("x", "y", "width", "height", "cx", "cy", "x1", "x2", "y1", "y2")
        }
        spots = []
        if one.tag == "text":
            size = charts.width("".join(one.itertext()))
            left = at["x"] - {"end": size, "middle": size / 2}.get(one.get("text-anchor"), 0)
            spots = [(left, at["y"]), (left + size, at["y"])]
        elif one.tag == "rect":
            spots = [(at["x"], at["y"]), (at["x"] + at["width"], at["y"] + at["height"])]
            assert at["width"] >= 0
            assert at["height"] >= 0
        elif one.tag == "circle":
            spots = [(at["cx"], at["cy"])]
        elif one.tag == "line":
            spots = [(at["x1"], at["y1"]), (at["x2"], at["y2"])]
        elif one.get("points"):
            spots = [tuple(numbers(pair)) for pair in one.get("points").split()]
        for x, y in spots:
            assert -0.2 <= x <= wide + 0.2, ET.tostring(one)
            assert -0.2 <= y <= high + 0.2, ET.tostring(one)


# Lines -----------------------------------------------------------------------------------------------------------


def test_points_stand_where_they_are_worked_out_by_hand():
    """0, 5 and 10 on three days at equal distances: left below, middle, right above, on a scale from 0 to 10."""
    root = tree(line(series(0, 5, 10)))
    dots = [(float(one.get("cx")), float(one.get("cy"))) for one in root.iter("circle")]
    # The scale is 0, 5, 10; its widest tick leaves 18 + 8 on the left, no level leaves 6 + 10 on the right.
    assert dots == [(26, 170), (185, 93), (344, 16)]
    assert root.find("polyline").get("points") == "26,170 185,93 344,16"


def test_time_is_to_scale():
    days = (FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=10))
    one = charts.Series("", tuple(charts.Point(day, 1, "1") for day in days))
    xs = [float(dot.get("cx")) for dot in tree(line(one)).iter("circle")]
    assert (xs[1] - xs[0]) * 9 == pytest.approx(xs[2] - xs[1], abs=1)


def test_the_first_last_lowest_and_highest_are_named():
    named = {one.text for one in tree(line(series(30, 10, 50, 40))).iter("text") if one.get("class") == "qb-named"}
    assert named == {"30", "10", "50", "40"}


@pytest.mark.parametrize(
    ("direction", "op", "side"),
    [("up", "", "below"), ("down", "", "above"), ("up", ">=", "above"), ("down", "<", "below"), ("up", "=", "")],
)
def test_the_bad_side_is_where_the_light_is_red(direction, op, side):
    assert bad_side(SimpleNamespace(direction=direction), Target(op, 3, "")) == side


def test_a_zone_lies_on_its_bad_side():
    """Better is more: red lies under the red line. Better is less: above it."""
    for bad in ("below", "above"):
        root = tree(line(series(0, 10), levels=[charts.Level("red", 5, "red", bad)]))
        zone = next(one for one in root.iter("rect") if one.get("class") == "qb-zone-red")
        at = next(float(one.get("y1")) for one in root.iter("line") if "qb-level-red" in one.get("class"))
        assert at == 93
        top, bottom = float(zone.get("y")), float(zone.get("y")) + float(zone.get("height"))
        assert (top, bottom) == ((93, 170) if bad == "below" else (16, 93))


def test_one_value_is_a_dot_without_a_line():
    root = tree(line(series(7)))
    assert len(list(root.iter("circle"))) == 1
    assert root.find("polyline") is None


def test_no_value_is_no_chart():
    assert line() == line(series()) == line(series(float("nan"), float("inf"))) == ""
    assert charts.figure(charts.Markup("")) == ""
    assert charts.spark([3], "") == ""


@pytest.mark.parametrize("values", [(4, 4, 4), (0, 0), (-5, -1, -3), (-1, 1), (1e300, -1e300), (1e-300, 2e-300)])
def test_odd_values_are_drawn_inside(values):
    assert_inside(line(series(*values)))
    assert_inside(charts.spark(values, "x"))


def test_the_same_in_the_same_out():
    levels = [charts.Level("target", 4, "t"), charts.Level("amber", 4, "a", "below")]
    assert line(series(1, 2, 3), levels=levels) == line(series(1, 2, 3), levels=levels)


def test_very_many_values_are_thinned_to_what_shapes_the_line():
    root = tree(line(series(*[n % 7 for n in range(3000)], 99, gap=1)))
    assert len(root.find("polyline").get("points").split()) <= charts.POINTS + 2
    assert "99" in {one.text for one in root.iter("text")}


def test_words_are_data():
    """What an author writes is text in every chart, well-formed and short enough."""
    told = charts.Words("c", HOSTILE, HOSTILE)
    long = HOSTILE * 5
    say = [
        charts.line(
            told, [charts.Series(long, series(1, 2).points)], [charts.Level("red", 1, long, "below")],
            lambda _: HOSTILE, lambda _: long,
        ),
        charts.radar(told, [charts.Axis(long, n) for n in (1, 2, 3, 4, 5)]),
        charts.bars(told, [charts.Bar(long, 3, long, '"><b>', "over")], charts.Bar("", 2, long)),
        charts.heat(told, FIRST, FIRST + timedelta(days=364), {FIRST: 1}, [(FIRST, "x", "#m")], ["一"] * 7, lambda *_: long),
    ]  # fmt: skip
    for drawn in say:
        assert "<script" not in drawn
        assert "\n" not in drawn
        assert_inside(drawn)
    assert "<script" not in charts.figure(say[0], [("qb-now", HOSTILE)], HOSTILE)


# The others ------------------------------------------------------------------------------------------------------


def test_a_radar_has_its_corners_where_they_are_worked_out_by_hand():
    """Four axes: up, right, down, left of (150, 120), 82 long at five points."""
    drawn = charts.radar(
        TOLD, [charts.Axis("a", 5, 1), charts.Axis("b", 2.5, 1), charts.Axis("c", 0, 1), charts.Axis("d", 5, 1)]
    )
    shapes = {one.get("class"): one.get("points") for one in tree(drawn).iter("polygon")}
    assert shapes["qb-now"] == "150,38 191,120 150,120 68,120"
    assert shapes["qb-before"] == "150,103.6 166.4,120 150,136.4 133.6,120"


def test_the_corners_of_a_radar_are_named_whole_in_english():
    """Words of our own list are never cut: English ones are four times as long as Chinese ones."""
    drawn = charts.radar(TOLD, [charts.Axis(en, 4) for _, en in ENUMS["element"].values()])
    assert [en for _, en in ENUMS["element"].values() if f">{en} 4<" not in drawn] == []


def test_two_scores_are_no_radar():
    assert charts.radar(TOLD, [charts.Axis("a", 1), charts.Axis("b", 2)]) == ""


def test_bars_are_as_long_as_their_values():
    drawn = charts.bars(TOLD, [charts.Bar("a", 10, "10", "../a/"), charts.Bar("b", 5, "5")], charts.Bar("", 20, "20"))
    root = tree(drawn)
    assert [float(one.get("width")) for one in root.iter("rect") if "qb-bar" in one.get("class")] == [179, 89.5]
    assert root.get("role") == "group", "an image has no links inside"
    assert [one.get("href") for one in root.iter("a")] == ["../a/"]
    assert_inside(drawn)


def test_a_full_bar_is_as_long_as_it_is_said_to_be():
    """Three fifths of the way are three fifths of the bar, though no other is longer."""
    (drawn,) = [
        one
        for one in tree(charts.bars(TOLD, [charts.Bar("a", 60, "60%")], full=100)).iter("rect")
        if "qb-bar" in one.get("class")
    ]
    assert float(drawn.get("width")) == pytest.approx(358 * 0.6, abs=0.1)


def test_a_strip_has_a_square_for_each_issue():
    drawn = charts.strip(TOLD, [("there", HOSTILE), ("missed", "b")] * 20, ("June", "July"))
    squares = [one.get("class") for one in tree(drawn).iter("rect")]
    assert squares == ["qb-cell-there", "qb-cell-missed"] * (charts.SQUARES // 2)
    assert_inside(drawn)
    assert charts.strip(TOLD, [], ("", "")) == ""


def test_a_year_has_a_square_for_each_day_in_its_column():
    """2026-01-01 is a Thursday of the first column, 2026-01-05 the Monday of the second."""
    counts = {date(2026, 1, 1): 4, date(2026, 1, 5): 1}
    drawn = charts.heat(
        TOLD, FIRST, date(2026, 12, 31), counts, [(FIRST, "1月", "#m2026-01")], list("一二三四五六日"), lambda day, n: f"{day} {n}"
    )  # fmt: skip
    root = tree(drawn)
    squares = [(one.get("class"), float(one.get("x")), float(one.get("y"))) for one in root.iter("rect")]
    assert squares == [("qb-heat-4", 17, 62), ("qb-heat-1", 31, 20)]
    assert root.find("path").get("d").count("M") == 363
    assert_inside(drawn)


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (2, 2), (4, 4), (9, 4)])
def test_warmth(count, level):
    assert charts.warmth(count, 4) == level


# Anything --------------------------------------------------------------------------------------------------------

VALUES = st.floats(allow_nan=True, allow_infinity=True)
ROWS = st.lists(st.tuples(st.dates(), VALUES, st.text(max_size=12)), max_size=60)
TONES = st.lists(
    st.tuples(st.sampled_from(["target", "amber", "red"]), VALUES, st.sampled_from(["above", "below", ""])), max_size=4
)


@given(rows=ROWS, more=ROWS, tones=TONES, words=st.text(max_size=30))
def test_any_series_is_drawn_inside(rows, more, tones, words):
    made = [
        charts.Series(words, tuple(charts.Point(*row) for row in sorted(some, key=lambda row: row[0])))
        for some in (rows, more)
    ]
    drawn = charts.line(
        charts.Words("c", words, words), made, [charts.Level(tone, value, words, bad) for tone, value, bad in tones],
        str, lambda value: f"{value:g}{words}",
    )  # fmt: skip
    if drawn:
        assert_inside(drawn)


@given(
    rows=st.lists(st.tuples(st.text(max_size=50), VALUES), max_size=14),
    limit=VALUES.filter(lambda value: value == value),
)
def test_any_bars_and_radars_are_drawn_inside(rows, limit):
    for drawn in (
        charts.bars(TOLD, [charts.Bar(label, value, label) for label, value in rows], charts.Bar("", limit, "limit")),
        charts.radar(TOLD, [charts.Axis(label, value, value) for label, value in rows]),
    ):
        if drawn:
            assert_inside(drawn)


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_a_scale_holds_its_values(one, other):
    low, high = sorted((one, other))
    ticks = charts.scale(low, high)
    assert 2 <= len(ticks) <= 8
    near = 1e-9 * max(1, abs(low), abs(high))
    assert ticks[0] <= low + near
    assert ticks[-1] >= high - near

"""Pages that belong to no single thing: what they work out, whom they are for, and that nothing is drawn askew."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from qunbook import catalogue, pipeline, queries
from qunbook.artifact import View
from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.page import Party
from qunbook.render import page_growth, page_health, pictures, svg
from qunbook.render.book import Book
from qunbook.render.show import Show
from qunbook.settings import Settings

TODAY = date(2026, 11, 20)
SVG = re.compile(r"<svg .*?</svg>")
SPACE = "{http://www.w3.org/2000/svg}"


def files(edition: str, root: Path = ROOT, day: date = TODAY) -> dict[str, str]:
    loaded = pipeline.load(root)
    settings = Settings(day, loaded.handbook.language)
    found = pipeline.check(loaded, settings)
    made = pipeline.render(loaded, settings, edition, found)
    return {one.path: one.data.decode() for one in made if one.path.endswith(".md")}


@pytest.fixture(scope="module")
def staff():
    return files("staff")


@pytest.fixture(scope="module")
def member():
    return files("member")


def drawings(page: str) -> list[ET.Element]:
    return [ET.fromstring(found) for found in SVG.findall(page) if 'class="qb-d"' in found]


def rows(page: str, anchor: str) -> list[str]:
    """The rows of the first table below a heading, as text."""
    part = page.partition(f"{{#{anchor}}}")[2].partition("</table>")[0]
    return [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", part)][1:]


# Drawings --------------------------------------------------------------------------------------------------------

DRAWN = {
    "goals.md": 1, "campaigns/index.md": 1, "incentives/index.md": 1, "pages/business-map.md": 1,
}  # fmt: skip


@pytest.mark.parametrize("path", DRAWN)
def test_labels_are_inside_and_not_over_each_other(staff, path):
    """By the widths that the drawing reckons with, no line of text leaves the picture or touches another one."""
    found = drawings(staff[path])
    assert len(found) == DRAWN[path]
    for drawn in found:
        assert_apart(drawn)


def assert_apart(drawn: ET.Element) -> None:
    _, _, wide, high = map(float, drawn.get("viewBox").split())
    boxes = []
    for text in drawn.iter(f"{SPACE}text"):
        size = float(text.get("font-size"))
        for line in text:
            half, x, y = svg.width(line.text or "") * size / 2, float(line.get("x")), float(line.get("y"))
            boxes.append((x - half, y - size * 0.86, x + half, y + size * 0.14, line.text))
    assert boxes
    for left, top, right, bottom, said in boxes:
        assert left >= 0, said
        assert top >= 0, said
        assert right <= wide, said
        assert bottom <= high, said
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 0.5 or other[3] <= one[1] + 0.5
            assert apart, (one[4], other[4])


def test_every_drawing_says_what_it_is_and_links_where_it_leads(staff):
    for path in DRAWN:
        for drawn in drawings(staff[path]):
            assert drawn.find(f"{SPACE}title").text
            assert drawn.find(f"{SPACE}desc").text
            assert all(link.get("href").startswith("../") for link in drawn.iter(f"{SPACE}a"))
            assert list(drawn.iter(f"{SPACE}a"))


# Goals -----------------------------------------------------------------------------------------------------------


def test_the_tree_leads_from_what_is_wanted_to_what_is_measured(staff):
    """Ten metrics, four goals and four objectives of the example, each in a column of its own."""
    (drawn,) = drawings(staff["goals.md"])
    nodes = [link.get("href") for link in drawn.iter(f"{SPACE}a")]
    assert sum(href == "../about/#objectives" for href in nodes) == 4
    assert sum(href.endswith("#goals") for href in nodes) == 4
    assert sum(href.startswith("../metrics/") for href in nodes) == 10
    lines = [path for path in drawn.iter(f"{SPACE}path") if path.get("class", "").startswith("qb-d-line")]
    assert len(lines) == 14  # ten key results, four of them by way of a goal


def test_gaps_are_told_to_those_who_see_everything(staff, member):
    """Members do not see campaigns: to them a goal would look as if nothing were done for it."""
    assert "成都分舵" in staff["goals.md"].partition("{#gaps}")[2]
    assert "{#gaps}" not in member["goals.md"]
    assert "weekly-active-rate" not in member["goals.md"]


# Content ---------------------------------------------------------------------------------------------------------


def column(repeat: str, *days: str, since: str | None = None) -> Column:
    published = [{"date": day, "title": day} for day in days]
    return Column.model_validate(
        {
            "name": "x", "community": "main", "owner": "host", "topic": "life", "form": "text", "repeat": repeat,
            "published": published, "since": since,
        }
    )  # fmt: skip


def test_issues_are_there_missed_or_still_to_come():
    """A weekly column on Fridays: one late by two days counts for its Friday, one Friday was missed."""
    one = column("weekly fri", "2026-10-30", "2026-11-08")
    told = [
        (issue.day.isoformat(), bool(issue.piece), issue.missed)
        for issue in queries.issues(one, TODAY, date(2026, 11, 27))
    ]
    assert told == [
        ("2026-10-30", True, False), ("2026-11-06", True, False), ("2026-11-13", False, True), ("2026-11-20", False, False),
        ("2026-11-27", False, False),
    ]  # fmt: skip


def test_a_column_that_has_listed_nothing_begins_with_its_first_day():
    assert [issue.day for issue in queries.issues(column("weekly fri", since="2026-11-12"), TODAY, TODAY)] == [
        date(2026, 11, 13), date(2026, 11, 20),
    ]  # fmt: skip
    assert queries.issues(column("weekly fri"), TODAY, TODAY) == ()


def test_two_pieces_for_one_day_are_both_told():
    one = column("weekly fri", "2026-11-13", "2026-11-15")
    assert [(issue.day.day, issue.piece.title) for issue in queries.issues(one, TODAY, date(2026, 11, 19))] == [
        (13, "2026-11-13"), (15, "2026-11-15"),
    ]  # fmt: skip


def test_the_month_shows_what_was_missed(member):
    """页友书房 appears on the fifteenth and has not since October."""
    page = member["columns/index.md"]
    cell = page.partition('<td data-day="2026-11-15">')[2].partition("</td>")[0]
    assert re.search(r'<a [^>]+>页友书房</a> <span class="qb-badge qb-red">断更', cell)
    assert "妈妈问我读这个有什么用" in page
    assert "最近 6 期，断了 2 期" in page


# Growth ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun", "now", "target", "direction", "way"),
    [
        (380, 404, 420, "up", 60), (28, 18, 30, "up", 0), (61, 55, 60, "up", 0), (10, 7, 4, "down", 50), (10, 3, 4, "down", 100),
        (50, 50, 50, "up", 100), (0, 0, 10, "up", 0),
    ],
)  # fmt: skip
def test_how_much_of_the_way_is_done(begun, now, target, direction, way):
    """Never backwards: a value that has fallen below where it began has done nothing, even from beyond the target."""
    assert page_growth.progress(begun, now, target, direction) == pytest.approx(way)


def test_the_funnel_follows_where_members_go_on_to():
    loaded = pipeline.load(ROOT)
    ways = page_growth.funnels(Book(View(loaded.playbook, Settings(TODAY), "staff")))
    assert [[stage.community.id for stage in way] for way in ways] == [["leadin", "newcomer", "main", "camp"]]
    assert [(metric.id, figure.value) for metric, figure, _ in ways[0][0].figures] == [("join-conversion", 21)]


def test_members_see_no_campaign_and_no_plan(member, staff):
    assert {"campaigns/index.md", "plans/index.md", "actions.md", "practices.md", "health.md"} <= set(staff)
    assert not {
        "campaigns/index.md",
        "plans/index.md",
        "actions.md",
        "practices.md",
        "health.md",
        "help/index.md",
    } & set(member)


def test_every_method_has_its_guide():
    from qunbook.enums import ENUMS
    from qunbook.render.words import Words

    for language in ("zh", "en"):
        assert page_growth.method_guide(Words(language, 2026)).keys() == ENUMS["campaign_method"].keys()


# Reviews ---------------------------------------------------------------------------------------------------------


def test_the_board_has_every_action_once(staff):
    page = staff["actions.md"]
    lanes = re.findall(r'qb-badge qb-\w+">([^<]+)</span> (\d+)</h2>', page)
    assert lanes == [("逾期", "2"), ("未开始", "1"), ("进行中", "1"), ("已完成", "5"), ("已放弃", "1")]


def test_what_is_open_at_the_end_of_a_month_adds_up(staff):
    told = [tuple(map(int, re.findall(r"\s(\d+)\s", f" {row} ")[-3:])) for row in rows(staff["trends.md"], "actions")]
    still = 0
    for agreed, closed, open_ in reversed(told):
        still += agreed - closed
        assert still == open_


# Health ----------------------------------------------------------------------------------------------------------


def test_health_tells_every_open_diagnostic_with_its_help(staff):
    """Each of them with a link to its code; every such link leads to a heading that is there."""
    loaded = pipeline.load(ROOT)
    found = pipeline.check(loaded, Settings(TODAY))
    links = re.findall(r"\.\./help/([a-z-]+)/#(qb\d+)", staff["health.md"])
    assert sorted(code for _, code in links) == sorted(one.code.lower() for one in found)
    for band, code in links:
        assert f"{{#{code}}}" in staff[f"help/{band}.md"]


def test_help_explains_every_code(staff):
    told = [
        code for path, page in staff.items() if path.startswith("help/") for code in re.findall(r"\{#(qb\d+)\}", page)
    ]
    assert sorted(told) == [code.lower() for code in catalogue.codes()]
    assert all(f">{code}</a>" in staff["help/index.md"] for code in catalogue.codes())


def test_help_in_english_keeps_the_shape_of_its_examples():
    """Their words are Chinese: an English reader sees the keys, ids and dates."""
    page = files("staff", ROOT / "tests" / "golden")["help/governance.md"]
    assert "name: …&#10;owner: host&#10;duties: […]&#10;reviewed: 2026-11-01" in page
    assert not re.search("[一-鿿]", page)


def test_diagnostics_never_get_to_a_renderer_of_the_members():
    """Even when they are handed in: they quote what only staff may see."""
    loaded = pipeline.load(ROOT)
    settings = Settings(TODAY)
    found = pipeline.check(loaded, settings)
    assert found
    assert list(pipeline.render(loaded, settings, "member", found)) == list(pipeline.render(loaded, settings, "member"))


def test_text_of_ours_marks_its_code():
    assert page_health.coded("say `<b>` so") == "say <code>&lt;b&gt;</code> so"
    assert page_health.coded("one ` only <") == "one &#96; only &lt;"


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(
    str.strip
)


@cache
def show() -> Show:
    return Show(Book(View(pipeline.load(ROOT).playbook, Settings(TODAY), "staff")), "../")


@given(st.lists(st.tuples(NAMES, NAMES, NAMES), min_size=1, max_size=5), st.data())
def test_any_parties_are_drawn_apart(rows, data):
    """Whatever parties are called, and however much they give."""
    ids = st.lists(st.sampled_from(["main", "camp", "leadin"]), unique=True)
    parties = [
        Party(party=party, gives=gives, gets=gets, stage="acquire", communities=data.draw(ids))
        for party, gives, gets in rows
    ]
    assert_apart(ET.fromstring(SVG.search(str(pictures.business_map(show(), parties)))[0]))


@given(st.lists(st.tuples(NAMES, st.none() | NAMES), min_size=2, max_size=5))
def test_any_tiers_are_drawn_apart(rows):
    tiers = tuple(
        SimpleNamespace(id=f"t{n}", name=name, enter=enter, benefits=("x",) * n) for n, (name, enter) in enumerate(rows)
    )
    main = show().book.playbook.get(Community, "main")
    assert_apart(ET.fromstring(SVG.search(str(pictures.tiers(show(), main.model_copy(update={"tiers": tiers}))))[0]))


@given(st.lists(NAMES, min_size=2, max_size=6))
def test_any_funnel_is_drawn_apart(names):
    main = show().book.playbook.get(Community, "main")
    stages = [pictures.Stage(main.model_copy(update={"name": name}), ()) for name in names]
    assert_apart(ET.fromstring(SVG.search(str(pictures.funnel(show(), stages)))[0]))


def test_nothing_to_draw_is_no_drawing():
    assert pictures.business_map(show(), ()) == ""
    assert pictures.funnel(show(), []) == ""

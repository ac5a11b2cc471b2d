"""Drawings: well-formed, nothing over anything else, everything in them, the same every time."""

from __future__ import annotations

import re
from itertools import combinations
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checked import TODAY, playbook
from conftest import ROOT
from qunbook import pipeline, queries
from qunbook.artifact import View
from qunbook.kinds.handbook import Handbook
from qunbook.kinds.workflow import Workflow
from qunbook.render import diagrams, svg, tree
from qunbook.render.layered import Edge, layout
from qunbook.render.pages import RENDERER
from qunbook.settings import Settings
from test_pages import rendered

DRAWING = re.compile(r'<div class="qb-diagram".*?</svg></div>', re.DOTALL)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def example():
    return rendered(ROOT)


@st.composite
def graphs(draw):
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    side = st.integers(10, 180).map(float)
    nodes = {name: (draw(side), draw(side)) for name in names}
    ends = st.tuples(st.sampled_from(names), st.sampled_from(names))
    label = st.none() | st.tuples(side, side)
    pairs = draw(st.lists(ends, max_size=18, unique=True))
    return nodes, [Edge(start, end, draw(label)) for start, end in pairs]


def apart(one, other) -> bool:
    (x, y), (wide, high) = one
    (to_x, to_y), (to_wide, to_high) = other
    return abs(x - to_x) >= (wide + to_wide) / 2 - 0.01 or abs(y - to_y) >= (high + to_high) / 2 - 0.01


@given(graphs())
def test_nothing_stands_on_anything(graph):
    """No box or label lies on another, all of them lie inside, and each line begins and ends at its boxes."""
    nodes, edges = graph
    laid = layout(nodes, edges)
    boxes = [(laid.places[name], size) for name, size in nodes.items()]
    boxes += [(route.label, edge.label) for route, edge in zip(laid.routes, edges, strict=True) if edge.label]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    for (x, y), (wide, high) in boxes:
        assert wide / 2 <= x <= laid.wide - wide / 2
        assert high / 2 <= y <= laid.high - high / 2
    for route, edge in zip(laid.routes, edges, strict=True):
        for (x, y), name in ((route.points[0], edge.start), (route.points[-1], edge.end)):
            (at_x, at_y), (wide, high) = laid.places[name], nodes[name]
            assert abs(x - at_x) <= wide / 2 + 0.01
            assert abs(y - at_y) <= high / 2 + 6.01
        assert all(-0.01 <= x <= laid.wide for x, _ in route.points)


@given(graphs())
def test_the_same_graph_has_the_same_layout(graph):
    assert layout(*graph) == layout(*graph)


@given(st.text(), st.integers(2, 12).map(float))
def test_wrapping_loses_nothing_and_is_never_too_wide(text, most):
    """Every sign that XML can hold is still there, in order, and each line fits."""
    lines = svg.wrap(text, most)
    assert all(svg.width(line) <= most for line in lines)
    kept = svg._NOT_XML.sub("", text)
    assert "".join("".join(lines).split()) == "".join(kept.split())


def test_marks_do_not_begin_a_line():
    for most in range(4, 12):
        lines = svg.wrap("登记申诉，回一句“收到”，暂停加重处理（三天）。", most)
        assert not [line for line in lines if line[0] in "，。”）" or line[-1] in "“（"]


@given(st.text())
def test_any_text_is_well_formed(text):
    drawn = svg.drawing("x", 10, 10, text, text, svg.text(svg.wrap(text, 9), 1, 1, 15, text), linked=False)
    assert ET.fromstring(drawn).tag == f"{SVG}svg"


def test_every_workflow_is_drawn_whole(example):
    """Each step is a link to its place on the page, each way a line; ids are there once."""
    for flow in pipeline.load(ROOT).playbook.all(Workflow):
        page = example[f"workflows/{flow.id}.md"]
        drawn = ET.fromstring(DRAWING.search(page)[0].replace(' data-search-exclude=""', ""))
        assert [link.get("href") for link in drawn.iter(f"{SVG}a")] == [f"#step-{step.id}" for step in flow.steps]
        assert len([path for path in drawn.iter(f"{SVG}path") if path.get("class", "").startswith("qb-d-line")]) == len(
            diagrams.ways(flow)
        )
        assert all(f'id="step-{step.id}"' in page for step in flow.steps)
        told = "".join("".join(link.itertext()) for link in drawn.iter(f"{SVG}a"))
        assert all("".join(step.do.split()) in "".join(told.split()) for step in flow.steps)
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_ladders_and_the_map_are_drawn(example):
    pages = [page for path, page in example.items() if path.startswith("ladders/") and path != "ladders/index.md"]
    for page in [*pages, example["communities/index.md"]]:
        assert ET.fromstring(DRAWING.search(page)[0]) is not None
        assert DRAWING.search(page).end() != len(page)


def test_ways_follow_the_list():
    """Answers that lead to one step share a line; an end leads nowhere; what is unknown is not drawn."""

    def step(id, type="task", next=None, **branches):
        return SimpleNamespace(id=id, type=type, next=next, branches=branches)

    flow = SimpleNamespace(
        steps=(step("a"), step("b", "decision", yes="a", no="c", never="c"), step("c", "end"), step("d", next="x"))
    )
    assert [(way.start, way.end, way.label) for way in diagrams.ways(flow)] == [
        ("a", "b", ""), ("b", "a", "yes"), ("b", "c", "no / never"),
    ]  # fmt: skip


def test_the_same_bytes(example):
    again = rendered(ROOT)
    drawn = {path: DRAWING.findall(page) for path, page in example.items()}
    assert drawn == {path: DRAWING.findall(page) for path, page in again.items()}


NAMES = st.text("群管理员对外与危机联络人 AbMw，。（）", min_size=1, max_size=40)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(NAMES, st.lists(NAMES, max_size=4)), min_size=1),
    st.randoms(),
)
def test_no_box_of_a_tree_lies_on_another(cards, chance):
    """However long the names, boxes are apart, to the right of whom they are under, and inside the picture."""
    ids = list(cards)
    forest = queries.tree_of({id: chance.choice([None, *ids]) for id in ids})
    shown = {id: tree.Card(name, "x/", tuple((line, "y/") for line in lines)) for id, (name, lines) in cards.items()}
    where = tree.places(forest, shown)
    assert set(where) == set(ids)
    spans = {id: ((place.x + place.wide / 2, place.y), (place.wide, place.high)) for id, place in where.items()}
    assert all(apart(one, other) for one, other in combinations(spans.values(), 2))
    assert all(place.y - place.high / 2 >= 0 and place.x >= 0 for place in where.values())
    for above, children in forest.below.items():
        assert all(where[child].x >= where[above].x + where[above].wide for child in children)
    drawn = ET.fromstring(
        DRAWING.search(str(tree.draw("t", forest, shown, "t", "d")))[0].replace(' data-search-exclude=""', "")
    )
    told = "".join("".join(text.itertext()) for text in drawn.iter(f"{SVG}text"))
    assert all("".join(line.split()) in "".join(told.split()) for card in shown.values() for line in (card.name,))


def test_the_chart_of_the_team_names_everybody_and_links_them(example):
    """Each role and each of its holders is a link in the picture and in the list below it."""
    page = example["team/chart.md"]
    drawn = ET.fromstring(DRAWING.search(page)[0].replace(' data-search-exclude=""', ""))
    links = {link.get("href") for link in drawn.iter(f"{SVG}a")}
    below = set(re.findall(r'href="([^"]+)"', page[DRAWING.search(page).end() :]))
    playbook = pipeline.load(ROOT).playbook
    day = playbook.one(Handbook).as_of
    wanted = {f"../../roles/{role.id}/" for role in queries.active_roles(playbook)}
    for role in queries.active_roles(playbook):
        wanted |= {f"../../people/{one.id}/" for one in queries.holders_on(playbook, role, day)}
    assert wanted == links
    assert wanted <= below


def test_a_role_of_five_hundred_is_a_small_box():
    """The first three are named, the others counted; the full name of forty signs is there."""
    people = "".join(f"=== people/p{n}.md\n---\nname: 页友{n}\n---\n" for n in range(500))
    held = ", ".join(f"p{n}" for n in range(500))
    name = "负责把四十个字写满看看会不会撑破图框的那个角色" * 2
    book = playbook(f"{people}=== roles/host.md\n---\nname: {name[:40]}\nduties: [主持]\nholders: [{held}]\n---\n")
    view = View(book, Settings(TODAY), "staff")
    page = next(one for one in RENDERER.render(view) if one.path == "team/chart.md").data.decode()
    drawn = DRAWING.search(page)[0]
    assert len(re.findall(r"/people/p\d+/", drawn)) == 3
    assert "还有 497 人" in drawn

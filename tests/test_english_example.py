"""The English example is whole, and has the faults that its page `about-this-example` lists, and no others."""

from __future__ import annotations

import re
from datetime import date

import pytest

from conftest import ROOT
from qunbook import pipeline, queries, skeleton
from qunbook.diagnostic import Severity
from qunbook.kinds import KINDS
from qunbook.kinds.metric import Metric
from qunbook.render import tree
from qunbook.render.diagrams import node_of
from qunbook.settings import Settings
from qunbook.write import write_new

EXAMPLE = ROOT / "generator/qunbook/skeleton/example/en"
TODAY = date(2026, 10, 16)
ENGLISH = Settings(TODAY, "en")
PLANTED = [
    ("QB420", "events/gauge-day.md"),
    ("QB430", "events/maintainers-call.md"),
    ("QB602", "roles/docs-steward.md"),
    ("QB604", "roles/security-lead.md"),
    ("QB620", "rules/one-topic.md"),
    ("QB667", "metrics/first-response.md"),
    ("QB672", "retros/gauge-day/2026-09-26.md"),
    ("QB680", "columns/gauge-of-the-week.md"),
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    home = tmp_path_factory.mktemp("english")
    write_new(skeleton.repository("en", TODAY, example=True), home)
    return pipeline.load(home)


def test_exactly_what_was_planted(loaded):
    """Each planted fault is a warning where it was planted, and nothing else is said."""
    told = pipeline.check(loaded, ENGLISH)
    assert sorted((one.code, one.path.removeprefix("content/")) for one in told) == PLANTED
    assert {one.severity for one in told} == {Severity.WARNING}


def test_its_page_lists_what_was_planted():
    page = (EXAMPLE / "pages" / "about-this-example.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| (QB\d+) \|", page, re.MULTILINE)) == [code for code, _ in PLANTED]


def test_the_clash_is_one_of_winter_only(loaded):
    """Kept in UTC and in Berlin, the two meetings collide from the first one after the clocks went back."""
    (clash,) = (one for one in pipeline.check(loaded, ENGLISH) if one.code == "QB430")
    assert clash.args["dates"][0] == "2026-11-04"


def test_every_kind_and_a_body_worth_reading(loaded):
    assert [kind.name for kind in KINDS if not loaded.playbook.entities.get(kind.name)] == []
    short = [one.path for one in loaded.playbook.everything() if len(one.body.split()) < 12]
    assert short == []


def test_an_evening_counts_for_its_own_community(loaded):
    """Berlin's goal is measured by Berlin's evenings, not by what took place last anywhere."""
    roti = loaded.playbook.find(Metric, "roti")
    newest = {place: queries.latest(loaded.playbook, roti, place) for place in ("berlin", "porch", None)}
    assert {place: figure.value for place, figure in newest.items()} == {"berlin": 4.6, "porch": 4.0, None: 4.0}


@pytest.mark.parametrize("name", ["Documentation steward", "participation"])
def test_english_words_in_drawings_are_not_broken(name):
    assert {word for line in tree.Card(name, "").title for word in line.split()} == set(name.split())
    assert {word for line in node_of("a", name, "", "task", "", "", 7).label for word in line.split()} == set(
        name.split()
    )


@pytest.fixture(scope="module")
def pages(loaded):
    return {one.path: one.data.decode("utf-8") for one in pipeline.render(loaded, ENGLISH, "member") if is_text(one)}


def test_agendas_are_on_the_handbooks_own_clock(pages):
    """An event kept in UTC or in New York stands between those of Berlin where a reader in Berlin looks for it."""
    agenda = re.findall(r'class="qb-clock">([^<]+)</span> <a [^>]+>([^<]+)<', pages["index.md"])
    assert agenda == [("16:00", "Release day"), ("18:00", "Office hours"), ("19:00", "Maintainers&#39; call")]
    later = re.findall(r'class="qb-clock">([^<]+)</span> <a [^>]+>First-patch hour<', pages["calendar/index.md"])
    assert set(later) == {"17:30", "18:30"}  # the first of them between Europe's change of clocks and America's


def test_a_page_says_both_clocks(pages):
    """The event's own, and when that is at home: an hour earlier while only Europe has changed its clocks."""
    page = pages["events/first-patch-hour.md"]
    assert [
        said in page for said in ("Thu 29 Oct 12:30", '–14:00 <span class="qb-note">New York, 17:30 in Berlin')
    ] == [True] * 2
    assert " in Berlin<" not in pages["events/office-hours.md"]


@pytest.mark.parametrize("edition", ["member", "staff"])
def test_it_renders_in_english(loaded, edition):
    """Both editions; and no word in Chinese has come in from a template or a list of values."""
    files = {one.path: one.data.decode("utf-8") for one in pipeline.render(loaded, ENGLISH, edition) if is_text(one)}
    assert len(files) > 120
    wide = ("help/reading.md", "help/front-matter.md")  # they show the full-width signs that are wrong
    ours = {path: text for path, text in files.items() if path not in wide}
    assert {path: found for path, text in ours.items() if (found := re.findall("[一-鿿，。：；（）]+", text))} == {}


def is_text(artifact):
    return artifact.path.endswith((".md", ".ics"))

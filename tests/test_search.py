"""The search worker answers a committed set of questions over the example handbook."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from conftest import ROOT, missing

QUERIES = ROOT / "tests" / "search" / "queries.txt"
WORKER = ROOT / "generator" / "qunbook" / "theme" / "assets" / "search.js"


def cases() -> list[tuple[str, set[str]]]:
    lines = [line.split("|") for line in QUERIES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [(query.strip(), set(pages.split())) for query, pages in lines]


@pytest.fixture(scope="module")
def answers(built_site) -> list[list[str]]:
    if not shutil.which("node"):
        missing("Node.js")
    done = subprocess.run(
        [
            "node",
            ROOT / "tests" / "search" / "first.js",
            WORKER,
            built_site / "member" / "search" / "search_index.json",
        ],
        input="\n".join(query for query, _ in cases()),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [[place.split("#")[0].rstrip("/") for place in places] for places in json.loads(done.stdout)]


def test_there_are_enough_questions():
    """At least sixty questions, none twice."""
    queries = [query for query, _ in cases()]
    assert len(queries) == len(set(queries)) >= 60


def test_first_hit_is_right(answers):
    """The first page found is a right answer for 95 in 100 questions."""
    wrong = [
        (query, found)
        for (query, right), found in zip(cases(), answers, strict=True)
        if not found or found[0] not in right
    ]
    assert len(wrong) <= 0.05 * len(answers), wrong


def test_nothing_is_never_the_answer(answers):
    """No question that has an answer in the handbook finds nothing."""
    assert not [query for (query, _), found in zip(cases(), answers, strict=True) if not found]


def test_pages_name_our_worker(built_site):
    """Material still names its search worker where we replace it."""
    page = (built_site / "member" / "index.html").read_text("utf-8")
    assert '"search": "assets/search.js"' in page
    assert "workers/search." not in page

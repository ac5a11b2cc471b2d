"""The search answers committed sets of questions over the example handbook, in Node and in Material's dialog."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT, missing

QUERIES = ROOT / "tests" / "search"
WORKER = ROOT / "generator" / "qunbook" / "theme" / "assets" / "search.js"

Case = tuple[str, set[str]]


def cases(name: str) -> list[Case]:
    text = (QUERIES / f"{name}.txt").read_text("utf-8")
    lines = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    return [(query.strip(), set(pages.split())) for query, pages in lines]


def sections(site: Path, edition: str = "member") -> list[dict]:
    return json.loads((site / edition / "search" / "search_index.json").read_text("utf-8"))["docs"]


@pytest.fixture(scope="module")
def found(built_site):
    """What the worker finds for questions over the members' index: the pages, the best first."""
    if not shutil.which("node"):
        missing("Node.js")

    def ask(queries: list[str]) -> list[list[str]]:
        done = subprocess.run(
            ["node", QUERIES / "ask.js", WORKER, built_site / "member" / "search" / "search_index.json"],
            input="\n".join(queries), capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
        return [[place.split("#")[0].rstrip("/") for place in places] for places in json.loads(done.stdout)["first"]]

    return ask


def wrong(found, cases: list[Case]) -> list[tuple[str, list[str]]]:
    answers = found([query for query, _ in cases])
    return [(query, got) for (query, right), got in zip(cases, answers, strict=True) if not got or got[0] not in right]


def test_there_are_enough_questions():
    """At least sixty questions in each set, none twice."""
    queries = [query for query, _ in cases("queries")]
    assert len(queries) == len(set(queries)) >= 60
    unseen = {query for query, _ in cases("unseen")}
    assert len(unseen) >= 60
    assert not unseen & set(queries)


def test_first_hit_is_right(found):
    """The first page found is a right answer for 95 in 100 questions."""
    missed = wrong(found, cases("queries"))
    assert len(missed) <= 0.05 * len(cases("queries")), missed


def test_first_hit_is_right_for_questions_that_nobody_tuned_for(found):
    """For a second set, on which the worker was never tried while it was written, in 9 of 10."""
    missed = wrong(found, cases("unseen"))
    assert len(missed) <= 0.1 * len(cases("unseen")), missed


def test_what_is_called_so_comes_first(found, built_site):
    """Every title, alias and id finds its own page first, be it a mere list: nobody asks by name for something else."""
    named: dict[str, set[str]] = {}
    for section in sections(built_site):
        if "#" not in section["location"] and section["location"]:
            for name in (section["title"], *section.get("tags", ())):
                named.setdefault(name, set()).add(section["location"].rstrip("/"))
    assert len(named) > 250
    assert wrong(found, list(named.items())) == []


def test_nothing_is_never_the_answer(found):
    """No question that has an answer in the handbook finds nothing."""
    queries = [query for name in ("queries", "unseen") for query, _ in cases(name)]
    assert not [query for query, got in zip(queries, found(queries), strict=True) if not got]


@pytest.mark.parametrize("query", ["", " ", "？！", "<b>", "\\", "𠮷", "a" * 5000, "的", "zzzqqqxxx"])
def test_odd_questions_are_harmless(found, query):
    """Nothing to look for, markup, rare characters, a whole page pasted: an answer, or none, and no error."""
    assert isinstance(found([query or "\u200b"]), list)


def test_the_index_holds_nothing_twice(built_site):
    """No markup, other names only where a page begins, one entry a place; what is archived is out."""
    index = sections(built_site)
    assert len({section["location"] for section in index}) == len(index)
    assert not [section["location"] for section in index if "<" in section["text"]]
    assert not [section["location"] for section in index if section.get("tags") and "#" in section["location"]]
    pages = {section["location"].split("#")[0] for section in index}
    assert not {page for page in pages if page.startswith(("runs/", "retros/"))}
    assert "calendar/past/" not in pages


def test_pages_name_our_worker(built_site):
    """Material still names its search worker where we replace it."""
    page = (built_site / "member" / "index.html").read_text("utf-8")
    assert '"search": "assets/search.js"' in page
    assert "workers/search." not in page


# In a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture
def dialog(chromium, address):
    """A member's page with the search open."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(f"{address}/member/rules/")
    tab.keyboard.press("/")  # Material's key for it
    tab.wait_for_function("document.activeElement.matches('.md-search__input')")
    yield tab
    tab.close()


FIRST = ".md-search-result__item .md-search-result__link"


def first(tab) -> str:
    tab.locator(FIRST).first.wait_for(timeout=15000)
    return tab.locator(FIRST).first.get_attribute("href").split("?")[0]


@pytest.mark.slow
def test_typing_finds_and_marks(dialog):
    """The words that were asked for are marked in the answer's title and text, and nothing else is."""
    dialog.keyboard.type("截图外传")
    assert first(dialog).endswith("/member/rules/keep-private/")
    marks = dialog.locator(f"{FIRST} mark").all_inner_texts()
    assert marks
    assert all(mark in "截图外传" for mark in marks)


@pytest.mark.slow
def test_an_input_method_finds_when_it_is_done(dialog):
    """Pinyin that is still being composed is no question; the text that comes of it is, without another key."""
    method = dialog.context.new_cdp_session(dialog)
    for composed in ("y", "yin", "yin'si"):
        method.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    method.send("Input.insertText", {"text": "隐私"})
    assert dialog.locator(".md-search__input").input_value() == "隐私"
    dialog.wait_for_function(f"document.querySelector('{FIRST}')?.href.includes('/rules/keep-private/')", timeout=15000)


@pytest.mark.slow
def test_the_keyboard_alone_leads_to_the_page(dialog):
    """Down to the first answer, Enter, and there."""
    dialog.keyboard.type("分舵舵主")
    wanted = first(dialog)
    dialog.keyboard.press("ArrowDown")
    dialog.wait_for_function(f"document.activeElement === document.querySelector('{FIRST}')")
    dialog.keyboard.press("Enter")
    dialog.wait_for_url(f"**{wanted.rpartition('/member')[2]}**")
    assert dialog.locator("h1").inner_text() == "分舵舵主"


@pytest.mark.slow
def test_no_answer_is_said_in_words(dialog):
    """Who finds nothing is told so, in the handbook's language."""
    dialog.keyboard.type("zzzqqqxxx")
    dialog.wait_for_function(
        "document.querySelector('.md-search-result__meta').textContent.includes('没有找到')", timeout=15000
    )
    assert dialog.locator(FIRST).count() == 0

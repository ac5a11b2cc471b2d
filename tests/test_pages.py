"""The pages of a handbook, before any site builder: complete, linked both ways, safe with any name, the same every time."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import frontmatter
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from pydantic import BaseModel

from conftest import ROOT, all_pages
from qunbook import pipeline, theme
from qunbook.artifact import View
from qunbook.model import Entity, Part
from qunbook.settings import Settings
from test_markdown import NASTY, Text, built

GOLDEN = ROOT / "tests" / "golden"


def rendered(root: Path, edition: str = "staff", **facts: object) -> dict[str, str]:
    loaded = pipeline.load(root)
    wrong = [one for one in loaded.diagnostics if one.severity == "error"]
    assert not wrong, wrong
    settings = Settings(loaded.handbook.as_of or date(2026, 11, 20), loaded.handbook.language, **facts)
    view = View(loaded.playbook.seen_by(edition), settings, edition)
    return {artifact.path: artifact.data.decode() for artifact in all_pages(view)}


def parts(page: str) -> tuple[dict[str, object], str]:
    read = frontmatter.loads(page)
    return read.metadata, read.content


@pytest.fixture(scope="module")
def example():
    return rendered(ROOT)


@pytest.fixture(scope="module")
def small():
    return rendered(GOLDEN)


# Whole -----------------------------------------------------------------------------------------------------------


def test_every_thing_has_a_page(example):
    """Each file of content has a page where its folder and id say, and each kind has an index."""
    loaded = pipeline.load(ROOT)
    for entity in loaded.playbook.everything():
        kind = loaded.playbook.kind_of(entity)
        path = "about/index.md" if kind.single else f"{kind.folder}/{entity.id}.md"
        assert path in example
        assert parts(example[path])[0]["source"] == entity.path
    assert {f"{kind.folder}/index.md" for kind in loaded.playbook.kinds if not kind.single} <= set(example)


def test_the_navigation_has_every_page_once(example):
    """No page can only be found by search, and none stands in two places. Pages of single feeds hang on one of all."""

    def paths(items):
        for _, value in items:
            yield from [value] if isinstance(value, str) else paths(value)

    listed = list(paths(json.loads(example["_nav.json"])))
    assert len(listed) == len(set(listed))
    feeds = {path for path in example if path.startswith("calendar/subscribe/")}
    assert set(listed) == {path for path in example if path.endswith(".md")} - feeds
    overview = example["calendar/subscribe.md"]
    assert [path for path in feeds if f'href="../../{path.removesuffix(".md")}/"' not in overview] == []
    assert len(json.loads(example["_nav.json"])) <= 10


@pytest.mark.parametrize("edition", ["public", "member", "staff"])
def test_links_lead_to_pages(edition):
    """Every address in our HTML, and every link in Markdown, names a page of the same edition; so do anchors."""
    for root in (ROOT, GOLDEN):
        made = rendered(root, edition)
        pages = {path: Text(built(parts(text)[1])) for path, text in made.items() if path.endswith(".md")}
        ids = {path: set(re.findall(r'id="([^"]+)"', built(parts(made[path])[1]))) for path in pages}
        served = {_served(path): path for path in made}
        for path, page in pages.items():
            for link in page.links:
                if re.match(r"[a-z]+:", link) or link.endswith((".ics", ".png", ".svg", ".jpg")):
                    continue
                there, _, anchor = link.partition("#")
                there = there.partition("?")[0]  # what a list is narrowed to
                if there.endswith(".md"):
                    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), there))
                else:
                    target = served.get(posixpath.normpath(posixpath.join("/", _served(path), there)).lstrip("/"), "")
                assert target in made, f"{path}: {link}"
                assert not anchor or anchor in ids[target], f"{path}: {link}"


def _served(path: str) -> str:
    return re.sub(r"(^|/)index$", "", path.removesuffix(".md"))


def test_pages_are_whole(example):
    """Each page has one H1 of ours, no id twice, closed blocks, and nothing that Markdown took for something else."""
    for path, text in example.items():
        if path.endswith(".md"):
            page = built(parts(text)[1])
            assert page.count("<h1") == 1, path
            ids = re.findall(r'\bid="([^"]+)"', page)
            assert len(ids) == len(set(ids)), path
            assert "qb-" not in Text(page).text, path
            assert _Balanced(page).open == [], path


class _Balanced(HTMLParser):
    VOID = frozenset({"br", "input", "img", "hr", "path", "wbr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open[-1:] == [tag], (tag, self.open, self.getpos())
            self.open.pop()

    def handle_startendtag(self, tag, attrs):
        pass


def test_the_same_content_gives_the_same_pages(example):
    """Two runs differ in no byte."""
    assert rendered(ROOT) == example


def test_an_english_handbook_is_english(small):
    """In an English handbook no page has a Chinese word but what its authors wrote."""
    for path, text in small.items():
        if path.endswith(".md"):
            assert not re.search("[一-鿿]", text), path


def test_a_chinese_handbook_is_chinese(example):
    """In a Chinese handbook no sentence is left in English."""
    english = re.compile(r"\b(the|of|and|with|for|yet|none|until|since|within|next)\b", re.IGNORECASE)
    for path, text in example.items():
        if path.endswith(".md") and not path.startswith(("glossary/", "help/")):  # terms and keys have English names
            blocks = "\n".join(line for line in text.split("\n") if line.startswith(("<", "## ")))
            said = re.sub(r"\{#[^}]*\}", "", Text(re.sub("<code>.*?</code>", "", blocks)).text)
            assert not english.search(said), f"{path}: {english.search(said)}"


# Every field -----------------------------------------------------------------------------------------------------

SILENT = {
    ("handbook", "as_of"), ("handbook", "site_url"), ("handbook", "edit_url"), ("handbook", "brand"), ("handbook", "calendar"),
    ("handbook", "levels"), ("handbook", "enums"), ("handbook", "language"), ("handbook", "holidays"), ("handbook", "timezone"),
    ("person", "consent"), ("person", "feed"), ("event", "retro"),
}  # fmt: skip
"""Settings rather than something to read."""


def _texts(value: object) -> list[str]:
    """The free texts within a value."""
    match value:
        case str():
            return [value]
        case BaseModel():
            return [text for name in type(value).model_fields for text in _texts(getattr(value, name))]
        case tuple():
            return [text for one in value for text in _texts(one)]
        case dict():
            return [text for one in value.values() for text in _texts(one)]
    return []


def _fields(entity: Entity) -> list[tuple[str, list[str]]]:
    hidden = {"lint", "visibility", "formerly", "review_every"}
    return [
        (name, _texts(getattr(entity, name)))
        for name in type(entity).model_fields
        if name not in hidden and (entity.kind, name) not in SILENT
    ]


@pytest.mark.parametrize("root", [ROOT, GOLDEN], ids=["example", "golden"])
def test_pages_show_every_field(root):
    """Whatever somebody wrote into front matter, a reader of the staff's pages finds."""
    made = rendered(root)
    loaded = pipeline.load(root)
    lost = []
    for entity in loaded.playbook.everything():
        kind = loaded.playbook.kind_of(entity)
        text = _flat(
            Text(built(parts(made["about/index.md" if kind.single else f"{kind.folder}/{entity.id}.md"])[1])).text
        )
        for name, wanted in _fields(entity):
            for one in wanted:
                slug = re.fullmatch(r"[a-z0-9_/.:-]+", one)  # ids and choices are shown by their names
                if not slug and _flat(one) not in text:
                    lost.append(f"{entity.path}: {name}: {one}")
    assert not lost, lost[:20]


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


# Hostile names ---------------------------------------------------------------------------------------------------

names = st.lists(
    st.sampled_from([one for one in NASTY if "\n" not in one and "\t" not in one]), min_size=1, max_size=6
).map("".join)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile")
    shutil.copytree(GOLDEN / "content", home / "content")
    return home


@given(names)
@how(max_examples=25)
def test_any_name_is_only_a_name(home, name):
    """A name with markup, template signs or a script in it is text in headings, tables, links and the navigation."""
    name = f"x{name}x"[:60]
    quoted = json.dumps(name, ensure_ascii=False)
    for path in (
        "roles/steward.md",
        "communities/main.md",
        "rules/be-kind.md",
        "events/office-hour.md",
        "people/ada.md",
    ):
        text = (GOLDEN / "content" / path).read_text("utf-8")
        (home / "content" / path).write_text(
            re.sub(r"^name: .*$", lambda _: f"name: {quoted}", text, count=1, flags=re.MULTILINE), "utf-8"
        )
    loaded = pipeline.load(home)
    if any(one.severity == "error" for one in loaded.diagnostics):
        return  # what reading refuses never gets to a page
    view = View(loaded.playbook.seen_by("staff"), Settings(date(2026, 11, 20), "en"), "staff")
    for artifact in all_pages(view):
        if artifact.path.endswith(".md"):
            page = Text(built(parts(artifact.data.decode())[1]))
            assert not {"script", "b", "i", "code pre"} & set(page.tags), artifact.path
            assert not any(re.match(r"\s*javascript:", link) for link in page.links), artifact.path
            if artifact.path == "roles/steward.md":
                assert _flat(page.text).startswith(_flat(name))
                assert not set("<>&") & set(str(parts(artifact.data.decode())[0]["title"]))


# Single promises -------------------------------------------------------------------------------------------------


def test_old_addresses_lead_on(tmp_path):
    """A thing that had another id is still found at its old address."""
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    role = tmp_path / "content" / "roles" / "scribe.md"
    role.write_text(role.read_text("utf-8").replace("---\n", "---\nformerly: [note-taker]\n", 1), "utf-8")
    page = rendered(tmp_path)["roles/note-taker/index.html"]
    assert 'content="0; url=../scribe/"' in page
    assert '<a href="../scribe/">' in page


def test_a_run_keeps_its_own_list(example):
    """A run's page has the boxes that its file has, ticked as they are, with the event's last moments."""
    page = example["runs/reading-night/2026-11-26.md"]
    assert page.count('type="checkbox"') == 5
    assert page.count(" checked>") == 1
    assert 'data-task="pick-reader"' in page
    assert 'data-list="runs/reading-night/2026-11-26.md"' in page


def test_members_see_no_vacancy_that_is_none(example):
    """An edition without people does not call roles vacant."""
    public = rendered(ROOT, "public")
    assert "空缺" not in public["roles/moderator.md"]
    assert "空缺" in example["roles/chief-lens.md"]


def test_every_value_type_can_be_shown():
    """Each field type of each kind has a way to look: the two handbooks have them all."""
    seen = set()
    for root in (ROOT, GOLDEN):
        for entity in pipeline.load(root).playbook.everything():
            seen |= _types(entity)
    assert {"date", "timedelta", "Start", "Repeat", "Offset", "Target", "Lasting", "float", "int", "bool"} <= seen


def _types(value: object) -> set[str]:
    if isinstance(value, Part):
        return set().union(*(_types(getattr(value, name)) for name in type(value).model_fields))
    if isinstance(value, tuple):
        return set().union(*map(_types, value))
    return {type(value).__name__}


def test_the_style_sheet_closes_what_it_opens():
    """A brace that a merge lost would silently switch off all rules below it."""
    depth = 0
    for line in re.sub(r"/\*.*?\*/", "", theme.read("assets/qunbook.css"), flags=re.DOTALL).split("\n"):
        assert depth == 0 or line[:1] in ("", " ", "}"), line
        depth += line.count("{") - line.count("}")
    assert depth == 0

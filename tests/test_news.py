"""What is new: told from Git in words, to each audience only what its pages say, as an Atom feed that readers take."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest

from conftest import ROOT
from qunbook import pipeline, world
from qunbook.settings import Settings
from test_world import git  # noqa: F401 - a fixture

GOLDEN = ROOT / "tests" / "golden" / "content"
ATOM = "{http://www.w3.org/2005/Atom}"
TODAY = date(2026, 11, 20)
SECRET = "SECRET"


def at(day: int, month: int = 11) -> int:
    return int(datetime(2026, month, day, 12, tzinfo=UTC).timestamp())


class Handbook:
    """The golden handbook in a repository of its own, whose days one writes."""

    def __init__(self, root, git) -> None:  # noqa: F811
        self.root, self.git = root, git
        shutil.copytree(GOLDEN, root / "content")

    def change(self, path: str, *pairs: tuple[str, str]) -> None:
        file = self.root / "content" / path
        text = file.read_text("utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        file.write_text(text, "utf-8")

    def commit(self, when: int) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "x", at=when)

    def files(self, edition: str, day: date = TODAY) -> dict[str, str]:
        loaded = pipeline.load(self.root)
        assert not pipeline.failed(loaded.diagnostics), loaded.diagnostics
        past = world.history(self.root)
        landings = world.landings(self.root, past, loaded.handbook.timezone, day)
        settings = Settings(day, "en", past.landed)
        made = pipeline.render(loaded, settings, edition, (), landings)
        return {one.path: one.data.decode() for one in made if one.path in ("news.md", "news.xml", "index.md")}

    def told(self, edition: str, day: date = TODAY) -> list[str]:
        """The lines of the page, without markup."""
        page = self.files(edition, day)["news.md"]
        lines = re.findall(r"^(?:<li>|<div><dt>|## )(.*)$", page, re.MULTILINE)
        return [
            re.sub(r"\s+(?=[;,])", "", re.sub(r"\s+", " ", re.sub(r"<[^>]+>|\{#[^}]*\}", " ", line)).strip())
            for line in lines
        ]


@pytest.fixture
def book(tmp_path, git):  # noqa: F811
    made = Handbook(tmp_path, git)
    made.commit(at(1, 6))  # long before the window
    return made


# In words --------------------------------------------------------------------------------------------------------


def test_facts_are_told_from_what_to_what(book):
    """A choice, a number, what an id names; a list of ids by what came and went; words only as rewritten."""
    book.change("rules/be-kind.md", ("severity: serious", "severity: minor"), ("Say what", "Tell what"))
    book.change("roles/steward.md", ("hours_per_week: 3", "hours_per_week: 5"), ("deputies: [cleo]", "deputies: []"))
    book.change("roles/steward.md", ("powers: [pin, mute, remove]", "powers: [pin, publish]"), ("  - ben\n", ""))
    book.commit(at(18))
    assert book.told("staff") == [
        "Wed 18 Nov",
        "Speak of the code, not of the person · Severity from serious to minor; text rewritten",
        (
            "Steward · Holders loses Ben Quill; Deputies loses Cleo Marsh; Powers gains publish, Powers loses mute, "
            "remove; Hours a week from 3 to 5"
        ),
    ]


def test_what_came_and_what_went_is_told_by_its_name(book):
    (book.root / "content" / "rules" / "new.md").write_text(
        "---\nname: A new rule\ncategory: order\nno_penalty: it is young\n---\n"
    )
    (book.root / "content" / "glossary" / "tile.md").unlink()
    book.commit(at(19))
    told = book.told("staff")
    assert told[0] == "Thu 19 Nov"
    assert "New: Rules A new rule" in told
    assert "Tile · is gone" in told


def test_a_review_is_no_change_of_text(book):
    book.change("rules/be-kind.md", ("reviewed: 2026-09-01", "reviewed: 2026-11-18"))
    book.commit(at(18))
    assert book.told("member")[1:] == ["Speak of the code, not of the person · read through again"]


def test_a_day_is_told_as_one(book):
    """Two commits of a day are one change, from the morning to the evening; there and back again is none."""
    book.change("roles/steward.md", ("hours_per_week: 3", "hours_per_week: 4"))
    book.commit(at(18))
    book.change("roles/steward.md", ("hours_per_week: 4", "hours_per_week: 6"))
    book.change("rules/be-kind.md", ("severity: serious", "severity: minor"))
    book.commit(at(18) + 60)
    book.change("rules/be-kind.md", ("severity: minor", "severity: serious"))
    book.commit(at(18) + 120)
    assert book.told("staff")[1:] == ["Steward · Hours a week from 3 to 6"]


def test_nothing_is_told_from_after_today_or_from_long_ago(book):
    book.change("roles/steward.md", ("hours_per_week: 3", "hours_per_week: 4"))
    book.commit(at(25))
    assert book.told("staff") == []
    assert book.told("staff", date(2026, 11, 26))[0] == "Wed 25 Nov"
    assert book.told("staff", date(2027, 6, 1)) == []


def test_an_id_that_moved_has_not_gone(book):
    """A file under a new name, with its old one in `formerly`, is no loss."""
    page = book.root / "content" / "glossary"
    text = (page / "tile.md").read_text("utf-8")
    (page / "tile.md").unlink()
    (page / "square.md").write_text(text.replace("---\n", "---\nformerly: [tile]\n", 1), "utf-8")
    book.commit(at(18))
    assert not [line for line in book.told("staff") if "gone" in line]


# Who hears of it -------------------------------------------------------------------------------------------------


def test_members_hear_nothing_of_what_they_do_not_see(book):
    """Not of a staff-only thing, nor of one that was staff-only then, nor of a consent that was taken back."""
    book.change("campaigns/fair.md", ("name: Walking fair", f"name: {SECRET}"))
    book.change("people/cleo.md", ("external: true\n", f"external: true\ncity: {SECRET}\nconsent: [city]\n"))
    (book.root / "content" / "pages" / "draft.md").write_text(
        f"---\nname: {SECRET}\nvisibility: staff\nsection: data\n---\n{SECRET}\n"
    )
    (book.root / "content" / "people" / "dee.md").write_text(f"---\nname: {SECRET}\n---\n")
    book.commit(at(17))
    book.change("people/cleo.md", (f"city: {SECRET}\nconsent: [city]\n", ""))
    book.change("campaigns/fair.md", (f"name: {SECRET}", "name: Walking fair"))
    book.change(
        "pages/draft.md",
        (f"name: {SECRET}", "name: A page"),
        ("visibility: staff\n", ""),
        ("data", "about"),
        (SECRET, "x"),
    )
    (book.root / "content" / "people" / "dee.md").unlink()
    book.commit(at(18))
    told = "\n".join(book.files("member").values())
    assert SECRET not in told
    assert "A page" in told, "it is new to them"
    assert "Walking fair" not in told
    assert SECRET in "\n".join(book.files("staff").values()), "the staff's page names the person who is gone"


def test_what_was_said_is_not_quoted_from_the_past(book):
    """A text that was taken back does not live on in the news, for nobody."""
    book.change("rules/be-kind.md", ("category: respect", f"category: respect\nwhy: {SECRET}"))
    book.commit(at(17))
    book.change("rules/be-kind.md", (f"why: {SECRET}", "why: so that newcomers dare to ask"))
    book.commit(at(18))
    for edition in ("member", "staff"):
        assert SECRET not in "\n".join(book.files(edition).values())
    assert book.told("member")[1] == "Speak of the code, not of the person · Why rewritten"


# Atom ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(book):
    book.change(
        "roles/steward.md",
        ("name: Steward", "name: 'Steward <b>& co</b> ]]>'"),
        ("hours_per_week: 3", "hours_per_week: 4"),
    )
    book.commit(at(12))
    book.change("rules/be-kind.md", ("severity: serious", "severity: minor"))
    book.commit(at(18))
    return book


@pytest.mark.parametrize("edition", ["member", "staff"])
def test_the_feed_has_what_rfc_4287_demands(busy, edition):
    """Sections 4.1.1 and 4.1.2: one id, title and updated each, an author, a link to itself, and no id twice."""
    root = ET.fromstring(busy.files(edition)["news.xml"])
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for one in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.findtext(f"{ATOM}updated"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one.findtext(f"{ATOM}id"))
        assert one.find(f"{ATOM}link[@rel='alternate']").get("href")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert len(root.findall(f"{ATOM}link[@rel='self']")) == 1
    assert len({one.findtext(f"{ATOM}id") for one in (root, *entries)}) == 3
    dates = [one.findtext(f"{ATOM}updated") for one in entries]
    assert dates == sorted(dates, reverse=True)
    assert root.findtext(f"{ATOM}updated") == dates[0]


def test_a_reader_reads_the_feed(busy):
    """feedparser finds nothing wrong, and shows a name with markup in it as the text that it is."""
    read = feedparser.parse(busy.files("member")["news.xml"].encode())
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert [one.title for one in read.entries] == ["Wed 18 Nov: 1 change", "Thu 12 Nov: 1 change"]
    said = read.entries[1].content[0].value
    assert "Steward &lt;b&gt;&amp; co&lt;/b&gt; ]]&gt;" in said
    assert "<b>" not in said


def test_ids_stay_and_editions_have_their_own(busy):
    one, again = (re.findall(r"<id>(.*?)</id>", busy.files("member")["news.xml"]) for _ in range(2))
    assert one == again
    assert not set(one) & set(re.findall(r"<id>(.*?)</id>", busy.files("staff")["news.xml"]))


def test_without_history_the_feed_is_empty_and_whole(tmp_path):
    shutil.copytree(GOLDEN, tmp_path / "content")
    loaded = pipeline.load(tmp_path)
    made = {one.path: one.data.decode() for one in pipeline.render(loaded, Settings(TODAY, "en"), "member")}
    read = feedparser.parse(made["news.xml"].encode())
    assert not read.bozo
    assert read.entries == []
    assert read.feed.updated == "2026-11-20T00:00:00Z"


def test_the_first_page_tells_the_newest(busy):
    page = busy.files("member")["index.md"].partition("{#changed}")[2]
    assert page.index("rules/be-kind/") < page.index("roles/steward/")
    assert "Severity from serious to minor" in page

"""What members read about rules: each time in a sentence, a notice that fits, a sheet that prints on one page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from checked import TODAY, playbook
from conftest import ROOT, all_pages
from qunbook import queries
from qunbook.artifact import View
from qunbook.kinds.community import Community
from qunbook.kinds.ladder import Ladder
from qunbook.render import page_rules
from qunbook.render.book import Book
from qunbook.settings import Settings
from test_markdown import Text, built
from test_pages import parts, rendered


def book(text, day=TODAY):
    return Book(View(playbook(text), Settings(day), "staff"))


def rule(id, name="规矩", text="ladder: light\nenforcer: [host]\n"):
    return f"=== rules/{id}.md\n---\nname: {name}\ncategory: order\n{text}---\n"


def notice_of(text, day=TODAY):
    made = book(text, day)
    main = made.playbook.get(Community, "main")
    return page_rules.notice(made, main, queries.rules_for(made.playbook, main, day))


LIGHT = (
    "=== rules/kind-words.md\n---\nname: 旧规\ncategory: respect\nno_penalty: 不再用\nstatus: archived\n---\n"
    "=== ladders/light.md\n---\nname: 轻微\nappeal: ask\nrungs:\n"
    "  - {strike: 1, action: remind, by: [host], repair: 当天撤回就不记。}\n  - {strike: 2, action: mute, duration: 1d}\n---\n"
    "=== workflows/ask.md\n---\nname: 申诉\ntrigger: 不服\nsteps: [{id: a, do: 听, role: host}, {id: z, do: 完, type: end}]\n---\n"
)


@pytest.fixture(scope="module")
def example():
    return rendered(ROOT, "member")


def told(page: str) -> str:
    return Text(built(parts(page)[1])).text


def test_a_rule_says_what_happens_each_time(example):
    """The first, the second and the third time, in one sentence each, with who does it and how to make it good."""
    page = told(example["rules/no-burst.md"])
    assert (
        "第 1 次：提醒，由群管理员、活动主理人、首席摘录官处理。怎么弥补：当天把那条撤回或补全，这一次就不记。" in page
    )
    assert "第 2 次：警告，由群管理员处理。" in page
    assert "第 3 次：禁言 1 天，由群管理员处理。" in page
    assert "第 3 次：没有了，前一次已经请出。" in told(example["rules/talk-about-text.md"])
    assert "第 2 次：没有了，前一次已经请出。" in told(example["rules/clean-and-lawful.md"])


def test_a_rule_leads_to_its_next_version_and_back():
    """While the old one holds, both pages say from when the new one does."""
    new = rule("new", "新规矩", "ladder: light\nsupersedes: old\neffective_from: 2027-01-01\ngrace: 头两周只提醒\n")
    view = book(LIGHT + rule("old", "旧规矩", "ladder: light\neffective_from: 2025-03-08\n") + new).view
    pages = {one.path: one.data.decode() for one in all_pages(view) if one.path.startswith("rules/")}
    assert "下一版新规矩2027年1月1日起" in "".join(told(pages["rules/old.md"]).split())
    assert "取代旧规矩" in "".join(told(pages["rules/new.md"]).split())
    assert "还没到" in told(pages["rules/new.md"])
    sheet = told(pages["rules/sheet/main.md"])
    assert re.search("1 条群规.*旧规矩.*即将执行： 新规矩", " ".join(sheet.split()))


# The notice ------------------------------------------------------------------------------------------------------


def test_a_notice_says_rules_penalties_and_whom_to_ask():
    made = notice_of(
        LIGHT + rule("a", "先读公告") + rule("b", "别连发", "ladder: light\nappeal: ask\neffective_from: 2026-03-01\n")
    )
    lines = made.text.split("\n")
    assert lines[0].endswith("群规（3月1日起执行）")
    assert lines[1:3] == ["1. 先读公告", "2. 别连发"]
    assert "第 1–2 条：第 1 次 提醒；第 2 次 禁言 1 天。" in lines
    assert any("申诉" in line for line in lines)
    assert made.left_out == 0


@given(st.integers(1, 120), st.integers(1, 60))
@how(max_examples=30)
def test_a_notice_fits_whatever_the_rules(count, length):
    """It is never longer than the platform takes; rules that have no room are counted, and it says that there are more."""
    text = LIGHT + "".join(rule(f"r{n}", ("甲乙丙丁" * 15)[:length]) for n in range(count))
    made = notice_of(text)
    assert made.length == len(made.text) <= made.limit
    kept = len(re.findall(r"^\d+\. ", made.text, re.MULTILINE))
    assert kept + made.left_out == count
    assert (f"还有 {made.left_out} 条" in made.text) == bool(made.left_out)


def test_the_smallest_notice_fits_any_platform():
    """A platform of which we know nothing is taken to be as narrow as the narrowest that we know."""
    made = book("")
    main = made.playbook.get(Community, "main")
    assert page_rules.room(main.model_copy(update={"platform": "wechat_group"})) == 2000
    assert page_rules.room(main.model_copy(update={"platform": "forum"})) == 600


def test_numbers_of_rules_are_told_as_ranges():
    made = book(
        LIGHT
        + "".join(rule(f"r{n}", text="ladder: light\n" if n != 3 else "no_penalty: 说说就好\n") for n in range(1, 6))
    )
    (sheet,) = [one for one in page_rules.sheets(made) if one.community.id == "main"]
    light = made.playbook.get(Ladder, "light")
    assert page_rules.numbers_on(made, sheet.rules, light) == "1–2、4–5"


# Matrices --------------------------------------------------------------------------------------------------------


def test_each_community_has_a_sheet_and_the_index_counts_its_rules(example):
    """The numbers of the coverage matrix are those of the rules that hold, and lead to them on the sheet."""
    page = example["rules/index.md"]
    rows = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page[page.index("{#coverage}") :]))
    assert [re.sub("<[^>]*>", "", cell) for cell in re.findall("<td[^>]*>.*?</td>", rows["秩序"])] == ["2"] * 5
    assert [re.sub("<[^>]*>", "", cell) for cell in re.findall("<td[^>]*>.*?</td>", rows["发布"])] == [
        "—",
        "—",
        "1",
        "—",
        "—",
    ]
    for address, anchor in re.findall(r'href="\.\./(rules/sheet/[a-z]+)/#([a-z-]+)"', page):
        assert f'id="{anchor}"' in example[f"{address}.md"]


def test_light_things_stand_on_light_ladders(example):
    """Each rule stands once in the matrix of severities and ladders."""
    page = example["rules/index.md"]
    part = page[page.index("{#weights}") : page.index("{#coverage}")]
    assert sorted(re.findall(r'href="\.\./rules/([a-z-]+)/"', part)) == sorted(
        path.stem for path in (ROOT / "content" / "rules").glob("*.md")
    )


# On paper --------------------------------------------------------------------------------------------------------


def test_sheets_and_lists_print_on_one_page(chromium, address, built_site):
    """Each sheet of rules and each list of a workflow is one page of A4."""
    tab = chromium.new_page()
    found = {}
    for folder in ("rules/sheet", "workflows/list"):
        for home in sorted((built_site / "member" / folder).iterdir()):
            tab.goto(f"{address}/member/{folder}/{home.name}/")
            paper = tab.pdf(format="A4", prefer_css_page_size=True)
            found[f"{folder}/{home.name}"] = len(re.findall(rb"/Type\s*/Page\b", paper))
    tab.close()
    assert len(found) == 13
    assert {path for path, pages in found.items() if pages != 1} == set()

"""Words of the glossary in running text: explained once a page, nowhere where it would break something."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunbook.render import markdown
from qunbook.render.glossary import glossary
from test_markdown import NASTY, Text, built


def term(id, name, *aliases, status="active"):
    return SimpleNamespace(id=id, name=name, aliases=aliases, status=status)


WORDS = glossary(
    (term("regular", "常页", "老页友"), term("side-room", "评议室"), term("pr", "PR"), term("gone", "旧词", status="archived")),
    lambda one: f'means "{one.id}" | <b>',
    ["常页茶会"],
)  # fmt: skip


def body(text: str, without: str = "") -> str:
    return markdown.body(
        text, lambda *_: "x.md", lambda _, name: name, lambda _: ("<input>", ""), WORDS.reader(without)
    )


def explained(text: str, without: str = "") -> list[str]:
    return [part.partition("</abbr>")[0].rpartition(">")[2] for part in body(text, without).split("<abbr ")[1:]]


def test_a_word_is_explained_the_first_time_only():
    """Whatever name it is called by; another word has its own first time."""
    assert explained("常页和评议室。\n\n老页友也是常页。") == ["常页", "评议室"]


def test_the_meaning_is_text_in_an_attribute():
    page = Text(built(body("一位**常页**来了。")))
    assert page.tags == ["p", "strong", "abbr"]
    assert {"class", "tabindex", "title"} == page.attributes
    assert page.text.strip() == "一位常页来了。"


@pytest.mark.parametrize(
    "text",
    [
        "## 常页", "常页\n====", "[常页](https://x.example/)", "[去看常页吧](a.md)", "`常页`", "```\n常页\n```", "![常页](a.png)",
        "[x]: a.md '常页'", "*[HTML]: 常页", "https://x.example/常页", "常页@x.example", '!!! note "常页"', "[[role:x|常页]]",
        "<https://x.example/常页>", "段落{title=常页}", "旧词", "APRIL", "常页茶会",
    ],
)  # fmt: skip
def test_nothing_is_explained_in(text):
    """Headings, links, code, pictures, addresses, titles; nor a word that is in use no more, or part of another one."""
    assert explained(text) == []


def test_a_term_does_not_explain_itself():
    assert explained("常页在评议室。", without="regular") == ["评议室"]


def test_a_word_in_a_table_is_explained():
    page = Text(built(body("| a | b |\n|---|---|\n| 常页 | x |\n")))
    assert page.tags.count("td") == 2
    assert "abbr" in page.tags


@given(st.lists(st.sampled_from([*NASTY, "常页", "评议室", "PR", "老页友"]), max_size=24).map("".join))
def test_the_text_stays_the_same(text):
    """Explaining adds no sign to what is read, no element but its own, and no link."""
    plain = Text(built(markdown.body(text, lambda *_: "x.md", lambda _, name: name, lambda _: ("<input>", ""))))
    told = Text(built(body(text)))
    assert told.text == plain.text
    assert [tag for tag in told.tags if tag != "abbr"] == [tag for tag in plain.tags if tag != "abbr"]
    assert told.links == plain.links


def test_without_a_glossary_nothing_happens():
    assert glossary((), lambda _: "").reader()("常页") == "常页"

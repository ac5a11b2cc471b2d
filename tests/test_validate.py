"""What pydantic finds, as an author reads it: one diagnostic for one mistake, where it is, with what to do."""

from enum import Enum
from typing import Annotated, Literal

import pytest
from pydantic import Field

import checked
from qunbook import catalogue
from qunbook.document import parse
from qunbook.fields import Bool, Count, Duration, Line, LocalDate, Name, Slug, problem
from qunbook.kinds.event import Event
from qunbook.kinds.page import Page
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.model import Label, Part
from qunbook.source import Source, Span
from qunbook.validate import validate


def explained(model, front, language="zh"):
    doc = parse(Source("content/x.md", f"---\n{front}\n---\n"))
    assert doc.diagnostics == ()
    values, problems = validate(model, doc)
    assert (values is None) == bool(problems)
    text = [
        (d.code, catalogue.text(d, "message", language), catalogue.text(d, "help", language), tuple(d.span)[:2])
        for d in problems
    ]
    return text, problems


def only(model, front, language="zh"):
    (told,), _ = explained(model, front, language)
    return told


def test_right():
    doc = parse(Source("x", "---\nname: 欢迎\ntags: [a]\n---\n"))
    values, problems = validate(Page, doc)
    assert problems == ()
    assert (values.name, values.tags) == ("欢迎", ("a",))


@pytest.mark.parametrize(
    ("front", "message", "help"),
    [
        ("name: x\nowenr: host", "不认识字段 `owenr`", "你是不是想写 `owner`？"),
        ("name: x\n负责人: host", "不认识字段 `负责人`", "你是不是想写 `owner`？"),
        ("name: x\n可见: staff", "不认识字段 `可见`", "你是不是想写 `visibility`？"),
        ("name: x\nNAME: y", "不认识字段 `NAME`", "`name` 已经写过了，这一行多半可以删掉"),
        ("name: x\nzzzz: y", "不认识字段 `zzzz`", ""),
    ],
)
def test_unknown_field(front, message, help):
    assert only(Page, front) == ("QB101", message, help, (3, 1))


def test_unknown_beside_missing():
    """A wrong name for a required field is one mistake, and renaming it is safe."""
    texts, (told,) = explained(Page, "nmae: 欢迎")
    assert texts == [("QB101", "不认识字段 `nmae`", "你是不是想写 `name`？", (2, 1))]
    assert (told.fix.span, told.fix.text, told.fix.safe) == (Span(2, 1, 2, 5), "name", True)


def test_missing():
    code, message, help, place = only(Page, "summary: x")
    assert (code, message, place) == ("QB102", "缺少必填字段 `name`（名称）", (1, 1))
    assert help == "加一行 `name: …`（读者看到的名字）"


def test_missing_inside():
    """What is missing in an item is told at the item."""
    texts, _ = explained(Role, "name: x\nduties: [a]\nholders:\n  - community: main")
    assert texts == [("QB102", "缺少必填字段 `holders.1.person`（谁）", "加一行 `person: …`（成员 id）", (5, 5))]


def test_english():
    assert only(Page, "name: x\nvisibility: pubic", "en")[1:3] == (
        "`visibility` cannot be `pubic`",
        "did you mean `public`?",
    )


@pytest.mark.parametrize(
    ("front", "message", "fix"),
    [
        ("name: x\ntags: 甲，乙、丙", "`tags`（标签）应当是列表，现在是文字 `甲，乙、丙`", "[甲, 乙, 丙]"),
        ("name: x\ntags: 【甲，乙】", "`tags`（标签）应当是列表，现在是文字 `【甲，乙】`", "[甲, 乙]"),
        ("name: x\ntags: 甲", "`tags`（标签）应当是列表，现在是文字 `甲`", "[甲]"),
        ("name: x\nsummary: [甲]", "`summary`（一句话）应当是一段文字，现在是列表", "甲"),
        ("name: x\nbusiness_map: 甲", "`business_map`（商业关系图）应当是一组字段，现在是文字 `甲`", None),
        ("name: x\ntags: {a: b}", "`tags`（标签）应当是列表，现在是一组字段", None),
    ],
)
def test_wrong_type(front, message, fix):
    texts, (told,) = explained(Page, front)
    assert texts[0][:2] == ("QB103", message)
    assert (told.fix.text if told.fix else None) == fix


@pytest.mark.parametrize(
    ("front", "code", "fix"),
    [
        ("reviewed: 2026/11/1", "QB105", "2026-11-01"),
        ("reviewed: 2026-02-30", "QB105", None),
        ("review_every: 90天", "QB108", "90d"),
        ("order: ５０", "QB112", "50"),
        ("formerly: [Hello World]", "QB113", "hello-world"),
        ("visibility: pubic", "QB104", "public"),
    ],
)
def test_fields_that_say_the_right_spelling(front, code, fix):
    texts, (told,) = explained(Page, f"name: x\n{front}")
    assert (texts[0][0], told.fix.text if told.fix else None) == (code, fix)


def test_empty_required():
    assert only(Page, "name:")[0::3] == ("QB120", (2, 1))


def test_short_forms_keep_their_place():
    """`duty: [host]` stands for `duty: [{role: host}]`; what is wrong in it is where it is written."""
    texts, _ = explained(Event, "name: x\ncommunity: m\nowner: h\nstart: 2026-01-15 20:00\nalso: [2026-13-01]")
    assert texts[0][0::3] == ("QB105", (6, 8))


def test_two_fields_at_odds():
    (told,), (problem_,) = explained(Rule, "name: x\ncategory: respect\nladder: a\nno_penalty: b")
    assert told[:2] == ("QB118", "`no_penalty` 和 `ladder` 只能写一个")
    assert problem_.span.line == 5


def test_nothing_about_what_was_not_read():
    """A value that reading has complained about causes no second error, and no entity."""
    doc = parse(Source("x", "---\nname: x\nvisibility: *y\n---\n"))
    assert [problem.code for problem in doc.diagnostics] == ["QB026"]
    assert validate(Page, doc) == (None, ())


class Colour(Enum):
    RED = "red"


class Inner(Part):
    n: Annotated[Count, Label("数", "n")]


class Odd(Part):
    either: Annotated[Inner | tuple[Name, ...] | None, Label("两样", "either")] = None
    many: Annotated[tuple[Inner | Duration, ...], Label("多样", "many")] = ()
    lit: Literal["one", "two"] = "one"
    colour: Colour = Colour.RED
    whole: int = 0
    flag: bool = False
    size: Annotated[str, Field(max_length=3, min_length=2)] = "abc"
    big: Annotated[int, Field(ge=3, le=5)] = 4
    few: Annotated[tuple[Name, ...], Field(max_length=2)] = ()
    table: Annotated[dict[LocalDate, Slug], Field(default_factory=dict)]
    yes: Bool = False
    own: Line | None = None


@pytest.mark.parametrize(
    ("front", "codes"),
    [
        ("either: text", ["QB103"]),
        ("either: {n: x}", ["QB112"]),
        ("either: {m: 1}", ["QB101", "QB102"]),
        ("either: [{a: b}]", ["QB103"]),
        ("many: [2x]", ["QB108"]),
        ("many: [{n: x}]", ["QB112"]),
        ("many: [[a]]", ["QB103"]),
        ("lit: tow", ["QB104"]),
        ("colour: rde", ["QB104"]),
        ("whole: １２个", ["QB103"]),
        ("flag: 是", ["QB103"]),
        ("size: abcd", ["QB119"]),
        ("size: a", ["QB119"]),
        ("big: 9", ["QB119"]),
        ("big: 1", ["QB119"]),
        ("few: [a, b, c]", ["QB119"]),
        ("table: {2026-13-01: a}", ["QB105"]),
        ("table: {2026-12-01: A}", ["QB113"]),
        ("table: [a]", ["QB103"]),
        ("yes: 是", ["QB111"]),
    ],
)
def test_one_mistake_one_diagnostic(front, codes):
    """Unions, enumerations and pydantic's own types give one diagnostic as well, with words in both languages."""
    for language in ("zh", "en"):
        texts, _ = explained(Odd, front, language)
        assert [text[0] for text in texts] == codes
        assert all("``" not in text[1] and text[1] for text in texts)


def test_many_errors_in_one_file_are_cut():
    texts, _ = explained(Page, "name: x\n" + "\n".join(f"zz{i}: 1" for i in range(200)))
    assert len(texts) == 50


def test_every_reason_has_words():
    """`problem(..., why=...)` of repeat and fields is a key in words.toml."""
    from qunbook.repeat import REASONS

    for reason in (*REASONS, "spelling", "no_such_day", "too_long", "both", "neither", "one_of"):
        assert catalogue.word(f"why.{reason}", "zh") != reason


def test_unknown_problem_codes_are_a_bug():
    assert problem("QB105", got="x").type == "QB105"


SLIPPED = """=== events/night.md
---
name: 共读夜
community: main
owner: nobody
start: 2026/12/4 20:30
duration: {duration}
repeat: weekly thu
importance: routine
reviewed: 2026-11-01
---
晚上见。
"""


def test_what_is_meant_beyond_doubt_is_checked_with_the_rest():
    """A date in another spelling hides nothing: its own day, and all else in the file, is told of in the same run."""
    assert [code for code, _, _ in checked.found(SLIPPED.format(duration="60m"))] == ["QB201", "QB107", "QB402"]


def test_what_may_mean_two_things_is_not_taken_for_either():
    """With one value in doubt nothing more is said of the event's dates."""
    assert "QB402" not in [code for code, _, _ in checked.found(SLIPPED.format(duration="2"))]

"""Front matter to data and places; slips found, mended in memory, and everything else still in its place."""

import pytest

from qunbook import catalogue
from qunbook.document import Place, parse
from qunbook.source import Source, Span, decode


def document(front, body="正文\n"):
    return parse(decode("content/x.md", f"---\n{front}\n---\n{body}".encode()))


def codes(doc):
    return [problem.code for problem in doc.diagnostics]


def mended(text, doc):
    """The text with every safe fix applied, from the end on."""
    lines = text.split("\n")
    fixes = [problem.fix for problem in doc.diagnostics if problem.fix and problem.fix.safe]
    for fix in sorted(fixes, key=lambda fix: fix.span, reverse=True):
        line = lines[fix.span.line - 1]
        lines[fix.span.line - 1] = line[: fix.span.column - 1] + fix.text + line[fix.span.end_column - 1 :]
    return "\n".join(lines)


def test_plain_scalars_stay_text():
    """The schema decides what a value is, not its spelling; only nothing is nothing."""
    doc = document(
        "start: 20:00\non: yes\nn: 010\nv: 1.10\nempty:\ntilde: ~\nnothing: null\nquoted: 'null'\nd: 2026-01-01"
    )
    assert doc.data == {
        "start": "20:00",
        "on": "yes",
        "n": "010",
        "v": "1.10",
        "empty": None,
        "tilde": None,
        "nothing": None,
        "quoted": "null",
        "d": "2026-01-01",
    }
    assert doc.diagnostics == ()


def test_places():
    """Every key and value has a place, in code points from 1."""
    doc = document("name: 读书夜\nduty:\n  - role: host\n    rota: [甲, 乙]\n'q': \"x\"")
    assert doc.places["name",] == Place(Span(2, 1, 2, 5), Span(2, 7, 2, 10), plain=True)
    assert doc.places["duty",] == Place(Span(3, 1, 3, 5), Span(4, 3, 5, 17), plain=False)
    assert doc.places["duty", 0] == Place(None, Span(4, 5, 5, 17), plain=False)
    assert doc.places["duty", 0, "rota", 1] == Place(None, Span(5, 15, 5, 16), plain=True)
    assert doc.places["q",] == Place(Span(6, 1, 6, 4), Span(6, 6, 6, 9), plain=False)
    assert doc.span(("duty", 0, "rota", 9, "deeper")) == Span(5, 11, 5, 17)
    assert doc.span(()) == Span(1, 1, 1, 4)


def test_body():
    doc = document("name: x", body="一\n\n---\n\n二\n")
    assert (doc.body, doc.body_line) == ("一\n\n---\n\n二\n", 4)


def test_nothing_between_the_fences():
    doc = parse(Source("x", "---\n---\n"))
    assert (doc.data, doc.body, doc.readable, doc.diagnostics) == ({}, "", True, ())


@pytest.mark.parametrize(
    ("text", "code", "data"),
    [
        ("", "QB010", None),
        ("# 标题\n\n正文\n", "QB010", None),
        ("name: x\n---\n正文\n", "QB010", {"name": "x"}),
        ("---\nname: x\n", "QB011", {"name": "x"}),
        ("---\nname: x\n\n正文\n\n---\n\n更多\n", "QB011", {"name": "x"}),
        ("---\nname: x\ntags:\n  - a\n\n# 标题\n正文\n", "QB011", {"name": "x", "tags": ["a"]}),
        ("———\nname: x\n---\n", "QB012", {"name": "x"}),
        ("---\nname: x\n－－－\n正文\n", "QB012", {"name": "x"}),
        ("---\nname: x\n...\n正文\n", "QB012", {"name": "x"}),
        (" ---\nname: x\n---\n", "QB012", {"name": "x"}),
        ("---\n- a\n---\n", "QB029", None),
        ("---\n只有一句话\n---\n", "QB029", None),
    ],
)
def test_fences(text, code, data):
    """What is wrong with the fences is told once, and the rest is read where that can be."""
    doc = parse(Source("x", text))
    assert codes(doc) == [code]
    assert (doc.data if doc.readable else None) == data


SLIPS = [
    ("name：夜读", "QB021", {"name": "夜读"}),
    ("name： 夜读", "QB021", {"name": "夜读"}),
    ("a: 1\n名称：夜读", "QB021", {"a": "1", "名称": "夜读"}),
    ("brand:\n  color：red", "QB021", {"brand": {"color": "red"}}),
    ("tags:\n  －甲\n", "QB021", {"tags": ["甲"]}),
    ("tags:\n  • 甲\n", "QB021", {"tags": ["甲"]}),
    ("tags:\n\t- 甲", "QB022", {"tags": ["甲"]}),
    ("brand:\n\tcolor: red", "QB022", {"brand": {"color": "red"}}),
    ("a: @所有人", "QB023", {"a": "@所有人"}),
    ("a: %x", "QB023", {"a": "%x"}),
    ("a: `x`", "QB023", {"a": "`x`"}),
    ("a: 甲: 乙", "QB023", {"a": "甲: 乙"}),
    ("a: 说：“好”: 乙", "QB023", {"a": "说：“好”: 乙"}),
    ("a: *重要*", "QB023", {"a": "*重要*"}),
    ("a: **2027-01-31**", "QB023", {"a": "2027-01-31"}),
    ("a: `20:30`", "QB023", {"a": "20:30"}),
    ("a: \"2027-01-31'", "QB023", {"a": "2027-01-31"}),
    ("a: [新人] 入门", "QB023", {"a": "[新人] 入门"}),
    ("a: '他说'好", "QB023", {"a": "'他说'好"}),
    ('a: "未完\nb: c', "QB023", {"a": "未完", "b": "c"}),
    ("color: #336699", "QB023", {"color": "#336699"}),
    ("name:夜读", "QB024", {"name": "夜读"}),
    ("tags:\n  -甲\n  - 乙", "QB024", {"tags": ["甲", "乙"]}),
    ("name:　夜读", "QB031", {"name": "夜读"}),
    ("name:\t夜读", "QB031", {"name": "夜读"}),
    ("a:\n　b: c", "QB031", {"a": {"b": "c"}}),
    ("tags: [甲，乙]", "QB033", {"tags": ["甲", "乙"]}),
    ("tags: [甲、乙, 丙]", "QB033", {"tags": ["甲", "乙", "丙"]}),
    ("name: “夜读”", "QB303", {"name": "夜读"}),
]


@pytest.mark.parametrize(("front", "code", "data"), SLIPS)
def test_slips(front, code, data):
    """Each slip is told, mended in memory, and its fix gives a file that reads the same and has no slip."""
    doc = document(front)
    assert doc.data == data
    assert codes(doc)[:1] == [code]
    again = parse(Source("x", mended(doc.source.text, doc)))
    assert (codes(again), again.data) == ([], data)


def test_places_after_slips():
    """Places are those of the file, not of the mended text."""
    doc = document("name：夜读\ntags: [甲，乙]\nwhy: 甲: 乙 @\nlist:\n\t-一")
    front = doc.source.text.split("\n")

    def written(loc):
        span = doc.places[loc].value
        return front[span.line - 1][span.column - 1 : span.end_column - 1]

    assert written(("name",)) == "夜读"
    assert (written(("tags", 0)), written(("tags", 1))) == ("甲", "乙")
    assert written(("why",)) == "甲: 乙 @"
    assert written(("list", 0)) == "一"


def test_several_slips_in_one_line():
    doc = document("name: x\n\n　负责人：host")
    assert doc.readable
    assert doc.data["name"].startswith("x")


@pytest.mark.parametrize(
    "front",
    [
        "note: |\n  名称：甲\n  -乙\n  \t丙：丁\n  a:b",
        "note: >-\n  @所有人：来\n\n  -甲\nb: c",
        "tags:\n  - 注意：不要迟到\n  - 20:30 开始",
        "url: https://example.org/a:b",
        "# 注释：甲\nname: x # 主持",
        "name: 周四，晚上",
        "name: 《书名》",
        "name: “甲”和“乙”",
        'name: "a # b: c"',
        "a: -1\nb: +1",
        "t: [https://example.org, 20:00]",
    ],
)
def test_no_slips(front):
    """Text after `|`, comments and Chinese punctuation inside text are the author's own."""
    doc = document(front)
    assert (codes(doc), doc.readable) == ([], True)


def test_comment_that_cuts_a_value():
    """` #3` is dropped by YAML; it is told, and nobody guesses."""
    doc = document("title: 读书夜 第 #3 期")
    (told,) = doc.diagnostics
    assert (told.code, told.span, doc.data["title"]) == ("QB301", Span(2, 14, 2, 18), "读书夜 第")
    assert told.fix.text == '"读书夜 第 #3 期"'
    assert not told.fix.safe


def test_duplicate_keys():
    """The first one holds; what is wrong inside the second is still told."""
    doc = document("a: 1\nb: 2\na:\n  c: 1\n  c: 2")
    assert doc.data == {"a": "1", "b": "2"}
    assert codes(doc) == ["QB025", "QB025"]
    assert doc.diagnostics[0].related[0].span == Span(2, 1, 2, 2)


@pytest.mark.parametrize(
    ("front", "code", "unread"),
    [
        ("a: *b", "QB026", {("a",)}),
        ("a: &b c", "QB026", {("a",)}),
        ("a: !important x", "QB027", {("a",)}),
        ("a: !!python/object:os.system x", "QB027", {("a",)}),
        ("a: {{ x }}", "QB030", {("a",)}),
        ('a: "\\u202e"', "QB008", {("a",)}),
    ],
)
def test_yaml_that_nobody_needs(front, code, unread):
    """It is told, and the value counts as not read."""
    doc = document(front + "\nb: 1")
    assert (codes(doc), doc.unread, doc.data["b"]) == ([code], unread, "1")


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ("a: " + "[" * 40, "QB028"),
        ("[" * 20_000, "QB028"),
        ("{" * 20_000, "QB028"),
        ("a: [" + "1," * 6_000 + "]", "QB028"),
        ("a: " + "x" * 17_000, "QB028"),
        ("a: 1\n" * 20_000, "QB006"),
        ("- " * 20_000, "QB028"),
        ("? " * 5_000, "QB028"),
        ("a: [b", "QB020"),
        ('a: "\\q"', "QB020"),
        ("%YAML 1.1\na: b", "QB027"),
        ("--- {a: b}\n--- {c: d}", "QB032"),
    ],
)
def test_limits_and_syntax(front, code):
    assert code in codes(document(front))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_slip_has_words(language):
    """No message, label or help has a hole in it."""
    for front, _, _ in SLIPS:
        for problem in document(front).diagnostics:
            for part in ("message", "label", "help"):
                text = catalogue.text(problem, part, language)
                assert text
                assert "``" not in text.replace("```", "")
                assert "（）" not in text


def test_unreadable_source():
    """A file in another encoding exists, and nothing is read from it."""
    doc = parse(decode("x", "---\nname: 读书会\n---\n".encode("gbk")))
    assert (codes(doc), doc.readable, doc.data) == (["QB007"], False, {})

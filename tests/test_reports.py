"""One outcome in every format; and nothing an author wrote drives a terminal or a log."""

import importlib
import json
import pkgutil

import pytest

from qunbook import catalogue
from qunbook import report as reports
from qunbook.diagnostic import Fix, Related, Word, found, phrase
from qunbook.report import REPORTERS, Report
from qunbook.report.base import shown, width
from qunbook.source import Source, Span

ROLE = "---\nname: 财务\n---\n"
MAIN = "---\nname: 读书会\ntype: main\nowner: treasurer\n---\n"
PATH = "content/communities/main.md"


def outcome(language="zh", color=False, **more):
    span = Span(4, 8, 4, 17)
    args = {"kind": Word("kind.role"), "got": "treasurer", "hint": phrase("hint.did_you_mean", it="treasury")}
    unknown = found(
        "QB201",
        PATH,
        span,
        args,
        (Related("content/roles/treasury.md", Span(2, 7, 2, 9), "other"),),
        Fix(span, "treasury", safe=False),
    )
    cut = found("QB301", PATH, Span(2, 9, 2, 10), {"got": "#3", "fixed": '"读书会 #3"'})
    sources = {PATH: Source(PATH, MAIN), "content/roles/treasury.md": Source("content/roles/treasury.md", ROLE)}
    return Report([cut, unknown], sources, 12, language, color)


def told(name, report):
    return next(reporter for reporter in REPORTERS if reporter.name == name).report(report)


def test_human():
    """The line, the mark under it in terminal columns, the other place, what to do, and a count."""
    assert told("human", outcome()) == (
        "警告[QB301]: `#3` 被当成注释丢掉了\n"
        " --> content/communities/main.md:2:9\n"
        "  |\n"
        "2 | name: 读书会\n"
        "  |           ^^ 从这里起都不算\n"
        '  = 建议: 写成 `"读书会 #3"`；如果是注释，在 `#` 后面加一个空格\n'
        "\n"
        "错误[QB201]: 找不到角色 `treasurer`\n"
        " --> content/communities/main.md:4:8\n"
        "  |\n"
        "4 | owner: treasurer\n"
        "  |        ^^^^^^^^^ 没有 id 为 `treasurer` 的角色\n"
        " ::: content/roles/treasury.md:2:7\n"
        "2 | name: 财务\n"
        "  |       ---- 另一处在这里\n"
        "  = 建议: 你是不是想写 `treasury`？\n"
        "\n"
        "检查了 12 个文件：1 个文件里有 1 个错误、1 个警告\n"
        "为什么、怎么改：qunbook explain QB201（QB201 QB301）"
    )


def test_what_mends_a_kind_is_said_once():
    """A problem for which nothing is offered ends with what mends its kind, filled with what is known; the next does not."""
    wrong = [found("QB644", PATH, Span(line, 1, line, 5), {"got": "a/1", "want": "a/2"}) for line in (2, 3)]
    text = told("human", Report(wrong, {PATH: Source(PATH, MAIN)}, 2, "en"))
    assert [line for line in text.split("\n") if "help:" in line] == [
        "  = help: " + catalogue.entry("QB644").text("fix", "en").replace("{want}", "a/2")
    ]


def test_human_in_english():
    lines = told("human", outcome("en")).splitlines()
    assert lines[7:9] == ["error[QB201]: no role is called `treasurer`", " --> content/communities/main.md:4:8"]
    assert lines[-2:] == [
        "checked 12 files: 1 error, 1 warning in 1 file",
        "why, and what to do: qunbook explain QB201 (QB201 QB301)",
    ]


def test_human_without_problems():
    assert told("human", Report([], {}, 3)) == "检查了 3 个文件，没有问题"


def test_human_in_colour():
    """Colour adds nothing but colour."""
    import re

    assert re.sub(r"\x1b\[[\d;]*m", "", told("human", outcome(color=True))) == told("human", outcome())


def test_concise():
    assert told("concise", outcome()).splitlines()[1] == (
        "content/communities/main.md:4:8: error QB201: 找不到角色 `treasurer`；你是不是想写 `treasury`？"
    )


def test_json():
    read = json.loads(told("json", outcome("en")))
    assert (read["version"], read["files"], read["errors"], read["warnings"], read["notes"]) == (1, 12, 1, 1, 0)
    assert read["diagnostics"][1] == {
        "code": "QB201",
        "name": "unknown-reference",
        "severity": "error",
        "path": PATH,
        "range": {"line": 4, "column": 8, "endLine": 4, "endColumn": 17},
        "message": "no role is called `treasurer`",
        "label": "there is no role with the id `treasurer`",
        "help": "did you mean `treasury`?",
        "entity": None,
        "args": {"kind": "role", "got": "treasurer", "hint": "did you mean `treasury`?"},
        "related": [
            {
                "path": "content/roles/treasury.md",
                "range": {"line": 2, "column": 7, "endLine": 2, "endColumn": 9},
                "message": "the other one is here",
            }
        ],
        "fix": {
            "range": {"line": 4, "column": 8, "endLine": 4, "endColumn": 17},
            "text": "treasury",
            "safe": False,
        },
    }


def test_github():
    """Errors come first: GitHub shows only ten of a level."""
    assert told("github", outcome()).splitlines() == [
        (
            "::error file=content/communities/main.md,line=4,endLine=4,title=QB201 unknown-reference,col=8,endColumn=17"
            "::找不到角色 `treasurer`%0A你是不是想写 `treasury`？"
        ),
        (
            "::warning file=content/communities/main.md,line=2,endLine=2,title=QB301 comment-cuts-value,col=9,endColumn=10"
            '::`#3` 被当成注释丢掉了%0A写成 `"读书会 #3"`；如果是注释，在 `#` 后面加一个空格'
        ),
    ]


HOSTILE = "\x1b]0;x\x07\x1b[2J\r\n::error::x\n::stop-commands::y\u202e\u200b%0A,:\ud800\x9b"


@pytest.mark.parametrize("reporter", REPORTERS, ids=lambda reporter: reporter.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_drives_the_terminal(reporter, language):
    """Content in a message, a path or a shown line can neither control a terminal nor start a line of its own."""
    path = f"content/roles/{HOSTILE}.md"
    source = Source(path, f"---\nname: {HOSTILE}\n---\n")
    problem = found("QB201", path, Span(2, 1, 2, 30), {"kind": HOSTILE, "got": HOSTILE, "hint": HOSTILE})
    clean = reporter.report(Report([problem], {path: source}, 1, language))
    assert [char for char in clean if not char.isprintable() and char not in "\n\u3000"] == []
    assert not any(line.startswith("::") and not line.startswith("::error file=") for line in clean.splitlines())
    clean.encode("utf-8")


def test_templates_in_content_are_text():
    """Braces that an author wrote are never filled in."""
    problem = found("QB201", PATH, Span(1, 1, 1, 2), {"kind": "{got}", "got": "{kind.__class__}"})
    assert "{got} `{kind.__class__}`" in told("concise", Report([problem], {}, 1))


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("读书", 4), ("a读b", 4), ("é", 1), ("e\u0301", 1), ("（）", 4), ("❤\ufe0f", 1), ("ﾊ", 1)],
)
def test_width(text, columns):
    assert width(text) == columns


def test_shown():
    assert shown("a\tb\x1b读\u3000\u200b") == "a→   b<U+001B>读\u3000<U+200B>"


def test_every_module_is_on_the_list():
    """Each module of `report` ends in a REPORTER that is listed."""
    names = {module.name for module in pkgutil.iter_modules(reports.__path__)} - {"base"}
    found_ = {importlib.import_module(f"qunbook.report.{name}").REPORTER.name for name in names}
    assert found_ >= {"human", "concise", "json", "github"}
    assert [reporter.name for reporter in REPORTERS if reporter.name not in found_] == []
    assert len(REPORTERS) == len(found_)

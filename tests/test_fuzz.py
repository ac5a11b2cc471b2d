"""Nothing that can stand in a file raises: not in reading, not in parsing, not in validating, not in reporting.

Seeded, so that a failure is the same everywhere; `python-frontmatter` and the canonical writer are held to what they promise.
"""

import random
import time

import frontmatter
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunbook import catalogue, handler
from qunbook.diagnostic import Severity
from qunbook.document import parse
from qunbook.kinds import KINDS
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Handbook
from qunbook.report import REPORTERS, Report
from qunbook.source import decode
from qunbook.spelling import block
from qunbook.validate import validate

TRAPS = [
    "---\n", "---", "———\n", "...", "\n", "\r", "\t", " ", "　", "\u00a0", ":", "：", ": ", "，", "、", "－", "- ", "-", "【", "】",
    "“", "”", "「", '"', "'", "#", " #", "@", "%", "`", "*", "&", "!", "!!python/object:x", "|", ">", "|\n", "[", "]", "{", "}", "{{",
    "? ", "~", "null", "\x00", "\x1b", "\u200b", "\u200d", "\u202e", "\u2028", "\ufeff", "\ud800", "\U0001f469", "\\", "\\ud800",
    '"\\x00"', "<<: *a", "%YAML 1.1\n", "[" * 30, "{a: " * 20, "a: 1\n" * 5, "9" * 400, "名称：", "负责人: ", "2026-02-30", "T-1d",
]  # fmt: skip


def files():
    examples = (catalogue.entry(code) for code in catalogue.codes())
    trees = [catalogue.base(), *(catalogue.overlay(text) for e in examples for text in (e.bad, e.good) if text.strip())]
    return sorted({(path, text) for tree in trees for path, text in tree.items() if text != catalogue.GONE})


def model_of(path):
    folder = path.split("/")[0] if "/" in path else ""
    return next((kind.model for kind in KINDS if kind.folder == folder), Event)


def survive(path, raw):
    """Take bytes through every stage of reading; every place that is told lies in the file."""
    source = decode(f"content/{path}", raw)
    document = parse(source)
    problems = list(document.diagnostics)
    if document.readable:
        problems += validate(model_of(path), document)[1]
    else:
        assert problems, "what is not readable says why"
    lines = source.text.split("\n")
    for problem in problems:
        span = problem.span
        assert 1 <= span.line <= span.end_line <= len(lines) + 1
        assert span.column >= 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        if source.text and span.line <= len(lines):
            assert span.column <= len(lines[span.line - 1]) + 1, problem
    if problems:
        report = Report(sorted(problems), {source.path: source}, 1)
        for reporter in REPORTERS:
            reporter.report(report).encode("utf-8")


def mutated(text, chance):
    raw = bytearray(text.encode("utf-8"))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(5):
            case 0 if at < len(raw):
                raw[at] ^= 1 << chance.randrange(8)
            case 1:
                del raw[at : at + chance.randint(1, 12)]
            case 2:
                other = chance.randrange(len(raw) + 1)
                raw[at:at] = raw[other : other + chance.randint(1, 40)]
            case _:
                raw[at:at] = chance.choice(TRAPS).encode("utf-8", "surrogatepass")
    return bytes(raw)


def test_mutated_files():
    """Thousands of files with bytes flipped, parts dropped and doubled, and traps put in."""
    chance, originals = random.Random(20261120), files()
    for _ in range(4_000):
        path, text = chance.choice(originals)
        raw = mutated(text, chance)
        try:
            survive(path, raw)
        except Exception as error:
            raise AssertionError(f"{path}: {raw!r}") from error


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text(text):
    survive("pages/x.md", f"---\n{text}\n---\n".encode("utf-8", "surrogatepass"))


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*TRAPS, "name", "tags", "甲", "\n  "]), max_size=30))
def test_traps_in_a_row(parts):
    survive("pages/x.md", ("---\n" + "".join(parts) + "\n---\n").encode("utf-8", "surrogatepass"))


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes(raw):
    survive("pages/x.md", raw)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "{" * 60_000,
        "a: " * 20_000,
        "- " * 30_000,
        "'" * 60_000,
        "：\n" * 30_000,
        "“" * 60_000,
        "a：" * 20_000,
        "a: b: c\n" * 8_000,
        "@\n" * 20_000,
        "\t" * 60_000,
        "a: |\n" * 12_000,
        "!" * 60_000,
        "# " * 30_000,
        " " * 60_000 + "x",
        "a: #" + " " * 60_000,
        "-" * 60_000,
        "甲" * 21_000,
        "a: “" + "，" * 20_000,
        "a: [" + "，" * 15_000 + "]",
    ],
)
def test_no_input_is_slow(text):
    """The worst 64 KiB that we know of take less than three seconds on a slow machine."""
    start = time.process_time()
    survive("pages/x.md", f"---\n{text}\n---\n".encode())
    assert time.process_time() - start < 3


# Writing ---------------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn")), max_size=20) | st.sampled_from(
    [
        "",
        "~",
        "null",
        "yes",
        "20:30",
        "a: b",
        "a #b",
        "#1",
        "“好”",
        "[a]",
        "甲，乙",
        "- a",
        "-a",
        "@x",
        "---",
        "a\nb\n",
        "a\n\n b",
        " x",
        "x ",
        "名：x",
    ]
)
keys = st.text("abcdefgh_", min_size=1, max_size=8)
values = st.recursive(
    words | st.none(), lambda v: st.lists(v, max_size=4) | st.dictionaries(keys, v, max_size=4), max_leaves=12
)


@settings(max_examples=400)
@given(st.dictionaries(keys, values, max_size=6))
def test_what_is_written_is_read_back(data):
    """The canonical spelling gives the same data, without a word from the reader."""
    document = parse(decode("x", f"---\n{block(data)}---\n".encode()))
    assert (document.diagnostics, document.data) == ((), data)


@settings(max_examples=200)
@given(st.dictionaries(keys, values, min_size=1, max_size=4), words)
def test_python_frontmatter(data, body):
    """`frontmatter.loads(frontmatter.dumps(post))` is the post, and writing again changes nothing."""
    ours = handler.Handler()
    text = frontmatter.dumps(frontmatter.Post(body, handler=ours, **{f"k_{k}": v for k, v in data.items()}))
    post = frontmatter.loads(text, handler=ours)
    assert post.metadata == {f"k_{k}": v for k, v in data.items()}
    assert frontmatter.dumps(post, handler=ours) == text


def test_keys_come_in_the_schema_s_order():
    post = frontmatter.Post(
        "正文", brand={"tagline": "x", "logo": "a.svg"}, timezone="Asia/Shanghai", name="读书会", own="1"
    )
    assert frontmatter.dumps(post, handler=handler.Handler(Handbook)) == (
        "---\nname: 读书会\ntimezone: Asia/Shanghai\nbrand:\n  logo: a.svg\n  tagline: x\nown: 1\n---\n正文\n"
    )


def test_a_tool_is_not_handed_mended_data():
    """`frontmatter.loads` refuses what `check` calls an error."""
    with pytest.raises(handler.FrontMatterError, match="`：`"):
        frontmatter.loads("---\nname：x\n---\n", handler=handler.Handler())


def test_minimal_quotes():
    data = {
        "a": "20:30",
        "b": "甲，乙",
        "c": "甲: 乙",
        "d": ["甲，乙", "x"],
        "e": "2026-01-01",
        "f": "一\n二\n",
        "g": None,
        "h": [{"i": "1", "j": []}],
    }
    assert block(data) == (
        'a: 20:30\nb: 甲，乙\nc: "甲: 乙"\nd: ["甲，乙", x]\ne: 2026-01-01\nf: |\n  一\n  二\ng:\nh:\n  - i: 1\n    j: []\n'
    )


def test_base_is_read_without_a_word():
    for path, text in catalogue.base().items():
        problems = parse(decode(path, text.encode())).diagnostics
        assert [p for p in problems if p.severity is Severity.ERROR] == []

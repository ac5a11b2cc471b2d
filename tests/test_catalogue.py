"""Every code keeps its promise: its bad example gives it and nothing else, its good example nothing at all."""

import importlib
import re
import string
from datetime import date
from pathlib import Path

import pytest

from qunbook import catalogue, pipeline
from qunbook.diagnostic import Severity
from qunbook.settings import Settings

AS_OF = date(2026, 11, 20)
CODES = catalogue.codes()

# What a tree of text files cannot show; the tests named here do.
SHOWN_ELSEWHERE = {
    "QB004": "test_source",  # a symbolic link
    "QB005": "test_source",  # a file that cannot be opened
    "QB006": "test_source",  # a file of more than a megabyte
    "QB007": "test_source",  # bytes that are no UTF-8
    "QB106": "test_model",  # no kind has a time of day alone, yet
    "QB199": "test_validate",  # errors of pydantic that no field of ours gives
    "QB440": "test_diff",  # two trees
    "QB901": "test_cli",  # a bug of ours
    "QB902": "test_cli",
    "QB434": "test_checks_events",
}


def problems(tree, root):
    for path, text in tree.items():
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return pipeline.check(pipeline.load(root), Settings(AS_OF))


def codes(tree, root, code):
    """The codes that a tree gives. Notes count for the code they are about only: they ask, and say nothing is wrong."""
    found = problems(tree, root)
    return [problem.code for problem in found if problem.severity is not Severity.NOTE or problem.code == code]


def test_base(tmp_path):
    """The smallest handbook has neither errors nor warnings."""
    wrong = [p for p in problems(catalogue.base(), tmp_path) if p.severity is not Severity.NOTE]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_examples(code, tmp_path):
    entry = catalogue.entry(code)
    if code in SHOWN_ELSEWHERE:
        assert not entry.bad.strip(), f"{code} has an example now: take it off the list"
        return
    assert entry.bad.strip(), f"{code} needs a bad example"
    assert codes(catalogue.example(entry.bad), tmp_path / "bad", code) == [code]
    assert codes(catalogue.example(entry.good), tmp_path / "good", code) == []


@pytest.mark.parametrize("code", [code for code in CODES if catalogue.entry(code).bad.strip()])
def test_errors_are_the_errors_of_a_check(code, tmp_path):
    """Laws that know no error are not asked, and none is missed."""
    found = problems(catalogue.example(catalogue.entry(code).bad), tmp_path)
    errors = [one for one in found if one.severity is Severity.ERROR and not one.path.startswith("content/_templates")]
    assert [*pipeline.errors(pipeline.load(tmp_path), Settings(AS_OF))] == errors


@pytest.mark.parametrize("code", CODES)
def test_both_languages_say_the_same(code):
    """Every text is there in both languages, with the same placeholders, and names what it needs."""
    entry = catalogue.entry(code)
    assert entry.name == re.sub(r"[^a-z0-9-]", "", entry.name)
    assert entry.severity in {"error", "warning", "note"}
    assert entry.texts["zh"].keys() == entry.texts["en"].keys()
    for part in ("message", "label", "why", "fix"):
        assert entry.text(part, "zh"), part
    for part in entry.texts["zh"]:
        assert part in catalogue.PARTS
        assert placeholders(entry.text(part, "zh")) == placeholders(entry.text(part, "en")), part
        assert not entry.text(part, "zh").isascii() or "{" in entry.text(part, "zh"), f"{part} is not Chinese"


@pytest.mark.parametrize("code", CODES)
def test_style(code):
    """Messages start small and have no full stop; reasons are sentences."""
    entry = catalogue.entry(code)
    for language in ("zh", "en"):
        for part in ("message", "label", "help"):
            assert not entry.text(part, language).endswith((".", "。")), part
        for part in ("why", "fix"):
            assert entry.text(part, language).endswith((".", "。", "…", "?", "？", "`", "”", '"')), part
    assert not re.match(r"[A-Z][a-z]", entry.text("message", "en"))


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_words_are_in_both_languages():
    for group, words in catalogue._toml("words").items():
        for name, said in words.items():
            assert set(said) == {"zh", "en"}, f"{group}.{name}"
            assert placeholders(said["zh"]) >= placeholders(said["en"]), f"{group}.{name}"


def test_names_and_codes_are_unique():
    names = [catalogue.entry(code).name for code in CODES]
    assert len(set(names)) == len(names)
    for band, file in catalogue.BANDS.items():
        assert all(code[2] == band for code in catalogue._toml(file))


def test_every_code_in_the_program_is_in_the_catalogue_and_back():
    """No code is without words, and no words without a code."""
    package = Path(importlib.import_module("qunbook").__file__).parent
    used = {code for file in package.rglob("*.py") for code in re.findall(r'"(QB\d{3})"', file.read_text("utf-8"))}
    used |= set(
        re.findall(r"\[(QB\d{3})\]", (package / "messages.toml").read_text("utf-8"))
    )  # a bug of ours: cli says so
    assert used - set(CODES) == set()
    assert set(CODES) - used == set()


def test_every_kind_has_a_word():
    from qunbook.kinds import KINDS

    for kind in KINDS:
        assert (catalogue.word(f"kind.{kind.name}", "zh"), catalogue.word(f"kind.{kind.name}", "en")) == (
            kind.zh,
            kind.en,
        )


def test_overlay():
    assert catalogue.overlay("=== a.md\nx\n\n=== b/c.md\ny\n=== d.md -\n") == {
        "a.md": "x\n",
        "b/c.md": "y\n",
        "d.md": catalogue.GONE,
    }


def test_a_code_that_does_not_exist_is_a_bug():
    with pytest.raises(KeyError):
        catalogue.entry("QB099")
    assert not catalogue.exists("QB099")

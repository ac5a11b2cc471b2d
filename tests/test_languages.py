"""Chinese and English are both complete: nothing that we print is in one language only, and none is kept for nothing."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from conftest import ROOT, qunbook
from qunbook.enums import ENUMS
from qunbook.kinds import KINDS
from qunbook.model import Label, metadata_of, part_types
from qunbook.render.templates import environment

GENERATOR = ROOT / "generator" / "qunbook"
HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff]|[\u3001-\u3011\uff01-\uff5e]")
NAMES = re.compile(r"\b(?:UTC|Google|Outlook|Atom|Matrix|4L)\b")
LETTERS = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
CODE = {path: path.read_text("utf-8") for path in sorted(GENERATOR.rglob("*.py")) if "example" not in path.parts}


def pair(zh: str, en: str) -> bool:
    """Whether a sentence is there in both languages: Chinese where there is anything to say, no Chinese in English."""
    if NAMES.fullmatch(zh) or not re.sub(r"\{[^}]*\}|[（）]", "", zh + en):
        return True
    saying = re.sub(r"\{[^}]*\}|`[^`]*`", "", en)
    return (
        not HAN.search(en)
        and bool(zh.strip())
        and bool(en.strip())
        and (bool(HAN.search(zh)) or not LETTERS.search(saying) or zh == en)
    )


# Pages -----------------------------------------------------------------------------------------------------------


def literal(template: str) -> Iterator[str]:
    """The words that a template prints of its own: between tags, and in the attributes that are read aloud."""
    tree = environment().parse(template)
    text = "".join(
        piece.data if isinstance(piece, nodes.TemplateData) else "\0"
        for output in tree.find_all(nodes.Output)
        for piece in output.nodes
    )
    yield from re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
    yield from re.split(r"[\0\n]", re.sub(r"<(code|pre)\b[^>]*>[^<]*</\1>|<[^>]*>|\{#[^}]*\}|&\w+;", "\0", text))


@pytest.mark.parametrize("name", sorted(path.name for path in (GENERATOR / "theme" / "templates").glob("*.*")))
def test_templates_have_no_words_of_their_own(name):
    """What a template prints goes through the catalogue, or no Chinese would ever see it in Chinese."""
    text = (GENERATOR / "theme" / "templates" / name).read_text("utf-8")
    assert [words for words in literal(text) if LETTERS.search(NAMES.sub("", words))] == []


def test_labels_and_choices_are_in_both_languages():
    """Every field's label and help, and every value of a closed list."""
    labels = [
        (label.zh, label.en)
        for kind in KINDS
        for part in {kind.model, *part_types(kind.model)}
        for info in part.model_fields.values()
        for label in (*info.metadata, *metadata_of(info))
        if isinstance(label, Label)
    ]
    choices = [words for values in ENUMS.values() for words in values.values()]
    assert len(labels) > 300
    assert [words for words in (*labels, *choices) if not pair(*words)] == []


# Scripts ---------------------------------------------------------------------------------------------------------


def test_the_script_says_everything_in_both_languages():
    """Both tables of words have the same keys, every key is used, and no word stands anywhere else."""
    text = (GENERATOR / "theme" / "assets" / "qunbook.js").read_text("utf-8")
    said = re.search(r"const words = zh\s*\?\s*\{(.*?)\}\s*:\s*\{(.*?)\};\n", text, re.DOTALL)
    assert said
    keys = [re.findall(r"(?:^|[,{])\s*(\w+): ", table) for table in said.groups()]
    assert keys[0] == keys[1]
    assert HAN.search(said[1])
    assert not HAN.search(said[2])
    code = re.sub(r"//[^\n]*", "", text.replace(said[0], ""))
    assert [key for key in keys[0] if f"words.{key}" not in code] == []
    assert not HAN.search(code)


def test_the_search_prints_no_word():
    """It knows the words of questions, to pass over them, and prints only what the index holds."""
    text = (GENERATOR / "theme" / "assets" / "search.js").read_text("utf-8")
    without_questions = re.sub(r"const (ASKING|STOP)\b.*?;\n", "", text, flags=re.DOTALL)
    assert not HAN.search(re.sub(r"//[^\n]*|/\[[^\n]*?\]/u?|\[\\u[^\]]*\]", "", without_questions))


# Messages --------------------------------------------------------------------------------------------------------


def strings(text: str) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


SAID = set().union(*map(strings, CODE.values()))


def test_the_command_line_knows_all_that_it_says():
    """No sentence is asked for that is not written, and each is Chinese in Chinese."""
    messages = tomllib.loads((GENERATOR / "messages.toml").read_text("utf-8"))
    asked = {
        call.args[index].value
        for text in CODE.values()
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for name, index in (("say", 0), ("tell", 0), ("stop", 1))
        if call.func.id == name and len(call.args) > index and isinstance(call.args[index], ast.Constant)
    } - {None}  # entries of a feed are told of no date in particular
    assert len(asked) > 30
    assert asked - set(messages) == set()
    assert set(messages) - SAID == set()
    assert {key: said for key, said in messages.items() if not pair(said["zh"], said["en"])} == {}


def test_words_of_diagnostics_are_used_and_in_both_languages():
    """A word that messages are made of is named in the program, as `group.name` or, where a value names it, by itself."""
    words = tomllib.loads((GENERATOR / "catalogue" / "words.toml").read_text("utf-8"))
    by_value = {
        "kind": {kind.name for kind in KINDS},
        "severity": SAID,
        "why": SAID,
        "what": SAID,
        "related": SAID,
        "type": SAID,
        "yaml": SAID,
        "weekday": SAID,
    }
    unused = [
        f"{group}.{name}"
        for group, told in words.items()
        for name in told
        if f"{group}.{name}" not in SAID and name not in by_value.get(group, ())
    ]
    assert [name for name in unused if name != "kind.file"] == []
    assert [said for told in words.values() for said in told.values() if not pair(said["zh"], said["en"])] == []


def test_feeds_say_everything_in_both_languages():
    """Their words stand in pairs in one module, and each is said."""
    tables = [
        ast.literal_eval(node.value)
        for path, text in CODE.items()
        if path.parent.name == "render"
        for node in ast.parse(text).body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_WORDS" and node.value
    ]
    assert len(tables) == 1
    assert [key for key, (zh, en) in tables[0].items() if not pair(zh, en)] == []
    code = "".join(text for path, text in CODE.items() if path.parent.name == "render")
    made_up = tuple(re.findall(r'f"([a-z]+_)\{', code))  # is_task, is_camp …
    assert [key for key in tables[0] if code.count(f'"{key}"') < 2 and not key.startswith(made_up)] == []


EXAMPLES = re.compile(r"<pre\b[^>]*>.*?</pre>", re.DOTALL)

# A whole site ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_english_site_has_no_chinese(tmp_path):
    """Not in a page, a feed, an index, an address or a file of data: the content of the English starter has none.

    The examples of wrong and right files on the help pages are one for both languages, and Chinese.
    """
    home = tmp_path / "handbook"
    assert qunbook("init", str(home), "--language", "en").returncode == 0
    assert not [path for path in (home / "content").rglob("*.md") if HAN.search(path.read_text("utf-8"))]
    done = qunbook("build", str(home))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not HAN.search(done.stdout + done.stderr)
    kinds = {".html", ".json", ".ics", ".xml", ".txt", ".svg", ".css", ".csv"}
    read: list[Path] = [path for path in sorted((home / "site").rglob("*")) if path.suffix in kinds]
    assert len(read) > 60
    wide = ("help/reading/index.html", "help/front-matter/index.html")  # they show the full-width signs that are wrong
    read = [path for path in read if not path.as_posix().endswith(wide)]
    chinese = {
        str(path.relative_to(home)): text[max(0, found.start() - 40) : found.end() + 10]
        for path in read
        if (
            found := HAN.search(
                text := EXAMPLES.sub("", path.read_text("utf-8")) if "help" in path.parts else path.read_text("utf-8")
            )
        )
    }
    assert chinese == {}

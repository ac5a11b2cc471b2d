"""What each code means, in Chinese and English: message, label, help, why, how to fix, a bad and a good example.

One TOML file a band, both languages side by side, read when the first code of the band is asked for.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Protocol

from qunbook.messages import listed

Language = Literal["zh", "en"]
TextPart = Literal["message", "label", "help"]

BANDS = {
    "0": "0-reading",
    "1": "1-front-matter",
    "2": "2-references",
    "3": "3-style",
    "4": "4-calendar",
    "5": "5-text",
    "6": "6-governance",
    "9": "9-bugs",
}
PARTS = ("message", "label", "help", "why", "fix")


@dataclass(frozen=True)
class Word:
    """Words that are looked up in the report's language: `Word("kind.role")` in words.toml, filled in with `args`.

    What is not in words.toml (a field's label, a handbook's own name for a value) brings its words along: `zh`, `en`.
    """

    key: str
    args: Mapping[str, Arg] = field(default_factory=dict)
    zh: str = ""
    en: str = ""


Arg = str | int | Word | tuple["Arg", ...]


def phrase(key: str, **args: Arg) -> Word:
    """`phrase("hint.did_you_mean", it="treasury")`: a word with something in it."""
    return Word(key, args)


@dataclass(frozen=True)
class Entry:
    """One code. `texts[language][part]` are templates, except `why` and `fix`, which are Markdown paragraphs.

    `bad` and `good` are small trees (see `overlay`) to be laid over `base()`.
    """

    code: str
    name: str
    severity: str
    bad: str
    good: str
    texts: Mapping[str, Mapping[str, str]]

    def text(self, part: str, language: Language) -> str:
        return self.texts[language].get(part, "")


class _Fixing(Protocol):
    @property
    def text(self) -> str: ...


class Described(Protocol):
    """What `text` needs to know of a diagnostic."""

    @property
    def code(self) -> str: ...
    @property
    def args(self) -> Mapping[str, Arg]: ...
    @property
    def fix(self) -> _Fixing | None: ...


@cache
def _toml(name: str) -> dict[str, Any]:
    file = files(__package__) / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


@cache
def entry(code: str) -> Entry:
    """The entry of a code. Raises KeyError for a code that does not exist: that is a bug of ours."""
    raw = _toml(BANDS[code[2]])[code]
    texts = {language: raw[language] for language in ("zh", "en")}
    return Entry(code, raw["name"], raw["severity"], raw.get("bad", ""), raw.get("good", ""), texts)


@cache
def codes() -> tuple[str, ...]:
    """Every code there is, in order."""
    return tuple(sorted(code for band in BANDS.values() for code in _toml(band)))


def exists(code: str) -> bool:
    """Whether a code is one of ours."""
    return code[2:3] in BANDS and code in _toml(BANDS[code[2]])


def text(diagnostic: Described, part: TextPart, language: Language) -> str:
    """One part of what a diagnostic says. A help that nobody wrote offers the fix, if there is one."""
    said = fill(entry(diagnostic.code).text(part, language), diagnostic.args, language)
    if (
        part == "help"
        and not said
        and diagnostic.fix
        and diagnostic.fix.text.strip()
        and "\n" not in diagnostic.fix.text
    ):
        return fill(word("hint.write", language), {"it": diagnostic.fix.text}, language)
    return said


def word(key: str, language: Language) -> str:
    """The word or template `key` of words.toml ("kind.role"); the end of the key where there is none."""
    group, _, name = key.partition(".")
    found = _toml("words").get(group, {}).get(name)
    return str(found[language]) if found else name or key


class _Filler(string.Formatter):
    """Fills `{name}` only: what an author wrote is an argument, never a template."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> str:  # noqa: ARG002 - string.Formatter's
        return spell(kwargs.get(str(key), ""), self.language)


def fill(template: str, args: Mapping[str, Arg], language: Language) -> str:
    """Fill a template. An argument that is not there leaves nothing."""
    return _Filler(language).vformat(template, (), args).strip()


def spell(arg: Arg, language: Language) -> str:
    """An argument as the reader of a report sees it."""
    match arg:
        case Word(key, args, zh, en):
            known = (zh if language == "zh" else en) or word(key, language)
            return fill(known, args, language) if args else known
        case tuple():
            return listed((spell(part, language) for part in arg), language)
        case _:
            return str(arg)


def base() -> dict[str, str]:
    """The smallest handbook that is without errors and warnings on 2026-11-20: path below content/ to text."""
    return overlay((files(__package__) / "base.txt").read_text("utf-8"))


GONE = "\0"


def overlay(text: str) -> dict[str, str]:
    """Read a small tree as path to text: `=== path` starts a file, `=== path -` says that there is none (GONE)."""
    tree: dict[str, str] = {}
    for part in ("\n" + text.lstrip("\n")).split("\n=== ")[1:]:
        path, _, content = part.partition("\n")
        gone = path.endswith(" -")
        tree[path.removesuffix(" -").strip()] = GONE if gone else content.removesuffix("\n") + "\n"
    return tree


def example(text: str) -> dict[str, str]:
    """`base()` with a small tree laid over it."""
    return {path: content for path, content in {**base(), **overlay(text)}.items() if content != GONE}

"""What every reporter is given, and how content is shown without letting it drive a terminal or a log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qunbook import catalogue
from qunbook.catalogue import Language, TextPart
from qunbook.diagnostic import Diagnostic, Severity
from qunbook.source import Source


@dataclass(frozen=True)
class Report:
    """The outcome of one check: sorted diagnostics, the sources they point into, how many files were read."""

    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, Source]
    files: int
    language: Language = "zh"
    color: bool = False

    def text(self, diagnostic: Diagnostic, part: TextPart) -> str:
        return catalogue.text(diagnostic, part, self.language)

    def mending(self, diagnostic: Diagnostic) -> str:
        """What mends problems of this kind. Its words are also read by themselves: only what is known is filled."""
        words = catalogue.entry(diagnostic.code).text("fix", self.language)
        known = {name: catalogue.spell(arg, self.language) for name, arg in diagnostic.args.items()}
        return re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], name[0]), words)

    def word(self, key: str) -> str:
        return catalogue.word(key, self.language)

    def line(self, path: str, number: int) -> str | None:
        """A line of a source, None where there is none to show."""
        lines = self._lines(path)
        return lines[number - 1] if 0 < number <= len(lines) else None

    @cached_property
    def _split(self) -> dict[str, list[str]]:
        return {}

    def _lines(self, path: str) -> list[str]:
        if path not in self._split:
            source = self.sources.get(path)
            self._split[path] = source.text.split("\n") if source else []
        return self._split[path]

    def count(self, severity: Severity) -> int:
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)


@dataclass(frozen=True)
class Reporter:
    """A format: its name on the command line, and the function that writes it (without a line end at the end)."""

    name: str
    report: Callable[[Report], str]


TAB = "→   "


def shown(text: str) -> str:
    """Text of an author as a terminal or a log may get it: nothing unseen, no control character, one line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def code(text: str) -> str:
    """Text of an author as a code span (CommonMark 6.1): fenced by more backticks than it holds in a row."""
    line = shown(text)
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", line)), default=0))
    pad = " " if line[:1] in ("`", " ") or line[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line.strip() else "—"


def _shown(char: str) -> str:
    if char == "\t":
        return TAB
    # The full-width space is a sign that people type and see; a joiner would hide what it joins.
    return char if char.isprintable() or char == "\u3000" else f"<U+{ord(char):04X}>"


def width(text: str) -> int:
    """The columns that `text` takes in a terminal: East Asian characters take two, marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(char) or char in "\ufe0e\ufe0f"
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )

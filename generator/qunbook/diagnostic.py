"""What is wrong with content: a code, a place, and what to say about it. A value, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import total_ordering

from qunbook import catalogue
from qunbook.catalogue import Arg, Word, phrase
from qunbook.source import Span

__all__ = ["Arg", "Diagnostic", "Fix", "Related", "Severity", "Word", "did_you_mean", "found", "phrase"]


class Severity(StrEnum):
    """How bad it is: an error stops a build, a warning stops `--strict`, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Fix:
    """Put `text` where `span` is. A `safe` one is what the author meant beyond doubt; others are a guess."""

    span: Span
    text: str
    safe: bool


@dataclass(frozen=True)
class Related:
    """Another place that matters; `message` is a key in words.toml under `related`."""

    path: str
    span: Span
    message: str


@total_ordering
@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong. Its words are in the catalogue under `code`; `args` fill them in.

    `entity` is "kind/id" of the entity that it is about, where one was read.
    """

    code: str
    severity: Severity
    path: str
    span: Span
    args: Mapping[str, Arg] = field(default_factory=dict)
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    entity: str = ""

    def __lt__(self, other: Diagnostic) -> bool:
        return self._place < other._place

    @property
    def _place(self) -> tuple[str, Span, str]:
        return (self.path, self.span, self.code)


def found(
    code: str,
    path: str,
    span: Span,
    args: Mapping[str, Arg] | None = None,
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
    entity: str = "",
) -> Diagnostic:
    """A diagnostic of the severity that the catalogue gives its code."""
    severity = Severity(catalogue.entry(code).severity)
    return Diagnostic(
        code, severity, path, span, _worded(args or {}) if code[2] == "0" else args or {}, related, fix, entity
    )


def _worded(args: Mapping[str, Arg]) -> dict[str, Arg]:
    """`source` knows no words: its arguments `what` and `why` are keys of words, `suggest` is the nearest name."""
    worded: dict[str, Arg] = dict(args)
    for name in ("what", "why"):
        if isinstance(key := worded.get(name), str):
            worded[name] = Word(f"{name}.{key}")
    if guess := worded.get("guess"):
        worded["guess"] = phrase("hint.guess", it=guess)
    if isinstance(it := worded.pop("suggest", None), str):
        worded["hint"] = did_you_mean(it)
    return worded


def did_you_mean(it: str) -> Word | str:
    """The hint that offers the nearest name, or nothing where there is none."""
    return phrase("hint.did_you_mean", it=it) if it else ""

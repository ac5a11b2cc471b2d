"""Strict front matter: one file's text to data, the place of every key and value, and the Markdown below.

What can be understood is, whatever else is wrong in the file: slips are reported with a fix, mended in memory, and the
rest is read as if they had been mended in the file. `parse` never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from qunbook.catalogue import Word, phrase
from qunbook.compose import Composed, Loc, Place, TooComplex, compose
from qunbook.diagnostic import Diagnostic, Fix, found
from qunbook.repair import SUSPICIOUS, Mended, Slip, certain, likely
from qunbook.source import START, Source, Span

__all__ = ["Document", "Loc", "Place", "parse"]

MAX_FRONT_MATTER = 64 << 10
MAX_TRIES = 24


@dataclass(frozen=True)
class Document:
    """One file, understood as far as it can be.

    `readable` is False when its front matter was not understood: it exists as an id and nothing more. `unread` are
    places whose values were not: nothing more should be said about them. `body_line` is the line of the body's start.
    """

    source: Source
    data: dict[str, Any]
    places: Mapping[Loc, Place]
    body: str
    body_line: int
    diagnostics: tuple[Diagnostic, ...] = ()
    readable: bool = True
    unread: frozenset[Loc] = field(default_factory=frozenset)
    fence: Span = START

    def span(self, loc: Loc) -> Span:
        """The place of a value; of the nearest thing around it where it has none; of the opening fence for all."""
        for length in range(len(loc), 0, -1):
            if place := self.places.get(loc[:length]):
                return place.value
        return self.fence

    def key_span(self, loc: Loc) -> Span:
        """The place of a key, or of the item where it has none."""
        place = self.places.get(loc)
        return place.key if place and place.key else self.span(loc)


# Fences ----------------------------------------------------------------------------------------------------------

_FENCE_LIKE = re.compile(r"\s*(?:[－—–―‐‑_=─＝-]{2,}|\.\.\.|- - -)\s*\Z")
_FENCE_CHARS = frozenset("-－—–―‐‑_=─＝.")
_KEY_LINE = re.compile(r"[a-z_]{1,40}\s*[:：]|[\u4e00-\u9fff]{2,8}\s*[:：]")


@dataclass(frozen=True)
class _Split:
    """Front matter's lines (the first is the file's line `first_line`), and where the body starts; None if unread."""

    lines: list[str] | None
    first_line: int = 1
    fence: Span = START
    body_line: int = 1
    problems: tuple[Diagnostic, ...] = ()


def parse(source: Source) -> Document:
    """Read one file's front matter and body. Never raises; what is wrong is in `diagnostics`."""
    faults = tuple(
        found(f.code, source.path, f.span, f.args, fix=Fix(f.span, "", safe=True) if f.remove else None)
        for f in source.faults
    )
    if not source.readable:
        return Document(source, {}, {}, "", 1, faults, readable=False)
    split = _split(source)
    if split.lines is None:
        body = "" if split.body_line > 1 else source.text
        return Document(
            source, {}, {}, body, split.body_line, (*faults, *split.problems), readable=False, fence=split.fence
        )
    try:
        composed, slips = _understand(source.path, split.lines, split.first_line)
    except _Unreadable as failure:
        shorter = _closed_too_late(source, split, failure.line)
        if shorter is None:
            body = _from_line(source.text, split.body_line)
            told = (*faults, *split.problems, *_but_unseen(failure.diagnostics, faults))
            return Document(source, {}, {}, body, split.body_line, told, readable=False, fence=split.fence)
        split, composed, slips = shorter
    body = _from_line(source.text, split.body_line)
    told = (*faults, *split.problems, *_but_unseen(slips, faults), *composed.diagnostics)
    unread = frozenset(composed.unread)
    return Document(source, composed.data, composed.places, body, split.body_line, told, True, unread, split.fence)


def _but_unseen(slips: Iterable[Diagnostic], faults: tuple[Diagnostic, ...]) -> Iterator[Diagnostic]:
    """`source` has reported the unseen characters of the whole file already."""
    return (slip for slip in slips if slip.code != "QB008" or not faults)


def _closed_too_late(
    source: Source, split: _Split, failed: int
) -> tuple[_Split, Composed, tuple[Diagnostic, ...]] | None:
    """Perhaps the closing fence is missing, and the line taken for it is a rule in the text: read what is before."""
    assert split.lines is not None
    end, _ = _guess_end(split.lines, 0)
    if not 0 < end <= failed or split.lines[end].strip()[:1] not in ("", "#"):
        return None
    try:
        composed, slips = _understand(source.path, split.lines[:end], split.first_line)
    except _Unreadable:
        return None
    line = split.first_line + end
    fix = Fix(Span(line, 1, line, 1), "---\n", safe=False)
    unclosed = found("QB011", source.path, split.fence, {"line": line}, fix=fix)
    return _Split(None, split.first_line, split.fence, line, (*split.problems, unclosed)), composed, slips


def _from_line(text: str, line: int) -> str:
    if line == 1:
        return text
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if not at:
            return ""
    return text[at:]


def _split(source: Source) -> _Split:
    """Find the two lines `---`."""
    text, path = source.text, source.path
    if text.startswith("---\n"):
        first = 1
    else:
        opening = _opening(source)
        if isinstance(opening, _Split):
            return opening
        first = opening
    problems: list[Diagnostic] = []
    lines = text.split("\n")
    fence = Span(first, 1, first, len(lines[first - 1]) + 1)
    if lines[first - 1].rstrip() != "---":
        fix = Fix(fence, "---", safe=True)
        problems.append(found("QB012", path, fence, {"got": lines[first - 1].strip()}, fix=fix))
    end = next((i for i in range(first, len(lines)) if _may_close(lines[i])), None)
    if end is None:
        end, after = _guess_end(lines, first)
        fix = Fix(Span(end + 1, 1, end + 1, 1), "---\n", safe=False)
        problems.append(found("QB011", path, fence, {"line": end + 1}, fix=fix))
        if after is None:
            return _Split(None, first + 1, fence, len(lines) + 1, tuple(problems))
        body_line = after
    else:
        body_line = end + 2
        if lines[end].rstrip() != "---":
            span = Span(end + 1, 1, end + 1, len(lines[end]) + 1)
            problems.append(found("QB012", path, span, {"got": lines[end].strip()}, fix=Fix(span, "---", safe=True)))
    if sum(map(len, lines[first:end])) + end - first > MAX_FRONT_MATTER:
        too_large = found("QB006", path, fence, {"what": "front_matter", "limit": "64 KiB"})
        return _Split(None, first + 1, fence, body_line, (*problems, too_large))
    return _Split(lines[first:end], first + 1, fence, body_line, tuple(problems))


def _may_close(line: str) -> bool:
    return line[:1] in _FENCE_CHARS and line != "" and bool(_FENCE_LIKE.match(line))


def _opening(source: Source) -> int | _Split:
    """The line of the opening fence, 1-based; without one, what there is to say about it."""
    lines = source.text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return _Split(None, problems=(found("QB010", source.path, START, {"hint": phrase("hint.begin")}),))
    line = lines[first]
    if line.rstrip() == "---" or _FENCE_LIKE.match(line):
        return first + 1
    span = Span(first + 1, 1, first + 1, len(line) + 1)
    closing = next((i for i in range(first, len(lines)) if lines[i].rstrip() == "---"), None)
    if closing is None or not _KEY_LINE.match(line) or closing - first > 200:
        return _Split(None, problems=(found("QB010", source.path, span, {"hint": phrase("hint.begin")}),))
    fix = Fix(Span(first + 1, 1, first + 1, 1), "---\n", safe=True)
    problem = found("QB010", source.path, span, {"hint": phrase("hint.open")}, fix=fix)
    return _Split(lines[first:closing], first + 1, span._replace(end_column=1), closing + 2, (problem,))


def _guess_end(lines: list[str], first: int) -> tuple[int, int | None]:
    """Where front matter that is never closed most likely ends, as a 0-based line, and the body's line if sure."""
    end = first
    for number in range(first, len(lines)):
        line = lines[number]
        if _KEY_LINE.match(line) or (number > first and re.match(r"[ \t]+\S|- ", line) and lines[number - 1].strip()):
            end = number + 1
        elif not line.strip() or not line.startswith("#"):
            break
    return end, end + 1 if end > first else None


# YAML ------------------------------------------------------------------------------------------------------------


class _Unreadable(Exception):
    """What is left to say where nothing could be mended; `line` is where YAML gave up, counted from 0."""

    def __init__(self, line: int, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__()
        self.line, self.diagnostics = line, diagnostics


def _understand(path: str, lines: list[str], first_line: int) -> tuple[Composed, tuple[Diagnostic, ...]]:
    """Read front matter, mending what can be mended. Raises _Unreadable where that is not enough."""
    mended = Mended(list(lines))
    slips: list[Diagnostic] = []

    def mend(number: int, slip: Slip) -> None:
        slips.append(_told(path, mended, number, slip, first_line))
        mended.apply(number, slip)

    if SUSPICIOUS.search(mended.text()):
        for number, slip in certain(mended):
            mend(number, slip)
    tried: set[str] = set()
    for _ in range(MAX_TRIES):
        try:
            composed = compose(path, mended, first_line)
        except TooComplex as limit:
            raise _Unreadable(0, (*slips, *limit.diagnostics)) from None
        except yaml.YAMLError as error:
            mending = _mending(mended, _suspects(error, mended), tried)
            if mending is None:
                number, told = _syntax(path, mended, first_line, error)
                raise _Unreadable(number, (*slips, *told)) from None
        else:
            if isinstance(composed.data, dict) or composed.data is None:
                composed.data = composed.data or {}
                return composed, tuple(slips)
            mending = _mending(mended, range(len(lines)), tried) if isinstance(composed.data, str) else None
            if mending is None:
                raise _Unreadable(0, (*slips, *composed.diagnostics, _no_mapping(path, composed)))
        mend(*mending)
    raise _Unreadable(0, tuple(slips))


def _told(path: str, mended: Mended, number: int, slip: Slip, first_line: int) -> Diagnostic:
    """The report of a slip, in columns of the file."""

    def span(start: int, end: int) -> Span:
        line = number + first_line
        return Span(line, mended.column(number, start) + 1, line, mended.column(number, end) + 1)

    fix = Fix(span(slip.start, slip.end), slip.text, safe=True)
    return found(slip.code, path, span(*slip.shown), slip.args, fix=fix)


def _mending(mended: Mended, suspects: Iterable[int], tried: set[str]) -> tuple[int, Slip] | None:
    """What to mend next, in the first of these lines where anything can be."""
    for number in suspects:
        line = mended.lines[number]
        if line not in tried and not line.lstrip().startswith("#") and (slip := likely(line)):
            tried.add(line)
            return number, slip
    return None


def _marks(error: yaml.YAMLError) -> list[Any]:
    marks = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    return [mark for mark in marks if mark is not None]


def _suspects(error: yaml.YAMLError, mended: Mended) -> list[int]:
    """The lines at which YAML gave up, the likeliest first, and those above them."""
    last = len(mended.lines) - 1
    marked = [min(mark.line, last) for mark in _marks(error)]
    above = [n - 1 for n in marked if n > 0]
    return list(dict.fromkeys(n for n in (*marked, *above) if n >= 0))


_PROBLEMS = (
    ("quoted scalar", "unclosed_quote"),
    ("escape", "escape"),
    ("flow", "unclosed_bracket"),
    ("block scalar", "block"),
    ("expected ':'", "no_colon"),
    ("mapping values", "indentation"),
    ("block", "indentation"),
)


def _syntax(path: str, mended: Mended, first_line: int, error: yaml.YAMLError) -> tuple[int, tuple[Diagnostic, ...]]:
    """What YAML says, in words of ours, and at the line it is about."""
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    word = next((word for part, word in _PROBLEMS if part in said), "other")
    marks = _marks(error)
    if word in ("unclosed_quote", "unclosed_bracket", "no_colon"):
        marks.reverse()  # where it was opened says more than where the file ended
    number, column = (min(marks[0].line, len(mended.lines) - 1), marks[0].column) if marks else (0, 0)
    column = mended.column(number, min(column, len(mended.lines[number])))
    span = Span(number + first_line, column + 1, number + first_line, column + 2)
    return number, (found("QB020", path, span, {"problem": Word(f"yaml.{word}")}),)


def _no_mapping(path: str, composed: Composed) -> Diagnostic:
    place = composed.places.get(())
    kind = "list" if isinstance(composed.data, list) else "text"
    return found("QB029", path, place.value if place else START, {"got": Word(f"type.{kind}")})

"""The boxes to tick in a body, and which of its lines are code, where none are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Box:
    """One line of a task list: `- [x] Book the room <!-- task:book-room -->`. What was skipped counts as ticked, and
    `skipped` says why; `line` is its place in the body, from 0.
    """

    id: str
    ticked: bool
    text: str
    skipped: str = ""
    line: int = 0


class Tick(NamedTuple):
    """The id behind a box as its author wrote it, right or wrong; `start` and `end` are offsets in the body."""

    id: str
    start: int
    end: int


TASK = re.compile(r"^(?P<lead>\s*(?:[-*+]|\d+[.)])\s+)\[(?P<mark>[ xX])\]\s+(?P<text>.*)$", re.MULTILINE)
_ID = re.compile(
    r"\s*<!--\s*task:\s*([a-z0-9][a-z0-9/-]*)\s*-->|\s*<span data-task=\"([a-z0-9][a-z0-9/-]*)\">\s*</span>"
)
_WRITTEN = re.compile(
    r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\][^\n]*?"
    r"(?:<!--\s*task:\s*([^\s>]+?)\s*-->|<span data-task=\"([^\"\n]+)\">)",
    re.MULTILINE,
)
_SKIPPED = re.compile(r"~~(?P<text>.+)~~\s*[(（](?:略过|skipped)\s*[:：]\s*(?P<why>.+?)\s*[)）]\s*\Z", re.IGNORECASE)
COMMENT = re.compile(r"<!--(?!\s*task:).*?-->", re.DOTALL)
"""What an author wrote for those who keep the file; the id of a task is none."""
_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$")
_HOLDS = re.compile(r"(?:[-*+]|\d+[.)])\s|!!!|\?\?\?|===|\[\^")


def boxes(text: str) -> tuple[Box, ...]:
    """The task list of a body, in order; what stands in a comment is not on it."""
    return tuple(_boxes(text))


def _boxes(text: str) -> Iterator[Box]:
    number = above = 0
    for part, code in pieces(text):
        unseen = [comment.span() for comment in COMMENT.finditer(part)] if not code else []
        for task in TASK.finditer(part) if not code else ():
            number += 1  # a page counts the others too, before it takes the comments out
            at = task.start("mark")
            if not any(start < at < end for start, end in unseen):
                yield box_of(task, number, above + part.count("\n", 0, at))
        above += part.count("\n")


def ticks(text: str) -> Iterator[Tick]:
    """The boxes of a body that have an id, in order."""
    at = 0
    for part, code in pieces(text):
        for found in _WRITTEN.finditer(part) if not code else ():
            yield Tick(found[1] or found[2], at + found.start(), at + found.end())
        at += len(part)


def box_of(found: re.Match[str], number: int, line: int = 0) -> Box:
    """What a line that `TASK` found says; without an id of its own it is the `number`-th of its body."""
    named = _ID.search(found["text"])
    id = (named[1] or named[2]) if named else f"n{number}"
    text, ticked = _ID.sub("", found["text"]), found["mark"] != " "
    if ticked and (skipped := _SKIPPED.match(text)):
        return Box(id, ticked, skipped["text"], skipped["why"], line)
    return Box(id, ticked, text, "", line)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A body in pieces: (piece, whether it is a fenced or indented block of code)."""
    rows = text.splitlines(keepends=True)
    at = start = 0
    holder, blank = "", True
    open_ended: dict[str, int] = {}
    while at < len(rows):
        end = _end_of_code(rows, at, blank and not _HOLDS.match(holder), open_ended)
        if end:
            yield "".join(rows[start:at]), False
            yield "".join(rows[at:end]), True
            at = start = end
            blank = False
            continue
        blank = not rows[at].strip()
        holder = rows[at] if not blank and rows[at][0] not in " \t" else holder
        at += 1
    yield "".join(rows[start:]), False


def _end_of_code(rows: list[str], at: int, loose: bool, open_ended: dict[str, int]) -> int:
    """Where the block of code that begins in this row ends, or 0 where none begins.

    An opening fence that is never closed is no fence, for the builder either. `open_ended` keeps how long a fence of
    each sign is of which that was found: no later one as long needs to be looked for through all the rest of a body.
    """
    opening = _FENCE.match(rows[at].rstrip("\n"))
    if opening and not (opening["fence"][0] == "`" and "`" in opening["info"]):
        sign, length = opening["fence"][0], len(opening["fence"])
        if length >= open_ended.get(sign, length + 1):
            return 0
        closing = re.compile(rf"\s*{re.escape(sign)}{{{length},}}\s*\Z")
        end = next((end + 1 for end in range(at + 1, len(rows)) if closing.match(rows[end])), 0)
        if not end:
            open_ended[sign] = length
        return end
    if loose and rows[at].strip() and re.match(r" {4}|\t", rows[at]):
        end = next(
            (end for end in range(at, len(rows)) if rows[end].strip() and not re.match(r" {4}|\t", rows[end])), 0
        )
        return end or len(rows)
    return 0

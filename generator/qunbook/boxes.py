"""The boxes to tick in a body, and which of its lines are code, where none are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """One line of a task list: `- [x] Book the room <!-- task:book-room -->`."""

    id: str
    ticked: bool
    text: str


TASK = re.compile(r"^(?P<lead>\s*(?:[-*+]|\d+[.)])\s+)\[(?P<mark>[ xX])\]\s+(?P<text>.*)$", re.MULTILINE)
_ID = re.compile(
    r"\s*<!--\s*task:\s*([a-z0-9][a-z0-9/-]*)\s*-->|\s*<span data-task=\"([a-z0-9][a-z0-9/-]*)\">\s*</span>"
)
_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$")
_HOLDS = re.compile(r"(?:[-*+]|\d+[.)])\s|!!!|\?\?\?|===|\[\^")


def boxes(text: str) -> tuple[Box, ...]:
    """The task list of a body, in order."""
    found = (task for part, code in pieces(text) if not code for task in TASK.finditer(part))
    return tuple(box_of(task, number) for number, task in enumerate(found, 1))


def box_of(found: re.Match[str], number: int) -> Box:
    """What a line that `TASK` found says; without an id of its own it is the `number`-th of its body."""
    named = _ID.search(found["text"])
    id = (named[1] or named[2]) if named else f"n{number}"
    return Box(id, found["mark"] != " ", _ID.sub("", found["text"]))


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A body in pieces: (piece, whether it is a fenced or indented block of code)."""
    rows = text.splitlines(keepends=True)
    at = start = 0
    holder, blank = "", True
    while at < len(rows):
        end = _end_of_code(rows, at, blank and not _HOLDS.match(holder))
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


def _end_of_code(rows: list[str], at: int, loose: bool) -> int:
    """Where the block of code that begins in this row ends, or 0 where none begins. An opening fence that is never
    closed is no fence, for the builder either.
    """
    opening = _FENCE.match(rows[at].rstrip("\n"))
    if opening and not (opening["fence"][0] == "`" and "`" in opening["info"]):
        closing = re.compile(rf"\s*{re.escape(opening['fence'][0])}{{{len(opening['fence'])},}}\s*\Z")
        return next((end + 1 for end in range(at + 1, len(rows)) if closing.match(rows[end])), 0)
    if loose and rows[at].strip() and re.match(r" {4}|\t", rows[at]):
        end = next(
            (end for end in range(at, len(rows)) if rows[end].strip() and not re.match(r" {4}|\t", rows[end])), 0
        )
        return end or len(rows)
    return 0

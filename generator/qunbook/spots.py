"""Where in a file a finding points, and how to mend what stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from operator import attrgetter
from typing import Any

from qunbook.diagnostic import Fix, Related
from qunbook.document import Document
from qunbook.model import Entity, Loc
from qunbook.source import Span


def in_body(document: Document, start: int, end: int) -> Span:
    """The characters `start` to `end` of a body, as a place in its file."""
    body = document.body
    line = document.body_line + body.count("\n", 0, start)
    last_line = line + body.count("\n", start, end)
    column = start - body.rfind("\n", 0, start)
    last_column = end - body.rfind("\n", 0, end)
    return Span(line, column, last_line, last_column)


def in_row(text: str, line: int, cell: str) -> Span:
    """A cell of a data file, or its whole line where the cell cannot be found in it."""
    lines = text.splitlines()
    row = lines[line - 1] if 0 < line <= len(lines) else ""
    at = row.find(cell) if cell else -1
    return Span(line, at + 1, line, at + 1 + len(cell)) if at >= 0 else Span(line, 1, line, len(row) + 1)


def doubles(entity: Entity, field: str, key: str) -> Iterator[tuple[int, Related]]:
    """The items of a list that say at `key` what one before them said: (index, the place of the first)."""
    return alike(entity, field, attrgetter(key), key)


def alike(entity: Entity, field: str, said: Callable[[Any], object], *at: str) -> Iterator[tuple[int, Related]]:
    """The items of a list of which `said` is what it was of one before them: (index, the place of the first, or of
    what is `at` a key in it).
    """
    first: dict[object, int] = {}
    for index, item in enumerate(getattr(entity, field)):
        got = said(item)
        if got in first:
            yield index, Related(entity.path, entity.document.span((field, first[got], *at)), "first")
        first.setdefault(got, index)


def rewrite(document: Document, loc: Loc, old: str, new: str, *, safe: bool) -> Fix | None:
    """The fix that puts `new` for the scalar `old` at `loc`; None where the file does not simply say `old` there."""
    span = document.span(loc)
    if span.line != span.end_line or not new:
        return None
    row = document.source.text.split("\n")[span.line - 1 : span.line]
    written = row[0][span.column - 1 : span.end_column - 1] if row else ""
    return Fix(span, new, safe) if written.strip("\"'") == old else None


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that an author may have meant, or "" where none is near."""
    return _nearest(word, tuple(sorted(known)), likeness)


@lru_cache(maxsize=512)
def _nearest(word: str, known: tuple[str, ...], likeness: float) -> str:
    # Comparing letter by letter takes long; a word half as long, or twice, is not what was meant.
    near = [one for one in known if len(word) < 2 * len(one) + 2 and len(one) < 2 * len(word) + 2]
    return next(iter(get_close_matches(word, near, 1, likeness)), "")

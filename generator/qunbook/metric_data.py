"""The rows of `content/data/metrics/<id>.csv` as figures, and what cannot be read as one.

The first line names the columns: `date,value`, and if wanted `community,n,note`. A value is a plain number in the
metric's unit; for a percentage `31%` and `31` both mean thirty-one per cent.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

FOLDER = "content/data/metrics/"
COLUMNS = ("date", "value", "community", "n", "note")
NEEDED = ("date", "value")

Why = Literal["header", "date", "value", "n", "cells", "range", "twice"]


class Figure(NamedTuple):
    """One measured value: of the whole (`community` None) or of one community; `n` is how many were asked."""

    date: date
    value: float
    community: str | None
    n: int | None
    note: str
    line: int


class Bad(NamedTuple):
    """A cell that says no figure. `got` is what stands in the file; a `twice` one repeats the date of `first`."""

    why: Why
    line: int
    got: str
    first: int = 0


@dataclass(frozen=True)
class Table:
    """What one file says: its figures in the order of their dates, and its bad cells in the order of the file."""

    figures: tuple[Figure, ...]
    bad: tuple[Bad, ...]


def path_of(metric: str) -> str:
    """Where the figures of a metric are kept."""
    return f"{FOLDER}{metric}.csv"


def metric_of(path: str) -> str | None:
    """The id of the metric whose figures a file is for; None for any other file."""
    return path.removeprefix(FOLDER).removesuffix(".csv") if path.startswith(FOLDER) else None


def is_share(unit: str) -> bool:
    """Whether values are percentages, which lie between 0 and 100."""
    return unit in ("percent", "%", "百分比")


@lru_cache(maxsize=1024)
def parse(text: str, share: bool = False) -> Table:
    """Read a file. Never raises; a bad row is left out of the figures and told in `bad`."""
    rows = csv.reader(text.splitlines())
    bad: list[Bad] = []
    figures: list[Figure] = []
    try:
        header = [name.strip() for name in next(rows, [])]
        unknown = [name for name in header if name not in COLUMNS]
        missing = [name for name in NEEDED if name not in header]
        if unknown or missing or len(set(header)) < len(header):
            return Table((), (Bad("header", 1, ",".join(header)),))
        for row in rows:
            if any(cell.strip() for cell in row):
                read = _figure(dict(zip(header, (cell.strip() for cell in row), strict=False)), rows.line_num, share)
                if len(row) > len(header):
                    bad.append(Bad("cells", rows.line_num, ",".join(row)))
                elif isinstance(read, Figure):
                    figures.append(read)
                else:
                    bad.append(read)
    except csv.Error:
        bad.append(Bad("cells", rows.line_num, ""))
    kept = sorted(figures, key=lambda figure: (figure.date, figure.line))
    return Table(tuple(kept), tuple(sorted((*bad, *_twice(figures)), key=lambda one: one.line)))


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def _figure(cells: dict[str, str], line: int, share: bool) -> Figure | Bad:
    day = _day(cells.get("date", ""))
    if day is None:
        return Bad("date", line, cells.get("date", ""))
    written = cells.get("value", "")
    plain = written.removesuffix("%") if share else written
    if not _NUMBER.match(plain):
        return Bad("value", line, written)
    if share and not 0 <= float(plain) <= 100:
        return Bad("range", line, written)
    asked = cells.get("n", "")
    if asked and not (asked.isascii() and asked.isdigit()):
        return Bad("n", line, asked)
    return Figure(
        day, float(plain), cells.get("community") or None, int(asked) if asked else None, cells.get("note", ""), line
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        return None


def _twice(figures: list[Figure]) -> Iterator[Bad]:
    first: dict[tuple[date, str | None], int] = {}
    for figure in figures:
        key = (figure.date, figure.community)
        if key in first:
            yield Bad("twice", figure.line, figure.date.isoformat(), first[key])
        first.setdefault(key, figure.line)

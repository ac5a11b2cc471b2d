"""When a change landed, and the DTSTAMP, LAST-MODIFIED and SEQUENCE that follow from it.

GNOME keeps an old time for ever unless all three rise with a change. They come from the newest first-parent commit
that touched a file the entry's text is made of: that never falls, needs no lock file, and an untouched entry keeps its
bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

FEED_REVISION = date(2026, 11, 20)
"""The day on which the form of our entries last changed: the floor of every stamp. Raise it when the output changes."""

GIT_LOG = ("log", "--first-parent", "-m", "--name-only", "--format=%x00%ct", "--relative")
"""The arguments of the one `git` call, run in the handbook's root, whose output `landed` reads."""


@dataclass(frozen=True, order=True)
class Stamp:
    """The moment (in UTC) at which an entry last changed."""

    moment: datetime

    @property
    def sequence(self) -> int:
        """Whole minutes from 2020-01-01 UTC: rises with every change, and fits 31 bits until the year 6000."""
        return int((self.moment - EPOCH).total_seconds()) // 60


def stamp(paths: Iterable[str], landed: Mapping[str, int], as_of: date, revision: date = FEED_REVISION) -> Stamp:
    """When an entry made of these files last changed.

    A file that `landed` does not have (uncommitted, changed since, or no Git at all) counts as changed on `as_of`.
    """
    today = int(_midnight(as_of).timestamp())
    newest = max((landed.get(path, today) for path in paths), default=0)
    return Stamp(max(_midnight(revision), datetime.fromtimestamp(newest, UTC)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def landed(log: str, dirty: Iterable[str] = ()) -> dict[str, int]:
    """{path: Unix time of the newest commit that touched it}, from the output of `git` with `GIT_LOG`.

    `--format=%ct` without the NUL is read as well. Paths in `dirty` (uncommitted changes) are left out, so that they
    take `as_of`. Clocks of committers may go backwards along the history; the greatest time counts, so that a
    SEQUENCE never falls. In a shallow clone the oldest commit seems to touch every file: the times are then too new,
    never too old; say so to the author once and go on.
    """
    found: dict[str, int] = {}
    for when, path in _touched(log):
        found[path] = max(when, found.get(path, 0))
    for path in dirty:
        found.pop(path, None)
    return dict(sorted(found.items()))


def _touched(log: str) -> Iterator[tuple[int, str]]:
    when = None
    for line in log.splitlines():
        if match := re.fullmatch(r"\x00?(\d{1,12})", line):
            when = int(match[1])
        elif line and when is not None:
            yield when, _unquoted(line)


def _unquoted(path: str) -> str:
    """Git writes a path that is not plain ASCII as a C string (`core.quotePath`): give the real one."""
    if not (path.startswith('"') and path.endswith('"')):
        return path
    escapes = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}
    found = bytearray()
    for match in re.finditer(r"\\([0-7]{3})|\\(.)|([^\\]+)", path[1:-1]):
        if match[1]:
            found.append(int(match[1], 8))
        elif match[2]:
            found.append(escapes.get(match[2], ord(match[2][0])))
        else:
            found += match[3].encode()
    return found.decode("utf-8", "replace")

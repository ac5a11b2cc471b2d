"""When a change landed, and the DTSTAMP, LAST-MODIFIED and SEQUENCE that follow from it.

GNOME keeps an old time for ever unless all three rise with a change. They come from the newest first-parent commit
that touched a file the entry's text is made of: that never falls, needs no lock file, and an untouched entry keeps its
bytes. (`world.history` asks Git.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

FEED_REVISION = date(2026, 11, 27)
"""The day on which the form of our entries last changed: the floor of every stamp. Raise it when the output changes."""


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

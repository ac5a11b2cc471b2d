"""An event that is not written yet: what an item, or a series of them, becomes in a handbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from qunbook.importer.clocks import Clocks, Moment, on
from qunbook.importer.items import Item
from qunbook.importer.rules import Rule


@dataclass(frozen=True)
class Departure:
    """One date of a series that is different. `why` is a key of `messages.toml` or, with `said`, somebody's words."""

    on: date
    why: str
    said: str = ""
    cancel: bool = False
    move: Moment | None = None
    name: str = ""
    length: timedelta | None = None
    place: str = ""
    url: str = ""


@dataclass(frozen=True)
class Draft:
    """An event that is not written yet. `item` has its words; `start` and `also` are on the clocks of `zone`.
    `called_off` is a series of which no date takes place: nothing is written for it.
    """

    item: Item
    zone: str
    start: Moment
    rule: Rule | None = None
    exceptions: tuple[Departure, ...] = ()
    also: tuple[Moment, ...] = ()
    uids: tuple[str, ...] = ()
    called_off: bool = False

    @property
    def last_day(self) -> date | None:
        """The last day on which it begins; None for a series without an end."""
        if self.rule and not (self.rule.until or self.rule.count):
            return None
        dates = self.rule.dates(self.start.day) if self.rule else ()
        moved = (one.move.day for one in self.exceptions if one.move)
        days: tuple[date, ...] = (self.start.day, *dates, *moved, *(one.day for one in self.also))
        return max(days)

    @property
    def is_single(self) -> bool:
        return not (self.rule or self.exceptions or self.also)


def single(item: Item, clocks: Clocks) -> Draft:
    """An event that happens once; one that is cancelled has an exception that says so."""
    zone = clocks.home if item.start.zone in ("UTC", "") else item.start.zone
    start = on(item.start, zone)
    off = (Departure(start.day, "import-reason-cancelled", said_why(item.text), cancel=True),) if item.cancelled else ()
    return Draft(replace(item, rules=(), extras=(), instead_of=None), zone, start, None, off, (), (item.known_as,))


def said_why(text: str) -> str:
    """The reason that a handbook's own feed gives in the text of a date."""
    found = re.search(r"^(?:原因：|Reason: )(.+)$", text, re.MULTILINE)
    return found[1] if found else ""

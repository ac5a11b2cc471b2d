"""A moment told from another one: `T-7d`, `T-1d 20:00`, `E+1d`, `D+3 10:00`.

T is the start of an occurrence, E its end, D a day: of joining, or of an opening.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from typing import Literal, Self, cast

Anchor = Literal["T", "E", "D"]


class OffsetError(ValueError):
    """A text that is no offset. `reason` is `empty`, `unknown`, `clock` (a time of day beside hours or minutes) or
    `unit` (D counts in days); `hint` is a spelling that `Offset.parse` accepts, or "".
    """

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint


_OFFSET = re.compile(
    r"(?a:([TED])(?:([+-])(\d{1,4})([wdhm]?)(?:(\d{1,2})m)?)?(?: (\d{1,2}):(\d{2}))?)\Z", re.IGNORECASE
)
_CHINESE = re.compile(
    r"(?:(提?前|开始前|活动前|会前)|后|结束后|活动后|会后)(\d{1,4})个?(周|天|日|小时|分钟|分)(?: ?(\d{1,2}:\d{2}))?\Z"
)
_UNIT_WORDS = (("weeks?|周", "w"), ("days?|天|日", "d"), ("hours?|hrs?|小时", "h"), ("minutes?|mins?|分钟?", "m"))
_CHINESE_UNITS = {"周": "w", "天": "d", "日": "d", "小时": "h", "分钟": "m", "分": "m"}


@dataclass(frozen=True)
class Offset:
    """`days` are days of the calendar, `minutes` are minutes that pass; at most one of them is not zero.

    `clock` sets the time of day and goes with `days` only.
    """

    anchor: Anchor
    days: int = 0
    minutes: int = 0
    clock: time | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an offset. Raises OffsetError."""
        plain = " ".join(re.sub("[－—−–]", "-", unicodedata.normalize("NFKC", text)).split())
        plain = re.sub(r"\s*([+-])\s*", r"\1", plain)
        if not plain:
            raise OffsetError("empty")
        match = _OFFSET.match(plain)
        if not match:
            raise OffsetError("unknown", _likely(plain))
        anchor = cast(Anchor, match[1].upper())
        amount = int(match[3] or 0) * (-1 if match[2] == "-" else 1)
        unit = (match[4] or ("d" if anchor == "D" or not amount else "")).lower()
        clock = _clock(match[6], match[7])
        if match[3] and not unit:
            raise OffsetError("unit", _accepted(f"{anchor}{match[2]}{match[3]}d {clock or ''}"))
        if match[5] and unit != "h":
            raise OffsetError("unknown")
        return cls._of(anchor, amount, unit, int(match[5] or 0), clock)

    @classmethod
    def _of(cls, anchor: Anchor, amount: int, unit: str, minutes: int, clock: time | None) -> Self:
        if unit in ("d", "w"):
            return cls(anchor, days=amount * (7 if unit == "w" else 1), clock=clock)
        if anchor == "D":
            raise OffsetError("unit")
        if clock:
            raise OffsetError("clock", _accepted(f"{anchor}-1d {clock:%H:%M}") if amount < 0 else "")
        total = amount * 60 + (-minutes if amount < 0 else minutes) if unit == "h" else amount
        return cls(anchor, minutes=total)

    @property
    def canonical(self) -> str:
        """The one spelling; `parse(canonical)` is this value again."""
        if self.minutes:
            hours, minutes = divmod(abs(self.minutes), 60)
            amount = f"{hours}h" * bool(hours) + f"{minutes}m" * bool(minutes)
            return f"{self.anchor}{'+' if self.minutes > 0 else '-'}{amount}"
        unit = "" if self.anchor == "D" else "d"
        amount = f"{self.days:+d}{unit}" if self.days or self.anchor == "D" else ""
        return f"{self.anchor}{amount}" + (f" {self.clock:%H:%M}" if self.clock else "")

    def __str__(self) -> str:
        return self.canonical


def _clock(hour: str | None, minute: str | None) -> time | None:
    if hour is None or minute is None:
        return None
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise OffsetError("unknown") from None


def _accepted(text: str) -> str:
    try:
        return Offset.parse(text).canonical
    except OffsetError:
        return ""


def _likely(text: str) -> str:
    """提前7天, `-7d`, `T-7 days` as an offset, or ""."""
    if match := _CHINESE.match(text):
        side = "T-" if match[1] else "E+"
        return _accepted(f"{side}{match[2]}{_CHINESE_UNITS[match[3]]} {match[4] or ''}")
    fixed = text
    for word, unit in _UNIT_WORDS:
        fixed = re.sub(rf"(?<=\d) ?(?:{word})(?![a-z])", unit, fixed, flags=re.IGNORECASE)
    fixed = f"T{fixed}" if fixed[0] in "+-" else fixed
    return _accepted(fixed) if fixed != text else ""

"""Time zones: wall clocks that skip or repeat an hour, and the rules that a VTIMEZONE needs.

Zones are read from the `tzdata` package, never from the machine: the same content gives the same bytes everywhere.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


class UnknownZoneError(ValueError):
    """A name that is no zone of the IANA database."""


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of this IANA name. Raises UnknownZoneError."""
    return ZoneInfo.from_file(BytesIO(_tzif(name)), key=name)


@cache
def _tzif(name: str) -> bytes:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*", name):
        raise UnknownZoneError(name)
    try:
        data = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    except OSError:
        raise UnknownZoneError(name) from None
    if not data.startswith(b"TZif"):
        raise UnknownZoneError(name)
    return data


def moment(day: date, clock: time, where: tzinfo) -> datetime:
    """The moment when clocks in `where` show this. In a gap it is as much later as the clocks were put forward
    (RFC 5545 section 3.3.5); of an hour that comes twice it is the first.
    """
    if day not in days_of_change(where, day.year, day.year):  # nearly always, and several times as fast
        return datetime.combine(day, clock, where)
    return datetime.combine(day, clock, where).astimezone(UTC).astimezone(where)


def later(start: datetime, amount: timedelta) -> datetime:
    """`amount` of passing time after `start`, on the same clocks: Python's own `+` moves the hands, not the time."""
    where = start.tzinfo
    if where and timedelta() <= amount <= DAY and start.date() not in days_of_change(where, start.year, start.year):
        return start + amount
    return (start.astimezone(UTC) + amount).astimezone(start.tzinfo)


def gap(day: date, clock: time, where: tzinfo) -> tuple[time, time] | None:
    """Where clocks never show this: the last minute before the gap and the first after it; else None."""
    wanted = datetime.combine(day, clock, where)
    if moment(day, clock, where).replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return None
    before = wanted.astimezone(UTC)  # reads the gap with the offset before it
    while before.astimezone(where).utcoffset() != wanted.utcoffset():
        before -= timedelta(minutes=1)
    return before.astimezone(where).time(), (before + timedelta(minutes=1)).astimezone(where).time()


def is_twice(day: date, clock: time, where: tzinfo) -> bool:
    """Whether clocks show this twice, an hour apart, because they are put back."""
    wanted = datetime.combine(day, clock, where)
    return not gap(day, clock, where) and wanted.utcoffset() != wanted.replace(fold=1).utcoffset()


@cache
def days_of_change(where: tzinfo, first: int, last: int) -> frozenset[date]:
    """The days from the year `first` to `last` on which clocks in `where` are changed, and those beside them: on no
    other day is a time left out or shown twice.
    """
    changes = _changes(where, first - 1, last + 1) if isinstance(where, ZoneInfo) else ()
    return frozenset(change.at.date() + timedelta(days=near) for change in changes for near in (-1, 0, 1))


def over_a_change(start: datetime, end: datetime) -> bool:
    """Whether clocks are changed between two moments, or show one of them twice: then programs differ about how long
    an hour is, and about which of two is meant.
    """
    return start.utcoffset() != end.utcoffset() or is_ambiguous(start) or is_ambiguous(end)


def is_ambiguous(when: datetime) -> bool:
    """Whether the clocks that a moment is read on show the same an hour earlier or later."""
    return when.utcoffset() != when.replace(fold=1 - when.fold).utcoffset()


# What a VTIMEZONE is made of -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Onset:
    """A period of one offset: it begins at `start` on the clock in force before it.

    `rule` is a yearly RRULE, or "" if this onset happens once. `summer` is whether it is the DAYLIGHT half.
    """

    start: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool
    rule: str = ""


EARLY = datetime(1970, 1, 1)  # noqa: DTZ001 (an onset is on the local clock, whatever that was)


@cache
def onsets(name: str, first: int, last: int) -> tuple[Onset, ...]:
    """The periods that give the right offset for every moment from the year `first` to `last`, and beyond it where
    the zone's own rule goes on.

    The rule is the POSIX footer of the zone's file; transitions that do not follow it are written one by one, because
    Outlook cannot read RDATE. Raises UnknownZoneError.
    """
    where = zone(name)
    changes = tuple(_changes(where, first - 1, last + 1))
    rules = tuple(_rules(name))
    in_force = _in_force_from(changes, rules, first - 1, last + 1)
    singles = tuple(_single(change) for change in changes if in_force is None or change.at.year < in_force)
    recurring = () if in_force is None else tuple(_recurring(rule, in_force) for rule in rules)
    if rules and in_force == first - 1:  # one STANDARD and one DAYLIGHT, which is all that Outlook likes to see
        return tuple(sorted(recurring, key=lambda onset: onset.start))
    start = datetime(first - 1, 1, 1, tzinfo=UTC).astimezone(where)
    offset = start.utcoffset() or timedelta()
    opening = Onset(EARLY, offset, offset, start.tzname() or "", _is_summer(start))
    return (opening, *sorted((*singles, *recurring), key=lambda onset: onset.start))


@dataclass(frozen=True)
class _Change:
    """`at` is the moment's local time by the clock before it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


def _is_summer(when: datetime) -> bool:
    # `dst()` is negative in Dublin's winter; readers want the half with the greater offset called DAYLIGHT.
    return (when.dst() or timedelta()) > timedelta()


def _changes(where: ZoneInfo, first: int, last: int) -> Iterator[_Change]:
    """Every change of offset from the year `first` to `last`."""
    for year in range(first, last + 1):
        yield from _changes_in(where, year)


@cache
def _changes_in(where: ZoneInfo, year: int) -> tuple[_Change, ...]:
    """Every change of offset in a year, found by asking day by day: no zone has two within one since 1971."""
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    probes = [start + timedelta(days=days) for days in range((end - start).days + 1)]
    offsets = [probe.astimezone(where).utcoffset() for probe in probes]
    return tuple(
        _change(where, early, late)
        for (early, late), (before, after) in zip(pairwise(probes), pairwise(offsets), strict=True)
        if before != after
    )


def _change(where: ZoneInfo, early: datetime, late: datetime) -> _Change:
    before = early.astimezone(where).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(where).utcoffset() == before:
            early = middle
        else:
            late = middle
    then = late.astimezone(where)
    assert before is not None
    after = then.utcoffset() or timedelta()
    local = (late + before).replace(tzinfo=None)
    return _Change(local, before, after, then.tzname() or "", after > before if then.dst() else False)


def _single(change: _Change) -> Onset:
    return Onset(change.at, change.before, change.after, change.name, change.summer)


@dataclass(frozen=True)
class _Rule:
    """One half of a POSIX footer: in `month`, on the `week`th (5: last) `weekday` (Sunday = 0), `seconds` after
    midnight by the clock before it. Seconds may be negative or more than a day's.
    """

    month: int
    week: int
    weekday: int
    seconds: int
    before: timedelta
    after: timedelta
    name: str

    def in_year(self, year: int) -> datetime:
        """The moment of a year at which the clocks change, as they show it just before."""
        first = date(year, self.month, 1)
        day = 1 + (self.weekday - (first.weekday() + 1)) % 7 + 7 * (self.week - 1)
        length = monthrange(year, self.month)[1]
        while day > length:
            day -= 7
        return datetime.combine(date(year, self.month, day), time()) + timedelta(seconds=self.seconds)

    @property
    def summer(self) -> bool:
        return self.after > self.before

    def rrule(self) -> str | None:
        """The onset as a yearly RRULE, or None where it may fall into a neighbouring month."""
        names = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
        shift, _ = divmod(self.seconds, 86400)
        head = f"FREQ=YEARLY;BYMONTH={self.month};"
        if shift == 0:
            return f"{head}BYDAY={-1 if self.week == 5 else self.week}{names[self.weekday]}"
        length = 28 if self.month == 2 else monthrange(2001, self.month)[1]
        earliest = (length - 6 if self.week == 5 else 7 * self.week - 6) + shift
        if self.month == 2 or earliest < 1 or earliest + 6 > length:
            return None
        days = ",".join(str(earliest + n) for n in range(7))
        return f"{head}BYDAY={names[(self.weekday + shift) % 7]};BYMONTHDAY={days}"


def _recurring(rule: _Rule, year: int) -> Onset:
    return Onset(rule.in_year(year), rule.before, rule.after, rule.name, rule.summer, rule.rrule() or "")


def _in_force_from(changes: tuple[_Change, ...], rules: tuple[_Rule, ...], first: int, last: int) -> int | None:
    """The first year from which the zone only follows its rule, or None if that is never or cannot be said."""
    if any(rule.rrule() is None for rule in rules):
        return None
    found = None
    for year in range(last, first - 1, -1):
        real = {(change.at, change.after) for change in changes if change.at.year == year}
        if not rules or real != {(rule.in_year(year), rule.after) for rule in rules}:
            break
        found = year
    return found


_FOOTER = re.compile(
    r"(<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)"
    r"(?:(<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)?,M(\d+)\.(\d)\.(\d)(?:/([+-]?[\d:]+))?,M(\d+)\.(\d)\.(\d)(?:/([+-]?[\d:]+))?)?"
)


def footer(name: str) -> str:
    """The POSIX TZ string at the end of the zone's file (RFC 9636 section 3.3), e.g. `EST5EDT,M3.2.0,M11.1.0`."""
    return _tzif(name).rsplit(b"\n", 2)[-2].decode("ascii")


def _rules(name: str) -> Iterator[_Rule]:
    text = footer(name)
    match = _FOOTER.fullmatch(text)
    assert match, f"{name}: a footer of a form that no zone had when this was written: {text}"
    if match[3] is None:
        return
    standard = -_seconds(match[2])
    summer = -_seconds(match[4]) if match[4] else standard + 3600
    low, high = timedelta(seconds=standard), timedelta(seconds=summer)
    yield _rule(match, 5, low, high, match[3])
    yield _rule(match, 9, high, low, match[1])


def _rule(match: re.Match[str], group: int, before: timedelta, after: timedelta, name: str) -> _Rule:
    month, week, weekday = (int(match[group + n]) for n in range(3))
    seconds = _seconds(match[group + 3] or "2")
    return _Rule(month, week, weekday, seconds, before, after, name.strip("<>"))


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    return sign * (hours * 3600 + minutes * 60 + seconds)

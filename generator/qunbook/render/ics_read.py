"""iCalendar read again, by means that did not write it: what lines a feed has, and at which moments they happen.

A slip of the library that wrote a feed would pass its own parser; so lines are read here, and rules by dateutil.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from dateutil.rrule import rrulestr

from qunbook.calendar.days import day_of
from qunbook.calendar.zones import zone

_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)', re.DOTALL)
_PARAM = re.compile(r';([^=]+)=("[^"]*"|[^;]*)')


class Property(NamedTuple):
    name: str
    params: dict[str, str]
    value: str

    @property
    def is_date(self) -> bool:
        return self.params.get("VALUE") == "DATE"

    @property
    def is_floating(self) -> bool:
        """Whether it is a time on whatever clock its reader has."""
        return not self.is_date and not self.value.endswith("Z") and "TZID" not in self.params

    @property
    def where(self) -> tzinfo:
        """The zone that it is written in. Raises UnknownZoneError."""
        return zone(self.params["TZID"]) if "TZID" in self.params else UTC

    @property
    def moment(self) -> datetime:
        """The moment in UTC; a whole day counts as its midnight there."""
        return _moment(self.value, self.where)


@dataclass(frozen=True, eq=False)
class Component:
    name: str
    properties: tuple[Property, ...]
    parts: tuple[Component, ...]

    @cached_property
    def _by_name(self) -> dict[str, tuple[Property, ...]]:
        found: dict[str, tuple[Property, ...]] = {}
        for one in self.properties:
            found[one.name] = (*found.get(one.name, ()), one)
        return found

    def all(self, name: str) -> tuple[Property, ...]:
        return self._by_name.get(name, ())

    def value(self, name: str) -> str:
        """The first value of a property, "" where there is none."""
        found = self._by_name.get(name)
        return found[0].value if found else ""

    @property
    def identity(self) -> tuple[str, str]:
        """What no other entry of a feed may have: UID, and the date of a series that it stands for."""
        return self.value("UID"), self.value("RECURRENCE-ID")


class UnreadableError(ValueError):
    """Bytes that are no iCalendar object."""


def parse(data: bytes) -> Component:
    """The VCALENDAR, strictly. Raises UnreadableError."""
    whole = components(data)
    if len(whole) != 1:
        raise UnreadableError("not exactly one VCALENDAR")
    return whole[0]


def components(data: bytes) -> tuple[Component, ...]:
    """The components that stand beside each other in whole lines. Raises UnreadableError."""
    try:
        text = data.replace(b"\r\n ", b"").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(str(error)) from None
    stack: list[tuple[str, list[Property], list[Component]]] = [("", [], [])]
    for number, line in enumerate(text.removesuffix("\r\n").split("\r\n"), 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise UnreadableError(f"line {number} is no property: {line[:40]!r}")
        name, params, value = match.groups()
        name = name.upper()
        if name == "BEGIN":
            stack.append((value, [], []))
        elif name == "END":
            kind, properties, parts = stack.pop()
            if kind != value or not stack:
                raise UnreadableError(f"line {number} ends {value}, not {kind}")
            stack[-1][2].append(Component(kind, tuple(properties), tuple(parts)))
        else:
            stack[-1][1].append(Property(name, dict(_PARAM.findall(params)) if params else {}, value))
    if len(stack) > 1:
        raise UnreadableError(f"{stack[-1][0]} does not end")
    if stack[0][1]:
        raise UnreadableError("a line is outside of all components")
    return tuple(stack[0][2])


@lru_cache(maxsize=1000)  # an entry is asked for its times again and again
def _moment(value: str, where: tzinfo) -> datetime:
    return naive(value).replace(tzinfo=where).astimezone(UTC)


def naive(value: str) -> datetime:
    """`20261203T203000` or `20261203`, with or without Z, as it is written."""
    clock = (int(value[9:11]), int(value[11:13]), int(value[13:15])) if len(value) > 8 else ()
    return datetime(int(value[:4]), int(value[4:6]), int(value[6:8]), *clock)  # noqa: DTZ001


# Series ----------------------------------------------------------------------------------------------------------


class _Days:
    """The days of a rule from its first on, as far as is asked."""

    def __init__(self, coming: Iterator[date]) -> None:
        self._found: list[date] = []
        self._coming = coming

    def up_to(self, last: date) -> list[date]:
        while (not self._found or self._found[-1] <= last) and (day := next(self._coming, None)):
            self._found.append(day)
        return self._found[: bisect_right(self._found, last)]


@lru_cache(maxsize=1000)
def _days_of(first: date, rule: str) -> _Days:
    """The days of a rule, which dateutil reads: series that begin on the same day have theirs in common."""
    return _Days(when.date() for when in rrulestr(rule, dtstart=datetime.combine(first, time())))


@lru_cache(maxsize=1000)
def _series(start: str, where: tzinfo, rule: str) -> _Days:
    first, clock = _clock(start, where)
    if not rule:
        return _Days(iter((first,)))
    if limit := re.search(r"UNTIL=(\w+)", rule):
        until = naive(limit[1]).replace(tzinfo=UTC).astimezone(where)
        end = until.date() if until.time() >= clock else until.date() - timedelta(days=1)
        rule = rule.replace(limit[1], f"{end:%Y%m%d}")
    return _days_of(first, rule)


def _clock(start: str, where: tzinfo) -> tuple[date, time]:
    """Day and time on the clocks of the zone in which a DTSTART is written."""
    local = _moment(start, where).astimezone(where)
    return local.date(), local.time()


def days(event: Component, last: date) -> list[date]:
    """The local days up to `last` on which a VEVENT starts, its overrides and EXDATEs not counted."""
    start = event.all("DTSTART")[0]
    return _series(start.value, start.where, event.value("RRULE")).up_to(last)


# What is seen ----------------------------------------------------------------------------------------------------

Seen = tuple[datetime | date, datetime | date, bool]
"""Start, end (moments in UTC, or days, `end` exclusive) and whether it is cancelled."""


def within(found: Iterable[Seen], first: date, last: date) -> list[Seen]:
    """What starts (by UTC) from `first` to `last`."""
    begin, end = datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC) + timedelta(days=1)
    return [
        one for one in found
        if (begin <= one[0] < end if isinstance(one[0], datetime) else first <= one[0] <= last)
    ]  # fmt: skip


def seen(start: datetime | date, end: datetime | date, cancelled: bool = False) -> Seen:
    """A plain date in the form in which a reader's are compared with it."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return start.astimezone(UTC), end.astimezone(UTC), cancelled
    return start, end, cancelled


@dataclass(frozen=True, order=True)
class Reading:
    """What a reader sees: `start` and `end` are moments in UTC, or dates for whole days (`end` exclusive)."""

    start: datetime | date
    end: datetime | date
    status: Literal["CONFIRMED", "CANCELLED"]
    uid: str


def reread(data: bytes, first: date, last: date) -> tuple[Reading, ...]:
    """Everything in a feed that starts (by UTC) from `first` to `last`. Raises UnreadableError."""
    found = (
        Reading(start, end, "CANCELLED" if cancelled else "CONFIRMED", uid)
        for uid, (start, end, cancelled) in readings(parse(data).parts, first, last)
        if first <= day_of(start) <= last
    )
    return tuple(sorted(found, key=lambda one: (str(one.start), one.uid)))


def readings(entries: Iterable[Component], first: date, last: date) -> Iterator[tuple[str, Seen]]:
    """(UID, what is seen) of all that starts (by UTC) from `first` to `last`, and perhaps of what is just beside."""
    told = [one for one in entries if one.name != "VTIMEZONE"]
    replaced: dict[str, set[datetime]] = {}
    for one in told:
        for instead in one.all("RECURRENCE-ID"):
            replaced.setdefault(one.value("UID"), set()).add(instead.moment)
    for one in told:
        uid = one.value("UID")
        gone = set() if one.all("RECURRENCE-ID") else replaced.get(uid, set())
        for when in _todo(one) if one.name == "VTODO" else _dates(one, gone, first, last):
            yield uid, when


def _dates(event: Component, gone: set[datetime], first: date, last: date) -> Iterator[Seen]:
    (start,), (end,) = event.all("DTSTART"), event.all("DTEND")
    whole, length, where, clock = (
        start.is_date,
        end.moment - start.moment,
        start.where,
        _clock(start.value, start.where)[1],
    )
    out = gone | {one.moment for one in event.all("EXDATE")}
    cancelled = event.value("STATUS") == "CANCELLED"
    found = days(event, last + timedelta(days=1))
    for day in found[bisect_left(found, first - timedelta(days=1)) :]:
        when = datetime.combine(day, clock, where).astimezone(UTC)
        if when not in out:
            over = when + length
            yield (day, over.date(), cancelled) if whole else (when, over, cancelled)


def _todo(todo: Component) -> Iterator[Seen]:
    (due,) = todo.all("DUE")
    shown = due.moment.date() if due.is_date else due.moment
    yield shown, shown, False

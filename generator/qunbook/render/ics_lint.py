"""The rules of a good feed, held against its bytes, and a second reading of what it says.

Neither uses the library that wrote the feed: a slip of that library would pass its own parser. The build runs both
on every feed; what they find is a bug of ours, never the author's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Literal

from dateutil.rrule import rrulestr

from qunbook.calendar.zones import zone

MAX_BYTES = 1_000_000
MAX_EVENTS = 1_000

_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)', re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_REFUSED = frozenset({"RDATE", "EXRULE", "ORGANIZER", "ATTENDEE", "DURATION"})
_NEEDED = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP")
_WEEKLY = r"FREQ=WEEKLY(;INTERVAL=\d+)?;BYDAY=\w\w(,\w\w)*;WKST=MO"
_DAY = r"BYMONTHDAY=(-1|[1-9]|1\d|2[0-8])|BYDAY=(-1|[1-4])\w\w|BYDAY=MO,TU,WE,TH,FR;BYSETPOS=(-1|[1-4])"
_SAFE = re.compile(
    rf"(FREQ=DAILY(;INTERVAL=\d+)?|{_WEEKLY}|FREQ=MONTHLY(;INTERVAL=\d+)?;({_DAY})"
    r"|FREQ=YEARLY(;INTERVAL=\d+)?;BYMONTHDAY=\d+;BYMONTH=\d+)(;COUNT=\d+|;UNTIL=\d{8}(T\d{6}Z)?)?"
)


@dataclass(frozen=True)
class Property:
    name: str
    params: dict[str, str]
    value: str


@dataclass(frozen=True)
class Component:
    name: str
    properties: tuple[Property, ...]
    parts: tuple[Component, ...]

    def all(self, name: str) -> tuple[Property, ...]:
        return tuple(found for found in self.properties if found.name == name)

    def value(self, name: str) -> str:
        return next((found.value for found in self.all(name)), "")


class UnreadableError(ValueError):
    """Bytes that are no iCalendar object."""


def parse(data: bytes) -> Component:
    """The VCALENDAR, strictly. Raises UnreadableError."""
    try:
        text = data.decode("utf-8").replace("\r\n ", "")
    except UnicodeDecodeError as error:
        raise UnreadableError(str(error)) from None
    stack: list[tuple[str, list[Property], list[Component]]] = [("", [], [])]
    for number, line in enumerate(text.removesuffix("\r\n").split("\r\n"), 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise UnreadableError(f"line {number} is no property: {line[:40]!r}")
        name = match[1].upper()
        if name == "BEGIN":
            stack.append((match[3], [], []))
        elif name == "END":
            kind, properties, parts = stack.pop()
            if kind != match[3] or not stack:
                raise UnreadableError(f"line {number} ends {match[3]}, not {kind}")
            stack[-1][2].append(Component(kind, tuple(properties), tuple(parts)))
        else:
            params = dict(part.split("=", 1) for part in re.findall(r';([^=]+=(?:"[^"]*"|[^;]*))', match[2]))
            stack[-1][1].append(Property(name, params, match[3]))
    if len(stack) != 1 or len(stack[0][2]) != 1 or stack[0][1]:
        raise UnreadableError("not exactly one VCALENDAR")
    return stack[0][2][0]


def lint(data: bytes) -> list[str]:
    """What is wrong with a feed, one sentence each; [] if nothing is."""
    found = list(_bytes(data))
    try:
        calendar = parse(data)
    except UnreadableError as error:
        return [*found, str(error)]
    return [*found, *_calendar(calendar), *_zones(calendar), *_events(calendar)]


def _bytes(data: bytes) -> Iterator[str]:
    if len(data) >= MAX_BYTES:
        yield f"{len(data)} bytes: Google drops feeds near 1 MB"
    if data.startswith(b"\xef\xbb\xbf"):
        yield "starts with a byte order mark"
    if not data.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "line ends are not all CRLF"
    for number, line in enumerate(data.split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number} is longer than 75 octets"
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            yield f"line {number} is folded inside a character"
        else:
            if _CONTROL.search(text):
                yield f"line {number} has a control character"


def _calendar(calendar: Component) -> Iterator[str]:
    for name in ("VERSION", "PRODID", "METHOD", "NAME", "X-WR-CALNAME", "X-PUBLISHED-TTL"):
        if len(calendar.all(name)) != 1:
            yield f"VCALENDAR has not exactly one {name}"
    if calendar.all("UID"):
        yield "VCALENDAR has a UID: vdirsyncer would keep one item of the feed"
    if calendar.value("METHOD") != "PUBLISH":
        yield "METHOD is not PUBLISH"
    for name, kind in (("REFRESH-INTERVAL", "DURATION"), ("SOURCE", "URI")):
        for found in calendar.all(name):
            if found.params.get("VALUE") != kind:
                yield f"{name} is without VALUE={kind}"
    if not calendar.all("REFRESH-INTERVAL"):
        yield "VCALENDAR has no REFRESH-INTERVAL"
    if len(calendar.parts) > MAX_EVENTS:
        yield f"{len(calendar.parts)} components: some readers stop at {MAX_EVENTS}"
    for part in calendar.parts:
        if part.name not in ("VTIMEZONE", "VEVENT", "VTODO"):
            yield f"{part.name} does not belong into a feed"


def _zones(calendar: Component) -> Iterator[str]:
    known = [part.value("TZID") for part in calendar.parts if part.name == "VTIMEZONE"]
    used = {p.params["TZID"] for part in calendar.parts for p in part.properties if "TZID" in p.params}
    for name, count in Counter(known).items():
        if count > 1:
            yield f"{name} is described {count} times"
    for name in sorted(used ^ set(known)):
        yield f"{name} is {'used without a VTIMEZONE' if name in used else 'described and not used'}"
    for part in calendar.parts:
        if part.name == "VTIMEZONE" and any(half.all("RDATE") for half in part.parts):
            yield f"{part.value('TZID')} has RDATE onsets, which Outlook cannot read"


def _events(calendar: Component) -> Iterator[str]:
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    identities = Counter((event.value("UID"), event.value("RECURRENCE-ID")) for event in events)
    masters = {event.value("UID"): event for event in events if not event.all("RECURRENCE-ID")}
    for (identity, instead), count in identities.items():
        if count > 1:
            yield f"{identity} {instead} comes {count} times"
    for event in events:
        name = f"{event.value('UID')} ({event.value('SUMMARY')})"
        for said in _event(event, masters):
            yield f"{name}: {said}"


def _event(event: Component, masters: dict[str, Component]) -> Iterator[str]:
    for name in _NEEDED:
        if len(event.all(name)) != 1:
            yield f"has not exactly one {name}"
            return
    for found in event.properties:
        if found.name in _REFUSED:
            yield f"{found.name} is not read alike"
    if event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield "DTSTAMP and LAST-MODIFIED differ"
    start, end = event.all("DTSTART")[0], event.all("DTEND")[0]
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE"):
        for found in event.all(name):
            if not _is_date(found) and not found.value.endswith("Z") and "TZID" not in found.params:
                yield f"{name} is a floating time"
            if "," in found.value:
                yield f"{name} has several values"
            if _is_date(found) != _is_date(start):
                yield f"{name} is not of the same form as DTSTART"
    if not _moment(start) < _moment(end):
        yield "ends before it starts"
    if event.value("STATUS") == "CANCELLED" and event.value("TRANSP") != "TRANSPARENT":
        yield "cancelled but keeps people busy"
    yield from _recurrence(event, start, masters)


def _recurrence(event: Component, start: Property, masters: dict[str, Component]) -> Iterator[str]:
    rule = event.value("RRULE")
    if instead := event.all("RECURRENCE-ID"):
        master = masters.get(event.value("UID"))
        if master is None:
            yield "an override without its series"
        elif (there := master.all("DTSTART")[0]).params != instead[0].params:
            yield f"RECURRENCE-ID is not in the form of DTSTART {there.value}"
        elif _moment(instead[0]) not in _starts(master, _moment(instead[0])):
            yield f"RECURRENCE-ID {instead[0].value} is no date of the series"
    if not rule:
        if event.all("EXDATE"):
            yield "EXDATE without RRULE"
        return
    if not _SAFE.fullmatch(_in_order(rule)):
        yield f"RRULE is outside the safe set: {rule}"
    if (limit := re.search(r"UNTIL=(\w+)", rule)) and (len(limit[1]) == 8) != _is_date(start):
        yield "UNTIL is not of the form that DTSTART asks for"
    if _moment(start) not in _starts(event, _moment(start)):
        yield "DTSTART is no date of its own rule"
    for found in event.all("EXDATE"):
        if _moment(found) not in _starts(event, _moment(found)):
            yield f"EXDATE {found.value} hits nothing"
        elif found.value == start.value:
            yield "EXDATE takes DTSTART away"


def _in_order(rule: str) -> str:
    """RRULE parts in the order in which the pattern of the safe set has them."""
    order = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "COUNT", "UNTIL")
    parts = sorted(rule.split(";"), key=lambda part: [*order, part.split("=")[0]].index(part.split("=")[0]))
    return ";".join(parts)


def _is_date(found: Property) -> bool:
    return found.params.get("VALUE") == "DATE"


def _moment(found: Property) -> datetime:
    """The moment in UTC; a whole day counts as its midnight there."""
    clock = "T" in found.value
    naive = datetime.strptime(found.value.rstrip("Z"), "%Y%m%dT%H%M%S" if clock else "%Y%m%d")  # noqa: DTZ007
    where = zone(found.params["TZID"]) if "TZID" in found.params else UTC
    return naive.replace(tzinfo=where).astimezone(UTC)


def _starts(event: Component, last: datetime) -> list[datetime]:
    """The starts of a series up to `last`, in UTC, overrides and EXDATEs not counted: dateutil reads the rule."""
    start = event.all("DTSTART")[0]
    where = zone(start.params["TZID"]) if "TZID" in start.params else UTC
    local = _moment(start).astimezone(where).replace(tzinfo=None)
    rule = event.value("RRULE")
    if limit := re.search(r"UNTIL=(\w+)", rule):
        clock = "%Y%m%dT%H%M%SZ" if "T" in limit[1] else "%Y%m%d"
        until = datetime.strptime(limit[1], clock).replace(tzinfo=UTC).astimezone(where)
        rule = rule.replace(limit[1], f"{until:%Y%m%dT%H%M%S}")
    found = rrulestr(rule, dtstart=local) if rule else [local]
    moments = (when.replace(tzinfo=where).astimezone(UTC) for when in found)
    return list(takewhile(lambda when: when <= last, moments))


@dataclass(frozen=True, order=True)
class Reading:
    """What a reader sees: `start` and `end` are moments in UTC, or dates for whole days (`end` exclusive)."""

    start: datetime | date
    end: datetime | date
    status: Literal["CONFIRMED", "CANCELLED"]
    uid: str


def reread(data: bytes, first: date, last: date) -> tuple[Reading, ...]:
    """Everything in a feed that starts (by UTC) from `first` to `last`, read again with a parser of another make.

    Raises UnreadableError.
    """
    events = [part for part in parse(data).parts if part.name == "VEVENT"]
    replaced = {(e.value("UID"), _moment(e.all("RECURRENCE-ID")[0])) for e in events if e.all("RECURRENCE-ID")}
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    found = []
    for event in events:
        gone = {_moment(out) for out in event.all("EXDATE")}
        for when in _starts(event, end):
            if when in gone or (not event.all("RECURRENCE-ID") and (event.value("UID"), when) in replaced):
                continue
            if first <= when.date() <= last:
                found.append(_reading(event, when))
    return tuple(sorted(found, key=lambda one: (str(one.start), one.uid)))


def _reading(event: Component, when: datetime) -> Reading:
    start, end = event.all("DTSTART")[0], event.all("DTEND")[0]
    status: Literal["CONFIRMED", "CANCELLED"] = "CANCELLED" if event.value("STATUS") == "CANCELLED" else "CONFIRMED"
    over = when + (_moment(end) - _moment(start))
    if _is_date(start):
        return Reading(when.date(), over.date(), status, event.value("UID"))
    return Reading(when, over, status, event.value("UID"))

"""The rules of a good feed, held against its bytes, and a second reading of what it says.

Neither uses the library that wrote the feed: a slip of that library would pass its own parser. `proof` runs both on
every feed that is written and compares what was read with the plain dates; what it finds is a bug of ours, never the
author's. It stays cheap because feeds share entries: what a reader makes of the same lines is worked out once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from dateutil.rrule import rrulestr

from qunbook.calendar.zones import UnknownZoneError, zone

_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)', re.DOTALL)
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_TEXT = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"})
_IDENTITY = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_REFUSED = frozenset({"RDATE", "EXRULE", "ORGANIZER", "ATTENDEE", "DURATION", "X-ALT-DESC"})
_ONCE = ("VERSION", "PRODID", "METHOD", "NAME", "X-WR-CALNAME", "X-PUBLISHED-TTL", "REFRESH-INTERVAL")
_FIXED = {"VERSION": "2.0", "METHOD": "PUBLISH", "X-PUBLISHED-TTL": "PT12H", "REFRESH-INTERVAL": "PT12H"}
_TWINS = (("NAME", "X-WR-CALNAME"), ("DESCRIPTION", "X-WR-CALDESC"))
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE")
_MARKS = ("【取消】", "[Cancelled]")
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
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
        text = data.replace(b"\r\n ", b"").decode("utf-8-sig")
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
    try:
        return _broken(data, parse(data))
    except UnreadableError as error:
        return [*_bytes(data), str(error)]


def _broken(data: bytes, calendar: Component) -> list[str]:
    found = [*_bytes(data), *_calendar(calendar), *_zones(calendar)]
    if all(map(_is_zone, _used_zones(calendar))):  # without its zone a time means nothing
        found += (*_events(calendar), *_todos(calendar))
    return found


def _bytes(data: bytes) -> Iterator[str]:
    if data.startswith(b"\xef\xbb\xbf"):
        yield "starts with a byte order mark"
    if not data.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "line ends are not all CRLF"
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\r\n"), 1):
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
    for name in _ONCE:
        if len(calendar.all(name)) != 1:
            yield f"VCALENDAR has not exactly one {name}"
        elif name in _FIXED and calendar.value(name) != _FIXED[name]:
            yield f"{name} is not {_FIXED[name]}"
    if re.search(r"\d", calendar.value("PRODID")):
        yield "PRODID has a number: a release would change every feed"
    if calendar.all("UID"):
        yield "VCALENDAR has a UID: vdirsyncer would keep one item of the feed"
    for new, old in _TWINS:
        if calendar.value(new) != calendar.value(old):
            yield f"{new} and {old} differ"
    if len(calendar.all("COLOR")) != len(calendar.all("X-APPLE-CALENDAR-COLOR")):
        yield "COLOR and X-APPLE-CALENDAR-COLOR go together"
    if not re.fullmatch("[a-z]*", calendar.value("COLOR")):
        yield "COLOR is no CSS name"
    for name, kind in (("REFRESH-INTERVAL", "DURATION"), ("SOURCE", "URI")):
        for found in calendar.all(name):
            if found.params.get("VALUE") != kind:
                yield f"{name} is without VALUE={kind}"
    yield from _texts(calendar)
    yield from _parts(calendar)


def _parts(calendar: Component) -> Iterator[str]:
    kinds = {part.name for part in calendar.parts}
    for kind in sorted(kinds - {"VTIMEZONE", "VEVENT", "VTODO"}):
        yield f"{kind} does not belong into a feed"
    if kinds >= {"VEVENT", "VTODO"}:
        yield "VTODO in a feed of events"


def _texts(component: Component) -> Iterator[str]:
    for found in component.properties:
        if found.name in _TEXTS and not _TEXT.fullmatch(found.value):
            yield f"{found.name} has a character that should be escaped"


def _zones(calendar: Component) -> Iterator[str]:
    known = [part.value("TZID") for part in calendar.parts if part.name == "VTIMEZONE"]
    used = _used_zones(calendar)
    for name, count in Counter(known).items():
        if count > 1:
            yield f"{name} is described {count} times"
    for name in sorted(used ^ set(known)):
        yield f"{name} is {'used without a VTIMEZONE' if name in used else 'described and not used'}"
    for part in calendar.parts:
        if part.name == "VTIMEZONE":
            yield from _zone(part)


def _used_zones(calendar: Component) -> set[str]:
    return {p.params["TZID"] for part in calendar.parts for p in part.properties if "TZID" in p.params}


def _zone(component: Component) -> Iterator[str]:
    name, halves = component.value("TZID"), component.parts
    if not _is_zone(name):
        yield f"{name} is no name of a time zone"
    if any(half.all("RDATE") for half in halves):
        yield f"{name} has RDATE onsets, which Outlook cannot read"
    if not any(half.name == "STANDARD" for half in halves):
        yield f"{name} has no STANDARD half"
    for half in halves:
        if not all(half.all(key) for key in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")):
            yield f"{name} has a half without its offsets"


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except UnknownZoneError:
        return False
    return True


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


def _todos(calendar: Component) -> Iterator[str]:
    todos = [part for part in calendar.parts if part.name == "VTODO"]
    for identity, count in Counter(todo.value("UID") for todo in todos).items():
        if count > 1:
            yield f"{identity} comes {count} times"
    for todo in todos:
        for name in ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DUE", "SUMMARY", "STATUS"):
            if len(todo.all(name)) != 1:
                yield f"{todo.value('UID')}: has not exactly one {name}"
        for found in todo.all("DUE"):
            if not _is_date(found) and not found.value.endswith("Z") and "TZID" not in found.params:
                yield f"{todo.value('UID')}: DUE is a floating time"
        if todo.all("RRULE"):
            yield f"{todo.value('UID')}: a to-do that repeats is not read alike"


def _event(event: Component, masters: dict[str, Component]) -> Iterator[str]:
    for name in _NEEDED:
        if len(event.all(name)) != 1:
            yield f"has not exactly one {name}"
            return
    for found in event.properties:
        if found.name in _REFUSED:
            yield f"{found.name} is not read alike"
    yield from _texts(event)
    yield from _change(event)
    yield from _status(event)
    times = tuple(_times(event))
    yield from times
    if not times:  # a time of the wrong form has no moment
        if not _moment(event.all("DTSTART")[0]) < _moment(event.all("DTEND")[0]):
            yield "ends before it starts"
        yield from _recurrence(event, event.all("DTSTART")[0], masters)


def _change(event: Component) -> Iterator[str]:
    """Identity, and the three properties that tell of a change."""
    if not _IDENTITY.fullmatch(event.value("UID")):
        yield "UID is not made from its logical id"
    if event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield "DTSTAMP and LAST-MODIFIED differ"
    minutes = (_moment(event.all("DTSTAMP")[0]) - _EPOCH) // timedelta(minutes=1)
    if event.value("SEQUENCE") != str(minutes):
        yield "SEQUENCE is not the minutes from 2020 to DTSTAMP"


def _status(event: Component) -> Iterator[str]:
    status, marked = event.value("STATUS"), event.value("SUMMARY").startswith(_MARKS)
    if status not in ("CONFIRMED", "CANCELLED"):
        yield f"STATUS {status} is not read alike"
    if status == "CANCELLED" and event.value("TRANSP") != "TRANSPARENT":
        yield "cancelled but keeps people busy"
    if status == "CANCELLED" and not marked:
        yield "cancelled, and the summary does not say so: Outlook shows it as live"


def _times(event: Component) -> Iterator[str]:
    start = event.all("DTSTART")[0]
    for name in _TIMES:
        for found in event.all(name):
            if not _is_date(found) and not found.value.endswith("Z") and "TZID" not in found.params:
                yield f"{name} is a floating time"
            elif "," in found.value:
                yield f"{name} has several values"
            elif _is_date(found) != _is_date(start):
                yield f"{name} is not of the same form as DTSTART"
            elif "TZID" in found.params and not _is_shown_once(found):
                yield f"{name} {found.value} is a time that clocks leave out or show twice"


def _is_shown_once(found: Property) -> bool:
    clock, where = _naive(found.value), zone(found.params["TZID"])
    return clock.replace(tzinfo=where).utcoffset() == clock.replace(tzinfo=where, fold=1).utcoffset()


def _recurrence(event: Component, start: Property, masters: dict[str, Component]) -> Iterator[str]:
    if event.all("RECURRENCE-ID"):
        yield from _override(event, masters.get(event.value("UID")))
    rule = event.value("RRULE")
    if not rule:
        if event.all("EXDATE"):
            yield "EXDATE without RRULE"
        return
    if not _SAFE.fullmatch(_in_order(rule)):
        yield f"RRULE is outside the safe set: {rule}"
        return
    yield from _limit(rule, start)
    starts = _starts(event, max(_moment(found) for found in (start, *event.all("EXDATE"))))
    if _moment(start) not in starts:
        yield "DTSTART is no date of its own rule"
    for found in event.all("EXDATE"):
        if _moment(found) not in starts:
            yield f"EXDATE {found.value} hits nothing"
        elif found.value == start.value:
            yield "EXDATE takes DTSTART away"


def _limit(rule: str, start: Property) -> Iterator[str]:
    limit = re.search(r"UNTIL=(\w+)", rule)
    if not limit:
        return
    if (len(limit[1]) == 8) != _is_date(start):
        yield "UNTIL is not of the form that DTSTART asks for"
    elif not _is_date(start):
        end = _naive(limit[1]).replace(tzinfo=UTC)
        if f"{end.astimezone(_where(start)):%H%M%S}" != "235959":
            yield "UNTIL is not the end of a local day"


def _override(event: Component, master: Component | None) -> Iterator[str]:
    (instead,) = event.all("RECURRENCE-ID")
    if master is None:
        yield "an override without its series"
        return
    if (rule := master.value("RRULE")) and not _SAFE.fullmatch(_in_order(rule)):
        return  # told at the series
    there = master.all("DTSTART")[0]
    if there.params != instead.params:
        yield f"RECURRENCE-ID is not in the form of DTSTART {there.value}"
        return
    moved = _moment(event.all("DTSTART")[0])
    around = _starts(master, max(_moment(instead), moved) + timedelta(days=40))
    if _moment(instead) not in around:
        yield f"RECURRENCE-ID {instead.value} is no date of the series"
        return
    where = _where(there)
    day, others = moved.astimezone(where).date(), {when.astimezone(where).date() for when in around}
    own = _moment(instead).astimezone(where).date()
    between = {other for other in others if min(own, day) <= other <= max(own, day)} - {own}
    if between:
        yield f"RECURRENCE-ID {instead.value} is moved onto or past a neighbour, which Outlook loses"


def _where(found: Property) -> tzinfo:
    return zone(found.params["TZID"]) if "TZID" in found.params else UTC


def _in_order(rule: str) -> str:
    """RRULE parts in the order in which the pattern of the safe set has them."""
    order = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "COUNT", "UNTIL")
    parts = sorted(rule.split(";"), key=lambda part: [*order, part.split("=")[0]].index(part.split("=")[0]))
    return ";".join(parts)


def _is_date(found: Property) -> bool:
    return found.params.get("VALUE") == "DATE"


def _moment(found: Property) -> datetime:
    """The moment in UTC; a whole day counts as its midnight there."""
    return _naive(found.value).replace(tzinfo=_where(found)).astimezone(UTC)


def _naive(value: str) -> datetime:
    """`20261203T203000` or `20261203`, with or without Z, as it is written."""
    clock = (int(value[9:11]), int(value[11:13]), int(value[13:15])) if len(value) > 8 else ()
    return datetime(int(value[:4]), int(value[4:6]), int(value[6:8]), *clock)  # noqa: DTZ001


class _Starts:
    """The starts of a series in UTC, overrides and EXDATEs not counted: dateutil reads the rule, as far as is asked."""

    def __init__(self, start: str, where: tzinfo, rule: str) -> None:
        local = _naive(start).replace(tzinfo=UTC if start.endswith("Z") else where).astimezone(where)
        self._found: list[datetime] = []
        self._coming = (
            when.replace(tzinfo=where).astimezone(UTC)
            for when in _local_starts(local.replace(tzinfo=None), where, rule)
        )

    def up_to(self, last: datetime) -> list[datetime]:
        while (not self._found or self._found[-1] <= last) and (when := next(self._coming, None)):
            self._found.append(when)
        return self._found[: bisect_right(self._found, last)]


def _local_starts(start: datetime, where: tzinfo, rule: str) -> Iterable[datetime]:
    if not rule:
        return [start]
    if limit := re.search(r"UNTIL=(\w+)", rule):
        until = _naive(limit[1]).replace(tzinfo=UTC).astimezone(where)
        rule = rule.replace(limit[1], f"{until:%Y%m%dT%H%M%S}")
    found: Iterable[datetime] = rrulestr(rule, dtstart=start)
    return found


_series_of = lru_cache(maxsize=10_000)(_Starts)
"""Each series is read once, by whatever rules and in however many feeds it is looked at."""


def _starts(event: Component, last: datetime) -> list[datetime]:
    start = event.all("DTSTART")[0]
    return _series_of(start.value, _where(start), event.value("RRULE")).up_to(last)


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
    found = (
        Reading(start, end, "CANCELLED" if cancelled else "CONFIRMED", uid)
        for uid, (start, end, cancelled) in _readings(parse(data), first, last, {})
    )
    return tuple(sorted(found, key=lambda one: (str(one.start), one.uid)))


# Compared with the plain dates -----------------------------------------------------------------------------------

Seen = tuple[datetime | date, datetime | date, bool]
"""Start, end (moments in UTC, or days) and whether it is cancelled."""

Known = MutableMapping[tuple[object, ...], tuple[Seen, ...]]
"""What lines that say when something happens come to: for the next feed with the same ones."""


def seen(start: datetime | date, end: datetime | date, cancelled: bool = False) -> Seen:
    """A plain date in the form in which a reader's are compared with it."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return start.astimezone(UTC), end.astimezone(UTC), cancelled
    return start, end, cancelled


def proof(data: bytes, plain: Iterable[Seen], first: date, last: date, known: Known | None = None) -> list[str]:
    """What is wrong with a feed: rules that it breaks, and dates from `first` to `last` at which it does not say what
    the `plain` ones are. [] if nothing is.
    """
    try:
        calendar = parse(data)
    except UnreadableError as error:
        return [*_bytes(data), str(error)]
    if broken := _broken(data, calendar):
        return broken
    read = Counter(one for _, one in _readings(calendar, first, last, {} if known is None else known))
    wanted = Counter(one for one in plain if first <= _day(one[0]) <= last)
    return [
        *(f"{_shown(one)} is not in it" for one in (wanted - read)),
        *(f"{_shown(one)} is in it and should not be" for one in (read - wanted)),
    ]


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _shown(one: Seen) -> str:
    start, end, cancelled = one
    return f"{start.isoformat()} to {end.isoformat()}{' (cancelled)' if cancelled else ''}"


_TOLD = frozenset({"DTSTART", "DTEND", "RRULE", "EXDATE", "RECURRENCE-ID", "STATUS", "DUE"})


def _readings(calendar: Component, first: date, last: date, known: Known) -> Iterator[tuple[str, Seen]]:
    replaced: dict[str, set[datetime]] = {}
    for part in calendar.parts:
        for instead in part.all("RECURRENCE-ID"):
            replaced.setdefault(part.value("UID"), set()).add(_moment(instead))
    for part in calendar.parts:
        if part.name == "VTIMEZONE":
            continue
        uid = part.value("UID")
        gone = frozenset(replaced.get(uid, ())) if not part.all("RECURRENCE-ID") else frozenset()
        lines = tuple((p.name, p.value, *p.params.values()) for p in part.properties if p.name in _TOLD)
        key = (lines, gone, first, last)
        if key not in known:
            known[key] = tuple((_todo if part.name == "VTODO" else _dates)(part, gone, first, last))
        for one in known[key]:
            yield uid, one


def _dates(event: Component, gone: frozenset[datetime], first: date, last: date) -> Iterator[Seen]:
    start, end = event.all("DTSTART")[0], event.all("DTEND")[0]
    length = _moment(end) - _moment(start)
    out = gone | {_moment(one) for one in event.all("EXDATE")}
    cancelled = event.value("STATUS") == "CANCELLED"
    until = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    for when in _starts(event, until):
        if when not in out and first <= when.date() <= last:
            over = when + length
            yield (when.date(), over.date(), cancelled) if _is_date(start) else (when, over, cancelled)


def _todo(todo: Component, _: frozenset[datetime], first: date, last: date) -> Iterator[Seen]:
    due = todo.all("DUE")[0]
    when = _moment(due)
    if first <= when.date() <= last:
        shown = when.date() if _is_date(due) else when
        yield shown, shown, False

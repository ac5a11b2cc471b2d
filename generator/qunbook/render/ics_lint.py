"""The rules of a good feed, held against its bytes.

What is found is a bug of ours, never the author's. The rules are in two halves, because feeds share entries: those for
what is around the entries of a feed, and those for the entries of one thing, which are looked at once, however many
feeds have them (`feed_proof`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from qunbook.calendar.zones import UnknownZoneError, zone
from qunbook.render.ics_read import Component, Property, UnreadableError, days, naive, parse

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


def lint(data: bytes) -> list[str]:
    """What is wrong with a feed, one sentence each; [] if nothing is."""
    try:
        calendar = parse(data)
    except UnreadableError as error:
        return [*of_bytes(data), str(error)]
    return [*of_bytes(data), *of_frame(calendar, used_zones(calendar.parts)), *of_entries(calendar.parts)]


def of_frame(calendar: Component, used: set[str]) -> Iterator[str]:
    """What is wrong around the entries of a feed, which use these time zones."""
    yield from _calendar(calendar)
    yield from _zones(calendar, used)


def of_entries(parts: Iterable[Component]) -> Iterator[str]:
    """What is wrong with entries, among which are all that say something of the same UID."""
    entries = [part for part in parts if part.name in ("VEVENT", "VTODO")]
    unknown = [name for name in sorted(used_zones(entries)) if not _is_zone(name)]
    for name in unknown:
        yield f"{name} is no name of a time zone"
    if not unknown:  # without its zone a time means nothing
        yield from twice(entry.identity for entry in entries)
        yield from _events([entry for entry in entries if entry.name == "VEVENT"])
        yield from _todos([entry for entry in entries if entry.name == "VTODO"])


def twice(identities: Iterable[tuple[str, str]]) -> Iterator[str]:
    for identity, count in Counter(identities).items():
        if count > 1:
            yield f"{' '.join(filter(None, identity))} comes {count} times"


def of_bytes(data: bytes) -> Iterator[str]:
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
    if calendar.all("X-WR-TIMEZONE"):
        yield "X-WR-TIMEZONE moves the weekdays of a series in UTC"
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


def _zones(calendar: Component, used: set[str]) -> Iterator[str]:
    known = [part.value("TZID") for part in calendar.parts if part.name == "VTIMEZONE"]
    for name, count in Counter(known).items():
        if count > 1:
            yield f"{name} is described {count} times"
    for name in sorted(used ^ set(known)):
        yield f"{name} is {'used without a VTIMEZONE' if name in used else 'described and not used'}"
    for part in calendar.parts:
        if part.name == "VTIMEZONE":
            yield from _zone(part)


def used_zones(parts: Iterable[Component]) -> set[str]:
    return {p.params["TZID"] for part in parts for p in part.properties if "TZID" in p.params}


def _zone(component: Component) -> Iterator[str]:
    name, halves = component.value("TZID"), component.parts
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


def _events(events: Sequence[Component]) -> Iterator[str]:
    masters = {event.value("UID"): event for event in events if not event.all("RECURRENCE-ID")}
    for event in events:
        for said in _event(event, masters):
            yield f"{event.value('UID')} ({event.value('SUMMARY')}): {said}"


def _todos(todos: Sequence[Component]) -> Iterator[str]:
    for todo in todos:
        for name in ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DUE", "SUMMARY", "STATUS"):
            if len(todo.all(name)) != 1:
                yield f"{todo.value('UID')}: has not exactly one {name}"
        if any(due.is_floating for due in todo.all("DUE")):
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
        if not event.all("DTSTART")[0].moment < event.all("DTEND")[0].moment:
            yield "ends before it starts"
        yield from _recurrence(event, event.all("DTSTART")[0], masters)


def _change(event: Component) -> Iterator[str]:
    """Identity, and the three properties that tell of a change."""
    if not _IDENTITY.fullmatch(event.value("UID")):
        yield "UID is not made from its logical id"
    if event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield "DTSTAMP and LAST-MODIFIED differ"
    minutes = (event.all("DTSTAMP")[0].moment - _EPOCH) // timedelta(minutes=1)
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
            if found.is_floating:
                yield f"{name} is a floating time"
            elif "," in found.value:
                yield f"{name} has several values"
            elif found.is_date != start.is_date:
                yield f"{name} is not of the same form as DTSTART"
            elif "TZID" in found.params and not _is_shown_once(found):
                yield f"{name} {found.value} is a time that clocks leave out or show twice"


def _is_shown_once(found: Property) -> bool:
    clock, where = naive(found.value), zone(found.params["TZID"])
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
    there = _Series(event)
    if not there.has(start):
        yield "DTSTART is no date of its own rule"
    for found in event.all("EXDATE"):
        if not there.has(found):
            yield f"EXDATE {found.value} hits nothing"
        elif found.value == start.value:
            yield "EXDATE takes DTSTART away"


def _limit(rule: str, start: Property) -> Iterator[str]:
    limit = re.search(r"UNTIL=(\w+)", rule)
    if not limit:
        return
    if (len(limit[1]) == 8) != start.is_date:
        yield "UNTIL is not of the form that DTSTART asks for"
    elif not start.is_date:
        end = naive(limit[1]).replace(tzinfo=UTC)
        if f"{end.astimezone(start.where):%H%M%S}" != "235959":
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
    if instead.value.endswith("Z"):
        yield f"RECURRENCE-ID {instead.value} is in UTC, where Home Assistant does not know it again"
    series = _Series(master)
    if not series.has(instead):
        yield f"RECURRENCE-ID {instead.value} is no date of the series"
    elif series.has_between(instead, event.all("DTSTART")[0]):
        yield f"RECURRENCE-ID {instead.value} is moved onto or past a neighbour, which Outlook loses"


class _Series:
    """A VEVENT with the days of its rule, all on the clocks of its zone."""

    def __init__(self, event: Component) -> None:
        self._event = event
        self._start = event.all("DTSTART")[0]
        self._clock = self._local(self._start).time()

    def has(self, found: Property) -> bool:
        local = self._local(found)
        return local.time() == self._clock and self._days(local.date(), local.date()) != []

    def has_between(self, own: Property, moved: Property) -> bool:
        """Whether it has another date on the day to which one is moved, or on a day between."""
        day = self._local(own).date()
        return any(other != day for other in self._days(*sorted((day, self._local(moved).date()))))

    def _local(self, found: Property) -> datetime:
        return found.moment.astimezone(self._start.where)

    def _days(self, first: date, last: date) -> list[date]:
        given = days(self._event, last)
        return given[bisect_left(given, first) :]


def _in_order(rule: str) -> str:
    """RRULE parts in the order in which the pattern of the safe set has them."""
    order = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "COUNT", "UNTIL")
    parts = sorted(rule.split(";"), key=lambda part: [*order, part.split("=")[0]].index(part.split("=")[0]))
    return ";".join(parts)

"""The bytes of a feed: plain values in, iCalendar (RFC 5545 and 7986) out, in the form that every reader takes alike.

Nothing here knows an event, a role or a handbook. Each habit below was tried on the parsers and programs that people
subscribe with; `ics_lint` says them as rules, and the tests read the result with four other libraries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from uuid import UUID, uuid5

from icalendar import (
    Alarm,
    Calendar,
    Component,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    Todo,
    vRecur,
    vText,
)  # fmt: skip

from qunbook.calendar.stamps import Stamp
from qunbook.calendar.zones import Onset, is_ambiguous, onsets

NAMESPACE = UUID("6f1cb5a6-1f6d-5f0e-9c5c-7e0f5d3b8a41")
"""Never change it: every subscriber would get every entry a second time."""

LINE = 75
"""Octets in a line (RFC 5545 section 3.1)."""

PRODID = "-//Qunbook//Calendar feeds//ZH"  # without a version: a release must not change every feed


@dataclass(frozen=True)
class Feed:
    """What a calendar says of itself. `address` is its https address, or ""; `color` is #rrggbb."""

    name: str
    description: str = ""
    address: str = ""
    color: str = ""


@dataclass(frozen=True)
class Entry:
    """One VEVENT. `key` is its logical id (`event/reading-night`), from which the UID is made.

    `start` and `end` are aware moments in a zone with a name, or dates (`end` exclusive). `rule` is a whole RRULE with
    its limit, `skipped` its dates that do not take place, `instead_of` (of an override) the start that the rule gives.
    """

    key: str
    stamp: Stamp
    summary: str
    start: datetime | date
    end: datetime | date
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    cancelled: bool = False
    busy: bool = True
    rule: str = ""
    skipped: tuple[datetime | date, ...] = ()
    instead_of: datetime | date | None = None
    color: str = ""


@dataclass(frozen=True)
class Task:
    """One VTODO. `due` is an aware moment in a zone with a name, or a day."""

    key: str
    stamp: Stamp
    summary: str
    due: datetime | date
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    begun: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Block:
    """An entry as it stands in every feed that has it: its lines, its place in the order, and the zones and years in
    which its times are.
    """

    data: bytes
    order: tuple[str, bool, str, str]
    zones: tuple[tuple[str, int], ...]


@lru_cache(maxsize=1000)  # a series and its overrides share theirs
def uid(namespace: str, key: str) -> str:
    """The UID of a logical id: it survives renames, moves and rebuilds, and does not tell where the handbook is."""
    return str(uuid5(NAMESPACE, f"{namespace}/{key}"))


def block(entry: Entry | Task, namespace: str, alarm: timedelta | None = None) -> Block:
    """The lines of an entry of the handbook with this namespace, and `alarm` before it if it keeps people busy."""
    if isinstance(entry, Task):
        return Block(_todo(namespace, entry).to_ical(), (entry.key, False, "", _iso(entry.due)), _zones_of(entry.due))
    entry = _unambiguous(entry)
    order = (entry.key, entry.instead_of is not None, _iso(entry.instead_of), _iso(entry.start))
    return Block(_event(namespace, alarm, entry), order, _zones_of(entry.start, entry.end))


def _zones_of(*times: datetime | date) -> tuple[tuple[str, int], ...]:
    named = ((_name(when.tzinfo), when.year) for when in times if isinstance(when, datetime))
    return tuple((name, year) for name, year in named if name != "UTC")


def feed(about: Feed, blocks: Iterable[Block]) -> bytes:
    """The feed as bytes: the same entries, in whatever order, give the same bytes."""
    ordered = sorted(blocks, key=lambda one: one.order)
    zones = [zone.to_ical() for zone in _zones(ordered)]
    whole: bytes = _calendar(about).to_ical()
    end = b"END:VCALENDAR\r\n"
    return b"".join((whole.removesuffix(end), *zones, *(one.data for one in ordered), end))


def _unambiguous(entry: Entry) -> Entry:
    """In UTC what begins or ends in an hour that clocks show twice: some programs take the first, some the second."""
    if entry.rule:
        return entry
    start, end = entry.start, entry.end
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return entry
    if not (is_ambiguous(start) or is_ambiguous(end)):
        return entry
    return replace(entry, start=start.astimezone(UTC), end=end.astimezone(UTC))


def _iso(when: datetime | date | None) -> str:
    return when.isoformat() if when else ""


def _calendar(about: Feed) -> Calendar:
    """All that is said before the entries. No X-WR-TIMEZONE: Google, and who reads as Google does, counts the weekdays
    of a series in UTC on that zone's clocks.
    """
    calendar = Calendar()  # not Calendar.new(): that adds a random UID, and vdirsyncer then keeps one item of the feed
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name, description = line(about.name), line(about.description)
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    if description:
        calendar.add("description", vText(description))
        calendar.add("x-wr-caldesc", vText(description))
    if about.address:
        calendar.add("source", about.address, parameters={"VALUE": "URI"})
    # icalendar leaves VALUE out, without which RFC 7986 makes the line wrong
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT12H"))
    if about.color:
        calendar.add("color", vText(nearest_css_name(about.color)))
        calendar.add("x-apple-calendar-color", vText(about.color.upper()))
    return calendar


def _event(namespace: str, before: timedelta | None, entry: Entry) -> bytes:
    """A VEVENT as icalendar writes it, byte for byte (a test compares them), in a tenth of its time: a library for all
    that there may be takes apart and puts together again what is known to be right here.
    """
    stamp = _utc(entry.stamp.moment)
    properties = (
        ("SUMMARY:", _escaped(line(entry.summary))),
        ("DTSTART", _when(entry.start)),
        ("DTEND", _when(entry.end)),
        ("DTSTAMP:", stamp),
        ("UID:", uid(namespace, entry.key)),
        ("RECURRENCE-ID", _when(entry.instead_of) if entry.instead_of else ""),
        ("SEQUENCE:", str(entry.stamp.sequence)),
        ("RRULE:", _in_order(entry.rule)),
        # one property a date: some readers see only the first of a list
        *(("EXDATE", _when(when)) for when in sorted(entry.skipped)),
        ("CATEGORIES:", ",".join(_escaped(line(category)) for category in entry.categories)),
        ("COLOR:", nearest_css_name(entry.color) if entry.color else ""),
        ("DESCRIPTION:", _escaped(lines(entry.description))),
        ("LAST-MODIFIED:", stamp),
        ("LOCATION:", _escaped(line(entry.location))),
        ("STATUS:", "CANCELLED" if entry.cancelled else "CONFIRMED"),
        ("TRANSP:", "OPAQUE" if entry.busy and not entry.cancelled else "TRANSPARENT"),
        ("URL:", line(entry.url)),
    )
    alarm = b""
    if before and entry.busy and not entry.cancelled and isinstance(entry.start, datetime):
        alarm = _alarm(before, entry).to_ical()
    body = b"".join(_folded(name + value) for name, value in properties if value or name == "SUMMARY:")
    return b"".join((b"BEGIN:VEVENT\r\n", body, alarm, b"END:VEVENT\r\n"))


def _when(when: datetime | date) -> str:
    """The rest of a line that says when: `;VALUE=DATE:20261203`, `;TZID=Asia/Shanghai:20261203T203000`."""
    if not isinstance(when, datetime):
        return f";VALUE=DATE:{when:%Y%m%d}"
    zone = _name(when.tzinfo)
    return f":{_utc(when)}" if zone == "UTC" else f";TZID={zone}:{_digits(when)}"


@lru_cache(maxsize=1000)  # what lands together has one stamp
def _utc(when: datetime) -> str:
    return f"{_digits(when.astimezone(UTC))}Z"


def _digits(when: datetime) -> str:
    return when.isoformat()[:19].replace("-", "").replace(":", "")


_PARTS = ("FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")


def _in_order(rule: str) -> str:
    return ";".join(sorted(rule.split(";"), key=lambda part: _PARTS.index(part.partition("=")[0]))) if rule else ""


def _escaped(text: str) -> str:
    """RFC 5545 section 3.3.11."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(text: str) -> bytes:
    """A line of at most 75 octets and, after a space, its continuations: broken between characters, and never after a
    backslash, which some programs forget by the next line (RFC 5545 section 3.1).
    """
    data = text.encode()
    if len(data) < LINE:
        return data + b"\r\n"
    parts, start, end = [], 0, LINE - 1
    while len(data) - start >= LINE:
        while data[end] & 0xC0 == 0x80:
            end -= 1
        if data[end - 1 : end] in (b"\\", b"^") and end - 1 > start:
            end -= 1
        parts.append(data[start:end])
        start, end = end, end + LINE - 1
    return b"\r\n ".join((*parts, data[start:])) + b"\r\n"


def _todo(namespace: str, task: Task) -> Todo:
    todo = Todo()
    todo.add("uid", uid(namespace, task.key))
    todo.add("dtstamp", task.stamp.moment)
    todo.add("last-modified", task.stamp.moment)
    todo.add("sequence", task.stamp.sequence)
    todo.add("summary", line(task.summary))
    todo.add("due", task.due)
    for name, text in (("description", lines(task.description)), ("url", task.url)):
        if text:
            todo.add(name, text)
    if task.categories:
        todo.add("categories", [line(category) for category in task.categories])
    todo.add("priority", 1 if task.urgent else 5)
    todo.add("status", "IN-PROCESS" if task.begun else "NEEDS-ACTION")
    return todo


def _alarm(before: timedelta, entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", line(entry.summary))
    alarm.add("trigger", -before)
    return alarm


def until(last: date, clock: time | None, where: tzinfo) -> str:
    """The value of UNTIL that lets a series run through `last`: the end of that local day in UTC (a date for whole
    days), since RFC 5545 wants UTC wherever DTSTART has a zone.
    """
    if clock is None:
        return f"{last:%Y%m%d}"
    end = datetime.combine(last, time(23, 59, 59), where).astimezone(UTC)
    return f"{end:%Y%m%dT%H%M%SZ}"


# Time zones ------------------------------------------------------------------------------------------------------


def _zones(blocks: Iterable[Block]) -> Iterator[Timezone]:
    years: dict[str, list[int]] = {}
    for name, year in sorted({zone for block in blocks for zone in block.zones}):
        years.setdefault(name, []).append(year)
    for name, found in years.items():
        yield timezone(name, found[0], max(found[-1], found[0] + 2))


def _name(where: tzinfo | None) -> str:
    name = "UTC" if where is UTC else getattr(where, "key", None)
    assert name, "a moment in a feed has a zone with a name, never a fixed offset: readers cannot repeat it"
    return str(name)


def timezone(name: str, first: int, last: int) -> Timezone:
    """The VTIMEZONE of an IANA zone, right for the years from `first` to `last` and, by its rules, after them.

    icalendar's own `add_missing_timezones()` writes RDATEs, which Outlook cannot read, and China's summers of 1986-91.
    """
    zone = Timezone()
    zone.add("tzid", name)
    for onset in onsets(name, first, last):
        zone.add_component(_observance(onset))
    return zone


def _observance(onset: Onset) -> Component:
    found = TimezoneDaylight() if onset.summer else TimezoneStandard()
    found.add("dtstart", onset.start)
    found.add("tzoffsetfrom", onset.before)
    found.add("tzoffsetto", onset.after)
    found.add("tzname", onset.name)
    if onset.rule:
        found.add("rrule", vRecur.from_ical(onset.rule))
    return found


# Text ------------------------------------------------------------------------------------------------------------

_BREAKS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")


def lines(text: str) -> str:
    """Text that no parser stumbles over; one control character empties a GNOME calendar."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()  # one plain line, as nearly all are
    plain = _CONTROLS.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " "))
    return "\n".join(part.rstrip() for part in plain.split("\n")).strip()


def line(text: str) -> str:
    return " ".join(lines(text).split())


_CSS_NAMES = {
    "crimson": 0xDC143C, "tomato": 0xFF6347, "darkorange": 0xFF8C00, "goldenrod": 0xDAA520, "gold": 0xFFD700,
    "olivedrab": 0x6B8E23, "forestgreen": 0x228B22, "seagreen": 0x2E8B57, "teal": 0x008080, "darkturquoise": 0x00CED1,
    "steelblue": 0x4682B4, "dodgerblue": 0x1E90FF, "royalblue": 0x4169E1, "navy": 0x000080, "slateblue": 0x6A5ACD,
    "rebeccapurple": 0x663399, "mediumorchid": 0xBA55D3, "hotpink": 0xFF69B4, "palevioletred": 0xDB7093,
    "sienna": 0xA0522D, "tan": 0xD2B48C, "slategray": 0x708090, "silver": 0xC0C0C0, "black": 0x000000,
}  # fmt: skip


def nearest_css_name(color: str) -> str:
    """The CSS3 name nearest to #rrggbb: COLOR (RFC 7986) takes names only."""
    wanted = _rgb(int(color.lstrip("#"), 16))
    return min(
        _CSS_NAMES, key=lambda name: sum((a - b) ** 2 for a, b in zip(wanted, _rgb(_CSS_NAMES[name]), strict=True))
    )


def _rgb(number: int) -> tuple[int, int, int]:
    return number >> 16, number >> 8 & 255, number & 255

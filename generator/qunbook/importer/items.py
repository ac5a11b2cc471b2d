"""A VEVENT as values: what a handbook can say of it, still with the calendar's own rule, zones and words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import time, timedelta

from qunbook.importer import words
from qunbook.importer.clocks import Clocks, Moment, amount, instant, later, on
from qunbook.importer.lines import Component, Property, is_escaped, listed, unescaped
from qunbook.importer.remarks import Refused

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SHORTEST_UID, LONGEST_UID = 16, 200
MANY = 5000
"""As many dates of its own may one event have; a handbook's file holds a tenth of that."""


@dataclass(frozen=True)
class Extra:
    """An RDATE: `length` is its own, or None for the event's."""

    at: Moment
    length: timedelta | None = None


@dataclass(frozen=True)
class Item:
    """`length` is None where the calendar gives no end. `instead_of` makes it an override of one date, `onward` of all
    that follow as well; `rules` are RRULEs as written, `unless` the rules of dates that are left out (EXRULE).
    `version` orders two of the same identity.
    """

    uid: str
    line: int
    version: tuple[int, str]
    name: str
    text: str
    place: str
    urls: tuple[str, ...]
    categories: tuple[str, ...]
    cancelled: bool
    private: bool
    start: Moment
    length: timedelta | None
    rules: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    skipped: tuple[Moment, ...] = ()
    instead_of: Moment | None = None
    onward: bool = False

    @property
    def known_as(self) -> str:
        """The name by which a later import knows this event: many a calendar kept by hand has an event `1`."""
        return self.uid if len(self.uid) >= SHORTEST_UID else f"{self.uid}/{self.start.day}"

    @property
    def lasts(self) -> timedelta:
        """As long as a handbook takes an event without an end to last."""
        return self.length or (HOUR if self.start.clock else DAY)


def identity(event: Component) -> str:
    """The UID; where there is none, what tells this event from others."""
    uid = event.value("UID") or "/".join(("no-uid", event.value("DTSTART"), event.value("SUMMARY")))
    return uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest()


def item(event: Component, clocks: Clocks) -> Item:
    """Raises Refused for what has no dates that a handbook could say."""
    start = _start(event, clocks)
    if not event.value("UID"):
        clocks.note("import-no-uid", "", event.line)
    for name in ("SUMMARY", "LOCATION", "DESCRIPTION"):
        if (found := event.first(name)) and not is_escaped(found.value):
            clocks.note("import-unescaped", "", found.line)
    instead = event.first("RECURRENCE-ID")
    cancelled = event.value("STATUS").upper() in ("CANCELLED", "CANCELED")
    name = words.line(unescaped(event.value("SUMMARY")))
    made = Item(
        uid=identity(event),
        line=event.line,
        version=(_number(event.value("SEQUENCE")), event.value("LAST-MODIFIED") or event.value("DTSTAMP")),
        name=_CANCELLED.sub("", name) if cancelled else name,
        text=words.plain(unescaped(event.value("DESCRIPTION"))),
        place=words.plain(unescaped(event.value("LOCATION"))),
        urls=tuple(_urls(event)),
        categories=tuple(dict.fromkeys(words.line(text) for p in event.all("CATEGORIES") for text in listed(p.value))),
        cancelled=cancelled,
        private=event.value("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"),
        start=start,
        length=_length(event, start, clocks),
        rules=_texts(event, "RRULE"),
        unless=_texts(event, "EXRULE"),
        extras=tuple(extra for found in event.all("RDATE") for extra in _extras(found, clocks)),
        skipped=tuple(moment for found in event.all("EXDATE") for moment in _moments(found, clocks)),
        instead_of=clocks.moment(instead.value, instead) if instead else None,
        onward=bool(instead and instead.params.get("RANGE", "").upper() == "THISANDFUTURE"),
    )
    return _whole_days(made, clocks) if any(event.value(name).upper() in _TRUE for name in _ALL_DAY) else made


_CANCELLED = re.compile(r"(?:【取消】|\[Cancelled\] |Cancell?ed: |已取消[:：] ?)(?=.)", re.IGNORECASE)
"""What programs, ours among them, put before the name of what does not take place."""


def _start(event: Component, clocks: Clocks) -> Moment:
    found = event.first("DTSTART")
    if not found:
        raise Refused("import-no-start")
    start = clocks.moment(found.value, found)
    if start.clock and start.clock.second:
        raise Refused("import-seconds", got=f"{start.clock:%H:%M:%S}")
    return start


def _length(event: Component, start: Moment, clocks: Clocks) -> timedelta | None:
    ends, lasts = event.first("DTEND"), event.first("DURATION")
    if ends and ends.value.strip():
        length = _until(clocks.moment(ends.value, ends), start, ends, clocks)
    elif lasts and lasts.value.strip():
        length = amount(lasts.value)
        if not start.clock and length % DAY:
            raise Refused("import-bad-duration", got=lasts.value.strip())
    else:
        return None
    if length < timedelta():
        raise Refused("import-ends-before")
    if not length:
        if not start.clock:
            clocks.note("import-empty-day", "", event.line)
        return None
    if length > 3660 * DAY:
        raise Refused("import-bad-duration", got=str(length))
    return length


def _until(end: Moment, start: Moment, found: Property, clocks: Clocks) -> timedelta:
    if start.clock is None:
        if end.clock is not None:
            raise Refused("import-day-or-time", got=found.value.strip())
        return end.day - start.day
    if end.clock is None:
        clocks.note("import-odd-time", found.name, found.line)
        end = Moment(end.day, time(), start.zone)
    return instant(end) - instant(start)


_ALL_DAY = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY")
_TRUE = ("TRUE", "1")


def _whole_days(item: Item, clocks: Clocks) -> Item:
    """Exchange writes a whole day as one from midnight to midnight and says beside it what is meant."""
    there = clocks.home if item.start.zone == "UTC" else item.start.zone
    start = on(item.start, there)
    if start.clock != time():
        return item
    end = on(later(start, item.length or DAY), there)
    if end.clock != time() or end.day <= start.day:
        return item

    def day(moment: Moment) -> Moment:
        return Moment(on(moment, there).day)

    def until(found: re.Match[str]) -> str:
        return f"UNTIL={day(clocks.moment(found[1], Property('UNTIL', {}, '', item.line), there)).day:%Y%m%d}"

    return replace(
        item,
        start=day(start),
        length=end.day - start.day,
        rules=tuple(re.sub(r"UNTIL=([0-9TZ]+)", until, rule) for rule in item.rules),
        extras=tuple(Extra(day(extra.at)) for extra in item.extras),
        skipped=tuple(map(day, item.skipped)),
        instead_of=day(item.instead_of) if item.instead_of else None,
    )


def _texts(event: Component, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.value.strip() for found in event.all(name) if found.value.strip()))


def _moments(found: Property, clocks: Clocks) -> list[Moment]:
    values = [text for text in found.value.split(",") if text.strip()]
    if len(values) > MANY:
        raise Refused("import-too-many-dates", name=found.name)
    return [clocks.moment(text, found) for text in values]


def _extras(found: Property, clocks: Clocks) -> list[Extra]:
    if "/" not in found.value:
        return [Extra(moment) for moment in _moments(found, clocks)]
    extras = []
    for text in found.value.split(",")[:MANY]:
        begin, _, end = text.partition("/")
        at = clocks.moment(begin, found)
        if not at.clock:
            raise Refused("import-day-or-time", got=text.strip())
        length = amount(end) if end.upper().startswith("P") else instant(clocks.moment(end, found)) - instant(at)
        extras.append(Extra(at, length))
    return extras


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0


_LINKS = ("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")


def _urls(event: Component) -> list[str]:
    found = (unescaped(p.value).strip() for name in _LINKS for p in event.all(name))
    return list(dict.fromkeys(url for url in found if words.is_url(url)))


# What is not taken along -----------------------------------------------------------------------------------------

LEFT = ("ORGANIZER", "ATTENDEE", "ATTACH", "CONTACT", "COMMENT", "RESOURCES", "RELATED-TO", "GEO")


def left_behind(event: Component) -> tuple[str, ...]:
    """The names of what a handbook has no place for."""
    names = [name for name in LEFT if event.all(name)]
    names += ["VALARM"] if any(part.name == "VALARM" for part in event.parts) else []
    return (*names, *(["STATUS:TENTATIVE"] if event.value("STATUS").upper() == "TENTATIVE" else []))

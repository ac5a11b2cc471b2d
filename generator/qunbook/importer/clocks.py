"""Dates, times and zones as a calendar writes them: every program has its own names for zones, and some have none."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from io import StringIO
from itertools import chain
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from qunbook.calendar import zones
from qunbook.importer.lines import Component, Property
from qunbook.importer.remarks import Refused, Remark

FIRST_YEAR, LAST_YEAR = 1970, 2099


@dataclass(frozen=True, order=True)
class Moment:
    """A date (`clock` is None) or a date and a time on the clocks of `zone`: an IANA name, "UTC", or "" (floating)."""

    day: date
    clock: time | None = None
    zone: str = ""


_MOMENT = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?", re.IGNORECASE
)


def amount(text: str) -> timedelta:
    """A DURATION (RFC 5545 section 3.3.6). Raises Refused for none, and for one that goes backwards."""
    match = _DURATION.fullmatch(text.strip())
    if not match or not any(match.groups()):
        raise Refused("import-bad-duration", got=text.strip())
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


@dataclass
class Clocks:
    """The zones of one file. What had to be understood is noted once for each name, with how often it was met.

    `home` is the handbook's zone, `floating` that of times which name none: the file's (X-WR-TIMEZONE), else `home`.
    """

    home: str
    floating: str
    described: dict[str, Component] = field(default_factory=dict)
    told: dict[tuple[str, str], Remark] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(calendars: Collection[Component], home: str) -> Clocks:
        parts = [part for calendar in calendars for part in calendar.parts if part.name == "VTIMEZONE"]
        own = next(filter(None, (_named(calendar.value("X-WR-TIMEZONE")) for calendar in calendars)), home)
        return Clocks(home, own, {part.value("TZID").strip('"'): part for part in parts})

    def note(self, key: str, got: str = "", line: int = 0, **args: str) -> None:
        before = self.told.get((key, got))
        count = int(str(before.args["count"])) + 1 if before else 1
        line = before.line if before else line
        self.told[key, got] = Remark("tolerated", key, {"got": got, "count": count, **args}, line)

    def moment(self, text: str, found: Property, there: str = "") -> Moment:
        """One value of a property as a moment; `there` is the zone of one that names none, else it is taken for
        `floating`. Raises Refused for no moment, and for a zone that cannot be found out.
        """
        match = _MOMENT.fullmatch(text.strip())
        if not match:
            raise Refused("import-bad-time", got=text.strip()[:40], name=found.name)
        day, clock = _read(match, text, found)
        if match[2] or (clock and "T" not in text.upper()):
            self.note("import-odd-time", found.name, found.line)
        if clock is None:
            return Moment(day)
        if match[8]:
            return self._shifted(day, clock, match[8].upper(), found)
        tzid = found.params.get("TZID", "").strip()
        if not tzid and there:
            return Moment(day, clock, there)
        if not tzid:
            self.note("import-floating", "", found.line, zone=self.floating)
            return Moment(day, clock, self.floating)
        return Moment(day, clock, self.zone(tzid, found.line))

    def _shifted(self, day: date, clock: time, offset: str, found: Property) -> Moment:
        if offset == "Z":
            return Moment(day, clock, "UTC")
        self.note("import-odd-time", found.name, found.line)
        hours, minutes = int(offset[1:3]), int(offset[-2:])
        shift = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
        there = datetime.combine(day, clock, UTC) - shift
        return Moment(there.date(), there.time(), "UTC")

    def zone(self, tzid: str, line: int = 0) -> str:
        """The IANA name for a TZID. Raises Refused where it is not known and its rules are no help."""
        if tzid not in self._names:
            self._names[tzid] = self._found(tzid, line)
        elif key := next((key for key, got in self.told if got == tzid), ""):
            self.note(key, tzid, zone=str(self.told[key, tzid].args.get("zone", "")))
        return self._names[tzid]

    def _found(self, tzid: str, line: int) -> str:
        if name := _known(tzid):
            if name != "UTC" and tzid not in self.described:
                self.note("import-no-vtimezone", tzid, line)
            return name
        rules = self.described.get(tzid)
        name = _named_inside(tzid) or _SAYINGS.get(tzid) or (_known(rules.value("X-LIC-LOCATION")) if rules else "")
        if not name and rules and (place := self._by_rules(rules)):
            self.note("import-zone-rules", tzid, line, zone=place)
            return place
        name = name or self._by_offset(tzid)
        if not name:
            near = next(iter(get_close_matches(tzid, sorted(available_timezones()), 1, 0.7)), "")
            raise Refused("import-unknown-zone", got=tzid, near=near)
        self.note("import-zone-name", tzid, line, zone=name)
        return name

    def _by_rules(self, rules: Component) -> str:
        """A zone whose clocks are those that the rules in the file show, the handbook's before all others; else ""."""
        offsets = {half.value("TZOFFSETTO") for half in rules.parts}
        if len(offsets) == 1 and (match := re.fullmatch(r"([+-])(\d\d)(\d\d)", offsets.pop())):
            minutes = (int(match[2]) * 60 + int(match[3])) * (1 if match[1] == "+" else -1)
            steady = [name for name in _PLACES if _fixed(name) == minutes]
            return self._steady(minutes) or next(iter(steady), "")
        shown = _clock_of(rules)
        return next((name for name in (self.home, *_PLACES) if shown and _same(shown, zones.zone(name))), "")

    def _by_offset(self, tzid: str) -> str:
        """`GMT+8`; with a place behind it, `(UTC+08:00) Beijing`, only where the handbook's own clocks show that."""
        match = re.search(r"(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d\d)?", tzid)
        if not match:
            return ""
        minutes = (int(match[2]) * 60 + int(match[3] or 0)) * (1 if match[1] == "+" else -1)
        steady = self._steady(minutes)
        return steady if steady == self.home or match[0] == tzid else ""

    def _steady(self, minutes: int) -> str:
        """The handbook's zone, or else one without a place, if its clocks are always so many minutes from UTC."""
        if _fixed(self.home) == minutes:
            return self.home
        return "" if minutes % 60 else _known(f"Etc/GMT{-minutes // 60:+d}" if minutes else "UTC")


def _read(match: re.Match[str], text: str, found: Property) -> tuple[date, time | None]:
    try:
        day = date(int(match[1]), int(match[3]), int(match[4]))
        clock = time(int(match[5]), int(match[6]), int(match[7] or 0)) if match[5] else None
    except ValueError:
        raise Refused("import-bad-time", got=text.strip(), name=found.name) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("import-far-year", got=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
    return day, clock


_SAYINGS = WINDOWS_TO_OLSON | dict.fromkeys(
    ("Asia/Beijing", "Beijing", "Beijing Time", "北京时间", "中国标准时间", "中国时间"), "Asia/Shanghai"
)
"""Names that programs, and people who write calendars by hand, give to zones."""
_PLACES = tuple(
    dict.fromkeys(
        (
            *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Asia/Kolkata"),
            *(
                "Europe/London",
                "Europe/Berlin",
                "Europe/Helsinki",
                "Asia/Kolkata",
                "Australia/Sydney",
                "Pacific/Auckland",
            ),
            *WINDOWS_TO_OLSON.values(),
        )
    )
)
"""Zones to hold rules without a place against; of those with the same clocks the best known comes first."""


def _named(name: str) -> str:
    """The zone of a name that comes without rules; else ""."""
    return _known(name) or _named_inside(name) or _SAYINGS.get(name, "")


@cache
def _known(name: str) -> str:
    """The name itself, if it is a zone's; "UTC" for what means that; else ""."""
    if name.upper() in ("UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "COORDINATED UNIVERSAL TIME"):
        return "UTC"
    try:
        zones.zone(name)
    except zones.UnknownZoneError:
        return ""
    return name


def _named_inside(tzid: str) -> str:
    """`/ics.py/2020.1/Europe/Berlin`, `tzone://Microsoft/Utc`: programs put a name of their own before the zone's."""
    parts = tzid.strip('"/').split("/")
    names = ("/".join(parts[-length:]) for length in (3, 2) if len(parts) >= length)
    return next(filter(None, map(_known, names)), "") or ("UTC" if parts[-1].upper() in ("UTC", "GMT") else "")


@cache
def _fixed(zone: str) -> int | None:
    """The offset of a zone in minutes, if it has had one since 1992 and has no other in its rules; else None."""
    where = zones.zone(zone)
    days = (datetime(year, month, 1, tzinfo=UTC) for year in range(1992, 2028) for month in range(1, 13))
    offsets = {day.astimezone(where).utcoffset() for day in days}
    only = offsets.pop()
    return None if offsets or "," in zones.footer(zone) or only is None else int(only.total_seconds()) // 60


def is_steady(zone: str, since: date) -> bool:
    """Whether the clocks of a zone are never changed from a date on."""
    return since.year >= 1992 and _fixed(zone) is not None


def _clock_of(rules: Component) -> tzinfo | None:
    """The clocks that a VTIMEZONE describes, read by dateutil; None where it cannot, or where reading might not end."""
    from dateutil.tz import tzical

    lines = ["BEGIN:VTIMEZONE", "TZID:it"]
    for half in rules.parts:
        if any(
            not re.match(r"FREQ=YEARLY;(?!.*BY(?:HOUR|MINUTE|SECOND|YEARDAY|WEEKNO))", p.value)
            for p in half.all("RRULE")
        ):
            return None
        lines.append(f"BEGIN:{half.name}")
        for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"):
            lines += [f"{name}:{found.value}" for found in half.all(name)]
        lines.append(f"END:{half.name}")
    try:
        return tzical(StringIO("\n".join([*lines, "END:VTIMEZONE", ""]))).get("it")
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError):
        return None


def _same(one: tzinfo, other: ZoneInfo) -> bool:
    """Whether two zones show the same time on every day of some years to come and gone, and on every hour of the days
    on which clocks are changed, but for the hours that clocks never show or show twice.
    """
    noons = (datetime(2024, 1, 1, 12) + timedelta(days=day) for day in range(3 * 365))  # noqa: DTZ001 - on both clocks
    changes = (
        datetime.combine(day, time(hour)) for day in zones.days_of_change(other, 2024, 2026) for hour in range(24)
    )
    asked = chain(noons, (when for when in changes if not _odd(when, other)))
    return all(when.replace(tzinfo=one).utcoffset() == when.replace(tzinfo=other).utcoffset() for when in asked)


def _odd(when: datetime, where: tzinfo) -> bool:
    return when.replace(tzinfo=where).utcoffset() != when.replace(tzinfo=where, fold=1).utcoffset()


# From one clock to another ---------------------------------------------------------------------------------------


def instant(moment: Moment) -> datetime:
    """A moment with a time, as one in UTC."""
    assert moment.clock
    return zones.moment(moment.day, moment.clock, zones.zone(moment.zone)).astimezone(UTC)


def later(moment: Moment, length: timedelta) -> Moment:
    """The moment in UTC that is so much later."""
    there = instant(moment) + length
    return Moment(there.date(), there.time(), "UTC")


def on(moment: Moment, zone: str) -> Moment:
    """The same moment on the clocks of another zone; a whole day is a whole day everywhere."""
    if moment.clock is None or moment.zone == zone:
        return moment
    there = instant(moment).astimezone(zones.zone(zone))
    return Moment(there.date(), there.time().replace(fold=0), zone)

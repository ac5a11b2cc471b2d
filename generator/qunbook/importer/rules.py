"""An RRULE as a `repeat` of ours, with its limit: the idioms of Outlook, Google and Apple, each held against what
dateutil makes of the rule as written. What no spelling of ours says exactly is refused, with the nearest one.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from qunbook.calendar import recurrence
from qunbook.importer.clocks import Moment
from qunbook.importer.remarks import Refused
from qunbook.repeat import Repeat, RepeatError

PROVED = 150
"""As many dates of a rule are compared with dateutil's."""
MOST = 100
"""As many dates may a series have that no rule of ours says, to be written one by one."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PART = re.compile(r"[A-Z]{1,20}=[A-Z0-9,+:-]{1,400}")


@dataclass(frozen=True)
class Rule:
    """A repetition with its limit. `doubtful` is a day on which UNTIL, written without a time, may or may not have an
    occurrence: we say that it has.
    """

    repeat: Repeat
    until: date | None = None
    count: int | None = None
    doubtful: date | None = None

    def dates(self, start: date, last: date = recurrence.LAST) -> Iterator[date]:
        """Lazily, in order, from `start` to `last`."""
        found = recurrence.dates(self.repeat, start)
        limit = min(last, self.until or last)
        return islice(takewhile(lambda day: day <= limit, found), self.count)


def rules(text: str, start: Moment, at: Callable[[Moment], Moment], parse: Callable[[str], Moment]) -> tuple[Rule, ...]:
    """The rules that together give the dates of an RRULE for a series that starts at `start`, on its own clocks: one,
    or for "the first and the third" two. `parse` reads UNTIL, `at` turns it to those clocks. Raises Refused.
    """
    parts = _parts(text)
    until, count = parts.pop("UNTIL", ""), _count(parts.pop("COUNT", ""), text)
    if until and count:
        raise Refused("import-rule-two-limits", rule=text)
    plain = _plain(dict(parts), start)
    repeats = tuple(_repeat(one, text) for one in _apart(plain))
    theirs = _by_dateutil(parts, start, PROVED)
    if not theirs or theirs != _ours(repeats, start, len(theirs)):
        raise Refused("import-rule-other", rule=text, near=repeats[0].canonical)
    last, doubtful = _until(parse(until), start, at) if until else (None, None)
    if count and len(repeats) > 1:
        last, count = ([*islice(heapq.merge(*(recurrence.dates(one, start.day) for one in repeats)), count)][-1], None)
    return tuple(Rule(repeat, last, count, doubtful) for repeat in repeats)


def listed(
    texts: Sequence[str], unless: Sequence[str], start: Moment, at: Callable[[Moment], Moment],
    parse: Callable[[str], Moment],
) -> tuple[date, ...]:  # fmt: skip
    """The dates of rules that end, without those of the rules `unless`: for what no spelling of ours says. () where
    they do not end, are more than `MOST`, or where DTSTART is on none of the rules.
    """
    rules = [_Limited.of(text, start, at, parse) for text in (*texts, *unless)]
    known, without = rules[: len(texts)], rules[len(texts) :]
    if not all(rule.is_by_days for rule in rules) or not all(rule.ends for rule in known):
        return ()
    days = {day for rule in known for day in rule.dates(start, MOST + 1)}
    if start.day not in days or len(days) > MOST:
        return ()
    return tuple(sorted(days.difference(day for rule in without for day in rule.dates(start, None, max(days)))))


@dataclass(frozen=True)
class _Limited:
    """A rule as it was written, with its limit."""

    parts: dict[str, str]
    last: date | None
    count: int | None

    @staticmethod
    def of(text: str, start: Moment, at: Callable[[Moment], Moment], parse: Callable[[str], Moment]) -> _Limited:
        parts = _parts(text)
        _without_clock(parts, start)
        until, count = parts.pop("UNTIL", ""), _count(parts.pop("COUNT", ""), text)
        if until and count:
            raise Refused("import-rule-two-limits", rule=text)
        return _Limited(parts, _until(parse(until), start, at)[0] if until else None, count)

    @property
    def is_by_days(self) -> bool:
        """Whether it gives days, all at the time at which the series starts."""
        return self.parts.get("FREQ") in _BY_DAYS and not _CLOCKED & self.parts.keys()

    @property
    def ends(self) -> bool:
        return bool(self.last or self.count)

    def dates(self, start: Moment, most: int | None, last: date = recurrence.LAST) -> list[date]:
        """At most so many, up to `last`."""
        limits = [limit for limit in (most, self.count) if limit is not None]
        return _by_dateutil(self.parts, start, min(limits, default=None), min(last, self.last or last))


def _parts(text: str) -> dict[str, str]:
    words = text.upper().replace(" ", "").removeprefix("RRULE:").strip(";").split(";")
    if not all(_PART.fullmatch(word) for word in words):
        raise Refused("import-rule-broken", rule=text)
    parts = dict(word.split("=") for word in words)
    if len(parts) != len(words):
        raise Refused("import-rule-broken", rule=text)
    return parts


def _count(text: str, rule: str) -> int | None:
    if not text:
        return None
    if not text.isdigit() or not int(text):
        raise Refused("import-rule-broken", rule=rule)
    return int(text) if int(text) < 50_000 else None  # every day from 1970 to 2099 is less


def _until(until: Moment, start: Moment, at: Callable[[Moment], Moment]) -> tuple[date, date | None]:
    """The last possible date, and the day of an UNTIL without a time in a series with one."""
    if start.clock is None:
        return until.day, None
    if until.clock is None:
        return until.day, until.day
    last = at(until)
    assert last.clock
    return last.day - timedelta(days=last.clock < start.clock), None


# What is meant ---------------------------------------------------------------------------------------------------


def _repeat(plain: dict[str, str], text: str) -> Repeat:
    try:
        return Repeat.parse(_written(plain))
    except RepeatError as error:
        raise Refused("import-rule", rule=text, why=error.reason, near=error.hint) from None


def _plain(parts: dict[str, str], start: Moment) -> dict[str, str]:
    """The same rule in the words of the safe set, where it has any."""
    _without_clock(parts, start)
    freq = parts.get("FREQ", "")
    if freq == "YEARLY":
        _yearly(parts, start)
    elif (
        freq == "DAILY"
        and "BYDAY" in parts
        and parts.get("INTERVAL", "1") == "1"
        and not re.search(r"\d", parts["BYDAY"])
    ):
        parts["FREQ"] = "WEEKLY"
    if "BYMONTH" in parts and parts.get("FREQ") == "MONTHLY":
        _by_months(parts, start)
    if parts.get("FREQ") == "MONTHLY":
        _monthly(parts, start)
    elif parts.get("FREQ") == "WEEKLY":
        _weekly(parts, start)
    if parts.get("FREQ") != "WEEKLY":
        parts.pop("WKST", None)
    return parts


def _without_clock(parts: dict[str, str], start: Moment) -> None:
    """Exchange repeats the time of DTSTART in the rule; that says nothing new."""
    clock = start.clock or time()
    for name, value in (("BYHOUR", clock.hour), ("BYMINUTE", clock.minute), ("BYSECOND", 0)):
        if parts.get(name, "").isdigit() and int(parts[name]) == value:
            del parts[name]


def _weekly(parts: dict[str, str], start: Moment) -> None:
    parts.setdefault("BYDAY", _DAYS[start.day.weekday()])
    days = [day for day in parts["BYDAY"].split(",") if day in _DAYS]
    if (first := parts.get("WKST")) in _DAYS:
        before = {_DAYS.index(day) < _DAYS.index(first) for day in days}
        if len(before) == 1:  # all in one piece of the week: where it begins makes no difference
            del parts["WKST"]


def _monthly(parts: dict[str, str], start: Moment) -> None:
    days, numbers = parts.get("BYDAY"), parts.get("BYMONTHDAY")
    if days and set(days.split(",")) == set(_DAYS) and "BYSETPOS" in parts and not numbers:
        del parts["BYDAY"]  # Outlook's way to say the last day
        parts["BYMONTHDAY"] = parts.pop("BYSETPOS")
    elif numbers in ("28,29,30,31", "31,30,29,28") and parts.get("BYSETPOS") == "-1" and not days:
        del parts["BYSETPOS"]
        parts["BYMONTHDAY"] = "-1"
    elif days in _DAYS and (nth := _week(numbers)):
        del parts["BYMONTHDAY"]
        parts["BYDAY"] = f"{nth}{days}"
    elif not days and not numbers:
        parts["BYMONTHDAY"] = str(start.day.day)


def _week(numbers: str | None) -> int:
    """Which week of the month seven days in a row are: 8-14 are the second. 0 for anything else."""
    found = sorted(int(number) for number in (numbers or "").split(",") if number.isdigit())
    return next((nth for nth in range(1, 5) if found == [*range(7 * nth - 6, 7 * nth + 1)]), 0)


def _yearly(parts: dict[str, str], start: Moment) -> None:
    interval = parts.get("INTERVAL", "1")
    if "BYMONTH" not in parts:
        if "BYDAY" in parts or "BYMONTHDAY" in parts:
            if interval == "1" and "BYDAY" not in parts:  # that day of every month (RFC 5545 section 3.3.10)
                parts["FREQ"] = "MONTHLY"
            return
        parts["BYMONTH"] = str(start.day.month)
    if "BYDAY" not in parts:
        parts.setdefault("BYMONTHDAY", str(start.day.day))
    if "," in parts["BYMONTH"]:
        if interval == "1":
            parts["FREQ"] = "MONTHLY"
    elif (
        ("BYDAY" in parts or parts["BYMONTHDAY"].startswith("-"))
        and interval.isdigit()
        and parts["BYMONTH"] == str(start.day.month)
    ):
        parts["FREQ"] = "MONTHLY"
        parts["INTERVAL"] = str(12 * int(interval))
        del parts["BYMONTH"]


def _by_months(parts: dict[str, str], start: Moment) -> None:
    """Months that are evenly spread over the year are an interval: 3,6,9,12 is every third."""
    months = sorted({int(month) for month in parts["BYMONTH"].split(",") if month.isdigit()})
    every = 12 // len(months) if months else 0
    even = every and 12 % len(months) == 0 and months == [*range(months[0], 13, every)]
    if even and start.day.month in months and parts.get("INTERVAL", "1") == "1":
        parts["INTERVAL"] = str(every)
        del parts["BYMONTH"]


def _apart(parts: dict[str, str]) -> Iterator[dict[str, str]]:
    """A rule for the first and the third Wednesday (for the 1st and the 15th, for March and October) as several."""
    name = next((name for name in _LISTS.get(parts.get("FREQ", ""), ()) if "," in parts.get(name, "")), "")
    values = parts[name].split(",") if name and "BYSETPOS" not in parts else []
    if not 1 < len(values) <= 4:
        yield parts
        return
    for value in sorted(set(values)):
        yield {**parts, name: value}


_BY_DAYS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_CLOCKED = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_LISTS = {"MONTHLY": ("BYDAY", "BYMONTHDAY"), "YEARLY": ("BYMONTH",)}


# The proof -------------------------------------------------------------------------------------------------------


def _written(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _by_dateutil(parts: dict[str, str], start: Moment, most: int | None, last: date = recurrence.LAST) -> list[date]:
    """The first dates of a rule as it was written, up to `last`, as dateutil reads it; none where it cannot."""
    from dateutil.rrule import rrulestr

    try:
        found = rrulestr(_written(parts), dtstart=datetime.combine(start.day, start.clock or time()))
        return [*takewhile(lambda day: day <= last, (when.date() for when in islice(found, most)))]
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        return []


def _ours(repeats: tuple[Repeat, ...], start: Moment, count: int) -> list[date]:
    return [*islice(heapq.merge(*(recurrence.dates(repeat, start.day) for repeat in repeats)), count)]

"""How often something happens: `weekly thu`, 每月第二个周六, `lunar 8-15` as one frozen value with one spelling.

Only what calendar programs read alike can be said. RRULE parts that Google, Outlook, Apple, Thunderbird and the
libraries below them disagree on are refused, each with the nearest spelling that is safe.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NamedTuple

from qunbook.repeat_zh import Refused, in_english

REASONS = (
    "empty",
    "unknown",
    "biweekly",
    "bimonthly",
    "odd-even-weeks",
    "day-29-31",
    "leap-day",
    "fifth-weekday",
    "no-such-day",
    "weekday-missing",
    "day-missing",
    "which-weekday",
    "how-often",
    "every-nth",
    "several-days",
    "twice-a-week",
    "twice-a-month",
    "weekend",
    "month-or-day",
    "yearly-weekday",
    "nth-last",
    "lunar-or-not",
    "lunar-monthly",
    "solar-term",
    "once",
    "irregular",
    "hourly",
    "clock",
    "condition",
    "interval",
    "unsafe-part",
    "unsafe-frequency",
    "limit",
)
"""Every `RepeatError.reason`; the report has words for each."""


class RepeatError(ValueError):
    """A text that is no safe repetition.

    `reason` is one of `REASONS`; `offers` are spellings that the author may have meant, of which `Repeat.parse` accepts
    each; `stem` is what has been said (`every 2 weeks`) where only the day is missing: see `completed`.
    """

    def __init__(self, reason: str, *offers: str, stem: str = "") -> None:
        super().__init__(reason)
        self.reason, self.stem = reason, stem
        self.offers = tuple(dict.fromkeys(offer for offer in offers if offer))

    @property
    def hint(self) -> str:
        """The offer, if there is just one."""
        return self.offers[0] if len(self.offers) == 1 else ""


class Freq(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"
    LUNAR = "LUNAR"


class Weekday(NamedTuple):
    """`day` counts from Monday = 0; `nth` is 1-4, -1 (the last of the month), or None for every one."""

    day: int
    nth: int | None = None


WORKWEEK = tuple(Weekday(day) for day in range(5))
MAX_INTERVAL = 99


@dataclass(frozen=True)
class Repeat:
    """A repetition, still without the date that it starts on.

    `interval` counts days, weeks, months or years. A monthly value has exactly one of `month_day` (1-28, or -1 for the
    last day), one ordinal weekday, or the five days of the working week with `setpos` (1-4 or -1: the nth or last
    weekday). A yearly value has `month` and `month_day`. A lunar value has only `lunar`: (month 1-12, day 1-30).
    """

    freq: Freq
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    month_day: int | None = None
    month: int | None = None
    setpos: int | None = None
    lunar: tuple[int, int] | None = None

    @staticmethod
    def parse(text: str) -> Repeat:
        """Read English, Chinese or `rrule:` text. Raises RepeatError with a reason and a hint."""
        plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
        if not plain:
            raise RepeatError("empty")
        if "freq=" in plain:
            return _from_rrule(plain)
        if re.search("[一-鿿]", plain):
            try:
                plain = in_english(plain.replace(" ", ""))
            except Refused as refused:
                offers = map(_accepted, refused.offers)
                raise RepeatError(refused.reason, *offers, stem=refused.stem) from None
        return _from_english(plain)

    @property
    def canonical(self) -> str:
        """The one spelling that files are written with; `parse(canonical)` is this value again."""
        match self.freq:
            case Freq.DAILY:
                return "daily" if self.interval == 1 else f"every {self.interval} days"
            case Freq.WEEKLY if self.every_workday:
                return "weekdays"
            case Freq.LUNAR:
                assert self.lunar
                return "lunar {}-{}".format(*self.lunar)
        return f"{_often(self.freq, self.interval)} {self._day_text()}"

    def __str__(self) -> str:
        return self.canonical

    def _day_text(self) -> str:
        if self.freq is Freq.YEARLY:
            return f"{self.month:02}-{self.month_day:02}"
        if self.month_day is not None:
            return "last" if self.month_day == -1 else str(self.month_day)
        if self.setpos is not None:
            return f"{_ORDINALS[self.setpos]} weekday"
        if nth := self.weekdays[0].nth:
            return f"{_ORDINALS[nth]} {_DAYS[self.weekdays[0].day]}"
        return ",".join(_DAYS[weekday.day] for weekday in self.weekdays)

    @property
    def every_workday(self) -> bool:
        """Whether this is `weekdays`, which follows the working calendar: a make-up Saturday may count."""
        return self.freq is Freq.WEEKLY and self.interval == 1 and self.weekdays == WORKWEEK

    def rrule(self) -> str:
        """RFC 5545's RECUR without COUNT and UNTIL; "" for a lunar value, which no RRULE that clients read can say."""
        if self.freq is Freq.LUNAR:
            return ""
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{day.nth or ''}{_DAYS[day.day][:2].upper()}" for day in self.weekdays))
        if self.month_day is not None:
            parts.append(f"BYMONTHDAY={self.month_day}")
        if self.month is not None:
            parts.append(f"BYMONTH={self.month}")
        if self.setpos is not None:
            parts.append(f"BYSETPOS={self.setpos}")
        if self.freq is Freq.WEEKLY:
            parts.append("WKST=MO")  # the default, but an interval over several days depends on it, so say it
        return ";".join(parts)

    def spoken(self, language: Literal["zh", "en"] = "zh") -> str:
        """Words for readers: 每两周的周三, "every second Wednesday"."""
        return _spoken_zh(self) if language == "zh" else _spoken_en(self)


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS: Mapping[Freq, tuple[str, str]] = MappingProxyType(
    {Freq.WEEKLY: ("weekly", "week"), Freq.MONTHLY: ("monthly", "month"), Freq.YEARLY: ("yearly", "year")}
)
_ORDINALS: Mapping[int, str] = MappingProxyType({1: "1st", 2: "2nd", 3: "3rd", 4: "4th", -1: "last"})
_NTH: Mapping[str, int] = MappingProxyType(
    {
        **{text: n for n, text in _ORDINALS.items()},
        "first": 1,
        "second": 2,
        "third": 3,
        "fourth": 4,
        "fifth": 5,
        "5th": 5,
    }
)

# English ---------------------------------------------------------------------------------------------------------

_UNIT_WORDS = {
    "day": Freq.DAILY,
    "daily": Freq.DAILY,
    "week": Freq.WEEKLY,
    "weekly": Freq.WEEKLY,
    "month": Freq.MONTHLY,
    "monthly": Freq.MONTHLY,
    "year": Freq.YEARLY,
    "yearly": Freq.YEARLY,
    "annually": Freq.YEARLY,
}
_DAY = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)(?:day|nesday|rsday|sday|urday)?s?"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"\b({'|'.join(_MONTHS)})[a-z]*\.?"
_ORDINAL = r"(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)"
_NUMBER_WORDS = {
    word: str(n) for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
_EVERY = re.compile(r"every (?:(\d{1,4}|other|second|third) )?(day|week|month|year)s?\b ?")
_WORD = re.compile(r"(daily|weekly|monthly|yearly|annually)\b ?")
_PARITY = re.compile(r"(?:every |weekly )?(?:odd|even)(?: weeks?)?\b ?")
_INTERVALS = {None: 1, "other": 2, "second": 2, "third": 3}
_FESTIVALS = {
    "chinese new year": "lunar 1-1",
    "lunar new year": "lunar 1-1",
    "spring festival": "lunar 1-1",
    "lantern festival": "lunar 1-15",
    "dragon boat festival": "lunar 5-5",
    "mid-autumn festival": "lunar 8-15",
    "christmas": "yearly 12-25",
    "new year": "yearly 01-01",
}

# What an author writes into the rule though it has a field of its own: taken out, the rest is what may be meant.
_CLOCK = r"\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m\b\.?|\d{1,2}:\d{2}|\b(?:noon|midnight)\b"
_PART = r"\b(?:mornings?|afternoons?|evenings?|nights?)$"
_DAY_FOLLOWS = "(?!mon|tue|wed|thu|fri|sat|sun)"
_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "condition": r" ?\(.*\)| ?,? ?\b(?:except|excluding|unless|without|but not|not|if|skip)\b.*",
        "limit": rf" (?:until|till|through {_DAY_FOLLOWS}|ending|starting|from|for \d+|x ?\d+|\d+ times)\b.*",
        "clock": rf" ?,? ?(?:at |from )?(?:{_CLOCK})(?: ?(?:-|to|until) ?(?:{_CLOCK}))?| ?(?:in the |in )?{_PART}",
    }
)
_SAME: tuple[tuple[str, str], ...] = (
    (r"\b(?:on|the|of|in|a) ", ""),
    (r"(?<=[a-z]):(?=[a-z])", " "),
    (r"\beach\b", "every"),
    (r"\beveryday\b", "every day"),
    (r"\b(?:business|working|work)[ -]?days?\b", "weekdays"),
    (r"^every weekdays?$|^workdays?$|^weekday$", "weekdays"),
    (r"^fortnightly\b|\bevery fortnight\b", "every 2 weeks"),
    (r"^quarterly\b|\bevery quarter\b", "every 3 months"),
    (r"\bevery half[ -]year\b", "every 6 months"),
    (rf"^({_DAY}(?:,{_DAY})*) (weekly|every week)$", r"weekly \1"),
    (
        rf"^(?:every )?({_ORDINAL} (?!every).+?|\d{{1,2}}(?:st|nd|rd|th)|last day),? (?:every )?month(?:ly)?$",
        r"monthly \1",
    ),
    (rf"^(?:every |yearly )?({_MONTH} \d.*|\d{{1,2}} {_MONTH})(?: (?:every year|yearly))?$", r"yearly \1"),
)


def _from_english(text: str) -> Repeat:
    try:
        return _read_english(text)
    except RepeatError as error:
        near = _respelled(text)
        if error.reason != "unknown" or error.offers or near == text:
            raise
        raise RepeatError("unknown", _accepted(near)) from None


def _read_english(text: str) -> Repeat:
    text = text.strip(" .,;")
    for reason, pattern in _ELSEWHERE.items():
        if (rest := re.sub(pattern, "", text).strip(" ,;")) != text and "lunar" not in text:
            raise RepeatError(reason, _accepted(rest))
    text = re.sub(r" ?[,、;+&/] ?(?=[a-z\d])(?<!\d/)| and ", ",", text)
    for pattern, plain in _SAME:
        text = re.sub(pattern, plain, text)
    text = re.sub(r"(?<=every )(\w+)(?= (?:day|week|month|year))", lambda m: _NUMBER_WORDS.get(m[1], m[1]), text)
    text = re.sub(rf"({_DAY}) ?(?:-|to|through|thru) ?({_DAY})", _from_to, text)
    _refuse(text)
    if text in _FESTIVALS:
        return Repeat.parse(_FESTIVALS[text])
    if text == "weekdays":
        return Repeat(freq=Freq.WEEKLY, weekdays=WORKWEEK)
    if match := re.fullmatch(r"lunar (\d{1,2})-(\d{1,2})", text):
        return _lunar(int(match[1]), int(match[2]))
    if match := _EVERY.match(text):
        interval = int(match[1]) if (match[1] or "").isdecimal() else _INTERVALS[match[1]]
    elif match := _WORD.match(text):
        interval = 1
    elif match := re.match(r"every (other |second )?(?=[a-z])", text):  # every thursday
        return _weekly(text[match.end() :], 2 if match[1] else 1)
    else:
        raise RepeatError("unknown")
    return _spelled(_UNIT_WORDS[match[2] if match.re is _EVERY else match[1]], interval, text[match.end() :])


def _refuse(text: str) -> None:
    """What has several readings, or none that every calendar has."""
    if match := re.match(r"bi-?weekly\b ?", text):
        raise _with_days("biweekly", "every 2 weeks", text[match.end() :])
    if match := re.match(r"bi-?monthly\b ?", text):
        raise _with_days("bimonthly", "every 2 months", text[match.end() :])
    if match := _PARITY.match(text):
        raise _with_days("odd-even-weeks", "every 2 weeks", text[match.end() :])
    if re.match(r"never|none|no\b|once$|one[- ]off|single", text):
        raise RepeatError("once")
    if re.match(r"irregular|ad[ -]?hoc|varies|whenever|tb[dac]\b|sometimes", text):
        raise RepeatError("irregular")
    if re.search(r"\bhour(?:ly|s)?\b|\bminutes?\b", text):
        raise RepeatError("hourly")
    if re.search(r"\bweekends?\b", text):
        raise RepeatError("weekend", "weekly sat", "weekly sun", "weekly sat,sun")
    if re.search(r"\b(?:twice|two times|\d (?:times|x)|\dx)(?: every)? ?week|semi-?weekly", text):
        raise RepeatError("twice-a-week")
    if re.search(r"\b(?:twice|two times|\d (?:times|x)|\dx)(?: every)? ?month|semi-?monthly|half[ -]month", text):
        raise RepeatError("twice-a-month")
    if re.search(r"\b(?:2nd|second|3rd|third|next)[ -](?:to|from)?[ -]?last\b|penultimate", text):
        raise RepeatError("nth-last")
    _refuse_days(text)


def _refuse_days(text: str) -> None:
    """Days of a month, or of a year, that one rule does not say, or not like this."""
    if match := re.fullmatch(
        rf"(?:monthly |every |every month )?({_ORDINAL}(?:,{_ORDINAL})+) ({_DAY})(?: (?:every )?month)?", text
    ):
        raise RepeatError("several-days", *(_accepted(f"monthly {nth} {match[2]}") for nth in match[1].split(",")))
    if match := re.fullmatch(
        r"(?:monthly|every month) (\d{1,2}(?:st|nd|rd|th)?(?:[, ]+\d{1,2}(?:st|nd|rd|th)?)+)", text
    ):
        numbers = [int(number) for number in re.findall(r"\d+", match[1])]
        raise RepeatError("several-days", *(_accepted(f"monthly {'last' if n > 28 else n}") for n in numbers))
    if match := re.fullmatch(rf"(?:every |yearly )?({_ORDINAL} {_DAY}),? {_MONTH}(?: (?:every year|yearly))?", text):
        raise RepeatError("yearly-weekday", _accepted(f"every 12 months {match[1]}"))
    if match := re.fullmatch(rf"every (2nd|3rd|4th|third|fourth) ({_DAY})", text):
        raise RepeatError(
            "every-nth",
            _accepted(f"every {_NTH[match[1]]} weeks {match[2]}"),
            _accepted(f"monthly {match[1]} {match[2]}"),
        )
    if re.fullmatch(rf"{_DAY}(?:[, ]{_DAY})*", text):
        raise RepeatError("how-often", _accepted(f"weekly {text}"))
    if re.fullmatch(rf"{_ORDINAL} (?:{_DAY}|weekday|day)|\d{{1,2}}(?:st|nd|rd|th)", text):
        raise RepeatError("how-often", _accepted(f"monthly {text}"))
    if match := re.fullmatch(rf"(monthly|every (?:\d+ )?months?) ({_DAY})", text):
        offers = (f"{match[1]} 1st {match[2]}", f"{match[1]} last {match[2]}", f"weekly {match[2]}")
        raise RepeatError("which-weekday", *map(_accepted, offers))
    if match := re.fullmatch(r"lunar ?(\d{0,2})(?:[/.: ](\d{1,2}))?", text):
        raise RepeatError("unknown", _accepted(f"lunar {match[1]}-{match[2]}") or "lunar 8-15")


def _with_days(reason: str, stem: str, days: str) -> RepeatError:
    return RepeatError(reason, _accepted(f"{stem} {days}"), stem="" if days else stem)


def _from_to(match: re.Match[str]) -> str:
    first, last = _weekday(match[1]), _weekday(match[2])
    return ",".join(_DAYS[first : last + 1]) if first < last else match[0]


def _respelled(text: str) -> str:
    """The text with each word that is none put right: wekly thrusday."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    known = (*names, *_DAYS, *_UNIT_WORDS, *_NTH, "every", "other", "lunar", "weekdays", "weeks", "months")
    near = {word: get_close_matches(word, known, 1, 0.7) for word in re.findall("[a-z]{3,}", text) if word not in known}
    return re.sub("[a-z]{3,}", lambda m: (near.get(m[0]) or [m[0]])[0], text)


def completed(stem: str, day: date) -> tuple[str, ...]:
    """What a rule without its day may mean if it begins on `day`: `monthly` as `monthly 3` and `monthly 1st thu`."""
    week, name = (day.day - 1) // 7 + 1, _DAYS[day.weekday()]
    left = monthrange(day.year, day.month)[1] - day.day
    tails: tuple[str, ...] = (name, "last" if left == 0 else str(day.day), f"{_ORDINALS.get(week, 'last')} {name}")
    tails = (*tails, f"last {name}") if left < len(_DAYS) else tails
    found = (_accepted(f"{stem} {tail}") for tail in (*tails, f"{day:%m-%d}"))
    return tuple(dict.fromkeys(offer for offer in found if offer))


def _spelled(freq: Freq, interval: int, days: str) -> Repeat:
    if not 1 <= interval <= MAX_INTERVAL:
        raise RepeatError("interval")
    match freq:
        case Freq.DAILY:
            if days:
                raise RepeatError("unknown")
            return Repeat(freq=freq, interval=interval)
        case Freq.WEEKLY:
            return _weekly(days, interval)
        case Freq.MONTHLY:
            return _monthly(days, interval)
        case _:
            return _yearly(days, interval)


def _often(freq: Freq, interval: int) -> str:
    word, unit = _UNITS[freq]
    return word if interval == 1 else f"every {interval} {unit}s"


def _accepted(text: str) -> str:
    """The canonical form of a spelling that may be offered, or "" if it is none."""
    try:
        return Repeat.parse(text).canonical
    except RepeatError as error:
        return error.hint if error.reason == "how-often" else ""


def _weekly(text: str, interval: int) -> Repeat:
    if not text:
        raise RepeatError("weekday-missing", stem=_often(Freq.WEEKLY, interval))
    days = sorted({_weekday(word) for word in re.split("[, ]", text)})
    return Repeat(freq=Freq.WEEKLY, interval=interval, weekdays=tuple(map(Weekday, days)))


def _weekday(word: str) -> int:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if len(word) >= 2:
        for number, name in enumerate(names):
            if name.startswith(word) or (len(word) > len("su") and name.startswith(word.removesuffix("s"))):
                return number
    raise RepeatError("unknown")


def _monthly(text: str, interval: int) -> Repeat:
    often = _often(Freq.MONTHLY, interval)
    if not text:
        raise RepeatError("day-missing", stem=often)
    if text in ("last", "last day"):
        return Repeat(freq=Freq.MONTHLY, interval=interval, month_day=-1)
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", text):
        return Repeat(freq=Freq.MONTHLY, interval=interval, month_day=_month_day(int(match[1]), often))
    if not (match := re.fullmatch(r"(\w+) (\w+)", text)) or match[1] not in _NTH:
        raise RepeatError("unknown")
    nth = _NTH[match[1]]
    if nth == 5:
        raise RepeatError("fifth-weekday", _accepted(f"{often} last {match[2]}"))
    if match[2] in ("weekday", "workday"):
        return Repeat(freq=Freq.MONTHLY, interval=interval, weekdays=WORKWEEK, setpos=nth)
    return Repeat(freq=Freq.MONTHLY, interval=interval, weekdays=(Weekday(_weekday(match[2]), nth),))


def _month_day(day: int, often: str) -> int:
    if not 1 <= day <= 31:
        raise RepeatError("no-such-day")
    if day > 28:
        raise RepeatError("day-29-31", f"{often} last")
    return day


def _yearly(text: str, interval: int) -> Repeat:
    often = _often(Freq.YEARLY, interval)
    if not text:
        raise RepeatError("day-missing", stem=often)
    if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})", text):
        return _year_day(int(match[1]), int(match[2]), interval)
    if match := re.fullmatch(rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?", text):
        return _year_day(_MONTHS.index(match[1]) + 1, int(match[2]), interval)
    if match := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}", text):
        return _year_day(_MONTHS.index(match[2]) + 1, int(match[1]), interval)
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})", text):
        first, second = match.groups()
        raise RepeatError(
            "month-or-day", _accepted(f"{often} {first}-{second}"), _accepted(f"{often} {second}-{first}")
        )
    raise RepeatError("unknown")


def _year_day(month: int, day: int, interval: int) -> Repeat:
    if (month, day) == (2, 29):
        raise RepeatError("leap-day", _accepted(f"every {interval} years 02-28"))
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2001, month)[1]):
        raise RepeatError("no-such-day")
    return Repeat(freq=Freq.YEARLY, interval=interval, month=month, month_day=day)


def _lunar(month: int, day: int) -> Repeat:
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise RepeatError("no-such-day")
    return Repeat(freq=Freq.LUNAR, lunar=(month, day))


# RRULE -----------------------------------------------------------------------------------------------------------

_ICAL_DAYS = {name[:2]: number for number, name in enumerate(_DAYS)}


def _from_rrule(text: str) -> Repeat:
    parts = dict(part.partition("=")[::2] for part in text.removeprefix("rrule:").strip().strip(";").split(";"))
    freq = parts.pop("freq", "").strip()
    if freq.upper() not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise RepeatError("unsafe-frequency")
    if "count" in parts or "until" in parts:
        kept = [f"{key}={value}" for key, value in parts.items() if key not in ("count", "until")]
        raise RepeatError("limit", _accepted(";".join([f"rrule:freq={freq}", *kept])))
    if not re.fullmatch(r"0*[1-9]\d?", every := parts.pop("interval", "1")):
        raise RepeatError("interval")
    interval = int(every)
    days = _by_day(parts.pop("byday", ""))
    wkst = parts.pop("wkst", "mo")
    if wkst != "mo" and freq == "weekly" and interval > 1:
        raise RepeatError("unsafe-part", _accepted(f"every {interval} weeks {','.join(_DAYS[d.day] for d in days)}"))
    found = _safe(freq, interval, days, parts)
    if parts:  # BYHOUR, BYYEARDAY, BYWEEKNO, RSCALE …
        raise RepeatError("unsafe-part")
    return found


def _safe(freq: str, interval: int, days: tuple[Weekday, ...], parts: dict[str, str]) -> Repeat:
    """The value that RRULE parts say; takes what it understood out of `parts`."""
    plain = ",".join(_DAYS[day.day] for day in days)
    ordinal = any(day.nth for day in days)
    match freq:
        case "daily":
            if days:
                raise RepeatError("unsafe-part", _accepted(f"weekly {plain}") if interval == 1 and not ordinal else "")
            return Repeat(freq=Freq.DAILY, interval=interval)
        case "weekly":
            if ordinal:
                raise RepeatError("unsafe-part")
            return _weekly(plain, interval)
        case "monthly":
            often = f"every {interval} months"
            setpos = parts.pop("bysetpos", None)
            if not days:
                if setpos is not None:
                    raise RepeatError("unsafe-part")
                number = _one_number(parts.pop("bymonthday", ""))
                return _monthly("last" if number == -1 else str(number), interval)
            if "bymonthday" in parts:
                raise RepeatError("unsafe-part")
            if setpos is not None and not ordinal and (len(days) == 1 or days == WORKWEEK):
                day = plain if len(days) == 1 else "weekday"
                return _monthly(f"{_ordinal(setpos)} {day}", interval)
            if len(days) == 1 and ordinal and setpos is None:
                return _monthly(f"{_ordinal(str(days[0].nth))} {plain}", interval)
            raise RepeatError("unsafe-part", _accepted(f"{often} 1st {plain}") if len(days) == 1 else "")
        case _:
            if "bymonth" not in parts and not days and "bymonthday" not in parts:
                raise RepeatError("day-missing")
            month = _one_number(parts.pop("bymonth", ""))
            if days:  # the same by months: every reader counts those alike
                wanted = f"every {12 * interval} months {_ordinal(str(days[0].nth))} {plain}"
                raise RepeatError("unsafe-part", _accepted(wanted) if len(days) == 1 and days[0].nth else "")
            return _year_day(month, _one_number(parts.pop("bymonthday", "")), interval)


def _by_day(text: str) -> tuple[Weekday, ...]:
    found = set()
    for word in filter(None, text.split(",")):
        match = re.fullmatch(r"([+-]?\d{1,2})?(mo|tu|we|th|fr|sa|su)", word.strip())
        if not match:
            raise RepeatError("unknown")
        found.add(Weekday(_ICAL_DAYS[match[2]], int(match[1]) if match[1] else None))
    return tuple(sorted(found, key=lambda day: (day.day, day.nth or 0)))


def _one_number(text: str) -> int:
    if not text:
        raise RepeatError("day-missing")
    if not re.fullmatch(r"[+-]?\d{1,2}", text):
        raise RepeatError("unsafe-part")  # a list of days: no two programs agree on all of them
    return int(text)


def _ordinal(text: str) -> str:
    number = int(text) if re.fullmatch(r"[+-]?\d", text) else 0
    if number not in (*_ORDINALS, 5):
        raise RepeatError("unsafe-part")
    return _ORDINALS.get(number, "5th")


# Words for readers -----------------------------------------------------------------------------------------------

_NAMES_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ORDINALS_EN = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_TEENS = "零一二三四五六七八九十"


def _chinese(number: int) -> str:
    """1-99 as said before a measure word: 两周, 十二个月."""
    if number == 2:
        return "两"
    if number <= 10:
        return _TEENS[number]
    tens, ones = divmod(number, 10)
    return (_TEENS[tens] if tens > 1 else "") + "十" + (_TEENS[ones] if ones else "")


def _lunar_day(day: int) -> str:
    if day <= 10:
        return "初" + _TEENS[day]
    if day in (20, 30):
        return _TEENS[day // 10] + "十"
    return ("十" if day < 20 else "廿") + _TEENS[day % 10]


def _spoken_zh(repeat: Repeat) -> str:
    often = "每" if repeat.interval == 1 else f"每{_chinese(repeat.interval)}"
    day = "、".join("周" + "一二三四五六日"[weekday.day] for weekday in repeat.weekdays)
    match repeat.freq:
        case Freq.DAILY:
            return f"{often}天"
        case Freq.WEEKLY if repeat.every_workday:
            return "每个工作日"
        case Freq.WEEKLY:
            return f"每{day}" if repeat.interval == 1 else f"{often}周的{day}"
        case Freq.MONTHLY:
            start = "每月" if repeat.interval == 1 else f"{often}个月的"
            if repeat.month_day is not None:
                return f"{start}最后一天" if repeat.month_day == -1 else f"{start} {repeat.month_day} 日"
            nth = repeat.setpos or repeat.weekdays[0].nth or 1
            which = "最后一" if nth == -1 else f"第{_TEENS[nth]}"
            return f"{start}{which}个{'工作日' if repeat.setpos else day}"
        case Freq.YEARLY:
            start = "每年" if repeat.interval == 1 else f"{often}年的"
            return f"{start} {repeat.month} 月 {repeat.month_day} 日"
        case Freq.LUNAR:
            assert repeat.lunar
            month, number = repeat.lunar
            name = {1: "正", 11: "冬", 12: "腊"}.get(month) or _TEENS[month]
            return f"每年农历{name}月{_lunar_day(number)}"


def _spoken_en(repeat: Repeat) -> str:
    names = [_NAMES_EN[weekday.day] for weekday in repeat.weekdays]
    listed = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    often = "every" if repeat.interval == 1 else f"every {_nth_en(repeat.interval)}"
    match repeat.freq:
        case Freq.DAILY:
            return f"{often} day"
        case Freq.WEEKLY if repeat.every_workday:
            return "every weekday"
        case Freq.WEEKLY:
            return f"{often} {listed}" if repeat.interval == 1 or len(names) == 1 else f"{often} week on {listed}"
        case Freq.MONTHLY if repeat.month_day is not None:
            day = "last day" if repeat.month_day == -1 else ordinal_en(repeat.month_day)
            return f"on the {day} of {often} month"
        case Freq.MONTHLY:
            nth = repeat.setpos or repeat.weekdays[0].nth or 1
            return f"on the {_ORDINALS_EN[nth]} {'weekday' if repeat.setpos else listed} of {often} month"
        case Freq.YEARLY:
            assert repeat.month
            return f"{often} year on {repeat.month_day} {_MONTHS_EN[repeat.month - 1]}"
        case Freq.LUNAR:
            assert repeat.lunar
            month, number = repeat.lunar
            return f"every year on the {ordinal_en(number)} day of the {ordinal_en(month)} lunar month"


def _nth_en(number: int) -> str:
    return _ORDINALS_EN.get(number) or ordinal_en(number)


def ordinal_en(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"

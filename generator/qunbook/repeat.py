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
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NamedTuple

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
    "interval",
    "unsafe-part",
    "unsafe-frequency",
    "limit",
)
"""Every `RepeatError.reason`; the report has words for each."""


class RepeatError(ValueError):
    """A text that is no safe repetition.

    `reason` is one of `REASONS`; `hint` is a spelling that `Repeat.parse` accepts and that the author may have meant,
    or "" where none is near enough to offer.
    """

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint


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
            plain = _english(plain.replace(" ", ""))
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
        word, unit = _UNITS[self.freq]
        often = word if self.interval == 1 else f"every {self.interval} {unit}s"
        return f"{often} {self._day_text()}"

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
_EVERY = re.compile(r"every (?:(\d{1,4}|other|second|third) )?(day|week|month|year)s?\b ?")
_WORD = re.compile(r"(daily|weekly|monthly|yearly|annually)\b ?")
_PARITY = re.compile(r"(?:every |weekly )?(?:odd|even)(?: weeks?)?\b ?")
_INTERVALS = {None: 1, "other": 2, "second": 2, "third": 3}


def _from_english(text: str) -> Repeat:
    text = re.sub(r" ?[,、;+&] ?| and ", ",", re.sub(r"\b(?:on|the|of) ", "", text))
    if re.fullmatch(r"weekdays?|workdays?|every (?:weekday|workday)", text):
        return Repeat(freq=Freq.WEEKLY, weekdays=WORKWEEK)
    if match := re.match(r"(?:bi-?weekly|fortnightly)\b ?", text):
        raise RepeatError("biweekly", _accepted(f"every 2 weeks {text[match.end() :]}"))
    if match := re.match(r"(?:bi-?monthly|semi-?monthly)\b ?", text):
        raise RepeatError("bimonthly", _accepted(f"every 2 months {text[match.end() :]}"))
    if match := _PARITY.match(text):
        raise RepeatError("odd-even-weeks", _accepted(f"every 2 weeks {text[match.end() :]}"))
    if match := re.fullmatch(r"lunar (\d{1,2})-(\d{1,2})", text):
        return _lunar(int(match[1]), int(match[2]))
    text = re.sub(r"^quarterly\b", "every 3 months", text)
    if match := _EVERY.match(text):
        interval = int(match[1]) if (match[1] or "").isdecimal() else _INTERVALS[match[1]]
    elif match := _WORD.match(text):
        interval = 1
    elif match := re.match(r"every (other |second )?(?=[a-z])", text):  # every thursday
        return _weekly(text[match.end() :], 2 if match[1] else 1)
    else:
        raise RepeatError("unknown", _accepted(f"weekly {text}") if re.match("|".join(_DAYS), text) else "")
    return _spelled(_UNIT_WORDS[match[2] if match.re is _EVERY else match[1]], interval, text[match.end() :])


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


def _accepted(text: str) -> str:
    """The canonical form of a spelling that may be offered, or "" if it is none."""
    try:
        return Repeat.parse(text).canonical
    except RepeatError:
        return ""


def _weekly(text: str, interval: int) -> Repeat:
    if not text:
        raise RepeatError("weekday-missing")
    days = sorted({_weekday(word) for word in text.split(",")})
    return Repeat(freq=Freq.WEEKLY, interval=interval, weekdays=tuple(map(Weekday, days)))


def _weekday(word: str) -> int:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if len(word) >= 2:
        for number, name in enumerate(names):
            if name.startswith(word.removesuffix("s") if len(word) > len("friday") else word):
                return number
    raise RepeatError("unknown")


def _monthly(text: str, interval: int) -> Repeat:
    often = "monthly" if interval == 1 else f"every {interval} months"
    if not text:
        raise RepeatError("day-missing")
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
    if not text:
        raise RepeatError("day-missing")
    if not (match := re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)):
        raise RepeatError("unknown")
    return _year_day(int(match[1]), int(match[2]), interval)


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


# Chinese: each form is said in English, which is then read --------------------------------------------------------

_NUM = r"[\d一二两三四五六七八九十]{1,3}"
_WEEK = "(?:周|星期|礼拜)"
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "初": 0, "廿": 20, "卅": 30, "正": 1}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def _number(text: str) -> int:
    """八 15 十五 二十 廿九 初八 as a number."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.removeprefix("初").partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return sum(_DIGITS[char] for char in text)


def _english(text: str) -> str:
    text = text.removesuffix("一次").replace("号", "日").replace("每逢", "每").replace("天天", "每天")
    if re.fullmatch("(?:每个?)?(?:工作日|周一[到至-]周?五)", text):
        return "weekdays"
    if match := re.match(f"每?[单双](?={_WEEK})(?:{_WEEK}的?)?", text):
        return f"odd weeks {_english_days(text[match.end() :])}".strip()
    if re.match("每?半个?月|每个?月(?:两|2|二)次", text):
        return "bimonthly"
    if match := re.fullmatch(f"(?:每年)?(?:农历|阴历)(?:每年)?({_NUM}|[正冬腊])月([初廿卅]?{_NUM}|廿|卅)日?", text):
        return f"lunar {_LUNAR_MONTHS.get(match[1]) or _number(match[1])}-{_number(match[2])}"
    if re.fullmatch("(?:每年)?(?:农历|阴历)?除夕", text):
        return "lunar 12-30"
    if re.fullmatch("每[天日]", text):
        return "daily"
    if re.fullmatch("每?隔(?:一|1)?[天日]", text):
        return "every 2 days"
    if match := re.fullmatch(f"每({_NUM})[天日]", text):
        return f"every {_number(match[1])} days"
    if match := re.match(f"每?隔(?:一|1)?个?{_WEEK}的?", text):
        return f"every 2 weeks {_english_days(text[match.end() :])}".strip()
    if match := re.match(f"每({_NUM})个?{_WEEK}的?", text):
        return f"every {_number(match[1])} weeks {_english_days(text[match.end() :])}".strip()
    if match := re.match(f"每个?(?={_WEEK})", text):
        rest = text[match.end() :]
        if re.fullmatch("周一[到至-]周?五", rest):
            return "weekdays"
        return f"weekly {_english_days(rest)}".strip()
    if match := re.match("每个?(?:季度?|半年|月)的?", text):
        months = {"季": 3, "半": 6, "月": 1}[text.removeprefix("每").removeprefix("个")[0]]
        return f"every {months} months {_english_day_of_month(text[match.end() :])}".strip()
    if match := re.match(f"每?隔(?:一|1)?个月的?|每({_NUM})个?月的?", text):
        return f"every {_number(match[1] or '2')} months {_english_day_of_month(text[match.end() :])}".strip()
    if match := re.fullmatch(f"每({_NUM})?年的?({_NUM})月({_NUM})日?", text):
        return f"every {_number(match[1] or '1')} years {_number(match[2])}-{_number(match[3])}"
    raise RepeatError("unknown")


def _english_days(text: str) -> str:
    """周一三五, 一、三, 周六和周日 as mon,wed,fri and so on; "" stays ""."""
    chars = re.sub(f"{_WEEK}|[、,，和及与/]", "", text)
    if not all(char in "一二三四五六日天末" for char in chars) or "末" in chars:
        raise RepeatError("unknown")
    return ",".join(_DAYS[6 if char in "日天" else "一二三四五六".index(char)] for char in chars)


def _english_day_of_month(text: str) -> str:
    if text in ("最后一天", "最后1天", "末", "底", "最后一日"):
        return "last"
    if match := re.fullmatch(f"({_NUM})日", text):
        return str(_number(match[1]))
    if match := re.fullmatch(f"(?:第({_NUM})|最后一|最后1|首|末)个?(?:{_WEEK}([一二三四五六日天])|(工作日))", text):
        nth = _number(match[1]) if match[1] else 1 if text.startswith("首") else -1
        if nth not in (*_ORDINALS, 5):
            raise RepeatError("unknown")
        day = "weekday" if match[3] else _english_days(match[2])
        return f"{_ORDINALS.get(nth, '5th')} {day}"
    if not text:
        return ""
    raise RepeatError("unknown")


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

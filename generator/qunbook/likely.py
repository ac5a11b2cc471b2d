"""What an author most likely meant by a date, a time of day, a length or a zone that is not written as it should be.

Nothing is decided here: a text with one reading is offered as the right spelling, one with several readings is offered
with each of them, and the author chooses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from qunbook.repeat_zh import NUM, number


class Likely(NamedTuple):
    """`why` says what is wrong (a word under `why` in words.toml, or ""), `more` is what it needs; `offers` are right
    spellings; `sure` means that the text can mean nothing but the one that is offered.
    """

    why: str = ""
    offers: tuple[str, ...] = ()
    sure: bool = False
    more: Mapping[str, str | tuple[str, ...]] = MappingProxyType({})


def _narrow(text: str) -> str:
    """The text without what is only around it: wide forms, emoji, unseen characters, marks of Markdown and HTML."""
    plain = "".join(char for char in text if unicodedata.category(char) not in ("So", "Cf", "Sk", "Mn"))
    plain = re.sub("[－—−–]", "-", unicodedata.normalize("NFKC", plain))
    return " ".join(re.sub(r"</?\w+>|[`*<>;\"']", " ", plain).split())


def _once(offers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(offer for offer in offers if offer))


# Days ------------------------------------------------------------------------------------------------------------

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_ST = r"(?:st|nd|rd|th)?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    r"[,(]?\s*(?:(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])|\b(?P<en>mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)\s*[,)]?",
    re.IGNORECASE,
)
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)",
        rf"(?P<y>\d{{4}})年(?P<m>{NUM})月(?P<d>{NUM})[日号]?",
        rf"{_MONTH} (?P<d>\d{{1,2}}){_ST},? (?P<y>\d{{4}})",
        rf"(?P<d>\d{{1,2}}){_ST}(?: of)? {_MONTH},? (?P<y>\d{{4}})",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
    )
)
_TWO_WAYS = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?!\d)")
_NAME = _MONTH.replace("?P<name>", "?:")
_YEARLESS = re.compile(
    rf"{NUM}月{NUM}[日号]?|{_NAME} \d{{1,2}}{_ST}\b|\d{{1,2}}{_ST} {_NAME}|\d{{1,2}}/\d{{1,2}}(?!\S)", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?!\d)")
_EXCEL = re.compile(r"([45]\d{4})(\.\d+)?\Z")
_UNDECIDED = re.compile(
    r"待定|未定|不定|再说|今天|明天|后天|下周|年底|月底|无|没有|永远|长期"
    r"|tb[acd]\b|tomorrow|today|next |forever|never|none|no\b|end of|ongoing|soon",
    re.IGNORECASE,
)
_NUMERALS = "〇一二三四五六七八九"


class _Day(NamedTuple):
    """The days that the beginning of a text may mean, and what follows it."""

    days: tuple[date, ...]
    rest: str
    why: str = ""


def _days(text: str) -> _Day | None:
    text = re.sub("[〇零一二三四五六七八九]{4}(?=年)", lambda year: _digits(year[0]), text)
    told = _WEEKDAY.search(text)
    plain = " ".join(_WEEKDAY.sub(" ", text, count=1).split()) if told else text
    for form in _DAYS:
        if match := form.match(plain):
            month = match.groupdict().get("m") or str(_MONTHS.index(match["name"].lower()) + 1)
            day = _real(int(match["y"]), number(month), number(match["d"]))
            if day is None:
                return _Day((), "", "no_such_day")
            differs = told and day.weekday() != _weekday_of(told)
            return _Day((day,), plain[match.end() :].strip(" ,"), "weekday-differs" if differs else "")
    if match := _TWO_WAYS.match(plain):
        first, second, year = map(int, match.groups())
        found = [day for m, d in ((first, second), (second, first)) if (day := _real(year, m, d))]
        both = tuple(dict.fromkeys(found))
        why = "no_such_day" if not both else "month-or-day" if len(both) > 1 else ""
        return _Day(both, plain[match.end() :].strip(" ,"), why)
    return None


def _digits(text: str) -> str:
    return "".join(str(_NUMERALS.index(char)) for char in text.replace("零", "〇"))


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday_of(match: re.Match[str]) -> int:
    return min("一二三四五六日天".index(match["zh"]), 6) if match["zh"] else _WEEKDAYS.index(match["en"].lower())


def _no_day(text: str) -> Likely:
    """Why a text in which there is no day is none."""
    if match := _EXCEL.match(text):
        at = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(
            days=int(match[1]), minutes=round(float(match[2] or 0) * 1440)
        )
        return Likely("excel", (f"{at:%Y-%m-%d %H:%M}" if match[2] else f"{at:%Y-%m-%d}",))
    if _YEARLESS.match(text):
        return Likely("year-missing", more={"yearless": _without_year(text)})
    if re.fullmatch(rf"\d{{4}}年\d{{1,2}}月|\d{{4}}[-/.]\d{{1,2}}|{_MONTH},? \d{{4}}", text, re.IGNORECASE):
        return Likely("which-day")
    if _SHORT_YEAR.match(text):
        return Likely("short-year")
    return Likely("undecided" if _UNDECIDED.search(text) else "")


def _without_year(text: str) -> tuple[str, ...]:
    """The readings of a date that lacks its year, as `12-03 20:30`."""
    head = _YEARLESS.match(text)
    whole, rest = (head[0], text[head.end() :]) if head else ("", text)
    spelled = (f"2028年{text}", f"{whole} 2028{rest}", f"{whole}/2028{rest}")  # in a leap year no day is missing
    dated = next((one for one in spelled if _days(one)), "")
    return tuple(offer[5:] for offer in start(dated).offers) if dated else ()


def day(text: str) -> Likely:
    """A date."""
    plain = _narrow(text)
    found = _days(plain)
    if found is None:
        why, offers, _, more = _no_day(plain)
        days = {name: _once(one[:5] for one in readings) for name, readings in more.items()}
        return Likely(why, tuple(offer[:10] for offer in offers), more=days)
    offers = _once(day.isoformat() for day in found.days)
    if found.why or not offers:
        return Likely(found.why, offers if found.why != "weekday-differs" else (), more=_named(found))
    rest = re.sub(r"^[T.,。\s]+|[.,。\s]+$", "", found.rest)
    if rest and not (_clocks(_ZONE.sub("", rest)).minutes or _two(rest)):
        return Likely()  # something else is said as well
    midnight = not rest or re.fullmatch(r"0{1,2}:00(?::00)?", rest)
    return Likely("" if midnight else "date-only", offers, sure=not found.rest and len(offers) == 1)


def _named(found: _Day) -> Mapping[str, str]:
    """The day of the week on which a date really is, for a text that says another."""
    if found.why != "weekday-differs":
        return {}
    at = found.days[0]
    return {"date": at.isoformat(), "weekday": _WEEKDAYS[at.weekday()]}


# Times of day ----------------------------------------------------------------------------------------------------

_PART = "凌晨|半夜|午夜|夜里|早上|早晨|上午|早|中午|下午|傍晚|晚上|晚|今晚"
_CLOCK = re.compile(
    rf"(?P<part>{_PART})?\s*(?P<hour>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})"
    r"(?:\s*(?:[:.点时h]|(?<=\d\d)(?=\d\d\b))\s*(?P<minute>\d{2}|半|[一1]刻|[三3]刻|[二三四五]?十[一二三四五六七八九]?)?\s*分?"
    r"(?::(?P<second>\d{2}))?(?:整|钟)?)?\s*(?P<half>[ap]\.?m\b\.?)?\s*\Z",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?<=[\dm])\s*(?P<zone>Z|[PMCE][SD]?T|[A-Z]{1,3}ST|CET|北京时间|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?"
    r"|\+\d{1,2}(?::?\d{2})?|(?<=:\d\d:\d\d)-\d{2}:?\d{2})\Z"  # 20:30-21:30 is no zone
)
_WHOLE_DAY = timedelta(days=1)


class _Clock(NamedTuple):
    """The times that a text may mean, as minutes from the midnight before; `why` as in Likely."""

    minutes: tuple[int, ...]
    why: str = ""


def _clocks(text: str) -> _Clock:
    low = text.lower().strip()
    if low in ("noon", "正午", "中午"):
        return _Clock((720,))
    if low in ("midnight", "半夜", "午夜", "零点", "0点"):
        return _Clock((0, 1440), "midnight")
    match = _CLOCK.match(text)
    if not match:
        return _Clock((), "hour-missing" if re.fullmatch(rf"{_PART}|morning|afternoon|evening|night", low) else "")
    hour = number(match["hour"])
    minute = {"半": 30}.get(match["minute"] or "") or _quarter(match["minute"] or "0")
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return _Clock((), "no_such_time")
    part = match["part"] or (match["half"] or "")[:1].lower()
    bare = match["minute"] is None or len(match["hour"]) < 2
    hours = _hours_of(hour, part, bare=bare and not match["second"])
    why = "midnight" if len(hours) > 1 and hours[1] == 24 else "morning-or-evening" if len(hours) > 1 else ""
    if not hours:
        return _Clock((), "no_such_time")
    return _Clock(tuple(h * 60 + minute for h in hours), "seconds" if int(match["second"] or 0) else why)


def _quarter(text: str) -> int:
    return number(text[:-1]) * 15 if text.endswith("刻") else number(text)


def _hours_of(hour: int, part: str, *, bare: bool) -> tuple[int, ...]:
    """The hours of the day (24: that of the next midnight) that an hour, said to be in a part of the day, may be."""
    match part:
        case "a":
            return (hour % 12,) if hour <= 12 else ()
        case "p" | "下午" | "傍晚":
            return (hour if hour >= 12 else hour + 12,) if hour else ()
        case "中午":
            return (hour if hour >= 10 else hour + 12,)
        case "早" | "早上" | "早晨" | "上午":
            return (hour,) if hour < 12 else (0, 12) if hour == 12 else ()
        case "凌晨" | "半夜" | "午夜" | "夜里":
            return (0, 24) if hour in (0, 12, 24) else (hour,)
        case "晚" | "晚上" | "今晚":
            if hour in (0, 12, 24):
                return (0, 24)
            return (hour if hour > 12 else hour + 12 if hour >= 5 else hour + 24,)
        case _:
            return (hour, hour + 12) if bare and 0 < hour < 12 else (hour,)


def start(text: str) -> Likely:
    """A date with a time of day, or a date."""
    plain = _narrow(text)
    found = _days(plain)
    if found is None:
        likely = _no_day(plain)
        return likely if likely.why else Likely("day-missing-time") if _clocks(plain).minutes else likely
    if found.why == "weekday-differs" or not found.days:
        return Likely(found.why, more=_named(found))
    rest = re.sub(r"^(?:T|at |@)\s*", "", found.rest, flags=re.IGNORECASE).strip()
    days = tuple(at.isoformat() for at in found.days)
    if not rest:
        return Likely(found.why, days, sure=len(days) == 1)
    if re.fullmatch(r"0{1,2}:00:00", rest):  # a spreadsheet's way to write a day
        return Likely("day-or-midnight", _once((*days, *(f"{at} 00:00" for at in days))))
    return _with_clock(found, rest)


def _with_clock(found: _Day, rest: str) -> Likely:
    zoned = _ZONE.search(rest)
    rest = rest[: zoned.start()].strip() if zoned else rest
    ends = _two(rest)
    clock = ends[0] if ends else _clocks(rest)
    offers = tuple(_moment(at, minutes) for at, minutes in product(found.days, clock.minutes))
    if zoned and offers:  # no offer: the time alone would be another moment
        where = (zoned["zone"],) if zoned["zone"] in zones() else zone(zoned["zone"]).offers or ("…",)
        lines = tuple(f"`timezone: {name}`" for name in where)
        return Likely("zone-here", more={"local": tuple(f"`{offer}`" for offer in offers), "zone": lines})
    if ends:
        return Likely("length-here", offers, more={"duration": _length(ends) or "90m"})
    why = clock.why or found.why
    return Likely(why, offers, sure=len(offers) == 1 and not why)


def _moment(at: date, minutes: int) -> str:
    return f"{datetime.combine(at, time(tzinfo=UTC)) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"


def _two(text: str) -> tuple[_Clock, _Clock] | None:
    """The two times of `9am-5pm` and 晚8点到10点."""
    parts = re.split(r"\s*(?:-|~|至|到| to )\s*", text)
    if len(parts) != 2 or not all(parts):
        return None
    first, last = parts
    half = re.search(r"[ap]\.?m\b\.?\Z", last, re.IGNORECASE)
    if half and not re.search(r"[ap]\.?m|noon|midnight|:", first, re.IGNORECASE):  # 9-11am
        first = f"{first} {half[0]}"
    part = re.match(rf"(?:{_PART})", first)
    if part and not re.match(rf"(?:{_PART})", last):  # 晚8点到10点
        last = part[0] + last
    return _clocks(first), _clocks(last)


def _length(ends: tuple[_Clock, _Clock]) -> str:
    """How long it is from the one time to the other, if there is no doubt about it."""
    pairs = {(last - first) % 1440 for first in ends[0].minutes for last in ends[1].minutes}
    return _written(pairs.pop()) if len(pairs) == 1 and 0 not in pairs else ""


def hours(text: str) -> Likely:
    """Two times of day with a hyphen."""
    ends = _two(re.sub(r"\s*[()].*", "", _narrow(text)))
    if ends is None:
        return Likely()
    pairs = [(a % 1440, b % 1440) for a in ends[0].minutes for b in ends[1].minutes if 0 < (b - a) % 1440 <= 1440 - 60]
    if any(end.why == "morning-or-evening" for end in ends):
        pairs = [(a, b) for a, b in pairs if (b - a) % 1440 <= 720] or pairs
    offers = _once(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in pairs)
    why = next((end.why for end in ends if end.why), "")
    return Likely("" if len(offers) == 1 else why, offers, sure=len(offers) == 1 and why in ("", "midnight"))


# Amounts ---------------------------------------------------------------------------------------------------------

_UNITS = (
    ("w", "周|星期|个星期|weeks?|w"),
    ("d", "天|日|days?|d"),
    ("h", "个?小时|个?钟头|hours?|hrs?|h"),
    ("m", "分钟?|minutes?|mins?|m"),
)
_MINUTES = {"w": 7 * 1440, "d": 1440, "h": 60, "m": 1}
_WORDS: Mapping[str, int] = MappingProxyType(
    {
        "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
        "forty-five": 45, "sixty": 60, "ninety": 90,
    }
)  # fmt: skip
_UNIT = "(?:" + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS) + ")"
_NUMBER = "|".join((r"\d+(?:\.\d+)?", "半", "[一二两三四五六七八九十百]{1,5}", *sorted(_WORDS, key=len, reverse=True)))
_AMOUNT = re.compile(rf"(?P<n>{_NUMBER})\s*(?P<half>个半)?\s*{_UNIT}(?![a-z])(?:\s*and\s*|,?\s*)", re.IGNORECASE)


def duration(text: str) -> Likely:
    """How long something lasts."""
    plain = re.sub(r"\bhalf an? hour\b", "30m", _narrow(text).lower()).replace("半个小时", "半小时")
    plain = re.sub(f"({NUM})刻钟", lambda m: f"{number(m[1]) * 15}m", plain)
    plain = re.sub(r"^pt?(?=\d)", "", plain) if re.match(r"pt?\d", plain) else plain
    if re.fullmatch(r"[-+]\s*\d.*|0\s*[a-z分小天]*", plain):
        return Likely("not-positive")
    if re.fullmatch(r"全天|整天|一整天|all[ -]?day|whole day", plain):
        return Likely("whole-day", ("1d",))
    if re.fullmatch(r"\d{1,4}", plain):
        return Likely("unit-missing", _once((f"{int(plain)}m", f"{int(plain)}h" if int(plain) <= 12 else "")))
    if re.fullmatch(r"[01]\d:[0-5]\d|2[0-3]:[0-5]\d", plain):
        return Likely("not-a-span")
    if match := re.fullmatch(r"(\d):([0-5]\d)(?::00)?", plain):
        return Likely("", (_written(int(match[1]) * 60 + int(match[2])),))
    ends = _two(plain)
    if ends and all(end.minutes for end in ends) and re.search(r":|点|[ap]m", plain):
        return Likely("not-a-span", _once((_length(ends),)))
    if re.match(r"until|till|到|至|直到", plain) or ends:
        return Likely("not-a-span")
    plain = re.sub(r"\s*(?:之内|以内|内)\Z|^within\s+", "", plain)
    minutes, readable = _amount(plain)
    if alone := re.fullmatch(rf"(\d{{1,4}})\s*{_UNIT}", plain):
        return Likely("", (f"{int(alone[1])}{alone.lastgroup}",), sure=True)
    return Likely("", (_written(minutes),), sure=True) if readable and minutes else Likely()


def _amount(plain: str) -> tuple[int, bool]:
    """The minutes of `1 hour 30 minutes`, `2h30`, 一个半小时; and whether all of the text was understood."""
    total, at = 0.0, 0
    plain = re.sub(r"(\d+)\s*h\s*(\d{1,2})\Z", r"\1h \2m", re.sub("(?<=小时)(\\d{1,2})\\Z", r"\1分", plain))
    plain = re.sub(r"(?<=[a-z])(?=\d)", " ", plain)
    while at < len(plain) and (match := _AMOUNT.match(plain, at)):
        unit = next(unit for unit, _ in _UNITS if match[unit])
        total += (_value(match["n"]) + (0.5 if match["half"] else 0)) * _MINUTES[unit]
        at = match.end()
    return round(total), at == len(plain) and total == round(total)


def _value(text: str) -> float:
    if text == "半":
        return 0.5
    if text in _WORDS:
        return _WORDS[text]
    return float(text) if text[0].isdecimal() else number(text)


def _written(minutes: int) -> str:
    if minutes % (7 * 1440) == 0:
        return f"{minutes // (7 * 1440)}w"
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    return "".join(f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (left, "m")) if n)


_LONG_ZH = r"(?P<much>[^前后点:]*?(?:周|星期|天|日|小时|钟头|分钟?|刻钟))(?P<rest>.*)"
_LONG_EN = r"(?:the |a |an )?(?P<en>.*?\b(?:weeks?|days?|hours?|hrs?|minutes?|mins?))"
_BEFORE = re.compile(
    rf"(?:提前|(?:活动|开始|开场|会|课)?前){_LONG_ZH}|{_LONG_EN} (?:before|earlier|prior|ahead)\b(?P<more>.*)"
)
_AFTER = re.compile(rf"(?:结束|活动|散场|会|课)?(?:之|以)?后{_LONG_ZH}|{_LONG_EN} (?:after|later)\b(?P<more>.*)")
_THAT_DAY = re.compile(r"(?:活动)?(?:当天|当日|那天)(?P<rest>.*)|(?:on )?(?:the|that|same) day\b(?P<more>.*)")
_ITSELF = re.compile(r"(?P<offset>[ted](?:[+-]\d+(?:\.\d+)?\s*[a-z天周日]*?[dwhm天周日]|[+-]\d+)?)[\s,]*(?P<rest>.*)")


_NTH_DAY = re.compile(rf"(?:第\s*(?P<zh>{NUM})\s*[天日]|(?:day|d)\s*(?P<en>\d{{1,3}}))[\s,]*(?P<rest>.*)")


def offset(text: str) -> Likely:
    """How long before an event, or after it, something is due."""
    plain = _narrow(text).lower()
    if match := _NTH_DAY.fullmatch(plain):
        return Likely("nth-day", _once(_nth_day(number(match["zh"] or match["en"]), match["rest"])))
    if _days(plain):
        return Likely("offset-date")
    for pattern, sign in ((_BEFORE, "T-"), (_AFTER, "E+"), (_THAT_DAY, "T")):
        if match := pattern.fullmatch(plain):
            named = match.groupdict()
            much = (named.get("much") or named.get("en") or "").strip()
            rest = (named.get("rest") or named.get("more") or "").strip(" ,at")
            return Likely("", _due(sign, much, rest))
    if (match := _ITSELF.fullmatch(plain)) and match["rest"]:
        return Likely("", tuple(_at_clock(match["offset"].upper()[:1] + match["offset"][1:], match["rest"])))
    return Likely()


def _nth_day(nth: int, rest: str) -> Iterator[str]:
    """Counted from 1 as people do, and from 0 as D does."""
    for days in range(max(nth - 1, 0), nth + 1):
        yield from _at_clock(f"D+{days}", rest) if rest else (f"D+{days}",)


def _due(sign: str, much: str, rest: str) -> tuple[str, ...]:
    """`T-1d 20:00` from the sign, an amount in words and a time of day in words."""
    if sign == "T":
        return tuple(_at_clock(sign, rest)) if rest else ("T",)
    found = duration("1" + much if much in ("day", "week", "hour") else much)
    if len(found.offers) != 1:
        return ()
    whole = re.fullmatch(r"\d+[dw]", found.offers[0])
    if rest:
        return tuple(_at_clock(sign + found.offers[0], rest)) if whole else ()
    return (sign + found.offers[0],)


def _at_clock(start: str, rest: str) -> Iterator[str]:
    if re.fullmatch(r"[TED](?:[+-]\d+[dw])?|D[+-]\d+", start):
        for minutes in _clocks(rest).minutes:
            if minutes < 1440:
                yield f"{start} {minutes // 60:02}:{minutes % 60:02}"


def count(text: str) -> Likely:
    """A whole number, with or without what is counted."""
    plain = _narrow(text).lower().replace(",", "")
    if re.fullmatch(r"无限|不限|无|没有|unlimited|no limit|none|forever|endless|∞", plain):
        return Likely("no-limit")
    plain = re.sub(r"\s*(?:[人个次场期份本]|次数|times?|x|people|persons?)\Z", "", plain)
    if re.fullmatch(r"\d{1,9}", plain):
        return Likely("", (str(int(plain)),), sure=True)
    if plain in _WORDS or re.fullmatch(NUM, plain):
        return Likely("", (str(_WORDS.get(plain) or number(plain)),), sure=True)
    return Likely("not-below-zero" if re.fullmatch(r"-\s*\d+", plain) else "")


# Zones -----------------------------------------------------------------------------------------------------------


@cache
def zones() -> frozenset[str]:
    """The names of zones that are the same on every machine: not `localtime`, nor what has leap seconds in it."""
    return frozenset((files("tzdata") / "zones").read_text("utf-8").split()) - {"Factory", *_FIXED}


_FIXED = ("EST", "MST", "HST")  # IANA has them as zones without summer time, which nobody means who writes `EST`
_US = {"pacific": "Los_Angeles", "mountain": "Denver", "central": "Chicago", "eastern": "New_York"}
_ABBREVIATED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{f"{name[0]}{letter}t": (f"America/{city}",) for name, city in _US.items() for letter in "sd"},
        **{f"{name[0]}t": (f"America/{city}",) for name, city in _US.items()},
        "cst": ("Asia/Shanghai", "America/Chicago"),
        "hst": ("Pacific/Honolulu",),
        "bst": ("Europe/London",),
        "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
        "jst": ("Asia/Tokyo",),
        "kst": ("Asia/Seoul",),
        "hkt": ("Asia/Hong_Kong",),
        "sgt": ("Asia/Singapore",),
        "aest": ("Australia/Sydney", "Australia/Brisbane"),
        "cest": ("Europe/Berlin", "Europe/Paris"),
        "z": ("UTC",),
        "china standard time": ("Asia/Shanghai",),
        "china": ("Asia/Shanghai",),
        "beijing": ("Asia/Shanghai",),
        "asia/beijing": ("Asia/Shanghai",),
        "san francisco": ("America/Los_Angeles",),
        "washington": ("America/New_York",),
        "mumbai": ("Asia/Kolkata",),
    }
)
_CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "北京 中国 上海 深圳 广州 杭州 成都 东八区": "Asia/Shanghai",
        "香港": "Asia/Hong_Kong",
        "澳门": "Asia/Macau",
        "台北 台湾": "Asia/Taipei",
        "新加坡": "Asia/Singapore",
        "东京 日本": "Asia/Tokyo",
        "首尔 韩国": "Asia/Seoul",
        "曼谷": "Asia/Bangkok",
        "迪拜": "Asia/Dubai",
        "伦敦 英国": "Europe/London",
        "巴黎": "Europe/Paris",
        "柏林 德国": "Europe/Berlin",
        "莫斯科": "Europe/Moscow",
        "纽约 华盛顿 波士顿 美东": "America/New_York",
        "洛杉矶 旧金山 西雅图 硅谷 美西": "America/Los_Angeles",
        "芝加哥": "America/Chicago",
        "多伦多": "America/Toronto",
        "温哥华": "America/Vancouver",
        "悉尼": "Australia/Sydney",
        "墨尔本": "Australia/Melbourne",
        "奥克兰": "Pacific/Auckland",
    }
)
_BY_OFFSET: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        -10: ("Pacific/Honolulu",),
        -8: ("America/Los_Angeles", "America/Vancouver"),
        -7: ("America/Denver", "America/Phoenix"),
        -6: ("America/Chicago", "America/Mexico_City"),
        -5: ("America/New_York", "America/Toronto"),
        -4: ("America/Halifax", "America/Santiago"),
        -3: ("America/Sao_Paulo", "America/Argentina/Buenos_Aires"),
        0: ("UTC", "Europe/London"),
        1: ("Europe/Berlin", "Europe/Paris", "Africa/Lagos"),
        2: ("Europe/Athens", "Africa/Johannesburg"),
        3: ("Europe/Moscow", "Asia/Riyadh"),
        4: ("Asia/Dubai",),
        7: ("Asia/Bangkok", "Asia/Jakarta"),
        8: ("Asia/Shanghai", "Asia/Singapore"),
        9: ("Asia/Tokyo", "Asia/Seoul"),
        10: ("Australia/Sydney", "Australia/Brisbane"),
        12: ("Pacific/Auckland",),
    }
)


def zone(text: str) -> Likely:
    """A time zone."""
    plain = _narrow(text)
    words = r"\s*(?:time zone|timezone|standard time|daylight time|time|时间|时区)\Z"
    low = re.sub(words, "", plain.lower()) or plain.lower()
    if re.fullmatch(r"local(?:time)?|本地|当地", low):
        return Likely("zone-of-handbook")
    if match := re.fullmatch(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?", low):
        hours = int(match[2]) * (-1 if match[1] == "-" else 1)
        return Likely("utc-offset", _BY_OFFSET.get(hours, ()))
    for known in (plain.lower(), low):
        if known in _ABBREVIATED:
            return Likely("abbreviation" if len(known) <= 4 else "", _ABBREVIATED[known])
    if low in _US:
        return Likely("", (f"America/{_US[low]}",))
    if chinese := next((zone for names, zone in _CHINESE.items() if low in names.split()), ""):
        return Likely("", (chinese,), sure=True)
    return Likely("", _named_zone(low))


def _named_zone(low: str) -> tuple[str, ...]:
    folded = low.replace(" ", "_")
    by_name = {name.lower(): name for name in sorted(zones())}
    if folded in by_name:
        return (by_name[folded],)
    towns = tuple(name for key, name in by_name.items() if "/" in key and key.rsplit("/", 1)[1] == folded)
    near = get_close_matches(folded, [*by_name], 1, 0.85)
    return towns or tuple(by_name[hit] for hit in near)


# Countries -------------------------------------------------------------------------------------------------------

_COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        "中国 大陆 中国大陆 中华人民共和国 china chn prc": "CN",
        "香港 中国香港 hong_kong hkg": "HK",
        "澳门 中国澳门 macau macao mac": "MO",
        "台湾 中国台湾 taiwan twn": "TW",
        "新加坡 singapore sgp": "SG",
        "马来西亚 malaysia mys": "MY",
        "日本 japan jpn": "JP",
        "韩国 korea south_korea kor": "KR",
        "美国 usa america united_states": "US",
        "加拿大 canada can": "CA",
        "英国 uk united_kingdom britain england gbr": "GB",
        "德国 germany deutschland deu": "DE",
        "法国 france fra": "FR",
        "澳大利亚 澳洲 australia aus": "AU",
        "新西兰 new_zealand nzl": "NZ",
    }
)


def country(text: str) -> str:
    """The code of a country by its name, or by its code in another spelling; else ""."""
    low = _narrow(text).lower().replace(" ", "_")
    named = next((code for names, code in _COUNTRIES.items() if low in names.split()), "")
    return named or (low.upper() if re.fullmatch("[a-z]{2}", low) else "")

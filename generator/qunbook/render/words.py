"""The words of the pages: translated sentences, dates, amounts of time, offsets and targets as a reader says them.

Sentences are English in the sources and looked up in `theme/locale/<language>/qunbook.po`, which is read at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from io import StringIO
from types import MappingProxyType

from babel.dates import format_date, get_day_names, get_timezone_location
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from qunbook import theme
from qunbook.enums import ENUMS, Values
from qunbook.fields import Lasting, Start, Target
from qunbook.messages import comma, listed
from qunbook.model import Label
from qunbook.offset import Offset
from qunbook.repeat import Repeat, ordinal_en
from qunbook.settings import Language

LOCALES: Mapping[Language, str] = MappingProxyType({"zh": "zh_Hans_CN", "en": "en_GB"})
_DAY = {"zh": ("M月d日 EEE", "y年M月d日 EEE"), "en": ("EEE d MMM", "EEE d MMM y")}
_SHORT_DAY = {"zh": ("M月d日", "y年M月d日"), "en": ("d MMM", "d MMM y")}
_SHORT_MONTH = {"zh": "M月", "en": "MMM"}
_PLAIN_DAY = {"zh": "y年M月d日", "en": "d MMM y"}
_MONTH = {"zh": "y年M月", "en": "MMMM y"}
_UNITS = {
    "percent": ("%", "%"),
    "minute": (" 分钟", " min"),
    "hour": (" 小时", " h"),
    "day": (" 天", " days"),
    "score_1_5": (" 分", ""),
    "people": (" 人", ""),
    "count": ("", ""),
}
_PLACE = re.compile(r"\{(\w+)\}")
_TARGET_UNITS = {"m": "minute", "h": "hour", "d": "day"}
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "": ""}


@cache
def catalogue(language: Language) -> Mapping[str, str | tuple[str, ...]]:
    """Every translated sentence of a language: `{msgid: text}`, and `(one, many)` where it counts something."""
    read = read_po(StringIO(theme.read(f"locale/{language}/qunbook.po")), locale=LOCALES[language])
    found: dict[str, str | tuple[str, ...]] = {}
    for message in read:
        one = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if one and message.string:
            found[one] = tuple(message.string) if isinstance(message.string, tuple | list) else message.string
    return MappingProxyType(found)


@cache
def _date(day: date, pattern: str, locale: str) -> str:
    """Babel's formatting, once a date: pages name the same days again and again."""
    return format_date(day, pattern, locale)


def _filled(text: Markup, args: Mapping[str, object]) -> Markup:
    """The text with its places filled. Not `format`, by which a template could look behind what it was given."""
    return Markup(_PLACE.sub(lambda place: str(escape(args[place[1]])), text))  # noqa: S704 - escaped


@dataclass(frozen=True)
class Words:
    """The words of one language. `year` is the one that dates need not say; `added` are a handbook's own values."""

    language: Language
    year: int
    added: Mapping[str, Values] = field(default_factory=lambda: MappingProxyType({}))

    # Sentences ---------------------------------------------------------------------------------------------------

    def __call__(self, message: str, /, **args: object) -> Markup:
        """The sentence as HTML; arguments are escaped unless they are markup."""
        text = catalogue(self.language).get(message, message)
        assert isinstance(text, str), f"{message} counts something: use `many`"
        return _filled(escape(text), args) if args else escape(text)

    def many(self, one: str, more: str, n: int, /, **args: object) -> Markup:
        """`many("{n} event", "{n} events", 3)` in the right number."""
        text = catalogue(self.language).get(one, (one, more))
        forms = (text,) if isinstance(text, str) else text
        return _filled(escape(forms[0] if n == 1 else forms[-1]), {"n": n, **args})

    def text(self, message: str, /, **args: object) -> str:
        """The sentence as plain text."""
        found = catalogue(self.language).get(message, message)
        assert isinstance(found, str)
        return _PLACE.sub(lambda place: str(args[place[1]]), found) if args else found

    def label(self, label: Label) -> str:
        """What readers call a field, as the head of a line."""
        if self.language == "zh":
            return label.zh
        return label.en[:1].upper() + label.en[1:]

    def choice(self, name: str, value: str) -> str:
        """What readers call a value of a closed list."""
        words = ENUMS[name].get(value) or self.added.get(name, {}).get(value)
        return words[0 if self.language == "zh" else 1] if words else value

    def heading(self, name: str, value: str) -> str:
        """The same at the head of something."""
        text = self.choice(name, value)
        return text[:1].upper() + text[1:]

    def join(self, parts: Iterable[object]) -> Markup:
        """A list of values as text: 甲、乙 or `a, b`."""
        return escape(comma(self.language)).join(escape(part) for part in parts)

    def listed(self, parts: Iterable[str]) -> str:
        """The same as plain text."""
        return listed(parts, self.language)

    # Dates -------------------------------------------------------------------------------------------------------

    @property
    def locale(self) -> str:
        return LOCALES[self.language]

    def day_text(self, day: date) -> str:
        """`11月26日 周四`; the year is said where it is not the reader's own."""
        return _date(day, _DAY[self.language][day.year != self.year], self.locale)

    def day(self, day: date) -> Markup:
        """`day_text`, which a script can read as well."""
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), self.day_text(day))

    def plain_day(self, day: date) -> Markup:
        """A date in the past or far off: with its year, without the weekday."""
        text = _date(day, _PLAIN_DAY[self.language], self.locale)
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), text)

    def short_day(self, day: date) -> str:
        """`11月26日`: what a chart's axis has room for; the year is said where it is not the reader's own."""
        return _date(day, _SHORT_DAY[self.language][day.year != self.year], self.locale)

    def short_month(self, day: date) -> str:
        """`11月`: what stands over the weeks of a year."""
        return _date(day, _SHORT_MONTH[self.language], self.locale)

    def month(self, day: date) -> str:
        return _date(day, _MONTH[self.language], self.locale)

    def weekdays(self, width: str = "abbreviated") -> tuple[str, ...]:
        """The days of the week from Monday."""
        names = get_day_names(width, "stand-alone", self.locale)  # type: ignore[arg-type]
        return tuple(names[n] for n in range(7))

    def moment(self, when: datetime | date) -> Markup:
        """`11月26日 周四 20:30`; a whole day without a time."""
        if not isinstance(when, datetime):
            return self.day(when)
        text = f"{self.day_text(when.date())} {when:%H:%M}"
        return Markup('<time datetime="{}">{}</time>').format(when.isoformat(timespec="minutes"), text)

    def span(self, start: datetime | date, end: datetime | date) -> Markup:
        """`11月26日 周四 20:30–21:45`; whole days from the first to the last."""
        if isinstance(start, datetime) and isinstance(end, datetime):
            until = f"{end:%H:%M}" if end.date() == start.date() else f"{self.day_text(end.date())} {end:%H:%M}"
            return Markup("{}–{}").format(self.moment(start), until)
        assert not isinstance(end, datetime)
        last = end - timedelta(days=1)
        return self.day(start) if last <= start else Markup("{} – {}").format(self.day(start), self.day(last))

    def start(self, when: Start) -> Markup:
        return self.moment(datetime.combine(when.date, when.time) if when.time else when.date)

    def clock(self, when: datetime | date | time) -> str:
        """`20:30`, or that it lasts all day."""
        return f"{when:%H:%M}" if isinstance(when, datetime | time) else self.text("all day")

    def city(self, zone: tzinfo) -> str:
        """The city that a time zone is called after: 纽约, New York; UTC is UTC."""
        return get_timezone_location(zone, locale=self.locale, return_city=True).rpartition("/")[2]

    # Amounts -----------------------------------------------------------------------------------------------------

    def number(self, value: float) -> str:
        """A number with as many digits as matter; `12,000` from ten thousand on."""
        return f"{value:,.6g}" if abs(value) >= 10000 else f"{value:g}"

    def duration(self, amount: timedelta) -> str:
        """An amount of time as one would say it: 75 minutes, 2 hours, 3 days."""
        minutes = int(amount.total_seconds()) // 60
        if minutes % 1440 == 0:
            return str(self.many("{n} day", "{n} days", minutes // 1440))
        if minutes < 120 and minutes % 60:
            return str(self.many("{n} minute", "{n} minutes", minutes))
        hours, rest = divmod(minutes, 60)
        parts = [self.many("{n} hour", "{n} hours", hours)]
        if rest:
            parts.append(self.many("{n} minute", "{n} minutes", rest))
        return " ".join(parts)

    def strike(self, number: int) -> str:
        """Which time it is: 第 2 次, 2nd time."""
        return self.text("{nth} time", nth=number if self.language == "zh" else ordinal_en(number))

    def lasting(self, amount: Lasting) -> str:
        """How long a penalty lasts."""
        return self.duration(amount.amount) if amount.amount else self.text("for good")

    def offset(self, offset: Offset) -> str:
        """`T-1d 20:00` as 提前 1 天 20:00."""
        return f"{self._distance(offset)} {offset.clock:%H:%M}" if offset.clock else self._distance(offset)

    def _distance(self, offset: Offset) -> str:
        amount = self.duration(timedelta(days=abs(offset.days), minutes=abs(offset.minutes)))
        early = offset.days < 0 or offset.minutes < 0
        match offset.anchor:
            case "D":
                return self.text("day {n}", n=offset.days) if offset.days else self.text("on the day")
            case "T" if not (offset.days or offset.minutes):
                return self.text("on the day") if offset.clock else self.text("at the start")
            case "T":
                return (
                    self.text("{amount} before", amount=amount)
                    if early
                    else self.text("{amount} after the start", amount=amount)
                )
            case _ if not (offset.days or offset.minutes):
                return self.text("at the end")
            case _:
                return (
                    self.text("{amount} before the end", amount=amount)
                    if early
                    else self.text("{amount} after the end", amount=amount)
                )

    def repeat(self, repeat: Repeat) -> str:
        """When a series takes place, as one would say it."""
        text = repeat.spoken(self.language)
        return text[:1].upper() + text[1:]

    def unit(self, unit: str) -> str:
        """What stands behind a number of a metric with this unit."""
        if unit in _UNITS:
            return _UNITS[unit][self.language != "zh"]
        return f" {unit}" if unit else ""

    def measure(self, value: float, unit: str) -> str:
        """A number with its unit."""
        return f"{self.number(value)}{self.unit(unit)}"

    def target(self, target: Target, unit: str = "") -> str:
        """A target with its sign and unit: `≥70%`."""
        own = _TARGET_UNITS.get(target.unit, target.unit)
        behind = "%" if own == "%" else self.unit(own or unit)
        return f"{_SIGNS[target.op]}{self.number(target.value)}{behind}"

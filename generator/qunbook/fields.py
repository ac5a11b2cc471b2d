"""The types of front-matter values that kinds share. Each takes one spelling and says the right one otherwise.

YAML gives text for every plain scalar, so a type here is a function from text to a value; what it refuses it refuses
with `problem(code, ...)`, which `validate` turns into a diagnostic with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from qunbook import likely
from qunbook.diagnostic import Word
from qunbook.enums import ENUMS, Values
from qunbook.model import Ref
from qunbook.offset import Offset as OffsetValue
from qunbook.offset import OffsetError
from qunbook.repeat import Repeat as RepeatValue
from qunbook.repeat import RepeatError


def problem(code: str, **args: Any) -> PydanticCustomError:
    """What a field type raises: a diagnostic's code and its arguments.

    `fix`, if given, is the right spelling. Where there may be several, they are `offers`; `sure` says that the one that
    is offered is meant beyond doubt.
    """
    return PydanticCustomError(code, "{code}", {"code": code, **args})


def _offered(found: likely.Likely, why: str) -> dict[str, Any]:
    """What was meant as the arguments of a problem; `why` is said where there is nothing better to say."""
    more = {name: Word(f"weekday.{arg}") if name == "weekday" else arg for name, arg in found.more.items()}
    return {"why": found.why or why, "offers": found.offers, "sure": found.sure, **more}


def _scalar(value: Any, want: str = "text") -> str:
    """The text of a scalar; a list or a mapping is of the wrong type."""
    if isinstance(value, str):
        return value.strip()
    raise problem("QB120" if value is None else "QB103", want=want)


_WANTED = {"integer": "number", "number": "number", "boolean": "bool"}


@dataclass(frozen=True)
class Written:
    """`Annotated[date, Written(parse, write, schema)]`: a value that front matter writes as one scalar.

    `parse` turns text into the value or raises `problem`; `write` gives its one spelling; `schema` is its JSON Schema.
    """

    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str
    schema: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        kind = self.schema.get("type")
        want = _WANTED.get(kind, "text") if isinstance(kind, str) else "text"

        def validate(value: Any) -> Any:
            return self.parse(_scalar(value, want))

        writer = core_schema.plain_serializer_function_ser_schema(self.write)
        return core_schema.no_info_plain_validator_function(validate, serialization=writer)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", **self.schema}


# Text ------------------------------------------------------------------------------------------------------------


def _text(limit: int, lines: bool = False) -> Written:
    def parse(text: str) -> str:
        if not text:
            raise problem("QB120")
        if not lines and "\n" in text:
            text = " ".join(text.split())
        if len(text) > limit:
            raise problem("QB119", why="too_long", limit=limit, length=len(text))
        return text

    # Our reader keeps `name: 2026` as text; an editor's YAML reads a number there, and must not call it wrong.
    return Written(parse, str, {"type": ["string", "number", "boolean"], "maxLength": limit})


Name = Annotated[str, _text(60)]
Line = Annotated[str, _text(400)]
Prose = Annotated[str, _text(4000, lines=True)]

SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


def _slug(text: str) -> str:
    if SLUG.match(text):
        return text
    fixed = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", text).casefold()).strip("-")
    raise problem("QB113", got=text, fix=fixed if SLUG.match(fixed) else "")


Slug = Annotated[
    str, Written(_slug, str, {"description": "a-z, 0-9 and -", "pattern": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"})
]
Id = Annotated[str, Written(str, str, {"description": "the id of an entity"})]

# Dates and times -------------------------------------------------------------------------------------------------

LAST_YEAR = 2099  # calendars end there: a later year is a slip
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")


def _date(text: str) -> date:
    if match := _DATE.match(text):
        if int(match[1]) > LAST_YEAR:
            raise problem("QB105", got=text, why="too-far")
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            raise problem("QB105", got=text, why="no_such_day") from None
    raise problem("QB105", got=text, **_offered(likely.day(text), "spelling"))


def _time(text: str) -> time:
    if match := _TIME.match(text):
        return time(int(match[1]), int(match[2]))
    raise problem("QB106", got=text)


@dataclass(frozen=True, order=True)
class Start:
    """A moment on the wall of the event's own zone, or a whole day when `time` is None."""

    date: date
    time: time | None = None

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.time:%H:%M}" if self.time else f"{self.date:%Y-%m-%d}"


def _start(text: str) -> Start:
    day, _, clock = re.sub(r"[T\s　]+", " ", text, count=1).partition(" ")
    if (text == f"{day} {clock}" or not clock) and _DATE.match(day) and (not clock or _TIME.match(clock)):
        return Start(_date(day), _time(clock) if clock else None)
    raise problem("QB107", got=text, **_offered(likely.start(text), "start"))


LocalDate = Annotated[
    date, Written(_date, date.isoformat, {"description": "YYYY-MM-DD", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
LocalStart = Annotated[
    Start,
    Written(
        _start,
        str,
        {
            "description": "YYYY-MM-DD HH:MM, or YYYY-MM-DD",
            "pattern": r"^\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d)?$",
        },
    ),
]


@dataclass(frozen=True)
class Hours:
    """From one time of day to another; a `last` that is not later than `first` is on the next day."""

    first: time
    last: time

    def __str__(self) -> str:
        return f"{self.first:%H:%M}-{self.last:%H:%M}"


def _hours(text: str) -> Hours:
    first, dash, last = text.partition("-")
    if dash and _TIME.match(first) and _TIME.match(last) and first != last:
        return Hours(_time(first), _time(last))
    raise problem("QB121", got=text, **_offered(likely.hours(text), "hours"))


HoursField = Annotated[
    Hours,
    Written(
        _hours, str, {"description": "20:00-22:00", "pattern": r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"}
    ),
]

# Amounts ---------------------------------------------------------------------------------------------------------

_DURATION = re.compile(r"(?=\d)(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?\Z")


def _duration(text: str) -> timedelta:
    if match := _DURATION.match(text):
        weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
        if amount := timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes):
            return amount
    raise problem("QB108", got=text, **_offered(likely.duration(text), "duration"))


def write_duration(amount: timedelta) -> str:
    """The one spelling of an amount of time: `1h30m`, `2d`, `1w`."""
    minutes = int(amount.total_seconds()) // 60
    if minutes % (7 * 1440) == 0:
        return f"{minutes // (7 * 1440)}w"
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    return "".join(f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if n)


@dataclass(frozen=True)
class Lasting:
    """How long a penalty lasts; `amount` is None for ever."""

    amount: timedelta | None

    def __str__(self) -> str:
        return write_duration(self.amount) if self.amount else "permanent"


def _lasting(text: str) -> Lasting:
    if text in ("permanent", "永久"):
        return Lasting(None)
    return Lasting(_duration(text))


_DURATION_PATTERN = r"^(?=\d)(\d+w)?(\d+d)?(\d+h)?(\d+m)?$"
Duration = Annotated[
    timedelta,
    Written(_duration, write_duration, {"description": "90m, 2h, 1h30m, 2d, 1w", "pattern": _DURATION_PATTERN}),
]
LastingField = Annotated[
    Lasting,
    Written(_lasting, str, {"description": "1d, 7d, permanent", "pattern": rf"{_DURATION_PATTERN}|^permanent$|^永久$"}),
]

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")


def _number(text: str) -> float:
    if _NUMBER.match(text):
        return float(text)
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    raise problem("QB112", got=text, why="number", fix=plain if _NUMBER.match(plain) else "")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise problem("QB112", got=text, **_offered(likely.count(text), "number"))


def _times(text: str) -> int:
    if number := _count(text):
        return number
    raise problem("QB119", got=text, why="too_small", limit="1")


def _plain_number(value: float) -> str:
    return f"{value:g}"


Number = Annotated[float, Written(_number, _plain_number, {"type": "number"})]
Count = Annotated[int, Written(_count, str, {"type": "integer", "minimum": 0})]
Times = Annotated[int, Written(_times, str, {"type": "integer", "minimum": 1})]


@dataclass(frozen=True)
class Target:
    """`>=4.2`, `<=15m`, `30%`: what a value must reach. `op` is "" when the metric's direction decides."""

    op: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.op}{self.value:g}{self.unit}"


_TARGET = re.compile(r"(>=|<=|>|<|=)?\s*(-?\d+(?:\.\d+)?)\s*(%|[a-z]{1,3}|[一-鿿]{1,3})?\Z")
_SIGNS = str.maketrans({"≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "％": "%", "＞": ">", "＜": "<", "＝": "="})


def _target(text: str) -> Target:
    if match := _TARGET.match(text):
        return Target(match[1] or "", float(match[2]), match[3] or "")
    plain = unicodedata.normalize(
        "NFKC", text.translate(_SIGNS).replace("不低于", ">=").replace("不高于", "<=")
    ).replace(" ", "")
    raise problem("QB114", got=text, fix=plain if _TARGET.match(plain) else "")


TargetField = Annotated[
    Target, Written(_target, str, {"type": ["string", "number"], "description": "30%, >=4.2, <=15m"})
]

_TRUE, _FALSE = ("yes", "on", "y", "1", "是", "对", "有", "真"), ("no", "off", "n", "0", "否", "不", "无", "假")


def _bool(text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    word = text.casefold()
    raise problem(
        "QB111", got=text, fix="true" if word in (*_TRUE, "true") else "false" if word in (*_FALSE, "false") else ""
    )


Bool = Annotated[bool, Written(_bool, lambda b: str(b).lower(), {"type": "boolean"})]

# Grammars with a module of their own -----------------------------------------------------------------------------


def _offset(text: str) -> OffsetValue:
    try:
        return OffsetValue.parse(text)
    except OffsetError as error:
        meant = likely.offset(text)
        offers = (error.hint,) if error.hint else meant.offers
        raise problem(
            "QB109",
            got=text,
            why=meant.why or "offset",
            offers=offers,
            sure=error.reason == "unknown" and bool(error.hint),
        ) from None


def _repeat(text: str) -> RepeatValue:
    try:
        return RepeatValue.parse(text)
    except RepeatError as error:
        why = {"why": error.reason, "offers": error.offers, "stem": error.stem}
        raise problem("QB110", got=text, sure=False, **why) from None


Offset = Annotated[
    OffsetValue,
    Written(_offset, str, {"description": "T-7d, T-1d 20:00, E+1d, D+3 10:00", "pattern": r"^[TED]([+-]|$)"}),
]
_REPEAT = "weekly thu, monthly 2nd sat, every 2 weeks wed …; lunar 8-15: of a month that comes twice the first"
Repeat = Annotated[
    RepeatValue,
    Written(_repeat, lambda r: r.canonical, {"description": _REPEAT}),
]

# Names of the world ----------------------------------------------------------------------------------------------


def _zone(text: str) -> str:
    if text in likely.zones():
        return text
    raise problem("QB115", got=text, **_offered(likely.zone(text), "zone"))


def _colour(text: str) -> str:
    if re.match(r"#[0-9a-fA-F]{6}\Z", text):
        return text.lower()
    short = re.match(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z", text)
    raise problem(
        "QB116",
        got=text,
        fix="#" + (short[1] if len(short[1]) == 6 else "".join(c * 2 for c in short[1])).lower() if short else "",
    )


def _url(text: str) -> str:
    if re.match(r"https?://[^\s<>\"'`]+\Z", text):
        return text
    raise problem(
        "QB117", got=text, fix=f"https://{text}" if re.match(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?\Z", text) else ""
    )


Zone = Annotated[str, Written(_zone, str, {"description": "an IANA time zone, e.g. Asia/Shanghai"})]
Colour = Annotated[str, Written(_colour, str, {"description": "#rrggbb", "pattern": "^#[0-9a-fA-F]{6}$"})]
Url = Annotated[str, Written(_url, str, {"description": "https://…", "pattern": "^https?://"})]

# Choices ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """`Annotated[str, Choice("platform")]`: one of `ENUMS["platform"]`; its Chinese name is read as the value.

    A handbook's own values come as `{"enums": {name: {value: (zh, en)}}}` in pydantic's validation context.
    """

    name: str

    def values(self, added: Mapping[str, Values]) -> Values:
        """The values of the list, with the handbook's own."""
        return {**ENUMS[self.name], **added.get(self.name, {})}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def validate(value: Any, info: core_schema.ValidationInfo) -> str:
            text = _scalar(value)
            if text in ENUMS[self.name]:
                return text
            values = self.values((info.context or {}).get("enums", {}))
            if text in values:
                return text
            for known, (zh, _) in values.items():
                if text == zh:
                    return known
            raise problem("QB104", got=text, choices=tuple(values), labels=tuple(zh for zh, _ in values.values()))

        return core_schema.with_info_plain_validator_function(validate)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        words = [*ENUMS[self.name], *(zh for zh, _ in ENUMS[self.name].values())]
        return {"type": "string", "enum": list(dict.fromkeys(words))}


# References ------------------------------------------------------------------------------------------------------

PersonId = Annotated[Id, Ref("person")]
RoleId = Annotated[Id, Ref("role")]
CommunityId = Annotated[Id, Ref("community")]
EventId = Annotated[Id, Ref("event")]
RuleId = Annotated[Id, Ref("rule")]
LadderId = Annotated[Id, Ref("ladder")]
WorkflowId = Annotated[Id, Ref("workflow")]
ChecklistId = Annotated[Id, Ref("checklist")]
MetricId = Annotated[Id, Ref("metric")]
IncentiveId = Annotated[Id, Ref("incentive")]

"""pydantic's errors as diagnostics: one an author can act on for each thing that is wrong, at its place in the file.

What could not be read was reported when it was read; nothing more is said about it here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from qunbook import repeat
from qunbook.diagnostic import Arg, Diagnostic, Fix, Word, did_you_mean, found, phrase
from qunbook.document import Document, Loc
from qunbook.fields import Written
from qunbook.model import Label, metadata_of
from qunbook.source import Span
from qunbook.spelling import flow_list, scalar

M = TypeVar("M", bound=BaseModel)

MAX_TOLD = 50


def validate(
    model: type[M], document: Document, context: Mapping[str, Any] | None = None
) -> tuple[M | None, tuple[Diagnostic, ...]]:
    """The front matter as `model`, or None and what is wrong with it.

    `context` is passed on to the fields (a handbook's own values of a closed list). A document of which some values
    were not read gives no entity even if the rest is right.
    """
    try:
        values = model.model_validate(document.data, context=dict(context or {}))
    except ValidationError as error:
        return None, tuple(_Explainer(model, document).explain(error.errors(include_url=False)))
    return (None if document.unread else values), ()


def as_meant(document: Document, problems: Sequence[Diagnostic]) -> Document | None:
    """The document with what its author meant in the place of what is wrong, so that all else in it is checked too.

    None where that is not known beyond doubt of every problem.
    """
    locs = {place.value: loc for loc, place in document.places.items()}
    data = deepcopy(document.data)
    for problem in problems:
        loc = locs.get(problem.span, ())
        around = _at(data, loc[:-1])
        if not (problem.fix and problem.fix.safe and problem.fix.span == problem.span and loc):
            return None
        if (
            not isinstance(_at(data, loc), str)
            or problem.code == "QB103"
            or problem.fix.text != problem.fix.text.strip('"')
        ):
            return None
        around[loc[-1]] = problem.fix.text
    return replace(document, data=data) if problems else None


@dataclass(frozen=True)
class _Error:
    """One error of pydantic's. `loc` has only keys and indexes that are in the file."""

    type: str
    loc: Loc
    input: Any
    context: Mapping[str, Any]

    @property
    def code(self) -> str:
        return _CODES.get(self.type) or (self.type if self.type.startswith("QB") else "QB199")


_CODES = {
    "extra_forbidden": "QB101",
    "missing": "QB102",
    "literal_error": "QB104",
    "enum": "QB104",
    "string_too_long": "QB119",
    "string_too_short": "QB119",
    "too_long": "QB119",
    "too_short": "QB119",
    "greater_than": "QB119",
    "greater_than_equal": "QB119",
    "less_than": "QB119",
    "less_than_equal": "QB119",
}
_WANTED = {
    "string": "text",
    "tuple": "list",
    "list": "list",
    "set": "list",
    "frozen": "list",
    "model": "map",
    "dict": "map",
    "mapping": "map",
    "dataclass": "map",
    "bool": "bool",
    "int": "number",
    "float": "number",
    "decimal": "number",
}


class _Explainer:
    """Puts words to the errors of one file."""

    def __init__(self, model: type[BaseModel], document: Document) -> None:
        self.model, self.document = model, document
        self.explained: set[Loc] = set()  # missing fields that an unknown one most likely is
        self.strayed: set[str] = set()  # fields of a part that stand beside it, too far to the left

    def explain(self, errors: Iterable[Any]) -> Iterator[Diagnostic]:
        told: set[tuple[Loc, str]] = set()
        known = [self.read(error) for error in errors]
        missing = {error.loc for error in known if error.type == "missing"}
        known.sort(key=lambda error: error.type != "extra_forbidden")
        for error in _one_a_place(known):
            key = (error.loc, error.code)
            if self.unread(error.loc) or key in told or self.is_explained(error) or len(told) >= MAX_TOLD:
                continue
            told.add(key)
            yield self.unknown(error, missing) if error.type == "extra_forbidden" else self.diagnostic(error)

    def is_explained(self, error: _Error) -> bool:
        """Whether an error is gone when an unknown field that was told is mended."""
        wanted = {error.loc[-1]} if error.type == "missing" else _at_odds(error) if error.code == "QB118" else set()
        return error.loc in self.explained or bool(len(error.loc) > 1 and wanted & self.strayed)

    def read(self, error: Any) -> _Error:
        raw: Loc = tuple(error["loc"])
        loc = self.locate(raw)
        if error["type"] == "missing":
            loc = (*self.locate(raw[:-1]), raw[-1])
        return _Error(error["type"], loc, error.get("input"), error.get("ctx") or {})

    def locate(self, loc: Loc) -> Loc:
        """Keep the keys and indexes that the author wrote: pydantic adds names of union members and short forms."""
        here: Loc = ()
        for item in loc:
            if (*here, item) in self.document.places:
                here = (*here, item)
        return here

    def unread(self, loc: Loc) -> bool:
        return (
            any(loc[:length] in self.document.unread for length in range(len(loc) + 1))
            if self.document.unread
            else False
        )

    # One diagnostic each

    def diagnostic(self, error: _Error) -> Diagnostic:
        wanted = _wanted(error)
        if wanted and error.code != "QB104":
            return self.wrong_type(error, wanted)
        match error.code:
            case "QB102":
                return self.missing(error)
            case "QB104":
                return self.no_choice(error)
            case "QB118":
                return self.at_odds(error)
            case _:
                return self.wrong_value(error)

    def found(
        self, code: str, loc: Loc, span: Span, fix: Fix | None = None, args: Mapping[str, Arg] | None = None
    ) -> Diagnostic:
        path = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
        label = self.label(loc)
        about: dict[str, Arg] = {
            "key": path or "?",
            "label": Word("name.field", {"it": label}) if label else "",
            "kind": self.kind(loc[:-1]),
        }
        return found(code, self.document.source.path, span, {**about, **(args or {})}, fix=fix)

    def unknown(self, error: _Error, missing: set[Loc]) -> Diagnostic:
        """A key that the model does not have, with the field that was most likely meant."""
        *around, name = error.loc or ("?",)
        parent: Loc = tuple(around)
        models = _models_at(self.model, parent)
        fields = {key: info for model in models for key, info in model.model_fields.items()}
        inner = not parent and self.is_inner(str(name))
        hit = _by_another_name(str(name), fields) or ("" if inner else _nearest_field(str(name), fields))
        span = self.document.key_span(error.loc)
        siblings = _at(self.document.data, parent)
        hint: Arg = phrase("hint.known", them=tuple(fields)) if len(fields) <= 12 else ""
        fix = None
        short = _short_form(models)
        if short and hit != short and (*parent, short) in missing and _holds_fields(siblings, name):
            hint = phrase("hint.short", short=short, it=str(name))
            self.explained.add((*parent, short))
        elif hit and isinstance(siblings, dict) and hit in siblings:
            hint = phrase("hint.twice", it=hit)
        elif hit and (*parent, hit) in self.explained:  # `date` and `time` for `start`: one line for both
            hint = self.added(error, hit)
        elif hit:
            hint, fix = did_you_mean(hit), Fix(span, hit, safe=(*parent, hit) in missing)
            self.explained.add((*parent, hit))
        elif inner or (parent and str(name) in self.model.model_fields):
            hint = phrase("hint.indent", it=str(name))
            self.strayed.add(str(name))
        diagnostic = self.found("QB101", error.loc, span, fix, {"hint": hint})
        return replace(diagnostic, args={**diagnostic.args, "key": str(name)})

    def is_inner(self, name: str) -> bool:
        """Whether a field of the file has such a field within it: then the line only stands too far to the left."""
        inner = (
            model for key in self.document.data for model in _models_at(self.model, (key,)) if model is not self.model
        )
        return any(name in model.model_fields for model in inner)

    def missing(self, error: _Error) -> Diagnostic:
        parent, name = error.loc[:-1], str(error.loc[-1])
        span = self.document.fence if not parent else self.document.key_span(parent)
        if parent and span.line != span.end_line:
            span = Span(span.line, span.column, span.line, span.column + 1)
        return self.found("QB102", error.loc, span, None, {"hint": self.added(error, name)})

    def added(self, error: _Error, name: str) -> Word:
        """The line to add for a field that stands beside the place of an error."""
        label = _label(_field_at(self.model, (*error.loc[:-1], name)))
        help = Word("", zh=label.help_zh, en=label.help_en) if label and label.help_zh else None
        return phrase("hint.add", it=name, help=help) if help else phrase("hint.add_bare", it=name)

    def wrong_type(self, error: _Error, wanted: str) -> Diagnostic:
        value = _at(self.document.data, error.loc)
        if value is None:
            return self.found("QB120", error.loc, self.span(error.loc))
        span = self.document.span(error.loc)
        models, field = _models_at(self.model, error.loc), _field_at(self.model, error.loc)
        right = _likely_spelling(value, wanted)
        if wanted == "text" and isinstance(value, list):
            right = _in_one(field, value) or right
        if wanted == "map" and isinstance(value, str) and isinstance(error.loc[-1], int):
            right = _as_group(models, value)
        args: dict[str, Arg] = {"want": Word(f"type.{wanted}"), "got": _got(value)}
        if wanted == "list" and models and not _short_form(models):  # in brackets it would be wrong as well
            right, args["hint"] = "", phrase("hint.groups", them=_needed(models))
        meant = _items(value) if wanted == "list" and isinstance(value, str) else right.strip('"')
        safe = bool(right) and wanted != "map" and _is_taken(field, meant)
        fix = Fix(span, right, safe) if right and span.line == span.end_line else None
        return self.found("QB103", error.loc, self.first_line(span), fix, args)

    def no_choice(self, error: _Error) -> Diagnostic:
        got = str(error.context.get("got", error.input))
        choices = error.context.get("choices") or _literals(error.context.get("expected", ""))
        labels = [str(label) for label in error.context.get("labels", ())]
        hit = _nearest(got, [str(choice) for choice in choices]) or _labelled(got, [str(c) for c in choices], labels)
        span = self.document.span(error.loc)
        fix = Fix(span, hit, safe=False) if hit else None
        shown: tuple[Arg, ...] = tuple(str(choice) for choice in choices)
        if labels:
            shown = tuple(Word("", zh=f"{c}（{label}）", en=str(c)) for c, label in zip(choices, labels, strict=True))
        more = (*shown[:12], "…") if len(shown) > 12 else shown
        return self.found(
            error.code, error.loc, span, fix, {"got": _short(got), "choices": more, "hint": did_you_mean(hit)}
        )

    def at_odds(self, error: _Error) -> Diagnostic:
        """Two fields of which one is needed, and only one. The model's validator names them: `key` and `other`."""
        key, other = str(error.context.get("key", "?")), str(error.context.get("other", "?"))
        here = _at(self.document.data, error.loc)
        given = [name for name in (key, *_names(other)) if isinstance(here, dict) and name in here]
        why = error.context.get("why") or ("both" if len(given) > 1 else "neither" if not given else "one_of")
        loc = (*error.loc, given[0]) if given else error.loc
        span = self.document.key_span(loc)
        args: dict[str, Arg] = {"key": key, "other": other, "why": Word(f"why.{why}")}
        return self.found("QB118", (*error.loc, key), self.first_line(span), None, args)

    def wrong_value(self, error: _Error) -> Diagnostic:
        """A value that its field type refused, or that pydantic did for a reason of its own."""
        context = dict(error.context)
        span = self.span(error.loc)
        offers = tuple(map(str, context.pop("offers", ()))) or self.completed(str(context.pop("stem", "")))
        offers = offers or self.with_year(context.pop("yearless", ()))
        fixed = str(context.pop("fix", "") or "") or (offers[0] if len(offers) == 1 else "")
        flow = bool(error.loc) and isinstance(error.loc[-1], int)
        sure = bool(context.pop("sure", True))
        fix = Fix(span, scalar(fixed, flow), safe=sure) if fixed and span.line == span.end_line else None
        args: dict[str, Arg] = {name: _arg(value) for name, value in context.items() if name not in ("code", "error")}
        args["got"] = _short(str(context.get("got", error.input)))
        args["why"] = _why(error)
        each = "hint.each" if error.context.get("why") == "several-days" else "hint.one_of"
        args["hint"] = _choice_of(offers, each) if len(offers) > 1 else "" if fix else self.forms(error)
        return self.found(error.code, error.loc, self.first_line(span), fix, args)

    def completed(self, stem: str) -> tuple[str, ...]:
        """A repeat rule without its day, with the day on which the first date is."""
        first = re.match(r"\d{4}-\d{2}-\d{2}", str(_at(self.document.data, ("start",)) or ""))
        try:
            return repeat.completed(stem, date.fromisoformat(first[0])) if stem and first else ()
        except ValueError:
            return ()

    def with_year(self, days: Iterable[str]) -> tuple[str, ...]:
        """Days that lack their year, in the last year of which the file tells and in the next."""
        years = re.findall(r"\b(20\d\d)-\d\d-\d\d\b", str(self.document.data))
        last = max(map(int, years), default=0)
        return tuple(f"{year}-{day}" for day in days if last for year in (last, last + 1) if _is_day(f"{year}-{day}"))

    def forms(self, error: _Error) -> Arg:
        """The ways in which a rule that makes no sense may be written."""
        return Word("hint.repeat") if error.code == "QB110" and error.context.get("why") == "unknown" else ""

    # Names and places

    def span(self, loc: Loc) -> Span:
        """The value; the key where there is nothing behind it."""
        value = self.document.span(loc)
        return value if value[:2] != value[2:] else self.document.key_span(loc)

    def first_line(self, span: Span) -> Span:
        if span.line == span.end_line:
            return span
        end = len(self.document.source.line(span.line).rstrip()) + 1
        return Span(span.line, span.column, span.line, max(end, span.column + 1))

    def label(self, loc: Loc) -> Word | None:
        label = _label(_field_at(self.model, loc))
        return Word("", zh=label.zh, en=label.en) if label else None

    def kind(self, parent: Loc) -> Arg:
        """What the keys of `parent` belong to: the kind of the file, or a field of it."""
        if not parent:
            kind = str(getattr(self.model, "kind", "file"))
            return Word(f"kind.{kind}")
        named = tuple(part for part in parent if isinstance(part, str))
        label = self.label(named)
        return phrase("hint.part", it=label) if label else Word("kind.part")


# What was meant --------------------------------------------------------------------------------------------------


def _one_a_place(errors: Sequence[_Error]) -> Iterator[_Error]:
    """Of the errors that the members of a union give for one value, the one of the member that came nearest."""
    best: dict[Loc, _Error] = {}
    for error in errors:
        if error.type in ("missing", "extra_forbidden"):
            yield error
        elif (known := best.get(error.loc)) is None or (_wanted(known) and not _wanted(error)):
            best[error.loc] = error
    told = {error.loc for error in errors}
    for loc, error in best.items():
        inside = _wanted(error) and any(len(other) > len(loc) and other[: len(loc)] == loc for other in told)
        if not inside:
            yield error


def _names(listed: str) -> list[str]:
    return re.split(r"\s*/\s*", listed)


def _at_odds(error: _Error) -> set[str | int]:
    """The fields that an error is about of which one is needed."""
    return {str(error.context.get("key", "")), *_names(str(error.context.get("other", "")))}


def _short_form(models: Sequence[type[BaseModel]]) -> str:
    """The field that a bare word in the place of a part stands for."""
    return next((short for model in models if (short := getattr(model, "short", None))), "")


def _holds_fields(part: Any, name: object) -> bool:
    """Whether a part has a word with a colon before its fields: `moderator:`, and `hours` below or within."""
    return isinstance(part, dict) and (part.get(name) is None or isinstance(part[name], dict))


def _wanted(error: _Error) -> str:
    """The type that was wanted, if the error is about that."""
    if error.type == "QB103":
        return str(error.context.get("want", "text"))
    if error.type.endswith(("_type", "_parsing", "_from_float", "_from_json")):
        return _WANTED.get(error.type.split("_", 1)[0], "text")
    return ""


_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "是", "对", "有"), "true"),
    **dict.fromkeys(("false", "no", "off", "否", "不", "无"), "false"),
}
_DIVIDERS = re.compile(r"\s*[，、,；;]\s*")


def _likely_spelling(value: Any, wanted: str) -> str:
    """How a value of the wrong type would be written in the right one, or ""."""
    match wanted, value:
        case "list", str():
            return flow_list(_items(value))
        case "number", str():
            narrow = unicodedata.normalize("NFKC", value).strip()
            return narrow if re.fullmatch(r"-?\d+(\.\d+)?", narrow) else ""
        case "bool", str():
            return _BOOLEANS.get(value.strip().casefold(), "")
        case "text", [str() as only]:
            return scalar(only)
        case "number" | "bool", [str() as only]:
            return _likely_spelling(only, wanted)
        case _:
            return ""


def _items(text: str) -> list[str]:
    plain = re.sub(r"^-(?=\d{4}-)", "", text.strip().strip("【】[]"))
    return [item for item in _DIVIDERS.split(plain) if item]


def _is_taken(field: FieldInfo | None, value: Any) -> bool:
    """Whether a field takes a value; where a part is written in short, that is a value as well."""
    if field is None:
        return False
    kind: Any = Annotated[field.annotation, field]
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def _needed(models: Sequence[type[BaseModel]]) -> tuple[str, ...]:
    """The fields that a part must have, as the lines that say them."""
    needed = [key for key, info in models[0].model_fields.items() if info.is_required()]
    return tuple(f"`{key}: …`" for key in needed or [*models[0].model_fields][:1])


def _as_group(models: Sequence[type[BaseModel]], text: str) -> str:
    """A text as the first field that the group needs: `{on: 2026-12-10}`."""
    first = next((key for model in models for key, info in model.model_fields.items() if info.is_required()), "")
    return f"{{{first}: {scalar(text, flow=True)}}}" if first else ""


def _in_one(info: FieldInfo | None, items: list[Any]) -> str:
    """A list of words as the field writes them in one: `[thu, sun]` as `weekly thu,sun`."""
    spelled = next((mark for mark in metadata_of(info) if isinstance(mark, Written)), None) if info else None
    if spelled is None or not items or not all(isinstance(item, str) for item in items):
        return ""
    try:
        return spelled.write(spelled.parse(", ".join(items)))
    except PydanticCustomError as refused:
        offers = (refused.context or {}).get("offers", ())
        return str(offers[0]) if len(offers) == 1 else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _got(value: Any) -> Word:
    match value:
        case dict():
            return Word("type.map")
        case list() | tuple():
            return Word("type.list")
        case None:
            return Word("type.nothing")
        case _:
            text = str(value)
            return phrase("type.quoted", it=text) if len(text) <= 40 and "\n" not in text else Word("type.long")


def _choice_of(offers: tuple[str, ...], words: str) -> Word:
    return phrase(words, them=tuple(f"`{offer}`" for offer in offers))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"


def _why(error: _Error) -> Arg:
    """The reason, from the field type that gave one or from pydantic's own limits."""
    limits = error.context
    match error.type:
        case "string_too_long":
            return phrase("why.too_long", limit=limits["max_length"], length=len(str(error.input)))
        case "string_too_short":
            return phrase("why.too_short", limit=limits["min_length"], length=len(str(error.input)))
        case "too_long":
            return phrase("why.too_many", limit=limits["max_length"], length=int(limits["actual_length"]))
        case "too_short":
            return phrase("why.too_few", limit=limits["min_length"], length=int(limits["actual_length"]))
        case "greater_than" | "greater_than_equal":
            return phrase("why.too_small", limit=str(limits.get("gt", limits.get("ge"))))
        case "less_than" | "less_than_equal":
            return phrase("why.too_large", limit=str(limits.get("lt", limits.get("le"))))
    reason = str(limits.get("why") or limits.get("error") or "other")
    return Word(f"why.{reason}", {name: _arg(value) for name, value in limits.items()})


def _arg(value: Any) -> Arg:
    if isinstance(value, str | int | Word):
        return value
    return tuple(_arg(part) for part in value) if isinstance(value, tuple | list) else str(value)


def _literals(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected)


def _nearest(word: str, options: Iterable[str]) -> str:
    table = {_folded(option): option for option in reversed([*options])}
    hit = get_close_matches(_folded(word), list(table), 1, 0.6)
    return table[hit[0]] if hit else ""


def _labelled(got: str, choices: Sequence[str], labels: Sequence[str]) -> str:
    """The one value in whose Chinese name the word is, or whose name is in the word."""
    hits = [
        choice
        for choice, label in zip(choices, labels, strict=False)
        if len(got) > 1 and (got in label or label in got)
    ]
    return hits[0] if len(hits) == 1 else ""


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("-", "_").replace(" ", "_")


_OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "on": "date day when 日期 哪天 时间",
        "at": "when due time 时间 什么时候",
        "start": "date time when begin begins dtstart start_time start_date datetime 开始 开始时间 时间 日期",
        "repeat": "frequency freq recurrence recurring repeats rrule every 频率 周期",
        "since": "from from_date 从",
        "opened": "opens open open_date 开群",
        "closes": "closed close close_date 关群",
        "until": "to end_date repeat_until 结束日期 截止日期",
        "duration": "length end end_time dtend 结束 结束时间 持续时间",
        "exceptions": "exdate exdates except skip",
        "also": "rdate rdates extra_dates 加场",
        "timezone": "tz zone",
        "on_holiday": "holiday holidays 节假日",
        "move": "moved moved_to to new_date 改期",
        "cancel": "canceled cancelled",
        "venue": "location place 地点",
        "name": "title summary 标题",
    }
)
"""What other programs and other people call our fields."""


def _by_another_name(name: str, fields: Mapping[str, FieldInfo]) -> str:
    return next(
        (field for field, names in _OTHER_NAMES.items() if field in fields and name.casefold() in names.split()), ""
    )


def _nearest_field(name: str, fields: Mapping[str, FieldInfo]) -> str:
    """The field meant by a wrong name: its Chinese label, a near English name, a near label."""
    labels = {label.zh: key for key, info in reversed([*fields.items()]) if (label := _label(info))}
    if name in labels:
        return labels[name]
    if near := _nearest(name, fields):
        return near
    close = next(iter(get_close_matches(name, list(labels), 1, 0.5)), "")
    return labels.get(close, "")


# The model at a place --------------------------------------------------------------------------------------------


def _label(info: FieldInfo | None) -> Label | None:
    return next((meta for meta in info.metadata if isinstance(meta, Label)), None) if info else None


def _at(data: Any, loc: Loc) -> Any:
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _parts(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation, of whatever tuples, unions and mappings."""
    if isinstance(annotation, type) and not get_origin(annotation) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for argument in get_args(annotation) for part in _parts(argument)]


def _models_at(model: type[BaseModel], loc: Loc) -> list[type[BaseModel]]:
    """The models that the value at `loc` may be one of. Keys of a mapping (`{date: part}`) are passed over."""
    here = [model]
    for part in loc:
        if isinstance(part, str):
            infos = [info for m in here if (info := m.model_fields.get(part))]
            here = [inner for info in infos for inner in _parts(info.annotation)] if infos else here
    return here


def _field_at(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    """The field that the value at `loc` belongs to; for an item of a list, that of the list."""
    named = tuple(part for part in loc if isinstance(part, str))
    if not named:
        return None
    return next((info for m in _models_at(model, named[:-1]) if (info := m.model_fields.get(named[-1]))), None)

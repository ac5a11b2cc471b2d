"""Values of front matter as HTML: every field type has one way to look, on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from markupsafe import Markup, escape

from qunbook.enums import ENUMS
from qunbook.fields import Hours, Lasting, Start, Target
from qunbook.model import Entity, Part
from qunbook.offset import Offset
from qunbook.render.book import Book
from qunbook.render.markdown import lines, plain
from qunbook.render.questions import Column, column, columns, is_empty
from qunbook.repeat import Repeat

KEYS = {
    "scores": ("element", "criterion"),
    "senses": ("sense",),
    "evidence": ("element", "sense"),
    "weights": ("criterion",),
    "accounts": ("platform",),
}
"""The closed lists that name the keys of a mapping."""

HOUSEKEEPING = frozenset(
    {
        "name", "summary", "status", "reason", "owner", "visibility", "formerly", "lint", "reviewed", "review_every",
        "tags", "aliases",
    }
)  # fmt: skip
"""Fields that stand in the head or the foot of every page."""

TONES: Mapping[str, Mapping[str, str]] = {
    "status": {"planned": "blue", "active": "green", "paused": "amber", "archived": "grey"},
    "person_status": {"active": "green", "inactive": "grey"},
    "severity": {"minor": "grey", "serious": "amber", "zero_tolerance": "red"},
    "importance": {"routine": "grey", "normal": "blue", "major": "amber"},
    "run_status": {"planned": "blue", "done": "green", "cancelled": "red", "postponed": "amber"},
    "retro_status": {"draft": "grey", "in_review": "amber", "reviewed": "blue", "closed": "green"},
    "action_status": {"open": "blue", "in_progress": "blue", "done": "green", "dropped": "grey"},
    "binding": {"must": "blue", "should": "grey"},
    "answer": {"yes": "green", "partly": "amber", "no": "red"},
}


@dataclass(frozen=True)
class Show:
    """How the values of one page look. `root` leads from the page to the edition's root: `../../`."""

    book: Book
    root: str

    # Links -------------------------------------------------------------------------------------------------------

    def to(self, address: str) -> str:
        """A relative address from this page; `address` is from the edition's root."""
        return f"{self.root}{address}" or "./"

    def link(self, entity: Entity, text: object = None, anchor: str = "") -> Markup:
        """A link to the page of a thing, or to a part of it."""
        href = self.to(self.book.address(entity)) + (f"#{anchor}" if anchor else "")
        # Joined, not `Markup.format`ed: this runs tens of thousands of times. An address is made of ids.
        return Markup(f'<a href="{escape(href)}">{plain(text or self.book.title(entity))}</a>')  # noqa: S704 - escaped

    def ref(self, kinds: tuple[str, ...], id: str) -> Markup:
        """A link to what an id names, or the id itself where this edition has no such thing."""
        found = self.book.find(kinds, id)
        return self.link(found) if found else plain(id)

    def role(self, id: str) -> Markup:
        return self.ref(("role",), id)

    def person(self, id: str) -> Markup:
        return self.ref(("person",), id)

    def links(self, kinds: tuple[str, ...], ids: Iterable[str]) -> Markup:
        """Links to what ids name, as a list."""
        return self.book.words.join(self.ref(kinds, id) for id in ids)

    # Small things ------------------------------------------------------------------------------------------------

    def badge(self, text: object, tone: str = "grey") -> Markup:
        """A word in a colour; `tone` is a name of the style sheet."""
        return Markup(f'<span class="qb-badge qb-{tone}">{plain(text)}</span>')  # noqa: S704 - `tone` is ours

    def state(self, enum: str, value: str) -> Markup:
        """A value of a closed list as a badge in its colour."""
        return self.badge(self.book.words.choice(enum, value), TONES.get(enum, {}).get(value, "grey"))

    # Values ------------------------------------------------------------------------------------------------------

    def value(self, value: Any, shape: Column | None = None) -> Markup:
        """A value of any field type; `shape` says what ids and choices are."""
        words = self.book.words
        match value:
            case None:
                return Markup("")
            case bool():
                return words("yes") if value else words("no")
            case str():
                return self._text(value, shape)
            case datetime():
                return words.moment(value)
            case date():
                return words.plain_day(value)
            case time():
                return plain(f"{value:%H:%M}")
            case timedelta():
                return plain(words.duration(value))
            case Start():
                return words.start(value)
            case Lasting():
                return plain(words.lasting(value))
            case Hours():
                return plain(str(value))
            case Target():
                return plain(words.target(value))
            case Repeat():
                return plain(words.repeat(value))
            case Offset():
                return plain(words.offset(value))
            case int() | float():
                return plain(words.number(value))
            case Part():
                return self.part(value)
            case tuple():
                return self._items(value, shape)
            case Mapping():
                return self._mapping(value, shape)
        raise AssertionError(f"no way to show a {type(value).__name__}")

    def _text(self, value: str, shape: Column | None) -> Markup:
        if shape and shape.ref:
            return self.ref(shape.ref.kinds, value)
        if shape and shape.choice:
            return plain(self.book.words.choice(shape.choice.name, value))
        if value.startswith(("https://", "http://")) and " " not in value:
            return Markup('<a class="qb-url" rel="noopener" href="{}">{}</a>').format(value, plain(value))
        return lines(value)

    def _items(self, items: tuple[Any, ...], shape: Column | None) -> Markup:
        if items and all(isinstance(item, Part) for item in items):
            return self.table(items)
        shown = [self.value(item, shape) for item in items]
        if shape and (shape.ref or shape.choice):
            return self.book.words.join(shown)
        if len(shown) == 1:
            return shown[0]
        return Markup('<ul class="qb-list">{}</ul>').format(
            Markup("").join(Markup("<li>{}</li>").format(one) for one in shown)
        )

    def _mapping(self, values: Mapping[str, Any], shape: Column | None) -> Markup:
        rows = ((plain(self._key(key, shape)), self.value(value, shape)) for key, value in values.items())
        return definitions(rows)

    def _key(self, key: str, shape: Column | None) -> str:
        if shape and shape.name == "actual" and (metric := self.book.find(("metric",), key)):
            return self.book.title(metric)
        for name in KEYS.get(shape.name, ()) if shape else ():
            if key in ENUMS[name]:
                return self.book.words.choice(name, key)
        return key

    def part(self, part: Part) -> Markup:
        """A mapping of front matter as a list of terms; one with a single field as its value."""
        shown = [one for one in columns(type(part)) if not is_empty(getattr(part, one.name))]
        if len(shown) == 1:
            return self.value(getattr(part, shown[0].name), shown[0])
        return definitions((plain(self.book.words.label(one.label)), self.of(part, one.name)) for one in shown)

    def table(self, parts: tuple[Part, ...], *without: str) -> Markup:
        """Mappings of one shape as a table: a column for each field that one of them has."""
        used = [
            one
            for one in columns(type(parts[0]))
            if one.name not in without and any(not is_empty(getattr(part, one.name)) for part in parts)
        ]
        if len(used) == 1:
            return self._items(tuple(getattr(part, used[0].name) for part in parts), used[0])
        heads = [self.book.words.label(one.label) for one in used]
        return table(heads, ([self.of(part, one.name) for one in used] for part in parts))

    # Fields ------------------------------------------------------------------------------------------------------

    def of(self, part: Part, name: str) -> Markup:
        """The value of a field."""
        return self.value(getattr(part, name), column(type(part), name))

    def label(self, part: Part, name: str) -> Markup:
        return plain(self.book.words.label(column(type(part), name).label))

    def rest(self, part: Part, shown: Iterable[str] = ()) -> tuple[tuple[Markup, Markup], ...]:
        """(label, value) of the fields that have one and that the page has not shown."""
        left_out = {*HOUSEKEEPING, *shown} if isinstance(part, Entity) else set(shown)
        return tuple(
            (plain(self.book.words.label(one.label)), self.of(part, one.name))
            for one in columns(type(part))
            if one.name not in left_out and not is_empty(getattr(part, one.name)) and not _is_default(part, one)
        )

    def facts(self, part: Part, *names: str) -> Markup:
        """The named fields that have a value, as a list of terms."""
        rows = [
            (plain(self.book.words.label(column(type(part), name).label)), self.of(part, name))
            for name in names
            if not is_empty(getattr(part, name))
        ]
        return definitions(rows) if rows else Markup("")


def _is_default(part: Part, one: Column) -> bool:
    """`critical: false`, `status: active`: what a page need not say."""
    info = type(part).model_fields[one.name]
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    value = getattr(part, one.name)
    return isinstance(value, bool | str) and value == default and value in (False, "active")


def definitions(rows: Iterable[tuple[Markup, Markup]]) -> Markup:
    """Facts as a list: (what, value)."""
    inner = Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(*row) for row in rows)
    return Markup('<dl class="qb-facts">{}</dl>').format(inner)


def table(heads: list[Any], rows: Iterable[list[Any]], caption: object = "") -> Markup:
    """A table that becomes a list of cards on a narrow screen: each cell knows what its column is called."""
    shown = [plain(head) for head in heads]
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(one) for one in shown)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td data-label="{}">{}</td>').format(label, plain(cell)) if plain(cell) else Markup("<td></td>")
                for label, cell in zip(shown, row, strict=True)
            )
        )
        for row in rows
    )
    above = Markup("<caption>{}</caption>").format(plain(caption)) if caption else Markup("")
    return Markup('<table class="qb-table">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
        above, head, body
    )

"""Lists that can be narrowed: by which of their fields, and what each row says of itself.

Without script a list shows all its rows. `qunbook.js` shows the form, hides rows, counts the rest and keeps the choice
in the address, so that a narrowed list can be passed on as a link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from qunbook import queries
from qunbook.kinds.community import Community
from qunbook.kinds.metric import Metric
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.model import Entity
from qunbook.render.book import Book
from qunbook.render.questions import column

SIEVES: Mapping[str, tuple[str, ...]] = {
    "event": ("community", "type", "status"),
    "rule": ("applies_to", "category", "severity"),
    "role": ("track", "vacant"),
    "person": ("roles", "city", "status"),
    "run": ("event", "status"),
    "retro": ("owner", "status", "method"),
    "metric": ("light", "stage", "owner"),
    "workflow": ("type", "community", "owner"),
    "column": ("community", "form"),
    "incentive": ("type", "audience"),
    "campaign": ("method", "owner"),
    "assessment": ("type", "subject"),
}
"""What the index of a kind is narrowed by, besides its words."""

LEAST = 4
"""Rows below which nobody needs to narrow a list."""

Said = tuple[str, str]
"""A value as the address has it, and as readers call it."""


@dataclass(frozen=True)
class Facet:
    """One thing to narrow by: `choices` are (value, words, rows)."""

    name: str
    label: str
    choices: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Sieve:
    """The facets of a list that tell its rows apart, and the attributes of each row by its thing's "kind/id"."""

    facets: tuple[Facet, ...]
    attributes: Mapping[str, Markup]
    useful: bool

    def row(self, entity: Entity | None) -> Markup:
        """What the row of a thing is marked with; a row about nothing that the list is narrowed by fits only words."""
        return self.attributes[f"{entity.kind}/{entity.id}"] if entity else Markup(" data-row")


def sieve(
    book: Book, entities: Sequence[Entity], names: Iterable[str], rows_of: Callable[[Entity], int] = lambda _: 1
) -> Sieve:
    """How a list of things is narrowed by the fields `names`, or by what is no field (see `_said`).

    `rows_of` says how many rows a thing has: an event has one for each of its dates.
    """
    weights = [rows_of(one) for one in entities]
    facets, rows = [], [Markup(" data-row")] * len(entities)
    for name in names:
        said = [_said(book, one, name) for one in entities]
        counts: Counter[Said] = Counter()
        for values, weight in zip(said, weights, strict=True):
            counts.update(dict.fromkeys(values, weight))
        if len(counts) < 2:
            continue
        choices = tuple((value, words, count) for (value, words), count in sorted(counts.items(), key=_place(said)))
        facets.append(Facet(name, _label(book, entities[0], name), choices))
        rows = [
            row + Markup(f' data-{name}="{escape("|".join(value for value, _ in values))}"')  # noqa: S704 - escaped
            for row, values in zip(rows, said, strict=True)
        ]
    marked = {f"{one.kind}/{one.id}": row for one, row in zip(entities, rows, strict=True)}
    return Sieve(tuple(facets), marked, len(entities) >= LEAST)


def _place(said: Iterable[tuple[Said, ...]]) -> Callable[[tuple[Said, int]], int]:
    """Choices stand in the order in which the rows bring them."""
    order = {value: n for n, value in enumerate(dict.fromkeys(value for values in said for value in values))}
    return lambda item: order[item[0]]


def _label(book: Book, entity: Entity, name: str) -> str:
    match name:
        case "light":
            return book.words.text("Light")
        case "roles":
            return book.words.text("Role")
        case "vacant":
            return book.words.text("Held by")
    return book.words.label(column(type(entity), name).label)


def _said(book: Book, entity: Entity, name: str) -> tuple[Said, ...]:
    """The values of a field: what is named by id goes by its title, a choice by its word."""
    match entity, name:
        case Rule(), "applies_to":
            return tuple((one.id, one.name) for one in book.playbook.all(Community) if _holds(entity, one))
        case Person(), "roles":
            return tuple((role.id, role.name) for role, _ in queries.roles_of(book.playbook, entity, book.today))
        case Role(), "vacant":
            vacant = queries.is_vacant(book.playbook, entity, book.today)
            return (("no", book.words.text("nobody yet")),) if vacant else (("yes", book.words.text("somebody")),)
        case Metric(), "light":
            newest = queries.latest(book.playbook, entity)
            light = queries.state(entity, newest.value if newest else None)
            return ((light, _lights(book)[light]),) if light in _lights(book) else ()
    shape = column(type(entity), name)
    value = getattr(entity, name)
    values = value if isinstance(value, tuple) else (value,) if value else ()
    if shape.choice:
        return tuple((one, book.words.choice(shape.choice.name, one)) for one in values)
    if shape.ref:
        found = ((one, book.find(shape.ref.kinds, one)) for one in values)
        return tuple((id, book.title(thing)) for id, thing in found if thing)
    return tuple((str(one), str(one)) for one in values)


def _lights(book: Book) -> dict[str, str]:
    words = book.words
    return {"red": words.text("red"), "amber": words.text("amber"), "green": words.text("green")}


def _holds(rule: Rule, community: Community) -> bool:
    return not rule.applies_to or community.id in rule.applies_to

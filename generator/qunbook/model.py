"""A playbook: frozen entities by kind and id, the references between them, and what each audience may see.

Front matter becomes an `Entity` through pydantic; an entity's id is its file's name and is never written inside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.fields import FieldInfo

from qunbook.document import Document
from qunbook.settings import Audience

Loc = tuple[str | int, ...]

LEVELS: Mapping[str, int] = MappingProxyType({"public": 0, "member": 1, "staff": 2})


@dataclass(frozen=True)
class Label:
    """What a field is called and what it is for, in Chinese and English (schemas, skeletons, diagnostics, pages)."""

    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""


@dataclass(frozen=True)
class Ref:
    """`Annotated[str, Ref("person")]`: the value is the id of another file, of one of these kinds."""

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)


@dataclass(frozen=True)
class Seen:
    """`Annotated[..., Seen("staff")]`: only this audience, and those above it, ever get the field."""

    audience: Audience


class Part(BaseModel):
    """A mapping in front matter. `short` names the field that a bare scalar stands for: `duty: [host]`."""

    # Built when first needed: most parts are only ever validated inside another.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    short: ClassVar[str | None] = None

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        """Read the short form, and an optional key without a value as a key left out."""
        if isinstance(value, str) and cls.short:
            return {cls.short: value}
        if isinstance(value, dict) and None in value.values():
            fields = cls.model_fields
            return {k: v for k, v in value.items() if v is not None or k not in fields or fields[k].is_required()}
        return value


class Entity(Part):
    """One file of content. `id`, `document` and `body` come from the file itself, the rest from its front matter."""

    kind: ClassVar[str]

    @classmethod
    def filed(cls, id: str, document: Document, values: Self) -> Self:
        """Tie validated front matter to the file that it came from."""
        entity = values.model_copy()
        # Beside the fields, not as private attributes: pydantic looks those up ten times slower, and checks ask a lot.
        entity.__dict__.update(_id=id, _document=document)
        return entity

    @property
    def id(self) -> str:
        id: str = self.__dict__["_id"]  # not `cast`: this is asked a hundred thousand times a run
        return id

    @property
    def document(self) -> Document:
        return cast("Document", self.__dict__["_document"])

    @property
    def body(self) -> str:
        """The Markdown below the front matter, as the author wrote it."""
        return self.document.body

    @property
    def path(self) -> str:
        """The file, relative to the handbook's root: `content/roles/convener.md`."""
        return self.document.source.path

    def fields_for(self, audience: Audience) -> frozenset[str]:
        """The names of the fields that `audience` may see; kinds with rules of their own override this."""
        return frozenset(type(self).model_fields.keys() - _kept_from(type(self), audience).keys())


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its folder, its model, its names, and who sees it unless its file says otherwise.

    `review_every` is in days; None means that files of this kind are never due for review. `nested` kinds have ids
    with one folder in them (`runs/reading-night/2026-11-19.md` is `reading-night/2026-11-19`).
    """

    name: str
    folder: str
    model: type[Entity]
    zh: str
    en: str
    plural_en: str
    visibility: Audience = "member"
    review_every: int | None = None
    nested: bool = False
    single: bool = False


@dataclass(frozen=True)
class Reference:
    """`source`, at `loc`, names `target`, an id of one of `kinds`."""

    source: Entity
    loc: Loc
    kinds: tuple[str, ...]
    target: str


E = TypeVar("E", bound=Entity)


@dataclass(frozen=True)
class Playbook:
    """Everything that was read, frozen. `ids` also knows the files that could not be read, so that one broken file
    does not make every reference to it look wrong. `data` are the texts of data files by path, `assets` the paths of
    files that are passed on as they are (None where nobody looked). `unread` are files whose front matter was not
    understood: they have an id, a document and a body, and no field that one may ask for.
    """

    kinds: tuple[Kind, ...]
    entities: Mapping[str, Mapping[str, Entity]]
    ids: Mapping[str, frozenset[str]]
    data: Mapping[str, str] = field(default_factory=dict)
    assets: frozenset[str] | None = None
    unread: tuple[Entity, ...] = ()

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """Every entity of a kind, ordered by id."""
        return cast(tuple[E, ...], tuple(self.entities.get(kind.kind, {}).values()))

    def find(self, kind: type[E], id: str | None) -> E | None:
        """The entity with this id, or None: it may not exist, be unreadable, or hidden from this audience."""
        return cast(E | None, self.entities.get(kind.kind, {}).get(id)) if id else None

    def get(self, kind: type[E], id: str) -> E:
        """The entity with this id. Raises KeyError: a playbook without errors has every id that it names."""
        return cast(E, self.entities[kind.kind][id])

    def one(self, kind: type[E]) -> E:
        """The only entity of a kind that has one (the handbook)."""
        return self.all(kind)[0]

    def everything(self) -> Iterator[Entity]:
        """Every entity that was understood, by kind, then by id."""
        for kind in self.kinds:
            yield from self.entities.get(kind.name, {}).values()

    def bodies(self) -> Iterator[Entity]:
        """Every entity with a body to look into, those whose front matter was not understood as well."""
        yield from self.everything()
        yield from self.unread

    def kind_of(self, entity: Entity) -> Kind:
        return next(kind for kind in self.kinds if kind.name == entity.kind)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference in every front matter, in the order of kinds, ids and fields."""
        return tuple(
            Reference(entity, loc, ref.kinds, value)
            for entity in self.everything()
            for loc, ref, value in references_in(entity)
        )

    @cached_property
    def _backward(self) -> Mapping[tuple[str, str], tuple[Reference, ...]]:
        found: dict[tuple[str, str], list[Reference]] = defaultdict(list)
        for reference in self.references:
            for kind in reference.kinds:
                if reference.target in self.entities.get(kind, {}):
                    found[kind, reference.target].append(reference)
        return {key: tuple(value) for key, value in found.items()}

    def naming(self, entity: Entity) -> tuple[Reference, ...]:
        """The references by which other entities name this one."""
        return self._backward.get((entity.kind, entity.id), ())

    @cached_property
    def former(self) -> Mapping[str, Mapping[str, str]]:
        """Old ids that things once had, by kind: `{"event": {"thursday-night": "reading-night"}}`."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for entity in self.everything():
            for old in getattr(entity, "formerly", ()):
                found[entity.kind][old] = entity.id
        return found

    def visibility(self, entity: Entity) -> Audience:
        """Who may see a thing at least: as its file says, else as its kind does."""
        return getattr(entity, "visibility", None) or self.kind_of(entity).visibility

    def told(self, entity: Entity, audience: Audience) -> Entity | None:
        """An entity that is not in this playbook as `audience` may see it, or None; this is the part that they see."""
        return entity if audience == "staff" else _told(entity, audience, self.entities)

    def seen_by(self, audience: Audience) -> Playbook:
        """The same playbook without the entities and fields that `audience` may not see.

        References to what is hidden vanish too; an entity that cannot be told without one (a required reference)
        is hidden with it, until nothing more has to be.
        """
        if audience == "staff":
            return self
        level = LEVELS[audience]
        shown = {
            kind.name: {
                id: entity
                for id, entity in self.entities.get(kind.name, {}).items()
                if LEVELS[self.visibility(entity)] <= level
            }
            for kind in self.kinds
        }
        changed = True
        while changed:
            changed = False
            for name, entities in shown.items():
                kept = {id: told for id, entity in entities.items() if (told := _told(entity, audience, shown))}
                changed = changed or len(kept) < len(entities)
                shown[name] = kept
        ids = {name: frozenset(entities) for name, entities in shown.items()}
        return Playbook(self.kinds, shown, ids, self.data, self.assets)


def references_in(part: Part, loc: Loc = ()) -> Iterator[tuple[Loc, Ref, str]]:
    """Every reference in a front matter as (place, what it may name, the id)."""
    for name, shape in _shapes(type(part)):
        yield from _walk(getattr(part, name), shape, (*loc, name))


def _walk(value: Any, shape: Ref | None, loc: Loc) -> Iterator[tuple[Loc, Ref, str]]:
    if value is None:
        return
    if isinstance(value, str):
        if shape:
            yield loc, shape, value
    elif isinstance(value, Part):
        yield from references_in(value, loc)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, shape, (*loc, index))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(item, shape, (*loc, key))


@cache
def _shapes(model: type[Part]) -> tuple[tuple[str, Ref | None], ...]:
    """The fields of a model in which a reference can be, each with its `Ref` if it is one itself."""
    found = []
    for name, info in model.model_fields.items():
        ref = next((m for m in _metadata(info) if isinstance(m, Ref)), None)
        if ref or part_types(info.annotation):
            found.append((name, ref))
    return tuple(found)


def _metadata(info: FieldInfo) -> Iterator[Any]:
    yield from info.metadata
    yield from _nested_metadata(info.annotation)


def _nested_metadata(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
        yield from _nested_metadata(annotation.__origin__)
    else:
        for argument in get_args(annotation):
            yield from _nested_metadata(argument)


def metadata_of(info: FieldInfo) -> tuple[Any, ...]:
    """Everything that is said about a field with `Annotated`, its items included (Label, Ref, Seen, Choice)."""
    return tuple(_metadata(info))


HIDDEN: Any = object()


def _told(entity: Entity, audience: Audience, shown: Mapping[str, Mapping[str, Entity]]) -> Entity | None:
    """The entity as `audience` may see it, or None where it cannot be told without something hidden."""
    kind = type(entity)
    blank = {name: _default(kind, name) for name in kind.model_fields.keys() - entity.fields_for(audience)}
    told = _without_hidden(entity.model_copy(update=blank) if blank else entity, audience, shown)
    return None if told is HIDDEN else cast(Entity, told)


def _without_hidden(part: Part, audience: Audience, shown: Mapping[str, Mapping[str, Entity]]) -> Any:
    kind = type(part)
    hidden = _kept_from(kind, audience)
    update = {name: default for name, default in hidden.items() if getattr(part, name) != default}
    for name, ref in _shapes(kind):
        if name in update:
            continue
        value = getattr(part, name)
        told = _filtered(value, ref, audience, shown)
        if told is HIDDEN:
            if kind.model_fields[name].is_required():
                return HIDDEN
            told = _default(kind, name)
        if told is not value:
            update[name] = told
    return part.model_copy(update=update) if update else part


@cache
def _kept_from(model: type[Part], audience: Audience) -> Mapping[str, Any]:
    """The fields that `audience` may not see, each with what it finds there instead."""
    return {
        name: _default(model, name)
        for name, info in model.model_fields.items()
        if any(isinstance(m, Seen) and LEVELS[m.audience] > LEVELS[audience] for m in info.metadata)
    }


@cache
def _default(model: type[Part], name: str) -> Any:
    return model.model_fields[name].get_default(call_default_factory=True)


def _filtered(value: Any, ref: Ref | None, audience: Audience, shown: Mapping[str, Mapping[str, Entity]]) -> Any:
    if isinstance(value, str):
        return value if not ref or any(value in shown.get(kind, {}) for kind in ref.kinds) else HIDDEN
    if isinstance(value, Part):
        return _without_hidden(value, audience, shown)
    if isinstance(value, tuple):
        kept = tuple(_filtered(item, ref, audience, shown) for item in value)
        if all(new is old for new, old in zip(kept, value, strict=True)):
            return value
        return tuple(item for item in kept if item is not HIDDEN)
    if isinstance(value, Mapping):
        kept_items = {key: _filtered(item, ref, audience, shown) for key, item in value.items()}
        return {key: item for key, item in kept_items.items() if item is not HIDDEN}
    return value


def part_types(annotation: Any) -> Sequence[type[Part]]:
    """The `Part` models that a field's annotation holds, outermost first."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return (annotation,)
    return tuple(part for argument in get_args(annotation) for part in part_types(argument))

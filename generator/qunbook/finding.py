"""What a check says: this entity, at this field, breaks this law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from qunbook.diagnostic import Arg, Fix, Related
from qunbook.model import Entity, Loc, Playbook
from qunbook.settings import Settings
from qunbook.source import Span


@dataclass(frozen=True)
class Finding:
    """`loc` is a path of keys and indexes into the entity's front matter; () is the entity as a whole.

    `span` overrides the place for findings in a body or a data file (`path` then names that file).
    """

    entity: Entity
    loc: Loc
    code: str
    args: Mapping[str, Arg] = field(default_factory=dict)
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    span: Span | None = None
    path: str | None = None


@dataclass(frozen=True)
class Check:
    """A law: the codes it may report and the function that finds those who break it."""

    codes: tuple[str, ...]
    find: Callable[[Playbook, Settings], Iterable[Finding]]

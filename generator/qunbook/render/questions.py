"""The fields of things as pages show them: which there are, what they are called, whether there is anything to show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, get_origin

from pydantic.fields import FieldInfo

from qunbook.fields import Choice
from qunbook.model import Label, Part, Ref, metadata_of


@dataclass(frozen=True)
class Column:
    """A field of a model as pages show it: its label, and what its values are ids or choices of."""

    name: str
    label: Label
    ref: Ref | None
    choice: Choice | None
    many: bool
    required: bool


@cache
def columns(model: type[Part]) -> tuple[Column, ...]:
    """The fields of a model in the order in which it has them."""
    return tuple(_column(name, info) for name, info in model.model_fields.items())


def _column(name: str, info: FieldInfo) -> Column:
    said = metadata_of(info)
    labels = [one for one in info.metadata if isinstance(one, Label)] or [one for one in said if isinstance(one, Label)]
    label = labels[0] if labels else Label(name, name)
    ref = next((one for one in said if isinstance(one, Ref)), None)
    choice = next((one for one in said if isinstance(one, Choice)), None)
    return Column(name, label, ref, choice, get_origin(info.annotation) is tuple, info.is_required())


@cache
def column(model: type[Part], name: str) -> Column:
    """The field of this name. It must be there."""
    return next(one for one in columns(model) if one.name == name)


def named(*lines: str) -> frozenset[str]:
    """The names of fields, written as words."""
    return frozenset(" ".join(lines).split())


def is_empty(value: Any) -> bool:
    """Whether a field has nothing to show."""
    if isinstance(value, Part):
        return all(is_empty(getattr(value, one.name)) for one in columns(type(value)))
    return value is None or (isinstance(value, str | tuple | dict) and not value)

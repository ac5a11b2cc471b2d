"""The JSON Schemas that `schemas/` holds: what an author may write, and what a client of the API may rely on.

They are made from the models, so that an editor, a form and the checker can never disagree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from qunbook.api import v1
from qunbook.artifact import Artifact
from qunbook.enums import ENUMS
from qunbook.fields import Choice
from qunbook.kinds import KINDS
from qunbook.model import Entity, Kind, Label, Part, Ref, metadata_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Pydantic's generator without the titles that it makes up from field names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        found.pop("title", None)
        model = schema["cls"]
        if issubclass(model, Part):
            _describe(model, found)
        return found


def content_schemas() -> Mapping[str, dict[str, Any]]:
    """The schema of each kind's front matter, by the kind's name, in the order of kinds."""
    return {kind.name: _of_kind(kind) for kind in KINDS}


def _of_kind(kind: Kind) -> dict[str, Any]:
    schema = kind.model.model_json_schema(schema_generator=_Generator, mode="validation")
    head = {"$schema": DIALECT, "title": f"{kind.zh} · {kind.en}", "description": _first_line(kind.model)}
    return {**head, **{name: value for name, value in schema.items() if name not in head}}


def _first_line(model: type[Entity]) -> str:
    said = sys.modules[model.__module__].__doc__ or ""
    return " ".join(said.strip().split("\n\n")[0].split())


def _describe(model: type[Part], schema: JsonSchemaValue) -> None:
    """Give every property its label, its help and the names of its choices in both languages; allow the short form."""
    schema.pop("description", None)
    for name, info in model.model_fields.items():
        found = schema.get("properties", {}).get(name)
        label = next((one for one in info.metadata if isinstance(one, Label)), None)
        if found is None or label is None:
            continue
        said = {"title": f"{label.zh} · {label.en}"}
        if help := " · ".join(text for text in (label.help_zh, label.help_en) if text):
            said["description"] = help
        extra = _known(metadata_of(info))
        schema["properties"][name] = {
            **said,
            **{key: value for key, value in _optional(found).items() if key not in said},
            **extra,
        }
    if model.short:
        short = dict(schema["properties"][model.short])
        whole = dict(schema)
        schema.clear()
        schema["anyOf"] = [short, whole]


def _known(metadata: tuple[Any, ...]) -> dict[str, Any]:
    """What forms and editors may use beyond JSON Schema: which things an id may name, what choices are called."""
    extra: dict[str, Any] = {}
    for one in metadata:
        if isinstance(one, Ref):
            extra["x-reference"] = list(one.kinds)
        if isinstance(one, Choice):
            extra["x-choices"] = {value: f"{zh} · {en}" for value, (zh, en) in ENUMS[one.name].items()}
    return extra


def _optional(schema: JsonSchemaValue) -> JsonSchemaValue:
    """`string or null` of an optional field as it is; a default that says nothing is left out."""
    if "default" in schema and schema["default"] in (None, [], {}, ()):
        schema = {name: value for name, value in schema.items() if name != "default"}
    return {name: value for name, value in schema.items() if name != "title"}


def api_schemas() -> Mapping[str, dict[str, Any]]:
    """The schema of each file of the JSON API, by its name (`events` for `api/v1/events.json`)."""
    found = {}
    for name, record in v1.RESOURCES.items():
        model: type[BaseModel] = v1.file_of(record)
        schema = model.model_json_schema(mode="serialization")
        head = {"$schema": DIALECT, "title": f"api/v1/{name}.json"}
        found[name] = {**head, **{key: value for key, value in schema.items() if key not in head}}
    return found


def schemas() -> Iterator[Artifact]:
    """Every file of `schemas/`, by its path from the handbook's root."""
    for name, schema in content_schemas().items():
        yield _file(f"schemas/content/{name}.schema.json", schema)
    for name, schema in api_schemas().items():
        yield _file(f"schemas/api/v1/{name}.schema.json", schema)


def _file(path: str, schema: Mapping[str, Any]) -> Artifact:
    return Artifact.text(path, json.dumps(schema, ensure_ascii=False, indent=2) + "\n")

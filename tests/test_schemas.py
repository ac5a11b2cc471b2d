"""The committed schemas are fresh, valid, say everything in two languages, and accept the example handbook."""

from __future__ import annotations

import re

import jsonschema
import pytest
import yaml

from conftest import ROOT
from qunbook.kinds import KINDS
from qunbook.model import Label
from qunbook.schemas import api_schemas, content_schemas, schemas


class Editor(yaml.SafeLoader):
    """YAML as an editor reads it (1.2 core schema): numbers and booleans have types, dates and clock times are text."""


Editor.yaml_implicit_resolvers = {}
for tag, pattern, signs in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+0123456789.")),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), signs)


def written(path):
    text = path.read_text("utf-8")
    return yaml.load(text.split("---\n")[1], Loader=Editor)


def test_committed_schemas_are_fresh():
    """`make schemas` has nothing to do, and nothing else lies in the folder."""
    made = {artifact.path: artifact.data for artifact in schemas()}
    kept = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "schemas").rglob("*.json")}
    assert made.keys() == kept.keys()
    assert [path for path in made if made[path] != kept[path]] == []


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_content_schemas_are_schemas(name):
    """Each is valid JSON Schema; each of its fields has a name and a meaning in Chinese and English."""
    schema = content_schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    for field, said in schema["properties"].items():
        assert " · " in said["title"], field
        assert " · " in said["description"], field


def test_api_schemas_are_schemas():
    """Each is valid JSON Schema and requires all that it has."""
    for schema in api_schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)
        for part in schema["$defs"].values():
            assert set(part["required"]) == set(part["properties"])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_schemas_accept_the_example(kind):
    """What an editor marks as wrong is wrong: nothing in the example handbook is."""
    validator = jsonschema.Draft202012Validator(content_schemas()[kind.name])
    paths = (
        [ROOT / "content" / "handbook.md"] if kind.single else sorted((ROOT / "content" / kind.folder).rglob("*.md"))
    )
    assert paths
    for path in paths:
        wrong = [
            f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(written(path))
        ]
        assert not wrong, f"{path.name}: {wrong[:3]}"


def test_schemas_refuse_what_is_not_a_field():
    """A misspelt key is marked while one writes."""
    validator = jsonschema.Draft202012Validator(content_schemas()["rule"])
    assert not validator.is_valid({"name": "x", "category": "speech", "ladder": "light", "laddder": "light"})
    assert not validator.is_valid({"name": "x", "category": "speach"})
    assert validator.is_valid({"name": "x", "category": "speech", "ladder": "light"})


def test_every_label_is_in_two_languages():
    """No field of any kind is named in one language only."""
    for kind in KINDS:
        for name, info in kind.model.model_fields.items():
            label = next((one for one in info.metadata if isinstance(one, Label)), None)
            assert label, f"{kind.name}.{name}"
            assert all((label.zh, label.en, label.help_zh, label.help_en)), f"{kind.name}.{name}"

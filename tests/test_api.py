"""The JSON API keeps what its schemas promise."""

from __future__ import annotations

import json
from datetime import date, datetime

import jsonschema
import pytest

from conftest import ROOT
from qunbook import pipeline
from qunbook.api import v1
from qunbook.artifact import View
from qunbook.render.api import FILES, RENDERER
from qunbook.schemas import api_schemas
from qunbook.settings import Settings


@pytest.fixture(scope="module")
def handbook():
    return pipeline.load(ROOT).playbook


def files(handbook, edition="staff"):
    view = View(handbook.seen_by(edition), Settings(date(2026, 11, 20)), edition)
    return {artifact.path: artifact.data.decode() for artifact in RENDERER.render(view)}


def test_files_and_schemas_are_the_same_list():
    """Each file has a schema, each schema a file."""
    assert FILES.keys() == v1.RESOURCES.keys() == api_schemas().keys()


@pytest.mark.parametrize("edition", ["public", "member", "staff"])
def test_files_keep_to_their_schemas(handbook, edition):
    """Every file of every edition is valid by the schema that clients get."""
    made = files(handbook, edition)
    assert len(made) > 5
    for path, text in made.items():
        name = path.removeprefix("api/v1/").removesuffix(".json")
        jsonschema.Draft202012Validator(api_schemas()[name]).validate(json.loads(text))


def test_files_are_easy_to_compare(handbook):
    """Keys are in order, Chinese is Chinese, and two runs give the same bytes."""
    made = files(handbook)
    assert made == files(handbook)
    for text in made.values():
        read = json.loads(text)
        assert text == json.dumps(read, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        assert [item["id"] for item in read["items"]] == sorted(item["id"] for item in read["items"])


def test_events_have_their_dates(handbook):
    """An event's occurrences have an offset and lie between today and the horizon."""
    events = {item["id"]: item for item in json.loads(files(handbook)["api/v1/events.json"])["items"]}
    first = events["reading-night"]["occurrences"][0]
    assert first["on"] == "2026-11-26"
    assert datetime.fromisoformat(first["start"]).isoformat() == "2026-11-26T20:30:00+08:00"


def test_what_is_hidden_is_not_there(handbook):
    """The public edition has no people, and nobody's name, in any file."""
    made = files(handbook, "public")
    assert json.loads(made["api/v1/people.json"])["items"] == []
    assert not any("zhou-mi" in text or "周弥" in text for text in made.values())

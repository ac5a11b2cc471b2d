"""Every code that a check raises has a bad example that gives it and nothing else, and a good one that gives nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qunbook import catalogue, pipeline
from qunbook.checks import CHECKS
from qunbook.model import Playbook
from qunbook.settings import Settings

TODAY = Settings(date(2026, 11, 20))
RAISED = sorted({code for check in CHECKS for code in check.codes})
if "assets" not in Playbook.__dataclass_fields__:
    RAISED.remove("QB503")  # whether a picture is there is known once a playbook knows its assets


def codes_of(root: Path, text: str) -> list[str]:
    for path, content in catalogue.example(text).items():
        (root / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / path).write_text(content, encoding="utf-8")
    return [diagnostic.code for diagnostic in pipeline.check(pipeline.load(root), TODAY)]


@pytest.mark.parametrize("code", RAISED)
def test_bad_example_gives_its_code(code, tmp_path):
    """What the catalogue shows as wrong is found, and nothing else with it."""
    entry = catalogue.entry(code)
    assert entry.bad, "no bad example"
    assert set(codes_of(tmp_path, entry.bad)) == {code}


@pytest.mark.parametrize("code", RAISED)
def test_good_example_gives_nothing(code, tmp_path):
    """What the catalogue shows as right is right in every way."""
    assert codes_of(tmp_path, catalogue.entry(code).good) == []


def test_base_is_clean(tmp_path):
    """The smallest handbook, which all examples are laid over, has nothing wrong."""
    assert codes_of(tmp_path, "") == []


@pytest.mark.parametrize("code", RAISED)
def test_message_takes_its_arguments(code, tmp_path):
    """Both languages say something with every argument filled in."""
    root = tmp_path
    codes_of(root, catalogue.entry(code).bad)
    (found, *_) = (one for one in pipeline.check(pipeline.load(root), TODAY) if one.code == code)
    for language in ("zh", "en"):
        for part in ("message", "label"):
            template = catalogue.entry(code).text(part, language)
            wanted = {name for name in catalogue._Filler(language).parse(template) if name[1]}
            assert {name[1] for name in wanted} <= set(found.args), part
            assert catalogue.text(found, part, language)

"""What the tests of checks share: a small handbook laid over the smallest one, and what is found in it."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from qunbook import catalogue, pipeline
from qunbook.model import Playbook
from qunbook.settings import Settings

TODAY = date(2026, 11, 20)


def loaded(text: str) -> pipeline.Loaded:
    """The smallest handbook with `text` over it (see `catalogue.overlay`), read from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in catalogue.example(text).items():
            (Path(folder) / "content" / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / "content" / path).write_text(content, encoding="utf-8")
        return pipeline.load(Path(folder))


def playbook(text: str) -> Playbook:
    return loaded(text).playbook


def found(text: str, today: date = TODAY) -> list[tuple[str, str, int]]:
    """What is wrong: code, file below content/, line."""
    problems = pipeline.check(loaded(text), Settings(today))
    return [(one.code, one.path.removeprefix("content/"), one.span.line) for one in problems]


def told(text: str, today: date = TODAY, language: str = "zh") -> list[str]:
    """What is said about it."""
    problems = pipeline.check(loaded(text), Settings(today))
    return [catalogue.text(one, "message", language) for one in problems]

"""`qunbook check`: is anything wrong with the content?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Folder, In, Strict
from qunbook.cli.speech import CLEAN, PROBLEMS, report, spoken


class Format(StrEnum):
    """The reports' names (`REPORTERS`)."""

    HUMAN = "human"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


def check(
    folder: Folder = Path(),
    strict: Strict = False,
    format: Annotated[Format, typer.Option("--format", help="How to print what was found.")] = Format.HUMAN,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Read the content and report everything that is wrong with it."""
    from qunbook import pipeline, world

    loaded = load(folder, lang)
    settings = world.settings(loaded.handbook, as_of)
    found = pipeline.check(loaded, settings)
    report(format.value, found, loaded, spoken(lang, loaded.handbook))
    raise typer.Exit(PROBLEMS if pipeline.failed(found, strict) else CLEAN)

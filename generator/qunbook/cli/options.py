"""Arguments and options that several commands take: each means the same everywhere."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """A language that we speak."""

    ZH = "zh"
    EN = "en"


class Edition(StrEnum):
    """For which readers; `all` is each edition by itself."""

    MEMBER = "member"
    STAFF = "staff"
    ALL = "all"


class Telling(StrEnum):
    """How a report of ours for people is told: to a terminal or a group, to a page, to a program."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def day(text: str) -> date:
    """A date as it is typed, YYYY-MM-DD. Wrong usage (`typer.BadParameter`) for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"not a date: {text!r} (write YYYY-MM-DD)") from None


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The handbook's folder: the one that holds content/.")]
Dir = Annotated[Path, typer.Option("--dir", metavar="DIR", help="The handbook's folder.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings fail as well.")]
In = Annotated[
    Lang | None, typer.Option("--lang", help="Language of messages; else the handbook's, else the locale's.")
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=day,
        metavar="DATE",
        help="The day that counts as today; else as_of in handbook.md, else SOURCE_DATE_EPOCH, else today.",
    ),
]
Which = Annotated[Edition, typer.Option("--edition", help="The readers for whom to make it.")]

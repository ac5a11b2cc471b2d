"""`qunbook init`: a handbook of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.options import In, Lang
from qunbook.cli.speech import USAGE, spoken, stop, tell


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The new handbook's folder: empty, or still to be made.")
    ],
    language: Annotated[Lang, typer.Option("--language", help="The handbook's language.")] = Lang.ZH,
    example: Annotated[bool, typer.Option("--example", help="Begin with the whole example handbook.")] = False,
    lang: In = None,
) -> None:
    """Begin a handbook: content, settings and files for Git and CI."""
    from qunbook import skeleton, world
    from qunbook.write import write_new

    said_in = spoken(lang or language)
    if folder.exists() and (not folder.is_dir() or _holds_files(folder)):
        stop(USAGE, "not-empty", said_in, path=folder)
    written = write_new(skeleton.repository(language.value, world.today("UTC"), example=example), folder)
    if folder.resolve() == Path.cwd():
        tell("began-here", said_in, files=len(written))
    else:
        tell("began", said_in, path=folder, files=len(written))


def _holds_files(folder: Path) -> bool:
    """Anything but what `git init` makes."""
    return any(path.name != ".git" for path in folder.iterdir())

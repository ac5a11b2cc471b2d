"""`qunbook apply`: what was ticked on a page, in the file of its run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.given import bytes_of, refusals_told, tell_problems
from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Folder, In
from qunbook.cli.speech import CLEAN, spoken, tell


def apply(
    file: Annotated[Path, typer.Argument(metavar="TICKS.md", help="A list copied from a run's page; - for stdin.")],
    folder: Folder = Path(),
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write what was ticked on a run's page into the run's file.

    Only the lines that changed, all of them or none.
    """
    from qunbook import world
    from qunbook.inbox import ticks
    from qunbook.source import MAX_FILE
    from qunbook.write import replace

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    data = bytes_of(file, MAX_FILE + 1, language)
    with refusals_told(file, loaded, language):
        found = ticks.merge(data, str(file), loaded, world.settings(loaded.handbook, as_of))
    if found.lines:
        replace((folder / found.path).resolve(), found.data)
    for number, line in sorted(found.lines.items()):
        print(f"{found.path}:{number}: {line}")
    tell_problems(file, found.left, language)
    if found.lines:
        tell("apply-done", language, path=found.path, count=len(found.lines))
    else:
        tell("apply-same", language, path=found.path)
    raise typer.Exit(CLEAN)

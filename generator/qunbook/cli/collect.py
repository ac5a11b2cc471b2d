"""`qunbook collect`: what people wrote into a retrospective's form, in its file.

A command of its own and no second meaning of `import`: a calendar becomes new files and asks for a community and a
role, answers go into a file that is there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.given import bytes_of, refusals_told, tell_problems
from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Folder, In
from qunbook.cli.speech import CLEAN, spoken, tell


def collect(
    file: Annotated[Path, typer.Argument(metavar="ANSWERS.md", help="The text of one filled-in form; - for stdin.")],
    folder: Folder = Path(),
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write the answers of a filled-in form into its retrospective.

    Feelings, suggestions and praise: nothing is guessed, nothing comes in twice.
    """
    from qunbook import world
    from qunbook.inbox.answers import collect as collected
    from qunbook.source import MAX_FILE
    from qunbook.write import replace

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    data = bytes_of(file, MAX_FILE + 1, language)
    with refusals_told(file, loaded, language):
        found = collected(data, str(file), loaded, world.settings(loaded.handbook, as_of))
    if any(found.new.values()):
        replace((folder / found.path).resolve(), found.data)
    tell_problems(file, found.told, language)
    tell("collect-done" if any(found.new.values()) else "collect-same", language, path=found.path, **found.new)
    raise typer.Exit(CLEAN)

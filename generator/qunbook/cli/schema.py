"""`qunbook schema`: the JSON Schemas, written or compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.options import Folder, In
from qunbook.cli.speech import CLEAN, PROBLEMS, spoken, tell


def schema(
    folder: Folder = Path(),
    check_only: Annotated[bool, typer.Option("--check", help="Write nothing; fail if a file is stale.")] = False,
    lang: In = None,
) -> None:
    """Write the JSON Schemas of the fields and the API to schemas/."""
    from qunbook.schemas import schemas
    from qunbook.write import replace

    language = spoken(lang)
    stale = [
        artifact
        for artifact in schemas()
        if not (path := folder / artifact.path).is_file() or path.read_bytes() != artifact.data
    ]
    for artifact in stale:
        if check_only:
            tell("stale-schemas", language, path=artifact.path)
        else:
            (folder / artifact.path).parent.mkdir(parents=True, exist_ok=True)
            replace(folder / artifact.path, artifact.data)
            tell("made", language, path=artifact.path)
    raise typer.Exit(PROBLEMS if stale and check_only else CLEAN)

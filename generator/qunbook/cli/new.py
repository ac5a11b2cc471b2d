"""`qunbook new`: a form for one more thing, to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Dir, In
from qunbook.cli.speech import PROBLEMS, USAGE, report, spoken, stop, tell
from qunbook.messages import say


def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="event, rule, role, workflow …")],
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The file's name without .md. A run or a retro: EVENT/DATE, or EVENT alone for the next one.",
        ),
    ],
    folder: Dir = Path(),
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write a commented form for one more thing into content/.

    A run or a retrospective begins with what is known of it. What the file still lacks is told.
    """
    from qunbook import pipeline, skeleton, world
    from qunbook.artifact import Artifact
    from qunbook.kinds import KINDS
    from qunbook.write import write_new

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    wanted = next((known for known in KINDS if kind in (known.name, known.zh)), None)
    if not wanted:
        kinds = ", ".join(known.name for known in KINDS)
        stop(USAGE, "unknown-kind", language, kind=kind, kinds=kinds)
    settings = world.settings(loaded.handbook, as_of)
    whole = skeleton.whole_id(wanted, id, loaded.playbook, settings.as_of)
    if not whole:
        stop(USAGE, "no-next-run" if wanted.name == "run" else "no-next-retro", language, id=id, day=settings.as_of)
    id = whole
    if rule := skeleton.wrong_id(wanted, id):
        stop(USAGE, "bad-id", language, id=id, rule=say(rule, language))
    path = skeleton.path_of(wanted, id)
    if id in loaded.playbook.ids.get(wanted.name, ()) or (folder / path).exists():
        stop(PROBLEMS, "exists", language, path=path)
    text = skeleton.new(wanted, id, loaded.playbook, settings.as_of, language)
    write_new([Artifact.text(path, text)], folder)
    tell("made", language, path=path)
    loaded = pipeline.load(folder)
    if missing := [
        found for found in pipeline.check(loaded, settings) if found.path == path and found.severity == "error"
    ]:
        report("human", missing, loaded, language)

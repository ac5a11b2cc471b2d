"""`qunbook agenda`: what the meeting that looks back does with its time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.given import refusals_told
from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Dir, In
from qunbook.cli.speech import CLEAN, PROBLEMS, USAGE, report, spoken, stop, tell
from qunbook.messages import say


def agenda(
    id: Annotated[
        str, typer.Argument(metavar="RETRO", help="The retrospective: EVENT/DATE, or EVENT alone for its latest one.")
    ],
    minutes: Annotated[
        int | None, typer.Option("--minutes", min=1, help="How long the meeting is; else as the file says, else 60.")
    ] = None,
    seed: Annotated[
        str, typer.Option("--seed", metavar="TEXT", help="Another text, another agenda; else the retrospective's id.")
    ] = "",
    folder: Dir = Path(),
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Plan a retrospective's meeting, and write it into its file.

    One activity for each of five phases, no longer than the meeting; the same seed gives the same agenda.
    """
    from qunbook import queries, world
    from qunbook.inbox.plan import plan
    from qunbook.inbox.returned import reread
    from qunbook.kinds.retro import Retro
    from qunbook.spots import nearest
    from qunbook.write import replace

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    of_event = queries.retros_of(loaded.playbook, id)
    retro = loaded.playbook.find(Retro, id) or (of_event[-1] if of_event else None)
    if not retro and id in loaded.playbook.ids.get("retro", ()):
        path = f"content/retros/{id}.md"
        report("human", [one for one in loaded.diagnostics if one.path == path], loaded, language)
        stop(PROBLEMS, "returned-wrong", language, path=path)
    if not retro:
        known = {name for one in loaded.playbook.ids.get("retro", ()) for name in (one, one.partition("/")[0])}
        near = nearest(id, known, 0.8)
        stop(USAGE, "agenda-near" if near else "agenda-none", language, id=id, near=near)
    with refusals_told(Path(retro.path), loaded, language):
        data = plan(retro, minutes, seed or retro.id, loaded, world.settings(loaded.handbook, as_of))
    replace((folder / retro.path).resolve(), data)
    steps = reread(retro, data).data["agenda"]
    for step in steps:
        print(say("agenda-step", language, minutes=step["minutes"], name=step["name"], how=step["how"]))
    total = sum(int(step["minutes"]) for step in steps)
    tell("agenda-done", language, path=retro.path, total=total, seed=seed or retro.id)
    raise typer.Exit(CLEAN)

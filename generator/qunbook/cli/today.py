"""`qunbook today`: what a day asks of the team."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Folder, In, Telling
from qunbook.cli.speech import CLEAN, PROBLEMS, USAGE, spoken, stop


def today(
    folder: Folder = Path(),
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Only what concerns this person.")] = "",
    format: Annotated[Telling, typer.Option("--format", help="How to print it.")] = Telling.TEXT,
    fail_on_overdue: Annotated[bool, typer.Option("--fail-on-overdue", help="Exit 1 if anything is late.")] = False,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Say what happens today, who is on duty, what is due and late.

    For a group's bot, every morning.
    """
    from qunbook import today as day_of
    from qunbook import today_report as told
    from qunbook import world
    from qunbook.kinds.person import Person

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    if person and not loaded.playbook.find(Person, person):
        stop(USAGE, "no-such-person", language, id=person)
    found = day_of.today(loaded.playbook, world.settings(loaded.handbook, as_of).as_of, person)
    match format:
        case Telling.JSON:
            print(told.as_json(found))
        case Telling.MARKDOWN:
            print(told.markdown(found, loaded.playbook, language))
        case Telling.TEXT:
            print(told.text(found, loaded.playbook, language))
    raise typer.Exit(PROBLEMS if fail_on_overdue and found.late else CLEAN)

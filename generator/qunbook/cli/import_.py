"""`qunbook import`: what another calendar program knows, as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qunbook.cli.given import bytes_of
from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Folder, In, day
from qunbook.cli.speech import CLEAN, PROBLEMS, USAGE, spoken, stop, tell
from qunbook.messages import say

if TYPE_CHECKING:
    pass


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A calendar (.ics) of any program; - for stdin.")],
    folder: Folder = Path(),
    community: Annotated[
        str | None, typer.Option("--community", metavar="ID", help="Where the events belong; else the only one.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="ID", help="The role that answers for them; else the community's.")
    ] = None,
    since: Annotated[
        date | None,
        typer.Option("--since", parser=day, metavar="DATE", help="Leave out what is over before this day."),
    ] = None,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write the events of a calendar (.ics) into content/events/.

    What could not be said is listed; exit 1 if there is any.
    """
    from qunbook import world
    from qunbook.importer import place, plan, told
    from qunbook.importer.lines import MAX_BYTES
    from qunbook.importer.remarks import Refused
    from qunbook.write import write_new

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    data = bytes_of(file, MAX_BYTES + 1, language)
    try:
        where = place.chosen(loaded.playbook, community, owner, language)
        found = plan.plan(data, loaded, world.settings(loaded.handbook, as_of), where, since)
    except place.NoPlaceError as error:
        stop(USAGE, error.key, language, **error.told)
    except Refused as error:
        stop(PROBLEMS, "import-line", language, said=file, about=say(error.key, language, **error.told))
    write_new([one.artifact for one in found.taken], folder)
    if text := told.text(found, language):
        print(text)
    refused = sum(remark.level == "refused" for remark in found.remarks)
    numbers = {"events": found.events, "written": len(found.taken), "known": len(found.known), "refused": refused}
    tell("import-done", language, file=file, **numbers)
    if found.taken:
        tell("import-next", language)
    raise typer.Exit(CLEAN if found.is_whole else PROBLEMS)

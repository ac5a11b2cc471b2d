"""`qunbook render`: what the site builder would get, written to a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qunbook.cli.handbook import load, ready
from qunbook.cli.options import AsOf, Edition, Folder, In, Strict, Which
from qunbook.cli.speech import USAGE, spoken, stop, tell

if TYPE_CHECKING:
    from qunbook.settings import Audience


def render(
    folder: Folder = Path(),
    out: Annotated[Path | None, typer.Option("--out", help="Where to; else build/docs in the handbook.")] = None,
    edition: Which = Edition.ALL,
    strict: Strict = False,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write the Markdown, feeds and JSON, without the site builder."""
    from qunbook.parallel import each
    from qunbook.write import ForeignFolder, Written, write

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    handbook = ready(folder, loaded, edition, as_of, strict, language, kept=out or Path("build"))
    root = out or folder / "build" / "docs"

    def one(audience: Audience) -> Written:
        return write(handbook.artifacts(audience), root / audience)

    try:
        written = each(one, handbook.editions)
    except ForeignFolder as error:
        stop(USAGE, "foreign-folder", language, path=error)
    for audience, done in zip(handbook.editions, written, strict=True):
        numbers = {"changed": len(done.changed), "kept": len(done.kept), "removed": len(done.removed)}
        tell("rendered", language, edition=audience, **numbers)

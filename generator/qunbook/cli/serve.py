"""`qunbook serve`: a preview for whoever writes, on this computer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qunbook.cli.handbook import load
from qunbook.cli.options import Edition, Folder, In
from qunbook.cli.speech import CLEAN, PROBLEMS, USAGE, report, spoken, stop, tell


def serve(
    folder: Folder = Path(),
    edition: Annotated[Edition, typer.Option("--edition", help="The readers whose pages to show.")] = Edition.MEMBER,
    address: Annotated[str, typer.Option("--address", metavar="HOST:PORT", help="Where to listen.")] = "127.0.0.1:8000",
    lang: In = None,
) -> None:
    """Preview the site, and reload it on every edit."""
    import subprocess

    from qunbook import pipeline, sitebuilder, world
    from qunbook.job import JOB

    if edition is Edition.ALL:
        raise typer.BadParameter("one preview shows one edition: member or staff", param_hint="--edition")
    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    if not (folder / "mkdocs.yml").is_file():
        stop(USAGE, "no-settings", language, path=folder)
    settings = world.settings(loaded.handbook, None)
    found = pipeline.check(loaded, settings)
    if pipeline.failed(found):
        report("human", found, loaded, language)
        raise typer.Exit(PROBLEMS)
    tell("serving", language, address=address)
    command = [sys.executable, "-m", "mkdocs", "serve", "-f", str(folder / "mkdocs.yml"), "-a", address]
    environment = sitebuilder.environment(None) | {"QUNBOOK_EDITION": edition.value}
    environment.pop(JOB, None)
    try:
        code = subprocess.run(command, check=False, env=environment).returncode
    except KeyboardInterrupt:
        code = CLEAN
    raise typer.Exit(PROBLEMS if code > 0 else CLEAN)

"""`qunbook diff`: what a change does to people, between two revisions or two folders."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qunbook.cli.handbook import load
from qunbook.cli.options import AsOf, Dir, In, Lang, Telling
from qunbook.cli.speech import CLEAN, PROBLEMS, USAGE, spoken, stop, tell
from qunbook.messages import say

if TYPE_CHECKING:
    from qunbook.diagnostic import Diagnostic
    from qunbook.pipeline import Loaded
    from qunbook.settings import Language


def diff(
    base: Annotated[str, typer.Argument(metavar="BASE", help="A Git revision, or another handbook's folder.")],
    head: Annotated[
        str | None, typer.Argument(metavar="HEAD", help="The same for the new side; else the files as they are.")
    ] = None,
    folder: Dir = Path(),
    format: Annotated[Telling, typer.Option("--format", help="How to print the changes.")] = Telling.TEXT,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Say what a change does to people: dates, duty, roles, rules.

    It tells who sees what, too; exit 1 if calendars lose an event.
    """
    from tempfile import TemporaryDirectory

    from qunbook import diff as difference
    from qunbook import diff_report, pipeline, world

    with TemporaryDirectory(prefix="qunbook-") as scratch:
        old = _side(base, folder, Path(scratch, "base"), lang)
        new = _side(head, folder, Path(scratch, "head"), lang) if head is not None else load(folder, lang)
    language = spoken(lang, new.handbook)
    settings = world.settings(new.handbook, as_of)
    changes = difference.changes(old.playbook, new.playbook, settings)
    match format:
        case Telling.TEXT:
            print(diff_report.text(changes, language))
        case Telling.MARKDOWN:
            print(diff_report.markdown(changes, language))
        case Telling.JSON:
            print(diff_report.as_json(changes))
    _tell_errors(base, old, pipeline.check(old, settings), language)
    found = pipeline.check(new, settings)
    _tell_errors(head or say("diff-worktree", language), new, found, language)
    raise typer.Exit(PROBLEMS if changes.vanished or pipeline.failed(found) else CLEAN)


def _side(name: str, folder: Path, into: Path, lang: Lang | None) -> Loaded:
    """One side of a comparison: a handbook's folder, else a revision of the one in `folder`."""
    from qunbook import pipeline, world

    if name and (Path(name) / "content").is_dir():  # a variable that CI left empty is no folder
        return pipeline.load(Path(name))
    if not folder.is_dir():
        stop(USAGE, "no-folder", spoken(lang), path=folder)
    if len(names := world.refs(folder, name)) > 1:
        stop(USAGE, "diff-ambiguous", spoken(lang), revision=name, names=" / ".join(f"`{one}`" for one in names))
    found = world.revision(folder, name, into)
    if found is None:
        stop(
            USAGE,
            "diff-shallow" if world.is_shallow(folder) else "diff-unknown",
            spoken(lang),
            revision=name,
            path=folder,
        )
    if not found:
        stop(USAGE, "diff-no-content", spoken(lang), revision=name)
    return pipeline.load(into)


def _tell_errors(side: str, loaded: Loaded, found: Iterable[Diagnostic], language: Language) -> None:
    """Which errors one side has, on stderr: stdout holds the changes."""
    from qunbook.report import Report, concise

    errors = tuple(one for one in found if one.severity == "error")
    if errors:
        tell("diff-wrong", language, side=side, count=len(errors))
        print(concise.REPORTER.report(Report(errors, loaded.sources, len(loaded.sources), language)), file=sys.stderr)

"""The command line: the only part that prints and exits. One command is one module, listed in `COMMANDS`.

Exit codes: 0 clean, 1 problems in the content or on the disk, 2 wrong usage, 3 a bug of ours, 130 interrupted.
Heavy libraries are imported inside the command that needs them: `check` runs on every save.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from qunbook import __version__
from qunbook.cli import (
    agenda,
    apply,
    build,
    check,
    collect,
    diff,
    explain,
    import_,
    init,
    new,
    render,
    schema,
    serve,
    today,
)
from qunbook.cli.speech import BUG, CLEAN, INTERRUPTED, PROBLEMS, SPOKEN, tell

if TYPE_CHECKING:
    from qunbook.settings import Language

TRACEBACK = "--traceback"

COMMANDS: Mapping[str, Callable[..., None]] = {
    "check": check.check,
    "render": render.render,
    "build": build.build,
    "serve": serve.serve,
    "diff": diff.diff,
    "init": init.init,
    "new": new.new,
    "import": import_.import_,
    "agenda": agenda.agenda,
    "collect": collect.collect,
    "apply": apply.apply,
    "today": today.today,
    "explain": explain.explain,
    "schema": schema.schema,
}
"""Every command, in the order in which the help lists them."""

app = typer.Typer(
    name="qunbook",
    help="A Git folder of Markdown in; a handbook site, calendar feeds and checklists out.",
    epilog="Exit codes: 0 clean, 1 problems, 2 wrong usage, 3 a bug of ours.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for name, command in COMMANDS.items():
    app.command(name)(command)


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    _traceback: Annotated[
        bool, typer.Option(TRACEBACK, help="On a bug of ours, print where it happened (or set QUNBOOK_DEBUG=1).")
    ] = False,
) -> None:
    """A Git folder of Markdown in; a handbook site, calendar feeds and checklists out."""
    if version:
        print(f"qunbook {__version__}")
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit. The one place that catches everything."""
    gc.disable()  # a run is short and makes no cycles to speak of; looking for them is a tenth of its time
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = TRACEBACK in given
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a C locale must not turn Chinese into a crash
    try:
        app([argument for argument in given if argument != TRACEBACK], prog_name="qunbook")
        sys.exit(CLEAN)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `qunbook check | head` has read enough
        sys.exit(PROBLEMS)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        sys.exit(_failure(error, given, asked))


def _failure(error: Exception, given: Sequence[str], traceback_asked: bool) -> int:
    """Say what went wrong with the disk or with us: the exit code."""
    from qunbook import world
    from qunbook.artifact import BrokenFeedError

    language = _language_of(given)
    if isinstance(error, OSError) and error.filename and error.strerror:
        tell("cannot-write", language, path=error.filename, text=error.strerror)
        return PROBLEMS
    if traceback_asked or world.wants_traceback():
        import traceback

        traceback.print_exception(error)
    if isinstance(error, BrokenFeedError):
        path, wrong = error.args
        tell("broken-feed", language, path=path, what="; ".join(wrong[:3]))
    else:
        tell("bug", language, name=type(error).__name__, text=error)
    tell("bug-help", language, version=__version__)
    return BUG


def _language_of(given: Sequence[str]) -> Language:
    """The language of the command so far; before it has said anything, what the command line asks for."""
    from qunbook import world

    if language := SPOKEN.get(None):
        return language
    asked = next((value for name, value in pairwise(given) if name == "--lang"), "")
    return cast("Language", asked) if asked in ("zh", "en") else world.locale_language()

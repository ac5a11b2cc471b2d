"""How every command speaks: sentences for people on stderr, what was asked for on stdout, and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING, NoReturn, cast

import typer

from qunbook.messages import say

if TYPE_CHECKING:
    from qunbook.cli.options import Lang
    from qunbook.diagnostic import Diagnostic
    from qunbook.kinds.handbook import Handbook
    from qunbook.pipeline import Loaded
    from qunbook.settings import Language

SPOKEN: ContextVar[Language] = ContextVar("SPOKEN")
"""The language that a command has begun to speak: what goes wrong later is said in it as well."""

CLEAN, PROBLEMS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130


def tell(key: str, language: Language, /, **args: object) -> None:
    """Print a sentence for people: to stderr, for stdout is for what was asked for."""
    print(say(key, language, **args), file=sys.stderr, flush=True)


def stop(code: int, key: str, language: Language, /, **args: object) -> NoReturn:
    """Say why, and end the command with an exit code."""
    tell(key, language, **args)
    raise typer.Exit(code)


def spoken(lang: Lang | None, handbook: Handbook | None = None) -> Language:
    """The language of messages: what was asked for, else the handbook's, else the locale's."""
    from qunbook import world

    if lang:
        language: Language = lang.value
    else:
        language = cast("Language", handbook.language) if handbook else world.locale_language()
    SPOKEN.set(language)
    return language


def report(name: str, found: Iterable[Diagnostic], loaded: Loaded, language: Language) -> None:
    """Print what a check found to stdout, in the format of this name."""
    from qunbook.report import REPORTERS, Report

    reporter = next(reporter for reporter in REPORTERS if reporter.name == name)
    text = reporter.report(Report(tuple(found), loaded.sources, len(loaded.sources), language, _coloured()))
    if text:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()


def _coloured() -> bool:
    """Whether stdout takes colours (no-color.org; CLICOLOR_FORCE as other tools read it)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("CLICOLOR_FORCE") or os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()

"""`qunbook explain`: the long words behind a diagnostic's code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from qunbook.cli.options import In
from qunbook.cli.speech import USAGE, spoken, tell
from qunbook.messages import say

if TYPE_CHECKING:
    from qunbook.settings import Language


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A diagnostic's code, e.g. QB201.")],
    lang: In = None,
) -> None:
    """Say why a diagnostic exists and what to do about it.

    With an example that is wrong and one that is mended.
    """
    from difflib import get_close_matches

    from qunbook import catalogue

    language = spoken(lang)
    wanted = code.upper()
    if wanted not in catalogue.codes():
        tell("unknown-code", language, code=code)
        # a letter O for a nought is the commonest slip
        if near := get_close_matches(wanted.replace("O", "0"), catalogue.codes(), 1):
            tell("did-you-mean", language, word=near[0])
        raise typer.Exit(USAGE)
    print(_explanation(wanted, language))


def _explanation(code: str, language: Language) -> str:
    from qunbook import catalogue

    entry = catalogue.entry(code)
    message = re.sub(r"\{\w+\}", "…", entry.text("message", language))
    told = (
        ("explain-why", entry.text("why", language)),
        ("explain-fix", entry.text("fix", language)),
        ("explain-bad", entry.bad),
        ("explain-good", entry.good),
    )
    parts = (f"{say(key, language)}\n{_indented(text)}" for key, text in told if text.strip())
    return "\n\n".join((f"{say(entry.severity, language)}[{code}] {entry.name}: {message}", *parts))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())

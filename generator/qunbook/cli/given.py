"""A file that a command is given, from anywhere on the disk or from stdin, and what was wrong in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qunbook.cli.speech import PROBLEMS, USAGE, report, stop, tell
from qunbook.messages import say

if TYPE_CHECKING:
    from qunbook.inbox.returned import Problem
    from qunbook.pipeline import Loaded
    from qunbook.settings import Language


def bytes_of(file: Path, limit: int, language: Language) -> bytes:
    """At most so many bytes of a file, or of stdin for `-`."""
    if str(file) == "-":
        return sys.stdin.buffer.read(limit)
    if str(file).startswith(("http:", "https:", "webcal:")):
        stop(USAGE, "import-address", language)
    try:
        with file.open("rb") as opened:
            return opened.read(limit)
    except FileNotFoundError:
        stop(USAGE, "import-no-file", language, path=file)
    except IsADirectoryError:
        stop(USAGE, "import-folder", language, path=file)
    except OSError as error:
        stop(USAGE, "cannot-read", language, path=file, text=error.strerror)


def tell_problems(file: Path, problems: Iterable[Problem], language: Language) -> None:
    """Each with its place in the file: `ticks.md:12: …`."""
    from qunbook.report.base import shown

    for one in problems:
        where = f"{file}:{one.line}" if one.line else str(file)
        args = {name: shown(str(value)) for name, value in one.args.items()}
        tell("returned", language, where=where, said=say(one.key, language, **args))


@contextmanager
def refusals_told(file: Path, loaded: Loaded, language: Language) -> Iterator[None]:
    """Where nothing of `file` can be taken, say all the reasons and end the command before anything is written."""
    from qunbook.inbox.returned import Refused

    try:
        yield
    except Refused as refused:
        tell_problems(file, refused.problems, language)
        if refused.wrong:
            report("human", refused.wrong, loaded, language)
        stop(PROBLEMS, "apply-nothing", language)

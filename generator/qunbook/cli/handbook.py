"""The handbook that a command is about: read, and where pages are made of it, found good enough for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qunbook.cli.options import Edition, Lang
from qunbook.cli.speech import PROBLEMS, USAGE, report, spoken, stop, tell

if TYPE_CHECKING:
    from qunbook.artifact import Artifact
    from qunbook.diagnostic import Diagnostic
    from qunbook.history import Landing
    from qunbook.pipeline import Loaded
    from qunbook.settings import Audience, Language, Settings
    from qunbook.world import History


def load(folder: Path, lang: Lang | None) -> Loaded:
    """The handbook in a folder. Wrong usage where there is none."""
    if not folder.is_dir():
        stop(USAGE, "no-folder", spoken(lang), path=folder)
    if not (folder / "content").is_dir():
        stop(USAGE, "no-handbook", spoken(lang), path=folder)
    from qunbook import pipeline

    return pipeline.load(folder)


@dataclass(frozen=True)
class Ready:
    """A handbook without errors, and all that making `editions` of it needs to know of the world."""

    loaded: Loaded
    settings: Settings
    past: History
    found: tuple[Diagnostic, ...]
    landings: tuple[Landing, ...]
    editions: tuple[Audience, ...]

    def artifacts(self, edition: Audience) -> Iterator[Artifact]:
        """The files of one edition, where each edition has a process: with a second one where processors are left."""
        from qunbook import pipeline
        from qunbook.parallel import cores

        apart = cores() >= 2 * len(self.editions)
        return pipeline.render(self.loaded, self.settings, edition, self.found, self.landings, apart=apart)


def ready(
    folder: Path, loaded: Loaded, which: Edition, as_of: date | None, strict: bool, language: Language, kept: Path
) -> Ready:
    """Check a handbook, and stop before anything is written if it is not good enough; `kept` is what then stays."""
    from qunbook import pipeline, world

    past = world.history(folder)
    settings = world.settings(loaded.handbook, as_of, past)
    found = pipeline.check(loaded, settings)
    if found:
        report("human", found, loaded, language)
    if pipeline.failed(found, strict):
        stop(PROBLEMS, "not-built" if pipeline.failed(found) else "not-built-strict", language, path=kept)
    landings = world.landings(folder, past, loaded.handbook.timezone, settings.as_of)
    if past.gap:
        tell("shallow-git" if past.gap == "shallow" else "no-git", language, as_of=settings.as_of)
    return Ready(loaded, settings, past, found, landings, editions(which))


def editions(which: Edition) -> tuple[Audience, ...]:
    """The audiences of which each gets a site."""
    return ("member", "staff") if which is Edition.ALL else (cast("Audience", which.value),)

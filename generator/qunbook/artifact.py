"""One file that a renderer made: a path below the output folder and its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qunbook.diagnostic import Diagnostic
from qunbook.history import Change
from qunbook.model import Playbook
from qunbook.settings import Audience, Settings


@dataclass(frozen=True)
class Artifact:
    """`path` is posix and relative to the edition's folder; `data` is the whole file."""

    path: str
    data: bytes

    @classmethod
    def text(cls, path: str, text: str) -> Artifact:
        """A file of text, in UTF-8."""
        return cls(path, text.encode("utf-8"))


class BrokenFeedError(Exception):
    """A feed that we wrote breaks rules, or says something else than the handbook: (path, what is wrong)."""


@dataclass(frozen=True)
class View:
    """What a renderer gets: a playbook that already lacks what `audience` may not see.

    `templates` are the owner's, as (name, text). `found` is what is wrong with the content, told to staff only: it
    quotes files that others may not see. `news` is what changed of late, as this audience may hear of it.
    """

    playbook: Playbook
    settings: Settings
    audience: Audience
    templates: tuple[tuple[str, str], ...] = ()
    found: tuple[Diagnostic, ...] = ()
    news: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Renderer:
    """One output: its name, and the function that yields its files for an edition."""

    name: str
    render: Callable[[View], Iterable[Artifact]]

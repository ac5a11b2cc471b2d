"""What an import has to say, as values: the words are in `messages.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["refused", "lost", "tolerated", "decided"]
"""`refused`: not written. `lost`: written without this. `tolerated`: the calendar is wrong here, and was understood.
`decided`: nobody's mistake, but the handbook's owner should know.
"""


@dataclass(frozen=True)
class Remark:
    """`line` is that of the file (0: the file as a whole), `name` the event that it is about, or ""."""

    level: Level
    key: str
    args: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    line: int = 0
    name: str = ""


class Refused(Exception):
    """Something that cannot be taken: a key of `messages.toml` and its arguments."""

    def __init__(self, key: str, /, **args: str | int) -> None:
        super().__init__(key)
        self.key, self.told = key, args


class NotACalendarError(Refused):
    """The file as a whole is nothing that events could be taken from."""

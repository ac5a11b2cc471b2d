"""The facts of one run that are not in `content/`: the day, the language, when changes landed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

Language = Literal["zh", "en"]
Audience = Literal["public", "member", "staff"]


@dataclass(frozen=True)
class Settings:
    """What `cli` found out and everything else only gets told.

    `as_of` is "today" for every question about dates. `language` is that of pages and messages. `landed` maps a content
    path (relative to the handbook's root) to the Unix time at which its last change landed on the first-parent
    history; it is empty without Git. `feed_key` makes the addresses of staff feeds unguessable.
    """

    as_of: date
    language: Language = "zh"
    landed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    feed_key: str | None = None

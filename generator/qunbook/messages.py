"""What the command line itself says, in Chinese and English (`messages.toml`); diagnostics have their catalogue."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("qunbook") / "messages.toml").read_text("utf-8"))


def say(key: str, language: str, /, **args: object) -> str:
    """The sentence called `key`. Raises KeyError for one that does not exist: a typo of ours."""
    return _messages()[key][language].format(**args)

"""What the command line itself says, in Chinese and English (`messages.toml`); diagnostics have their catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("qunbook") / "messages.toml").read_text("utf-8"))


def comma(language: str) -> str:
    """What stands between the items of a list."""
    return "、" if language == "zh" else ", "


def listed(parts: Iterable[str], language: str) -> str:
    """Several as one lists them: 甲、乙 or `a, b`."""
    return comma(language).join(parts)


def say(key: str, language: str, /, **args: object) -> str:
    """The sentence called `key`. Raises KeyError for one that does not exist: a typo of ours."""
    return _messages()[key][language].format(**args)

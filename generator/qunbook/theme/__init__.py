"""What pages look like: Jinja templates, style and script, the words in Chinese and English, a few MkDocs overrides."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


def read(path: str) -> str:
    """A file of the theme, e.g. `assets/qunbook.css`."""
    return files("qunbook").joinpath("theme", *path.split("/")).read_text("utf-8")


def assets() -> list[str]:
    """The names of the style and script files that every site gets."""
    return sorted(file.name for file in files("qunbook").joinpath("theme", "assets").iterdir() if file.is_file())


@cache
def templates() -> frozenset[str]:
    """The names of our templates."""
    there = files("qunbook").joinpath("theme", "templates").iterdir()
    return frozenset(file.name for file in there if file.is_file())


def folder() -> Path:
    """Where the theme lies on the disk: pip never installs a package inside an archive."""
    return Path(str(files("qunbook").joinpath("theme")))

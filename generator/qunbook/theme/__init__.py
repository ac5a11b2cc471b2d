"""What pages look like: Jinja templates, style and script, the words in Chinese and English, a few MkDocs overrides."""

from __future__ import annotations

from importlib.resources import files


def read(path: str) -> str:
    """A file of the theme, e.g. `assets/qunbook.css`."""
    return files("qunbook").joinpath("theme", *path.split("/")).read_text("utf-8")


def assets() -> list[str]:
    """The names of the style and script files that every site gets."""
    return sorted(file.name for file in files("qunbook").joinpath("theme", "assets").iterdir() if file.is_file())

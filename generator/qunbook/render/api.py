"""The JSON files of an edition."""

from __future__ import annotations

from qunbook.artifact import Artifact, Renderer, View


def render(view: View) -> list[Artifact]:
    return []


RENDERER = Renderer("api", render)

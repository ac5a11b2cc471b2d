"""`_headers`: the type of calendars, for hosts that read it (Cloudflare Pages, Netlify); others want other lines."""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.artifact import Artifact, Renderer, View

CALENDARS = """/*.ics
  Content-Type: text/calendar; charset=utf-8
  Cache-Control: max-age=3600
"""
HIDDEN = """/*
  X-Robots-Tag: noindex
"""


def headers(view: View) -> Iterator[Artifact]:
    """The file, one for each edition: without the character set Google shows Chinese as noise."""
    yield Artifact.text("_headers", CALENDARS + (HIDDEN if view.audience == "staff" else ""))


RENDERER = Renderer("headers", headers)

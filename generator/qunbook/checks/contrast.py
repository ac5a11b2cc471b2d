"""The handbook's colour must be dark enough for text on a light page: WCAG 2.2 AA, 4.5 to 1.

Links and buttons have this colour. Where it is too pale, pages use the nearest colour of its hue that can be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook import colour
from qunbook.finding import Check, Finding
from qunbook.kinds.handbook import Handbook
from qunbook.model import Loc, Playbook
from qunbook.settings import Settings
from qunbook.spots import rewrite

PLACE: Loc = ("brand", "color")


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for handbook in playbook.all(Handbook):
        got = handbook.brand.color
        if got and (failure := colour.fails(got)):
            contrast, want = failure
            args = {"got": got, "want": want, "contrast": f"{contrast:.1f}:1", "least": f"{colour.AA}:1"}
            fix = rewrite(handbook.document, PLACE, handbook.document.data["brand"]["color"], f'"{want}"', safe=False)
            yield Finding(handbook, PLACE, "QB540", args, fix=fix)


CHECK = Check(("QB540",), find)

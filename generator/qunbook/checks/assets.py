"""A file in `content/assets` must not bear the name of a file that the site brings itself.

One would hide the other. Give it another name; `extra.css` and `extra.js` are for the owner's own style and script.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook import theme
from qunbook.finding import Check, Finding
from qunbook.model import Playbook
from qunbook.queries import handbook
from qunbook.settings import Settings
from qunbook.source import START


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for name in theme.assets():
        path = f"content/assets/{name}"
        if path in (playbook.assets or ()):
            yield Finding(handbook(playbook), (), "QB509", {"got": name}, span=START, path=path)


CHECK = Check(("QB509",), find)

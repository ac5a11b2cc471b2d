"""The calendar of all events must stay of a size that calendar programs take.

Google drops a feed near 1 MB without a word, and others stop reading at a thousand entries. Archive what is over, or
put an end (`until`) to it; those who follow one community or one type are not concerned.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.model import Playbook
from qunbook.queries import handbook
from qunbook.settings import Settings

MOST = 1000
"""Entries of a feed, as far as all programs that were tried read."""


def find(playbook: Playbook, _: Settings) -> Iterator[Finding]:
    """A series is one entry, each exception and each extra date another."""
    active = [event for event in playbook.all(Event) if event.status == "active"]
    entries = sum(1 + len(event.exceptions) + len(event.also) for event in active)
    if entries > MOST:
        yield Finding(handbook(playbook), (), "QB434", {"count": entries, "most": MOST})


CHECK = Check(("QB434",), find)

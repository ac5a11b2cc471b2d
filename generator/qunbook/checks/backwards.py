"""What has a first and a last day must end on the first day or after it.

A term that ends before it begins has no day at all: nobody holds the role, no camp takes place, and no page shows why.
Swap the two dates, or mend the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qunbook.finding import Check, Finding
from qunbook.model import Loc, Part, Playbook
from qunbook.settings import Settings

PERIODS = (
    ("start", "end"),
    ("since", "until"),
    ("opened", "closes"),
    ("joined", "left"),
    ("effective_from", "effective_to"),
)


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for entity in playbook.everything():
        for loc, first, last in _backwards(entity, ()):
            yield Finding(
                entity, loc, "QB425", {"key": str(loc[-1]), "got": last.isoformat(), "start": first.isoformat()}
            )


def _backwards(part: Part, loc: Loc) -> Iterator[tuple[Loc, date, date]]:
    """The last days before their first days, within a part and the parts in it: (place, first, last)."""
    for begin, end in PERIODS:
        first, last = getattr(part, begin, None), getattr(part, end, None)
        if isinstance(first, date) and isinstance(last, date) and last < first:
            yield (*loc, end), first, last
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from _backwards(value, (*loc, name))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Part):
                    yield from _backwards(item, (*loc, name, index))


CHECK = Check(("QB425",), find)

"""The rungs of a ladder must go up: each for a later offence, and none milder than the one before.

Otherwise the third offence is answered more mildly than the first, and nobody takes the first seriously. Put the rungs
in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from qunbook.diagnostic import Related, Word
from qunbook.enums import ENUMS
from qunbook.finding import Check, Finding
from qunbook.kinds.ladder import Ladder, Rung
from qunbook.model import Playbook
from qunbook.settings import Settings

WEIGHT = {action: weight for weight, action in enumerate(ENUMS["penalty"])}
"""The penalties are listed from light to heavy; a handbook's own ones have no weight and are left alone."""


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for ladder in playbook.all(Ladder):
        count = "points" if ladder.mode == "points" else "strike"
        for at, (lower, upper) in enumerate(pairwise(ladder.rungs), 1):
            below = Related(ladder.path, ladder.document.span(("rungs", at - 1)), "other")
            before, now = getattr(lower, count), getattr(upper, count)
            if before is not None and now is not None and not _later(ladder, before, now):
                yield Finding(ladder, ("rungs", at, count), "QB621", {"got": now, "before": before}, (below,))
            elif _milder(lower, upper):
                args = {"got": _word(upper), "before": _word(lower)}
                yield Finding(ladder, ("rungs", at, "action"), "QB622", args, (below,))


def _later(ladder: Ladder, before: int, now: int) -> bool:
    # Points may be counted up (so many lost) or down (so many left): the first two rungs say which.
    if ladder.mode == "points":
        first, second = (rung.points for rung in ladder.rungs[:2])
        return now < before if (first or 0) > (second or 0) else now > before
    return now > before


def _milder(lower: Rung, upper: Rung) -> bool:
    if lower.action not in WEIGHT or upper.action not in WEIGHT:
        return False
    if lower.action != upper.action:
        return WEIGHT[upper.action] < WEIGHT[lower.action]
    return lower.duration is not None and upper.duration is not None and _length(upper) < _length(lower)


def _length(rung: Rung) -> timedelta:
    return (rung.duration.amount if rung.duration else None) or timedelta.max


def _word(rung: Rung) -> Word:
    zh, en = ENUMS["penalty"][rung.action]
    return Word(f"penalty.{rung.action}", {}, f"{zh}{rung.duration or ''}", f"{en} {rung.duration or ''}".strip())


CHECK = Check(("QB621", "QB622"), find)

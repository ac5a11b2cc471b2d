"""Which rules hold where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qunbook.kinds.community import Community
from qunbook.kinds.ladder import Ladder, Rung
from qunbook.kinds.rule import Rule
from qunbook.model import Playbook


def rules_for(playbook: Playbook, community: Community | str, day: date) -> tuple[Rule, ...]:
    """The rules that hold in a community on a day."""
    id = community if isinstance(community, str) else community.id
    return tuple(
        rule
        for rule in playbook.all(Rule)
        if rule.status == "active"
        and (not rule.applies_to or id in rule.applies_to)
        and (rule.effective_from is None or rule.effective_from <= day)
        and (rule.effective_to is None or day <= rule.effective_to)
    )


LAST = frozenset({"remove", "ban"})
"""After these there is no next time."""


@dataclass(frozen=True)
class Consequence:
    """What happens the `time`th time; no rung where whoever it is has left before."""

    time: int
    rung: Rung | None


def consequences(ladder: Ladder, most: int = 3) -> tuple[Consequence, ...]:
    """What a ladder by strikes says for the first, the second ... time; one entry that says that it ends with the rung
    before, where it does. Nothing for a ladder by points, which does not count times.
    """
    if ladder.mode == "points":
        return ()
    found: list[Consequence] = []
    for time in range(1, most + 1):
        due = [rung for n, rung in enumerate(ladder.rungs, 1) if (rung.strike or n) <= time]
        before = found[-1].rung if found else None
        if not due or (before and before.action in LAST):
            break
        found.append(Consequence(time, due[-1]))
    if found and len(found) < most and found[-1].rung and found[-1].rung.action in LAST:
        found.append(Consequence(len(found) + 1, None))
    return tuple(found)


def successor(playbook: Playbook, rule: Rule) -> Rule | None:
    """The rule that takes the place of this one, or will."""
    return next((one for one in playbook.all(Rule) if one.supersedes == rule.id and one.status != "archived"), None)

"""What the handbook itself says about a community, to hold its self-assessment against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qunbook.kinds.community import Community
from qunbook.kinds.role import Role
from qunbook.model import Playbook
from qunbook.queries.roles import is_alone, is_vacant
from qunbook.queries.rules import rules_for


@dataclass(frozen=True)
class Evidence:
    """What the handbook itself says for an element, 1 to 5, and the gaps that took it down: (what, how many)."""

    score: int
    gaps: tuple[tuple[str, int], ...]

    def count(self, gap: str) -> int:
        """How many gaps of one kind there are."""
        return dict(self.gaps).get(gap, 0)


def structure_evidence(playbook: Playbook, community: Community, day: date) -> Evidence:
    """How well a community's structure stands by what is written down: 5, less one for each *kind* of gap.

    Structure is members, platform, a way in, and norms, carried by people. The kinds of gap are: rules without a
    penalty or a reason for none (`rules`), critical roles that one person holds alone (`alone`), vacant roles
    (`vacant`), a closed door without a word on how to get in (`admission`), and no rules at all (`norms`).
    """
    rules = rules_for(playbook, community, day)
    roles = [role for role in playbook.all(Role) if role.status == "active" and _serves(role, community.id)]
    counts = {
        "rules": sum(not (rule.ladder or rule.no_penalty) for rule in rules),
        "alone": sum(is_alone(playbook, role, day) for role in roles),
        "vacant": sum(is_vacant(playbook, role, day) for role in roles),
        "admission": int(community.openness not in (None, "open") and community.admission is None),
        "norms": int(not rules),
    }
    gaps = tuple((gap, number) for gap, number in counts.items() if number)
    return Evidence(max(1, 5 - len(gaps)), gaps)


def _serves(role: Role, community: str) -> bool:
    return not role.holders or any(holder.community in (None, community) for holder in role.holders)

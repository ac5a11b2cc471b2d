"""Which rules hold where and when."""

from __future__ import annotations

from datetime import date

from qunbook.kinds.community import Community
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

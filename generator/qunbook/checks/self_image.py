"""A score that a community gives itself must not be two or more above what its handbook shows.

For the structure the handbook can count: rules without a penalty, critical roles without a deputy, vacant roles, a
closed door without a way in. Mend the gaps, or score again. Only the newest assessment of a community is compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.assessment import Assessment
from qunbook.kinds.community import Community
from qunbook.model import Playbook
from qunbook.queries import structure_evidence
from qunbook.settings import Settings

APART = 2


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    newest: dict[str, Assessment] = {}
    for one in sorted(playbook.all(Assessment), key=lambda one: (one.date, one.id)):
        if "structure" in one.scores and one.date <= settings.as_of:
            newest[one.subject] = one
    for subject, one in newest.items():
        community = playbook.find(Community, subject)
        if community is None:
            continue
        evidence = structure_evidence(playbook, community, settings.as_of)
        if one.scores["structure"] - evidence.score >= APART:
            args: dict[str, Arg] = {
                "community": community.name,
                "got": f"{one.scores['structure']:g}",
                "evidence": evidence.score,
                **{gap: evidence.count(gap) for gap in ("rules", "alone", "vacant", "admission", "norms")},
            }
            yield Finding(one, ("scores", "structure"), "QB684", args)


CHECK = Check(("QB684",), find)

"""A community must have a goal, a camp its terms, a lead-in group somewhere to lead, and a last day must be the last.

Without a goal nobody can tell whether it works (asked for as soon as the handbook keeps metrics); a camp without terms
has no calendar; a group that outlives its last day runs on with nobody in charge. Add the goal or the term, or archive
the community (`status: archived`).
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.community import Community
from qunbook.kinds.metric import Metric
from qunbook.model import Playbook
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    measured = bool(playbook.all(Metric))
    for community in playbook.all(Community):
        if community.status == "archived":
            continue
        args = {"community": community.name}
        if community.type == "camp" and not community.terms:
            yield Finding(community, ("type",), "QB610", args)
        if community.status != "active":
            continue
        if community.type == "lead_in" and not community.next:
            yield Finding(community, ("type",), "QB613", args)
        if community.closes and community.closes < settings.as_of:
            yield Finding(community, ("closes",), "QB611", {**args, "date": community.closes.isoformat()})
        if measured and not community.goals and community.type != "staff":
            yield Finding(community, ("name",), "QB612", args)


CHECK = Check(("QB610", "QB611", "QB612", "QB613"), find)

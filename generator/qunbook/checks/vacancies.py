"""Every role must be held by somebody who is there, above all one that is critical or answers for a community.

Duties, reports and calendar entries go to whoever holds the role; with nobody there they go nowhere. Name a holder,
even an acting one (`basis: acting`), or archive the role.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Related
from qunbook.finding import Check, Finding
from qunbook.model import Playbook
from qunbook.queries import communities_of, holding, vacant_roles
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for role in vacant_roles(playbook, settings.as_of):
        args = {"role": role.name, "got": role.id}
        loc = ("holders",) if role.holders else ("name",)
        if holding(role, settings.as_of):
            yield Finding(role, loc, "QB603", {**args, "who": tuple(one.person for one in role.holders)})
        elif role.critical:
            yield Finding(role, loc, "QB601", args)
        elif owned := communities_of(playbook, role):
            here = Related(role.path, role.document.span(loc), "other")
            for community in owned:
                yield Finding(community, ("owner",), "QB606", {**args, "community": community.name}, (here,))
        else:
            yield Finding(role, loc, "QB602", args)


CHECK = Check(("QB601", "QB602", "QB603", "QB606"), find)

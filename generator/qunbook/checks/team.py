"""Nobody must carry more than the handbook allows, and a newcomer to the team must have somebody beside them.

Who does too much does it badly and then leaves; an observer without a mentor watches and learns nothing. Hand a role
on, or name a `mentor`.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Playbook
from qunbook.queries import handbook, holding, is_active, load, roles_of
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    limits = handbook(playbook).limits
    for person in playbook.all(Person):
        held = {role.id: role for role, _ in roles_of(playbook, person, settings.as_of)} if is_active(person) else {}
        hours = load(playbook, person, settings.as_of) if held else 0
        if hours > limits.hours_per_week or len(held) > limits.roles:
            args: dict[str, Arg] = {
                "person": person.name,
                "hours": f"{hours:g}",
                "count": len(held),
                "limit": f"{limits.hours_per_week:g}",
                "most": limits.roles,
                "roles": tuple(role.name for role in held.values()),
            }
            yield Finding(person, ("name",), "QB605", args)
    for role in playbook.all(Role):
        if role.track == "observer" and is_active(role):
            for index, holder in enumerate(role.holders):
                if holder in holding(role, settings.as_of) and not holder.mentor:
                    who = playbook.find(Person, holder.person)
                    name = who.name if who else holder.person
                    yield Finding(role, ("holders", index), "QB608", {"person": name, "role": role.name})


CHECK = Check(("QB605", "QB608"), find)

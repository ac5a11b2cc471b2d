"""A critical role that one person holds must have a deputy.

On the day when that person is ill, nobody knows the passwords, the people or what was agreed. Name somebody under
`deputies`, and let them do it once while the holder watches.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.role import Role
from qunbook.model import Playbook
from qunbook.queries import holders_on, is_alone
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    for role in playbook.all(Role):
        if role.status == "active" and is_alone(playbook, role, settings.as_of):
            (holder,) = holders_on(playbook, role, settings.as_of)
            if set(role.deputies) - {holder.id}:
                continue  # a deputy who has left is told where it stands (QB205)
            yield Finding(role, ("holders",), "QB604", {"role": role.name, "who": holder.name})


CHECK = Check(("QB604",), find)

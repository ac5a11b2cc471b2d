"""A rule must say what happens to who breaks it, or why nothing does; zero tolerance must be more than a warning.

A rule without a consequence is applied as the mood of the evening goes. Name the ladder that fits (`ladder`), or write
the reason for having none (`no_penalty`).
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.kinds.ladder import Ladder
from qunbook.kinds.rule import Rule
from qunbook.model import Playbook
from qunbook.settings import Settings

MILD = frozenset({"remind", "warn"})


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for rule in playbook.all(Rule):
        if rule.status != "archived" and not (rule.ladder or rule.no_penalty):
            yield Finding(rule, ("name",), "QB620", {"rule": rule.name})
        ladder = playbook.find(Ladder, rule.ladder)
        if rule.severity == "zero_tolerance" and ladder and {rung.action for rung in ladder.rungs} <= MILD:
            yield Finding(rule, ("ladder",), "QB624", {"rule": rule.name, "ladder": ladder.name})


CHECK = Check(("QB620", "QB624"), find)

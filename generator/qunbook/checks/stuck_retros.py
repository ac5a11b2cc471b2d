"""A retrospective must not stay in draft or in review for longer than the handbook allows.

Its actions only count once it is reviewed, and after a week nobody remembers what was meant. Let the reviewers read it
today, and set its `status`.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg, Word
from qunbook.enums import ENUMS
from qunbook.finding import Check, Finding
from qunbook.kinds.retro import Retro
from qunbook.model import Playbook
from qunbook.queries import handbook, title
from qunbook.settings import Settings


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    longest = handbook(playbook).policies.retro.review
    for retro in playbook.all(Retro):
        since = retro.since or retro.date
        if retro.status in ("draft", "in_review") and since + longest < settings.as_of:
            zh, en = ENUMS["retro_status"][retro.status]
            args: dict[str, Arg] = {
                "retro": title(playbook, retro),
                "state": Word(f"retro_status.{retro.status}", {}, zh, en),
                "since": since.isoformat(),
                "days": (settings.as_of - since).days,
                "limit": longest.days,
            }
            yield Finding(retro, ("status",), "QB673", args)


CHECK = Check(("QB673",), find)

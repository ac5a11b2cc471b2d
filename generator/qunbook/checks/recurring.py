"""What comes up in three of the last six retrospectives must be tackled as one problem.

Each time it was mended a little, and each time it came back. Agree on one action for the cause, with a person and a
day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from qunbook.diagnostic import Arg
from qunbook.finding import Check, Finding
from qunbook.kinds.retro import Retro
from qunbook.model import Playbook
from qunbook.queries import title
from qunbook.settings import Settings

LAST, OFTEN = 6, 3


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    past = sorted(
        (retro for retro in playbook.all(Retro) if retro.date <= settings.as_of), key=lambda r: (r.date, r.id)
    )
    bearing: dict[str, list[Retro]] = defaultdict(list)
    for retro in past[-LAST:]:
        for tag in dict.fromkeys(retro.tags):
            bearing[tag].append(retro)
    for tag, retros in bearing.items():
        if len(retros) >= OFTEN:
            newest = retros[-1]
            args: dict[str, Arg] = {
                "tag": tag,
                "count": len(retros),
                "retros": tuple(title(playbook, retro) for retro in retros),
            }
            yield Finding(newest, ("tags", newest.tags.index(tag)), "QB674", args)


CHECK = Check(("QB674",), find)

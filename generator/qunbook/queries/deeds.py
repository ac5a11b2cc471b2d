"""What people did, counted, and never compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qunbook.kinds.column import Column
from qunbook.kinds.incentive import Incentive
from qunbook.kinds.person import Person
from qunbook.kinds.retro import Retro
from qunbook.kinds.run import Run
from qunbook.model import Entity, Playbook
from qunbook.queries.base import remembered
from qunbook.queries.runs import held_on


@dataclass(frozen=True)
class Deed:
    """Something that somebody did: the day, what the file says of it ("" where its name says it all), and the file."""

    day: date | None
    said: str
    source: Entity


def deeds(playbook: Playbook, person: Person) -> Mapping[str, tuple[Deed, ...]]:
    """What a person did, the newest first, by kind: `praised`, `helped`, `done` (actions), `led` (occasions on duty),
    `wrote` and `awarded`. Counted, never compared with anybody else's.
    """
    return remembered(playbook, "deeds", lambda: _deeds(playbook)).get(person.id, {})


def _deeds(playbook: Playbook) -> Mapping[str, Mapping[str, tuple[Deed, ...]]]:
    found: dict[str, dict[str, list[Deed]]] = defaultdict(lambda: defaultdict(list))
    for retro in playbook.all(Retro):
        for praise in retro.praises:
            if praise.person:
                found[praise.person]["praised"].append(Deed(retro.date, praise.practice, retro))
        for contribution in retro.contributions:
            found[contribution.person]["helped"].append(Deed(retro.date, contribution.did, retro))
        for action in retro.actions:
            if action.status == "done":
                found[action.owner]["done"].append(Deed(action.closed, action.do, retro))
    for run in playbook.all(Run):
        if run.status == "done":
            for person in dict.fromkeys(duty.person for duty in run.duty):
                found[person]["led"].append(Deed(held_on(run), "", run))
    for column in playbook.all(Column):
        for piece in column.published:
            if piece.by:
                found[piece.by]["wrote"].append(Deed(piece.date, piece.title, column))
    for incentive in playbook.all(Incentive):
        for award in incentive.awarded:
            if award.person:
                found[award.person]["awarded"].append(Deed(award.date, award.reason, incentive))
    return {
        person: {kind: tuple(sorted(done, key=_newest, reverse=True)) for kind, done in kinds.items()}
        for person, kinds in found.items()
    }


def _newest(deed: Deed) -> tuple[date, str]:
    return deed.day or date.min, deed.source.id

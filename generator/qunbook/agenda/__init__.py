"""The agenda of a retrospective, picked from `activities.toml`: one activity for each of five phases.

A seed decides which, so that it varies from one meeting to the next and comes out the same whenever it is asked for;
what was done the last time comes again only where nothing else fits. It is copied into the file: the library may
change, what people did may not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import product
from typing import Any

from qunbook.enums import ENUMS
from qunbook.settings import Language

SPARE = 20
"""As many minutes of the meeting may stay free: less would leave few agendas to choose from, and people run over."""


@dataclass(frozen=True)
class Activity:
    phase: str
    id: str
    minutes: int
    zh: tuple[str, str]
    en: tuple[str, str]

    def step(self, language: Language) -> dict[str, Any]:
        """As it stands in a retrospective's `agenda`."""
        name, how = self.zh if language == "zh" else self.en
        return {"phase": self.phase, "name": name, "minutes": self.minutes, "how": how}


@cache
def library() -> tuple[Activity, ...]:
    """Every activity, in the order of the phases."""
    read = tomllib.loads((files(__package__) / "activities.toml").read_text("utf-8"))
    return tuple(
        Activity(phase, id, one["minutes"], tuple(one["zh"]), tuple(one["en"]))
        for phase in ENUMS["retro_phase"]
        for id, one in read[phase].items()
    )


def shortest() -> int:
    """The minutes that the shortest agenda takes."""
    return min(map(_minutes, _every()))


def pick(seed: str, minutes: int, last: Collection[str] = ()) -> tuple[Activity, ...]:
    """One activity a phase: together no longer than the meeting and, where it can be, not much shorter; as few as can
    be that are called like one of the `last` time. () for none.
    """
    fitting = [one for one in _every() if _minutes(one) <= minutes]
    if not fitting:
        return ()
    least = min(minutes - SPARE, max(map(_minutes, fitting)))
    long = (one for one in fitting if _minutes(one) >= least)
    return min(long, key=lambda one: (_again(one, last), _lot(seed, one)))


def _every() -> Iterator[tuple[Activity, ...]]:
    return product(*([one for one in library() if one.phase == phase] for phase in ENUMS["retro_phase"]))


def _minutes(activities: Sequence[Activity]) -> int:
    return sum(one.minutes for one in activities)


def _again(activities: Sequence[Activity], last: Collection[str]) -> int:
    return sum(one.zh[0] in last or one.en[0] in last for one in activities)


def _lot(seed: str, activities: Sequence[Activity]) -> bytes:
    return sha256("/".join((seed, *(one.id for one in activities))).encode()).digest()

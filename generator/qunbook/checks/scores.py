"""A score must lie between 1 and 5, and an assessment must score everything that it is about.

A radar chart with a missing corner or a score of 6 compares with nothing. Five elements: interest, structure, output,
operation, replication; four senses: ceremony, participation, organisation, belonging.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qunbook.diagnostic import Word
from qunbook.enums import ENUMS
from qunbook.finding import Check, Finding
from qunbook.kinds.assessment import Assessment
from qunbook.model import Loc, Playbook
from qunbook.settings import Settings

SETS = {"scores": "element", "senses": "sense"}


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for one in playbook.all(Assessment):
        yield from _marks(one)
        if one.type == "five_elements":
            yield from _whole(one, "scores", one.scores)
        if one.type == "four_senses" or (one.type == "five_elements" and one.senses):
            yield from _whole(one, "senses", one.senses)


def _marks(one: Assessment) -> Iterator[Finding]:
    groups: list[tuple[Loc, str, Mapping[str, float]]] = [
        (("scores",), "element", one.scores),
        (("senses",), "sense", one.senses),
    ]
    groups += [(("options", index, "scores"), "criterion", option.scores) for index, option in enumerate(one.options)]
    for loc, table, marks in groups:
        for key, value in marks.items():
            if not 1 <= value <= 5:
                yield Finding(one, (*loc, key), "QB682", {"got": f"{value:g}", "what": _word(table, key)})
            if key not in ENUMS[table]:
                yield Finding(one, (*loc, key), "QB685", {"got": key, "known": tuple(ENUMS[table])})


def _whole(one: Assessment, field: str, marks: Mapping[str, float]) -> Iterator[Finding]:
    table = SETS[field]
    if missing := tuple(key for key in ENUMS[table] if key not in marks):
        yield Finding(
            one, (field,), "QB683", {"missing": missing, "names": tuple(_word(table, key) for key in missing)}
        )


def _word(table: str, key: str) -> Word:
    zh, en = ENUMS[table].get(key, (key, key))
    return Word(f"{table}.{key}", {}, zh, en)


CHECK = Check(("QB682", "QB683", "QB685"), find)

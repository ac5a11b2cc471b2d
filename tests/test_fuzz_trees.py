"""Mutated handbooks go the whole way: whatever an author does to a file, `check` reports and never fails.

What has no error renders; what has one is not rendered. The mutations are those of an editor's day: lines lost, doubled,
swapped between files, values emptied, ids changed, files renamed and deleted.
"""

from __future__ import annotations

import random
import shutil
from datetime import date

import pytest

from conftest import ROOT
from qunbook import pipeline
from qunbook.settings import Settings

CONTENT = ROOT / "tests" / "golden" / "content"
VALUES = [
    "",
    "~",
    "[]",
    "{}",
    "x",
    "2026-11-20",
    "2026-02-30",
    "20:30",
    "-1",
    "99999999999999999999",
    "main",
    "steward",
    "{a: {b: c}}",
]
VALUES += [
    "[steward, steward]",
    "T-7d",
    "weekly thu",
    "permanent",
    "true",
    "否",
    "｛｝",
    "2h",
    "1e9",
    "9999-12-31",
    "0001-01-01",
    "lunar 8-15",
]


def mutated(text: str, chance: random.Random, lines: list[str]) -> str:
    rows = text.split("\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(rows))
        match chance.randrange(6):
            case 0:
                del rows[at]
            case 1:
                rows.insert(at, rows[at])
            case 2:
                rows.insert(at, chance.choice(lines))
            case 3:
                key, colon, _ = rows[at].partition(": ")
                rows[at] = f"{key}{colon}{chance.choice(VALUES)}"
            case 4:
                rows[at] = rows[at][: chance.randrange(len(rows[at]) + 1)]
            case _:
                rows[at] = "  " + rows[at]
        rows = rows or [""]
    return "\n".join(rows)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_an_author_does(tmp_path, seed):
    chance = random.Random(seed)
    files = sorted(CONTENT.rglob("*.md"))
    lines = [line for path in files for line in path.read_text("utf-8").split("\n")]
    for round_ in range(40):
        root = tmp_path / str(round_)
        shutil.copytree(CONTENT, root / "content")
        for path in chance.sample(files, chance.randint(1, 3)):
            target = root / "content" / path.relative_to(CONTENT)
            if chance.random() < 0.1:
                target.unlink()
            else:
                target.write_text(mutated(path.read_text("utf-8"), chance, lines), "utf-8")
        loaded = pipeline.load(root)
        settings = Settings(date(2026, 11, 20), "en")
        found = pipeline.check(loaded, settings)
        if not pipeline.failed(found):
            for edition in ("member", "staff"):
                assert list(pipeline.render(loaded, settings, edition))
        shutil.rmtree(root)

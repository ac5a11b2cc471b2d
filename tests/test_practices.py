"""The handbook can say every practice of running a community, and readers find it: practices.toml says where."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT

LIST = ROOT / "tests" / "practices.toml"
NUMBERS = [f"P{number:03}" for number in range(1, 207)]
KEYS = {"say", "show", "later"}


@pytest.fixture(scope="module")
def practices() -> dict[str, dict[str, object]]:
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def built_file(edition: Path, address: str) -> Path:
    """The file behind an address: `communities/main/` is a folder's page, `calendar/all.ics` a file."""
    return edition / address / "index.html" if not address or address.endswith("/") else edition / address


def test_every_practice_is_listed(practices):
    """All 206 numbers are there, each once and in order, and none that is not a practice."""
    assert list(practices) == NUMBERS


def test_every_practice_is_told(practices):
    """Each names a file that says it, and either pages that show it or the issue that will bring them."""
    for number, practice in practices.items():
        assert practice.keys() <= KEYS, number
        assert practice.get("say"), number
        assert bool(practice.get("show")) != ("later" in practice), number
        assert re.fullmatch(r"issue \d+", str(practice.get("later", "issue 0"))), number


def test_every_practice_has_a_word_of_comment():
    """Above each number stands what is to be seen there."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    bare = [line for above, line in pairwise(lines) if line.startswith("[P") and not above.startswith("# ")]
    assert bare == []


def test_every_practice_is_said(practices):
    """Every file that is named is there, within the handbook's content."""
    paths = {path for practice in practices.values() for path in practice["say"]}
    assert [path for path in sorted(paths) if not path.startswith("content/")] == []
    assert [path for path in sorted(paths) if not (ROOT / path).is_file()] == []


def test_every_practice_is_shown(practices, built_site):
    """Every page and feed that is named is in the members' or the staff's edition of the built site."""
    editions = [built_site / name for name in ("member", "staff")]
    addresses = {address for practice in practices.values() for address in practice.get("show", ())}
    absent = [one for one in sorted(addresses) if not any(built_file(home, one).is_file() for home in editions)]
    assert absent == []

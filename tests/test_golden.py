"""A small handbook in English with one of everything; its whole output is kept and compared.

`make bless` accepts a change: look at the diff first.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from conftest import ROOT, qunbook

GOLDEN = ROOT / "tests" / "golden"
HAN = re.compile("[一-鿿]")
OURS = ("assets/", "help/")  # style and script, and what the catalogue says of codes, are sources, not output


def rendered(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "handbook"
    shutil.copytree(GOLDEN / "content", home / "content")
    done = qunbook("render", str(home), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stdout + done.stderr
    files = sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file() and path.name != ".qunbook")
    texts = {path.relative_to(tmp_path / "out").as_posix(): path.read_bytes().decode() for path in files}
    return {path: text for path, text in texts.items() if not path.partition("/")[2].startswith(OURS)}


def test_output_is_as_blessed(tmp_path):
    """Every page, feed and file of the golden handbook is, byte for byte, what somebody looked at and accepted."""
    made = rendered(tmp_path)
    expected = GOLDEN / "expected"
    if os.environ.get("QUNBOOK_BLESS"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, text in made.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(text.encode())
    kept = {
        path.relative_to(expected).as_posix(): path.read_bytes().decode()
        for path in expected.rglob("*")
        if path.is_file()
    }
    assert made.keys() == kept.keys()
    for path, text in made.items():
        assert text == kept[path], path


def test_english_site_has_no_chinese(tmp_path):
    """An English handbook gives pages, feeds and JSON in which no Chinese character stands."""
    for path, text in rendered(tmp_path).items():
        assert not HAN.search(text), f"{path}: {HAN.search(text)}"

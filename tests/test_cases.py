"""Each file in `cases/` is a small tree laid over the smallest handbook, and the report that it must give.

A case starts with the sentence that is true if it passes; then come files (`=== path`, see `catalogue.overlay`), and at
the end `=== report` with the whole report, as of 2026-11-20. After a change that is meant, run
`QUNBOOK_BLESS=1 pytest tests/test_cases.py` and read the diff.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from qunbook import catalogue, pipeline
from qunbook.report import Report, human
from qunbook.settings import Settings

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


def report(tree, root, language):
    for path, text in tree.items():
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    loaded = pipeline.load(root)
    problems = pipeline.check(loaded, Settings(date(2026, 11, 20), language))
    return human.REPORTER.report(Report(problems, loaded.sources, len(loaded.sources), language)) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case, tmp_path):
    text = case.read_text("utf-8")
    given, _, expected = text.partition("=== report\n")
    sentence, _, files = given.partition("\n=== ")
    assert sentence.strip()
    language = "en" if case.stem.endswith("-en") else "zh"
    told = report(catalogue.example(f"=== {files}"), tmp_path, language)
    if os.environ.get("QUNBOOK_BLESS"):
        case.write_text(f"{given}=== report\n{told}", "utf-8")
        return
    assert told == expected

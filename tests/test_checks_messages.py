"""What a check finds fills every gap in what the catalogue says, in both languages."""

from __future__ import annotations

import pytest

from checked import TODAY, loaded
from qunbook import catalogue, pipeline
from qunbook.checks import CHECKS
from qunbook.settings import Settings

RAISED = sorted({code for check in CHECKS for code in check.codes})
RAISED = [code for code in RAISED if catalogue.entry(code).bad]  # others have their example in a test of their own


@pytest.mark.parametrize("code", RAISED)
def test_message_takes_its_arguments(code):
    """No gap of a message or label stays empty for want of an argument."""
    problems = pipeline.check(loaded(catalogue.entry(code).bad), Settings(TODAY))
    one = next(problem for problem in problems if problem.code == code)
    for language in ("zh", "en"):
        for part in ("message", "label"):
            template = catalogue.entry(code).text(part, language)
            gaps = {name for _, name, _, _ in catalogue._Filler(language).parse(template) if name}
            assert gaps <= set(one.args), (part, language)
            assert "{" not in catalogue.text(one, part, language)


def test_every_code_belongs_to_one_law():
    """Only a former id is told by two laws: in front matter and in a link."""
    codes = [code for check in CHECKS for code in check.codes]
    assert {code for code in codes if codes.count(code) > 1} == {"QB206"}


def test_every_law_says_must():
    """The docstring of a check opens with what must be so."""
    from importlib import import_module
    from pkgutil import iter_modules

    from qunbook import checks

    for info in iter_modules(checks.__path__):
        text = import_module(f"qunbook.checks.{info.name}").__doc__ or ""
        law = text.split("\n\n")[0]
        assert "must" in law or "should" in law, info.name
        assert len(text.split("\n\n")) > 1, info.name

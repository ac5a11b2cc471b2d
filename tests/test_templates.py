"""The owner's templates take the place of ours by name, and reach nothing that a page's readers may not see."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checked import loaded
from qunbook import pipeline
from qunbook.render import templates
from qunbook.settings import Settings

SETTINGS = Settings(date(2026, 11, 20), "zh", feed_key="a-key-that-nobody-may-read")
NOTICE = """
=== _templates/event.md
{% extends "qunbook/event.md" %}
{% block lead %}<p>带一支笔</p>{% endblock %}
"""


def pages(text: str, edition: str = "member") -> dict[str, str]:
    handbook = loaded(text)
    assert not pipeline.failed(pipeline.check(handbook, SETTINGS)), pipeline.check(handbook, SETTINGS)
    made = pipeline.render(handbook, SETTINGS, edition)
    return {one.path: one.data.decode() for one in made if one.path.endswith(".md")}


def test_a_template_of_the_owners_changes_its_pages_and_no_other():
    """What it adds stands on the pages that use it; all other pages keep their bytes; it is no page itself."""
    plain, own = pages(""), pages(NOTICE)
    assert plain.keys() == own.keys()
    assert {path for path in own if own[path] != plain[path]} == {"events/reading-night.md"}
    assert own["events/reading-night.md"].replace("<p>带一支笔</p>", "") == plain["events/reading-night.md"]


def test_a_template_that_others_build_on_changes_them_all():
    """`thing.md` of the owner's is what our own templates extend from then on."""
    made = pages('=== _templates/thing.md\n{% extends "qunbook/thing.md" %}\n{% block lead %}抬头{% endblock %}\n')
    assert "抬头" in made["ladders/default.md"]
    assert "抬头" in made["events/reading-night.md"]


def test_a_part_of_the_owners_own_may_have_any_name():
    made = pages('=== _templates/term.md\n{% include "parts/end.html" %}\n=== _templates/parts/end.html\n完\n')
    assert made


@pytest.mark.parametrize(
    "reach",
    [
        "e.document.source.text",  # with what only staff may see
        "e['document']",
        "e|attr('document')",
        "[e]|map(attribute='document.source.text')|join",
        "b.settings.feed_key",
        "b.view.settings.feed_key",
        "b.playbook.data",
        "q.metric_data.csv",
        "''.__class__.__mro__[1].__subclasses__()",
        "cycler.__init__.__globals__.os.popen('id').read()",
        "'{0.__class__}'.format(e)",
        "b.__dict__",
        "b.broken.append(1)",
    ],
)
def test_a_template_reaches_no_secret_and_no_program(reach):
    """Raw sources, keys, and the Python behind a value are refused with the line that asked for them."""
    handbook = loaded(f"=== _templates/event.md\n# {{{{ title }}}}\n\n{{{{ {reach} }}}}\n")
    told = [one for one in pipeline.check(handbook, SETTINGS) if one.severity == "error"]
    assert [(one.path, one.span.line) for one in told] == [("content/_templates/event.md", 3)]
    assert told[0].code in {"QB523", "QB524", "QB525"}


def test_a_sentence_does_not_fetch_what_it_is_not_given():
    """Words are filled in by name and never by a path into a value."""
    made = pages("=== _templates/event.md\n{{ _('{b.settings.feed_key} {b}', b=1, c=b) }}\n")
    assert "{b.settings.feed_key} 1" in made["events/reading-night.md"]


def test_pages_are_the_same_in_the_sandbox():
    """Ours do nothing that the sandbox refuses: with any template of the owner's, all other pages keep their bytes."""
    root = Path(__file__).parent / "golden"
    plain = pipeline.load(root)
    own = pipeline.load(root)
    object.__setattr__(own, "templates", (("term.md", "{% extends 'qunbook/term.md' %}\n"),))
    for edition in ("member", "staff"):
        assert list(pipeline.render(plain, SETTINGS, edition)) == list(pipeline.render(own, SETTINGS, edition))


def test_only_pages_that_a_template_has_a_part_in_are_tried():
    """What builds on the owner's templates is tried, at any remove, and nothing else: `check` runs on every save."""
    assert templates.touched((("term.md", ""),)) == {"term.md"}
    assert {"thing.md", "event.md", "term.md"} <= templates.touched((("thing.md", "{% extends 'qunbook/thing.md' %}"),))
    assert "home.md" in templates.touched((("_macros.html", ""),))
    assert templates.touched((("parts/empty.html", ""),)) == {"parts/empty.html"}


@pytest.mark.parametrize("name", ["home.md", "index_rule.md", "calendar.md", "_macros.html"])
def test_a_fault_on_a_page_of_no_single_thing_is_found(name):
    """The first page, lists, the calendar and what all of them use are tried as well."""
    told = pipeline.check(loaded(f"=== _templates/{name}\n{{{{ nowhere }}}}\n"), SETTINGS)
    faults = [(one.code, one.path) for one in told if one.severity == "error"]
    assert faults
    assert {path for _, path in faults} == {f"content/_templates/{name}"}

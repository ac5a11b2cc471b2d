"""What became of a calendar, for people: what was taken, what was not and why, and what was read with tolerance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from qunbook import catalogue
from qunbook.importer import words
from qunbook.importer.again import Changed
from qunbook.importer.plan import Known, Plan, Taken
from qunbook.importer.remarks import Level, Remark
from qunbook.messages import listed, say
from qunbook.report.base import shown
from qunbook.settings import Language

NAMED = 3
"""As many events are named behind what is said of several."""
NAME, SAID = 40, 300
"""As many characters of a name, and of what a calendar says."""
TITLES: tuple[tuple[Level, str], ...] = (
    ("refused", "import-refused"),
    ("lost", "import-lost"),
    ("tolerated", "import-tolerated"),
    ("decided", "import-decided"),
)


def text(plan: Plan, language: Language) -> str:
    """The report, for a terminal."""
    blocks = [
        _block("import-taken", (_taken(one, language) for one in plan.taken), language),
        _block("import-known", (_known(one, language) for one in plan.known), language),
        _block("import-changed-since", (_changed(one, language) for one in plan.changed), language),
        *(_block(title, _said(plan.remarks, level, language), language) for level, title in TITLES),
    ]
    return "\n\n".join(filter(None, blocks))


def _block(title: str, lines: Iterable[str], language: Language) -> str:
    rows = [f"  - {line}" for line in lines]
    return "\n".join((say(title, language, count=len(rows)), *rows)) if rows else ""


def _taken(one: Taken, language: Language) -> str:
    event = one.event
    when = f"{event.start}" if event.repeat is None else f"{event.repeat.spoken(language)}, {event.start}"
    return f"{one.artifact.path}  {shown(event.name)} ({when.replace(', ', '，') if language == 'zh' else when})"


def _known(one: Known, language: Language) -> str:
    return say("import-known-line", language, name=shown(one.name), path=one.path)


def _changed(one: Changed, language: Language) -> str:
    told = (("import-changed-new", one.new), ("import-changed-gone", one.gone))
    said = (say(key, language, dates=_some(dates, language)) for key, dates in told if dates)
    what = say("import-known-line", language, name=shown(one.name), path=one.path)
    return "".join((what, "；" if language == "zh" else "; ", ("；" if language == "zh" else "; ").join(said)))


def _some(parts: Sequence[str], language: Language) -> str:
    """The first few, and how many more there are."""
    more = say("import-and-more", language, count=len(parts) - NAMED) if len(parts) > NAMED else ""
    return listed(parts[:NAMED], language) + more


def _said(remarks: Iterable[Remark], level: Level, language: Language) -> Iterator[str]:
    """A sentence for each thing to say, with the events that it is true of."""
    found = [(_sentence(one, language), one) for one in remarks if one.level == level]
    order = {sentence: index for index, (sentence, _) in reversed([*enumerate(found)])}
    for sentence, group in groupby(sorted(found, key=lambda pair: order[pair[0]]), key=lambda pair: pair[0]):
        about = [where for _, one in group if (where := _where(one, language))]
        yield say("import-line", language, said=sentence, about=_some(about, language)) if about else sentence


def _sentence(one: Remark, language: Language) -> str:
    args = {name: _brief(str(value), SAID) for name, value in one.args.items()}
    if "why" in args:
        args["why"] = catalogue.word(f"why.{args['why']}", language)
    said, near = say(one.key, language, **args), args.get("near", "")
    return said + say("import-near", language, near=near) if near and f"`{near}`" not in said else said


def _brief(text: str, limit: int) -> str:
    return shown(words.short(text, limit))


def _where(one: Remark, language: Language) -> str:
    if one.name:
        return say("import-where", language, name=_brief(one.name, NAME), line=one.line)
    return say("import-where-line", language, line=one.line) if one.line else ""

"""What the page of open diagnostics says, and the help on every code: for staff, who can mend things."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from qunbook import catalogue, metric_data
from qunbook.diagnostic import Diagnostic
from qunbook.model import Entity
from qunbook.render.book import Book
from qunbook.render.markdown import plain
from qunbook.render.words import Words
from qunbook.settings import Language

_CHINESE = re.compile("[\u4e00-\u9fff](?:[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef“”…]*[\u4e00-\u9fff。])?")
"""Words of the examples, which are Chinese: for other readers the keys and the shape say what is meant."""
TONES = {"error": "red", "warning": "amber", "note": "blue"}


@dataclass(frozen=True)
class Problem:
    """One diagnostic: its words, the thing that it is in where that has a page, and the address of its help."""

    severity: str
    code: str
    message: Markup
    help: Markup
    thing: Entity | None
    place: str
    more: str


def for_staff(book: Book) -> bool:
    return book.staff


def health(book: Book) -> dict[str, Any]:
    areas: dict[str, list[Problem]] = {}
    for one in book.view.found:
        areas.setdefault(_area(book, one), []).append(_problem(book, one))
    order = [kind.name for kind in book.playbook.kinds]
    ranked = sorted(areas.items(), key=lambda area: (-len(area[1]), order.index(area[0])))
    return {
        "areas": [(book.kind_name(name, plural=True), name, some) for name, some in ranked],
        "count": lambda some: Counter(one.severity for one in some),
        "total": Counter(str(one.severity) for one in book.view.found),
        "tones": TONES,
        "say": lambda severity: catalogue.word(f"severity.{severity}", book.settings.language),
    }


def _area(book: Book, one: Diagnostic) -> str:
    """The kind of file that a diagnostic is about."""
    if metric_data.metric_of(one.path):
        return "metric"
    folder = one.path.removeprefix("content/").partition("/")[0]
    return next((kind.name for kind in book.playbook.kinds if kind.folder == folder), "handbook")


def _problem(book: Book, one: Diagnostic) -> Problem:
    language = book.settings.language
    return Problem(
        one.severity,
        one.code,
        coded(catalogue.text(one, "message", language)),
        coded(catalogue.text(one, "help", language)),
        book.by_path.get(one.path),
        f"{one.path}:{one.span.line}",
        f"help/{band_of(one.code)}/#{one.code.lower()}",
    )


def coded(text: str) -> Markup:
    """Text of ours in which backticks mark code, as HTML."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return plain(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(plain(part)) if n % 2 else plain(part) for n, part in enumerate(parts)
    )


# Help ------------------------------------------------------------------------------------------------------------


def band_of(code: str) -> str:
    """`QB601` is explained on `help/governance/`."""
    return catalogue.BANDS[code[2]].partition("-")[2]


BANDS = tuple(name.partition("-")[2] for name in catalogue.BANDS.values())


def band_name(band: str, words: Words) -> str:
    """What a band of codes is called."""
    return {
        "reading": words.text("Reading files"),
        "front-matter": words.text("Front matter"),
        "references": words.text("References"),
        "style": words.text("Ways of writing"),
        "calendar": words.text("Dates and times"),
        "text": words.text("Text and links"),
        "governance": words.text("How a community is run"),
        "bugs": words.text("Faults of ours"),
    }[band]


@dataclass(frozen=True)
class Law:
    """A code as its help tells it. `why` and `fix` are Markdown; the examples are small trees of files."""

    code: str
    severity: str
    name: str
    title: str
    why: str
    fix: str
    bad: str
    good: str


def law(code: str, book: Book) -> Law:
    language = book.settings.language
    entry = catalogue.entry(code)
    title = re.sub(r"\{\w+\}", "…", entry.text("message", language)).replace("`", "")
    why, fix = entry.text("why", language), entry.text("fix", language)
    bad, good = (_example(text, language) for text in (entry.bad, entry.good))
    return Law(code, entry.severity, entry.name, title, why, fix, bad, good)


def _example(text: str, language: Language) -> str:
    return text.strip("\n") if language == "zh" else _CHINESE.sub("…", text.strip("\n")).replace("。", ".")


def _laws(band: str, book: Book) -> list[Law]:
    return [law(code, book) for code in catalogue.codes() if band_of(code) == band]


def help_index(book: Book) -> dict[str, Any]:
    open_ = Counter(one.code for one in book.view.found)
    return {
        "bands": [(band_name(band, book.words), _laws(band, book)) for band in BANDS],
        "open": lambda one: open_[one.code],
        "more": lambda one: f"help/{band_of(one.code)}/#{one.code.lower()}",
        "tones": TONES,
        "say": lambda severity: catalogue.word(f"severity.{severity}", book.settings.language),
    }


def help_band(band: str, book: Book) -> dict[str, Any]:
    return {
        "laws": _laws(band, book),
        "tones": TONES,
        "say": lambda severity: catalogue.word(f"severity.{severity}", book.settings.language),
        "written": Markup,  # the catalogue is ours
    }

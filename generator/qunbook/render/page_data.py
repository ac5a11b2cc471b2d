"""What the pages of metrics, retrospectives and assessments say, and the index pages of the rest."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qunbook import queries
from qunbook.kinds.assessment import Assessment
from qunbook.kinds.metric import Metric
from qunbook.kinds.page import Page
from qunbook.kinds.retro import Praise, Retro
from qunbook.kinds.run import Run
from qunbook.kinds.term import Term
from qunbook.metric_data import Figure
from qunbook.render.book import Book
from qunbook.render.questions import named

LIGHTS = {"red": 0, "amber": 1, "none": 2, "green": 3}


def metric_page(book: Book, metric: Metric) -> dict[str, Any]:
    figures = tuple(reversed(queries.figures(book.playbook, metric)))
    current = queries.latest(book.playbook, metric)
    return {
        "figures": figures,
        "current": current,
        "light": queries.state(metric, current.value if current else None),
        "state": lambda figure: queries.state(metric, figure.value),
        "by_community": any(figure.community for figure in figures),
        "counted": any(figure.n is not None for figure in figures),
        "noted": any(figure.note for figure in figures),
        "shown": named(
            "unit source formula direction cadence target amber red communities on_red owner",
        ),
    }


def lights(book: Book) -> list[tuple[Metric, Figure | None, str]]:
    """Every metric in use with its newest value and its light, red ones first."""
    found = []
    for metric in book.playbook.all(Metric):
        if metric.status != "archived":
            newest = queries.latest(book.playbook, metric)
            found.append((metric, newest, queries.state(metric, newest.value if newest else None)))
    return sorted(found, key=lambda one: (LIGHTS[one[2]], one[0].id))


def metrics_index(book: Book) -> dict[str, Any]:
    found = lights(book)
    return {"lights": found, "counts": Counter(light for _, _, light in found)}


def retro_page(book: Book, retro: Retro) -> dict[str, Any]:
    subject = book.find(("run", "event", "workflow"), retro.of)
    return {
        "subject": subject,
        "run": subject if isinstance(subject, Run) else None,
        "late": lambda action: action.status in ("open", "in_progress") and action.due < book.today,
        "shown": named(
            "of date owner status since method facilitator participants facts timeline feelings",
            "contributions suggestions direction praises actions no_actions roti reviewed_by best",
        ),
    }  # fmt: skip


def retros_index(book: Book) -> dict[str, Any]:
    playbook = book.playbook
    retros = sorted(playbook.all(Retro), key=lambda retro: (retro.date, retro.id), reverse=True)
    return {
        "open": queries.open_actions(playbook),
        "overdue": len(queries.overdue(playbook, book.today)),
        "done": sum(one.action.status == "done" for one in queries.promises(playbook)),
        "dropped": sum(one.action.status == "dropped" for one in queries.promises(playbook)),
        "retros": retros,
        "praises": praises(book),
        "tags": sorted(
            Counter(tag for retro in retros for tag in retro.tags).items(), key=lambda one: (-one[1], one[0])
        ),
    }


def praises(book: Book, most: int = 0) -> list[tuple[Retro, Praise]]:
    """What was praised, the newest first."""
    retros = sorted(book.playbook.all(Retro), key=lambda retro: (retro.date, retro.id), reverse=True)
    found = [(retro, praise) for retro in retros for praise in retro.praises]
    return found[:most] if most else found


def assessment_page(book: Book, assessment: Assessment) -> dict[str, Any]:
    return {
        "scores": _scores(book, assessment),
        "options": sorted(
            ((option, _weighted(assessment, dict(option.scores))) for option in assessment.options),
            key=lambda one: (-one[1], one[0].platform),
        ),
        "criteria": list(assessment.weights)
        or list(dict.fromkeys(name for one in assessment.options for name in one.scores)),
        "shown": named(
            "type subject date scores senses evidence answers weights options verdict chosen reason",
        ),
    }  # fmt: skip


def _scores(book: Book, assessment: Assessment) -> list[tuple[str, str, float, str, float | None]]:
    """(enum, key, score, evidence, change since the one before)."""
    earlier = [
        one
        for one in book.playbook.all(Assessment)
        if one.type == assessment.type and one.subject == assessment.subject and one.date < assessment.date
    ]
    before = max(earlier, key=lambda one: one.date, default=None)
    found = []
    for enum, now, then in (
        ("element", assessment.scores, before.scores if before else {}),
        ("sense", assessment.senses, before.senses if before else {}),
    ):
        for key, score in now.items():
            change = score - then[key] if key in then else None
            found.append((enum, key, score, assessment.evidence.get(key, ""), change))
    return found


def _weighted(assessment: Assessment, scores: dict[str, int]) -> float:
    return sum(score * assessment.weights.get(name, 1) for name, score in scores.items())


def pages_of(book: Book, section: str) -> list[Page]:
    """The free pages of a part of the handbook, in the order that their authors gave them."""
    found = (page for page in book.playbook.all(Page) if page.section == section and page.status != "archived")
    return sorted(found, key=lambda page: (page.order, page.id))


def glossary_index(book: Book) -> dict[str, Any]:
    return {"terms": book.playbook.all(Term)}

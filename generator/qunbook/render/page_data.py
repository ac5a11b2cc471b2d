"""What the pages of metrics, retrospectives and assessments say, and the index pages of the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.fields import Target
from qunbook.kinds.assessment import Assessment, Option
from qunbook.kinds.campaign import Campaign
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.page import Page
from qunbook.kinds.plan import Plan
from qunbook.kinds.retro import Praise, Retro, Step
from qunbook.kinds.run import Run
from qunbook.kinds.term import Term
from qunbook.kinds.workflow import Workflow
from qunbook.metric_data import Figure
from qunbook.model import Entity
from qunbook.queries import Standing
from qunbook.render import charts, pictures
from qunbook.render.book import Book
from qunbook.render.questions import named

LIGHTS = {"red": 0, "amber": 1, "none": 2, "green": 3}


def metric_page(book: Book, metric: Metric) -> dict[str, Any]:
    figures = tuple(reversed(queries.figures(book.playbook, metric)))
    current = queries.latest(book.playbook, metric)
    return {
        "figures": figures,
        "chart": _line(book, metric),
        "current": current,
        "light": queries.state(metric, current.value if current else None),
        "state": lambda figure: queries.state(metric, figure.value),
        "by_community": any(figure.community for figure in figures),
        "counted": any(figure.n is not None for figure in figures),
        "noted": any(figure.note for figure in figures),
        "late": queries.missing_period(book.playbook, metric, book.today),
        "tackled": [one for one in queries.open_actions(book.playbook) if one.action.metric == metric.id],
        "remedy": book.playbook.find(Workflow, metric.on_red),
        "aims": list(_aims(book, metric)),
        "shown": named(
            "unit source formula direction cadence target amber red communities on_red owner",
        ),
    }


@dataclass(frozen=True)
class Aim:
    """Something that a metric is for: the thing that says so, what it says, and where the metric stands."""

    what: str
    thing: Entity
    text: str
    standing: Standing


def _aims(book: Book, metric: Metric) -> Iterator[Aim]:
    """The objectives, goals, plans, campaigns and events that use a metric."""
    words, playbook = book.words, book.playbook

    def aim(what: str, thing: Entity, text: str, target: Target | None, community: str | None = None) -> Aim:
        return Aim(what, thing, text, queries.standing(playbook, metric.id, target, community))

    for objective in book.handbook.objectives:
        for result in objective.key_results:
            if result.metric == metric.id:
                yield aim(words.text("Objective"), book.handbook, objective.name, result.target)
    for community in playbook.all(Community):
        for goal in community.goals:
            if goal.metric == metric.id and community.status != "archived":
                yield aim(
                    words.text("Goal"), community, words.choice("goal_type", goal.type), goal.target, community.id
                )
    for plan in playbook.all(Plan):
        for wanted in plan.goals:
            if wanted.metric == metric.id:
                yield aim(words.text("Plan"), plan, "", wanted.target)
    for campaign in playbook.all(Campaign):
        if campaign.target.metric == metric.id and campaign.status != "archived":
            yield aim(words.text("Campaign"), campaign, "", campaign.target.value)
    for event in playbook.all(Event):
        for measure in event.metrics:
            if measure.metric == metric.id and event.status != "archived":
                yield aim(words.text("Event"), event, "", measure.target, event.community)


def _by_community(book: Book, metric: Metric) -> dict[str | None, list[Figure]]:
    found: dict[str | None, list[Figure]] = defaultdict(list)
    for figure in queries.figures(book.playbook, metric):
        found[figure.community].append(figure)
    return found


def _line(book: Book, metric: Metric) -> Markup:
    """The metric's values over time: a line for each community that it is measured in."""
    words, groups = book.words, _by_community(book, metric)
    every = [figure for group in groups.values() for figure in group]
    if not every:
        return Markup("")
    series = [
        charts.Series(
            _series_name(book, id) if len(groups) > 1 else "",
            tuple(charts.Point(one.date, one.value, words.number(one.value)) for one in group),
        )
        for id, group in groups.items()
    ]
    first, last = min(every, key=lambda one: one.date), max(every, key=lambda one: one.date)
    least, most = min(every, key=lambda one: one.value), max(every, key=lambda one: one.value)
    desc = words.text(
        "From {first} to {last}: {values} values, the lowest {least}, the highest {most}. All are in the table.",
        first=words.short_day(first.date), last=words.short_day(last.date), values=len(every),
        least=words.measure(least.value, metric.unit), most=words.measure(most.value, metric.unit),
    )  # fmt: skip
    told = charts.Words("qb-line", words.text("{name} over time", name=metric.name), desc)
    drawn = charts.line(
        told, series, list(_levels(book, metric)), words.short_day, lambda value: words.measure(value, metric.unit)
    )
    legend = [(f"qb-curve qb-curve-{n}", one.name) for n, one in enumerate(series[: charts.LINES]) if one.name]
    return charts.figure(drawn, legend)


def _series_name(book: Book, id: str | None) -> str:
    community = book.playbook.find(Community, id)
    return community.name if community else id or book.words.text("Whole")


def _levels(book: Book, metric: Metric) -> Iterator[charts.Level]:
    words = book.words
    for tone, target, name in (
        ("target", metric.target, words.text("Target")),
        ("amber", metric.amber, words.text("Amber")),
        ("red", metric.red, words.text("Red")),
    ):
        if target:
            bad = bad_side(metric, target) if tone != "target" else ""
            yield charts.Level(tone, target.value, f"{name} {words.number(target.value)}", bad)


def bad_side(metric: Metric, target: Target) -> str:
    """Where values are amber or red, as `queries.state` has it: its sign decides, else the metric's direction."""
    if target.op:
        return {">": "above", "<": "below"}.get(target.op[0], "")
    return "below" if metric.direction == "up" else "above"


def spark(book: Book, metric: Metric, tone: str) -> Markup:
    """How the values of the index came to be where they are: of the community that its newest value is of."""
    newest = queries.latest(book.playbook, metric)
    if newest is None:
        return Markup("")
    group = _by_community(book, metric)[newest.community]
    words = book.words
    title = words.text(
        "{name}: from {first} to {last}", name=metric.name, first=words.measure(group[0].value, metric.unit),
        last=words.measure(group[-1].value, metric.unit),
    )  # fmt: skip
    return charts.spark([one.value for one in group], title, tone)


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
    return {
        "lights": found,
        "counts": Counter(light for _, _, light in found),
        "spark": lambda metric, tone: spark(book, metric, tone),
        "late": lambda metric: queries.missing_period(book.playbook, metric, book.today),
        "untackled": [
            metric
            for metric, _, light in found
            if light == "red" and not any(one.action.metric == metric.id for one in queries.open_actions(book.playbook))
        ],
    }


def retro_page(book: Book, retro: Retro) -> dict[str, Any]:
    subject = book.find(("run", "event", "workflow"), retro.of)
    agenda = list(_agenda(retro))
    total = agenda[-1][1] if agenda else 0
    return {
        "agenda": agenda,
        "total": total,
        "over": total - int(retro.length.total_seconds()) // 60 if retro.length else 0,
        "subject": subject,
        "run": subject if isinstance(subject, Run) else None,
        "late": lambda action: action.status in ("open", "in_progress") and action.due < book.today,
        "shown": named(
            "of date owner status since method facilitator participants length agenda facts timeline feelings",
            "contributions suggestions direction praises actions no_actions roti reviewed_by best",
        ),
    }  # fmt: skip


def _agenda(retro: Retro) -> Iterator[tuple[int, int, Step]]:
    """Each step with the minutes of the meeting between which it goes on."""
    at = 0
    for step in retro.agenda:
        yield at, at + step.minutes, step
        at += step.minutes


def retros_index(book: Book) -> dict[str, Any]:
    playbook, words = book.playbook, book.words
    retros = sorted(playbook.all(Retro), key=lambda retro: (retro.date, retro.id), reverse=True)
    return {
        "open": queries.open_actions(playbook),
        "overdue": len(queries.overdue(playbook, book.today)),
        "done": sum(one.action.status == "done" for one in queries.promises(playbook)),
        "dropped": sum(one.action.status == "dropped" for one in queries.promises(playbook)),
        "retros": retros,
        "more": [("actions/", words.text("Board of actions"))]
        + ([("practices/", words.text("Good practices"))] if praises(book, 1) else [])
        + [("trends/", words.text("Trends"))]
        if retros
        else [],
    }


def praises(book: Book, most: int = 0) -> list[tuple[Retro, Praise]]:
    """What was praised, the newest first."""
    retros = sorted(book.playbook.all(Retro), key=lambda retro: (retro.date, retro.id), reverse=True)
    found = [(retro, praise) for retro in retros for praise in retro.praises]
    return found[:most] if most else found


def assessment_page(book: Book, assessment: Assessment) -> dict[str, Any]:
    options = sorted(
        ((option, _weighted(assessment, dict(option.scores))) for option in assessment.options),
        key=lambda one: (-one[1], one[0].platform),
    )
    return {
        "scores": _scores(book, assessment),
        "radars": radars(book, assessment),
        "options": options,
        "bars": _bars(book, assessment, options),
        "criteria": list(assessment.weights)
        or list(dict.fromkeys(name for one in assessment.options for name in one.scores)),
        "shown": named(
            "type subject date scores senses evidence answers weights options verdict chosen reason",
        ),
    }  # fmt: skip


def radars(book: Book, assessment: Assessment) -> Markup:
    """A radar of the five elements and one of the four senses, the time before as an outline."""
    words = book.words
    before = _before(book, assessment)
    drawn = Markup("")
    for enum, name in (("element", words.text("Elements")), ("sense", words.text("Senses"))):
        rows = [row for row in _scores(book, assessment) if row[0] == enum]
        axes = [
            charts.Axis(words.choice(enum, key), score, None if change is None else score - change)
            for _, key, score, _, change in rows
        ]
        desc = words.join(f"{axis.label} {words.number(axis.score)}" for axis in axes)
        drawn += charts.radar(charts.Words(f"qb-radar-{enum}", name, str(desc.unescape())), axes)
    legend = [("qb-now", words.short_day(assessment.date))]
    if before:
        legend.append(("qb-before", words.short_day(before.date)))
    return charts.figure(drawn, legend)


def _bars(book: Book, assessment: Assessment, options: list[tuple[Option, float]]) -> Markup:
    words = book.words
    rows = [
        charts.Bar(
            words.choice("platform", option.platform), total, words.number(total), "",
            "chosen" if option.platform == assessment.chosen else "",
        )
        for option, total in options
    ]  # fmt: skip
    desc = str(words.join(f"{row.label} {row.text}" for row in rows).unescape())
    return charts.figure(charts.bars(charts.Words("qb-bars", words.text("Weighted scores"), desc), rows))


def _before(book: Book, assessment: Assessment) -> Assessment | None:
    """The last assessment of the same thing before this one."""
    earlier = [
        one
        for one in book.playbook.all(Assessment)
        if one.type == assessment.type and one.subject == assessment.subject and one.date < assessment.date
    ]
    return max(earlier, key=lambda one: one.date, default=None)


def _scores(book: Book, assessment: Assessment) -> list[tuple[str, str, float, str, float | None]]:
    """(enum, key, score, evidence, change since the one before)."""
    before = _before(book, assessment)
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


def free_page(_: Book, page: Page) -> dict[str, Any]:
    parties = page.business_map.parties if page.business_map else ()
    return {
        "picture": lambda show: pictures.business_map(show, parties),
        "shown": named("section order business_map"),
    }


def pages_of(book: Book, section: str) -> list[Page]:
    """The free pages of a part of the handbook, in the order that their authors gave them."""
    found = (page for page in book.playbook.all(Page) if page.section == section and page.status != "archived")
    return sorted(found, key=lambda page: (page.order, page.id))


def glossary_index(book: Book) -> dict[str, Any]:
    return {"terms": book.playbook.all(Term)}

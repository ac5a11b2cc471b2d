"""What the pages of campaigns and plans say: ways to find people, the way they go, plans beside what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.enums import ENUMS
from qunbook.kinds.campaign import Campaign
from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.plan import Plan, PlanGoal
from qunbook.metric_data import Figure
from qunbook.model import Entity
from qunbook.queries import Standing
from qunbook.render import charts, pictures
from qunbook.render.book import Book
from qunbook.render.pictures import Stage
from qunbook.render.questions import named
from qunbook.render.words import Words

PER_STAGE = 3


def method_guide(words: Words) -> Mapping[str, str]:
    """How each way of finding people is gone about, in a sentence or two."""
    return {
        "close_ties": words.text(
            "Begin with friends and faithful readers, and ask each for one person only. Go with them "
            "until they have sat down."
        ),
        "influencer": words.text(
            "Ask somebody whom others already trust to come first. Say what you want, what you give, "
            "and what you do not sell."
        ),
        "label_screening": words.text(
            "Look where people have already written what they care about, and answer what they "
            "wrote. Say who you are after the third exchange."
        ),
        "offline_scene": words.text(
            "Go to the place that they pass every day, with something to do there. Do not ask for "
            "their contact on the spot."
        ),
        "social_media": words.text(
            "Show one real piece of what members made, with one sentence on how to come. One post, "
            "one thing to do."
        ),
        "event_led": words.text("Open one meeting to guests, name a host for them, and write to each the day after."),
        "word_of_mouth": words.text(
            "Give members something worth telling: a story, a finished page, a result. Ask them how "
            "they told it."
        ),
        "invite_code": words.text("Give each inviter a code with an end date, so that you know who came through whom."),
        "invite_friends": words.text(
            "Ask members for a friend by name, not for a crowd. Whoever invites stays beside the "
            "friend for the first days."
        ),
        "partner_media": words.text("Offer an editor a finished piece that their readers can use without you."),
        "partner_community": words.text(
            "Exchange one announcement with a community that serves the same people otherwise. Agree "
            "on wording and day."
        ),
        "forum": words.text(
            "Answer questions in your field for some weeks before you mention yourselves. Keep to "
            "the forum's rules."
        ),
        "fission": words.text(
            "Let members bring members with a small thank-you for both, limited in number. Stop when "
            "newcomers stay silent."
        ),
        "lead_in_group": words.text(
            "Open a group for a few days with a single purpose and an end date, and say from the "
            "start where it leads."
        ),
        "quality_content": words.text("Publish what solves one problem completely, and put the way in at its end."),
    }  # fmt: skip


def campaigns_index(book: Book) -> dict[str, Any]:
    found = sorted(
        book.playbook.all(Campaign), key=lambda one: (one.status == "archived", one.start or book.today, one.id)
    )
    guide = method_guide(book.words)
    used = {one.method for one in found}
    order = [
        *(method for method in ENUMS["campaign_method"] if method in used),
        *sorted(used - set(ENUMS["campaign_method"])),
    ]
    return {
        "campaigns": found,
        "standing": lambda one: queries.standing(book.playbook, one.target.metric, one.target.value),
        "over": lambda one: one.end is not None and one.end < book.today,
        "methods": [
            (method, guide.get(method, ""), [one for one in found if one.method == method]) for method in order
        ],
        "untried": [(method, text) for method, text in guide.items() if method not in used],
        "funnels": funnels(book),
        "funnel": pictures.funnel,
        "stages": list(_stages(book)),
    }


# The way of a member ---------------------------------------------------------------------------------------------


def funnels(book: Book) -> list[list[Stage]]:
    """Each way through the communities, from where nobody leads to; longest first, none twice."""
    running = {one.id: one for one in book.playbook.all(Community) if one.status == "active"}
    led_to = {one.next for one in running.values()}
    ways = []
    for one in running.values():
        if one.id in led_to or one.next not in running:
            continue
        way = [one]
        while (after := running.get(way[-1].next or "")) and after not in way:
            way.append(after)
        ways.append([Stage(community, _figures(book, community)) for community in way])
    return sorted(ways, key=lambda way: -len(way))


def _figures(book: Book, community: Community) -> tuple[tuple[Metric, Figure, str], ...]:
    """The newest figures of a community: how many there are, then the shares in the order of a member's life."""
    stages = list(ENUMS["stage"])
    found = []
    for metric in book.playbook.all(Metric):
        if metric.status == "active" and community.id in metric.communities:
            figure = queries.latest(book.playbook, metric, community.id)
            if figure and figure.community == community.id:
                found.append((metric, figure, queries.state(metric, figure.value)))
    place = {name: number for number, name in enumerate(stages)}
    found.sort(key=lambda one: (one[0].unit not in ("people", "人"), place.get(one[0].stage or "", 9), one[0].id))
    return tuple(found[:PER_STAGE])


def _stages(book: Book) -> list[tuple[str, Sequence[Entity], Sequence[Entity], Sequence[Entity]]]:
    """For each stage of a member's life what takes care of people there: communities, what is done, metrics."""
    playbook = book.playbook
    rows: list[tuple[str, Sequence[Entity], Sequence[Entity], Sequence[Entity]]] = []
    for stage in ENUMS["stage"]:
        where = [one for one in playbook.all(Community) if stage in one.stages and one.status == "active"]
        done: list[Entity] = [one for one in playbook.all(Event) if one.stage == stage and one.status == "active"]
        done += [one for one in playbook.all(Column) if one.stage == stage and one.status == "active"]
        figures = [one for one in playbook.all(Metric) if one.stage == stage and one.status == "active"]
        rows.append((stage, where, done, figures))
    return rows


# Plans -----------------------------------------------------------------------------------------------------------


def plan_page(book: Book, plan: Plan) -> dict[str, Any]:
    return {
        "goals": [(goal, _begun(book, plan, goal), _standing(book, goal)) for goal in plan.goals],
        "chart": _progress(book, plan),
        "elapsed": elapsed(book, plan),
        "shown": named("period goals means resources promotion review owner"),
    }


def _standing(book: Book, goal: PlanGoal) -> Standing:
    return queries.standing(book.playbook, goal.metric, goal.target)


def _begun(book: Book, plan: Plan, goal: PlanGoal) -> Figure | None:
    """Where a metric stood when the plan's period began: the newest value up to then, else the first one after."""
    metric = book.playbook.find(Metric, goal.metric)
    known = queries.figures(book.playbook, metric) if metric else ()
    newest = _standing(book, goal).now
    same = [one for one in known if newest and one.community == newest.community]
    before = [one for one in same if one.date <= plan.period.start]
    return before[-1] if before else next(iter(same), None)


def elapsed(book: Book, plan: Plan) -> int:
    """How much of the period is over today, in percent."""
    days, done = (plan.period.end - plan.period.start).days + 1, (book.today - plan.period.start).days + 1
    return max(0, min(100, round(100 * done / days)))


def progress(begun: float, now: float, target: float, direction: str) -> float:
    """How much of the way from where it began to the target is done, in percent from 0 to 100.

    None of it where it went back, even from beyond the target.

    >>> progress(380, 404, 420, "up"), progress(61, 55, 60, "up"), progress(10, 4, 4, "down")
    (60.0, 0.0, 100.0)
    """
    ahead = target - begun if direction == "up" else begun - target
    done = now - begun if direction == "up" else begun - now
    if ahead <= 0:
        return 100.0 if done + 1e-9 >= ahead else 0.0
    return max(0.0, min(100.0, 100 * done / ahead))


def _way(begun: Figure, standing: Standing) -> float:
    assert standing.metric
    assert standing.now
    assert standing.target
    return progress(begun.value, standing.now.value, standing.target.value, standing.metric.direction)


def _progress(book: Book, plan: Plan) -> Markup:
    """A bar for each goal: how much of the way is done, beside how much of the time is over."""
    words = book.words
    rows = []
    for goal in plan.goals:
        begun, standing = _begun(book, plan, goal), _standing(book, goal)
        if begun and standing.now and standing.metric:
            unit = standing.metric.unit
            way = 100.0 if standing.reached else _way(begun, standing)
            text = f"{words.measure(standing.now.value, unit)} / {words.target(goal.target, unit)}"
            href = f"../../{book.address(standing.metric)}"
            rows.append(charts.Bar(standing.metric.name, way, text, href, standing.state))
    if not rows or plan.period.start > book.today:
        return Markup("")
    over = elapsed(book, plan)
    told = charts.Words(
        "qb-progress", words.text("How far the plan is"),
        words.text("{n} goals; {over}% of the time is over. The table says the same.", n=len(rows), over=over),
    )  # fmt: skip
    return charts.figure(
        charts.bars(told, rows, charts.Bar("", over, words.text("{over}% of the time is over", over=over)), 100.0)
    )


def plans_index(book: Book) -> dict[str, Any]:
    plans = sorted(book.playbook.all(Plan), key=lambda one: (one.period.start, one.id), reverse=True)
    standings = {one.id: [_standing(book, goal) for goal in one.goals] for one in plans}
    return {
        "plans": plans,
        "standings": standings,
        "reached": lambda one: sum(standing.reached is True for standing in standings[one.id]),
        "elapsed": lambda one: elapsed(book, one),
        "begun": lambda one: one.period.start <= book.today,
        "unreviewed": lambda one: one.period.end < book.today and not one.review,
    }

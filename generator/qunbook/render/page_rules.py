"""What the pages of communities, rules, ladders and workflows say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from qunbook import queries
from qunbook.enums import ENUMS
from qunbook.kinds.column import Column
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.ladder import Ladder
from qunbook.kinds.metric import Metric
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.workflow import Step, Workflow
from qunbook.metric_data import Figure
from qunbook.render import diagrams
from qunbook.render.book import Book
from qunbook.render.questions import named


def community_page(book: Book, community: Community) -> dict[str, Any]:
    playbook = book.playbook
    rules = queries.rules_for(playbook, community, book.today)
    return {
        "rules": rules,
        "rules_text": rules_text(book, community, rules),
        "events": [
            (event, book.next_of(event))
            for event in playbook.all(Event)
            if event.community == community.id and event.status != "archived"
        ],
        "columns": [one for one in playbook.all(Column) if one.community == community.id and one.status != "archived"],
        "goals": [(goal, metric, _value(book, metric, community.id)) for goal in community.goals
                  for metric in [playbook.find(Metric, goal.metric)]],
        "helpers": [
            (role, person)
            for role in playbook.all(Role)
            if role.status == "active"
            for person in queries.holders_on(playbook, role, book.today, community.id)
            if role.id in (community.owner, community.contact)
            or any(holder.community == community.id for holder in role.holders)
        ],
        "children": [one for one in playbook.all(Community) if one.parent == community.id],
        "before": [one for one in playbook.all(Community) if one.next == community.id],
        "shown": named(
            "type purpose platform owner theme scope out_of_scope value_proposition gives audience",
            "openness posting admission leave capacity parent next extends goals tiers announcement",
            "texts contact terms opened closes region",
        ),
    }  # fmt: skip


def _value(book: Book, metric: Metric | None, community: str) -> Figure | None:
    if metric is None:
        return None
    return queries.latest(book.playbook, metric, community) or queries.latest(book.playbook, metric)


def rules_text(book: Book, community: Community, rules: tuple[Rule, ...]) -> str:
    """The rules of a community as a text to pin in its chat."""
    lines = [book.words.text("Rules: {community}", community=community.name)]
    lines += [f"{n}. {rule.name}" for n, rule in enumerate(rules, 1)]
    contact = book.playbook.find(Role, community.contact or community.owner)
    if contact:
        lines.append(book.words.text("Questions or trouble? Ask: {role}.", role=contact.name))
    return "\n".join(lines)


def by_type(book: Book) -> list[Community]:
    """The communities in the order in which a member passes through them."""
    order = list(ENUMS["community_type"])
    return sorted(
        book.playbook.all(Community),
        key=lambda one: (order.index(one.type) if one.type in order else len(order), one.id),
    )


def communities_index(book: Book) -> dict[str, Any]:
    found = by_type(book)
    return {
        "communities": [one for one in found if one.status != "archived"],
        "archived": [one for one in found if one.status == "archived"],
        "rules_of": lambda one: len(queries.rules_for(book.playbook, one, book.today)),
        "events_of": lambda one: sum(
            event.community == one.id and event.status != "archived" for event in book.playbook.all(Event)
        ),
        "map": lambda show: diagrams.communities(show, [one for one in found if one.status != "archived"]),
        "platforms": _platforms(book, found),
    }


def _platforms(book: Book, communities: list[Community]) -> list[str]:
    return list(dict.fromkeys(book.words.choice("platform", one.platform) for one in communities))


def rule_page(book: Book, rule: Rule) -> dict[str, Any]:
    communities = book.playbook.all(Community)
    ladder = book.playbook.find(Ladder, rule.ladder)
    return {
        "ladder": ladder,
        "diagram": lambda show: diagrams.ladder(show, ladder) if ladder else "",
        "where": [one for one in communities if one.id in rule.applies_to] or list(communities),
        "everywhere": not rule.applies_to,
        "holders": lambda name: queries.holders_on(book.playbook, role, book.today)
        if (role := book.playbook.find(Role, name))
        else (),
        "shown": named(
            "category ladder no_penalty why binding severity applies_to enforcer report_to appeal",
            "examples exceptions",
        ),
    }  # fmt: skip


def ladder_page(book: Book, ladder: Ladder) -> dict[str, Any]:
    return {
        "ladder": ladder,
        "diagram": lambda show: diagrams.ladder(show, ladder),
        "rules": [rule for rule in book.playbook.all(Rule) if rule.ladder == ladder.id],
        "shown": named(
            "rungs mode decay review_by appeal notes",
        ),
    }


def rules_index(book: Book) -> dict[str, Any]:
    groups: dict[str, list[Rule]] = defaultdict(list)
    for rule in book.playbook.all(Rule):
        if rule.status != "archived":
            groups[rule.category].append(rule)
    order = list(ENUMS["rule_category"])
    ranked = sorted(groups.items(), key=lambda item: (order.index(item[0]) if item[0] in order else 99, item[0]))
    communities = [one for one in book.playbook.all(Community) if one.status != "archived"]
    return {
        "groups": ranked,
        "zero": [
            rule for rule in book.playbook.all(Rule) if rule.severity == "zero_tolerance" and rule.status == "active"
        ],
        "ladders": book.playbook.all(Ladder),
        "texts": [
            (one, rules_text(book, one, rules))
            for one in communities
            if (rules := queries.rules_for(book.playbook, one, book.today))
        ],
        "archived": [rule for rule in book.playbook.all(Rule) if rule.status == "archived"],
    }


@dataclass(frozen=True)
class Way:
    """Where a step leads: the answer that leads there ("" for the only way) and the step."""

    answer: str
    step: Step
    number: int


def workflow_page(_: Book, workflow: Workflow) -> dict[str, Any]:
    numbers = {step.id: n for n, step in enumerate(workflow.steps, 1)}
    by_id = {step.id: step for step in workflow.steps}

    def ways(step: Step) -> list[Way]:
        if step.branches:
            return [Way(answer, by_id[id], numbers[id]) for answer, id in step.branches.items() if id in by_id]
        after = numbers[step.id] < len(workflow.steps) and workflow.steps[numbers[step.id]].id
        if step.next and step.next in by_id and step.next != after:
            return [Way("", by_id[step.next], numbers[step.next])]
        return []

    roles = list(dict.fromkeys(step.role for step in workflow.steps if step.role))
    return {
        "ways": ways,
        "diagram": (lambda show: diagrams.workflow(show, workflow)) if len(workflow.steps) <= diagrams.MOST else None,
        "roles": roles,
        "stale": workflow.rehearsed,
        "shown": named(
            "trigger steps type community sla levels input output schedule contacts rehearsed owner",
        ),
    }  # fmt: skip

"""What the pages of rules and ladders say, and what a community gets of them: a sheet to print, a notice to pin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.enums import ENUMS
from qunbook.history import Change
from qunbook.kinds.community import Community
from qunbook.kinds.ladder import Ladder, Rung
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.workflow import Workflow
from qunbook.queries import Consequence
from qunbook.render import diagrams
from qunbook.render.book import Book, address_of
from qunbook.render.matrix import MOST, Row, matrix
from qunbook.render.page_news import in_words
from qunbook.render.questions import named
from qunbook.render.show import Show

# A rule ----------------------------------------------------------------------------------------------------------


def rule_page(book: Book, rule: Rule) -> dict[str, Any]:
    ladder = book.playbook.find(Ladder, rule.ladder)
    after = queries.successor(book.playbook, rule)
    return {
        "ladder": ladder,
        "diagram": lambda show: diagrams.ladder(show, ladder) if ladder else "",
        "sentences": lambda show: sentences(show, ladder) if ladder else [],
        "everywhere": not rule.applies_to,
        "holders": lambda name: queries.holders_on(book.playbook, role, book.today)
        if (role := book.playbook.find(Role, name))
        else (),
        "appeal": rule.appeal or (ladder.appeal if ladder else None),
        "after": after,
        "changes": lambda show: changes(show, rule),
        "sheets": _sheets_by_rule(book).get(rule.id, []),
        "told": [one for one in (ladder, after) if one],
        "shown": named(
            "category ladder no_penalty why binding severity applies_to enforcer report_to appeal",
            "examples exceptions effective_from effective_to supersedes grace",
        ),
    }  # fmt: skip


def changes(show: Show, rule: Rule) -> list[tuple[date, Markup]]:
    """What Git says of the last months: the day and what changed, in words."""
    book = show.book

    def work_out() -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for one in book.view.news:
            if one.kind == "rule":
                found[one.id].append(one)
        return found

    return [(one.day, in_words(show, one)) for one in book.once("news of rules", work_out).get(rule.id, [])]


def sentences(show: Show, ladder: Ladder) -> list[Markup]:
    """What happens the first, the second and the third time, in one sentence each."""
    return [_sentence(show, one) for one in queries.consequences(ladder)]


def _sentence(show: Show, one: Consequence) -> Markup:
    words = show.book.words
    if one.rung is None:
        return words("{when}: there is none, whoever it is has left the group.", when=words.strike(one.time))
    when = words.strike(one.time)
    what = Markup("<strong>{}</strong>").format(penalty(show.book, one.rung))
    if one.rung.by:
        who = show.links(("role",), one.rung.by)
        told = words("{when}: {what}, done by {who}.", when=when, what=what, who=who)
    else:
        told = words("{when}: {what}.", when=when, what=what)
    repair = (one.rung.repair or "").rstrip("。. ")
    return told if not repair else told + words(" To make it good: {how}.", how=repair)


def penalty(book: Book, rung: Rung) -> str:
    """`禁言 1 天`."""
    done = book.words.choice("penalty", rung.action)
    return f"{done} {book.words.lasting(rung.duration)}" if rung.duration else done


def ladder_page(book: Book, ladder: Ladder) -> dict[str, Any]:
    rules = [rule for rule in book.playbook.all(Rule) if rule.ladder == ladder.id]
    return {
        "ladder": ladder,
        "diagram": lambda show: diagrams.ladder(show, ladder),
        "sentences": lambda show: sentences(show, ladder),
        "rules": rules,
        "told": rules,
        "shown": named("rungs mode decay review_by appeal notes"),
    }


# All rules -------------------------------------------------------------------------------------------------------


def rules_index(book: Book) -> dict[str, Any]:
    groups: dict[str, list[Rule]] = defaultdict(list)
    for rule in book.playbook.all(Rule):
        if rule.status != "archived":
            groups[rule.category].append(rule)
    order = _categories(book)
    ranked = sorted(groups.items(), key=lambda item: (order.index(item[0]) if item[0] in order else 99, item[0]))
    there = sheets(book)
    return {
        "groups": ranked,
        "zero": [
            rule for rule in book.playbook.all(Rule) if rule.severity == "zero_tolerance" and rule.status == "active"
        ],
        "ladders": book.playbook.all(Ladder),
        "sentences": sentences,
        "diagram": lambda show, ladder: diagrams.ladder(show, ladder, f"qb-{ladder.id}"),
        "sheets": there,
        "coverage": lambda show: _coverage(show, there),
        "uncovered": [book.words.choice("rule_category", one) for one in order if one not in groups],
        "weights": lambda show: _weights(show, [rule for _, rules in ranked for rule in rules]),
        "archived": [rule for rule in book.playbook.all(Rule) if rule.status == "archived"],
    }


def _categories(book: Book) -> list[str]:
    return [*ENUMS["rule_category"], *book.handbook.enums.get("rule_category", {})]


def _coverage(show: Show, there: Sequence[Sheet]) -> Markup:
    """Communities across, what rules are about down; where nothing is said, a dash."""
    words = show.book.words
    if not there or len(there) > MOST:
        return Markup("")
    rows: list[Row] = []
    for category in _categories(show.book):
        found = [[rule for rule in one.rules if rule.category == category] for one in there]
        if any(found):
            cells = [_count(show, one, rules) for one, rules in zip(there, found, strict=True)]
            rows.append((Markup("{}").format(words.choice("rule_category", category)), cells))
    heads = [show.link(one.community) for one in there]
    return matrix(words("What it is about"), heads, rows, words("How many rules: communities across, subjects down"))


def _count(show: Show, sheet: Sheet, rules: Sequence[Rule]) -> Markup:
    if not rules:
        return Markup('<span class="qb-no">—</span>')
    return Markup('<a href="{}" title="{}">{}</a>').format(
        f"{show.to(sheet.address)}#{rules[0].id}", show.book.words.join(rule.name for rule in rules), len(rules)
    )


def _weights(show: Show, rules: Sequence[Rule]) -> Markup:
    """Ladders across, severities down: light things should stand on light ladders."""
    words = show.book.words
    ladders = list(show.book.playbook.all(Ladder))
    if not rules or len(ladders) >= MOST:
        return Markup("")
    bare = [rule for rule in rules if not rule.ladder and not rule.no_penalty]
    free = [rule for rule in rules if rule.no_penalty]
    columns = [(show.link(one), [rule for rule in rules if rule.ladder == one.id]) for one in ladders]
    columns += [(words("no penalty"), free)] if free else []
    columns += [(words("not decided"), bare)] if bare else []
    severities = [one for one in ENUMS["severity"] if any(rule.severity == one for rule in rules)]
    rows: list[Row] = [
        (
            show.state("severity", severity),
            [_names(show, [rule for rule in found if rule.severity == severity]) for _, found in columns],
        )
        for severity in severities
    ]
    return matrix(
        words("Severity"), [head for head, _ in columns], rows, words("Ladders across, severities down"), "qb-compare"
    )


def _names(show: Show, rules: Sequence[Rule]) -> Markup:
    if not rules:
        return Markup("")
    inside = Markup("").join(Markup("<li>{}</li>").format(show.link(rule)) for rule in rules)
    return Markup('<ul class="qb-list">{}</ul>').format(inside)


# A community's sheet and its notice -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """The rules that hold in a community, in order, on one page to print."""

    community: Community
    rules: tuple[Rule, ...]

    @property
    def path(self) -> str:
        """Two folders deep, so that no rule's id is in the way."""
        return f"rules/sheet/{self.community.id}.md"

    @property
    def address(self) -> str:
        return address_of(self.path)


def communities(book: Book) -> list[Community]:
    """The communities that are not archived, in the order in which a member passes through them."""
    return [one for one in by_type(book) if one.status != "archived"]


def by_type(book: Book) -> list[Community]:
    order = list(ENUMS["community_type"])
    return sorted(
        book.playbook.all(Community),
        key=lambda one: (order.index(one.type) if one.type in order else len(order), one.id),
    )


def sheets(book: Book) -> list[Sheet]:
    def work_out() -> list[Sheet]:
        found = (Sheet(one, queries.rules_for(book.playbook, one, book.today)) for one in communities(book))
        return [one for one in found if one.rules]

    return book.once("sheets of rules", work_out)


def _sheets_by_rule(book: Book) -> Mapping[str, list[Sheet]]:
    def work_out() -> Mapping[str, list[Sheet]]:
        found: dict[str, list[Sheet]] = defaultdict(list)
        for sheet in sheets(book):
            for rule in sheet.rules:
                found[rule.id].append(sheet)
        return found

    return book.once("sheets by rule", work_out)


def sheet_title(book: Book, sheet: Sheet) -> str:
    return book.words.text("Rules: {community}", community=sheet.community.name)


def sheet_page(book: Book, sheet: Sheet) -> dict[str, Any]:
    playbook, community = book.playbook, sheet.community
    used = [one for one in playbook.all(Ladder) if any(rule.ladder == one.id for rule in sheet.rules)]
    roles = dict.fromkeys(id for rule in sheet.rules for id in rule.enforcer)
    told = dict.fromkeys(id for rule in sheet.rules for id in rule.report_to)
    appeals = dict.fromkeys(filter(None, (*(rule.appeal for rule in sheet.rules), *(one.appeal for one in used))))
    return {
        "community": community,
        "rules": sheet.rules,
        "since": since(sheet.rules),
        "coming": coming(book, community),
        "ladders": [(one, numbers_on(book, sheet.rules, one)) for one in used],
        "diagram": lambda show, one: diagrams.ladder(show, one, f"qb-{one.id}"),
        "sentences": sentences,
        "enforcers": list(roles),
        "told": list(told),
        "appeals": list(appeals),
        "notice": notice(book, community, sheet.rules),
        "ladder_of": lambda rule: playbook.find(Ladder, rule.ladder),
    }


def since(rules: Iterable[Rule]) -> date | None:
    """The day from which these rules together are in force: that of the newest; None where none has one."""
    return max((rule.effective_from for rule in rules if rule.effective_from), default=None)


def coming(book: Book, community: Community) -> list[Rule]:
    """The rules that will hold in a community from some day on, the first of them first."""
    found = [
        rule
        for rule in book.playbook.all(Rule)
        if rule.status in ("active", "planned")
        and rule.effective_from
        and rule.effective_from > book.today
        and (not rule.applies_to or community.id in rule.applies_to)
    ]
    return sorted(found, key=lambda rule: (rule.effective_from, rule.id))


def numbers_on(book: Book, rules: Sequence[Rule], ladder: Ladder) -> str:
    """Which rules of a sheet stand on a ladder: `1, 3–6`."""
    numbers = [n for n, rule in enumerate(rules, 1) if rule.ladder == ladder.id]
    starts = [n for n in numbers if n - 1 not in numbers]
    ends = [n for n in numbers if n + 1 not in numbers]
    spans = (f"{a}" if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))
    return str(book.words.join(spans))


NOTICES = {"wechat_group": 2000, "qq_group": 600}
"""How many signs a pinned notice may have, where we know; elsewhere the smallest of these, which any platform takes."""


@dataclass(frozen=True)
class Notice:
    """A text to pin, as full as the platform has room for; `left_out` rules are not in it."""

    text: str
    limit: int
    left_out: int = 0

    @property
    def length(self) -> int:
        return len(self.text)


def room(community: Community) -> int:
    return NOTICES.get(community.platform, min(NOTICES.values()))


def notice(book: Book, community: Community, rules: Sequence[Rule]) -> Notice:
    """The rules as a text to pin in the chat: with what happens to who breaks them if there is room, and without the
    last of them if there is not even room for all.
    """
    limit = room(community)
    penalties = list(_penalties(book, rules))
    for said in (penalties, []):
        text = _notice(book, community, rules, said)
        if len(text) <= limit:
            return Notice(text, limit)
    for kept in range(len(rules) - 1, 0, -1):
        more = book.words.text("{n} more are in the handbook.", n=len(rules) - kept)
        text = _notice(book, community, rules[:kept], [more])
        if len(text) <= limit:
            return Notice(text, limit, len(rules) - kept)
    return Notice(_notice(book, community, (), [])[:limit], limit, len(rules))


def _notice(book: Book, community: Community, rules: Sequence[Rule], more: Sequence[str]) -> str:
    words = book.words
    lines = [words.text("Rules: {community}", community=community.name)]
    if day := since(rules):
        lines[0] += words.text(" (in force since {day})", day=words.short_day(day))
    lines += [f"{n}. {rule.name}" for n, rule in enumerate(rules, 1)]
    lines += more
    contact = book.playbook.find(Role, community.contact or community.owner)
    if contact:
        lines.append(words.text("Questions or trouble? Ask: {role}.", role=contact.name))
    appeal = next((found for rule in rules if (found := book.playbook.find(Workflow, rule.appeal))), None)
    if appeal:
        lines.append(words.text("Not fair? Ask for: {workflow}.", workflow=appeal.name))
    if book.handbook.site_url:
        lines.append(words.text("All of it: {address}", address=f"{book.handbook.site_url.rstrip('/')}/rules/"))
    return "\n".join(lines)


def _penalties(book: Book, rules: Sequence[Rule]) -> Iterator[str]:
    words = book.words
    for ladder in book.playbook.all(Ladder):
        if numbers := numbers_on(book, rules, ladder):
            steps = words.text("; ").join(_step(book, n, rung) for n, rung in enumerate(ladder.rungs, 1))
            yield words.text("Rules {numbers}: {steps}.", numbers=numbers, steps=steps)


def _step(book: Book, n: int, rung: Rung) -> str:
    count = (
        book.words.text("{n} points", n=rung.points) if rung.points is not None else book.words.strike(rung.strike or n)
    )
    return f"{count} {penalty(book, rung)}"

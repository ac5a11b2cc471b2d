"""The pages about the team as a whole: the chart, who does what, who may what, who covers whom, skills, thanks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from qunbook import queries
from qunbook.enums import ENUMS
from qunbook.kinds.event import Event
from qunbook.kinds.incentive import Award, Incentive
from qunbook.kinds.person import Person
from qunbook.kinds.retro import Retro
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.workflow import Workflow
from qunbook.queries import Share, Skill
from qunbook.render import tree
from qunbook.render.book import Book
from qunbook.render.matrix import MOST, YES, Row, matrix
from qunbook.render.page_data import praises
from qunbook.render.page_people import load_chart, vacancy
from qunbook.render.show import Show, table

NAMED = 3
"""How many holders of a role the chart names."""
SOON = timedelta(days=90)
RECENT = 40


def has_roles(book: Book) -> bool:
    return bool(queries.active_roles(book.playbook))


def has_people(book: Book) -> bool:
    """Whether an edition may say who is where: in one without people nobody can tell what is vacant."""
    return has_roles(book) and book.has("person")


def knows_skills(book: Book) -> bool:
    """Only staff see all skills; elsewhere a person who did not agree to show theirs would look as if they had none."""
    return book.staff and has_people(book)


# The chart -------------------------------------------------------------------------------------------------------


def chart(book: Book) -> dict[str, Any]:
    roles = queries.active_roles(book.playbook)
    grown = {one.promotes_to for one in roles}
    return {
        "roles": {role.id: role for role in roles},
        "tree": queries.tree_of({role.id: role.reports_to for role in roles}),
        "drawing": lambda show: _drawing(show, roles),
        "vacant": [role for role in roles if vacancy(book, role)],
        "people": len({one.id for role in roles for one in queries.holders_on(book.playbook, role, book.today)}),
        "paths": [
            (role, *queries.way_up(book.playbook, role)) for role in roles if role.promotes_to and role.id not in grown
        ],
    }


def _drawing(show: Show, roles: Sequence[Role]) -> Markup:
    words = show.book.words
    cards = {role.id: _card(show, role) for role in roles}
    title = words.text("Roles, who holds them, and whom they report to")
    desc = words.text("From left to right: who reports to whom. The same stands in the list below.")
    return tree.draw("qb-org", queries.tree_of({role.id: role.reports_to for role in roles}), cards, title, desc)


def _card(show: Show, role: Role) -> tree.Card:
    book = show.book
    people = queries.holders_on(book.playbook, role, book.today)
    lines = [(book.title(one), show.to(book.address(one))) for one in people[:NAMED]]
    if len(people) > NAMED:
        lines.append((book.words.text("and {n} more", n=len(people) - NAMED), show.to(book.address(role))))
    empty = vacancy(book, role)
    if empty:
        lines = [(book.words.text("vacant"), "")]
    tone = "qb-d-vacant" if empty else "qb-d-lane-1" if role.critical else "qb-d-lane-0"
    return tree.Card(role.name, show.to(book.address(role)), tuple(lines), tone)


# Who does what ---------------------------------------------------------------------------------------------------


def duties(book: Book) -> dict[str, Any]:
    shares = queries.shares(book.playbook)
    groups = [(kind, [one for one in shares if isinstance(one.thing, kind) and one.roles]) for kind in KINDS]
    lonely = [one.thing for one in shares if not one.does]
    return {
        "tables": lambda show: [
            (book.kind_name(kind.kind, plural=True), kind.kind, shares_table(show, found))
            for kind, found in groups
            if found
        ],
        "lonely": lonely,
    }


KINDS: tuple[type[Event | Workflow | Rule], ...] = (Event, Workflow, Rule)


def letter(book: Book, part: queries.Part) -> str:
    """The sign of a part in the matrix: R, A, C, I."""
    words = book.words
    match part:
        case "does":
            return words.text("R")
        case "answers":
            return words.text("A")
        case "asked":
            return words.text("C")
        case "told":
            return words.text("I")


def shares_table(show: Show, shares: Sequence[Share]) -> Markup:
    """Roles across, things down, a letter where a role has to do with a thing; with many roles a list instead."""
    words = show.book.words
    known = {role.id: role for role in show.book.playbook.all(Role)}
    roles = [role for id, role in known.items() if any(id in one.roles for one in shares)]
    if len(roles) > MOST:
        heads = [words("Name"), words("Does it"), words("Answers for it"), words("Is asked"), words("Is told")]
        return table(heads, (
            [show.link(one.thing), *(show.links(("role",), getattr(one, part)) for part in queries.PARTS)]
            for one in shares
        ))  # fmt: skip
    rows: list[Row] = [(show.link(one.thing), [_letters(show, one, role) for role in roles]) for one in shares]
    return matrix(words("Name"), [show.link(role) for role in roles], rows, words("Roles across, things down"))


def _letters(show: Show, share: Share, role: Role) -> Markup:
    return Markup(" ").join(
        Markup('<span class="qb-letter qb-letter-{}">{}</span>').format(part, letter(show.book, part))
        for part in share.parts_of(role.id)
    )


# Who may do what -------------------------------------------------------------------------------------------------


def powers(book: Book) -> dict[str, Any]:
    roles = [role for role in queries.active_roles(book.playbook) if role.powers]
    used = [
        power
        for power in (*ENUMS["power"], *book.handbook.enums.get("power", {}))
        if any(power in role.powers for role in roles)
    ]
    holders = {role.id: queries.holders_on(book.playbook, role, book.today) for role in roles}
    by_power = [(power, [role for role in roles if power in role.powers]) for power in used]
    return {
        "by_power": [
            (
                book.words.choice("power", power),
                able,
                list({one.id: one for role in able for one in holders[role.id]}.values()),
            )
            for power, able in by_power
        ],
        "nobody": [book.words.choice("power", power) for power in ENUMS["power"] if power not in used],
        "table": lambda show: _powers_table(show, roles, used) if len(used) <= MOST and roles else "",
    }


def _powers_table(show: Show, roles: Sequence[Role], used: Sequence[str]) -> Markup:
    words = show.book.words
    rows: list[Row] = [(show.link(role), [YES if power in role.powers else "" for power in used]) for role in roles]
    return matrix(
        words("Role"), [words.choice("power", power) for power in used], rows, words("Powers across, roles down")
    )


# Who covers whom -------------------------------------------------------------------------------------------------


def cover(book: Book) -> dict[str, Any]:
    playbook, today = book.playbook, book.today
    roles = queries.active_roles(playbook)
    return {
        "vacant": [role for role in roles if vacancy(book, role)],
        "thin": [role for role in roles if queries.is_thin(playbook, role, today)] if book.staff else [],
        "observers": [
            (role, one) for role in roles if role.track == "observer" for one in role.holders if _runs(one.until, today)
        ],
        "ending": sorted(
            ((role, one) for role in roles for one in queries.handovers(role, today) if one.day <= today + SOON),
            key=lambda pair: (pair[1].day, pair[0].id, pair[1].leaves.person),
        ),
        "load": lambda show: load_chart(show, playbook.all(Person)) if book.staff else Markup(""),
        "over": [one for one in playbook.all(Person) if _is_over(book, one)] if book.staff else [],
        "deputies": lambda role: queries.stand_ins(playbook, role),
        "limit": book.handbook.limits.hours_per_week,
    }


def _runs(until: date | None, today: date) -> bool:
    return until is None or until >= today


def _is_over(book: Book, person: Person) -> bool:
    return (
        person.status == "active"
        and queries.load(book.playbook, person, book.today) > book.handbook.limits.hours_per_week
    )


# Skills ----------------------------------------------------------------------------------------------------------


def skills(book: Book) -> dict[str, Any]:
    playbook = book.playbook
    asked = queries.skills(playbook, book.today)
    taught = queries.trainings(playbook, book.today)
    wanted = {one.name for one in asked}
    spare: dict[str, list[Person]] = {}
    for person in playbook.all(Person):
        for name in person.skills if queries.is_active(person) else ():
            if name not in wanted:
                spare.setdefault(name, []).append(person)
    return {
        "skills": lambda show: skills_table(show, asked),
        "trainings": lambda show: skills_table(show, taught),
        "nobody": [one for one in asked if not one.people],
        "gaps": [one for one in (*asked, *taught) if one.missing],
        "single": [one for one in asked if len(one.people) == 1],
        "spare": sorted(spare.items()),
    }


def skills_table(show: Show, found: Sequence[Skill]) -> Markup:
    """People across, skills down: ✓ who has it, a mark on who holds a role that asks for it and doesn't."""
    if not found:
        return Markup("")
    words = show.book.words
    people = {one.id: one for skill in found for one in (*skill.people, *skill.missing)}
    asks = {skill.name: words.join(show.link(role) for role in skill.roles) for skill in found}
    if len(people) + 1 > MOST:
        heads = [words("Skill"), words("Asked for by"), words("Who has it"), words("Who should learn it")]
        return table(heads, (
            [one.name, asks[one.name], words.join(map(show.link, one.people)), words.join(map(show.link, one.missing))]
            for one in found
        ))  # fmt: skip
    no = show.badge(words("missing"), "amber")
    team = [people[id] for id in sorted(people)]
    rows: list[Row] = [
        (
            Markup("{}").format(skill.name),
            [asks[skill.name], *(YES if one in skill.people else no if one in skill.missing else "" for one in team)],
        )
        for skill in found
    ]
    heads = [words("Asked for by"), *(show.link(one) for one in team)]
    return matrix(words("Skill"), heads, rows, words("People across, skills down"))


# Thanks ----------------------------------------------------------------------------------------------------------


def thanks(book: Book) -> dict[str, Any]:
    retros = sorted(book.playbook.all(Retro), key=lambda retro: (retro.date, retro.id), reverse=True)
    awards: list[tuple[Incentive, Award]] = [
        (one, award) for one in book.playbook.all(Incentive) for award in one.awarded
    ]
    people = [one for one in book.playbook.all(Person) if queries.is_active(one) and one.certificates]
    return {
        "praises": praises(book, RECENT),
        "awards": sorted(awards, key=lambda pair: (pair[1].date, pair[0].id), reverse=True)[:RECENT],
        "helped": [(retro, retro.contributions) for retro in retros if retro.contributions][:RECENT],
        "certificates": people,
    }

"""The navigation: parts in a reader's order, each with an index page, rare kinds under one roof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qunbook import queries
from qunbook.kinds.event import Event
from qunbook.model import Entity
from qunbook.render.book import ABOUT, Book
from qunbook.render.markdown import bare
from qunbook.render.overviews import overviews
from qunbook.render.page_calendar import PAST, calendars, past_months
from qunbook.render.page_data import pages_of
from qunbook.render.page_rules import sheet_title, sheets
from qunbook.render.page_workflows import list_title, lists

Item = list[Any]


def navigation(book: Book) -> list[Item]:
    """MkDocs' navigation as `[title, path or items]`; the first item of a part is its index page (title "")."""
    words = book.words
    parts = [
        [words.text("Home"), "index.md"],
        _part(words.text("About us"), ["", ABOUT], *_pages(book, "about")),
        _part(words.text("Communities"), *_kind(book, "community"), *_pages(book, "communities")),
        _part(words.text("Rules"), *_rules(book), *_pages(book, "rules")),
        _part(
            words.text("People and roles"),
            *_people(book),
            *_pages(book, "people"),
        ),
        _part(words.text("Events"), *_events(book), *_pages(book, "events")),
        _part(words.text("Workflows"), *_kind(book, "workflow"), *_lists(book), *_pages(book, "workflows")),
        _part(
            words.text("Content and growth"),
            *_folder(book, "column"),
            *_folder(book, "incentive"),
            *_folder(book, "campaign"),
            *_overviews(book, "growth"),
            *_pages(book, "content"),
            *_pages(book, "growth"),
        ),
        _part(
            words.text("Data and reviews"),
            *_overviews(book, "data"),
            *_folder(book, "metric"),
            *_folder(book, "retro"),
            *_folder(book, "assessment"),
            *_folder(book, "plan"),
            *_pages(book, "data"),
        ),
        _part(
            words.text("Reference"),
            *_folder(book, "checklist"),
            *_folder(book, "term"),
            *_folder(book, "scenario"),
            *_overviews(book, "appendix"),
            *_help(book),
            *_pages(book, "appendix"),
            *([[book.kind_name("page", plural=True), "pages/index.md"]] if book.has("page") else []),
        ),
    ]
    return [part for part in parts if part[1]]


def _part(title: str, *items: Item) -> Item:
    return [title, list(items)]


def _entry(book: Book, entity: Entity) -> Item:
    return [bare(book.title(entity)), book.path(entity)]


def _kind(book: Book, kind: str) -> Iterator[Item]:
    """The index of a kind, then its things."""
    if book.has(kind):
        yield ["", f"{book.kinds[kind].folder}/index.md"]
        yield from (_entry(book, one) for one in things(book, kind))


def _folder(book: Book, kind: str) -> Iterator[Item]:
    """A kind as one folded entry within a part."""
    if book.has(kind):
        yield [book.kind_name(kind, plural=True), list(_kind(book, kind))]


def _pages(book: Book, section: str) -> Iterator[Item]:
    yield from (_entry(book, page) for page in pages_of(book, section))


def _overviews(book: Book, section: str) -> Iterator[Item]:
    yield from ([one.title(book.words), one.path] for one in overviews(book, section))


def _rules(book: Book) -> Iterator[Item]:
    """What to print for each community, then the ladders, then rule by rule."""
    index, *rules = _kind(book, "rule")
    yield index
    if there := sheets(book):
        yield [book.words.text("To print"), [[bare(sheet_title(book, one)), one.path] for one in there]]
    yield from _folder(book, "ladder")
    yield from rules


def _lists(book: Book) -> Iterator[Item]:
    if there := lists(book):
        yield [book.words.text("To print"), [[bare(list_title(book, one)), one.path] for one in there]]


def _people(book: Book) -> Iterator[Item]:
    """The pages about the team as a whole first, then everybody, then role by role."""
    index, *roles = _kind(book, "role")
    yield index
    yield from _overviews(book, "people")
    yield from _folder(book, "person")
    yield from roles


def _help(book: Book) -> Iterator[Item]:
    """The help on codes as one folded entry."""
    if found := list(_overviews(book, "help")):
        (title, first), *others = found
        yield [title, [["", first], *others]]


def _events(book: Book) -> Iterator[Item]:
    """Calendar first: it is what people come for."""
    if not book.has("event"):
        return
    yield ["", "events/index.md"]
    yield [book.words.text("Calendar"), [["", "calendar/index.md"], *_calendars(book)]]
    yield [book.words.text("Subscribe"), "calendar/subscribe.md"]
    yield from (_entry(book, one) for one in things(book, "event"))
    if book.has("run"):
        groups = [
            [bare(event.name), [_entry(book, run) for run in reversed(queries.runs_of(book.playbook, event))]]
            for event in book.playbook.all(Event)
            if queries.runs_of(book.playbook, event)
        ]
        yield [book.kind_name("run", plural=True), [["", "runs/index.md"], *groups]]


def _calendars(book: Book) -> Iterator[Item]:
    """The calendars of communities, the past, and by kind those of roles and people."""
    found = calendars(book)
    entries = {kind: [[bare(book.title(one.of)), one.path] for one in found if one.of.kind == kind]
               for kind in ("community", "role", "person")}  # fmt: skip
    yield from entries["community"]
    yield from ([book.kind_name(kind, plural=True), entries[kind]] for kind in ("role", "person") if entries[kind])
    if past_months(book):
        yield [book.words.text("Past months"), PAST]


def things(book: Book, kind: str) -> list[Entity]:
    """The things of a kind as readers meet them: what is in use first, dated ones from the newest."""
    found = list(book.playbook.entities.get(kind, {}).values())
    if kind in ("retro", "assessment"):
        return sorted(found, key=lambda one: (one.date, one.id), reverse=True)  # type: ignore[attr-defined]
    return sorted(found, key=lambda one: getattr(one, "status", "active") in ("archived", "inactive"))


def listed(items: list[Item]) -> Iterator[str]:
    """Every path in a navigation."""
    for _, value in items:
        if isinstance(value, str):
            yield value
        else:
            yield from listed(value)

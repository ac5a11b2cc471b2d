"""The pages of single things: apart from the others, so that a second processor can make those meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from qunbook.artifact import Artifact, Renderer, View
from qunbook.model import Entity
from qunbook.render import (
    edits,
    markdown,
    page_communities,
    page_content,
    page_data,
    page_events,
    page_growth,
    page_people,
    page_rules,
    page_workflows,
    templates,
)  # fmt: skip
from qunbook.render.body import body, wiki_links
from qunbook.render.book import Book, address_of
from qunbook.render.page import chosen, page, stop_if_broken
from qunbook.render.questions import named
from qunbook.render.show import Show

Answers = Callable[[Book, Any], dict[str, Any]]

PAGES: Mapping[str, Answers] = {
    "community": page_communities.community_page,
    "rule": page_rules.rule_page,
    "ladder": page_rules.ladder_page,
    "role": page_people.role_page,
    "person": page_people.person_page,
    "event": page_events.event_page,
    "run": page_events.run_page,
    "workflow": page_workflows.workflow_page,
    "retro": page_data.retro_page,
    "metric": page_data.metric_page,
    "column": page_content.column_page,
    "plan": page_growth.plan_page,
    "page": page_data.free_page,
    "assessment": page_data.assessment_page,
}
"""What a kind's page asks beside the fields of the thing itself."""

SHOWN: Mapping[str, frozenset[str]] = {
    "checklist": named("items mode pause_point source"),
    "term": named("english avoid"),
}
"""The fields that the templates of other kinds lay out themselves."""


def things(view: View) -> Iterator[Artifact]:
    """A page for every thing. Raises templates.BrokenTemplates."""
    book = Book(view)
    for kind in book.kinds_shown:
        yield from (thing(book, entity) for entity in book.playbook.entities.get(kind.name, {}).values())
    stop_if_broken(book)


def thing(book: Book, entity: Entity) -> Artifact:
    """The page of one thing."""
    path = book.path(entity)
    show = Show(book, "../" * address_of(path).count("/"))
    answers: dict[str, Any]
    answers = PAGES[entity.kind](book, entity) if entity.kind in PAGES else {"shown": SHOWN.get(entity.kind, ())}
    shown = answers.pop("shown")
    told: Iterable[Entity] = answers.pop("told", ())
    own = f"{entity.kind}.md"
    facts = {
        "e": entity,
        "kind": book.kinds[entity.kind],
        "body": body(book, entity, path),
        "special": templates.exists(own, book.view.templates),
        "rest": show.rest(entity, shown),
        "edits": edits.parts(book, entity),
        "used": used_by(book, entity, told),
        **answers,
    }
    search = {"exclude": True} if _is_past(entity) else {}
    line = getattr(entity, "summary", None) or templates.brief(show, entity)
    return page(
        book, path, chosen(book, own, "thing.md"), book.title(entity), facts,
        description=line, source=entity.path, search=search,
        tags=[entity.id, *map(markdown.bare, getattr(entity, "aliases", ()))],  # what a search finds it by
    )  # fmt: skip


def _is_past(entity: Entity) -> bool:
    """What a search need not find: archived things. (What is going on is looked for, what went on is looked up.)"""
    return getattr(entity, "status", "") == "archived"


def used_by(book: Book, entity: Entity, told: Iterable[Entity] = ()) -> list[tuple[str, list[Entity]]]:
    """The things whose front matter or body names this one, by kind, but for those that the page tells of anyway."""
    naming = {id(one.source): one.source for one in book.playbook.naming(entity)}
    naming |= {id(one): one for one in wiki_links(book).get((entity.kind, entity.id), ())}
    for one in (entity, *told):
        naming.pop(id(one), None)
    found = list(naming.values())
    return [
        (kind.name, group) for kind in book.playbook.kinds if (group := [one for one in found if one.kind == kind.name])
    ]


RENDERER = Renderer("things", things)

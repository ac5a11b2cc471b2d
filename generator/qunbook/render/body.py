"""The author's running text on a page: its links, its boxes to tick, and the words that the glossary explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from posixpath import dirname, relpath

from markupsafe import Markup

from qunbook import prose
from qunbook.boxes import Box
from qunbook.kinds.run import Run
from qunbook.kinds.term import Term
from qunbook.model import Entity
from qunbook.render import markdown, page_events, templates
from qunbook.render.book import Book
from qunbook.render.glossary import Glossary, glossary
from qunbook.render.show import Show


def body(book: Book, entity: Entity, path: str) -> Markup:
    """The author's Markdown, ready to be placed on the page."""
    if not entity.body.strip():
        return Markup("")
    here = dirname(path)

    def resolve(kind: str, id: str) -> str | None:
        there = book.named(kind, id) if kind else book.by_path.get(prose.resolve(entity.path, id))
        return relpath(book.path(there), here) if there else None

    notes = page_events.task_notes(book, entity) if isinstance(entity, Run) else {}

    def tick(box: Box) -> tuple[str, str]:
        return _tick(book, box, notes.get(box.id))

    explain = words_of(book).reader(without=entity.id if isinstance(entity, Term) else "")
    text = markdown.body(entity.body, resolve, lambda kind, name: templates.title_of(book, kind, name), tick, explain)
    return Markup(text)  # noqa: S704 - Markdown, whose raw HTML `markdown.body` has made text


def _tick(book: Book, box: Box, item: page_events.Item | None) -> tuple[str, str]:
    """The box, and what the event says of the task: whether it is a killer, and its last moment."""
    ticked = Markup(" checked") if box.ticked else Markup("")
    why = Markup(' data-why="{}"').format(markdown.md(box.skipped)) if box.skipped else Markup("")
    made = Markup('<input type="checkbox" data-task="{}"{}{}>').format(box.id, why, ticked)
    after = Markup("")
    if box.skipped:
        said = book.words("skipped: {why}", why=markdown.md(box.skipped))
        after += Markup(' <span class="qb-note qb-skipped">{}</span>').format(said)
    if item and item.killer:
        after += Markup(' <span class="qb-badge qb-red">{}</span>').format(book.words("vital"))
    if item and item.due:
        due = item.due.date().isoformat()
        after += Markup(' <span class="qb-due" data-due="{}">{}</span>').format(due, book.words.moment(item.due))
    return str(made), str(after)


def words_of(book: Book) -> Glossary:
    """The glossary as running text explains its words."""

    def work_out() -> Glossary:
        show = Show(book, "")
        others = (one for one in book.playbook.everything() if one.kind != "term")
        names = (name for one in others for name in (getattr(one, "name", None) or "", *getattr(one, "aliases", ())))
        return glossary(book.playbook.all(Term), lambda term: term.summary or templates.brief(show, term), names)

    return book.once("glossary", work_out)


def wiki_links(book: Book) -> Mapping[tuple[str, str], Sequence[Entity]]:
    """Who names whom with `[[kind:id]]` in running text."""

    def work_out() -> Mapping[tuple[str, str], Sequence[Entity]]:
        found: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        for entity in book.playbook.everything():
            for wiki in prose.read(entity.body).wikis if "[[" in entity.body else ():
                found[wiki.kind, wiki.id].append(entity)
        return dict(found)

    return book.once("wiki links", work_out)

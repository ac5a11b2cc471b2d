"""The pages of single things: apart from the others, so that a second processor can make those meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from qunbook import theme
from qunbook.artifact import Artifact, Renderer, View
from qunbook.diagnostic import Diagnostic
from qunbook.render import pages, templates
from qunbook.render.book import Book


def things(view: View) -> Iterator[Artifact]:
    """A page for every thing. Raises templates.BrokenTemplates."""
    book = Book(view)
    for kind in pages.kinds_of(book):
        yield from (pages.thing(book, entity) for entity in book.playbook.entities.get(kind.name, {}).values())
    pages.stop_if_broken(book)


def trial(view: View) -> tuple[Diagnostic, ...]:
    """What goes wrong in the owner's templates when the pages that they have a part in are made."""
    book, touched = Book(view), templates.touched(view.templates)
    for kind in pages.kinds_of(book):
        if pages.chosen(book, f"{kind.name}.md", "thing.md") in touched:
            deque((pages.thing(book, entity) for entity in book.playbook.entities.get(kind.name, {}).values()), 0)
        if pages.chosen(book, f"index_{kind.name}.md", "index.md") in touched:
            pages.index(book, kind)
    of_kinds = {f"{part}{kind.name}.md" for kind in book.playbook.kinds for part in ("", "index_")}
    if touched & theme.templates() - of_kinds - {"thing.md", "index.md"}:
        deque(pages.of_no_thing(book), 0)
    return templates.once(book.broken)


RENDERER = Renderer("things", things)

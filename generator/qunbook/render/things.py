"""The pages of single things: apart from the others, so that a second processor can make those meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

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
    """What goes wrong in the owner's templates when all pages of an edition are made."""
    wrong: list[Diagnostic] = []
    for renderer in (RENDERER, pages.RENDERER):
        try:
            deque(renderer.render(view), maxlen=0)
        except templates.BrokenTemplates as broken:
            wrong += broken.diagnostics
    return templates.once(wrong)


RENDERER = Renderer("things", things)

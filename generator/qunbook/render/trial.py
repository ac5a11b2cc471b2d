"""A trial of the owner's templates: `check` makes the pages that they have a part in, and throws them away."""

from __future__ import annotations

from qunbook import theme
from qunbook.artifact import View
from qunbook.diagnostic import Diagnostic
from qunbook.render import pages, templates
from qunbook.render.book import Book
from qunbook.render.page import chosen
from qunbook.render.things import thing


def trial(view: View) -> tuple[Diagnostic, ...]:
    """What goes wrong in the owner's templates when the pages that they have a part in are made."""
    book, touched = Book(view), templates.touched(view.templates)
    for kind in book.kinds_shown:
        if chosen(book, f"{kind.name}.md", "thing.md") in touched:
            for entity in book.playbook.entities.get(kind.name, {}).values():
                thing(book, entity)
        if chosen(book, f"index_{kind.name}.md", "index.md") in touched:
            pages.index(book, kind)
    of_kinds = {f"{part}{kind.name}.md" for kind in book.playbook.kinds for part in ("", "index_")}
    if touched & theme.templates() - of_kinds - {"thing.md", "index.md"}:
        list(pages.of_no_thing(book))  # each is made when it is asked for
    return templates.once(book.broken)

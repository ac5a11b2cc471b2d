"""Links from a page to the lines of its file: the text, and each longer field."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from qunbook import forge
from qunbook.model import Entity
from qunbook.render.book import Book
from qunbook.render.markdown import plain
from qunbook.render.questions import Column, columns, is_empty
from qunbook.render.show import HOUSEKEEPING
from qunbook.source import Span


def parts(book: Book, entity: Entity) -> list[Markup]:
    """Links to what an author of this page may want to change: its text, and each field that takes several lines."""
    base, document = book.handbook.edit_url, entity.document
    if not forge.knows_lines(base):
        return []
    text = document.source.text.rstrip("\n")
    found = [(book.words.text("the text"), document.body_line, text.count("\n") + 1)] if entity.body.strip() else []
    found += [(book.words.label(one.label), first, last) for one, first, last in _fields(entity)]
    link = Markup('<a href="{}">{}</a>').format
    return [link(forge.address(base, entity.path, first, last), plain(name)) for name, first, last in found]


def _fields(entity: Entity) -> Iterator[tuple[Column, int, int]]:
    """(column, first line, last line) of the fields that this edition has and that take more than one line."""
    for one in columns(type(entity)):
        place = entity.document.places.get((one.name,))
        if place is None or one.name in HOUSEKEEPING or is_empty(getattr(entity, one.name)):
            continue
        first, last = entity.document.key_span((one.name,)).line, _last_line(place.value)
        if last > first:
            yield one, first, last


def _last_line(span: Span) -> int:
    """A text of several lines ends at the beginning of the line below it."""
    return span.end_line - (span.end_column == 1)

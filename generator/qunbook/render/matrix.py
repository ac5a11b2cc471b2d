"""A matrix as a table: on a narrow screen each row becomes a card that names only the cells with something in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from qunbook.render.markdown import plain

MOST = 14
"""More columns than these fit no page: then a list says it better."""

YES = Markup('<span class="qb-yes">✓</span>')

Row = tuple[Markup, Sequence[object]]
"""The head of a row and its cells; an empty cell is "" or None."""


def matrix(
    corner: object, heads: Sequence[object], rows: Iterable[Row], caption: object = "", kind: str = "qb-matrix"
) -> Markup:
    """A search skips it: it names what has pages of its own. With `qb-compare` heads lie and cells hold sentences."""
    shown = [plain(head) for head in heads]
    head = Markup("").join(Markup('<th scope="col"><span>{}</span></th>').format(one) for one in shown)
    names = [one.striptags() for one in shown]
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(first, _cells(names, cells)) for first, cells in rows
    )
    return Markup(
        '<table class="qb-table {}" data-search-exclude><caption>{}</caption>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(kind, plain(caption), plain(corner), head, body)


def _cells(names: Sequence[str], cells: Sequence[object]) -> Markup:
    return Markup("").join(
        Markup('<td data-label="{}">{}</td>').format(name, plain(cell)) if cell else Markup("<td></td>")
        for name, cell in zip(names, cells, strict=True)
    )

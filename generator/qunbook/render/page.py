"""One page: Markdown for the site builder, from a template, with generated structures as HTML blocks inside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from qunbook import queries
from qunbook.artifact import Artifact
from qunbook.render import markdown, templates
from qunbook.render.book import Book, address_of
from qunbook.render.show import Show

MANY = 5
"""Parts from which on a page names them at its head."""
_PART = re.compile(r"^## ([^<>\n]+?) \{#([\w-]+)\}$", re.MULTILINE)


def page(book: Book, path: str, template: str, title: str, facts: Mapping[str, Any], **meta: Any) -> Artifact:
    """A page from a template; `meta` goes into its front matter."""
    show = Show(book, "../" * address_of(path).count("/"))
    told = {"b": book, "s": show, "_": book.words, "n_": book.words.many, "q": queries, "title": title, "path": path}
    text = _tidy(_filled(book, template, path, {**told, **facts}))
    return Artifact.text(path, f"{_front_matter(title, meta)}\n{_with_jumps(book, text)}")


def _with_jumps(book: Book, text: str) -> str:
    """A long page with links to its parts before the first of them: a phone shows no table of contents beside it.

    Only the parts that every page of the kind has are named; what an author has written is read from top to bottom.
    """
    parts = _PART.findall(text)
    if len(parts) < MANY:
        return text
    links = "".join(f'<a href="#{id}">{title}</a>' for title, id in parts)
    jumps = f'<nav class="qb-jumps" aria-label="{book.words("On this page")}" data-search-exclude>{links}</nav>'
    at = text.find("\n## ") + 1
    return f"{text[:at]}{jumps}\n\n{text[at:]}"


def chosen(book: Book, own: str, general: str) -> str:
    """The template made for a page, if there is one, else the general one."""
    return own if templates.exists(own, book.view.templates) else general


def _filled(book: Book, template: str, path: str, given: Mapping[str, Any]) -> str:
    """The template's text. What fails for a template of the owner's is kept in `book.broken`, and the page is empty."""
    own = book.view.templates
    try:
        return templates.environment(own).get_template(template).render(given)
    except Exception as error:
        fault = templates.fault(error, path, own, given) if own else None
        if fault is None:
            raise
        book.broken.append(fault)
        return ""


def stop_if_broken(book: Book) -> None:
    """Raises templates.BrokenTemplates where a template of the owner's failed: asked when all pages were tried."""
    if book.broken:
        raise templates.BrokenTemplates(templates.once(book.broken))


def _front_matter(title: str, meta: Mapping[str, Any]) -> str:
    rows = {"title": markdown.bare(title), **{name: value for name, value in meta.items() if value}}
    if "description" in rows:
        rows["description"] = markdown.bare(rows["description"])
    return (
        "---\n"
        + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in rows.items())
        + "---\n"
    )


def _tidy(text: str) -> str:
    lines = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"

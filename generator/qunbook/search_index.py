"""The search index: what our worker (`theme/assets/search.js`) looks through, in Material's own file and form.

Material's plugin reads every page with Python's HTML parser, a sixth of a whole build, and keeps tags that the worker
throws away. This takes the place of its `SearchIndex`: one pass over the tags of pages that we made ourselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any, Protocol

TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL)
ID = re.compile(r"\bid=\"([^\"]*)\"")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SILENT = frozenset({"script", "style", "svg", "object", "template"})
"""Elements without words of their own: what a drawing says stands in the list beside it."""
WITHIN = frozenset(
    {"a", "abbr", "b", "bdi", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "strong", "sub", "sup", "u", "wbr"}
)
"""Elements inside a word or a sentence; all others part what is before them from what is after."""
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Page(Protocol):
    """What is asked of a page of MkDocs: its HTML, its front matter, its address and its title."""

    content: str
    meta: Mapping[str, Any]
    url: str
    title: str


@dataclass(frozen=True)
class Section:
    """A stretch of a page under one heading: the heading's id ("" for the page's beginning), words without markup."""

    id: str
    title: str
    text: str


def sections(html: str) -> Iterator[Section]:
    """The sections of a page, in order. The first has no id: it is the page itself, whatever heading it begins with.

    A heading with `data-search-exclude` takes its section along: what stands below it is said elsewhere.
    """
    id, title, text = "", "", []
    left_out = False
    heading = ""  # the heading that is open, and the words in it
    words: list[str] = []
    silent, depth = "", 0  # the element that is passed over, and how many of its name are open
    at = 0
    begun = False
    for tag in TAG.finditer(html):
        if not silent and tag.start() > at:
            words.append(html[at : tag.start()])
        at = tag.end()
        if not tag[2]:  # a comment
            continue
        name, closing = tag[2].lower(), bool(tag[1])
        if silent:
            if name == silent and not tag[3].endswith("/"):
                depth += -1 if closing else 1
            if not depth:
                silent = ""
        elif not closing and name not in VOID | HEADINGS and (name in SILENT or _is_left_out(tag[3])):
            if not tag[3].endswith("/"):
                silent, depth = name, 1
        elif name in HEADINGS and not closing and (found := ID.search(tag[3])):
            text.append("".join(words))
            if begun or _plain("".join(text)):
                if not left_out:
                    yield Section(id, title, _plain("".join(text)))
                id = unescape(found[1])
            left_out = _is_left_out(tag[3])
            begun, heading, title, text, words = True, name, "", [], []
        elif closing and name == heading:
            title, heading, words = _plain("".join(words)), "", []
        elif name not in WITHIN:
            words.append(" ")
    words.append("" if silent else html[at:])
    if not left_out:
        yield Section(id, title, _plain("".join((*text, *words))))


def _is_left_out(attributes: str) -> bool:
    return "data-search-exclude" in attributes or 'class="headerlink"' in attributes


def _plain(html: str) -> str:
    return " ".join(unescape(html).split())


class SearchIndex:
    """Stands in for the `SearchIndex` of Material's search plugin, which calls these two methods and reads `entries`.

    `config` is that plugin's own: Material's script wants `lang`, `separator`, `pipeline` and `fields` in the file.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = {name: config[name] for name in ("lang", "separator", "pipeline", "fields")}
        self.entries: list[dict[str, Any]] = []

    def add_entry_from_context(self, page: Page) -> None:
        """Add a page's sections. Its front matter may say `search: {exclude: true}` or `{boost: 0.5}`, and `tags`: what
        else it is found by.
        """
        wanted = page.meta.get("search") or {}
        if wanted.get("exclude"):
            return
        for section in sections(page.content):
            title = section.title or str(page.meta.get("title", page.title))
            entry: dict[str, Any] = {
                "location": f"{page.url}#{section.id}" if section.id else page.url,
                "title": escape(title, quote=False),
                "text": escape(section.text, quote=False),
            }
            if not section.id and (tags := [str(tag) for tag in page.meta.get("tags") or () if tag]):
                entry["tags"] = tags
            if "boost" in wanted:
                entry["boost"] = wanted["boost"]
            self.entries.append(entry)

    def generate_search_index(self, _previous: object = None) -> str:
        """The file's text: Chinese as itself, not as six ASCII characters each."""
        whole = {"config": self.config, "docs": self.entries}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str)

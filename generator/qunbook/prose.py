"""What a Markdown body holds that a check or a page must know: links, pictures, raw HTML, headings.

Code, comments and escapes are blanked out first, so that what is only quoted is not taken for the thing itself.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


class Wiki(NamedTuple):
    """`[[event:reading-night|text]]`; `start` and `end` are offsets in the body."""

    kind: str
    id: str
    text: str
    start: int
    end: int


class Link(NamedTuple):
    """`[text](target)`, `![alt](target)`, `<https://…>`, or an attribute of raw HTML that names a resource.

    `image` is whether a reader's browser fetches it by itself.
    """

    target: str
    image: bool
    start: int
    end: int


class Tag(NamedTuple):
    """An opening tag of raw HTML with its attributes as written."""

    name: str
    attributes: str
    start: int
    end: int


class Heading(NamedTuple):
    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Prose:
    wikis: tuple[Wiki, ...]
    links: tuple[Link, ...]
    tags: tuple[Tag, ...]
    headings: tuple[Heading, ...]


_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??(?: {0,3}(?P=fence)[`~]*[ \t]*(?=\n|\Z)|\Z)"  # fenced
    r"|(?P<ticks>(?<!`)`+(?!`))(?:(?!\n\n).)+?(?<!`)(?P=ticks)(?!`)"  # `inline`
    r"|<!--.*?(?:-->|\Z)"  # comments
    r"|\\[\[\]()<>!#`*_]",  # escapes
    re.DOTALL | re.MULTILINE,
)
# In a table the bar may be written `\|`, as tables elsewhere ask for.
_WIKI = re.compile(r"\[\[\s*([^\]\[|:\n]*?)\s*:\s*([^\]\[|\n]*?)\s*(?:\\?\|([^\]\n]*))?\]\]")
_LINK = re.compile(r"(!?)\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\(\s*(<[^>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)[^)\n]*\)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*(<[^>\n]*>|\S+)", re.MULTILINE)
_AUTO = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]+)>")
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
_OPEN = re.compile(r"<(script|iframe|object|embed|base|form|style|meta|link)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(src|href|data|poster|srcset|action|background)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE
)
_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+([^\n]*?)[ \t#]*$", re.MULTILINE)
_SETEXT = re.compile(r"^(?! {4})([^\n#>|=-][^\n]*)\n {0,3}(=+|-+)[ \t]*$", re.MULTILINE)

# Tags that act by themselves; they are refused whole, so what they name need not be looked at.
ACTIVE = frozenset({"script", "iframe", "object", "embed", "base", "form", "meta", "frame", "applet"})
FETCHED = {"src", "data", "poster", "srcset", "background"}


def _blank(match: re.Match[str]) -> str:
    if match[0][0] == "\\":
        return "xx"  # not spaces: with them `\\## 12` would begin like a heading
    return re.sub(r"[^\n]", " ", match[0])


@lru_cache(maxsize=4096)
def read(body: str) -> Prose:
    """Find everything in a body."""
    if not any(sign in body for sign in "[<#="):
        return Prose((), (), (), ())
    text = _CODE.sub(_blank, body) if any(sign in body for sign in "`~\\") or "<!--" in body else body
    return Prose(
        tuple(Wiki(m[1], m[2], m[3] or "", m.start(), m.end()) for m in _WIKI.finditer(text)) if "[[" in text else (),
        tuple(sorted(_links(text), key=lambda link: link.start)) if "](" in text or "<" in text or "]:" in text else (),
        tuple(_tags(text)) if "<" in text else (),
        tuple(sorted(_headings(text), key=lambda heading: heading.start)),
    )


def _links(text: str) -> list[Link]:
    found = [Link(m[2].strip("<>"), bool(m[1]), m.start(), m.end()) for m in _LINK.finditer(text)]
    found += [Link(m[1].strip("<>"), False, m.start(), m.end()) for m in _DEFINED.finditer(text)]
    found += [Link(m[1], False, m.start(), m.end()) for m in _AUTO.finditer(text)]
    for tag in (tag for tag in _TAG.finditer(text) if tag[1].lower() not in ACTIVE):
        for attribute in _ATTRIBUTE.finditer(tag[2]):
            name, target = attribute[1].lower(), attribute[2].strip("\"'")
            fetched = name in FETCHED or (name == "href" and tag[1].lower() == "link")
            found.append(Link(target, fetched, tag.start(), tag.end()))
    return [link._replace(target=_as_browsers_read(link.target)) for link in found]


def _as_browsers_read(target: str) -> str:
    """`java&#9;script:x` is `javascript:x` (WHATWG URL Standard: tabs and newlines are removed)."""
    return re.sub(r"[\t\r\n]", "", html.unescape(target))


def _tags(text: str) -> list[Tag]:
    whole = [Tag(m[1].lower(), m[2], m.start(), m.end()) for m in _TAG.finditer(text)]
    known = {tag.start for tag in whole}
    # A tag that is never closed is still one for a browser.
    cut = [Tag(m[1].lower(), "", m.start(), m.end()) for m in _OPEN.finditer(text) if m.start() not in known]
    return sorted((*whole, *cut), key=lambda tag: tag.start)


def _headings(text: str) -> list[Heading]:
    found = [Heading(len(m[1]), m[2], m.start(), m.end()) for m in _ATX.finditer(text)] if "#" in text else []
    if "=" in text:
        found += [Heading(1, m[1], m.start(1), m.end(1)) for m in _SETEXT.finditer(text) if m[2][0] == "="]
    return found


def resolve(path: str, target: str) -> str:
    """A relative target, written in the file `path`, as a path from the handbook's root; "" if it leads out of it."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target.partition("#")[0].partition("?")[0]))
    return "" if found.startswith(("../", "/")) or found == ".." else found

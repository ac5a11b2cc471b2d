"""Authored text on its way into a page: values that must come out as text, and bodies that stay Markdown.

Three places take values: HTML blocks (escaped by Jinja, see `plain`), front matter (`bare`) and Markdown (`md`).
A body is never evaluated; its links are looked up; raw HTML in it, but for a few inline tags, is shown as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import count

from markupsafe import Markup, escape

from qunbook.boxes import COMMENT, TASK, Box, box_of, pieces

# Values ----------------------------------------------------------------------------------------------------------

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^=:<>&\"'$@/%])")
_WIDE = str.maketrans({"<": "＜", ">": "＞", "&": "＆", '"': "”", "\n": " "})


def plain(value: object) -> Markup:
    """A value inside an HTML block: on one line, and without the backticks and tildes that open a fence before
    Python-Markdown ever looks for HTML.
    """
    if isinstance(value, Markup):
        return value
    if hasattr(value, "__html__"):
        return Markup(value)  # noqa: S704 - markup already
    text = str(escape(value)).replace("`", "&#96;").replace("~", "&#126;").replace("\t", "&#9;")
    return Markup(" ".join(text.split("\n")))  # noqa: S704 - escaped above


def lines(text: str) -> Markup:
    """Text of several lines inside an HTML block."""
    return Markup("<br>").join(plain(line) for line in text.split("\n"))


def verbatim(text: str) -> Markup:
    """Text inside `<pre>`: every line break kept, none of them visible to Python-Markdown."""
    return Markup("&#10;").join(plain(line) for line in text.rstrip("\n").split("\n"))


def md(text: str) -> Markup:
    """A value in running Markdown that comes out as the text that it is, whatever it holds; a sentence of ours has
    been escaped before.
    """
    text = text.unescape() if isinstance(text, Markup) else text
    return Markup(_MARKDOWN.sub(lambda found: f"&#{ord(found[1])};", " ".join(text.split())))  # noqa: S704 - every sign is a number


def bare(text: str) -> str:
    """A value for a page's front matter. The theme prints titles without escaping them, so what could be markup is
    written with full-width signs, quotation marks in pairs.
    """
    return re.sub(r'"([^"]*)"', r"“\1”", " ".join(text.split())).translate(_WIDE)


# Bodies ----------------------------------------------------------------------------------------------------------


Resolve = Callable[[str, str], str | None]
"""(kind or "", id or relative path) -> where this page must link to, or None where this edition has no such page."""

Title = Callable[[str, str], str]
Tick = Callable[[Box], tuple[str, str]]
"""What stands in place of a box, and what follows the text of its line: inline HTML."""

_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_WIKI = re.compile(
    r"\[\[\s*(?P<kind>[a-z_]+)\s*:\s*(?P<id>[a-z0-9][a-z0-9/-]*)(?P<hash>#[\w-]*)?\s*(?:\\?\|(?P<text>[^\]\n]+))?\]\]"
)
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)\]\(\s*(?P<to><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?P<title>\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_REFERENCE = re.compile(r"^( {0,3}\[[^\]\n]+\]:\s*)(\S+)(.*)$", re.MULTILINE)
_INLINE = "br|kbd|sub|sup|mark|small|u|s|ins|del|b|i|em|strong"
_RAW = re.compile(rf"<(?=[A-Za-z/!?])(?!https?://[^\s<>]*>)(?!mailto:[^\s<>]*>)(?!/?(?:{_INLINE})\s*/?>)")
_HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)
_TOP = re.compile(r"^#(?=\s)", re.MULTILINE)
_UNDERLINED = re.compile(r"^[^\s#>|`~+*=-][^\n]*\n=+[ \t]*$", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<text>[^\s#>|`~+*=-][^\n]*)\n(?P<line>=+|-{2,})[ \t]*$", re.MULTILINE)
_OPEN, _CLOSE = "\x02", "\x03"
_SAFE = re.compile(r"(?:https?|mailto|tel|webcal):", re.IGNORECASE)
_OPENING = re.compile(r"\]\((?=(?P<ahead>[^\n]{0,200}))")
_BREAK = re.compile(
    r"^(?P<line>(?![ \t]*(?:#|\||!!!|\?\?\?))[^\n]*[^\s\\|]) {2,}\n(?=[ \t]*(?![-*+>|#=~`:]|\d+[.)]\s)\S)", re.MULTILINE
)
_BRACE = re.compile(r"\{[^\n]*=[^\n]*")
_ATTRIBUTES = frozenset({"width", "height", "title", "lang", "class", "id", "alt"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def body(
    text: str, resolve: Resolve, title: Title, tick: Tick, explain: Callable[[str], str] = lambda text: text
) -> str:
    """An authored body as Markdown for a page that has a first heading of its own. `explain` may add to running text.

    `[[kind:id]]` and relative links become links of the page or, where there is nothing to link to, plain text. Code is
    left alone. Headings move down a level if the body uses the first.
    """
    parts = tuple(pieces(text.replace(_OPEN, "").replace(_CLOSE, "")))
    down = any(_TOP.search(part) or _UNDERLINED.search(part) for part, code in parts if not code)
    numbers = count(1)

    def change(part: str) -> str:
        text = _raw(COMMENT.sub("", part))
        text = _LINK.sub(lambda found: _link(found, resolve), text)
        text = _WIKI.sub(lambda found: _wiki(found, resolve, title), text)
        return explain(_BRACE.sub(_attributes, _OPENING.sub(_destination, _REFERENCE.sub(_reference, text))))

    def prose(part: str) -> str:
        level = _SETEXT.sub(lambda found: f"{'#' if found['line'][0] == '=' else '##'} {found['text'].strip()}", part)
        if down:
            level = _HEADING.sub(lambda found: found[1] + "#" if len(found[1]) < 6 else found[1], level)
        level = _BREAK.sub(r"\g<line><br>\n", level)  # spaces at the end of a line do not outlive a page's tidying
        return _outside_spans(TASK.sub(lambda found: _box(found, tick, next(numbers)), level), change)

    return "".join(part if code else prose(part) for part, code in parts).strip("\n")


def _raw(text: str) -> str:
    """Raw HTML as text, but for the boxes that we just made."""
    parts = re.split(f"({_OPEN}.*?{_CLOSE})", text, flags=re.DOTALL)
    return "".join(part[1:-1] if part.startswith(_OPEN) else _RAW.sub("&lt;", part) for part in parts)


def _outside_spans(text: str, change: Callable[[str], str]) -> str:
    done, at = [], 0
    for span in _SPAN.finditer(text):
        if "\n\n" in span[0]:
            continue
        done += [change(text[at : span.start()]), span[0]]
        at = span.end()
    return "".join([*done, change(text[at:])])


def _box(found: re.Match[str], tick: Tick, number: int) -> str:
    box = box_of(found, number)
    before, after = tick(box)
    opening = f'{_OPEN}<label class="qb-check">{before} <span class="qb-do">{_CLOSE}'
    return f"{found['lead']}{opening}{box.text.rstrip()}{_OPEN}</span></label>{after}{_CLOSE}"


def unmarked(text: str, title: Title) -> str:
    """A paragraph without its Markdown: links as their texts, no stars, no backticks, one line."""
    text = _WIKI.sub(lambda found: (found["text"] or title(found["kind"], found["id"])).strip(), text)
    text = _LINK.sub(lambda found: found["text"], text)
    return " ".join(re.sub(r"[*_`]|<!--.*?-->|\\(?=[^\w\s])", "", text).split())


def _wiki(found: re.Match[str], resolve: Resolve, title: Title) -> str:
    kind, id = found["kind"], found["id"]
    text = md((found["text"] or title(kind, id)).strip())
    to = resolve(kind, id)
    return f"[{text}]({to}{found['hash'] or ''})" if to else text


def _link(found: re.Match[str], resolve: Resolve) -> str:
    to = _target(found["to"])
    if _is_foreign(to) or to.startswith("//"):
        return found["text"]
    if found["image"] or _SAFE.match(to) or to.startswith("#"):
        return found[0]
    path, hash, anchor = to.partition("#")
    if not path.endswith(".md"):
        return found[0]
    there = resolve("", path)
    return f"[{found['text']}]({there}{hash}{anchor})" if there else found["text"]


def _reference(found: re.Match[str]) -> str:
    return f"{found[1]}#" if _is_foreign(_target(found[2])) else found[0]


def _target(written: str) -> str:
    """A link's destination as a browser will understand it."""
    return re.sub(r"[\x00-\x20]", "", html.unescape(written).strip().strip("<>"))


def _is_foreign(to: str) -> bool:
    """Whether a destination has a scheme that no handbook needs: `javascript:`, `data:`."""
    return bool(_SCHEME.match(to)) and not _SAFE.match(to)


def _destination(found: re.Match[str]) -> str:
    """The opening of a link that is too odd to be read here: no link if it may lead where none should."""
    return "]&#40;" if _is_foreign(_target(found["ahead"])) else found[0]


def _attributes(found: re.Match[str]) -> str:
    """An attribute list may give an id, a class or a size, and nothing that runs."""
    named = set(re.findall(r"([^\s{}=:\"']+)\s*=", found[0]))
    return found[0] if named <= _ATTRIBUTES else found[0].replace("{", "&#123;")

"""Authored text on its way into a page: values that must come out as text, and bodies that stay Markdown.

Three places take values: HTML blocks (escaped by Jinja, see `plain`), front matter (`bare`) and running Markdown (`md`).
A body is never evaluated; its links are looked up, raw HTML in it but for a few inline tags is shown as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup, escape

# Values ----------------------------------------------------------------------------------------------------------

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^=:<>&\"'$@/%])")
_WIDE = str.maketrans({"<": "＜", ">": "＞", "&": "＆", '"': "”", "\n": " "})


def plain(value: object) -> Markup:
    """A value inside an HTML block: on one line, and without the backticks and tildes that open a fence before
    Python-Markdown ever looks for HTML.
    """
    if hasattr(value, "__html__"):
        return Markup(value)
    text = str(escape(value)).replace("`", "&#96;").replace("~", "&#126;")
    return Markup(" ".join(text.split("\n")))


def lines(text: str) -> Markup:
    """Text of several lines inside an HTML block."""
    return Markup("<br>").join(plain(line) for line in text.split("\n"))


def verbatim(text: str) -> Markup:
    """Text inside `<pre>`: every line break kept, none of them visible to Python-Markdown."""
    return Markup("&#10;").join(plain(line) for line in text.rstrip("\n").split("\n"))


def md(text: str) -> Markup:
    """A value in running Markdown that comes out as the text that it is, whatever it holds."""
    return Markup(_MARKDOWN.sub(lambda found: f"&#{ord(found[1])};", " ".join(text.split())))


def bare(text: str) -> str:
    """A value for a page's front matter. The theme prints titles without escaping them, so what could be markup is
    written with full-width signs.
    """
    return " ".join(text.split()).translate(_WIDE)


# Bodies ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    """One line of a task list: `- [x] Book the room <!-- task:book-room -->`."""

    id: str
    ticked: bool
    text: str


Resolve = Callable[[str, str], str | None]
"""(kind or "", id or relative path) -> where this page must link to, or None where this edition has no such page."""

Title = Callable[[str, str], str]
Tick = Callable[[Box], str]
"""What stands in place of a box: inline HTML. The text of the line follows it."""

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_WIKI = re.compile(r"\[\[\s*([a-z_]+)\s*:\s*([a-z0-9][a-z0-9/-]*)\s*(?:\|([^\]\n]+))?\]\]")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)\]\(\s*(?P<to><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?P<title>\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)")
_REFERENCE = re.compile(r"^( {0,3}\[[^\]\n]+\]:\s*)(\S+)(.*)$", re.MULTILINE)
_COMMENT = re.compile(r"<!--(?!\s*task:).*?-->", re.DOTALL)
_INLINE = "br|kbd|sub|sup|mark|small|u|s|ins|del|b|i|em|strong"
_RAW = re.compile(rf"<(?=[A-Za-z/!?])(?!https?://[^\s<>]*>)(?!mailto:[^\s<>]*>)(?!/?(?:{_INLINE})\s*/?>)")
_HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)
_TOP = re.compile(r"^#(?=\s)", re.MULTILINE)
_UNDERLINED = re.compile(r"^[^\s#>|`~+*=-][^\n]*\n=+[ \t]*$", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<text>[^\s#>|`~+*=-][^\n]*)\n(?P<line>=+|-{2,})[ \t]*$", re.MULTILINE)
_TASK = re.compile(r"^(?P<lead>\s*(?:[-*+]|\d+[.)])\s+)\[(?P<mark>[ xX])\]\s+(?P<text>.*)$", re.MULTILINE)
_TASK_ID = re.compile(r"\s*<!--\s*task:\s*([a-z0-9][a-z0-9/-]*)\s*-->|\s*<span data-task=\"([a-z0-9][a-z0-9/-]*)\">\s*</span>")
_HOLDS = re.compile(r"(?:[-*+]|\d+[.)])\s|!!!|\?\?\?|===|\[\^")
_OPEN, _CLOSE = "\x02", "\x03"
_SAFE = re.compile(r"(?:https?|mailto|tel|webcal):", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def body(text: str, resolve: Resolve, title: Title, tick: Tick) -> str:
    """An authored body as Markdown for a page that has a first heading of its own.

    `[[kind:id]]` and relative links become links of the page or, where there is nothing to link to, plain text. Code is
    left alone. Headings move down a level if the body uses the first.
    """
    parts = tuple(_parts(text.replace(_OPEN, "").replace(_CLOSE, "")))
    down = any(_TOP.search(part) or _UNDERLINED.search(part) for part, code in parts if not code)
    numbers = count(1)

    def change(part: str) -> str:
        part = _raw(_COMMENT.sub("", part))
        part = _WIKI.sub(lambda found: _wiki(found, resolve, title), part)
        part = _LINK.sub(lambda found: _link(found, resolve), part)
        return _REFERENCE.sub(_reference, part)

    done = []
    for part, code in parts:
        if code:
            done.append(part)
            continue
        part = _SETEXT.sub(lambda found: f"{'#' if found['line'][0] == '=' else '##'} {found['text'].strip()}", part)
        if down:
            part = _HEADING.sub(lambda found: found[1] + "#" if len(found[1]) < 6 else found[1], part)
        part = _TASK.sub(lambda found: _box(found, tick, next(numbers)), part)
        done.append(_outside_spans(part, change))
    return "".join(done).strip("\n")


def _raw(text: str) -> str:
    """Raw HTML as text, but for the boxes that we just made."""
    parts = re.split(f"({_OPEN}.*?{_CLOSE})", text, flags=re.DOTALL)
    return "".join(part[1:-1] if part.startswith(_OPEN) else _RAW.sub("&lt;", part) for part in parts)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces: (piece, whether it is a fenced or indented block of code)."""
    rows = text.splitlines(keepends=True)
    at = start = 0
    holder, blank = "", True
    while at < len(rows):
        end = _end_of_code(rows, at, blank and not _HOLDS.match(holder))
        if end:
            yield "".join(rows[start:at]), False
            yield "".join(rows[at:end]), True
            at = start = end
            blank = False
            continue
        blank = not rows[at].strip()
        holder = rows[at] if not blank and rows[at][0] not in " \t" else holder
        at += 1
    yield "".join(rows[start:]), False


def _end_of_code(rows: list[str], at: int, loose: bool) -> int:
    """Where the block of code that begins in this row ends, or 0 where none begins. An opening fence that is never
    closed is no fence, for the builder either.
    """
    opening = _FENCE.match(rows[at].rstrip("\n"))
    if opening and not (opening["fence"][0] == "`" and "`" in opening["info"]):
        closing = re.compile(rf"\s*{re.escape(opening['fence'][0])}{{{len(opening['fence'])},}}\s*\Z")
        return next((end + 1 for end in range(at + 1, len(rows)) if closing.match(rows[end])), 0)
    if loose and rows[at].strip() and re.match(r" {4}|\t", rows[at]):
        end = next((end for end in range(at, len(rows)) if rows[end].strip() and not re.match(r" {4}|\t", rows[end])), 0)
        return end or len(rows)
    return 0


def _outside_spans(text: str, change: Callable[[str], str]) -> str:
    done, at = [], 0
    for span in _SPAN.finditer(text):
        if "\n\n" in span[0]:
            continue
        done += [change(text[at : span.start()]), span[0]]
        at = span.end()
    return "".join([*done, change(text[at:])])


def _box(found: re.Match[str], tick: Tick, number: int) -> str:
    box = _read_box(found, number)
    text = _TASK_ID.sub("", found["text"])
    return f"{found['lead']}{_OPEN}<label class=\"qb-check\">{tick(box)}{_CLOSE} {text}{_OPEN}</label>{_CLOSE}"


def _read_box(found: re.Match[str], number: int) -> Box:
    named = _TASK_ID.search(found["text"])
    id = (named[1] or named[2]) if named else f"n{number}"
    return Box(id, found["mark"] != " ", _TASK_ID.sub("", found["text"]))


def unmarked(text: str, title: Title) -> str:
    """A paragraph without its Markdown: links as their texts, no stars, no backticks, one line."""
    text = _WIKI.sub(lambda found: (found[3] or title(found[1], found[2])).strip(), text)
    text = _LINK.sub(lambda found: found["text"], text)
    return " ".join(re.sub(r"[*_`]|<!--.*?-->|\\(?=[^\w\s])", "", text).split())


def boxes(text: str) -> tuple[Box, ...]:
    """The task list of a body, in order."""
    found = (task for part, code in _parts(text) if not code for task in _TASK.finditer(part))
    return tuple(_read_box(task, number) for number, task in enumerate(found, 1))


def _wiki(found: re.Match[str], resolve: Resolve, title: Title) -> str:
    kind, id = found[1], found[2]
    text = md((found[3] or title(kind, id)).strip())
    to = resolve(kind, id)
    return f"[{text}]({to})" if to else text


def _link(found: re.Match[str], resolve: Resolve) -> str:
    to = html.unescape(found["to"].strip("<>")).strip()
    if found["image"]:
        return found[0] if not _SCHEME.match(to) or _SAFE.match(to) else md(found["text"])
    if _SAFE.match(to) or to.startswith("#"):
        return found[0]
    if _SCHEME.match(re.sub(r"[\x00-\x20]", "", to)) or to.startswith("//"):
        return found["text"]
    path, hash, anchor = to.partition("#")
    if not path.endswith(".md"):
        return found[0]
    there = resolve("", path)
    return f"[{found['text']}]({there}{hash}{anchor})" if there else found["text"]


def _reference(found: re.Match[str]) -> str:
    to = html.unescape(found[2].strip("<>"))
    unsafe = _SCHEME.match(to) and not _SAFE.match(to)
    return f"{found[1]}#" if unsafe else found[0]

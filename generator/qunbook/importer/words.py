"""Words of a calendar as words of a handbook: plain lines for the front matter, safe Markdown for the body."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from qunbook.source import UNSEEN

NAME, LINE, TEXT = 60, 400, 100_000
"""The longest name, line and body, in characters."""

_BREAKS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# With IGNORECASE the letters k, s and i would be in the range of what is not ASCII: U+212A lowers to k.
_URL = re.compile(r"[hH][tT]{2}[pP][sS]?://[^\s<>\"'`\\\x00-\x20\x7f-\U0010ffff]+")
_HTML = re.compile(
    r"</?(?:p|br|b|i|u|a|ul|ol|li|div|span|strong|em|html|body|h[1-6]|table|tr|td)\b[^<>]*/?>", re.IGNORECASE
)


def plain(text: str) -> str:
    """Text without what nobody sees, and without the HTML that some programs put into it."""
    if _HTML.search(text):
        text = _without_html(text)
    text = UNSEEN.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " "))
    lines = [re.sub(" {2,}", " ", row.replace("\u00a0", " ")).strip() for row in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def line(text: str) -> str:
    """Text on one line."""
    return " ".join(plain(text).split())


def short(text: str, limit: int) -> str:
    """Text of at most `limit` characters; `…` says that some is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def is_url(text: str) -> bool:
    return bool(_URL.fullmatch(text)) and len(text) <= 2000


def urls(text: str) -> list[str]:
    """The addresses in a text, without the punctuation behind them."""
    return [lower_scheme(_end(found[0])) for found in _URL.finditer(text)]


def lower_scheme(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    return scheme.lower() + colon + rest


def _end(url: str) -> str:
    """An address as it stands in a text, without the punctuation behind it that is no part of it."""
    while url[-1] in ".,;:!?" or (url[-1] == ")" and url.count(")") > url.count("(")):
        url = url[:-1]
    return url


class _Text(HTMLParser):
    """The text of HTML: a line for each paragraph, a dash before an item, an address behind what links to it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[tuple[str, int]] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "head", "title"):
            self.hidden += 1
        elif tag in ("br", "tr"):
            self.parts.append("\n")
        elif tag in ("p", "div", "ul", "ol", "table") or re.fullmatch("h[1-6]", tag):
            self.parts.append("\n\n" if tag != "div" else "\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "head", "title"):
            self.hidden = max(0, self.hidden - 1)
        elif tag in ("p", "ul", "ol", "table") or re.fullmatch("h[1-6]", tag):
            self.parts.append("\n\n")
        elif tag == "a" and self.links:
            to, begin = self.links.pop()
            said = "".join(self.parts[begin:]).strip()
            if is_url(to) and to.rstrip("/") != said.rstrip("/"):
                self.parts.append(f" {to} ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _without_html(text: str) -> str:
    reader = _Text()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


# Markdown --------------------------------------------------------------------------------------------------------

# What may not stand as it is: anywhere, and at the beginning of a line. Python-Markdown knows no `\\<` and no `\\=`.
_SIGNS = re.compile(r"[\\`*_\[\]{}<]|&(?=#?\w+;)")
_OPENER = re.compile(r"#{1,6}(?=\s|\Z)|\+(?=\s)|>|={2,}|~{3,}|:(?=\s)|!!!|\?\?\?|[-|:\s]+\Z")
_BY_NUMBER = frozenset("<&=~:?|")
_ITEM = re.compile(r"(?:[-*•·●]|(\d{1,3})[.)、])\s+(?=\S)")


def markdown(text: str) -> str:
    """Plain text as Markdown that shows it as it is: line by line, its addresses to click, its lists as lists."""
    blocks: list[tuple[str, list[str]]] = []
    for row in text.split("\n"):
        item = _ITEM.match(row)
        kind = "" if not row else "list" if item else "text"
        if not blocks or blocks[-1][0] != kind:
            blocks.append((kind, []))
        lead = "" if not item else f"{item[1]}. " if item[1] else "- "
        blocks[-1][1].append(lead + _shown(row[item.end() :] if item else row))
    return "\n\n".join(("\n" if kind == "list" else "  \n").join(rows) for kind, rows in blocks if kind)


def _shown(row: str) -> str:
    done, at = [], 0
    for found in _URL.finditer(row):
        url = _end(found[0])
        done += [_SIGNS.sub(_sign, row[at : found.start()]), f"<{lower_scheme(url)}>"]
        at = found.start() + len(url)
    opener = _OPENER.match(row)
    if opener and not done:
        return "".join(map(_as_text, opener[0])) + _SIGNS.sub(_sign, row[opener.end() :])
    return "".join((*done, _SIGNS.sub(_sign, row[at:])))


def _sign(found: re.Match[str]) -> str:
    return _as_text(found[0])


def _as_text(sign: str) -> str:
    return sign if sign.isspace() else f"&#{ord(sign)};" if sign in _BY_NUMBER else "\\" + sign

"""The words of the glossary where authors use them: the first time on a page a word tells what it means.

An `<abbr title>` needs no script; it can be reached by keyboard, and the style sheet shows it to those who touch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from qunbook.kinds.term import Term
from qunbook.render import markdown

_WORD = re.compile(r"[^\W_](?:[^\W_]|[ ·’-])*[^\W_]")
_CLOSED = re.compile(
    r"^ {0,3}(?:\#|!!!|\?\?\?|===|\*\[|\[[^\]\n]+\]:)[^\n]*"  # headings, titles of boxes, definitions
    r"|!?\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\](?:\([^)\n]*\)|\[[^\]\n]*\])"  # links, pictures
    r"|\]\([^)\n]*\)|<[^>]*>|\{[^}\n]*\}|&\#?\w+;|[\w.+-]+@[\w.-]+|\w+://[^\s<>）]+",
    re.MULTILINE,
)
"""What a word is not looked for in."""

Explain = Callable[[str], str]


@dataclass(frozen=True)
class Glossary:
    """Every name of every term, and what it means."""

    meanings: Mapping[str, tuple[str, str]]
    """name -> (the term's id, what it means)"""
    pattern: re.Pattern[str] | None

    def reader(self, without: str = "") -> Explain:
        """What puts the meanings into the text of one page, piece by piece; `without` is the term that it is about."""
        met = {without}

        def explain(text: str) -> str:
            if self.pattern is None or not self.pattern.search(text):
                return text
            done, at = [], 0
            for closed in _CLOSED.finditer(text):
                done += [self.pattern.sub(tell, text[at : closed.start()]), closed[0]]
                at = closed.end()
            return "".join([*done, self.pattern.sub(tell, text[at:])])

        def tell(found: re.Match[str]) -> str:
            id, meaning = self.meanings.get(found[0], ("", ""))
            if id in met or not id:
                return found[0]
            met.add(id)
            said = markdown.md(meaning)
            return Markup('<abbr class="qb-term" tabindex="0" title="{}">{}</abbr>').format(said, Markup(found[0]))  # noqa: S704 - letters

        return explain


def glossary(terms: tuple[Term, ...], meaning: Callable[[Term], str], names: Iterable[str] = ()) -> Glossary:
    """The words that terms in use are called by. A single letter, or one with Markdown in it, is not looked for.

    `names` are those of other things: a word within one of them (领读 in 周四领读夜) is part of that name.
    """
    meanings = {
        name: (term.id, text)
        for term in reversed(terms)  # the first one that claims a name has it
        if term.status == "active" and (text := meaning(term))
        for name in (*term.aliases, term.name)
        if _WORD.fullmatch(name)
    }
    longer = {name for name in names if name not in meanings and any(one in name for one in meanings)}
    found = sorted({*meanings, *longer}, key=lambda name: (-len(name), name))
    return Glossary(meanings, re.compile("|".join(map(_whole, found))) if meanings else None)


def _whole(name: str) -> str:
    """A name as a pattern; one in Latin letters must be a whole word, while Chinese has no gaps between words."""
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    after = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
    return f"{before}{re.escape(name)}{after}"

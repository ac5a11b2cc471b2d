"""The slips of people who type YAML on a Chinese keyboard: found by line, each with what was meant.

A slip is mended in memory so that the rest of the file is still checked, and the mended text remembers where each of
its characters stood, so that every later report points into the file as it is.

Two sorts: `certain` slips can mean nothing else and are looked for in every file; `likely` ones are looked for only
at a line that YAML cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from qunbook.source import UNSEEN
from qunbook.spelling import SMART_QUOTED, quoted, scalar


class Slip(NamedTuple):
    """Columns (0-based, of the line as it is now) that should be `text`; `shown` are the columns to point at."""

    code: str
    start: int
    end: int
    text: str
    args: dict[str, str | int]
    shown: tuple[int, int]


@dataclass
class Mended:
    """Front matter being mended: its lines, and for each changed one the old column of every character."""

    lines: list[str]
    columns: dict[int, list[int]] = field(default_factory=dict)

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def column(self, line: int, column: int) -> int:
        """The 0-based column in the file of a 0-based column of the mended text."""
        known = self.columns.get(line)
        if known is None:
            return column
        return known[min(column, len(known) - 1)]

    def apply(self, number: int, slip: Slip) -> None:
        line = self.lines[number]
        known = self.columns.get(number) or list(range(len(line) + 1))
        old = known[slip.start : slip.end + 1]
        inside = [old[min(i, len(old) - 1)] for i in range(len(slip.text))]
        self.columns[number] = known[: slip.start] + inside + known[slip.end :]
        self.lines[number] = line[: slip.start] + slip.text + line[slip.end :]


def slip(code: str, start: int, end: int, text: str, shown: tuple[int, int] | None = None, **args: str | int) -> Slip:
    return Slip(code, start, end, text, args, shown or (start, end))


# Certain slips ---------------------------------------------------------------------------------------------------

_ODD = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
SUSPICIOUS = re.compile(
    UNSEEN.pattern
    + rf"|(?m:^[ \-]*[{_ODD}]|^[ \-]*[a-z_]{{2,40}}\s*：|^ *[a-z_]{{2,40}}:[^\s/\\]|:[{_ODD}]|^%|^ *[－•·])"
    + r"|(?m:^ *-[^\s\d\-.])"
)
_UNSEEN_AT = re.compile(UNSEEN.pattern)
_INDENT = re.compile(rf" *(?:- +)*([{_ODD}][ {_ODD}]*)")
_AFTER_COLON = re.compile(rf"[^\n#'\":]*?:([ ]*[{_ODD}][ {_ODD}]*)(?=\S)")
_AFTER_DASH = re.compile(rf" *-([{_ODD}][ {_ODD}]*)(?=\S)")
_ASCII_FULL = re.compile(r" *(?:- +)*([a-z_]{2,40})(\s*：\s*)")
_ASCII_TIGHT = re.compile(r" *[a-z_]{2,40}:(?=[^\s/\\])")
_DASH = re.compile(r" *([－•·][ 　]*)(?=\S)")
_TIGHT_DASH = re.compile(r" *-(?=[^\s\d\-.])")
_BLOCK = re.compile(r"(?:[^#'\"]*:|[ ]*(?:-[ ]+)+)[ ]+[|>][+\-0-9]*[ ]*(?:#.*)?$|[ ]*-[ ]+[|>][+\-0-9]*[ ]*$")


_Rule = Callable[[str, str], Slip | None]


def certain(mended: Mended) -> Iterator[tuple[int, Slip]]:
    """The slips that can mean nothing else, each with its line. Whoever asks must `apply` each before the next."""
    for number, rules in _to_look_at(mended):
        for _ in range(40):
            above = _line_above(mended.lines, number)
            now = next((s for rule in rules if (s := rule(mended.lines[number], above))), None)
            if now is None:
                break
            yield number, now


def _to_look_at(mended: Mended) -> Iterator[tuple[int, tuple[_Rule, ...]]]:
    """Each line with the rules that hold there. Comments, and text after `|` and `>`, are the author's own."""
    within: int | None = None
    for number in range(len(mended.lines)):
        line = mended.lines[number]
        if within is not None and (not line.strip() or _indent(line) > within):
            yield number, (_unseen,)
            continue
        within = None
        yield number, (_unseen,) if line.lstrip().startswith("#") else _CERTAIN
        if _BLOCK.match(mended.lines[number]):
            within = _indent(mended.lines[number])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line_above(lines: list[str], number: int) -> str:
    return next((lines[i] for i in range(number - 1, -1, -1) if lines[i].strip()), "")


def _unseen(line: str, _above: str) -> Slip | None:
    if match := _UNSEEN_AT.search(line):
        return slip("QB008", match.start(), match.end(), "", char=f"U+{ord(match[0]):04X}")
    return None


def _directive(line: str, above: str) -> Slip | None:
    if line.startswith("%") and not above:
        return slip("QB027", 0, len(line), "", tag=line.split(maxsplit=1)[0])
    return None


def _odd_indent(line: str, above: str) -> Slip | None:
    """Indentation by anything but spaces: as deep as the line above says it must be."""
    match = _INDENT.match(line)
    if not match or not line.strip():
        return None
    rest = line[match.end() :]
    if match.start(1) and line[: match.start(1)].rstrip().endswith("-"):
        return slip("QB031", match.start(1), match.end(), "", char=_name(match[1]), fixed=line[: match.start(1)] + rest)
    depth = len(above) - len(above.lstrip(" "))
    item = re.match(r"(?:- +)*", above[depth:])
    if item and not rest.startswith("-"):
        depth += len(item[0])
    if above.rstrip().endswith(":"):
        depth += 2
    code = "QB022" if "\t" in match[1] else "QB031"
    return slip(code, 0, match.end(), " " * depth, match.span(1), char=_name(match[1]), fixed=rest)


def _odd_space(line: str, _above: str) -> Slip | None:
    match = _AFTER_COLON.match(line) or _AFTER_DASH.match(line)
    if not match:
        return None
    fixed = line[: match.start(1)] + " " + line[match.end(1) :]
    return slip("QB031", *match.span(1), " ", char=_name(match[1].strip(" ")), fixed=fixed.strip())


def _full_colon(line: str, _above: str) -> Slip | None:
    match = _ASCII_FULL.match(line)
    return _colon(line, match.start(2), match.end(2)) if match else None


def _colon(line: str, start: int, end: int) -> Slip:
    at = line.index("：", start)
    text = ": " if end < len(line) else ":"
    fixed = (line[:start] + text + line[end:]).strip()
    return slip("QB021", start, end, text, (at, at + 1), char="：", ascii=":", fixed=fixed)


def _tight_colon(line: str, _above: str) -> Slip | None:
    match = _ASCII_TIGHT.match(line)
    return _space(line, match.end()) if match else None


def _space(line: str, at: int) -> Slip:
    return slip("QB024", at, at, " ", (at - 1, at + 1), fixed=f"{line[:at]} {line[at:]}".strip())


def _bullet(line: str, _above: str) -> Slip | None:
    match = _DASH.match(line)
    if not match:
        return None
    fixed = "- " + line[match.end(1) :]
    return slip(
        "QB021", *match.span(1), "- ", (match.start(1), match.start(1) + 1), char=match[1][0], ascii="-", fixed=fixed
    )


def _tight_dash(line: str, above: str) -> Slip | None:
    """`-甲` under `tags:` or under an item: YAML takes it for text."""
    match = _TIGHT_DASH.match(line)
    if match and (above.rstrip().endswith(":") or above.lstrip().startswith("- ")):
        return slip(
            "QB024", match.end(), match.end(), " ", (match.end() - 1, match.end() + 1), fixed=f"- {line[match.end() :]}"
        )
    return None


def _name(chars: str) -> str:
    return f"U+{ord(chars[0]):04X}"


_CERTAIN: tuple[_Rule, ...] = (
    _unseen,
    _directive,
    _odd_indent,
    _full_colon,
    _bullet,
    _odd_space,
    _tight_colon,
    _tight_dash,
)

# Likely slips ----------------------------------------------------------------------------------------------------

_KEY = r" *(?:- +)*[^\s:：#'\"\[\]{},&*!|>%@`\-][^:：#\n]{0,40}?"
_FULL = re.compile(rf"({_KEY})(\s*：\s*)")
_TIGHT = re.compile(rf"{_KEY}:(?=[^\s/\\])")
_ANY_DASH = re.compile(r" *([—–][ 　]*)(?=\S)")
_VALUE = re.compile(r" *(?:- +)*(?:[^\s:'\"#\[\]{}][^:#]{0,40}:[ ]+|(?<=- ))(?=\S)")


def likely(line: str) -> Slip | None:
    """What may be wrong with a line that YAML cannot read."""
    if match := _FULL.match(line):
        return _colon(line, *match.span(2))
    if match := _ANY_DASH.match(line):
        fixed = "- " + line[match.end(1) :]
        return slip("QB021", *match.span(1), "- ", char=match[1][0], ascii="-", fixed=fixed)
    if match := re.match(r" *-(?=[^\s\-])", line):
        return slip(
            "QB024", match.end(), match.end(), " ", (match.end() - 1, match.end() + 1), fixed=f"- {line[match.end() :]}"
        )
    if match := _TIGHT.match(line):
        return _space(line, match.end())
    if match := _VALUE.match(line):
        return _unquoted(line, match.end())
    return None


def _unquoted(line: str, start: int) -> Slip | None:
    """A value with something in it that YAML takes for its own."""
    value = line[start:].rstrip()
    first = value[0]
    at = start
    if first in "'\"":
        if re.fullmatch(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", value):
            return None
        paired = value[-1] in "'\"" and len(value) > 1  # "…' as well
        inner = value[1:-1] if paired else value if first in value[1:] else value[1:].strip()
        text, char = quoted(inner), first
    elif first in "|>" and re.fullmatch(r"[|>][+\-0-9]*", value):
        return None
    elif first in "@`%*&!|>{[]},#":
        marked = re.fullmatch(r"(`|\*{1,3})([\d:./ -]+)\1", value)  # a date in the marks of a chat: nobody quotes that
        text, char = scalar(marked[2].strip()) if marked else quoted(value), first
        if first in "[{" and not re.search(r"[\]}][^\]},]|\{\{", value):
            return None  # a list or a group that is not closed: nobody can tell where it should end
    elif match := re.search(r":(?=\s|$)", value):
        text, char, at = quoted(_bare(value)), ":", start + match.start()
    else:
        return None
    shown = (at, at + 1)
    return slip("QB023", start, start + len(value), text, shown, char=char, fixed=(line[:start] + text).strip())


def _bare(value: str) -> str:
    match = SMART_QUOTED.match(value)
    return match[1] if match else value

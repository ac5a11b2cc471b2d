"""The bytes of a calendar as a tree of components (RFC 5545 section 3.1), read with tolerance: each thing that is wrong
and was understood all the same is told once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.prop import TypesFactory

from qunbook.importer.remarks import NotACalendarError, Remark
from qunbook.source import decodes

MAX_BYTES = 16 << 20
"""Ten thousand events of Google's are about 8 MB."""


@dataclass(frozen=True)
class Property:
    """One content line. `value` is as written: nothing is unescaped yet."""

    name: str
    params: Mapping[str, str]
    value: str
    line: int


@dataclass(frozen=True)
class Component:
    """`line` is that of its BEGIN."""

    name: str
    line: int
    properties: tuple[Property, ...] = ()
    parts: tuple[Component, ...] = ()

    def all(self, name: str) -> tuple[Property, ...]:
        return tuple(found for found in self.properties if found.name == name)

    def first(self, name: str) -> Property | None:
        return next(iter(self.all(name)), None)

    def value(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip() if found else ""


def read(data: bytes) -> tuple[tuple[Component, ...], tuple[Remark, ...]]:
    """What stands inside the VCALENDARs of a file, and what was wrong with it. Raises NotACalendarError."""
    told: list[Remark] = []
    rows = _unfolded(_bytes(data, told), told)
    tree = _tree(rows, told)
    calendars = [part for part in tree.parts if part.name == "VCALENDAR"]
    if calendars:
        return tuple(calendars), tuple(told)
    if any(part.name == "VEVENT" for part in tree.parts):
        told.append(Remark("tolerated", "import-no-calendar-line"))
        return (Component("VCALENDAR", 1, tree.properties, tree.parts),), tuple(told)
    raise NotACalendarError("import-not-a-calendar")


# Bytes -----------------------------------------------------------------------------------------------------------


def _bytes(data: bytes, told: list[Remark]) -> bytes:
    """UTF-8 without a mark, from what may be something else."""
    if len(data) > MAX_BYTES:
        raise NotACalendarError("import-too-large", limit=MAX_BYTES >> 20)
    if not data.strip():
        raise NotACalendarError("import-empty")
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise NotACalendarError("import-archive")
    if data[:400].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotACalendarError("import-web-page")
    if data.startswith(b"\xef\xbb\xbf"):
        told.append(Remark("tolerated", "import-bom"))
        return data[3:]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        told.append(Remark("tolerated", "import-encoding", {"encoding": "UTF-16"}))
        return data.decode("utf-16", "replace").encode()
    return data


def _unfolded(data: bytes, told: list[Remark]) -> list[tuple[int, str]]:
    """The content lines with their numbers. Folds are undone in bytes: some programs fold inside a character."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        told.append(Remark("tolerated", "import-line-ends"))
    rows: list[tuple[int, list[bytes]]] = []
    for number, line in enumerate(data.splitlines(), 1):
        if line[:1] in (b" ", b"\t") and rows:
            rows[-1][1].append(line[1:])
        elif line.strip():
            rows.append((number, [line]))
    if cut := next((number for number, parts in rows if len(parts) > 1 and not all(map(_whole, parts))), 0):
        told.append(Remark("tolerated", "import-fold", {"line": cut}))
    encoding = _encoding(b"\n".join(b"".join(parts) for _, parts in rows), told)
    return [(number, b"".join(parts).decode(encoding, "replace")) for number, parts in rows]


def _whole(part: bytes) -> bool:
    """Whether a piece of a line can be read by itself."""
    return part.isascii() or decodes(part, "utf-8")


def _encoding(data: bytes, told: list[Remark]) -> str:
    if decodes(data, "utf-8"):
        return "utf-8"
    if decodes(data, "gb18030"):
        told.append(Remark("tolerated", "import-encoding", {"encoding": "GBK"}))
        return "gb18030"
    told.append(Remark("tolerated", "import-bad-bytes"))
    return "utf-8"


# Lines -----------------------------------------------------------------------------------------------------------

_LINE = re.compile(r'([A-Za-z][A-Za-z0-9-]*)((?:\s*;\s*[A-Za-z0-9-]+\s*=(?:"[^"]*"|[^";:])*+)*+)\s*:(.*)', re.DOTALL)
_PARAM = re.compile(r'([A-Za-z0-9-]+)\s*=((?:"[^"]*"|[^";])*+)')
_SIDE_BY_SIDE = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE", "VFREEBUSY"})
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "X-WR-CALDESC", "X-ALT-DESC"})
_KNOWN = frozenset({*TypesFactory.types_map, "BEGIN", "END", "NAME", "COLOR"})


@dataclass
class _Open:
    """A component that has begun and not ended yet."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def closed(self) -> Component:
        return Component(self.name, self.line, tuple(self.properties), tuple(self.parts))


def _tree(rows: list[tuple[int, str]], told: list[Remark]) -> Component:
    """Everything in the file, below a component without a name."""
    stack = [_Open("", 0)]
    wrong: Counter[str] = Counter()
    first: dict[str, int] = {}

    def note(key: str, line: int) -> None:
        wrong[key] += 1
        first.setdefault(key, line)

    for number, text in rows:
        found = _property(number, text, stack[-1])
        if found is None:
            if stack[-1].properties and stack[-1].properties[-1].name in _TEXTS:
                stack[-1].properties[-1] = _longer(stack[-1].properties[-1], text)
                note("import-unescaped-break", number)
            else:
                note("import-odd-line", number)
        elif found.name == "BEGIN":
            name = found.value.strip().upper()
            if name in _SIDE_BY_SIDE and _close(stack, _sibling(stack)):
                note("import-never-ended", number)
            stack.append(_Open(name, number))
        elif found.name == "END":
            if not _close(stack, found.value.strip().upper()):
                note("import-odd-line", number)
        else:
            stack[-1].properties.append(found)
    if len(stack) > 1:
        told.append(Remark("refused", "import-cut-off", line=stack[-1].line))
        stack[0].parts.append(stack[1].closed())  # an event that is cut off lacks we do not know what
    told += [Remark("tolerated", key, {"count": wrong[key], "line": first[key]}) for key in wrong]
    return stack[0].closed()


def _sibling(stack: list[_Open]) -> str:
    """The open component beside which, and not inside which, another such one stands; "" where there is none."""
    return next((part.name for part in reversed(stack) if part.name in _SIDE_BY_SIDE), "")


def _close(stack: list[_Open], name: str) -> bool:
    """End the innermost component of this name and what is still open inside it. False where there is none."""
    if name not in {part.name for part in stack[1:]}:
        return False
    while True:
        part = stack.pop()
        stack[-1].parts.append(part.closed())
        if part.name == name:
            return True


def _property(number: int, text: str, around: _Open) -> Property | None:
    """A content line, or None for one that is none: most likely a line of text that nobody escaped."""
    match = _LINE.fullmatch(text)
    if not match:
        return None
    name = match[1].upper()
    after_text = bool(around.properties) and around.properties[-1].name in _TEXTS
    known = name in _KNOWN or name.startswith("X-")
    if after_text and not (known and match[1] in (name, name.lower())):
        return None
    params = {key.upper(): value.strip().replace('"', "") for key, value in _PARAM.findall(match[2])}
    return Property(name, params, match[3], number)


def _longer(before: Property, text: str) -> Property:
    return Property(before.name, before.params, f"{before.value}\\n{text}", before.line)


# Text ------------------------------------------------------------------------------------------------------------


def unescaped(value: str) -> str:
    r"""A TEXT value (RFC 5545 section 3.3.11): `\n`, `\,`, `\;` and `\\`. What is escaped wrongly stays as it is."""
    return re.sub(r"\\([nN,;\\:\"])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def is_escaped(value: str) -> bool:
    """Whether no comma and no semicolon stands in a TEXT value as it must not."""
    return not re.search(r"(?<!\\)(?:\\\\)*[,;]", value)


def listed(value: str) -> Iterator[str]:
    """The items of a value that is a list of texts."""
    for item in re.findall(r"(?:\\.|[^,\\])+", value, re.DOTALL):
        if text := unescaped(item).strip():
            yield text

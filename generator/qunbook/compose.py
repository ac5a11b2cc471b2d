"""libyaml's events to plain data and the place of every key and value.

Never `yaml.load`: no recursion, no tags, no aliases, no types guessed from spelling, every duplicate seen, every mark
exact. Plain scalars stay text; only an empty one, `~` and `null` are None. What a field means, its schema decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from qunbook.catalogue import Word
from qunbook.diagnostic import Arg, Diagnostic, Fix, Related, found
from qunbook.repair import Mended
from qunbook.source import UNSEEN, Span
from qunbook.spelling import FULL_COMMA, NULLS, SMART_QUOTED, flow_list, quoted, scalar

MAX_DEPTH, MAX_NODES, MAX_SCALAR = 16, 5_000, 16 << 10
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Loc = tuple[str | int, ...]


# No key that an author can write: the loc of what is walked, for its faults, and then forgotten.
ODD, AGAIN = "\0odd", "\0again"


class Place(NamedTuple):
    """Where a key (None for items of a list) and its value stand; `plain` when the value has no quotes."""

    key: Span | None
    value: Span
    plain: bool


class TooComplex(Exception):
    """The front matter is beyond a limit."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__()
        self.diagnostics = diagnostics


@dataclass
class Composed:
    """What the events made. `unread` are the places whose value was not understood and already reported."""

    data: Any = None
    places: dict[Loc, Place] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: set[Loc] = field(default_factory=set)


class _Open(NamedTuple):
    """A mapping or list that has begun and not ended."""

    into: dict[str, Any] | list[Any]
    loc: Loc
    keys: dict[str, Span]
    key_span: Span | None  # of the mapping or list itself
    start: Any
    flow: bool


def compose(path: str, mended: Mended, first_line: int) -> Composed:
    """Read front matter. Raises yaml.YAMLError where YAML cannot, TooComplex where it should not."""
    return _Composer(path, mended, first_line).run()


class _Composer:
    """One walk over the events, with a stack of its own instead of recursion."""

    def __init__(self, path: str, mended: Mended, first_line: int) -> None:
        self.path, self.mended, self.first_line = path, mended, first_line
        self.result = Composed()
        self.stack: list[_Open] = []
        self.key: str | None = None  # of the mapping on top of the stack, when its value comes next
        self.key_span: Span | None = None
        self.nodes = 0
        self.skipping = 0  # depth inside a key that is no text
        self.last_end: Any = None

    def run(self) -> Composed:
        documents = 0
        event: Any
        for event in yaml.parse(self.mended.text(), Loader=LOADER):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.begin(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.end(event)
            elif kind is yaml.AliasEvent:
                self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.report("QB032", self.span(event.start_mark, event.end_mark))
                    break
                if event.version or event.tags:
                    self.report("QB027", self.span(event.start_mark, event.end_mark), tag="%YAML")
        return self.result

    # Places

    def span(self, start: Any, end: Any) -> Span:
        line, end_line = start.line, end.line
        if self.mended.columns:
            column, end_column = self.mended.column(line, start.column), self.mended.column(end_line, end.column)
        else:
            column, end_column = start.column, end.column
        return Span(line + self.first_line, column + 1, end_line + self.first_line, end_column + 1)

    def report(
        self, code: str, span: Span, related: tuple[Related, ...] = (), fix: Fix | None = None, **args: Arg
    ) -> None:
        self.result.diagnostics.append(found(code, self.path, span, args, related, fix))

    def rest_of_line(self, mark: Any) -> str:
        lines = self.mended.lines
        return lines[mark.line][mark.column :] if mark.line < len(lines) else ""

    # Limits

    def count(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.too_complex(event, "nodes", MAX_NODES)
        if len(self.stack) + self.skipping > MAX_DEPTH:
            self.too_complex(event, "depth", MAX_DEPTH)

    def too_complex(self, event: Any, what: str, limit: int) -> None:
        start = self.span(event.start_mark, event.start_mark)
        self.report("QB028", start._replace(end_column=start.column + 1), what=Word(f"what.{what}"), limit=limit)
        raise TooComplex(tuple(self.result.diagnostics))

    # Values

    @property
    def expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].into, dict) and self.key is None

    def loc(self) -> Loc:
        """The place of the value that comes next."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        return (*top.loc, len(top.into) if isinstance(top.into, list) else self.key or "")

    def put(self, value: Any, span: Span, is_plain: bool) -> Loc:
        """Store a value under the pending key, at the end of the list, or as the whole."""
        loc = self.loc()
        key, key_span, self.key, self.key_span = self.key, self.key_span, None, None
        if not self.stack:
            self.result.data = value
        elif isinstance(into := self.stack[-1].into, list):
            into.append(value)
        else:
            assert key is not None
            assert key_span is not None
            if key is ODD:
                return (*loc, ODD)
            seen = self.stack[-1].keys
            if key in seen:
                first = Related(self.path, seen[key], "first")
                self.report("QB025", key_span, (first,), key=key)
                return (*loc, AGAIN)  # walked, to find what else is wrong in it, and then forgotten
            seen[key] = key_span
            into[key] = value
        self.result.places[loc] = Place(key_span, span, is_plain)
        return loc

    def scalar(self, event: Any) -> None:
        self.count(event)
        value, is_plain = event.value, not event.style
        if len(value) > MAX_SCALAR:
            self.too_complex(event, "scalar", MAX_SCALAR)
        self.last_end = event.end_mark
        if self.skipping:
            return
        span = self.span(event.start_mark, event.end_mark)
        odd = self.tagged(event, span)
        if event.style == '"' and (unseen := UNSEEN.search(value)):  # written as an escape
            self.report("QB008", span, char=f"U+{ord(unseen[0]):04X}")
            odd = True
        if self.expects_key:
            self.key, self.key_span = value, span
            return
        if is_plain:
            if value in NULLS:
                self.put(*self.nothing(event, span))
                return
            value = self.written(event, span, value)
            if isinstance(value, list):
                return
        loc = self.put(value, span, is_plain)
        if odd:
            self.result.unread.add(loc)

    def nothing(self, event: Any, span: Span) -> tuple[str | None, Span, bool]:
        """None; or the text that `#` made a comment of: `color: #336699`."""
        rest = self.rest_of_line(event.end_mark) if not event.value else ""
        if rest.lstrip(" ").startswith("#") and (match := re.match(r" *(#[^\s#].*?)\s*$", rest)):
            line, start = event.end_mark.line, event.end_mark.column + match.start(1)
            cut = self.columns(line, start, start + len(match[1]))
            fix = Fix(cut, quoted(match[1]), safe=True)
            fixed = f"{self.mended.lines[line][:start]}{quoted(match[1])}".strip()
            self.report("QB023", cut._replace(end_column=cut.column + 1), fix=fix, char="#", fixed=fixed)
            return match[1], cut, False
        return None, span, True

    def columns(self, line: int, start: int, end: int) -> Span:
        number = line + self.first_line
        return Span(number, self.mended.column(line, start) + 1, number, self.mended.column(line, end) + 1)

    def written(self, event: Any, span: Span, value: str) -> str | list[str]:
        """Text as it was meant: a full-width comma in a list divides it, curly quotes around a value are quotes."""
        rest = self.rest_of_line(event.end_mark)
        if rest.startswith(" ") and re.match(r" +#[^\s#]", rest):
            self.cut_off(event, value, rest)
        if self.stack and self.stack[-1].flow and isinstance(self.stack[-1].into, list) and FULL_COMMA.search(value):
            return self.divided(event, span, value)
        if value[0] in "“”‘’" and (match := SMART_QUOTED.match(value)) and match[1].strip():
            text = match[1].strip()
            flow = bool(self.stack) and self.stack[-1].flow
            self.report("QB303", span, fix=Fix(span, quoted(text), safe=True), fixed=scalar(text, flow))
            return text
        return value

    def cut_off(self, event: Any, value: str, rest: str) -> None:
        """`第 #3 期`: everything from ` #` on is a comment. Only the author knows whether it should be."""
        start, end = event.end_mark.column + rest.index("#"), event.end_mark.column + len(rest.rstrip())
        line = event.end_mark.line
        whole = quoted(f"{value}{rest.rstrip()}")
        at = self.span(event.start_mark, event.end_mark)
        fix = Fix(at._replace(end_column=self.mended.column(line, end) + 1), whole, safe=False)
        self.report("QB301", self.columns(line, start, end), fix=fix, got=rest.strip(), fixed=whole)

    def divided(self, event: Any, span: Span, value: str) -> list[str]:
        """`[甲，乙]` is one item to YAML and two to everybody else."""
        items: list[str] = []
        at = 0
        for part in [*FULL_COMMA.split(value)]:
            text = part.strip()
            if text:
                lead = len(part) - len(part.lstrip())
                start = event.start_mark.column + at + lead
                one_line = event.start_mark.line == event.end_mark.line
                self.put(
                    text, self.columns(event.start_mark.line, start, start + len(text)) if one_line else span, True
                )
                items.append(text)
            at += len(part) + 1
        char = next(iter(FULL_COMMA.findall(value)))
        fix = Fix(span, flow_list(items)[1:-1], safe=True)
        begin = span if span.line != span.end_line else self.columns(event.start_mark.line, *self.first_comma(event))
        self.report("QB033", begin, fix=fix, char=char, fixed=flow_list(items))
        return items

    def first_comma(self, event: Any) -> tuple[int, int]:
        line = self.mended.lines[event.start_mark.line]
        match = FULL_COMMA.search(line, event.start_mark.column)
        at = match.start() if match else event.start_mark.column
        return at, at + 1

    def tagged(self, event: Any, span: Span) -> bool:
        """Report an anchor or a tag; both are YAML that nobody here needs."""
        if event.anchor:
            self.report("QB026", span, got=f"&{event.anchor}")
        if event.tag:
            self.report("QB027", span, tag=event.tag)
        return bool(event.anchor or event.tag)

    def alias(self, event: Any) -> None:
        self.count(event)
        self.last_end = event.end_mark
        if self.skipping:
            return
        span, text = self.span(event.start_mark, event.end_mark), f"*{event.anchor}"
        self.report("QB026", span, fix=Fix(span, quoted(text), safe=False), got=text)
        if self.expects_key:
            self.key, self.key_span = text, span
        else:
            self.result.unread.add(self.put(text, span, is_plain=False))

    # Mappings and lists

    def begin(self, event: Any, into: dict[str, Any] | list[Any]) -> None:
        self.count(event)
        span = self.span(event.start_mark, event.end_mark)
        self.tagged(event, span)
        if self.skipping or self.expects_key:
            if not self.skipping:
                self.report("QB030", span._replace(end_line=span.line, end_column=span.column + 1))
            self.skipping += 1
            return
        key_span = self.key_span
        loc = self.put(into, span, is_plain=False)
        self.stack.append(_Open(into, loc, {}, key_span, event.start_mark, bool(event.flow_style)))

    def end(self, event: Any) -> None:
        if self.skipping:
            self.skipping -= 1
            if not self.skipping:
                self.key, self.key_span = ODD, self.span(event.start_mark, event.end_mark)
                self.result.unread.add(self.stack[-1].loc)
            return
        top = self.stack.pop()
        self.key = self.key_span = None
        end = event.end_mark if top.flow or self.last_end is None else self.last_end
        if top.flow:
            self.last_end = end
        if top.loc in self.result.places:
            self.result.places[top.loc] = Place(top.key_span, self.span(top.start, end), plain=False)

"""How a value is spelled in front matter: with as few quotes as our reader, and everybody else's, can do with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from qunbook.settings import Language
from qunbook.source import UNSEEN

TODO: Mapping[Language, str] = {"zh": "待填写", "en": "to be written"}
"""What stands in a form where its author has still to write."""
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
FULL_COMMA = re.compile("[，、]")
SMART_QUOTED = re.compile("[“”‘’]([^“”‘’]*)[“”‘’]\\Z")
_OPENS = set("!\"#%&'*,>?@[]`{|}\\~：，－—•“”‘’　")
_BREAKS = re.compile(r":(?=\s|\Z)|\s#|[\n\t\u00a0\u2007\u202f\u3000\u0085\u2028\u2029]")
_LOOKALIKE = re.compile(r"[-－—–―_=─.]{2,}\s*\Z|[a-z_]{2,40}(?::|\s*：)")
_IN_FLOW = re.compile(r"[\[\]{},，、]|:(?=[\s\[\]{},])")


def plain(text: str, flow: bool = False) -> bool:
    """Can `text` stand without quotes (in `[a, b]` when `flow`) and be read back as it is?"""
    return not (
        text in NULLS
        or text != text.strip()
        or text[0] in _OPENS
        or (text[0] in "-?:" and (len(text) == 1 or not text[1:2].isdigit()))
        or _BREAKS.search(text)
        or _LOOKALIKE.match(text)
        or UNSEEN.search(text)
        or (flow and (_IN_FLOW.search(text) or text[-1] == ":"))
    )


def quoted(text: str) -> str:
    """`text` in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    escaped = UNSEEN.sub(lambda m: f"\\U{ord(m[0]):08x}", escaped)
    return f'"{escaped}"'


def scalar(value: object, flow: bool = False) -> str:
    """One value that is no list and no mapping."""
    match value:
        case None:
            return "~" if flow else ""
        case bool():
            return "true" if value else "false"
        case _:
            text = str(value)
            return text if plain(text, flow) else quoted(text)


def flow_list(items: Sequence[object]) -> str:
    """`[a, b]`."""
    return f"[{', '.join(scalar(item, flow=True) for item in items)}]"


WIDTH = 100


def block(mapping: Mapping[str, Any], indent: int = 0) -> str:
    """A mapping as lines, two spaces a level. Short lists of plain values stand on one line."""
    return "".join(_field(str(key), value, indent) for key, value in mapping.items())


def _field(key: str, value: Any, indent: int) -> str:
    lead = " " * indent + scalar(key, flow=True) + ":"
    match value:
        case Mapping():
            return f"{lead}\n{block(value, indent + 2)}" if value else f"{lead} {{}}\n"
        case list() | tuple():
            if all(not isinstance(item, Mapping | list | tuple) for item in value):
                line = f"{lead} {flow_list(value)}\n"
                if len(line) <= WIDTH or not value:
                    return line
            return f"{lead}\n{''.join(_item(item, indent + 2) for item in value)}"
        case str() if _stands_as_block(value):
            return f"{lead} |{'' if value.endswith(chr(10)) else '-'}\n{_indented(value, indent + 2)}"
        case _:
            return f"{lead} {scalar(value)}".rstrip() + "\n"


def _item(item: Any, indent: int) -> str:
    lead = " " * indent + "- "
    match item:
        case Mapping() if item:
            return lead + block(item, indent + 2).removeprefix(" " * (indent + 2))
        case Mapping():
            return f"{lead}{{}}\n"
        case list() | tuple():
            if any(isinstance(part, Mapping | list | tuple) for part in item):
                inner = "".join(_item(part, indent + 2) for part in item)
                return lead + inner.removeprefix(" " * (indent + 2))
            return f"{lead}{flow_list(item)}\n"
        case _:
            return f"{lead}{scalar(item, flow=item is None)}\n"


def _stands_as_block(text: str) -> bool:
    """Text of several lines is easiest to read after `|`; what `|` would change stays in quotes."""
    return (
        "\n" in text
        and not text.startswith((" ", "\n"))
        and not text.endswith("\n\n")
        and text.strip() != ""
        and not re.search(r"[\t\r\u0085\u2028\u2029]|[ ]+(\n|\Z)", text)
        and not UNSEEN.search(text)
    )


def _indented(text: str, indent: int) -> str:
    lines = text.removesuffix("\n").split("\n")
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in lines)

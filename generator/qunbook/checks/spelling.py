"""One thing should be written in one way: repetitions and choices by their English spelling.

Chinese spellings are understood (`每周四`, `进行中`), but two spellings of one thing are hard to search for and to
compare. The fix writes the usual one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from qunbook.fields import Choice, Written
from qunbook.finding import Check, Finding
from qunbook.model import Loc, Part, Playbook, metadata_of, part_types
from qunbook.settings import Settings
from qunbook.spots import rewrite


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for entity in playbook.everything():
        for loc, written, usual in _respelled(entity, entity.document.data, ()):
            fix = rewrite(entity.document, loc, written, usual, safe=True)
            code = "QB401" if loc[-1] == "repeat" else "QB310"
            yield Finding(entity, loc, code, {"got": written, "want": usual}, fix=fix)


def _respelled(part: Part, raw: object, loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    """The values that are written otherwise than they are spelled: (place, as written, as spelled)."""
    if not isinstance(raw, Mapping):
        return
    for name, spell in _spelled(type(part)):
        if (written := raw.get(name)) is not None:
            yield from _compared(getattr(part, name), written, spell, (*loc, name))


def _compared(
    value: Any, written: object, spell: Callable[[Any], str] | None, loc: Loc
) -> Iterator[tuple[Loc, str, str]]:
    if isinstance(value, Part):
        yield from _respelled(value, written, loc)
    elif isinstance(value, tuple) and isinstance(written, list):
        for index, (item, raw) in enumerate(zip(value, written, strict=False)):
            yield from _compared(item, raw, spell, (*loc, index))
    elif spell and isinstance(written, str) and not written.isascii() and value is not None:
        usual = spell(value)
        if usual != written.strip() and usual.isascii():
            yield loc, written, usual


@cache
def _spelled(model: type[Part]) -> tuple[tuple[str, Callable[[Any], str] | None], ...]:
    """The fields of a model that have a spelling, or parts with such fields."""
    found: list[tuple[str, Callable[[Any], str] | None]] = []
    for name, info in model.model_fields.items():
        for mark in metadata_of(info):
            if isinstance(mark, Choice) or (isinstance(mark, Written) and "maxLength" not in mark.schema):
                found.append((name, str if isinstance(mark, Choice) else mark.write))
                break
        else:
            if any(_spelled(part) for part in part_types(info.annotation)):
                found.append((name, None))
    return tuple(found)


CHECK = Check(("QB310", "QB401"), find)

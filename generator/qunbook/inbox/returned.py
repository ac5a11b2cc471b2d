"""What every way back shares: problems as values, a file's own bytes with some lines changed, and the check of them.

A file is written when all is right or not at all; of what an author wrote, only the lines that change are touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qunbook import pipeline
from qunbook.diagnostic import Diagnostic, Severity
from qunbook.document import Document, parse
from qunbook.model import Entity
from qunbook.pipeline import Loaded
from qunbook.settings import Settings
from qunbook.source import UNSEEN, decode
from qunbook.validate import validate


@dataclass(frozen=True)
class Problem:
    """A key of `messages.toml` with its arguments; `line` is that of the file that came back, 0 for the whole."""

    key: str
    args: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    line: int = 0


class Refused(Exception):
    """Nothing can be taken. `problems` are all the reasons; `wrong` is what a check would say of the file then."""

    def __init__(self, problems: Sequence[Problem], wrong: Sequence[Diagnostic] = ()) -> None:
        super().__init__(*(problem.key for problem in problems))
        self.problems, self.wrong = tuple(problems), tuple(wrong)


def text_of(name: str, data: bytes) -> str:
    """The text of what came back, without the unseen signs that chats and input methods leave. Raises Refused."""
    given = decode(name, data)
    if not given.readable and not given.faults[0].remove:
        raise Refused([Problem("ticks-no-text")])
    return UNSEEN.sub("", given.text)


def refuse_broken(loaded: Loaded, entity: Entity) -> None:
    """Nothing is written into a file that has errors already. Raises Refused."""
    if wrong := [one for one in loaded.diagnostics if one.path == entity.path and one.severity == "error"]:
        raise Refused([Problem("returned-wrong", {"path": entity.path})], wrong)


def with_lines(data: bytes, changed: Mapping[int, str]) -> bytes:
    """A file with some of its lines replaced, counted from 1; line ends stay as they are."""
    rows = data.splitlines(keepends=True)
    for number, text in changed.items():
        row = rows[number - 1]
        rows[number - 1] = text.encode() + row[len(row.rstrip(b"\r\n")) :]
    return b"".join(rows)


def with_more(data: bytes, text: str) -> bytes:
    """A file with a paragraph more at its end, with line ends like its own."""
    ends = "\r\n" if b"\r\n" in data else "\n"
    return data.rstrip(b"\r\n") + f"\n\n{text.strip()}\n".replace("\n", ends).encode()


def reread(entity: Entity, data: bytes) -> Document:
    return parse(decode(entity.path, data))


def refuse_errors(loaded: Loaded, settings: Settings, entity: Entity, data: bytes) -> None:
    """Nothing is written that makes errors. Raises Refused."""
    if found := _errors(loaded, settings, entity, data):
        raise Refused([Problem("returned-makes-errors", {"path": entity.path})], found)


def _errors(loaded: Loaded, settings: Settings, entity: Entity, data: bytes) -> tuple[Diagnostic, ...]:
    """The errors that `entity`'s file would have with these bytes."""
    document = reread(entity, data)
    context = {"enums": loaded.handbook.own_values}
    values, wrong = validate(type(entity), document, context) if document.readable else (None, ())
    found = [one for one in (*document.diagnostics, *wrong) if one.severity is Severity.ERROR]
    if values is None:
        return tuple(found)
    changed = type(entity).filed(entity.id, document, values)
    of_kind = {**loaded.playbook.entities[entity.kind], entity.id: changed}
    playbook = replace(loaded.playbook, entities={**loaded.playbook.entities, entity.kind: of_kind})
    sources = {**loaded.sources, entity.path: document.source}
    after = replace(loaded, playbook=playbook, diagnostics=(), sources=sources)
    return (*found, *(one for one in pipeline.errors(after, settings) if one.path == entity.path))

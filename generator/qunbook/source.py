"""The only module that reads content: which files there are, and each as text with what was wrong in its bytes.

Nothing here raises for what an author did; it becomes a `Fault` with a place, which `document` turns into a diagnostic.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

MAX_FILE = 1 << 20
CONTENT = "content"
TEMPLATES = f"{CONTENT}/_templates"


class Span(NamedTuple):
    """A place in a text: lines and columns count from 1, columns in code points, the end is not part of it."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


@dataclass(frozen=True)
class Fault:
    """A code of the reading band, where it is, and its arguments. `remove` says that deleting the place mends it."""

    code: str
    span: Span = START
    args: Mapping[str, str | int] = field(default_factory=dict)
    remove: bool = False


@dataclass(frozen=True)
class Source:
    """One file as text: `path` from the handbook's root with `/`, LF line ends, no BOM.

    A file whose bytes are not UTF-8 has its likeliest reading as text, to be shown and never to be parsed:
    `readable` is False.
    """

    path: str
    text: str
    faults: tuple[Fault, ...] = ()
    readable: bool = True

    def line(self, number: int) -> str:
        """The text of one line, or "" beyond the last."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True)
class Tree:
    """The paths below `content/`: Markdown to read, data, assets, and the faults of what is none of them."""

    files: tuple[str, ...]
    data: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    faults: tuple[tuple[str, Fault], ...] = ()


# Which files there are -------------------------------------------------------------------------------------------

ASIDE = ("assets", "data")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_NESTED_ID = re.compile(r"\d{4}-\d{2}-\d{2}(?:-[a-z0-9]+)*\Z")


def tree(
    root: Path, folders: Collection[str], nested: Collection[str] = (), singles: Collection[str] = ("handbook.md",)
) -> Tree:
    """List what is below `root/content`, sorted.

    `folders` are the folders of the kinds; ids in those that are also `nested` are `<folder>/<date>[-slug]`;
    `singles` are the files that stand at the top. What is hidden, and folders starting with `_`, do not exist; but see
    `templates`.
    """
    top = root / CONTENT
    if not top.is_dir():
        return Tree((), faults=((CONTENT, Fault("QB001", args={"why": "no_folder"})),))
    inside = os.path.realpath(root)
    files: list[str] = []
    aside: dict[str, list[str]] = {name: [] for name in ASIDE}
    faults: list[tuple[str, Fault]] = []
    for path in sorted(_walk(top, CONTENT, inside, faults)):
        _, first, *rest = path.split("/")
        if first in aside and rest:
            aside[first].append(path)
        elif fault := _placed(first, rest, folders, nested, singles):
            faults.append((path, fault))
            if fault.code == "QB003" and first not in nested:  # it has an id, if a bad one
                files.append(path)
        else:
            files.append(path)
    faults = _once_a_folder(faults)
    if not files and not faults:
        faults.append((CONTENT, Fault("QB001", args={"why": "no_files"})))
    return Tree(tuple(files), tuple(aside["data"]), tuple(aside["assets"]), tuple(sorted(faults, key=lambda f: f[0])))


def templates(root: Path) -> Tree:
    """The owner's templates: the one folder that starts with `_` and counts. Sorted, as `files`."""
    top = root / TEMPLATES
    faults: list[tuple[str, Fault]] = []
    files = sorted(_walk(top, TEMPLATES, os.path.realpath(root), faults)) if top.is_dir() else []
    return Tree(tuple(files), faults=tuple(faults))


def _walk(folder: Path, name: str, inside: str, faults: list[tuple[str, Fault]]) -> Iterator[str]:
    """Every file below `folder`, as a path from the root. Links are followed only to files inside the tree."""
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        faults.append((name, Fault("QB005", args={"why": error.strerror or "?"})))
        return
    for entry in entries:
        path = f"{name}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if not target.startswith(inside + os.sep) or Path(target).is_dir():
                # A link to a folder may lead round in circles, and out of the tree next week.
                faults.append((path, Fault("QB004")))
                continue
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("_"):
                yield from _walk(Path(entry.path), path, inside, faults)
        else:
            yield path


def _placed(
    first: str, rest: list[str], folders: Collection[str], nested: Collection[str], singles: Collection[str]
) -> Fault | None:
    """What is wrong with where a file lies or what it is called, if anything."""
    if not rest:
        return None if first in singles else Fault("QB009", args={"got": first, "suggest": _nearest(first, singles)})
    if first not in folders:
        return Fault("QB002", args={"got": first, "suggest": _nearest(first, (*folders, *ASIDE))})
    stem, dot, ending = rest[-1].rpartition(".")
    if ending != "md" or not dot:
        suggest = f"{stem}.md" if ending.lower() in ("md", "markdown", "mdown", "txt") else ""
        return Fault("QB009", args={"got": rest[-1], "suggest": suggest})
    if first in nested:
        if len(rest) == 2 and _ID.match(rest[0]) and _NESTED_ID.match(stem):
            return None
        return Fault("QB003", args={"got": "/".join(rest), "shape": f"{first}/<id>/2026-01-31.md", "suggest": ""})
    if _ID.match(stem):
        return None
    return Fault("QB003", args={"got": rest[-1], "shape": f"{first}/some-name.md", "suggest": _as_id(stem)})


def _as_id(stem: str) -> str:
    fixed = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    return f"{fixed}.md" if stem.isascii() and _ID.match(fixed) else ""


def _nearest(name: str, known: Collection[str]) -> str:
    return next(iter(get_close_matches(name.lower(), sorted(filter(None, known)), 1, 0.6)), "")


def _once_a_folder(faults: list[tuple[str, Fault]]) -> list[tuple[str, Fault]]:
    """An unknown folder is one mistake, however many files are in it."""
    kept: dict[str, tuple[str, Fault]] = {}
    for path, fault in faults:
        where = "/".join(path.split("/")[:2]) if fault.code == "QB002" else path
        kept.setdefault(where, (where, fault))
    return list(kept.values())


# One file --------------------------------------------------------------------------------------------------------

# What is in a text but not seen, and changes how the rest is seen or read. A zero-width joiner is fine inside emoji.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
    "|(?<![\u0600-\u0dff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "|(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]"
)
_MANY = 20


def read(root: Path, path: str) -> Source:
    """Read `root/path`. Never raises for what is in the file, or for there being none."""
    try:
        with (root / path).open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except OSError as error:
        return Source(path, "", (Fault("QB005", args={"why": error.strerror or "?"}),), readable=False)
    return decode(path, raw)


def decode(path: str, raw: bytes) -> Source:
    """Make text of the bytes of one file."""
    if len(raw) > MAX_FILE:
        fault = Fault("QB006", args={"what": "file", "limit": "1 MiB"})
        return Source(path, "", (fault,), readable=False)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _undecodable(path, raw, error.start)
    if "\x00" in text and (name := _sixteen_bits(raw)):
        return _undecodable(path, raw, 0, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = [*_places(text)] if UNSEEN.search(text) else []
    return Source(path, text, tuple(unseen[:_MANY]), readable=len(unseen) <= _MANY)


def _places(text: str) -> Iterator[Fault]:
    line, begin = 1, 0
    for match in UNSEEN.finditer(text):
        line += text.count("\n", begin, match.start())
        begin = text.rfind("\n", 0, match.start()) + 1
        column = match.start() - begin + 1
        yield Fault("QB008", Span(line, column, line, column + 1), {"char": f"U+{ord(match[0]):04X}"}, remove=True)


def _sixteen_bits(raw: bytes) -> str:
    """The name of the two-byte encoding that these bytes look like, or ""."""
    if raw[:2] == b"\xff\xfe":
        return "utf-16"
    if raw[:2] == b"\xfe\xff":
        return "utf-16"
    sample = raw[:400]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd > len(sample) // 8 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 8 and not odd else ""


_NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GBK"}


def _undecodable(path: str, raw: bytes, at: int, guess: str = "") -> Source:
    """A source that cannot be trusted, with the likeliest text, so that a report can show the line."""
    guess = guess or _sixteen_bits(raw) or ("gb18030" if decodes(raw, "gb18030") else "utf-8")
    text = raw.decode(guess, "replace").replace("\r\n", "\n").replace("\r", "\n")
    before = (
        ""
        if guess.startswith("utf-16")
        else raw[:at].decode(guess, "replace").replace("\r\n", "\n").replace("\r", "\n")
    )
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    fault = Fault(
        "QB007", Span(line, column, line, column + 1), {"byte": f"0x{raw[at]:02X}", "guess": _NAMES.get(guess, "")}
    )
    return Source(path, text, (fault,), readable=False)


def decodes(raw: bytes, encoding: str) -> bool:
    """Whether the bytes are text in an encoding."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def read_bytes(root: Path, path: str) -> bytes:
    """A picture or another file that is passed on as it is. Raises OSError."""
    return (root / path).read_bytes()

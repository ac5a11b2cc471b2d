"""The ticks of a page, exported as Markdown, merged into the list of their run.

The first line of the export says how the list was ticked when the page was made. So two people can tick on two phones:
what one of them did not touch stays as the other left it, and only an item that both changed differently is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qunbook import source
from qunbook.boxes import Box, boxes
from qunbook.inbox.returned import (
    Problem,
    Refused,
    refuse_broken,
    refuse_errors,
    reread,
    text_of,
    with_lines,
    with_more,
)
from qunbook.kinds.run import Run
from qunbook.pipeline import Loaded
from qunbook.settings import Settings
from qunbook.spots import nearest
from qunbook.tick_list import HEAD, State, fingerprint, marked, of_run, state, wording


@dataclass(frozen=True)
class Applied:
    """The run's file as it will be, and its lines that are new; `left` is what was not taken from the export."""

    path: str
    data: bytes
    lines: Mapping[int, str]
    left: tuple[Problem, ...]


def merge(data: bytes, name: str, loaded: Loaded, settings: Settings) -> Applied:
    """The file of the run whose ticks these are. Raises Refused."""
    text = text_of(name, data)
    run, before, was = _head(text, loaded)
    language = settings.language
    refuse_broken(loaded, run)
    own = of_run(loaded.playbook, run, language)
    listed = boxes(own)
    if fingerprint(listed) != was or len(before) != len(listed):
        raise Refused([Problem("ticks-changed", {"path": run.path})])
    wanted = _wanted(text, listed)
    problems = [*wanted.problems]
    merged: list[State] = []
    for box, sign in zip(listed, before, strict=True):
        asked, line = wanted.states.get(_key(box), (state(box), 0))
        found = _merged(sign, state(box), asked)
        if found is None:
            args = {"item": wording(box), "here": _line_of(own, box), "path": run.path}
            problems.append(Problem("ticks-conflict", args, line))
        merged.append(found or state(box))
    if problems:
        raise Refused(sorted(problems, key=lambda one: one.line))
    return _applied(run, own, listed, merged, wanted.left, loaded, settings)


def _head(text: str, loaded: Loaded) -> tuple[Run, str, str]:
    """The run, how its list was ticked, and which list it was, as the first line of the export says."""
    heads = [*HEAD.finditer(text)]
    if not heads:
        raise Refused([Problem("ticks-no-head" if boxes(text) else "ticks-not")])
    if len(heads) > 1:
        raise Refused([Problem("ticks-many", line=text.count("\n", 0, heads[1].start()) + 1)])
    id, line = heads[0]["run"], text.count("\n", 0, heads[0].start()) + 1
    run = loaded.playbook.find(Run, id)
    if run:
        return run, heads[0]["before"], heads[0]["list"]
    known = loaded.playbook.ids.get("run", frozenset())
    if id in known:
        raise Refused([Problem("returned-wrong", {"path": f"content/runs/{id}.md"}, line)])
    near = nearest(id, known, 0.8)
    raise Refused([Problem("ticks-run-near" if near else "ticks-run", {"run": id, "near": near}, line)])


# What the export asks for --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Wanted:
    """By item: the state and the line of the export; what is wrong with its lines; which are no items."""

    states: Mapping[tuple[str, str], tuple[State, int]]
    problems: tuple[Problem, ...]
    left: tuple[Problem, ...]


def _key(box: Box) -> tuple[str, str]:
    """An item's own id, or its text: the numbers of those without an id move when a line goes."""
    return ("", wording(box)) if box.id[1:].isdigit() and box.id[0] == "n" else (box.id, "")


def _wanted(text: str, listed: Sequence[Box]) -> _Wanted:
    known = {_key(box): box for box in listed}
    asked: dict[tuple[str, str], list[tuple[State, int]]] = defaultdict(list)
    problems, left = [], []
    for box in boxes(text):
        key, line = _key(box), box.line + 1
        if key not in known:
            problems.append(_unknown(key, known, line))
            continue
        if said := _half(box, known[key]):
            problems.append(Problem(said, {"item": wording(known[key])}, line))
            continue
        if wording(box) != wording(known[key]):
            left.append(Problem("ticks-text", {"item": wording(known[key])}, line))
        asked[key].append((state(box), line))
    for key, said_of in asked.items():
        for other, line in said_of[1:]:
            if other != said_of[0][0]:
                item, first = wording(known[key]), said_of[0][1]
                problems.append(Problem("ticks-twice", {"item": item, "first": first}, line))
    return _Wanted({key: found[0] for key, found in asked.items()}, tuple(problems), (*left, *_others(text)))


def _unknown(key: tuple[str, str], known: Mapping[tuple[str, str], Box], line: int) -> Problem:
    id, text = key
    near = nearest(id, [one for one, _ in known if one]) if id else ""
    key_ = ("ticks-task-near" if near else "ticks-task") if id else "ticks-line"
    return Problem(key_, {"id": id, "near": near, "item": text}, line)


def _half(box: Box, listed: Box) -> str:
    """What is missing from a line that was struck out, as a key of `messages.toml`, or ""."""
    struck = wording(box).startswith("~~") and not wording(listed).startswith("~~")
    if not struck:
        return ""
    return "ticks-no-reason" if box.ticked else "ticks-struck-open"


def _others(text: str) -> Iterator[Problem]:
    """Lines that somebody added: a list of ticks has no place for them."""
    items = {box.line for box in boxes(text)}
    for number, line in enumerate(text.split("\n")):
        if number not in items and line.strip() and not HEAD.match(line.strip()) and not line.startswith("#"):
            yield Problem("ticks-other", {"text": line.strip()}, number + 1)


# Merging -------------------------------------------------------------------------------------------------------------


def _merged(before: str, now: State, wanted: State) -> State | None:
    """What an item becomes that the page knew as `before`; None where the page and the file both changed it."""
    if wanted == now:
        return now
    if wanted.sign != before:
        return wanted if now.sign == before else None
    return None if now.sign == before else now


def _applied(
    run: Run, own: str, listed: Sequence[Box], merged: Sequence[State], left: Sequence[Problem], loaded: Loaded,
    settings: Settings,
) -> Applied:  # fmt: skip
    language = settings.language
    rows = own.split("\n")
    changed = {
        box.line: marked(rows[box.line], box, wanted, language)
        for box, wanted in zip(listed, merged, strict=True)
        if wanted != state(box)
    }
    old = source.read_bytes(loaded.root, run.path)
    first = run.document.body_line
    new, lines = old, {first + line: text for line, text in changed.items()}
    if changed and boxes(run.body):
        new = with_lines(old, lines)
    elif changed:
        text = "\n".join(changed.get(number, row) for number, row in enumerate(rows))
        new = with_more(old, text)
        lines = _added(old, new)
    again = boxes(reread(run, new).body)
    if changed and tuple(map(state, again)) != tuple(merged):
        raise Refused([Problem("ticks-odd", {"path": run.path})])
    if changed:
        refuse_errors(loaded, settings, run, new)
    return Applied(run.path, new, lines, tuple(left))


def _added(old: bytes, new: bytes) -> dict[int, str]:
    above = len(old.rstrip(b"\r\n").splitlines())
    rows = new.decode("utf-8").splitlines()
    return {number: row for number, row in enumerate(rows, 1) if number > above and row}


def _line_of(own: str, box: Box) -> str:
    return own.split("\n")[box.line].strip()

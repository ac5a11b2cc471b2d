"""What people wrote into the form of a retrospective on a forge, into the retrospective's file.

A form's answers come as Markdown: a heading for each question, as the form calls it, and the answer below. Nothing is
guessed: a heading that no question has, or an occasion that there is not, is told and nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from qunbook import prose, queries, source
from qunbook.boxes import COMMENT
from qunbook.inbox.returned import Problem, Refused, refuse_broken, refuse_errors, text_of
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.retro import Retro
from qunbook.model import Playbook
from qunbook.pipeline import Loaded
from qunbook.settings import Settings
from qunbook.spelling import TODO, block

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "occasion": ("哪一场", "Which occasion"),
    "name": ("你的名字", "Your name"),
    "feelings": ("感受", "Feelings"),
    "suggestions": ("建议", "Suggestions"),
    "praises": ("表扬", "Praise"),
}
"""The labels of the forms that `init` writes (`skeleton/repository/retro-form.*`); a test holds them together."""
EMPTY = "_No response_"
"""What GitHub writes below a question that was left empty."""

_DATE = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_MARK = re.compile(r"\s*(?:[-*+]\s+|[•·①-⑳]\s*|[(（]?\d{1,2}[.．、)）](?!\d)\s*)")
_AROUND = ' /，,、()（）《》“”「」"'
_NAMED = re.compile(r"\s*([^:：]{1,40}?)\s*[:：]\s*(.+)\Z")


@dataclass(frozen=True)
class Collected:
    """The retrospective's file as it will be; how many entries are new by field; what the operator should know."""

    path: str
    data: bytes
    new: Mapping[str, int]
    told: tuple[Problem, ...]


def collect(data: bytes, name: str, loaded: Loaded, settings: Settings) -> Collected:
    """The file of the retrospective that these answers are for. Raises Refused."""
    answers = _answers(text_of(name, data), settings.language == "zh")
    retro = _retro(answers["occasion"], loaded.playbook)
    refuse_broken(loaded, retro)
    hidden = loaded.playbook.visibility(retro) == "staff"
    by = answers["name"].text.strip() if hidden else ""
    told = () if hidden or not answers["name"].text else (Problem("collect-no-name", {}, answers["name"].line),)
    entries = {
        "feelings": [{**_by(by), "text": answers["feelings"].text}] if answers["feelings"].text else [],
        "suggestions": [{**_by(by), "text": line} for line in _lines(answers["suggestions"].text)],
        "praises": [_praise(line, loaded.playbook) for line in _lines(answers["praises"].text)],
    }
    if not any(entries.values()):
        raise Refused([Problem("collect-empty")])
    old = source.read_bytes(loaded.root, retro.path)
    new, counts = old, {}
    for field, some in entries.items():
        fresh = [one for one in some if one not in _known(retro, field)]
        counts[field] = len(fresh)
        new = _with(new, field, fresh, retro) if fresh else new
    if new != old:
        refuse_errors(loaded, settings, retro, new)
    return Collected(retro.path, new, counts, told)


# Reading -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    text: str = ""
    line: int = 0


def _answers(text: str, zh: bool) -> Mapping[str, Answer]:
    """By question. Raises Refused for a heading that is no question's, one that is there twice, and loose text."""
    known = {label.casefold(): question for question, labels in QUESTIONS.items() for label in labels}
    found = dict.fromkeys(QUESTIONS, Answer())
    problems = []
    headings = prose.read(text).headings
    if not any(_called(heading.text) in known for heading in headings):
        raise Refused([Problem("collect-not", {"labels": _labels(zh)})])
    if loose := _said(text[: headings[0].start]):
        problems.append(Problem("collect-loose", {"text": loose.split("\n")[0]}, 1))
    ends = [heading.start for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        line = text.count("\n", 0, heading.start) + 1
        question = known.get(_called(heading.text))
        if not question:
            problems.append(Problem("collect-heading", {"got": heading.text, "labels": _labels(zh)}, line))
        elif found[question].line:
            problems.append(Problem("collect-twice", {"got": heading.text, "first": found[question].line}, line))
        else:
            answer = text[heading.end : end]
            found[question] = Answer(_said(answer), line)
            problems += _almost(answer, known, line + text.count("\n", heading.start, heading.end))
    if problems:
        raise Refused(problems)
    return found


def _called(heading: str) -> str:
    return heading.strip().rstrip(":：").rstrip().casefold()


def _almost(answer: str, known: Mapping[str, str], above: int) -> Iterator[Problem]:
    """Lines that look like a question's heading and are none: what is below them would go to another question."""
    for number, row in enumerate(answer.split("\n")):
        label = row.strip("#＃* \t\r:：")
        if row.lstrip().startswith(("#", "＃", "**")) and _called(label) in known:
            yield Problem("collect-no-heading", {"got": label}, above + number)


def _labels(zh: bool) -> str:
    return ("、" if zh else ", ").join(labels[0 if zh else 1] for labels in QUESTIONS.values())


def _said(text: str) -> str:
    """An answer without the form's own hints."""
    said = "\n".join(line.rstrip() for line in COMMENT.sub("", text).strip().split("\n"))
    return "" if said == EMPTY else said


def _lines(text: str) -> list[str]:
    return [_MARK.sub("", line, count=1).strip() for line in text.split("\n") if line.strip()]


def _by(name: str) -> dict[str, str]:
    return {"by": name} if name else {}


def _praise(line: str, playbook: Playbook) -> dict[str, str]:
    """`Jonas: stayed to wipe the tables`, of Jonas if just one person is called so; else all of it as it stands."""
    said = _NAMED.match(line)
    called = [one.id for one in playbook.all(Person) if said and said[1] in (one.id, one.name, *one.aliases)]
    return {"person": called[0], "practice": said[2]} if said and len(called) == 1 else {"practice": line}


def _retro(occasion: Answer, playbook: Playbook) -> Retro:
    """The retrospective that is meant, by the event's id or name and the date."""
    text, line = occasion.text.strip(), occasion.line
    if exactly := playbook.find(Retro, text):
        return exactly
    days = ["-".join((year, month.zfill(2), day.zfill(2))) for year, month, day in _DATE.findall(text)]
    if len(days) != 1:
        raise Refused([Problem("collect-date", {"got": text}, line)])
    named = _DATE.sub("", text).strip(_AROUND)
    events = [one for one in playbook.all(Event) if named in (one.id, one.name, *one.aliases, *one.formerly)]
    if len(events) != 1:
        raise Refused([Problem("collect-event", {"got": named}, line)])
    id = f"{events[0].id}/{days[0]}"
    same = [one for one in queries.retros_of(playbook, events[0]) if one.id == id or one.date.isoformat() == days[0]]
    if len(same) == 1:
        return same[0]
    if id in playbook.ids.get("retro", ()):
        raise Refused([Problem("returned-wrong", {"path": f"content/retros/{id}.md"}, line)])
    raise Refused([Problem("collect-many" if same else "collect-none", {"id": id}, line)])


# Writing -------------------------------------------------------------------------------------------------------------


def _known(retro: Retro, field: str) -> list[dict[str, Any]]:
    return [one.model_dump(exclude_none=True) for one in getattr(retro, field)]


def _with(data: bytes, field: str, entries: Sequence[dict[str, str]], retro: Retro) -> bytes:
    """The file with more entries at the end of one of its lists; without that list, with it in place of the form for it
    that `new` left there as a comment, or else before the closing fence.
    """
    rows = data.splitlines(keepends=True)
    ends = "\r\n" if rows[0].endswith(b"\r\n") else "\n"
    close = next(n for n, row in enumerate(rows) if n and row.startswith(b"---"))
    at = next((n for n, row in enumerate(rows[:close]) if re.match(rf"{field}[ ]*:", row.decode())), None)
    text = block({field: list(entries)})
    if at is None:
        start, end = _blank(rows[:close], field) or (close, close)
        return b"".join((*rows[:start], text.replace("\n", ends).encode(), *rows[end:]))
    if re.sub(r"\s#.*", "", rows[at].decode().partition(":")[2]).strip():
        raise Refused([Problem("collect-flow", {"path": retro.path, "here": at + 1, "field": field})])
    last = at
    for n in range(at + 1, close):
        if rows[n].strip() and not re.match(r"\s+\S|- ", rows[n].decode()):
            break
        last = n if rows[n].strip() and not rows[n].lstrip().startswith(b"#") else last
    first = next((row.decode() for row in rows[at + 1 : last + 1] if row.lstrip().startswith(b"- ")), "  - ")
    lead = first[: len(first) - len(first.lstrip())]
    lines = [f"{lead}{line[2:]}" if line else "" for line in text.split("\n")[1:]]
    return b"".join((*rows[: last + 1], ends.join(lines).encode(), *rows[last + 1 :]))


def _blank(rows: Sequence[bytes], field: str) -> tuple[int, int] | None:
    """The rows of a commented form for this list that nobody has written into."""
    for start, row in enumerate(rows):
        if re.match(rf"# ?{field}:", row.decode()):
            inside = takewhile(lambda row: re.match(rb"#\s{2,}\S", row), rows[start + 1 :])
            form = [one.decode().rstrip() for one in inside]
            if any(line.endswith(tuple(TODO.values())) for line in form):
                return start, start + 1 + len(form)
    return None

"""A run's list as text: what `new run` copies, what a page gives to copy or download, what `apply` writes back.

All three know one line of it, `- [ ] Book the room <!-- task:book-room -->`, and its three states. The script of a
page (`qunbook.js`, `marked`) writes a line as `marked` does here; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from qunbook import queries
from qunbook.boxes import Box, boxes
from qunbook.kinds.checklist import Checklist
from qunbook.kinds.event import Event, task_id
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.settings import Language

UNFIT: Mapping[Language, str] = {"zh": "这一场用不上", "en": "Not needed this time"}
SKIPPED: Mapping[Language, str] = {"zh": "略过", "en": "skipped"}


@dataclass(frozen=True)
class State:
    """What became of an item. `why` is the reason for which it was skipped, "" where it was not."""

    done: bool
    why: str = ""

    @property
    def sign(self) -> str:
        return "~" if self.why else "x" if self.done else "."


def state(box: Box) -> State:
    return State(box.ticked, box.skipped)


# The list of a run ---------------------------------------------------------------------------------------------------


def of_event(playbook: Playbook, event: Event, language: Language) -> Iterator[str]:
    """The event's own tasks as a list to tick, the lists that it includes, and what does not fit its mode or type."""
    fitting = [(task_id(task, n), task) for n, task in enumerate(event.tasks) if queries.applies(event, task)]
    yield from (_line(id, task.do) for id, task in fitting)
    lists = (playbook.find(Checklist, id) for id in event.checklists)
    for checklist in filter(None, lists):
        yield from ("", f"## {checklist.name}", "")
        yield from (_line(item.id, item.do) for item in checklist.items)
    unfit = [task for task in event.tasks if not queries.applies(event, task)]
    if unfit:
        yield from ("", f"## {UNFIT[language]}", "")
        yield from (f"- ~~{task.do}~~" for task in unfit)


def _line(id: str, text: str) -> str:
    return f"- [ ] {text} <!-- task:{id} -->"


def of_run(playbook: Playbook, run: Run, language: Language) -> str:
    """The text that holds a run's list: its own body, or the event's list where the run has not copied it."""
    event = playbook.find(Event, run.event)
    if boxes(run.body) or not event:
        return run.body
    return "\n".join(of_event(playbook, event, language)).strip("\n") + "\n"


# One line of it ------------------------------------------------------------------------------------------------------

_LINE = re.compile(r"(?P<lead>\s*(?:[-*+]|\d+[.)])\s+)\[(?P<mark>[ xX])\](?P<gap>[ \t]+)(?P<rest>.*)\Z")
_TAIL = re.compile(r"[ \t]*(?:(?:<!--(?:(?!-->).)*-->|<span data-task=\"[^\"]*\">\s*</span>)[ \t]*)*[ \t\r]*\Z")
_ASIDE = re.compile(r"[ \t]*<!--(?!\s*task:).*?(?:-->|\Z)")


def marked(line: str, box: Box, wanted: State, language: Language) -> str:
    """The line of `box` in another state, and nothing else of it changed."""
    found = _LINE.match(line)
    if not found or wanted == state(box):
        return line
    tail = _TAIL.search(found["rest"])
    text, after = (found["rest"][: tail.start()], tail[0]) if tail else (found["rest"], "")
    bare = box.text.strip() if box.skipped else text
    written = f"~~{bare}~~ ({SKIPPED[language]}: {wanted.why})" if wanted.why else bare
    mark = found["mark"] if wanted.done and box.ticked else "x" if wanted.done else " "
    return f"{found['lead']}[{mark}]{found['gap']}{written}{after}"


def wording(box: Box) -> str:
    """What an item says to readers."""
    return _ASIDE.sub("", box.text).strip()


def lines(text: str, found: Sequence[Box]) -> list[str]:
    """The lines of these boxes as they are written, but for comments: those are for the authors of the file."""
    rows = text.split("\n")
    return [_ASIDE.sub("", rows[box.line]).rstrip() for box in found]


# The first line of what a page gives ---------------------------------------------------------------------------------

HEAD = re.compile(r"<!--\s*ticks:(?P<run>[a-z0-9/-]+)\s+list:(?P<list>[0-9a-f]+)\s+before:(?P<before>[.x~]*)\s*-->")


def head(run: str, found: Sequence[Box]) -> str:
    """Of which run the ticks are, of which list, and how it was ticked when the page was made."""
    return f"<!-- ticks:{run} list:{fingerprint(found)} before:{''.join(state(box).sign for box in found)} -->"


def fingerprint(found: Iterable[Box]) -> str:
    """The same for the same items in the same order, however they are ticked."""
    return sha256("\n".join(f"{box.id} {wording(box)}" for box in found).encode()).hexdigest()[:8]

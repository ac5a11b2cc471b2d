"""An agenda for a retrospective, into its file: two keys more below the ones it has, and nothing else changed."""

from __future__ import annotations

from qunbook import agenda, queries, source
from qunbook.inbox.returned import Problem, Refused, refuse_broken, refuse_errors
from qunbook.kinds.retro import Retro
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.pipeline import Loaded
from qunbook.settings import Settings
from qunbook.spelling import block

USUAL = 60
"""Minutes of a meeting of which nobody has said how long it is."""


def plan(retro: Retro, minutes: int | None, seed: str, loaded: Loaded, settings: Settings) -> bytes:
    """The retrospective's file with an agenda. Raises Refused."""
    refuse_broken(loaded, retro)
    known = int(retro.length.total_seconds()) // 60 if retro.length else None
    if retro.agenda:
        line = retro.document.key_span(("agenda",)).line
        raise Refused([Problem("agenda-there", line=line)])
    if known and minutes not in (None, known):
        raise Refused([Problem("agenda-length", {"known": known, "asked": minutes or 0})])
    long = minutes or known or USUAL
    picked = agenda.pick(seed, long, _last(retro, loaded.playbook))
    if not picked:
        raise Refused([Problem("agenda-short", {"minutes": long, "shortest": agenda.shortest()})])
    steps = [activity.step(settings.language) for activity in picked]
    text = block({**({} if known else {"length": f"{long}m"}), "agenda": steps})
    old = source.read_bytes(loaded.root, retro.path)
    key = "method" if ("method",) in retro.document.places else "owner"  # both are a word on one line
    new = _below(old, retro.document.span((key,)).end_line, text)
    refuse_errors(loaded, settings, retro, new)
    return new


def _last(retro: Retro, playbook: Playbook) -> frozenset[str]:
    """What was done in the meeting before, of the same event."""
    run = playbook.find(Run, retro.of)
    of_event = queries.retros_of(playbook, run.event if run else retro.of)
    before = [one for one in of_event if one.agenda and (one.date, one.id) < (retro.date, retro.id)]
    return frozenset(step.name for step in before[-1].agenda) if before else frozenset()


def _below(data: bytes, line: int, text: str) -> bytes:
    """A file with more lines below this one, with line ends like its own."""
    rows = data.splitlines(keepends=True)
    ends = "\r\n" if rows[line - 1].endswith(b"\r\n") else "\n"
    return b"".join((*rows[:line], text.replace("\n", ends).encode(), *rows[line:]))

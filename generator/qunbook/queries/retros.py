"""Looking back on runs: when a retrospective is due, and what was promised in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qunbook.kinds.event import Event
from qunbook.kinds.retro import Action, Retro
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.queries.base import handbook, remembered
from qunbook.queries.runs import held_on, runs_of
from qunbook.queries.things import is_silenced

MISSING = "QB642"
"""What `check` calls a retrospective that is missing for good: a file may say why there will be none."""


def retros_of(playbook: Playbook, event: Event | str) -> tuple[Retro, ...]:
    """The retrospectives of an event or of its runs, oldest first."""

    def work_out() -> Mapping[str, tuple[Retro, ...]]:
        found: dict[str, list[Retro]] = defaultdict(list)
        for retro in playbook.all(Retro):
            run = playbook.find(Run, retro.of)
            found[run.event if run else retro.of.partition("/")[0]].append(retro)
        return {id: tuple(sorted(retros, key=lambda retro: (retro.date, retro.id))) for id, retros in found.items()}

    return remembered(playbook, "retros", work_out).get(event if isinstance(event, str) else event.id, ())


def retro_of(playbook: Playbook, run: Run) -> Retro | None:
    """The retrospective of one run: it names the run, or the event and the day."""
    days = {run.date, held_on(run)}
    for retro in retros_of(playbook, run.event):
        if retro.of == run.id or (retro.of == run.event and retro.date in days):
            return retro
    return None


def retro_policy(playbook: Playbook, event: Event) -> str:
    """`none`, `optional`, `required` or `every 4`; `auto` is looked up by importance."""
    if event.retro != "auto":
        return event.retro
    return str(getattr(handbook(playbook).policies.retro, event.importance, "optional"))


def needs_retro(playbook: Playbook, run: Run) -> bool:
    """Whether a run that took place must be looked back on. `every 4` means the fourth, the eighth … done run."""
    event = playbook.find(Event, run.event)
    if event is None or run.status != "done":
        return False
    policy = retro_policy(playbook, event)
    if not policy.startswith("every "):
        return policy == "required"
    done = [other.id for other in runs_of(playbook, event) if other.status == "done"]
    return (done.index(run.id) + 1) % int(policy.split()[1]) == 0


def owes_retro(playbook: Playbook, run: Run) -> bool:
    """Whether the retrospective of a past run is still to be written or finished. Where the run's file says, with a
    reason, that there will be none, `check` is silent, and nothing is owed.
    """
    retro = retro_of(playbook, run)
    open_ = retro is None or retro.status == "draft"
    return needs_retro(playbook, run) and open_ and not is_silenced(run, MISSING)


def retro_due(playbook: Playbook, run: Run) -> date:
    """The last day on which the retrospective of a run is in time."""
    policy = handbook(playbook).policies.retro
    event = playbook.find(Event, run.event)
    return held_on(run) + (policy.due_major if event and event.importance == "major" else policy.due)


@dataclass(frozen=True)
class Promise:
    """An action of a retrospective, the `index`th there."""

    retro: Retro
    index: int
    action: Action


def promises(playbook: Playbook) -> tuple[Promise, ...]:
    """Every action ever agreed, oldest retrospective first."""

    def work_out() -> tuple[Promise, ...]:
        retros = sorted(playbook.all(Retro), key=lambda retro: (retro.date, retro.id))
        return tuple(Promise(retro, index, action) for retro in retros for index, action in enumerate(retro.actions))

    return remembered(playbook, "promises", work_out)


def open_actions(playbook: Playbook) -> tuple[Promise, ...]:
    """The actions that are neither done nor dropped, the earliest due first."""
    still = (one for one in promises(playbook) if one.action.status in ("open", "in_progress"))
    return tuple(sorted(still, key=lambda one: (one.action.due, one.retro.id, one.index)))


def overdue(playbook: Playbook, day: date) -> tuple[Promise, ...]:
    """The open actions whose last day is over."""
    return tuple(one for one in open_actions(playbook) if one.action.due < day)

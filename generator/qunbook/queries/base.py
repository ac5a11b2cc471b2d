"""What every question leans on: the handbook's own settings, and an answer that is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, datetime, tzinfo
from typing import TypeVar

from qunbook.calendar import zones
from qunbook.kinds.handbook import Handbook
from qunbook.model import Playbook

T = TypeVar("T")


def remembered(playbook: Playbook, question: Hashable, answer: Callable[[], T]) -> T:
    """The answer to a question about this playbook, worked out once."""
    answers = playbook.__dict__.setdefault("_answers", {})
    if question not in answers:
        answers[question] = answer()
    found: T = answers[question]
    return found


def handbook(playbook: Playbook) -> Handbook:
    """What `handbook.md` says, which holds for every file."""
    return playbook.one(Handbook)


def home(playbook: Playbook) -> tzinfo:
    """The handbook's own time zone."""
    return zones.zone(handbook(playbook).timezone)


def here(playbook: Playbook, when: datetime | date) -> datetime | date:
    """The same moment on the handbook's own clock; a whole day stays what it is."""
    return when.astimezone(home(playbook)) if isinstance(when, datetime) else when


def horizon(playbook: Playbook, day: date) -> date:
    """The last day of the look ahead from `day` (`calendar.horizon`)."""
    return day + handbook(playbook).calendar.horizon

"""When an event happens, and what is different on one of its dates."""

from __future__ import annotations

from datetime import date, timedelta

from qunbook.calendar import holidays as days_off
from qunbook.calendar import occurrence as calendar
from qunbook.calendar.holidays import Holidays
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.event import Change, Event
from qunbook.model import Playbook
from qunbook.queries.base import handbook, remembered


def holidays(playbook: Playbook, last: date) -> Holidays:
    """The days off from the year of the first event to that of `last` and the next one.

    A country that nobody knows has no holidays here; a check tells its author.
    """
    policy = handbook(playbook).holidays
    language = handbook(playbook).language

    def work_out() -> Holidays:
        starts = [event.start.date.year for event in playbook.all(Event)]
        years = range(min((*starts, last.year)), last.year + 2)
        own = {"extra": policy.extra, "workdays": policy.workdays, "language": language}
        try:
            return days_off.load(policy.country, policy.subdivision, years, **own)  # type: ignore[arg-type]
        except days_off.UnknownCountryError:
            return days_off.load(None, None, years, **own)  # type: ignore[arg-type]

    return remembered(playbook, ("holidays", last.year), work_out)


TEN_YEARS = range(2016, 2026)


def has_days_off(playbook: Playbook) -> bool:
    """Whether the handbook says that any day is off or worked."""
    policy = handbook(playbook).holidays
    return bool(policy.country or policy.extra or policy.workdays)


def has_makeup_days(playbook: Playbook) -> bool:
    """Whether weekend days are worked for days off: the country's habit, whatever of this year is known already."""
    policy = handbook(playbook).holidays
    try:
        return bool(policy.workdays or days_off.load(policy.country, policy.subdivision, TEN_YEARS).worked)
    except days_off.UnknownCountryError:
        return False


def occurrences(playbook: Playbook, event: Event, first: date, last: date) -> tuple[Occurrence, ...]:
    """Every occurrence from `first` to `last`, cancelled ones too, in order. Archived and planned events have none
    after the day that nobody knows: ask `is_active` where that matters.
    """

    def work_out() -> tuple[Occurrence, ...]:
        return calendar.occurrences(event, handbook(playbook).timezone, holidays(playbook, last), first, last)

    return remembered(playbook, ("occurrences", event.id, first, last), work_out)


def next_occurrences(playbook: Playbook, event: Event, day: date, count: int = 1) -> tuple[Occurrence, ...]:
    """The next `count` occurrences that take place on `day` or later; at most three years ahead."""
    for ahead in (100, 400, 1100):
        coming = occurrences(playbook, event, day, day + timedelta(days=ahead))
        found = tuple(one for one in coming if one.held and one.day >= day)
        if len(found) >= count:
            return found[:count]
    return found


def changed(event: Event, one: Occurrence) -> Change | None:
    """What is different about an event on one date: another name, length, place or link."""
    return event.exceptions[one.exception].change if one.exception is not None else None

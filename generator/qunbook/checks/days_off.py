"""Days off must be real ones, and an event that falls on one must say what then.

On a public holiday half the people are on a train. Set `on_holiday` (keep, skip, next_workday, previous_workday), or
write an exception for the date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from qunbook import likely
from qunbook.calendar import holidays as days_off
from qunbook.calendar.occurrence import first_unknown_year, on_days_off
from qunbook.diagnostic import Arg, Related
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.kinds.handbook import Handbook, HolidayDay
from qunbook.model import Playbook
from qunbook.queries import handbook, holidays, horizon
from qunbook.settings import Settings
from qunbook.spots import rewrite


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    yield from _country(playbook, settings)
    yield from _own_days(playbook)
    unknown: dict[int, date] = {}
    for event in playbook.all(Event):
        if event.status not in ("active", "planned"):
            continue
        first = max(settings.as_of, event.start.date)
        last = horizon(playbook, first)
        off = holidays(playbook, last)
        if told := on_days_off(event, off, first, last):
            day, name = told[0]
            args: dict[str, Arg] = {"date": day.isoformat(), "holiday": name, "count": len(told)}
            yield Finding(event, ("repeat",) if event.repeat else ("start",), "QB420", args)
        if day_unknown := first_unknown_year(event, off, first, last):
            unknown[day_unknown.year] = min(day_unknown, unknown.get(day_unknown.year, day_unknown))
    for year, day in sorted(unknown.items()):
        told_at: dict[str, Arg] = {"year": year, "date": day.isoformat()}
        yield Finding(handbook(playbook), ("holidays", "country"), "QB421", told_at)


def _country(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    policy = handbook(playbook).holidays
    if not policy.country:
        return
    try:
        days_off.load(policy.country, None, [settings.as_of.year])
    except days_off.UnknownCountryError:
        yield _unknown(handbook(playbook), policy.country, settings.as_of.year)
        return
    try:
        days_off.load(policy.country, policy.subdivision, [settings.as_of.year])
    except days_off.UnknownCountryError:
        got = f"{policy.country}-{policy.subdivision}"
        yield Finding(handbook(playbook), ("holidays", "subdivision"), "QB423", {"got": got})


def _unknown(book: Handbook, got: str, year: int) -> Finding:
    meant = likely.country(got)
    try:
        days_off.load(meant or None, None, [year])
    except days_off.UnknownCountryError:
        meant = ""
    loc = ("holidays", "country")
    return Finding(book, loc, "QB423", {"got": got}, fix=rewrite(book.document, loc, got, meant, safe=True))


def _own_days(playbook: Playbook) -> Iterator[Finding]:
    book = handbook(playbook)
    extra: dict[date, int] = {}
    for key in ("extra", "workdays"):
        for index, days in enumerate(getattr(book.holidays, key)):
            if days.to and days.to < days.date:
                args = {"got": days.to.isoformat(), "start": days.date.isoformat()}
                yield Finding(book, ("holidays", key, index, "to"), "QB424", args)
            elif key == "extra":
                extra |= dict.fromkeys(_each(days), index)
            elif both := next((day for day in _each(days) if day in extra), None):
                there = Related(book.path, book.document.span(("holidays", "extra", extra[both])), "other")
                yield Finding(book, ("holidays", key, index), "QB422", {"got": both.isoformat()}, (there,))


def _each(days: HolidayDay) -> Iterator[date]:
    length = min(((days.to or days.date) - days.date).days, 400)
    return (days.date + timedelta(days=n) for n in range(length + 1))


CHECK = Check(("QB420", "QB421", "QB422", "QB423", "QB424"), find)

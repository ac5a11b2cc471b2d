"""The dates of a `Repeat`, from the day that it starts on: arithmetic on dates, without clocks, zones or limits.

An answer never depends on a library's reading of RFC 5545; the tests compare every one with dateutil's.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, dropwhile, takewhile

from qunbook.calendar.lunar import lunar_date
from qunbook.repeat import Freq, Repeat

LAST = date(2099, 12, 31)
"""No date after this one is ever given: the lunar tables end there, and so does every loop."""


def dates(repeat: Repeat, start: date, last: date = LAST) -> Iterator[date]:
    """The dates from `start` on, in order, lazily, up to `last` and never beyond `LAST`.

    `start` gives the phase (which second week, which third month) and is itself given only if the rule meets it.
    """
    if step := _days_between(repeat):  # most series: a range of day numbers, many times as fast
        first = start.toordinal()
        if repeat.weekdays:
            first += repeat.weekdays[0].day - start.weekday()
        ahead = -(-(start.toordinal() - first) // step) * step
        return map(date.fromordinal, range(first + ahead, min(last, LAST).toordinal() + 1, step))
    return takewhile(min(last, LAST).__ge__, dropwhile(start.__gt__, _candidates(repeat, start)))


def _days_between(repeat: Repeat) -> int:
    """How many days apart the dates are, if that is always the same; else 0."""
    match repeat.freq:
        case Freq.DAILY:
            return repeat.interval
        case Freq.WEEKLY if len(repeat.weekdays) == 1:
            return 7 * repeat.interval
        case _:
            return 0


def _candidates(repeat: Repeat, start: date) -> Iterator[date]:
    match repeat.freq:
        case Freq.DAILY:
            return _daily(repeat.interval, start)
        case Freq.WEEKLY:
            return _weekly(repeat, start)
        case Freq.MONTHLY:
            return _monthly(repeat, start)
        case Freq.YEARLY:
            return _yearly(repeat, start)
        case Freq.LUNAR:
            return _lunar(repeat, start)


def _daily(interval: int, start: date) -> Iterator[date]:
    last = LAST.toordinal()
    return map(date.fromordinal, range(start.toordinal(), last + 1, interval))


def _weekly(repeat: Repeat, start: date) -> Iterator[date]:
    monday = start - timedelta(days=start.weekday())  # WKST=MO
    for first in _daily(7 * repeat.interval, monday):
        for weekday in repeat.weekdays:
            yield first + timedelta(days=weekday.day)


def _monthly(repeat: Repeat, start: date) -> Iterator[date]:
    for months in count(start.year * 12 + start.month - 1, repeat.interval):
        year, month = divmod(months, 12)
        if year > LAST.year:
            return
        yield day_of_month(repeat, year, month + 1)


def day_of_month(repeat: Repeat, year: int, month: int) -> date:
    """The day that a monthly rule means in this month; every month has one, for the grammar refuses the 31st."""
    length = monthrange(year, month)[1]
    if repeat.month_day is not None:
        return date(year, month, length if repeat.month_day == -1 else repeat.month_day)
    wanted = {weekday.day for weekday in repeat.weekdays}
    days = [day for n in range(1, length + 1) if (day := date(year, month, n)).weekday() in wanted]
    nth = repeat.setpos or repeat.weekdays[0].nth or 1
    return days[nth - 1] if nth > 0 else days[nth]


def _yearly(repeat: Repeat, start: date) -> Iterator[date]:
    assert repeat.month
    assert repeat.month_day
    for year in range(start.year, LAST.year + 1, repeat.interval):
        yield date(year, repeat.month, repeat.month_day)


def _lunar(repeat: Repeat, start: date) -> Iterator[date]:
    assert repeat.lunar
    for year in range(start.year - 1, LAST.year + 1):  # the twelfth lunar month is in the next year of ours
        yield lunar_date(year, *repeat.lunar)

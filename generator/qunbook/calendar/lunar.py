"""Dates of the Chinese lunar calendar (农历) in ours, from the tables of the `lunardate` package (1900-2099)."""

from __future__ import annotations

from datetime import date
from functools import cache

FIRST_YEAR, LAST_YEAR = 1900, 2099


@cache
def lunar_date(year: int, month: int, day: int) -> date:
    """The day in our calendar of a lunar date; `year` is the lunar year's, which begins in January or February.

    Where a year has the month twice (闰月) the first one counts, as people keep festivals and birthdays. A month of
    29 days has its last day for the 30th: so 除夕 is `12-30` in every year. Raises ValueError outside 1900-2099.
    """
    from lunardate import LunarDate

    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no lunar calendar is known for {year}")
    try:
        found = LunarDate(year, month, day, is_leap_month=False)
        return _solar(found)
    except ValueError:
        if day != 30:
            raise
        return _solar(LunarDate(year, month, 29, is_leap_month=False))


def _solar(day: object) -> date:
    # lunardate 0.3 calls it to_solar_date and warns about the old name; 0.2 knows only the old one.
    convert = getattr(day, "to_solar_date", None) or day.toSolarDate  # type: ignore[attr-defined]
    found = convert()
    assert isinstance(found, date)
    return found

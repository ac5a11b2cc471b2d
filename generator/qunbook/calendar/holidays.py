"""Which days are off and which weekend days are worked, by law (the `holidays` package) and by the handbook."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Protocol

Day = date


class Days(Protocol):
    """A day, or the days up to and including `to`, as a handbook writes them."""

    @property
    def date(self) -> Day: ...
    @property
    def to(self) -> Day | None: ...
    @property
    def name(self) -> str | None: ...


@dataclass(frozen=True)
class Holidays:
    """`off` has the name of every day off that is known; `worked` the weekend days that are worked (补班).

    `known` are the years whose days off have been published (or were written into the handbook): in another year a
    day that is not in `off` may still turn out to be a holiday. `asked` is False if the handbook names no country:
    then nothing is missing in any year.
    """

    off: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    worked: frozenset[date] = frozenset()
    known: frozenset[int] = frozenset()
    asked: bool = False

    def name(self, day: date) -> str | None:
        """What a day off is called, or None: an ordinary weekend is no holiday."""
        return self.off.get(day)

    def is_off(self, day: date) -> bool:
        """Whether a day is a holiday; an ordinary weekend is none."""
        return day in self.off

    def is_workday(self, day: date) -> bool:
        """Whether people work: a weekday that is not off, or a weekend day that is worked."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def knows(self, day: date) -> bool:
        """Whether the days off of that year are known."""
        return not self.asked or day.year in self.known

    def next_workday(self, day: date) -> date:
        """The first workday after `day`."""
        return self._workday(day, 1)

    def previous_workday(self, day: date) -> date:
        """The last workday before `day`."""
        return self._workday(day, -1)

    def _workday(self, day: date, step: int) -> date:
        for distance in range(1, 61):
            if self.is_workday(found := day + timedelta(days=step * distance)):
                return found
        return day  # two months off: nobody works here, and the date stays as it is


NONE = Holidays()


def load(
    country: str | None,
    subdivision: str | None,
    years: Iterable[int],
    *,
    extra: Iterable[Days] = (),
    workdays: Iterable[Days] = (),
    language: str = "zh",
) -> Holidays:
    """The days off of `years`, the country's and the handbook's own together.

    A day in `workdays` is worked even if the law has it off. A year is known once the package has it or the handbook
    itself lists days in it. Raises UnknownCountryError (a ValueError) for a country or subdivision that nobody knows.
    """
    years = tuple(sorted(set(years)))
    off, worked, known = _public(country, subdivision, years, language) if country else ({}, set(), set())
    off, worked, known = dict(off), set(worked), set(known)
    for days in extra:
        for day in _each(days):
            off[day] = days.name or off.get(day) or ("放假" if language == "zh" else "day off")
            worked.discard(day)
            known.add(day.year)
    for days in workdays:
        for day in _each(days):
            off.pop(day, None)
            worked.add(day)
            known.add(day.year)
    return Holidays(MappingProxyType(dict(sorted(off.items()))), frozenset(worked), frozenset(known), bool(country))


class UnknownCountryError(ValueError):
    """A country or subdivision that the `holidays` package does not know."""


def _each(days: Days) -> Iterable[date]:
    last = max(days.to or days.date, days.date)
    return (days.date + timedelta(days=n) for n in range((last - days.date).days + 1))


@cache
def _public(
    country: str, subdivision: str | None, years: tuple[int, ...], language: str
) -> tuple[Mapping[date, str], frozenset[date], frozenset[int]]:
    import holidays  # here because it takes a tenth of a second to import, and most commands ask for no holiday

    try:
        words = holidays.country_holidays(country, subdiv=subdivision)
        spoken = _spoken(words.supported_languages, language)
        # The notice for next year may turn a December weekend of this one into workdays.
        asked = {*years, *(year + 1 for year in years)}
        found = holidays.country_holidays(country, subdiv=subdivision, years=asked, language=spoken)
    except NotImplementedError as error:
        raise UnknownCountryError(str(error)) from None
    # Asked for 2026 the package also gives make-up days of 2001-2011 (it reads the whole table): keep our years.
    worked = frozenset(day for day in found.weekend_workdays if day.year in years)
    off = {day: name for day, name in found.items() if day.year in years}
    known = frozenset(year for year in years if _published(found, year))
    if country == "CN":
        off |= _weekends_within(off, found.weekend_workdays, known)
    return MappingProxyType(off), worked, known


def _weekends_within(off: Mapping[date, str], worked: Container[date], known: Container[int]) -> dict[date, str]:
    """The weekend days that China's notice counts among the days off (1 to 7 October, 4 October being a Sunday): those
    beside one, unless they are worked. The package leaves out what would be free anyway.
    """
    found: dict[date, str] = {}
    for step in (1, -1):  # from the days off onwards, then backwards
        for day in sorted(off, reverse=step < 0):
            near = day + timedelta(days=step)
            while near.weekday() >= 5 and near not in off and near not in worked and near.year in known:
                found.setdefault(near, off[day])
                near += timedelta(days=step)
    return found


def _spoken(supported: tuple[str, ...], language: str) -> str | None:
    """The package's name for a language, or None for the country's own."""
    return next((name for name in sorted(supported) if name.replace("_", "-").startswith(language)), None)


def _published(found: object, year: int) -> bool:
    """Whether the package has the year's real days.

    China's State Council publishes days off and make-up days each November for the next year; before that the
    package can only give the festivals. Other countries' holidays follow from their laws.
    """
    first, last = getattr(found, "start_year", 0), getattr(found, "end_year", 9999)
    if getattr(found, "country", "") == "CN":
        return year in getattr(found, "special_public_holidays", {})
    return bool(first <= year <= last)

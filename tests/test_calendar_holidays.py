"""Days off and make-up days; the expected ones are those of the State Council's notice for 2026."""

from datetime import date
from types import SimpleNamespace

import pytest

from qunbook.calendar.holidays import NONE, UnknownCountryError, load


def days(first, last=None, name=None):
    return SimpleNamespace(date=date.fromisoformat(first), to=last and date.fromisoformat(last), name=name)


def test_china():
    """Days off have names, six weekend days are worked, an ordinary weekend is no holiday."""
    found = load("CN", None, [2026])
    assert found.name(date(2026, 10, 1)) == "国庆节"
    assert found.is_off(date(2026, 10, 7))
    assert not found.is_off(date(2026, 10, 17))
    assert sorted(found.worked) == [
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    ]  # fmt: skip
    assert found.is_workday(date(2026, 10, 10))
    assert not found.is_workday(date(2026, 10, 11))
    assert not found.is_workday(date(2026, 10, 6))


def test_years_that_are_not_published():
    """The law's festivals of 2098 are known, the days off are not until the State Council says so."""
    found = load("CN", None, [2026, 2098])
    assert found.known == {2026}
    assert found.knows(date(2026, 1, 1))
    assert not found.knows(date(2098, 1, 1))
    assert load("US", None, [2027], language="en").known == {2027}
    assert NONE.knows(date(2098, 1, 1))


def test_the_handbooks_own_days():
    """Its own days off and workdays beat the law, and make their year known."""
    found = load("CN", None, [2026], extra=[days("2098-02-05", "2098-02-07", "春节")], workdays=[days("2026-10-06")])
    assert [found.name(date(2098, 2, n)) for n in range(4, 9)] == [None, "春节", "春节", "春节", None]
    assert found.is_workday(date(2026, 10, 6))
    assert found.known == {2026, 2098}


def test_no_country():
    """Without a country and own days nothing is off and nothing is missing."""
    assert load(None, None, [2026]) == NONE
    assert load(None, None, [2026], extra=[days("2026-03-01")]).name(date(2026, 3, 1)) == "放假"


def test_names_in_english():
    """The names follow the handbook's language where the package has it."""
    assert load("CN", None, [2026], language="en").name(date(2026, 10, 1)) == "National Day"


@pytest.mark.parametrize("country, subdivision", [("XX", None), ("CN", "Mars")])
def test_unknown_countries(country, subdivision):
    """A country that nobody knows is an error with its own name."""
    with pytest.raises(UnknownCountryError):
        load(country, subdivision, [2026])


def test_weekends_within_the_days_off():
    """What China's notice counts as days off in 2026, weekend days and all: a Sunday's reading night is off as well."""
    notice = ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"]
    ranges = [[date.fromisoformat(f"2026-{day}") for day in row.split()] for row in notice]
    wanted = {date.fromordinal(n) for first, last in ranges for n in range(first.toordinal(), last.toordinal() + 1)}
    found = load("CN", None, [2026])
    assert set(found.off) == wanted
    assert found.name(date(2026, 10, 4)) == "国庆节"
    assert not found.worked & wanted
    assert load("DE", None, [2026]).name(date(2026, 4, 4)) is None  # between Good Friday and Easter

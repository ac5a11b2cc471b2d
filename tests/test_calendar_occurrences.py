"""Events laid out as occurrences: series, exceptions, holidays, offsets, conflicts. Expected values are plain dates."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from qunbook.calendar.conflicts import Conflict, conflicts
from qunbook.calendar.holidays import NONE, Holidays
from qunbook.calendar.occurrence import (
    Occurrence,
    exceptions_that_miss,
    first_that_would_be,
    first_unknown_year,
    occurrences,
    on_days_off,
    overlaps_itself,
    skipped_by_the_clock,
)  # fmt: skip
from qunbook.calendar.offsets import due, resolve
from qunbook.calendar.zones import zone
from qunbook.offset import Offset
from standins import event, exception

SHANGHAI = "Asia/Shanghai"
GOLDEN_WEEK = Holidays(
    {date(2026, 10, n): "国庆节" for n in range(1, 8)},
    frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
    frozenset({2026}),
    asked=True,
)


def told(event, first="2026-01-01", last="2026-12-31", holidays=NONE, handbook=SHANGHAI):
    """Occurrences as `month-day hour:minute status`, with the original date where it is another."""
    return [
        " ".join(filter(None, (
            f"{one.start:%m-%d %H:%M}" if isinstance(one.start, datetime) else f"{one.start:%m-%d}",
            one.status if one.status != "planned" else "", "extra" if one.extra else "",
            f"was {one.on:%m-%d}" if one.on != one.day else "", one.name, one.reason,
        )))
        for one in occurrences(event, handbook, holidays, date.fromisoformat(first), date.fromisoformat(last))
    ]  # fmt: skip


def test_a_series():
    """A series is its dates at its time, each with the end that its duration gives."""
    thursdays = event("2026-08-06 20:30", "weekly thu")
    assert told(thursdays, "2026-08-01", "2026-08-20") == ["08-06 20:30", "08-13 20:30", "08-20 20:30"]
    (first,) = occurrences(thursdays, SHANGHAI, NONE, date(2026, 8, 6), date(2026, 8, 6))
    assert first.start == datetime(2026, 8, 6, 12, 30, tzinfo=UTC)
    assert first.end == datetime(2026, 8, 6, 13, 45, tzinfo=UTC)
    assert (first.number, first.held) == (1, True)


def test_limits():
    """`until` is a last possible date, `count` counts the dates of the rule whatever becomes of them."""
    assert told(event("2026-08-06 20:30", "weekly thu", until=date(2026, 8, 13))) == ["08-06 20:30", "08-13 20:30"]
    cut = event("2026-08-06 20:30", "weekly thu", count=3, exceptions=(exception("2026-08-13", cancel=True),))
    assert told(cut) == ["08-06 20:30", "08-13 20:30 cancelled", "08-20 20:30"]


def test_exceptions():
    """One date may be cancelled, moved (with the old time unless another is given) or different, each for a reason."""
    found = told(
        event(
            "2026-08-06 20:30", "weekly thu", until=date(2026, 9, 3),
            exceptions=(
                exception("2026-08-13", cancel=True, reason="台风"),
                exception("2026-08-20", move="2026-08-21", reason="嘉宾改期"),
                exception("2026-08-27", move="2026-08-27 19:00", change={"name": "加场"}),
                exception("2026-09-03", change={"duration": timedelta(minutes=30)}),
            ),
        )
    )  # fmt: skip
    assert found == [
        "08-06 20:30",
        "08-13 20:30 cancelled 台风",
        "08-21 20:30 moved was 08-20 嘉宾改期",
        "08-27 19:00 moved 加场",
        "09-03 20:30",
    ]


def test_extra_dates():
    """A date outside the series has the series' time unless it says its own, and may be cancelled as well."""
    opening = event(
        "2026-08-03 20:00",
        also=(("2026-11-02", None), ("2026-12-05 10:00", "补场")),
        exceptions=(exception("2026-11-02", cancel=True),),
    )
    assert told(opening) == ["08-03 20:00", "11-02 20:00 cancelled extra", "12-05 10:00 extra 补场"]


def test_whole_days():
    """A whole day ends where the next begins."""
    (one,) = occurrences(
        event("2026-09-27", duration=timedelta(days=2)), SHANGHAI, NONE, date(2026, 1, 1), date(2026, 12, 31)
    )
    assert (one.start, one.end) == (date(2026, 9, 27), date(2026, 9, 29))


@pytest.mark.parametrize(
    "policy, expected",
    [
        ("keep", ["09-30", "10-01", "10-02", "10-05", "10-06", "10-07", "10-08", "10-09"]),
        ("warn", ["09-30", "10-01", "10-02", "10-05", "10-06", "10-07", "10-08", "10-09"]),
        ("skip", ["09-30", "10-08", "10-09", "10-10"]),
        ("next_workday", ["09-30", "10-08", "10-09", "10-10"]),
    ],
)
def test_every_workday_over_a_golden_week(policy, expected):
    """A `weekdays` series that follows the working calendar stops on days off and has the make-up Saturday."""
    found = told(event("2026-08-03 07:15", "weekdays", on_holiday=policy), "2026-09-30", "2026-10-11", GOLDEN_WEEK)
    assert [line.removesuffix(" 07:15") for line in found] == expected


@pytest.mark.parametrize(
    "policy, expected",
    [
        ("skip", ["09-24 20:30", "10-08 20:30"]),
        ("next_workday", ["09-24 20:30", "10-08 20:30"]),
        ("previous_workday", ["09-24 20:30", "09-30 20:30 moved was 10-01 国庆节", "10-08 20:30"]),
    ],
)
def test_a_thursday_on_a_holiday(policy, expected):
    """A moved date does not land on another one of the series: then it is left out."""
    assert (
        told(event("2026-08-06 20:30", "weekly thu", on_holiday=policy), "2026-09-24", "2026-10-08", GOLDEN_WEEK)
        == expected
    )


def test_next_workday_counts_make_up_days():
    """After the golden week of 2026 the 8th is a workday; before it Sunday 20 September is one."""
    assert GOLDEN_WEEK.next_workday(date(2026, 10, 3)) == date(2026, 10, 8)
    assert GOLDEN_WEEK.previous_workday(date(2026, 9, 21)) == date(2026, 9, 20)
    monthly = event("2026-09-03 20:00", "monthly 3", on_holiday="next_workday")
    assert told(monthly, "2026-10-01", "2026-10-31", GOLDEN_WEEK) == ["10-08 20:00 moved was 10-03 国庆节"]


def test_an_exception_beats_the_holiday():
    """What the author says about a date counts more than the policy."""
    skipping = event(
        "2026-08-06 20:30",
        "weekly thu",
        on_holiday="skip",
        exceptions=(exception("2026-10-01", change={"name": "国庆特别场"}),),
    )
    assert told(skipping, "2026-10-01", "2026-10-01", GOLDEN_WEEK) == ["10-01 20:30 国庆特别场"]


def test_zones():
    """An event's own zone beats the handbook's, `anchor: utc` keeps the moment, and clocks that change keep the time."""
    new_york = event("2026-10-25 20:00", "weekly sun", timezone="America/New_York")
    days = occurrences(new_york, SHANGHAI, NONE, date(2026, 10, 25), date(2026, 11, 1))
    assert [one.start.astimezone(UTC).hour for one in days] == [0, 1]
    assert [one.start.hour for one in days] == [20, 20]
    assert [
        one.start.hour
        for one in occurrences(
            event("2026-10-25 20:00", anchor="utc"), SHANGHAI, NONE, date(2026, 1, 1), date(2026, 12, 31)
        )
    ] == [20]


def test_a_start_in_the_gap():
    """Clocks in New York jump from 02:00 to 03:00 on 8 March 2026."""
    nights = event("2026-03-01 02:30", "weekly sun", timezone="America/New_York", until=date(2026, 3, 15))
    ((one, before, after),) = skipped_by_the_clock(nights, SHANGHAI, NONE, date(2026, 1, 1), date(2026, 12, 31))
    assert (one.on, before, after) == (date(2026, 3, 8), time(1, 59), time(3))
    assert [one.start.hour for one in occurrences(nights, SHANGHAI, NONE, date(2026, 3, 1), date(2026, 3, 31))] == [
        2,
        3,
        2,
    ]


def test_time_that_passes():
    """A duration is time that passes: two hours from 01:00 on the night of the change end at 04:00."""
    night = event("2026-03-08 01:00", duration=timedelta(hours=2), timezone="America/New_York")
    (one,) = occurrences(night, SHANGHAI, NONE, date(2026, 3, 8), date(2026, 3, 8))
    assert one.end.hour == 4


def test_a_move_into_the_window():
    """An occurrence is found by the day that it was meant for and by the day that it is held on."""
    moved = event(
        "2026-08-06 20:30",
        "weekly thu",
        until=date(2026, 8, 6),
        exceptions=(exception("2026-08-06", move="2026-08-18"),),
    )
    assert (
        told(moved, "2026-08-01", "2026-08-10")
        == told(moved, "2026-08-11", "2026-08-20")
        == ["08-18 20:30 moved was 08-06"]
    )


def test_questions_of_the_checks():
    """A start that is no date, exceptions that hit nothing, days off, unpublished years, and series that overlap themselves."""
    assert first_that_would_be(event("2026-08-05 20:30", "weekly thu")) == date(2026, 8, 6)
    assert first_that_would_be(event("2026-08-06 20:30", "weekly thu")) is None
    missing = event(
        "2026-08-06 20:30",
        "weekly thu",
        exceptions=(exception("2026-08-13", cancel=True), exception("2026-08-14", cancel=True)),
    )
    assert exceptions_that_miss(missing, NONE) == ((1, date(2026, 8, 13)),)
    thursdays = event("2026-08-06 20:30", "weekly thu")
    assert on_days_off(thursdays, GOLDEN_WEEK, date(2026, 9, 1), date(2026, 12, 31)) == ((date(2026, 10, 1), "国庆节"),)
    assert first_unknown_year(thursdays, GOLDEN_WEEK, date(2026, 9, 1), date(2027, 12, 31)) == date(2027, 1, 7)
    assert first_unknown_year(thursdays, NONE, date(2026, 9, 1), date(2027, 12, 31)) is None
    long = event("2026-08-06 20:30", "daily", duration=timedelta(hours=25))
    assert overlaps_itself(long, SHANGHAI, NONE, date(2026, 8, 1), date(2026, 8, 31)).on == date(2026, 8, 7)
    assert overlaps_itself(thursdays, SHANGHAI, NONE, date(2026, 8, 1), date(2026, 8, 31)) is None


# Offsets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "offset, expected",
    [
        ("T-7d", "2026-11-12 20:30"),
        ("T-1d 20:00", "2026-11-18 20:00"),
        ("T-30m", "2026-11-19 20:00"),
        ("E+1d", "2026-11-20 21:45"),
        ("E", "2026-11-19 21:45"),
        ("T 09:00", "2026-11-19 09:00"),
        ("D+3 10:00", "2026-11-22 10:00"),
        ("D+3", "2026-11-22 09:00"),
    ],
)
def test_offsets(offset, expected):
    """Days are counted on the calendar from the start, the end or the day."""
    (one,) = occurrences(event("2026-11-19 20:30"), SHANGHAI, NONE, date(2026, 1, 1), date(2026, 12, 31))
    assert f"{due(Offset.parse(offset), one, zone(SHANGHAI)):%Y-%m-%d %H:%M}" == expected


def test_offsets_over_a_change_of_clocks():
    """A day before an evening in New York is the same time of day, 24 hours before it is not."""
    start = datetime(2026, 11, 1, 20, tzinfo=zone("America/New_York"))
    assert resolve(Offset.parse("T-1d"), start.tzinfo, start).hour == 20
    assert resolve(Offset.parse("T-24h"), start.tzinfo, start).hour == 21


def test_offsets_of_whole_days():
    """From a whole day an offset means the morning, and the end is the last day."""
    assert (
        f"{resolve(Offset.parse('T-2d'), zone(SHANGHAI), date(2026, 9, 27), date(2026, 9, 29)):%m-%d %H:%M}"
        == "09-25 09:00"
    )
    assert (
        f"{resolve(Offset.parse('E+1d 18:00'), zone(SHANGHAI), date(2026, 9, 27), date(2026, 9, 29)):%m-%d %H:%M}"
        == "09-29 18:00"
    )


# Conflicts -------------------------------------------------------------------------------------------------------


def year(event):
    return occurrences(event, SHANGHAI, NONE, date(2026, 8, 1), date(2027, 7, 31))


def test_conflicts_of_the_demo():
    """The data meeting on the last workday meets the Monday meeting; an opening that ends when it begins does not."""
    weekly = year(event("2026-08-03 21:00", "weekly mon", id="ops-weekly", duration=timedelta(minutes=45)))
    data = year(
        event("2026-08-31 20:30", "monthly last weekday", id="data-review", duration=timedelta(minutes=60), count=4)
    )
    opening = year(event("2026-11-02 20:00", id="camp-opening", duration=timedelta(minutes=60)))
    found = conflicts({"lin-yu": (*weekly, *data, *opening), "luo-jin": (*weekly, *data), "gu-qing": weekly})
    assert found == (
        Conflict("data-review", "ops-weekly", ("lin-yu", "luo-jin"), (date(2026, 8, 31), date(2026, 11, 30)), 2),
    )


def test_conflicts_are_told_once_for_each_pair():
    """Fifty-two clashes of two series are one conflict, with the first three dates and their number."""
    one = year(event("2026-08-06 20:30", "weekly thu", id="one"))
    two = year(event("2026-08-06 21:00", "weekly thu", id="two"))
    (found,) = conflicts({"lin-yu": (*one, *two)})
    assert found == Conflict("one", "two", ("lin-yu",), (date(2026, 8, 6), date(2026, 8, 13), date(2026, 8, 20)), 52)


def test_no_conflicts():
    """The first Monday never meets the third, a cancelled date binds nobody, nor does a whole day."""
    first, third = (year(event("2026-08-03 20:00", f"monthly {nth} mon", id=nth)) for nth in ("1st", "3rd"))
    assert conflicts({"lin-yu": (*first, *third)}) == ()
    off = year(event("2026-08-06 20:30", id="off", exceptions=(exception("2026-08-06", cancel=True),)))
    day = year(event("2026-08-06", id="fair"))
    on = year(event("2026-08-06 20:30", id="on"))
    assert conflicts({"lin-yu": (*off, *on, *day)}) == ()


def test_conflicts_compare_moments():
    """Evenings in New York and mornings in Shanghai meet where the moments do."""
    here = year(event("2026-08-07 09:00", id="here"))
    there = year(event("2026-08-06 20:30", id="there", timezone="America/New_York"))
    (found,) = conflicts({"lin-yu": (*here, *there)})
    assert (found.first, found.second) == ("here", "there")


def test_an_occurrence_is_a_value():
    """Equal content gives equal occurrences."""
    assert len({*year(event("2026-08-06 20:30")), *year(event("2026-08-06 20:30"))}) == 1
    assert Occurrence("x", date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 2)).held

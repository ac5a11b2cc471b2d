"""The grammar of `repeat:` and of offsets; dateutil says which dates are right."""

from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from qunbook.calendar.recurrence import dates
from qunbook.offset import Offset, OffsetError
from qunbook.repeat import MAX_INTERVAL, REASONS, WORKWEEK, Freq, Repeat, RepeatError, Weekday, completed

intervals = st.integers(1, MAX_INTERVAL)
ordinals = st.sampled_from([1, 2, 3, 4, -1])
repeats = st.one_of(
    st.builds(Repeat, st.just(Freq.DAILY), intervals),
    st.builds(
        lambda n, days: Repeat(Freq.WEEKLY, n, tuple(map(Weekday, sorted(days)))),
        intervals,
        st.sets(st.integers(0, 6), min_size=1),
    ),
    st.builds(lambda n, day: Repeat(Freq.MONTHLY, n, month_day=day), intervals, st.sampled_from([*range(1, 29), -1])),
    st.builds(
        lambda n, day, nth: Repeat(Freq.MONTHLY, n, (Weekday(day, nth),)), intervals, st.integers(0, 6), ordinals
    ),
    st.builds(lambda n, nth: Repeat(Freq.MONTHLY, n, WORKWEEK, setpos=nth), intervals, ordinals),
    st.builds(
        lambda n, day: Repeat(Freq.YEARLY, n, month=day.month, month_day=day.day),
        intervals,
        st.dates(date(2001, 1, 1), date(2001, 12, 31)),
    ),
)
lunar = st.builds(lambda m, d: Repeat(Freq.LUNAR, lunar=(m, d)), st.integers(1, 12), st.integers(1, 30))


@given(st.one_of(repeats, lunar))
def test_round_trip(repeat):
    """Every value has one spelling, which reads as the same value again."""
    assert Repeat.parse(repeat.canonical) == repeat
    assert Repeat.parse(repeat.canonical.upper()) == repeat
    assert repeat.spoken("zh")
    assert repeat.spoken("en")


@given(repeats)
def test_rrule_round_trip(repeat):
    """The RRULE that we write is one that we read."""
    assert Repeat.parse("rrule:" + repeat.rrule()) == repeat


@given(repeats, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_dates_are_those_of_dateutil(repeat, start):
    """Our plain arithmetic gives the dates that dateutil reads out of our RRULE."""
    oracle = rrulestr(repeat.rrule(), dtstart=datetime.combine(start, time(20, 30)))
    expected = [found.date() for found in islice(oracle, 12) if found.year < 2100]
    assert list(islice(dates(repeat, start), len(expected))) == expected


@given(repeats, st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(-10, 900))
def test_dates_up_to_a_day(repeat, start, days):
    """A last day cuts the same dates off at the end, and changes nothing before it."""
    last = start + timedelta(days=days)
    assert list(dates(repeat, start, last)) == list(takewhile(lambda day: day <= last, dates(repeat, start)))


def read(text):
    try:
        return Repeat.parse(text), "", ""
    except RepeatError as error:
        return None, error.reason, error.hint


@given(
    st.text(alphabet="每隔周月年日天第最后一个两二三四五六十廿初正腊农历工作单双半季末底号、0123456789 -") | st.text()
)
def test_parse_never_fails_otherwise(text):
    """Whatever is written, the answer is a value or a RepeatError with a reason that we know."""
    repeat, reason, hint = read(text)
    assert repeat is None or Repeat.parse(repeat.canonical) == repeat
    assert reason in ("", *REASONS)
    assert not hint or Repeat.parse(hint).canonical == hint


@given(
    st.text(alphabet="FREQ=WEKLYMONTHDAI;BSUC,0123456789-+rul:").map("freq=weekly;".__add__)
    | st.text().map("FREQ=".__add__)
)
def test_rrule_never_fails_otherwise(text):
    """The same for raw rules."""
    assert read(text)[1] in ("", *REASONS)


@pytest.mark.parametrize(
    "written, canonical, rule, zh, en",
    [
        ("每天", "daily", "FREQ=DAILY", "每天", "every day"),
        ("隔天", "every 2 days", "FREQ=DAILY;INTERVAL=2", "每两天", "every second day"),
        ("每个工作日", "weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;WKST=MO", "每个工作日", "every weekday"),
        ("每周一至周五", "weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;WKST=MO", "每个工作日", "every weekday"),
        ("每周四", "weekly thu", "FREQ=WEEKLY;BYDAY=TH;WKST=MO", "每周四", "every Thursday"),
        ("每星期日", "weekly sun", "FREQ=WEEKLY;BYDAY=SU;WKST=MO", "每周日", "every Sunday"),
        ("每周一三五", "weekly mon,wed,fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=MO", "每周一、周三、周五", "every Monday, Wednesday and Friday"),
        ("隔周三", "every 2 weeks wed", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=MO", "每两周的周三", "every second Wednesday"),
        ("每两周周三", "every 2 weeks wed", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=MO", "每两周的周三", "every second Wednesday"),
        ("每月15日", "monthly 15", "FREQ=MONTHLY;BYMONTHDAY=15", "每月 15 日", "on the 15th of every month"),
        ("每月最后一天", "monthly last", "FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天", "on the last day of every month"),
        ("每月第二个周六", "monthly 2nd sat", "FREQ=MONTHLY;BYDAY=2SA", "每月第二个周六", "on the second Saturday of every month"),
        ("每月最后一个工作日", "monthly last weekday", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "每月最后一个工作日", "on the last weekday of every month"),
        ("每季最后一个周日", "every 3 months last sun", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SU", "每三个月的最后一个周日", "on the last Sunday of every third month"),
        ("每3个月最后一个周日", "every 3 months last sun", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SU", "每三个月的最后一个周日", "on the last Sunday of every third month"),
        ("每年3月8日", "yearly 03-08", "FREQ=YEARLY;BYMONTHDAY=8;BYMONTH=3", "每年 3 月 8 日", "every year on 8 March"),
        ("每年农历八月十五", "lunar 8-15", "", "每年农历八月十五", "every year on the 15th day of the 8th lunar month"),
        ("除夕", "lunar 12-30", "", "每年农历腊月三十", "every year on the 30th day of the 12th lunar month"),
        ("every other Wednesday", "every 2 weeks wed", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=MO", "每两周的周三", "every second Wednesday"),
        ("Monthly on the last Sunday", "monthly last sun", "FREQ=MONTHLY;BYDAY=-1SU", "每月最后一个周日", "on the last Sunday of every month"),
        ("RRULE:FREQ=MONTHLY;INTERVAL=6;BYDAY=3SA", "every 6 months 3rd sat", "FREQ=MONTHLY;INTERVAL=6;BYDAY=3SA", "每六个月的第三个周六", "on the third Saturday of every 6th month"),
        ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=2", "monthly 2nd sat", "FREQ=MONTHLY;BYDAY=2SA", "每月第二个周六", "on the second Saturday of every month"),
    ],
)  # fmt: skip
def test_spellings(written, canonical, rule, zh, en):
    """What people write, the one spelling of it, the rule that goes into a feed, and what readers are told."""
    repeat = Repeat.parse(written)
    assert (repeat.canonical, repeat.rrule(), repeat.spoken("zh"), repeat.spoken("en")) == (canonical, rule, zh, en)


@pytest.mark.parametrize(
    "written, reason, hint",
    [
        ("", "empty", ""),
        ("when we feel like it", "unknown", ""),
        ("thursday", "how-often", "weekly thu"),
        ("biweekly wed", "biweekly", "every 2 weeks wed"),
        ("biweekly", "biweekly", ""),
        ("bimonthly 15", "bimonthly", "every 2 months 15"),
        ("每月两次", "twice-a-month", ""),
        ("单周三", "odd-even-weeks", "every 2 weeks wed"),
        ("双周周三", "odd-even-weeks", "every 2 weeks wed"),
        ("odd weeks wed", "odd-even-weeks", "every 2 weeks wed"),
        ("monthly 31", "day-29-31", "monthly last"),
        ("每月30日", "day-29-31", "monthly last"),
        ("yearly 02-29", "leap-day", "yearly 02-28"),
        ("每月第五个周六", "fifth-weekday", "monthly last sat"),
        ("monthly 5th sat", "fifth-weekday", "monthly last sat"),
        ("yearly 04-31", "no-such-day", ""),
        ("lunar 13-1", "no-such-day", ""),
        ("每周", "weekday-missing", ""),
        ("monthly", "day-missing", ""),
        ("every 0 weeks thu", "interval", ""),
        ("rrule:FREQ=HOURLY", "unsafe-frequency", ""),
        ("rrule:FREQ=WEEKLY;BYDAY=TH;BYHOUR=9,20", "unsafe-part", ""),
        ("rrule:FREQ=MONTHLY;BYMONTHDAY=1,15", "unsafe-part", ""),
        ("rrule:FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "unsafe-part", "every 12 months 2nd sun"),
        ("rrule:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "unsafe-part", "weekdays"),
        ("rrule:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", "unsafe-part", "every 2 weeks mon,sun"),
        ("rrule:FREQ=DAILY;COUNT=30", "limit", "daily"),
        ("rrule:FREQ=WEEKLY;BYDAY=TH;UNTIL=20261231", "limit", "weekly thu"),
    ],
)
def test_refusals(written, reason, hint):
    """What programs read differently, or what skips months, is refused with the nearest safe spelling."""
    with pytest.raises(RepeatError) as refused:
        Repeat.parse(written)
    assert (refused.value.reason, refused.value.hint) == (reason, hint)


def test_the_plan_of_the_demo():
    """The first dates of rules in daily use, from a wall calendar of 2026."""
    first = lambda text, start, n=3: [f"{day:%m-%d}" for day in islice(dates(Repeat.parse(text), start), n)]  # noqa: E731
    assert first("weekly thu", date(2026, 8, 6)) == ["08-06", "08-13", "08-20"]
    assert first("every 2 weeks wed", date(2026, 8, 12)) == ["08-12", "08-26", "09-09"]
    assert first("monthly 2nd sat", date(2026, 8, 8)) == ["08-08", "09-12", "10-10"]
    assert first("every 3 months last sun", date(2026, 9, 27)) == ["09-27", "12-27", "03-28"]
    assert first("monthly last weekday", date(2026, 8, 31)) == ["08-31", "09-30", "10-30"]
    assert first("weekdays", date(2026, 8, 7)) == ["08-07", "08-10", "08-11"]
    assert first("monthly last", date(2026, 1, 31)) == ["01-31", "02-28", "03-31"]


def test_every_second_week_over_a_year_of_53_weeks():
    """2026 has 53 weeks: counting from the start goes on every fourteen days, odd and even weeks would not."""
    found = list(islice(dates(Repeat.parse("隔周三"), date(2026, 12, 16)), 4))
    assert found == [date(2026, 12, 16), date(2026, 12, 30), date(2027, 1, 13), date(2027, 1, 27)]


@pytest.mark.parametrize(
    "written, canonical",
    [
        ("每週四", "weekly thu"),
        ("每周四、每周日", "weekly thu,sun"),
        ("每周4", "weekly thu"),
        ("每周二到周五", "weekly tue,wed,thu,fri"),
        ("weekly 周四", "weekly thu"),
        ("每周thu", "weekly thu"),
        ("两周一次周四", "every 2 weeks thu"),
        ("每月月底", "monthly last"),
        ("每月倒数第一个周五", "monthly last fri"),
        ("中秋节", "lunar 8-15"),
        ("每年五一", "yearly 05-01"),
        ("每年腊月初八", "lunar 12-8"),
        ("正月十五", "lunar 1-15"),
        ("fortnightly thu", "every 2 weeks thu"),
        ("every two weeks on Thursday", "every 2 weeks thu"),
        ("last Friday of every month", "monthly last fri"),
        ("first Monday of the month", "monthly 1st mon"),
        ("3rd of each month", "monthly 3"),
        ("every second Thursday of the month", "monthly 2nd thu"),
        ("weekly mon-fri", "weekdays"),
        ("business days", "weekdays"),
        ("Thursdays every week", "weekly thu"),
        ("yearly Dec 3", "yearly 12-03"),
        ("3 December every year", "yearly 12-03"),
        ("Chinese New Year", "lunar 1-1"),
    ],
)
def test_other_words_for_the_same(written, canonical):
    """What can mean one thing only is read."""
    assert Repeat.parse(written).canonical == canonical


@pytest.mark.parametrize(
    "written, reason, offers",
    [
        ("每周三晚8点", "clock", "weekly wed"),
        ("每周三八点半", "clock", "weekly wed"),
        ("周四晚上", "clock", "weekly thu"),
        ("every thu at 8:30pm", "clock", "weekly thu"),
        ("每周四（节假日除外）", "condition", "weekly thu"),
        ("every thu except holidays", "condition", "weekly thu"),
        ("every thu until march", "limit", "weekly thu"),
        ("每月第一和第三个周四", "several-days", "monthly 1st thu|monthly 3rd thu"),
        ("monthly 15, 30", "several-days", "monthly 15|monthly last"),
        ("每月十五", "lunar-or-not", "monthly 15"),
        ("每月农历初一", "lunar-monthly", ""),
        ("清明节", "solar-term", ""),
        ("周末", "weekend", "weekly sat|weekly sun|weekly sat,sun"),
        ("一周两次", "twice-a-week", ""),
        ("不定期", "irregular", ""),
        ("不重复", "once", ""),
        ("每小时", "hourly", ""),
        ("每年10月第二个周六", "yearly-weekday", "every 12 months 2nd sat"),
        ("4th Thursday of November", "yearly-weekday", "every 12 months 4th thu"),
        ("每月倒数第二个周四", "nth-last", ""),
        ("every 2nd thu", "every-nth", "every 2 weeks thu|monthly 2nd thu"),
        ("monthly thu", "which-weekday", "monthly 1st thu|monthly last thu|weekly thu"),
        ("last friday", "how-often", "monthly last fri"),
        ("yearly 12/03", "month-or-day", "yearly 12-03|yearly 03-12"),
        ("yearly 12/25", "month-or-day", "yearly 12-25"),
        ("wekly thrusday", "unknown", "weekly thu"),
    ],
)
def test_refusals_with_each_reading(written, reason, offers):
    """What has a field of its own, or several readings, is refused with all that it may mean."""
    with pytest.raises(RepeatError) as refused:
        Repeat.parse(written)
    assert (refused.value.reason, "|".join(refused.value.offers)) == (reason, offers)


@pytest.mark.parametrize(
    "written, day, offers",
    [
        ("每两周", date(2026, 12, 3), ["every 2 weeks thu"]),
        ("biweekly", date(2026, 12, 3), ["every 2 weeks thu"]),
        ("monthly", date(2026, 12, 3), ["monthly 3", "monthly 1st thu"]),
        ("每季度", date(2026, 12, 31), ["every 3 months last", "every 3 months last thu"]),
        ("monthly", date(2026, 4, 29), ["monthly last wed"]),  # the 29th and the fifth are not in every month
        ("每年", date(2026, 12, 3), ["yearly 12-03"]),
    ],
)
def test_the_day_that_is_missing_is_that_of_the_start(written, day, offers):
    """A rule without its day is offered with the day on which the first date is, which is then a date of it."""
    with pytest.raises(RepeatError) as refused:
        Repeat.parse(written)
    assert list(completed(refused.value.stem, day)) == offers
    assert all(next(dates(Repeat.parse(offer), day)) == day for offer in offers)


@pytest.mark.parametrize(
    "rule, start, expected",
    [
        # 中秋, 春节 and 除夕 as any printed calendar has them; 2025 had a second sixth month, 2028 has a second fifth.
        ("lunar 8-15", date(2024, 1, 1), ["2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15"]),
        ("lunar 1-1", date(2025, 1, 1), ["2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26"]),
        ("lunar 12-30", date(2025, 1, 1), ["2025-01-28", "2026-02-16", "2027-02-05"]),
        ("lunar 6-1", date(2025, 1, 1), ["2025-06-25", "2026-07-14"]),
    ],
)
def test_lunar(rule, start, expected):
    """Festivals fall where printed calendars have them; of a month that comes twice the first counts."""
    found = islice(dates(Repeat.parse(rule), start), len(expected))
    assert [day.isoformat() for day in found] == expected


def test_dates_end():
    """No loop over dates is endless."""
    assert max(dates(Repeat.parse("daily"), date(2090, 1, 1))) == date(2099, 12, 31)
    assert max(dates(Repeat.parse("lunar 8-15"), date(2090, 1, 1))) < date(2100, 1, 1)


# Offsets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, canonical, value",
    [
        ("T-7d", "T-7d", Offset("T", -7)),
        ("T-1d 20:00", "T-1d 20:00", Offset("T", -1, clock=time(20))),
        ("T-30m", "T-30m", Offset("T", minutes=-30)),
        ("E+1d", "E+1d", Offset("E", 1)),
        ("D+3 10:00", "D+3 10:00", Offset("D", 3, clock=time(10))),
        ("D+0", "D+0", Offset("D")),
        ("T", "T", Offset("T")),
        ("T-2w", "T-14d", Offset("T", -14)),
        ("T-1h30m", "T-1h30m", Offset("T", minutes=-90)),
        ("t－7d", "T-7d", Offset("T", -7)),
        ("e+1d", "E+1d", Offset("E", 1)),
    ],
)
def test_offsets(written, canonical, value):
    """What people write, its one spelling, and the value."""
    assert (Offset.parse(written), Offset.parse(written).canonical) == (value, canonical)


@pytest.mark.parametrize(
    "written, reason, hint",
    [
        ("", "empty", ""),
        ("T-7", "unit", "T-7d"),
        ("T-2h 20:00", "clock", "T-1d 20:00"),
        ("T-7 days", "unknown", "T-7d"),
        ("提前7天", "unknown", "T-7d"),
        ("结束后1天", "unknown", "E+1d"),
        ("D+2h", "unit", ""),
        ("T-1d 25:00", "unknown", ""),
        ("soon", "unknown", ""),
    ],
)
def test_offset_refusals(written, reason, hint):
    """What cannot be read comes with the likely spelling."""
    with pytest.raises(OffsetError) as refused:
        Offset.parse(written)
    assert (refused.value.reason, refused.value.hint) == (reason, hint)


@given(
    st.one_of(
        st.builds(
            Offset,
            st.sampled_from("TE"),
            st.integers(-999, 999),
            clock=st.none() | st.times().map(lambda t: time(t.hour, t.minute)),
        ),
        st.builds(
            Offset,
            st.just("D"),
            st.integers(-999, 999),
            clock=st.none() | st.times().map(lambda t: time(t.hour, t.minute)),
        ),
        st.builds(Offset, st.sampled_from("TE"), st.just(0), st.integers(-9999, 9999)),
    )
)
def test_offset_round_trip(offset):
    """Every offset has one spelling, which reads as the same value again."""
    assert Offset.parse(offset.canonical) == offset


@given(st.text() | st.text(alphabet="TEDtd+-0123456789wdhm: 天提前后"))
def test_offset_never_fails_otherwise(text):
    """Whatever is written, the answer is a value or an OffsetError."""
    try:
        hint = Offset.parse(text).canonical
    except OffsetError as error:
        hint = error.hint
    assert not hint or Offset.parse(hint).canonical == hint


def test_a_week_is_a_week():
    """The date arithmetic has no year of its own."""
    days = list(islice(dates(Repeat.parse("weekly fri"), date(2026, 12, 25)), 3))
    assert days[2] - days[0] == timedelta(days=14)

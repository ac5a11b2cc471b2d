"""Calendars of every make become events: on the same dates, with the same words, and whatever is not so is told.

What a calendar says is worked out by icalendar with recurring-ical-events, what a handbook says by `queries`.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from checked import TODAY
from conftest import ROOT
from imported import CALENDARS, SETTINGS, after, ics, keys, only, planned
from qunbook import pipeline, queries
from qunbook.importer import place, plan
from qunbook.kinds.event import Event
from qunbook.settings import Settings

FIRST, LAST = date(2026, 1, 1), date(2029, 12, 31)

# The same dates --------------------------------------------------------------------------------------------------

Happening = tuple[str, str, str]


def written(when: date) -> str:
    return when.astimezone(UTC).isoformat() if isinstance(when, datetime) else when.isoformat()


def of_calendar(data: bytes, uids: set[str] | None = None) -> Counter[Happening]:
    """What takes place by the calendar: name, start and end."""
    calendar = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between(FIRST - timedelta(days=9), LAST + timedelta(days=9))
    return Counter(
        (str(one.get("SUMMARY", "")), written(one.start), written(one.end))
        for one in found
        if one.get("STATUS") != "CANCELLED"
        and (uids is None or one["UID"] in uids)
        and FIRST <= (one.start.astimezone(UTC).date() if isinstance(one.start, datetime) else one.start) <= LAST
    )


def of_handbook(book: pipeline.Loaded, paths: set[str]) -> Counter[Happening]:
    """What takes place by the handbook."""
    return Counter(
        (one.name or event.name, written(one.start), written(one.end))
        for event in book.playbook.all(Event)
        if event.path in paths
        for one in queries.occurrences(book.playbook, event, FIRST - timedelta(days=400), LAST + timedelta(days=400))
        if one.held
        and FIRST <= (one.start.astimezone(UTC).date() if isinstance(one.start, datetime) else one.start) <= LAST
    )


# What each calendar of the corpus has that is not taken, by its UID, or is taken as something else.
LEFT_OUT = {
    "google": {"monthend@google.com"},
    "yaml2ical": {"novateammeeting-20261001"},  # tells that a date is cancelled
}


@pytest.mark.parametrize("name", sorted(path.stem for path in CALENDARS.glob("*.ics")))
def test_a_calendar_of_every_make_gives_the_same_dates_and_no_error(name, tmp_path):
    data = (CALENDARS / f"{name}.ics").read_bytes()
    found = planned(data)
    book, paths = after(found, tmp_path)
    assert [one for one in pipeline.check(book, SETTINGS) if one.severity == "error"] == []
    ours = of_handbook(book, paths)
    theirs = of_calendar(as_the_standard_wants(name, data))
    names = {uid: str(part["SUMMARY"]) for part in calendar_events(name, data) if (uid := str(part.get("UID", "")))}
    for uid in LEFT_OUT.get(name, ()):
        theirs = Counter({one: count for one, count in theirs.items() if one[0] != names[uid]})
    assert ours == theirs
    assert sum(ours.values()) > 15


def calendar_events(name: str, data: bytes) -> list[icalendar.Component]:
    return icalendar.Calendar.from_ical(as_the_standard_wants(name, data)).walk("VEVENT")


def as_the_standard_wants(name: str, data: bytes) -> bytes:
    """The two calendars that no parser takes as they are, mended by hand."""
    text = data.decode("utf-8-sig")
    match name:
        case "toml-to-ical":
            text = text.replace("\nAgenda:", "\\nAgenda:").replace("\nEverybody", "\\nEverybody")
        case "by-hand":
            text = text.replace("。\n带水", "。\\n带水").replace("\n* 不带狗", "\\n* 不带狗")
            text = text.replace("2026-09-16T19:00", "20260916T190000").replace(
                "UNTIL=20271231", "UNTIL=20271231T155959Z"
            )
            text = text.replace("0T063000", "0T063000").replace(":20260901T0", ";TZID=Asia/Shanghai:20260901T0")
    return text.encode()


FEEDS = ("calendar/all.ics", "calendar/community/main.ics", "calendar/holidays.ics")


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_of_the_example_handbook_comes_in_again(feed, tmp_path):
    """Series, moves, cancelled dates, extra dates, lunar dates, other zones: the way out and in again."""
    book = pipeline.load(ROOT)
    data = next(one.data for one in pipeline.render(book, Settings(TODAY), "staff") if one.path == feed)
    found = planned(data)
    assert keys(found, "refused", "lost") == []
    again, paths = after(found, tmp_path)
    assert of_handbook(again, paths) == of_calendar(data)
    assert [one for one in pipeline.check(again, SETTINGS) if one.severity == "error"] == []


def test_the_reason_of_a_cancelled_date_comes_in_again():
    text = "DTSTART:20261203T120000Z\nDTEND:20261203T130000Z\nSUMMARY:读书夜\nRRULE:FREQ=WEEKLY;BYDAY=TH"
    gone = "RECURRENCE-ID:20261210T120000Z\nDTSTART:20261210T120000Z\nDTEND:20261210T130000Z\nSTATUS:CANCELLED\n"
    data = ics(
        f"UID:one-and-the-same-uid\n{text}",
        f"UID:one-and-the-same-uid\n{gone}SUMMARY:【取消】读书夜\nDESCRIPTION:原因：停电",
    )
    assert only(data)["exceptions"] == [{"on": "2026-12-10", "cancel": "true", "reason": "停电"}]


# Every calendar that could be ------------------------------------------------------------------------------------

SAYABLE = (
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY={day}", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY={day}",
    "FREQ=MONTHLY;BYDAY={nth}{day}", "FREQ=MONTHLY;BYDAY={day};BYSETPOS={nth}", "FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{day}",
    "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={nth}", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=MONTHLY;BYDAY=1{day},3{day}", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1{day}", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
)  # fmt: skip
PERHAPS = (
    "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=8",
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,{day}", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=MONTHLY;BYDAY=5{day}",
    "FREQ=YEARLY;BYYEARDAY=100", "FREQ=YEARLY;BYWEEKNO=20;BYDAY={day}", "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1", "FREQ=HOURLY;INTERVAL=100",
    "FREQ=WEEKLY;BYMONTH={month};BYDAY={day}", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=1{day}", "FREQ=YEARLY;BYMONTHDAY=9",
    "FREQ=YEARLY;BYMONTH={month}", "FREQ=YEARLY;INTERVAL=2;BYMONTH={month};BYMONTHDAY=-1", "FREQ=DAILY;INTERVAL=2;BYDAY={day}",
)  # fmt: skip
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def stamped(when: datetime | date, zone: str, name: str) -> str:
    if not isinstance(when, datetime):
        return f"{name};VALUE=DATE:{when:%Y%m%d}"
    return f"{name}:{when:%Y%m%dT%H%M%SZ}" if zone == "UTC" else f"{name};TZID={zone}:{when:%Y%m%dT%H%M%S}"


@st.composite
def series(draw) -> tuple[str, bool]:
    """A series with exceptions, and whether a handbook must be able to say its rule.

    The start is a date of the rule, as RFC 5545 wants it; exceptions and extra dates hit what they should, or not.
    """
    zone = draw(st.sampled_from(ZONES))
    whole = zone == ""
    day = draw(st.dates(date(2026, 1, 1), date(2027, 6, 30)))
    clock = timedelta(hours=draw(st.integers(4, 22)), minutes=draw(st.sampled_from((0, 15, 30))))
    must = draw(st.booleans())
    rule = draw(st.sampled_from(SAYABLE if must else PERHAPS)).format(
        day=DAYS[day.weekday()], nth=draw(st.sampled_from((1, 2, 3, 4, -1))), month=draw(st.integers(1, 12))
    )
    begin = datetime.combine(day, datetime.min.time()) + (timedelta() if whole else clock)
    first = next(iter(rrulestr(rule, dtstart=begin)))
    dates = [*islice(rrulestr(rule, dtstart=first), 40)]
    limit = draw(st.sampled_from(("", "count", "until")))
    if limit == "count":
        rule += f";COUNT={draw(st.integers(2, 30))}"
    elif limit == "until":
        last = draw(st.sampled_from(dates[1:]))
        rule += f";UNTIL={last:%Y%m%d}" if whole else f";UNTIL={utc(last, zone):%Y%m%dT%H%M%SZ}"

    def plain(when: datetime) -> datetime | date:
        return when.date() if whole else when

    def exactly(when: datetime, name: str) -> str:
        """The same moment, on the clocks of the series or in UTC."""
        if whole or draw(st.booleans()):
            return stamped(plain(when), zone, name)
        return stamped(utc(when, zone), "UTC", name)

    length = (
        timedelta(days=draw(st.integers(1, 3))) if whole else timedelta(minutes=draw(st.sampled_from((30, 75, 150))))
    )
    lines = [
        stamped(plain(first), zone, "DTSTART"),
        stamped(plain(first + length), zone, "DTEND"),
        f"RRULE:{rule}",
        "SUMMARY:系列",
    ]
    skipped = draw(st.lists(st.sampled_from(dates), max_size=3, unique=True))
    lines += [exactly(when, "EXDATE") for when in skipped]
    shift = draw(st.sampled_from((1, 2, 3)))
    extra = draw(st.lists(st.sampled_from(dates), max_size=2, unique=True))
    lines += [exactly(when + timedelta(days=shift), "RDATE") for when in extra]
    parts = ["\n".join((*lines, "UID:the-series-of-this-test"))]
    for when in draw(st.lists(st.sampled_from(dates), max_size=2, unique=True)):
        to = when + timedelta(
            days=draw(st.sampled_from((0, 0, 1, -2))), hours=0 if whole else draw(st.sampled_from((0, -2)))
        )
        name = draw(st.sampled_from(("系列", "系列：这一次不同")))
        lasts = length * draw(st.sampled_from((1, 1, 2)))
        parts.append(
            "\n".join(
                (
                    "UID:the-series-of-this-test", exactly(when, "RECURRENCE-ID"), stamped(plain(to), zone, "DTSTART"),
                    stamped(plain(to + lasts), zone, "DTEND"), f"SUMMARY:{name}", *draw(st.sampled_from(((), (), ("STATUS:CANCELLED",)))),
                )
            )
        )  # fmt: skip
    return ics(*parts), must


def utc(when: datetime, zone: str) -> datetime:
    return when.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@settings(max_examples=150)
@given(series())
def test_whatever_is_taken_happens_on_the_dates_of_the_calendar(made):
    data, must = made
    found = planned(data)
    if must:
        assert keys(found, "refused") == []
    if not found.taken:
        return
    with tempfile.TemporaryDirectory() as folder:
        book, paths = after(found, Path(folder))
        assert [one for one in pipeline.check(book, SETTINGS) if one.severity == "error"] == []
        assert of_handbook(book, paths) == of_calendar(data)
        again = plan.plan(data, book, SETTINGS, place.chosen(book.playbook, "main", None, "en"))
        assert (again.taken, bool(again.known)) == ((), True)


# This and all that follow ----------------------------------------------------------------------------------------

PACES = (("FREQ=WEEKLY", 7), ("FREQ=DAILY;INTERVAL=2", 2), ("FREQ=WEEKLY;INTERVAL=2", 14))


@st.composite
def turned(draw) -> bytes:
    """A series that is different from one date on, perhaps twice, with dates that are left out or have a day of theirs."""
    rule, days = draw(st.sampled_from(PACES))
    zone, count = draw(st.sampled_from(("Asia/Shanghai", "America/New_York", "UTC"))), draw(st.integers(4, 20))
    dates = [datetime(2026, 12, 2, 19) + timedelta(days=days * number) for number in range(count)]
    limit = draw(st.sampled_from(("", f";COUNT={count}", f";UNTIL={utc(dates[-1], zone):%Y%m%dT%H%M%SZ}")))

    def entry(begin: datetime, hours: int, name: str, *lines: str) -> str:
        times = (stamped(begin, zone, "DTSTART"), stamped(begin + timedelta(hours=hours), zone, "DTEND"))
        return "\n".join(("UID:one-and-the-same-uid", *times, f"SUMMARY:{name}", *lines))

    def some(least: int) -> list[datetime]:
        return draw(st.lists(st.sampled_from(dates[1:]), min_size=least, max_size=2, unique=True))

    gone, turns = some(0), some(1)
    parts = [entry(dates[0], 1, "甲", f"RRULE:{rule}{limit}", *(stamped(when, zone, "EXDATE") for when in gone))]
    for when in turns:
        begin = when + timedelta(hours=draw(st.sampled_from((0, 1, -2))))
        since = stamped(when, zone, "RECURRENCE-ID;RANGE=THISANDFUTURE")
        parts.append(entry(begin, draw(st.sampled_from((1, 2))), f"乙 {when:%d}", since))
    own = [when for when in some(0) if when not in turns]
    parts += [entry(when + timedelta(hours=5), 1, "丙", stamped(when, zone, "RECURRENCE-ID")) for when in own]
    return ics(*parts)


@settings(max_examples=60)
@given(turned())
def test_this_and_all_that_follow_become_a_series_of_their_own(data):
    found = planned(data)
    assert keys(found, "refused") == []
    assert {"import-pieces"} <= set(keys(found))
    with tempfile.TemporaryDirectory() as folder:
        book, paths = after(found, Path(folder))
        assert of_handbook(book, paths) == of_calendar(data)

"""Feeds as bytes, and as other programs read them. What is expected is written here as plain dates."""

import ast
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qunbook.calendar import recurrence
from qunbook.calendar.holidays import NONE, Holidays
from qunbook.calendar.occurrence import occurrences
from qunbook.calendar.stamps import Stamp
from qunbook.calendar.zones import footer, gap, is_twice, onsets, zone
from qunbook.queries import first_id
from qunbook.render import ics
from qunbook.render.feed_book import window
from qunbook.render.feed_list import feed_path
from qunbook.render.ics import Entry, Feed, block, line, lines, uid
from qunbook.render.ics_lint import lint
from qunbook.render.ics_read import UnreadableError, parse, reread
from qunbook.render.ics_series import Window, Words, series, some
from qunbook.repeat import Freq, Repeat
from standins import event, exception

SHANGHAI = "Asia/Shanghai"
STAMP = Stamp(datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
WINDOW = Window(date(2026, 1, 1), date(2027, 12, 31))
ABOUT = Feed(
    name="拾页学习社 · 全部活动", description="改动可能要一天才显示。",
    address="https://book.example.org/calendar/all.ics", color="#3f6fb5",
)  # fmt: skip
GOLDEN_WEEK = Holidays(
    {date(2026, 10, n): "国庆节" for n in range(1, 8)}, frozenset({date(2026, 10, 10)}), frozenset({2026}), asked=True
)


def feed(about, entries, alarm=None):
    return ics.feed(about, [block(entry, "handbook", alarm) for entry in entries])


def entries(event, holidays=GOLDEN_WEEK, within=WINDOW):
    def tell(one):
        return Words(
            f"{'【取消】' if one and not one.held else ''}{(one and one.name) or event.id}",
            f"说明：{one.reason}" if one and one.reason else "",
        )

    return series(event, f"event/{event.id}", SHANGHAI, holidays, within, STAMP, tell)


EVENTS = (
    # the first date is cancelled, one moves within its week, one past its neighbour, one falls on a day off
    event(
        "2026-08-06 20:30", "weekly thu", id="thursday", until=date(2026, 10, 15), on_holiday="skip",
        exceptions=(
            exception("2026-08-06", cancel=True, reason="台风"),
            exception("2026-08-20", move="2026-08-21 19:00", reason="嘉宾改期"),
            exception("2026-09-03", move="2026-09-10 19:00"),
            exception("2026-09-17", cancel=True, reason="场地停电"),
            exception("2026-09-24", change={"name": "周四特别场", "duration": timedelta(hours=2)}),
        ),
    ),
    event("2026-12-16 20:00", "隔周三", id="fortnight", count=4),
    event("2026-09-28 07:15", "weekdays", id="morning", until=date(2026, 10, 12), on_holiday="skip"),
    event("2026-08-08 14:30", "monthly 2nd sat", id="tea", count=3, duration=timedelta(minutes=150)),
    event("2026-09-27 10:00", "every 3 months last sun", id="fair", until=date(2027, 3, 31)),
    event("2026-08-31 20:30", "monthly last weekday", id="data", count=3),
    event("2026-01-31", "monthly last", id="books", count=4, duration=timedelta(days=1)),
    event("2026-11-02 22:00", "daily", id="check-in", count=3, exceptions=(exception("2026-11-03", move="2026-11-03 21:00"),)),
    event("2026-03-08 09:00", "yearly 03-08", id="women", until=date(2027, 12, 31)),
    event("2026-09-25 20:00", "lunar 8-15", id="moon"),
    event("2026-10-25 20:00", "weekly sun", id="overseas", count=3, timezone="America/New_York"),
    event("2026-03-22 19:00", "weekly sun", id="london", count=2, timezone="Europe/London"),
    event("2026-08-03 12:00", id="world", anchor="utc", repeat="weekly mon", until=date(2026, 8, 10)),
    event("2026-08-03 20:00", id="opening", also=(("2026-11-02", None), ("2026-12-05 10:00", None))),
    event("2026-06-19", id="trip", duration=timedelta(days=2)),
    event("2026-06-20 20:00", id="gone", exceptions=(exception("2026-06-20", cancel=True),)),
    event("2026-12-29 20:00", "weekly tue", id="all-off", until=date(2026, 12, 29), exceptions=(exception("2026-12-29", cancel=True),)),
)  # fmt: skip

# event, and its dates in order: local time in Shanghai (moments elsewhere in UTC), `x` for cancelled
EXPECTED = """
thursday  x2026-08-06 20:30, 2026-08-13 20:30, 2026-08-21 19:00, 2026-08-27 20:30, 2026-09-10 19:00, 2026-09-10 20:30, x2026-09-17 20:30, 2026-09-24 20:30, 2026-10-08 20:30, 2026-10-15 20:30
fortnight 2026-12-16 20:00, 2026-12-30 20:00, 2027-01-13 20:00, 2027-01-27 20:00
morning   2026-09-28 07:15, 2026-09-29 07:15, 2026-09-30 07:15, 2026-10-08 07:15, 2026-10-09 07:15, 2026-10-10 07:15, 2026-10-12 07:15
tea       2026-08-08 14:30, 2026-09-12 14:30, 2026-10-10 14:30
fair      2026-09-27 10:00, 2026-12-27 10:00, 2027-03-28 10:00
data      2026-08-31 20:30, 2026-09-30 20:30, 2026-10-30 20:30
books     2026-01-31, 2026-02-28, 2026-03-31, 2026-04-30
check-in  2026-11-02 22:00, 2026-11-03 21:00, 2026-11-04 22:00
women     2026-03-08 09:00, 2027-03-08 09:00
moon      2026-09-25 20:00, 2027-09-15 20:00, 2028-10-03 20:00
overseas  2026-10-26 00:00Z, 2026-11-02 01:00Z, 2026-11-09 01:00Z
london    2026-03-22 19:00Z, 2026-03-29 18:00Z
world     2026-08-03 12:00Z, 2026-08-10 12:00Z
opening   2026-08-03 20:00, 2026-11-02 20:00, 2026-12-05 10:00
trip      2026-06-19
gone      x2026-06-20 20:00
all-off   x2026-12-29 20:00
"""


def expected():
    """[(start, status)] of everything, UTC moments as text: eight hours are taken off Shanghai's clock by hand."""
    found = []
    for row in EXPECTED.strip().splitlines():
        for text in row.split(maxsplit=1)[1].split(", "):
            status, when = "CANCELLED" if text.startswith("x") else "CONFIRMED", text.removeprefix("x")
            if " " in when:
                moment = datetime.fromisoformat(when.removesuffix("Z")) - timedelta(
                    hours=0 if when.endswith("Z") else 8
                )
                when = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
            found.append((when, status))
    return sorted(found)


@cache
def everything():
    return feed(ABOUT, [entry for one in EVENTS for entry in entries(one)])


def shown(start):
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(start, datetime) else start.isoformat()


# What readers see ------------------------------------------------------------------------------------------------


def test_the_lint_finds_nothing():
    """A feed with everything that an event can do keeps every rule."""
    assert lint(everything()) == []


def test_a_series_in_utc_has_no_overrides():
    """What is cancelled or moved there stands on its own, for Home Assistant does not know it again."""
    moved = exception("2026-08-20", move="2026-08-21 19:00")
    found = list(
        entries(event("2026-08-06 20:30", "weekly thu", until=date(2026, 8, 27), anchor="utc", exceptions=(moved,)))
    )
    assert [(one.instead_of, bool(one.rule), len(one.skipped)) for one in found] == [(None, True, 1), (None, False, 0)]


def test_recurring_ical_events():
    """recurring-ical-events sees the plain dates."""
    calendar = icalendar.Calendar.from_ical(everything())
    seen = recurring_ical_events.of(calendar, skip_bad_series=False).between(date(2026, 1, 1), date(2029, 1, 1))
    assert sorted((shown(one["DTSTART"].dt), str(one["STATUS"])) for one in seen) == expected()


def test_the_second_reading():
    """Our own second parser, which the build runs on every feed, sees them too, with their ends."""
    seen = reread(everything(), date(2026, 1, 1), date(2028, 12, 31))
    assert sorted((shown(one.start), one.status) for one in seen) == expected()
    lengths = {shown(one.start): one.end - one.start for one in seen}
    assert lengths["2026-09-24T12:30:00Z"] == timedelta(hours=2)
    assert lengths["2026-08-08T06:30:00Z"] == timedelta(minutes=150)
    assert lengths["2026-06-19"] == timedelta(days=2)


aligned = st.tuples(
    st.sampled_from(
        ["daily", "every 3 days", "weekdays", "weekly thu", "weekly mon,sat", "every 2 weeks wed", "every 3 weeks tue,sun", "monthly 15",
         "monthly last", "monthly 2nd sat", "every 2 months last sun", "monthly last weekday", "monthly 3rd weekday", "yearly 12-31"]
    ),
    st.dates(date(2026, 1, 1), date(2027, 6, 30)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    aligned,
    st.sampled_from(["keep", "skip", "next_workday", "previous_workday"]),
    st.sampled_from([None, "count", "until"]),
    st.lists(st.tuples(st.integers(0, 8), st.integers(-3, 9) | st.none()), max_size=4),
    st.sampled_from([None, "America/New_York", "Europe/London"]),
    st.booleans(),
)
def test_any_series(rule, policy, limit, exceptions, where, whole):
    """Whatever happens to a series, its feed is clean and says what the plain occurrences say."""
    repeat = Repeat.parse(rule[0])
    days = [day for day, _ in zip(recurrence.dates(repeat, rule[1]), range(30), strict=False)]
    told = {days[n].isoformat(): shift for n, shift in exceptions}
    one = event(
        f"{days[0]}" if whole else f"{days[0]} 20:30", repeat, on_holiday=policy, timezone=where,
        duration=timedelta(days=1) if whole else timedelta(minutes=75),
        count=7 if limit == "count" else None, until=days[9] if limit == "until" else None,
        exceptions=tuple(
            exception(on, cancel=True) if shift is None else exception(on, move=f"{date.fromisoformat(on) + timedelta(days=shift)}")
            for on, shift in told.items()
        ),
    )  # fmt: skip
    assume(days[0].year < 2028)
    data = feed(ABOUT, entries(one))
    assert lint(data) == []
    plain = occurrences(one, SHANGHAI, GOLDEN_WEEK, WINDOW.first, WINDOW.last)
    wanted = sorted(
        (shown(o.start), "CONFIRMED" if o.held else "CANCELLED") for o in plain if o.on <= date(2027, 12, 20)
    )
    seen = reread(data, date(2025, 12, 1), date(2028, 1, 20))
    limit_day = max(o.day for o in plain)
    assert [
        s
        for s in sorted((shown(r.start), r.status) for r in seen)
        if s in wanted or s[0][:10] < f"{limit_day - timedelta(days=12)}"
    ] == wanted


def test_a_moved_first_date_moves_dtstart():
    """DTSTART is a date that takes place as planned: sabre shows the old first date of a series, and not its last."""
    one = event("2026-07-02 20:30", "weekly thu", count=3, exceptions=(exception("2026-07-02", move="2026-07-03"),))
    alone, master = sorted(entries(one, NONE), key=lambda entry: entry.start)
    assert (alone.key, alone.rule) == ("event/reading-night/2026-07-02", "")
    assert (f"{master.start:%Y-%m-%d}", master.rule) == ("2026-07-09", "FREQ=WEEKLY;BYDAY=TH;WKST=MO;COUNT=2")


def test_a_night_in_which_clocks_are_changed():
    """A date over a change of clocks stands alone, with its own end: some programs keep its hours, others its clock."""
    one = event("2026-10-30 23:30", "daily", count=4, timezone="America/New_York", duration=timedelta(hours=4))
    told = {entry.key: entry for entry in entries(one, NONE)}
    assert told.keys() == {"event/reading-night", "event/reading-night/2026-10-31"}
    assert [f"{when:%m-%d %H:%M}" for when in told["event/reading-night"].skipped] == ["10-31 23:30"]
    assert f"{told['event/reading-night/2026-10-31'].end:%m-%d %H:%M}" == "11-01 02:30"


@pytest.mark.parametrize("first, clock", [("2026-03-01", "02:30"), ("2026-10-25", "01:30")])
def test_a_time_off_the_clock(first, clock):
    """A series that meets a time which clocks leave out or show twice is written date by date, without a rule."""
    one = event(f"{first} {clock}", "weekly sun", count=3, timezone="America/New_York")
    assert [entry.rule for entry in entries(one, NONE)] == ["", "", ""]


def test_a_time_that_comes_twice_is_in_utc():
    """01:30 comes twice in New York on 1 November; programs take either, so the feed says which in UTC."""
    data = feed(ABOUT, entries(event("2026-11-01 01:30", timezone="America/New_York")))
    assert b"DTSTART:20261101T053000Z\r\nDTEND:20261101T064500Z\r\n" in data
    assert b"VTIMEZONE" not in data
    assert lint(data) == []


# Bytes -----------------------------------------------------------------------------------------------------------


def test_a_whole_feed():
    """A small feed, byte for byte."""
    one = event(
        "2026-08-06 20:30",
        "weekly thu",
        until=date(2026, 8, 20),
        exceptions=(exception("2026-08-13", cancel=True, reason="台风"),),
    )
    assert (
        feed(ABOUT, entries(one)).decode().replace("\r\n", "\n")
        == f"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Qunbook//Calendar feeds//ZH
CALSCALE:GREGORIAN
METHOD:PUBLISH
DESCRIPTION:改动可能要一天才显示。
X-WR-CALDESC:改动可能要一天才显示。
NAME:拾页学习社 · 全部活动
X-WR-CALNAME:拾页学习社 · 全部活动
COLOR:steelblue
REFRESH-INTERVAL;VALUE=DURATION:PT12H
SOURCE;VALUE=URI:https://book.example.org/calendar/all.ics
X-APPLE-CALENDAR-COLOR:#3F6FB5
X-PUBLISHED-TTL:PT12H
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19700101T000000
TZNAME:CST
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:reading-night
DTSTART;TZID=Asia/Shanghai:20260806T203000
DTEND;TZID=Asia/Shanghai:20260806T214500
DTSTAMP:20261120T083000Z
UID:{uid("handbook", "event/reading-night")}
SEQUENCE:3622110
RRULE:FREQ=WEEKLY;UNTIL=20260820T155959Z;BYDAY=TH;WKST=MO
LAST-MODIFIED:20261120T083000Z
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
BEGIN:VEVENT
SUMMARY:【取消】reading-night
DTSTART;TZID=Asia/Shanghai:20260813T203000
DTEND;TZID=Asia/Shanghai:20260813T214500
DTSTAMP:20261120T083000Z
UID:{uid("handbook", "event/reading-night")}
RECURRENCE-ID;TZID=Asia/Shanghai:20260813T203000
SEQUENCE:3622110
DESCRIPTION:说明：台风
LAST-MODIFIED:20261120T083000Z
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""
    )


def test_a_rebuild_is_identical():
    """The same entries, in whatever order, give the same bytes."""
    given = [entry for one in EVENTS for entry in entries(one)]
    assert feed(ABOUT, given[::-1]) == feed(ABOUT, given) == everything()


def test_uids_are_for_ever():
    """A UID comes from the namespace and the first id alone. If this fails, every subscriber gets everything twice."""
    assert uid("handbook", "event/reading-night") == "b2127cdc-f943-58fa-91d7-bed2808c06f8"
    assert uid("other", "event/reading-night") != uid("handbook", "event/reading-night")
    renamed = SimpleNamespace(id="thursday", formerly=("reading-night", "thursday-night"))
    assert first_id(renamed) == "reading-night"
    assert first_id(SimpleNamespace(id="thursday", formerly=())) == "thursday"


NASTY = (
    '第一行，,;\\ 引号" \r\n二\x00三\u2028四\x85五\ufeff六\x1b[31m七\u200d👩\u200d👩\u200d👧 e\u0301 '
    + "很长的说明" * 40
)


@given(st.text() | st.just(NASTY))
def test_any_text(text):
    """No text breaks a feed: lines stay short and whole, control characters go, the rest comes back."""
    words = Entry(
        "x", STAMP, text or "x", date(2026, 1, 1), date(2026, 1, 2), description=text, location=text, categories=(text,)
    )
    data = feed(Feed(name=text, description=text), [words])
    wrong = [said for said in lint(data) if "SUMMARY" not in said]
    assert wrong == []
    (back,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(back.get("SUMMARY", "")) == line(text or "x")
    assert str(back.get("DESCRIPTION", "")) == lines(text)


def as_icalendar_writes_it(entry):
    """The VEVENT of an entry, made with icalendar."""
    made = icalendar.Event()
    made.add("uid", uid("handbook", entry.key))
    made.add("dtstamp", entry.stamp.moment)
    made.add("last-modified", entry.stamp.moment)
    made.add("sequence", entry.stamp.sequence)
    made.add("summary", line(entry.summary))
    made.add("dtstart", entry.start)
    made.add("dtend", entry.end)
    if entry.instead_of:
        made.add("recurrence-id", entry.instead_of)
    if entry.rule:
        made.add("rrule", icalendar.vRecur.from_ical(entry.rule))
    for when in sorted(entry.skipped):
        made.add("exdate", when)
    for name, text in (
        ("location", line(entry.location)),
        ("description", lines(entry.description)),
        ("url", entry.url),
    ):
        if text:
            made.add(name, text)
    if entry.categories:
        made.add("categories", [line(category) for category in entry.categories])
    if entry.color:
        made.add("color", icalendar.vText(ics.nearest_css_name(entry.color)))
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE" if entry.busy and not entry.cancelled else "TRANSPARENT")
    return made.to_ical()


def test_a_vevent_is_written_as_icalendar_writes_it():
    """Our own lines are those of the library, byte for byte, for all that an event can do."""
    made = [entry for one in EVENTS for entry in entries(one)]
    assert len(made) > 25
    for entry in made:
        assert block(entry, "handbook").data == as_icalendar_writes_it(entry)


@given(
    st.text() | st.just(NASTY) | st.text(alphabet="\\\\,;^读é👩 \n", max_size=200),
    st.text(alphabet="abc/-_.~%?=&", max_size=120),
    st.sampled_from(["", "#3f6fb5"]),
    st.booleans(),
)
def test_any_vevent_is_written_as_icalendar_writes_it(text, url, color, cancelled):
    """The same for any text: what is escaped, and where a line is folded."""
    start = datetime(2026, 8, 6, 20, 30, tzinfo=zone(SHANGHAI))
    words = Entry(
        "x", STAMP, text or "x", start, start + timedelta(hours=1), text, text, url and f"https://x.example/{url}", (text or "y", "a;b,c"),
        cancelled=cancelled, color=color,
    )  # fmt: skip
    assert block(words, "handbook").data == as_icalendar_writes_it(words)


def test_text_is_cleaned():
    """Line breaks of every kind become one kind; what no reader can show goes."""
    assert lines("a\r\nb\u2028c\x85d\x00e\ufeff  \n\n") == "a\nb\nc\nde"
    assert line(" a\n\tb ") == "a b"


def test_alarms_and_colours():
    """Alarms are there only if asked for, and never for whole days or cancelled dates; colours have CSS names."""
    some_entries = [
        Entry("a", STAMP, "a", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 1, tzinfo=UTC)),
        Entry("b", STAMP, "b", date(2026, 1, 1), date(2026, 1, 2)),
    ]
    quiet = feed(ABOUT, some_entries)
    loud = feed(ABOUT, some_entries, alarm=timedelta(minutes=30))
    assert (quiet.count(b"BEGIN:VALARM"), loud.count(b"BEGIN:VALARM")) == (0, 1)
    assert b"TRIGGER:-PT30M" in loud
    assert ics.nearest_css_name("#ff0000") == "crimson"
    assert ics.nearest_css_name("#4682b4") == "steelblue"


def test_an_entry_has_a_zone_with_a_name():
    """A fixed offset is a bug of ours, not a `TZID="UTC+08:00"`."""
    from datetime import timezone

    here = timezone(timedelta(hours=8))
    with pytest.raises(AssertionError):
        feed(ABOUT, [Entry("a", STAMP, "a", datetime(2026, 1, 1, tzinfo=here), datetime(2026, 1, 2, tzinfo=here))])


# The window, chosen dates, paths ---------------------------------------------------------------------------------


def test_the_window_follows_the_content():
    """What is over before this year is left out; the newest change, not the day of the build, says which year it is."""
    assert window(date(2031, 5, 5), [int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())]) == WINDOW
    assert window(date(2026, 5, 5)) == WINDOW
    within = Window(date(2027, 1, 1), date(2028, 12, 31))
    keys = {entry.key for one in EVENTS for entry in entries(one, within=within)}
    assert keys == {
        "event/fortnight",
        "event/fair",
        "event/women",
        "event/moon/2027-09-15",
        "event/moon/2028-10-03",
        "event/moon/2029-09-22",
    }
    endless = event("2020-01-02 20:30", "weekly thu")
    (entry,) = entries(endless, NONE, within)
    assert entry.start == datetime(2020, 1, 2, 12, 30, tzinfo=UTC)


def test_chosen_dates():
    """Somebody who takes turns gets their own dates, each an entry on its own."""
    found = occurrences(event("2026-08-06 20:30", "weekly thu", count=4), SHANGHAI, NONE, WINDOW.first, WINDOW.last)[
        ::2
    ]
    told = some(found, "event/x", WINDOW, STAMP, lambda one: Words("x"))
    assert [entry.key for entry in told] == ["event/x/2026-08-06", "event/x/2026-08-20"]


def test_paths():
    """Feeds of the staff's edition have an address that nobody can guess; a new key revokes it."""
    assert feed_path("all") == "calendar/all.ics"
    assert feed_path("community", "main") == "calendar/community/main.ics"
    assert re.fullmatch(r"calendar/all-[0-9a-f]{24}\.ics", feed_path("all", "", "key"))
    assert feed_path("person", "lin-yu") == "calendar/person/lin-yu.ics"
    secret, other = feed_path("person", "lin-yu", "key"), feed_path("person", "lin-yu", "new key")
    assert re.fullmatch(r"calendar/person/lin-yu-[0-9a-f]{24}\.ics", secret)
    assert secret != other


def test_only_the_safe_set():
    """No feed has a recurrence that programs read differently."""
    text = everything().decode()
    for word in (
        "RDATE",
        "EXRULE",
        "RSCALE",
        "THISANDFUTURE",
        "ORGANIZER",
        "ATTENDEE",
        "VALARM",
        "DURATION:75",
        'TZID="UTC',
    ):
        assert word not in text
    assert parse(everything()).value("UID") == ""


# The lint --------------------------------------------------------------------------------------------------------

SMALL = feed(
    ABOUT,
    entries(
        event(
            "2026-08-06 20:30",
            "weekly thu",
            until=date(2026, 8, 20),
            exceptions=(exception("2026-08-13", cancel=True),),
        ),
        NONE,
    ),
)
OVERRIDE = SMALL[SMALL.rindex(b"BEGIN:VEVENT") : SMALL.rindex(b"END:VCALENDAR")]
ZONE = SMALL[SMALL.index(b"BEGIN:VTIMEZONE") : SMALL.index(b"BEGIN:VEVENT")]
SHANGHAI_ZONE = b"BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n"
IDENTITY = uid("handbook", "event/reading-night").encode()
NEW_YORK = (b"Asia/Shanghai", b"America/New_York")
# what is changed in the feed (old, new, as often as there are pairs), and the only thing that is said then
TODO = b"""BEGIN:VTODO
UID:x
DTSTAMP:20261120T083000Z
LAST-MODIFIED:20261120T083000Z
SEQUENCE:3622110
DUE;VALUE=DATE:20260813
SUMMARY:x
STATUS:NEEDS-ACTION
END:VTODO
""".replace(b"\n", b"\r\n")
BREACHES = [
    # bytes
    ([(b"\r\nCALSCALE", b"\nCALSCALE")], "line ends are not all CRLF"),
    ([(b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR")], "starts with a byte order mark"),
    ([(b"SUMMARY:reading", b"SUMMARY:" + b"x" * 80)], "longer than 75 octets"),
    ([("拾".encode(), "拾".encode()[:1] + b"\r\n " + "拾".encode()[1:])], "is folded inside a character"),
    ([(b"SUMMARY:reading", b"SUMMARY:re\x01ading")], "has a control character"),
    ([(b"SUMMARY:reading", b"SUMMARY:re\tading")], "has a control character"),
    ([(b"SUMMARY:reading", b"SUMMARY:re,ading")], "SUMMARY has a character that should be escaped"),
    ([(b"X-WR-CALNAME:", b"X-WR-CALNAME:\\x"), (b"\r\nNAME:", b"\r\nNAME:\\x")], "NAME has a character that should be escaped"),
    ([(b"SUMMARY:reading", b"SUMMARY reading")], "is no property"),
    ([(b"END:VCALENDAR", b"END:VEVENT")], "ends VEVENT"),
    ([(b"END:VCALENDAR\r\n", b"")], "VCALENDAR does not end"),
    # the calendar
    ([(b"PRODID:-//Qunbook//Calendar feeds//ZH\r\n", b"")], "VCALENDAR has not exactly one PRODID"),
    ([(b"feeds//ZH", b"feeds 1.2//ZH")], "PRODID has a number"),
    ([(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nUID:x\r\n")], "VCALENDAR has a UID"),
    ([(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nX-WR-TIMEZONE:Asia/Shanghai\r\n")], "X-WR-TIMEZONE moves the weekdays"),
    ([(b"METHOD:PUBLISH", b"METHOD:REQUEST")], "METHOD is not PUBLISH"),
    ([(b"X-PUBLISHED-TTL:PT12H", b"X-PUBLISHED-TTL:PT5M")], "X-PUBLISHED-TTL is not PT12H"),
    ([(b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL")], "REFRESH-INTERVAL is without VALUE=DURATION"),
    ([(b"SOURCE;VALUE=URI", b"SOURCE")], "SOURCE is without VALUE=URI"),
    ([(b"X-WR-CALNAME:", b"X-WR-CALNAME:x")], "NAME and X-WR-CALNAME differ"),
    ([(b"X-WR-CALDESC:", b"X-WR-CALDESC:x")], "DESCRIPTION and X-WR-CALDESC differ"),
    ([(b"COLOR:steelblue\r\n", b"")], "COLOR and X-APPLE-CALENDAR-COLOR go together"),
    ([(b"COLOR:steelblue", b"COLOR:#3F6FB5")], "COLOR is no CSS name"),
    ([(b"BEGIN:VEVENT", b"BEGIN:VJOURNAL"), (b"END:VEVENT", b"END:VJOURNAL"), (b"BEGIN:VEVENT", b"BEGIN:VJOURNAL"), (b"END:VEVENT", b"END:VJOURNAL"), (SHANGHAI_ZONE, SHANGHAI_ZONE)], "VJOURNAL does not belong into a feed"),
    ([(b"END:VCALENDAR", TODO + b"END:VCALENDAR")], "VTODO in a feed of events"),
    ([(b"END:VCALENDAR", TODO + TODO + b"END:VCALENDAR")], ("VTODO in a feed of events", "x comes 2 times")),
    ([(b"END:VCALENDAR", TODO.replace(b"SUMMARY:x\r\n", b"") + b"END:VCALENDAR")], ("VTODO in a feed of events", "x: has not exactly one SUMMARY")),
    ([(b"END:VCALENDAR", TODO.replace(b";VALUE=DATE:20260813", b":20260813T203000") + b"END:VCALENDAR")], ("VTODO in a feed of events", "x: DUE is a floating time")),
    ([(b"END:VCALENDAR", TODO.replace(b"DUE", b"RRULE:FREQ=DAILY\r\nDUE") + b"END:VCALENDAR")], ("VTODO in a feed of events", "x: a to-do that repeats is not read alike")),
    # zones
    ([(b"BEGIN:VTIMEZONE", ZONE + b"BEGIN:VTIMEZONE")], "Asia/Shanghai is described 2 times"),
    ([(SHANGHAI_ZONE, SHANGHAI_ZONE.replace(b"Shanghai", b"Tokyo"))], ("Asia/Tokyo is described and not used", "Asia/Shanghai is used without a VTIMEZONE")),
    ([(b"Asia/Shanghai", b"UTC+8")] * 9, "UTC+8 is no name of a time zone"),
    ([(b"TZOFFSETTO:+0800\r\n", b"TZOFFSETTO:+0800\r\nRDATE:19860504T000000\r\n")], "Asia/Shanghai has RDATE onsets"),
    ([(b"BEGIN:STANDARD", b"BEGIN:DAYLIGHT"), (b"END:STANDARD", b"END:DAYLIGHT")], "Asia/Shanghai has no STANDARD half"),
    ([(b"TZOFFSETTO:+0800\r\n", b"")], "Asia/Shanghai has a half without its offsets"),
    # what is in a VEVENT
    ([(b"TRANSP:OPAQUE\r\n", b"")], "has not exactly one TRANSP"),
    ([(b"UID:" + IDENTITY, b"UID:reading-night@book"), (b"UID:" + IDENTITY, b"UID:reading-night@book")], "UID is not made from its logical id"),
    ([(b"RRULE:", b"ORGANIZER:mailto:a@example.org\r\nRRULE:")], "ORGANIZER is not read alike"),
    ([(b"RRULE:", b"ATTENDEE:mailto:a@example.org\r\nRRULE:")], "ATTENDEE is not read alike"),
    ([(b"RRULE:", b"X-ALT-DESC:<b>x</b>\r\nRRULE:")], "X-ALT-DESC is not read alike"),
    ([(b"RRULE:", b"DURATION:PT1H\r\nRRULE:")], "DURATION is not read alike"),
    ([(b"RRULE:", b"RDATE:20260807T123000Z\r\nRRULE:")], "RDATE is not read alike"),
    ([(b"RRULE:", b"EXRULE:FREQ=DAILY\r\nRRULE:")], "EXRULE is not read alike"),
    ([(b"LAST-MODIFIED:20261120T083000Z", b"LAST-MODIFIED:20261120T083001Z")], "DTSTAMP and LAST-MODIFIED differ"),
    ([(b"SEQUENCE:3622110", b"SEQUENCE:1")], "SEQUENCE is not the minutes from 2020 to DTSTAMP"),
    ([(b"STATUS:CONFIRMED", b"STATUS:TENTATIVE")], "STATUS TENTATIVE is not read alike"),
    ([(b"STATUS:CANCELLED\r\nTRANSP:TRANSPARENT", b"STATUS:CANCELLED\r\nTRANSP:OPAQUE")], "keeps people busy"),
    ([("【取消】".encode(), b"")], "cancelled, and the summary does not say so"),
    ([(b"DTEND;TZID=Asia/Shanghai:20260806", b"DTEND;TZID=Asia/Shanghai:20260805")], "ends before it starts"),
    ([(b"END:VCALENDAR", OVERRIDE + b"END:VCALENDAR")], "comes 2 times"),
    # times
    ([(b"DTSTART;TZID=Asia/Shanghai:20260806", b"DTSTART:20260806")], ("DTSTART is a floating time", "RECURRENCE-ID is not in the form of DTSTART")),
    ([(b"DTEND;TZID=Asia/Shanghai:20260806T214500", b"DTEND;VALUE=DATE:20260807")], "DTEND is not of the same form as DTSTART"),
    ([(b"RRULE:", b"EXDATE;TZID=Asia/Shanghai:20260813T203000,20260820T203000\r\nRRULE:")], "EXDATE has several values"),
    ([NEW_YORK] * 9 + [(b"DTEND;TZID=America/New_York:20260806T214500", b"DTEND;TZID=America/New_York:20261101T013000")], "is a time that clocks leave out or show twice"),
    # recurrence
    ([(b"DTSTART;TZID=Asia/Shanghai:20260806T2030", b"DTSTART;TZID=Asia/Shanghai:20260805T2030")], "DTSTART is no date of its own rule"),
    ([(b"BYDAY=TH", b"BYDAY=TH;BYHOUR=20")], "RRULE is outside the safe set"),
    ([(b"BYDAY=TH;WKST=MO", b"BYDAY=TH")], "RRULE is outside the safe set"),
    ([(b"FREQ=WEEKLY;UNTIL=20260820T155959Z;BYDAY=TH;WKST=MO", b"FREQ=MONTHLY;BYMONTHDAY=29")], "RRULE is outside the safe set"),
    ([(b"FREQ=WEEKLY;UNTIL=20260820T155959Z;BYDAY=TH;WKST=MO", b"FREQ=MONTHLY;BYDAY=5TH")], "RRULE is outside the safe set"),
    ([(b"RRULE:", b"RRULE:RSCALE=CHINESE;")], "RRULE is outside the safe set"),
    ([(b"UNTIL=20260820T155959Z", b"UNTIL=20260820")], "UNTIL is not of the form that DTSTART asks for"),
    ([(b"UNTIL=20260820T155959Z", b"UNTIL=20260820T123000Z")], "UNTIL is not the end of a local day"),
    ([(b"RRULE:", b"EXDATE;TZID=Asia/Shanghai:20260807T203000\r\nRRULE:")], "EXDATE 20260807T203000 hits nothing"),
    ([(b"RRULE:", b"EXDATE;TZID=Asia/Shanghai:20260806T203000\r\nRRULE:")], "EXDATE takes DTSTART away"),
    ([(b"RRULE:FREQ=WEEKLY;UNTIL=20260820T155959Z;BYDAY=TH;WKST=MO\r\n", b"EXDATE;TZID=Asia/Shanghai:20260813T203000\r\n"), (b"RECURRENCE-ID;TZID=Asia/Shanghai:20260813", b"RECURRENCE-ID;TZID=Asia/Shanghai:20260806"), (b"DTSTART;TZID=Asia/Shanghai:20260813", b"DTSTART;TZID=Asia/Shanghai:20260806")], "EXDATE without RRULE"),
    ([(b"RECURRENCE-ID;TZID=Asia/Shanghai:20260813", b"RECURRENCE-ID;TZID=Asia/Shanghai:20260814")], "RECURRENCE-ID 20260814T203000 is no date of the series"),
    ([(b"RECURRENCE-ID;TZID=Asia/Shanghai:20260813T203000", b"RECURRENCE-ID:20260813T123000Z")], "RECURRENCE-ID is not in the form of DTSTART"),
    ([(ZONE, b""), (b"T155959Z", b"T235959Z"), *((b";TZID=Asia/Shanghai:" + day, b":" + day + b"Z") for day in (b"20260806T203000", b"20260806T214500", b"20260813T203000", b"20260813T203000", b"20260813T214500"))], "Home Assistant does not know it again"),
    ([(b"RECURRENCE-ID;TZID", b"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID")], "RECURRENCE-ID is not in the form of DTSTART"),
    ([(b"UID:" + IDENTITY + b"\r\nRECURRENCE-ID", b"UID:" + uid("other", "event/x").encode() + b"\r\nRECURRENCE-ID")], "an override without its series"),
    ([(b"DTSTART;TZID=Asia/Shanghai:20260813", b"DTSTART;TZID=Asia/Shanghai:20260820"), (b"DTEND;TZID=Asia/Shanghai:20260813", b"DTEND;TZID=Asia/Shanghai:20260820")], "is moved onto or past a neighbour"),
]  # fmt: skip


def broken(changes):
    data = SMALL
    for old, new in changes:
        if old in data:  # some are in the feed less often than they are listed
            data = data.replace(old, new, 1)
    return data


@pytest.mark.parametrize("changes, said", BREACHES, ids=[str(n) for n in range(len(BREACHES))])
def test_the_lint_finds(changes, said):
    """A feed that breaks one rule is told of that rule, and of nothing else."""
    assert lint(SMALL) == []
    assert changes[0][0] in SMALL
    found = lint(broken(changes))
    assert found
    wanted = (said,) if isinstance(said, str) else said
    assert [one for one in found if not any(part in one for part in wanted)] == []


def test_every_rule_of_the_lint_is_broken_once():
    """There is no sentence in the lint that no feed above brings out."""
    from qunbook.render import ics_lint

    tree = ast.parse(Path(ics_lint.__file__).read_text("utf-8"))
    yields = (node.value for node in ast.walk(tree) if isinstance(node, ast.Yield))
    rules = [
        "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in getattr(said, "values", [said]))
        for said in yields
        if isinstance(said, ast.Constant | ast.JoinedStr)
    ]
    assert len(rules) > 35
    told = [one for changes, _ in BREACHES for one in lint(broken(changes))]
    patterns = {rule: re.compile(".*".join(map(re.escape, rule.split("\0")))) for rule in rules}
    assert [rule for rule, pattern in patterns.items() if not any(pattern.search(one) for one in told)] == []


@given(st.binary())
def test_the_lint_reads_anything(data):
    """Bytes that are no feed are said to be none."""
    assert lint(data)
    with pytest.raises(UnreadableError):
        parse(data)


# Time zones ------------------------------------------------------------------------------------------------------

ZONES = [
    "Asia/Shanghai", "Asia/Kolkata", "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Santiago",
    "America/Nuuk", "Europe/London", "Europe/Paris", "Europe/Dublin", "Australia/Sydney", "Australia/Lord_Howe",
    "Pacific/Auckland", "Pacific/Chatham", "Asia/Jerusalem", "Asia/Gaza", "Africa/Cairo", "Africa/Casablanca", "Asia/Almaty",
]  # fmt: skip


def offsets_of(data):
    """A reader of VTIMEZONEs: [(moment of onset in UTC, offset)], by the text of RFC 5545 section 3.6.5."""
    (component,) = icalendar.Calendar.from_ical(data).walk("VTIMEZONE")
    found = []
    for half in component.subcomponents:
        first, before, after = half["DTSTART"].dt, half["TZOFFSETFROM"].td, half["TZOFFSETTO"].td
        rule = half.get("RRULE")
        starts = (
            rrulestr(rule.to_ical().decode(), dtstart=first).between(first, datetime(2036, 1, 1), inc=True)
            if rule
            else [first]
        )
        found += [(when - before, after) for when in starts]
    return sorted(found)


@pytest.mark.parametrize("name", ZONES)
def test_vtimezone(name):
    """A VTIMEZONE gives zoneinfo's offset in every hour around every change, and every six hours between."""
    first = 2023 if name == "Asia/Almaty" else 2026
    entry = Entry("x", STAMP, "x", datetime(first, 1, 1, tzinfo=zone(name)), datetime(2031, 12, 31, tzinfo=zone(name)))
    data = feed(ABOUT, [entry])
    table = offsets_of(data)
    real = zone(name)  # of the tzdata package: the machine's own may be older
    moment, end, index, before = datetime(first, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC), 0, None
    while moment < end:
        naive = moment.replace(tzinfo=None)
        while index + 1 < len(table) and table[index + 1][0] <= naive:
            index += 1
        now = moment.astimezone(real).utcoffset()
        assert table[index][1] == now, moment
        moment += (
            timedelta(minutes=30)
            if now != before or table[index][0] > naive - timedelta(hours=3)
            else timedelta(hours=1)
        )
        before = now
    assert b"RDATE" not in data


def every_zone():
    from importlib.resources import files

    return files("tzdata").joinpath("zones").read_text().split()


def test_every_zone_around_each_change():
    """The onsets written for any zone give zoneinfo's offset an hour and a minute before and after each of its changes."""
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    for name in every_zone():
        real, table = zone(name), sorted(moments_of(onsets(name, 2026, 2028)))
        changes = [when for when, _ in table if datetime(2026, 1, 1) <= when < datetime(2029, 1, 1)]
        for when in (*changes, datetime(2026, 1, 15), datetime(2028, 7, 15)):
            for near in (when - hour, when - minute, when, when + minute, when + hour):
                told = [after for start, after in table if start <= near][-1]
                assert told == near.replace(tzinfo=UTC).astimezone(real).utcoffset(), (name, near)
        # and no change of zoneinfo's is left out: between two onsets the offset stays
        noons = (datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(0, 1095, 4))
        for noon in noons:
            told = [after for start, after in table if start <= noon.replace(tzinfo=None)][-1]
            assert told == noon.astimezone(real).utcoffset(), (name, noon)


def moments_of(halves):
    """[(moment in UTC without a zone, offset after it)] of onsets, their yearly rules read by dateutil."""
    for half in halves:
        last = datetime(2030, 1, 1)
        starts = (
            rrulestr(half.rule, dtstart=half.start).between(half.start, last, inc=True) if half.rule else [half.start]
        )
        for start in starts:
            yield start - half.before, half.after


def test_vtimezone_has_rules():
    """Zones with daylight saving are two halves with a yearly rule; Shanghai is one without."""
    assert [onset.rule for onset in onsets("America/New_York", 2026, 2028)] == [
        "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    ]  # fmt: skip
    assert [onset.summer for onset in onsets("Europe/Dublin", 2026, 2028)] == [True, False]
    assert [onset.rule for onset in onsets("Asia/Jerusalem", 2026, 2028)] == [
        "FREQ=YEARLY;BYMONTH=3;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ]  # fmt: skip
    assert [(onset.rule, onset.summer) for onset in onsets(SHANGHAI, 2026, 2028)] == [("", False)]


def test_every_zone_can_be_written():
    """No zone of the database has a footer that we cannot read."""
    from importlib.resources import files

    for name in files("tzdata").joinpath("zones").read_text().split():
        assert footer(name)
    assert len(onsets("Antarctica/Troll", 2026, 2028)) == 2


def test_gaps_and_hours_that_come_twice():
    """Clocks in New York skip 02:00-03:00 on 8 March 2026 and repeat 01:00-02:00 on 1 November."""
    where = zone("America/New_York")
    assert gap(date(2026, 3, 8), time(2, 30), where) == (time(1, 59), time(3, 0))
    assert gap(date(2026, 3, 8), time(3, 0), where) is None
    assert is_twice(date(2026, 11, 1), time(1, 30), where)
    assert not is_twice(date(2026, 11, 1), time(2, 30), where)


@pytest.mark.parametrize("name", ["Mars/Phobos", "../zones", "Asia", "UTC+8", ""])
def test_unknown_zones(name):
    """A name that is no zone is a ValueError, whatever it looks like."""
    with pytest.raises(ValueError):
        zone(name)


def test_no_lunar_rule():
    """A lunar value has no RRULE; the window writes its years out."""
    assert Repeat(Freq.LUNAR, lunar=(8, 15)).rrule() == ""


# The example handbook --------------------------------------------------------------------------------------------


def test_the_example_handbook():
    """Every feed of the example is clean; the feed of everything, read again, has what the events have by plain dates."""
    from qunbook import pipeline, queries
    from qunbook.artifact import View
    from qunbook.kinds.event import Event
    from qunbook.render.feeds import render
    from qunbook.settings import Settings

    playbook = pipeline.load(Path(__file__).parent.parent).playbook
    facts = Settings(date(2026, 11, 20), feed_key="key")
    made = {
        audience: {one.path: one.data for one in render(View(playbook.seen_by(audience), facts, audience))}
        for audience in ("member", "staff")
    }
    assert {path: said for feeds in made.values() for path, data in feeds.items() if (said := lint(data))} == {}
    assert not [path for path in made["member"] if "person" in path or "role" in path or "deadlines" in path]
    events = [one for one in playbook.seen_by("member").all(Event) if one.status == "active"]
    plain = [
        o.start for one in events for o in queries.occurrences(playbook, one, date(2026, 1, 1), date(2027, 12, 31))
    ]
    plain += [date(2026, 8, 3), date(2026, 11, 2)]  # the terms of the camp
    seen = reread(made["member"]["calendar/all.ics"], date(2025, 12, 30), date(2027, 12, 31))
    assert sorted(shown(one.start) for one in seen) == sorted(shown(start) for start in plain)

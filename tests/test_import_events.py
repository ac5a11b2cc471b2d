"""What a calendar says of an event, and how a handbook says it: rules, exceptions, places, words, ids."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import markdown
import pytest

from checked import loaded
from imported import SETTINGS, front, ics, keys, only, planned, refused
from qunbook.importer import files, place, plan, words

TIMES = "DTSTART;TZID=Asia/Shanghai:{start}T203000\nDTEND;TZID=Asia/Shanghai:{start}T220000\nSUMMARY:读书夜"
NIGHT = TIMES.format(start="20260806")  # a Thursday


def repeat(rule: str, start: str = "20260806") -> tuple[object, ...]:
    data = only(ics(f"{TIMES.format(start=start)}\nRRULE:{rule}"))
    return tuple(data.get(key) for key in ("repeat", "until", "count") if key in data)


# Rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "start", "said"),
    [
        ("FREQ=WEEKLY", "20260806", ("weekly thu",)),
        ("FREQ=WEEKLY;BYDAY=TH;BYHOUR=20;BYMINUTE=30;BYSECOND=0", "20260806", ("weekly thu",)),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=TU,TH", "20260806", ("every 2 weeks tue,thu",)),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU", "20260809", ("every 2 weeks sun",)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "20260806", ("weekdays",)),
        ("FREQ=MONTHLY", "20260806", ("monthly 6",)),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=1", "20260806", ("monthly 1st thu",)),
        ("FREQ=MONTHLY;BYDAY=TH;BYMONTHDAY=1,2,3,4,5,6,7", "20260806", ("monthly 1st thu",)),
        ("FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=-1", "20260831", ("monthly last",)),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "20260831", ("monthly last",)),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "20260831", ("monthly last weekday",)),
        ("FREQ=YEARLY", "20260806", ("yearly 08-06",)),
        ("FREQ=YEARLY;BYMONTH=8;BYDAY=1TH", "20260806", ("every 12 months 1st thu",)),
        ("FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=6", "20260806", ("every 3 months 6",)),
        ("FREQ=YEARLY;BYMONTHDAY=6", "20260806", ("monthly 6",)),
        ("FREQ=WEEKLY;COUNT=10", "20260806", ("weekly thu", "10")),
        ("FREQ=WEEKLY;COUNT=1000000000", "20260806", ("weekly thu",)),
        ("FREQ=WEEKLY;UNTIL=20261231", "20260806", ("weekly thu", "2026-12-31")),
        ("freq=weekly;until=20261231T235959", "20260806", ("weekly thu", "2026-12-31")),
    ],
)
def test_a_rule_that_can_be_said_is(rule, start, said):
    assert repeat(rule, start) == said


def test_until_in_utc_is_the_last_local_date_that_it_lets_through():
    """20:30 in Shanghai is 12:30 UTC: one minute decides about that evening."""
    assert repeat("FREQ=WEEKLY;UNTIL=20261001T123000Z") == ("weekly thu", "2026-10-01")
    assert repeat("FREQ=WEEKLY;UNTIL=20261001T122900Z") == ("weekly thu", "2026-09-30")
    assert repeat("FREQ=WEEKLY;UNTIL=20261001T170000Z") == (
        "weekly thu",
        "2026-10-01",
    )  # 01:00 on the 2nd, before its evening


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("FREQ=SECONDLY", "import-rule"),
        ("FREQ=SECONDLY;COUNT=1000000000", "import-rule"),
        ("FREQ=MINUTELY;INTERVAL=90", "import-rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "import-rule"),
        ("FREQ=MONTHLY;BYDAY=5TH", "import-rule"),
        ("FREQ=YEARLY;BYWEEKNO=32;BYDAY=TH", "import-rule"),
        ("FREQ=YEARLY;BYYEARDAY=218", "import-rule"),
        ("FREQ=WEEKLY;INTERVAL=0", "import-rule"),
        ("FREQ=WEEKLY;INTERVAL=1000", "import-rule"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,TH", "import-rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "import-rule"),
        ("FREQ=WEEKLY;COUNT=5;UNTIL=20261231", "import-rule-two-limits"),
        ("FREQ=WEEKLY;COUNT=0", "import-rule-broken"),
        ("FREQ=WEEKLY;COUNT=-1", "import-rule-broken"),
        ("FREQ=WEEKLY;FREQ=DAILY", "import-rule-broken"),
        ("every thursday", "import-rule-broken"),
        ("FREQ=WEEKLY;RSCALE=CHINESE", "import-rule"),
        ("FREQ=WEEKLY;UNTIL=soon", "import-bad-time"),
    ],
)
def test_a_rule_that_cannot_be_said_is_told_and_nothing_is_written(rule, key):
    assert refused(ics(f"{NIGHT}\nRRULE:{rule}")) == key


def test_the_nearest_rule_that_can_be_said_is_offered():
    found = planned(ics(f"{NIGHT}\nRRULE:FREQ=MONTHLY;BYDAY=5TH"))
    assert [one.args["near"] for one in found.remarks if one.level == "refused"] == ["monthly last thu"]


@pytest.mark.parametrize(
    ("lines", "start", "also"),
    [
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "20260831", ("2026-10-31", "2026-12-31")),
        ("RRULE:FREQ=MONTHLY;BYDAY=5WE;UNTIL=20261231", "20260930", ("2026-12-30",)),
        ("RRULE:FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=MONTHLY;COUNT=3", "20260806", ("2026-08-13", "2026-09-06", "2026-10-06")),
        ("RRULE:FREQ=WEEKLY;COUNT=4\nEXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2", "20260806", ("2026-08-27",)),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3\nEXDATE;TZID=Asia/Shanghai:20261031T203000", "20260831", ("2026-12-31",)),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_said_but_ends_is_written_date_by_date(lines, start, also):
    data = only(ics(f"{TIMES.format(start=start)}\n{lines}"))
    first = "2026-08-13" if "EXRULE" in lines else f"{start[:4]}-{start[4:6]}-{start[6:]}"
    assert (data["start"], data["also"]) == (f"{first} 20:30", [f"{day} 20:30" for day in also])
    assert not {"repeat", "until", "count", "exceptions"} & data.keys()


def test_an_end_without_a_time_is_told_of_dates_one_by_one_as_well():
    for until, told in (("20261230", True), ("20261230T235959", False), ("20261231", False)):
        found = planned(ics(f"{TIMES.format(start='20260930')}\nRRULE:FREQ=MONTHLY;BYDAY=5WE;UNTIL={until}"))
        assert front(found)[0]["also"] == ["2026-12-30 20:30"]
        assert ("import-until-day" in keys(found)) == told


def test_a_rule_that_cannot_be_said_and_ends_late_is_told():
    assert refused(ics(f"{NIGHT}\nRRULE:FREQ=DAILY;INTERVAL=2;BYDAY=TH;UNTIL=20350101")) == "import-rule"
    assert only(ics(f"{NIGHT}\nRRULE:FREQ=DAILY;INTERVAL=2;BYDAY=TH;UNTIL=20280101"))["also"]


def test_a_whole_day_of_exchange_is_a_whole_day():
    """Midnight to midnight with a word beside it, in the zone of the calendar or in UTC."""
    night = "DTSTART;TZID=Asia/Shanghai:{}T000000\nDTEND;TZID=Asia/Shanghai:{}T000000\nSUMMARY:团建"
    flag = "\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
    assert only(ics(night.format("20261211", "20261213") + flag)) == {
        "name": "团建",
        "start": "2026-12-11",
        "duration": "2d",
    }
    utc = "DTSTART:20261210T160000Z\nDTEND:20261211T160000Z\nRRULE:FREQ=WEEKLY;UNTIL=20261231T160000Z\nEXDATE:20261217T160000Z\nSUMMARY:团建"
    data = only(ics(utc + flag))
    assert (data["start"], data["repeat"], data["until"]) == ("2026-12-11", "weekly fri", "2027-01-01")
    assert [one["on"] for one in data["exceptions"]] == ["2026-12-18"]
    assert only(ics(night.format("20261211", "20261213")))["start"] == "2026-12-11 00:00"
    assert (
        only(ics(night.replace("000000", "100000").format("20261211", "20261212") + flag))["start"]
        == "2026-12-11 10:00"
    )


def test_the_first_and_the_third_are_two_events():
    found = planned(
        ics(f"{NIGHT}\nRRULE:FREQ=MONTHLY;BYDAY=1TH,3TH;COUNT=5\nEXDATE;TZID=Asia/Shanghai:20260820T203000")
    )
    first, third = front(found)
    assert (first["start"], first["repeat"], first["until"]) == ("2026-08-06 20:30", "monthly 1st thu", "2026-10-01")
    assert (third["start"], third["repeat"], third["until"]) == ("2026-08-20 20:30", "monthly 3rd thu", "2026-10-01")
    assert "exceptions" not in first
    assert [one["on"] for one in third["exceptions"]] == ["2026-08-20"]
    assert "import-apart" in keys(found, "decided")


def test_a_first_date_off_its_own_rule_is_an_extra_date():
    found = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY;BYDAY=SA"))
    (data,) = front(found)
    assert (data["start"], data["repeat"], data["also"]) == ("2026-08-08 20:30", "weekly sat", ["2026-08-06 20:30"])
    assert keys(found) == ["import-no-vtimezone", "import-start-extra"]
    assert refused(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=4")) == "import-start-off-rule"


def test_a_series_that_is_over_before_it_begins_is_not_written():
    found = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY;UNTIL=20260101T000000Z"))
    assert (found.taken, keys(found, "decided")) == ((), ["import-nothing-left"])


# Dates of their own ----------------------------------------------------------------------------------------------


def with_override(*lines: str, rule: str = "RRULE:FREQ=WEEKLY") -> bytes:
    return ics(
        f"UID:the-weekly-evening\n{NIGHT}\nLOCATION:二楼\nDESCRIPTION:带书\n{rule}",
        "\n".join(("UID:the-weekly-evening", "RECURRENCE-ID;TZID=Asia/Shanghai:20260820T203000", *lines)),
    )


SAME = "DTSTART;TZID=Asia/Shanghai:20260820T203000\nDTEND;TZID=Asia/Shanghai:20260820T220000\nSUMMARY:读书夜\nLOCATION:二楼\nDESCRIPTION:带书"


def test_exceptions_of_every_sort():
    gone = ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY\nEXDATE:20260820T123000Z")
    assert only(gone)["exceptions"] == [{"on": "2026-08-20", "cancel": "true", "reason": "原日历里去掉了这一场"}]
    (moved,) = only(with_override(SAME.replace(":20260820", ":20260821")))["exceptions"]
    assert (moved["on"], moved["move"], "change" in moved) == ("2026-08-20", "2026-08-21 20:30", False)
    (changed,) = only(
        with_override(SAME.replace("T220000", "T213000").replace("二楼", "三楼").replace("读书夜", "夜谈"))
    )["exceptions"]
    assert changed["change"] == {"name": "夜谈", "duration": "1h", "venue": {"name": "三楼"}}
    assert changed["reason"]
    (cancelled,) = only(with_override(SAME, "STATUS:CANCELLED"))["exceptions"]
    assert (cancelled["on"], cancelled["cancel"]) == ("2026-08-20", "true")
    assert "exceptions" not in only(with_override(SAME, "ATTENDEE:mailto:a@example.org"))


def test_what_one_date_has_of_its_own_and_a_handbook_cannot_say_is_told():
    found = planned(with_override(SAME.replace("带书", "带两本书").replace("LOCATION:二楼\n", "")))
    assert keys(found, "lost") == ["import-lost-text", "import-lost-place"]
    assert not found.is_whole


def test_a_date_that_becomes_a_whole_day_is_an_event_of_its_own():
    found = planned(with_override("DTSTART;VALUE=DATE:20260822", "SUMMARY:读书日"))
    night, day = front(found)
    assert [(one["on"], one["cancel"]) for one in night["exceptions"]] == [("2026-08-20", "true")]
    assert (day["name"], day["start"], "repeat" in day) == ("读书日", "2026-08-22", False)


def onward(lines: str) -> bytes:
    return with_override(lines).replace(b"RECURRENCE-ID;", b"RECURRENCE-ID;RANGE=THISANDFUTURE;")


def test_this_and_all_that_follow_end_a_series_and_begin_another():
    old, new = front(planned(onward(SAME.replace("T203000", "T210000").replace("读书夜", "读书夜（晚场）"))))
    assert (old["start"], old["until"]) == ("2026-08-06 20:30", "2026-08-19")
    assert (new["start"], new["repeat"], new["name"]) == ("2026-08-20 21:00", "weekly thu", "读书夜（晚场）")
    (ended,) = front(planned(onward(f"{SAME}\nSTATUS:CANCELLED")))
    assert ended["until"] == "2026-08-19"


def test_this_and_all_that_follow_on_other_days_are_refused():
    assert refused(onward(SAME.replace("20260820", "20260821"))) == "import-and-future"
    assert (
        refused(onward(SAME).replace(b"FUTURE;TZID=Asia/Shanghai:20260820", b"FUTURE;TZID=Asia/Shanghai:20260821"))
        == "import-and-future"
    )


def test_dates_that_hit_nothing_are_told_and_change_nothing():
    found = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Asia/Shanghai:20260821T203000"))
    assert "exceptions" not in front(found)[0]
    assert keys(found, "tolerated") == ["import-no-vtimezone", "import-skips-nothing"]


def test_extra_dates():
    rdate = "RDATE;TZID=Asia/Shanghai:20260822T150000,20260827T203000"
    assert only(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY\n{rdate}"))["also"] == ["2026-08-22 15:00"]
    twice = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY\nRDATE;TZID=Asia/Shanghai:20260827T100000"))
    assert [one["start"] for one in front(twice)] == [
        "2026-08-06 20:30",
        "2026-08-27 10:00",
    ]  # a date is known by its day
    period = "RDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20260822T150000/PT3H"
    assert [one.get("duration") for one in front(planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY\n{period}")))] == [
        "1h30m",
        "3h",
    ]
    assert only(ics(f"{NIGHT}\n{rdate}"))["also"] == ["2026-08-22 15:00", "2026-08-27 20:30"]


def test_entries_that_differ_only_in_their_date_are_one_event():
    found = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY", TIMES.format(start="20260808"), TIMES.format(start="20260810")))
    (data,) = front(found)
    assert data["also"] == ["2026-08-08 20:30", "2026-08-10 20:30"]
    assert found.taken[0].artifact.data.count(b"made-for-this-test") == 3
    other = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY", TIMES.format(start="20260808") + "\nLOCATION:别处"))
    assert len(other.taken) == 2
    same_day = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY", TIMES.format(start="20260813").replace("T20", "T10")))
    assert len(same_day.taken) == 2


def test_a_cancelled_event_and_a_cancelled_series():
    data = only(ics(f"{NIGHT}\nSTATUS:CANCELLED"))
    assert [(one["on"], one["cancel"]) for one in data["exceptions"]] == [("2026-08-06", "true")]
    whole = planned(ics(f"{NIGHT}\nRRULE:FREQ=WEEKLY\nSTATUS:CANCELLED"))
    assert (whole.taken, keys(whole, "decided")) == ((), ["import-all-cancelled"])


# When ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("DTSTART;VALUE=DATE:20260806", {"start": "2026-08-06"}),
        ("DTSTART;VALUE=DATE:20260806\nDTEND;VALUE=DATE:20260807", {"start": "2026-08-06"}),
        ("DTSTART;VALUE=DATE:20260806\nDTEND;VALUE=DATE:20260809", {"start": "2026-08-06", "duration": "3d"}),
        ("DTSTART;VALUE=DATE:20260806\nDURATION:P1W", {"start": "2026-08-06", "duration": "1w"}),
        ("DTSTART:20260806T123000Z\nDURATION:PT90M", {"start": "2026-08-06 20:30", "duration": "1h30m"}),
        ("DTSTART:20260806T123000Z", {"start": "2026-08-06 20:30"}),
        ("DTSTART:20260806T203000\nDTEND:20260808T080000", {"start": "2026-08-06 20:30", "duration": "1d11h30m"}),
        (
            "DTSTART;TZID=America/New_York:20260806T203000\nDTEND;TZID=Asia/Shanghai:20260807T093000",
            {"start": "2026-08-06 20:30", "duration": "1h", "timezone": "America/New_York"},
        ),
        (
            "DTSTART;TZID=Asia/Tokyo:20260806T203000\nRRULE:FREQ=WEEKLY",
            {"start": "2026-08-06 20:30", "repeat": "weekly thu", "timezone": "Asia/Tokyo"},
        ),
        (
            "DTSTART:20260806T123000Z\nRRULE:FREQ=WEEKLY;BYDAY=TH",
            {"start": "2026-08-06 20:30", "repeat": "weekly thu"},
        ),
        (
            "DTSTART:20260806T203000Z\nRRULE:FREQ=WEEKLY;BYDAY=TH",  # Friday morning in Shanghai
            {"start": "2026-08-06 20:30", "repeat": "weekly thu", "anchor": "utc"},
        ),
    ],
)
def test_whole_days_times_and_zones(lines, said):
    data = only(ics(f"{lines}\nSUMMARY:它"))
    assert {key: value for key, value in data.items() if key != "name"} == said


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("SUMMARY:没有开始", "import-no-start"),
        ("DTSTART:20260806T203015Z", "import-seconds"),
        ("DTSTART:20260806T203000Z\nDTEND:20260806T193000Z", "import-ends-before"),
        ("DTSTART;VALUE=DATE:20260806\nDTEND;VALUE=DATE:20260801", "import-ends-before"),
        ("DTSTART;VALUE=DATE:20260806\nDTEND:20260807T000000Z", "import-day-or-time"),
        ("DTSTART:20260806T203000Z\nDURATION:tomorrow", "import-bad-duration"),
        ("DTSTART:tomorrow", "import-bad-time"),
        ("DTSTART:20260230T100000Z", "import-bad-time"),
        ("DTSTART:00010101T000000Z", "import-far-year"),
        ("DTSTART:99991231T235900Z", "import-far-year"),
        ("DTSTART;TZID=Mars/Olympus:20260806T203000", "import-unknown-zone"),
        ("DTSTART;TZID=America/New_York:20270314T023000\nDTEND;TZID=America/New_York:20270314T040000", "import-check"),
        ("DTSTART:20260806T203000Z\nRRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY", "import-several-rules"),
        ("DTSTART:20260806T203000Z\nRRULE:FREQ=WEEKLY\nEXRULE:FREQ=MONTHLY", "import-exrule"),
    ],
)
def test_an_event_whose_dates_cannot_be_said_is_told_and_not_written(lines, key):
    assert refused(ics(f"{lines}\nSUMMARY:它")) == key


def test_seconds_of_a_length_are_rounded_up_and_told():
    found = planned(ics("DTSTART:20260805T160000Z\nDTEND:20260806T155959Z\nSUMMARY:它"))
    assert (front(found)[0]["duration"], keys(found)) == ("1d", ["import-lost-seconds"])


def test_what_is_over_is_left_out_when_asked():
    events = (
        TIMES.format(start="20260806"),
        f"{NIGHT.replace('读书夜', '有头有尾')}\nRRULE:FREQ=WEEKLY;COUNT=3",  # until the 20th
        f"{NIGHT.replace('读书夜', '一直有')}\nRRULE:FREQ=WEEKLY",
        f"{NIGHT.replace('读书夜', '还有一场')}\nRDATE;TZID=Asia/Shanghai:20260901T203000",
    )
    book = loaded("")

    def names(since):
        found = plan.plan(ics(*events), book, SETTINGS, place.chosen(book.playbook, "main", None, "en"), since)
        return [one.event.name for one in found.taken], keys(found, "decided")

    assert names(date(2026, 8, 20)) == (["有头有尾", "一直有", "还有一场"], ["import-over"])
    assert names(date(2026, 8, 21)) == (["一直有", "还有一场"], ["import-over"])
    assert names(date(2026, 8, 6)) == (["读书夜", "有头有尾", "一直有", "还有一场"], [])


# Words -----------------------------------------------------------------------------------------------------------


def test_place_and_link():
    def where(*lines):
        data = only(ics("\n".join(("DTSTART:20260806T123000Z", "SUMMARY:它", *lines))))
        return {key: data[key] for key in ("mode", "venue", "url") if key in data}

    assert where("LOCATION:https://meet.example.org/a") == {"url": "https://meet.example.org/a"}
    assert where("URL:https://a.example.org/", "LOCATION:二楼") == {
        "mode": "offline",
        "venue": {"name": "二楼"},
        "url": "https://a.example.org/",
    }
    assert where("LOCATION:腾讯会议 123 456 789") == {"venue": {"name": "腾讯会议 123 456 789"}}
    assert where("LOCATION:柳荫公园\\n柳荫路 1 号\\, 河湾") == {
        "mode": "offline",
        "venue": {"name": "柳荫公园", "address": "柳荫路 1 号, 河湾"},
    }
    assert where("X-GOOGLE-CONFERENCE:https://meet.example.org/b") == {"url": "https://meet.example.org/b"}
    assert where("URL:javascript:alert(1)") == {}


def test_types_tags_and_who_may_see():
    lines = "DTSTART:20260806T123000Z\nSUMMARY:它\nCATEGORIES:讲座,新人\nCATEGORIES:Lecture"
    data = only(ics(lines))
    assert (data["type"], data["tags"]) == ("lecture", ["新人"])
    private = planned(ics(f"{lines}\nCLASS:PRIVATE"))
    assert front(private)[0]["visibility"] == "staff"
    assert keys(private, "decided") == ["import-no-end", "import-private"]


def test_a_long_name_is_cut_and_kept_whole_in_the_summary():
    name = "很长的名字" * 20
    data = only(ics(f"DTSTART:20260806T123000Z\nSUMMARY:{name}"))
    assert (len(data["name"]), data["name"][-1], data["summary"]) == (60, "…", name)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Book Night!", "book-night"),
        ("Café à Paris", "cafe-a-paris"),
        ("周四 Python 学习小组", "python"),
        ("读书夜", "event-2026-08-06"),
        ("2026 年会", "event-2026-08-06"),
        ("Q3", "event-2026-08-06"),
        ("ＦＵＬＬ　ＷＩＤＴＨ", "full-width"),
        ("x" * 80, "x" * 48),
        ("one two three four five six seven eight nine ten eleven", "one-two-three-four-five-six-seven-eight-nine-ten"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "event-2026-08-06"),
    ],
)
def test_an_id_is_the_latin_part_of_the_name_or_the_first_date(name, id):
    (taken,) = planned(ics(f"DTSTART:20260806T123000Z\nSUMMARY:{name}")).taken
    assert taken.artifact.path == f"content/events/{id}.md"


def test_an_id_that_is_taken_gets_a_number():
    lines = "DTSTART;TZID=Asia/Shanghai:2026081{}T100000\nSUMMARY:Reading night"
    paths = [one.artifact.path for one in planned(ics(*(lines.format(n) + f"\nLOCATION:{n}" for n in (1, 2)))).taken]
    assert paths == ["content/events/reading-night-2.md", "content/events/reading-night-3.md"]  # the handbook has one
    former = "=== events/reading-night.md -\n=== events/evening.md\n---\nname: 夜\nowner: host\ncommunity: main\nstart: 2026-12-01\nformerly: [reading-night]\n---\n"
    (taken,) = planned(ics(lines.format(1)), former).taken
    assert taken.artifact.path == "content/events/reading-night-2.md"


HOSTILE = """# not a title
<script>alert(1)</script> & <b onclick=x>bold</b> &lt;i&gt;
[[event:nobody]] [link](javascript:x) ![picture](https://evil.example.org/p.png) *stars* _under_ `code`
===
---
| a | b |
|---|---|
> quote
1. one
2. two
- [ ] a box <!-- task:x -->
!!! note
    indented
{: onclick="x" }
*[abbr]: x
[^1]: foot
a_b_c https://example.org/a_b_(c). Ends.
~~~
term
:   definition"""


def test_a_text_comes_out_as_the_text_that_it_is():
    """Python-Markdown with the extensions of the site shows every sign, and no tag but paragraphs, lists and links."""
    source = words.markdown(words.plain(HOSTILE.replace("<b onclick=x>bold</b>", "<x>")))
    extensions = [
        "abbr",
        "admonition",
        "attr_list",
        "def_list",
        "footnotes",
        "md_in_html",
        "tables",
        "pymdownx.details",
        "pymdownx.superfences",
    ]
    html = markdown.markdown(source, extensions=extensions)
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= {"p", "br", "a", "ol", "ul", "li"}
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    wanted = HOSTILE.replace("<b onclick=x>bold</b>", "<x>")
    wanted = re.sub(r"^(1|2)\. |^- ", "", wanted, flags=re.MULTILINE)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", wanted)


def test_html_of_google_becomes_text():
    text = '<p>先读<b>后聊</b></p><ul><li>带书</li></ul><a href="https://example.org/x">报名</a> a&nbsp;&amp; b<script>x()</script>'
    assert words.markdown(words.plain(text)) == "先读后聊\n\n- 带书\n\n报名 <https://example.org/x> a & b"


def test_a_body_has_no_error_whatever_the_text_is():
    text = HOSTILE.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
    found = planned(
        ics(f"DTSTART:20260806T123000Z\nSUMMARY:[[event:x]] <script>\nDESCRIPTION:{text}\nLOCATION:<iframe src=x>")
    )
    assert len(found.taken) == 1


def test_the_mark_of_an_import_cannot_be_closed_by_a_uid():
    assert files.marks(("a b", "x --> <script>", "é\n")) == ["a%20b", "x%20--%3E%20%3Cscript%3E", "%C3%A9%0A"]
    assert [*files.marked("text\n\n<!-- imported: a%20b c -->\n")] == ["a%20b", "c"]

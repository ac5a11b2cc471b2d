"""Calendars that are wrong: what can be understood is read the same as if it were right, the rest has a clear word."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT, qunbook
from imported import CALENDARS, front, ics, keys, planned, refused
from qunbook import catalogue
from qunbook.importer import plan, told
from qunbook.importer.lines import MAX_BYTES, read
from qunbook.importer.remarks import NotACalendarError

CLEAN, PROBLEMS, USAGE = 0, 1, 2
LONG = "读书夜：" + "一行写不下的长名字" * 4
RIGHT = ics(
    f"DTSTART;TZID=Asia/Shanghai:20260806T203000\nDTEND;TZID=Asia/Shanghai:20260806T220000\nSUMMARY:{LONG}\nDESCRIPTION:带书\\, 带笔\nRRULE:FREQ=WEEKLY",
    head="BEGIN:VTIMEZONE\nTZID:Asia/Shanghai\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0800\nEND:STANDARD\nEND:VTIMEZONE\n",
)


def folded(data: bytes, at: int) -> bytes:
    """Every line folded after so many octets, inside a character or not."""
    lines = (line for line in data.split(b"\r\n"))
    return b"\r\n".join(b"\r\n ".join(line[n : n + at] for n in range(0, max(len(line), 1), at)) for line in lines)


WRONG = {
    "import-bom": b"\xef\xbb\xbf" + RIGHT,
    "import-line-ends": RIGHT.replace(b"\r\n", b"\n"),
    "import-fold": folded(RIGHT, 73),
    "import-encoding": RIGHT.decode().encode("gb18030"),
    "import-unescaped": RIGHT.replace(b"\\,", b","),
    "import-no-calendar-line": RIGHT.replace(b"BEGIN:VCALENDAR\r\n", b"").replace(b"END:VCALENDAR\r\n", b""),
    "import-odd-line": RIGHT.replace(b"VERSION:2.0", b"VERSION:2.0\r\nwhat is this"),
    "import-odd-time": RIGHT.replace(b":20260806T203000", b":2026-08-06 20:30"),
    "import-no-vtimezone": RIGHT.replace(RIGHT[RIGHT.index(b"BEGIN:VTIMEZONE") : RIGHT.index(b"BEGIN:VEVENT")], b""),
    "import-floating": RIGHT.replace(b";TZID=Asia/Shanghai:2026", b":2026"),
    "import-zone-name": RIGHT.replace(b"Asia/Shanghai", b"China Standard Time"),
    "import-never-ended": RIGHT.replace(b"END:VEVENT\r\n", b"BEGIN:VTODO\r\nEND:VTODO\r\n"),
}


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_calendar_is_read_as_the_right_one_and_told(key):
    right, wrong = planned(RIGHT), planned(WRONG[key])
    assert keys(right) == []
    assert key in keys(wrong, "tolerated")
    assert [one.artifact for one in wrong.taken] == [one.artifact for one in right.taken]
    assert wrong.is_whole


def test_utf_16_and_lone_carriage_returns_and_tabs():
    right = [one.artifact for one in planned(RIGHT).taken]
    for wrong in (
        RIGHT.decode().encode("utf-16"),
        RIGHT.replace(b"\r\n", b"\r"),
        folded(RIGHT, 70).replace(b"\r\n ", b"\n\t"),
    ):
        assert [one.artifact for one in planned(wrong).taken] == right


@pytest.mark.parametrize(
    ("tzid", "rules", "zone"),
    [
        ("China Standard Time", "", None),
        ("/freeassociation.sourceforge.net/Asia/Shanghai", "", None),
        ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", "", None),
        ("GMT+8", "", None),
        (
            "Customized Time Zone",
            "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0800\nEND:STANDARD\n",
            None,
        ),
        (
            "My place",
            "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\n",
            "Etc/GMT-3",
        ),
        (
            "The office",
            "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\n",
            "Asia/Kolkata",
        ),
        ("GMT-0300", "", "Etc/GMT+3"),
        ("中国标准时间", "", None),
        ("Asia/Beijing", "", None),
        ("My place", "X-LIC-LOCATION:Europe/Paris\n", "Europe/Paris"),
        ("Tokyo Standard Time", "", "Asia/Tokyo"),
        ("/ics.py/2020.1/America/Indiana/Knox", "", "America/Indiana/Knox"),
    ],
)
def test_zones_by_any_name(tzid, rules, zone):
    head = f"BEGIN:VTIMEZONE\nTZID:{tzid}\n{rules}END:VTIMEZONE\n"
    found = planned(ics(f'DTSTART;TZID="{tzid}":20260806T203000\nDURATION:PT1H\nSUMMARY:它', head=head))
    (data,) = front(found)
    assert (data["start"], data.get("timezone")) == ("2026-08-06 20:30", zone)
    assert keys(found) == ["import-zone-rules" if "TZOFFSET" in rules else "import-zone-name"]


def test_times_without_a_zone_are_in_that_of_the_calendar():
    event = "DTSTART:20261202T190000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nEXDATE:20261209T190000\nSUMMARY:它"
    (data,) = front(planned(ics(event, head="X-WR-TIMEZONE:America/New_York\n")))
    assert (data["start"], data["timezone"]) == ("2026-12-02 19:00", "America/New_York")
    assert [one["on"] for one in data["exceptions"]] == ["2026-12-09"]
    assert "timezone" not in front(planned(ics(event, head="X-WR-TIMEZONE:Nowhere/At all\n")))[0]


SUMMER = """BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
"""
NEW_YORK = "=== handbook.md\n---\nname: Book\ntimezone: America/New_York\nlanguage: en\n---\n"


def test_rules_that_are_those_of_the_handbooks_zone():
    event = "DTSTART;TZID=Office:20260806T203000\nDURATION:PT1H\nSUMMARY:It"
    data = ics(event, head=f"BEGIN:VTIMEZONE\nTZID:Office\n{SUMMER}END:VTIMEZONE\n")
    assert "timezone" not in front(planned(data, NEW_YORK))[0]
    assert front(planned(data))[0]["timezone"] == "America/New_York"  # the best known of those with the same clocks
    nowhere = data.replace(b"DTSTART:20070311T020000", b"DTSTART:20070311T050000")
    assert refused(nowhere) == "import-unknown-zone"
    endless = data.replace(b"FREQ=YEARLY", b"FREQ=SECONDLY")
    assert keys(planned(endless, NEW_YORK), "refused") == ["import-unknown-zone"]


def test_line_breaks_that_nobody_escaped_stay_in_the_text():
    text = "第一行\r\nAgenda: https://example.org/\r\nURL is below\r\nhttps://example.org/b\r\n- 一项"
    found = planned(RIGHT.replace("带书\\, 带笔".encode(), text.encode()))
    body = found.taken[0].artifact.data.decode().partition("---\n")[2].partition("---\n")[2]
    assert (
        body.split("\n\n")[0] == "第一行  \nAgenda: <https://example.org/>  \nURL is below  \n<https://example.org/b>"
    )
    assert keys(found) == ["import-unescaped-break"]
    assert front(found)[0]["repeat"] == "weekly thu"


def test_what_is_no_event_is_counted():
    extra = b"BEGIN:VTODO\r\nUID:a\r\nEND:VTODO\r\nBEGIN:VTODO\r\nUID:b\r\nEND:VTODO\r\nBEGIN:VJOURNAL\r\nEND:VJOURNAL\r\nEND:VCALENDAR"
    found = planned(RIGHT.replace(b"END:VCALENDAR", extra))
    assert [(one.args["name"], one.args["count"]) for one in found.remarks] == [("VJOURNAL", 1), ("VTODO", 2)]
    assert found.is_whole


def test_a_file_that_is_cut_off_gives_what_is_whole():
    twice = ics(
        "DTSTART:20260806T123000Z\nDURATION:PT1H\nSUMMARY:甲", "DTSTART:20260807T123000Z\nDURATION:PT1H\nSUMMARY:乙"
    )
    found = planned(twice[: twice.index("乙".encode())])
    assert [one["name"] for one in front(found)] == ["甲"]
    assert keys(found, "refused") == ["import-cut-off"]


def test_one_identity_twice():
    first = "UID:the-same-for-both-of-them\nDTSTART:20260806T123000Z\nDURATION:PT1H\nSUMMARY:甲"
    newer = f"SEQUENCE:2\n{first.replace('甲', '乙')}"
    versions = planned(ics(newer, first))
    assert ([one["name"] for one in front(versions)], keys(versions)) == (["乙"], ["import-old-version"])
    assert [one["name"] for one in front(planned(ics(first, first)))] == ["甲"]
    different = planned(ics(first, first.replace("甲", "乙").replace("0806", "0807")))
    assert ([one["name"] for one in front(different)], keys(different)) == (["甲", "乙"], ["import-same-uid"])


# Hostile ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "import-empty"),
        (b" \r\n\r\n", "import-empty"),
        (b"PK\x03\x04....", "import-archive"),
        (b"<!DOCTYPE html><html>", "import-web-page"),
        (b"\xef\xbb\xbf\r\n<html>", "import-web-page"),
        (b"just a text", "import-not-a-calendar"),
        (b"\x00\x01\x02\xff" * 1000, "import-not-a-calendar"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "import-not-a-calendar"),
        (b"x" * (MAX_BYTES + 1), "import-too-large"),
    ],
)
def test_what_is_no_calendar_is_told(data, key):
    with pytest.raises(NotACalendarError) as caught:
        read(data)
    assert caught.value.key == key


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 50_000,
        b"BEGIN:VCALENDAR\r\n" + b"END:X\r\n" * 50_000,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:" + b"\r\n a" * 500_000,
        b"BEGIN:VCALENDAR\r\nX" + b';A="' * 200_000,
        b"BEGIN:VCALENDAR\r\nX" + b";A=" * 200_000 + b":",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\n" + b"stray\r\n" * 20_000,
        ics("DTSTART:20260806T123000Z\nSUMMARY:a\nDESCRIPTION:" + "<b" * 100_000),
        ics("DTSTART:20260806T123000Z\nSUMMARY:" + "a," * 400_000),
        ics("DTSTART:20260806T123000Z\nSUMMARY:a\nRRULE:" + "FREQ=WEEKLY;" * 50_000),
        ics("DTSTART:20260806T123000Z\nSUMMARY:a\nRRULE:FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 100_000)),
        ics("DTSTART:20260806T123000Z\nSUMMARY:a\nRRULE:FREQ=DAILY\nEXDATE:" + ",".join(["20260807T123000Z"] * 4_000)),
        ics("DTSTART:20260806T123000Z\nSUMMARY:a\nRRULE:FREQ=DAILY\nEXDATE:" + ",".join(["20260807T123000Z"] * 100_000)),
        ics("DTSTART:20260806T123000Z\nSUMMARY:a\nRDATE:" + ",".join(f"20{y}0{m}{d}T123000Z" for y in range(27, 60) for m in range(1, 9) for d in range(10, 25))),
        ics("DTSTART:20260806T123000Z\nDURATION:P99999999D\nSUMMARY:a"),
        ics("DTSTART:19700101T000000Z\nDURATION:PT1M\nRRULE:FREQ=DAILY;COUNT=49999\nSUMMARY:a"),
        ics(*(f"UID:{n}\nDTSTART:20260806T123000Z\nSUMMARY:same {n}" for n in range(300))),
    ],
    ids=range(17),
)  # fmt: skip
def test_nothing_hangs_or_crashes(data):
    began = time.perf_counter()
    try:
        found = planned(data)
    except NotACalendarError:
        return
    assert told.text(found, "en") or not found.events
    assert time.perf_counter() - began < 20  # a second or two; more only where something grows with a square


PIECES = st.sampled_from(
    """BEGIN:VCALENDAR|END:VCALENDAR|BEGIN:VEVENT|END:VEVENT|BEGIN:VALARM|END:VALARM|SUMMARY:a|SUMMARY|DTSTART:20260806T203000
    DTSTART;VALUE=DATE:20260806|DTEND:20260806T213000Z|DTSTART;TZID=Nowhere:20260806T203000|RRULE:FREQ=WEEKLY|RRULE:FREQ=|RRULE:;;
    RECURRENCE-ID:20260813T203000|EXDATE:20260813T203000|EXDATE:|RDATE:20260815T203000/PT1H|RDATE:/|UID:1|UID:2|STATUS:CANCELLED
    DURATION:PT0S|DURATION:-PT1H|URL:http://|LOCATION:\\|CATEGORIES:,,|DESCRIPTION:<a href="|SEQUENCE:x|:|;|=| folded|\x00|TZID:x""".replace("\n    ", "|").split("|")
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.sampled_from(("\n", "\r\n")))
def test_any_lines_in_any_order_give_files_without_errors_or_a_word(lines, end):
    data = ("BEGIN:VCALENDAR" + end + end.join(lines) + end + "END:VCALENDAR" + end).encode()
    found = planned(data)
    assert isinstance(told.text(found, "zh"), str)
    assert len({one.artifact.path for one in found.taken}) == len(found.taken)


RULE_WORDS = st.sampled_from(
    """FREQ=WEEKLY|FREQ=MONTHLY|FREQ=YEARLY|FREQ=DAILY|FREQ=|BYMONTH=ABC|BYMONTH=3|BYMONTH=3,9|BYMONTH=0|BYMONTH=99|BYDAY=TH|BYDAY=2TH
    BYDAY=-1TH,1TH|BYDAY=99TH|BYDAY=XX|BYDAY=,|BYMONTHDAY=-1|BYMONTHDAY=1,15|BYMONTHDAY=0|BYMONTHDAY=A|BYSETPOS=1|BYSETPOS=0|BYSETPOS=A
    INTERVAL=2|INTERVAL=A|INTERVAL=-1|COUNT=3|COUNT=A|WKST=SU|WKST=XX|WKST=|BYHOUR=20|BYHOUR=A|BYYEARDAY=1|UNTIL=20270101|UNTIL=X|=|;"""
    .replace("\n    ", "|").split("|")
)  # fmt: skip
HUGE = ("COUNT", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "UNTIL", "BYHOUR")


@given(st.lists(RULE_WORDS, max_size=6), st.sampled_from(("20260806T203000Z", "20260806")))
def test_any_rule_is_taken_or_told(parts, start):
    found = planned(ics(f"DTSTART:{start}\nSUMMARY:它\nRRULE:{';'.join(parts)}"))
    assert found.taken or keys(found, "refused") or keys(found, "decided")
    assert told.text(found, "zh")


@pytest.mark.parametrize("name", HUGE)
def test_numbers_that_are_too_long_to_be_numbers(name):
    assert refused(ics(f"DTSTART:20260806\nSUMMARY:它\nRRULE:FREQ=YEARLY;{name}={'9' * 5000}")) == "import-rule-broken"


@given(st.binary(max_size=300), st.integers(0, len(RIGHT)), st.integers(0, 40))
def test_any_bytes_anywhere_in_a_calendar(noise, at, gone):
    try:
        found = planned(RIGHT[:at] + noise + RIGHT[at + gone :])
    except NotACalendarError:
        return
    assert isinstance(told.text(found, "en"), str)


# The command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    """The smallest handbook, on the disk."""
    for path, content in catalogue.example("").items():
        (tmp_path / "book" / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "book" / "content" / path).write_text(content, "utf-8")
    return tmp_path / "book"


def test_import_writes_files_that_check_finds_no_error_in(book):
    done = qunbook("import", str(CALENDARS / "outlook.ics"), str(book), "--lang", "en")
    assert (done.returncode, "Traceback" in done.stderr) == (CLEAN, False)
    assert done.stdout.startswith("Written as events (6)\n  - content/events/event-2026-09-01.md  志愿者周会")
    assert "the zone China Standard Time was read as Asia/Shanghai" in done.stdout
    assert "7 entries read, 6 events written, 0 already in the handbook, 0 not taken" in done.stderr
    assert qunbook("check", str(book)).returncode == CLEAN
    assert qunbook("render", str(book), "--out", str(book.parent / "out")).returncode == CLEAN


def test_a_second_import_writes_nothing(book):
    calendar = str(CALENDARS / "by-hand.ics")
    assert qunbook("import", calendar, str(book)).returncode == CLEAN
    before = {path: path.read_bytes() for path in book.rglob("*.md")}
    file = book / "content" / "events" / "event-2026-09-01.md"
    edited = file.read_text().replace("name: 晨跑", "name: 清晨慢跑").replace("2026-09-01 06:30", "2026-09-01 06:45")
    file.write_text(edited)
    again = qunbook("import", calendar, str(book), "--lang", "en")
    assert again.returncode == CLEAN
    assert "0 events written, 3 already in the handbook" in again.stderr
    assert {path: path.read_bytes() for path in book.rglob("*.md")} == {**before, file: edited.encode()}


def test_what_the_calendar_has_since_then_is_written(book):
    calendar = book.parent / "grown.ics"
    night = "DTSTART:2026080{}T123000Z\nDURATION:PT1H\nSUMMARY:晨读"
    calendar.write_bytes(ics(*(night.format(n) for n in (1, 2))))
    assert "1 events written" in qunbook("import", str(calendar), str(book), "--lang", "en").stderr
    calendar.write_bytes(ics(*(night.format(n) for n in (1, 2, 3))))
    again = qunbook("import", str(calendar), str(book), "--lang", "en")
    assert "1 events written, 1 already in the handbook" in again.stderr
    assert (book / "content" / "events" / "event-2026-08-03.md").is_file()


def test_other_dates_of_what_was_imported_before_are_told(book):
    """Nothing is overwritten: somebody may have edited the file. Past dates are nobody's business any more."""
    calendar = book.parent / "moved.ics"
    night = "UID:the-weekly-evening\nDTSTART:20261105T123000Z\nDURATION:PT1H\nSUMMARY:晨读\nRRULE:FREQ=WEEKLY"
    day = "UID:the-day-in-december\nDTSTART;VALUE=DATE:20261212\nSUMMARY:年会"

    def again(*events: str) -> str:
        calendar.write_bytes(ics(*events))
        done = qunbook("import", str(calendar), str(book), "--lang", "en", "--as-of", "2026-11-20")
        assert done.returncode == CLEAN
        return done.stdout

    again(night, day)
    before = {path: path.read_bytes() for path in book.rglob("*.md")}
    assert "on other dates" not in again(night, day)
    assert "on other dates" not in again(f"{night}\nEXDATE:20261112T123000Z", day)
    moved = f"{night}\nEXDATE:20261203T123000Z\nRDATE:20261204T123000Z"
    title, weekly, once = again(moved, day.replace("1212", "1213")).splitlines()[-3:]
    assert title == (
        "Already in the handbook, but on other dates than in the calendar; nothing was changed, please see which are right (2)"
    )
    assert weekly == (
        "  - 晨读: content/events/event-2026-11-05.md; in the calendar and not in the handbook: 2026-12-04 20:30-21:30; "
        "in the handbook and not in the calendar: 2026-12-03 20:30-21:30"
    )
    assert once == (
        "  - 年会: content/events/event-2026-12-12.md; in the calendar and not in the handbook: 2026-12-13; "
        "in the handbook and not in the calendar: 2026-12-12"
    )
    off = again(f"{night}\nSTATUS:CANCELLED", day).splitlines()[-1]
    assert off.endswith(
        "not in the calendar: 2026-11-26 20:30-21:30, 2026-12-03 20:30-21:30, 2026-12-10 20:30-21:30 and 54 more"
    )
    assert {path: path.read_bytes() for path in book.rglob("*.md")} == before


def test_a_second_import_says_nothing_of_what_was_lost_in_the_first(book):
    calendar = str(CALENDARS / "apple.ics")
    qunbook("import", calendar, str(book))
    again = qunbook("import", calendar, str(book), "--lang", "en")
    assert "Taken, but without this" not in again.stdout


def test_the_same_name_and_start_is_the_same_event(book):
    """yaml2ics makes new UIDs every time that it runs."""
    assert qunbook("import", str(CALENDARS / "yaml2ics.ics"), str(book)).returncode == CLEAN
    other = book.parent / "other.ics"
    other.write_bytes((CALENDARS / "yaml2ics.ics").read_bytes().replace(b"UID:62769a9f", b"UID:00000000"))
    again = qunbook("import", str(other), str(book), "--lang", "en")
    assert "0 events written, 2 already in the handbook" in again.stderr


def test_what_is_not_taken_makes_exit_code_1(book):
    done = qunbook("import", str(CALENDARS / "google.ics"), str(book), "--lang", "zh")
    assert done.returncode == PROBLEMS
    assert "规则 `FREQ=MONTHLY;BYMONTHDAY=31` 说不了：不是每个月都有这一天" in done.stdout
    assert "月末对账（第 146 行）" in done.stdout


def test_where_to_put_the_events(tmp_path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    calendar = str(CALENDARS / "outlook.ics")
    unsaid = qunbook("import", calendar, str(tmp_path), "--lang", "en")
    assert (unsaid.returncode, unsaid.stdout) == (USAGE, "")
    assert unsaid.stderr.startswith("say with --community which one it is: there are ")
    wrong = qunbook("import", calendar, str(tmp_path), "--community", "mian", "--lang", "en")
    assert (wrong.returncode, "did you mean `main`?" in wrong.stderr) == (USAGE, True)
    nobody = qunbook("import", calendar, str(tmp_path), "--community", "main", "--owner", "event-hots", "--lang", "zh")
    assert (nobody.returncode, "你是不是想写 `event-host`？" in nobody.stderr) == (USAGE, True)
    assert not [*(tmp_path / "content" / "events").glob("event-*.md")]
    done = qunbook("import", calendar, str(tmp_path), "--community", "main", "--owner", "event-host")
    assert done.returncode == CLEAN
    assert "owner: event-host" in (tmp_path / "content" / "events" / "partner-call.md").read_text()


def test_files_that_are_no_calendar(book, tmp_path):
    empty, large = tmp_path / "empty.ics", tmp_path / "large.ics"
    empty.write_bytes(b"")
    with large.open("wb") as file:
        file.truncate(50 << 20)
    for path, said in ((empty, "the file is empty"), (large, "the file is larger than 16 MB: export it year by year")):
        done = qunbook("import", str(path), str(book), "--lang", "en")
        assert (done.returncode, done.stdout, done.stderr.strip()) == (PROBLEMS, "", f"{path}: {said}")
    none = qunbook("import", str(tmp_path / "none.ics"), str(book), "--lang", "en")
    assert (none.returncode, none.stderr) == (USAGE, f"there is no file {tmp_path / 'none.ics'}\n")
    folder = qunbook("import", str(tmp_path), str(book), "--lang", "en")
    assert (folder.returncode, folder.stderr.split(": ")[0]) == (USAGE, f"{tmp_path} is a folder")
    long = qunbook("import", "a" * 5000, str(book), "--lang", "en")
    assert (long.returncode, long.stderr[:17], "Traceback" in long.stderr) == (USAGE, "cannot read aaaaa", False)
    address = qunbook("import", "webcal://example.org/a.ics", str(book), "--lang", "en")
    assert (address.returncode, address.stderr.split(":")[0]) == (USAGE, "this is an address")
    assert qunbook("import", str(empty), str(tmp_path / "nowhere")).returncode == USAGE


def test_a_calendar_from_a_pipe(book):
    done = subprocess.run(
        [sys.executable, "-m", "qunbook", "import", "-", str(book)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        input=(CALENDARS / "apple.ics").read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, len([*(book / "content" / "events").glob("event-*.md")])) == (CLEAN, 3)


def test_every_word_of_an_import_is_said_in_both_languages(book):
    """The reports of all calendars of the corpus, in both languages, without a bare key or an empty place."""
    for path in sorted(CALENDARS.glob("*.ics")):
        found = planned(path.read_bytes())
        assert isinstance(found, plan.Plan)
        for language in ("zh", "en"):
            text = told.text(found, language)
            assert "import-" not in text
            assert "{" not in text

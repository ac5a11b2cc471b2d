"""Dates, clocks, days off, clashes and duties of events."""

from __future__ import annotations

from datetime import date

import pytest

from checked import TODAY, found, loaded, told
from qunbook import pipeline
from qunbook.settings import Settings


def event(id="night", start="2026-12-03 20:30", **more):
    fields = {"start": start, "importance": "routine", "duration": "60m", "repeat": "weekly thu", **more}
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items() if value)
    return f"=== events/{id}.md\n---\nname: {id}\ncommunity: main\nowner: host\n{lines}---\n见。\n"


def codes(text):
    return [code for code, path, _ in found(text) if path.startswith("events/")]


def test_a_first_date_off_the_series_is_offered_the_next_one():
    (one,) = pipeline.check(loaded(event(start="2026-12-02 20:30")), Settings(TODAY))
    assert (one.code, one.fix and one.fix.text) == ("QB402", "2026-12-03 20:30")


def test_an_exception_that_misses_is_offered_the_nearest_date():
    text = event(exceptions="[{on: 2026-12-11, cancel: true, reason: 满}]")
    (one,) = pipeline.check(loaded(text), Settings(TODAY))
    assert (one.code, one.fix and one.fix.text) == ("QB405", "2026-12-10")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"exceptions": "[{on: 2026-12-10, cancel: true}]"}, ["QB407"]),
        ({"until": "2026-11-01"}, ["QB409"]),
        ({"until": "2026-12-24", "count": "3"}, ["QB408"]),
        ({"repeat": "", "count": "3"}, ["QB410"]),
        ({"also": "[2026-12-10 20:30]"}, ["QB411"]),
        ({"also": "[2026-12-11 20:30]"}, []),
        ({"duration": "8d"}, ["QB412"]),
        ({"start": "2026-12-03", "duration": "90m"}, ["QB415"]),
        ({"start": "2026-12-03", "duration": "1d"}, []),
        ({"repeat": "每周四"}, ["QB401"]),
    ],
)
def test_what_an_event_says_fits_together(more, code):
    assert codes(event(**more)) == code


def test_an_until_before_the_start_is_told_once():
    """Exceptions of a series without a date are not also called wrong."""
    text = event(until="2026-11-01", exceptions="[{on: 2026-12-10, cancel: true, reason: 满}]")
    assert codes(text) == ["QB409"]


NEW_YORK = {"timezone": "America/New_York", "repeat": "weekly sun"}


def test_a_time_that_clocks_leave_out():
    text = event(start="2027-03-07 02:30", **NEW_YORK)
    assert told(text) == ["2027-03-14 那天 America/New_York 没有 02:30 这个时刻"]


def test_a_time_that_clocks_show_twice():
    assert codes(event(start="2026-10-25 01:30", until="2026-11-08", **NEW_YORK)) == ["QB404"]


def test_shanghai_never_changes_its_clocks():
    assert codes(event(start="2026-12-06 02:30", repeat="weekly sun")) == []


HOLIDAYS = "=== handbook.md\n---\nname: 书\ntimezone: Asia/Shanghai\nholidays:\n  extra: [{date: 2026-12-10, name: 馆庆}]\n---\n好。\n"
HUSH = event("reading-night", start="2026-12-04 09:00", repeat="weekly fri")


def test_a_series_on_a_day_off_is_told_once():
    assert told(HOLIDAYS + HUSH + event()) == ["2026-12-10 是馆庆，活动照常吗"]


@pytest.mark.parametrize(
    "more",
    [
        {"on_holiday": "skip"},
        {"on_holiday": "keep"},
        {"exceptions": "[{on: 2026-12-10, cancel: true, reason: 馆庆}]"},
        {"until": "2026-12-03"},
        {"status": "archived"},
    ],
)
def test_who_has_said_what_happens_is_not_asked(more):
    assert codes(HOLIDAYS + HUSH + event(**more)) == []


def test_two_at_once():
    """One finding for a pair of series, however often they meet and whomever they concern."""
    text = HUSH + event(duty="[host, keeper]") + event("talk", "2026-12-03 21:00", duty="[keeper, host]")
    assert codes(text) == ["QB430"]
    assert told(text) == ["阿兰、小明在“night”和“talk”之间分身乏术"]


@pytest.mark.parametrize(
    "talk",
    [
        event("talk", "2026-12-03 21:30", duty="[host]"),
        event("talk", "2026-12-03 19:30", duty="[host]"),
        event("talk", "2026-12-03 21:00", duty="[keeper]"),
        event("talk", "2026-12-03 21:00", duty="[{role: host, rota: [lan]}]"),
        event("talk", "2026-12-03 20:30", duty="[host]", timezone="Europe/London"),
        event("talk", "2026-12-03 21:00", duty="[host]", status="archived"),
        event("talk", "2027-06-03 21:00", duty="[host]"),
    ],
)
def test_no_clash(talk):
    """Back to back, other people, another zone's evening, an archived series, and what is far ahead."""
    assert codes(HUSH + event(duty="[host]") + talk) == []


def test_one_community_is_called_to_two_events_at_a_time():
    """Members can't be at both; told once, and not where the people on duty were told of the same pair."""
    two = event(importance="normal", duty="[host]") + event(
        "talk", "2026-12-03 21:00", importance="normal", duty="[keeper]"
    )
    assert codes(HUSH + two) == ["QB433"]
    assert told(HUSH + two) == ["读书会的成员没法又去“night”又去“talk”"]
    assert codes(HUSH + two.replace("[keeper]", "[host]")) == ["QB430"]
    assert codes(HUSH + two.replace("2026-12-03 21:00", "2026-12-03 21:30")) == []


@pytest.mark.parametrize(
    "one, other",
    [
        ({"start": "2026-12-07 20:30", "repeat": "monthly 1st mon"}, {"start": "2026-12-21 20:30", "repeat": "monthly 3rd mon"}),
        ({"until": "2026-12-10"}, {"start": "2026-12-17 20:30"}),
        ({}, {"start": "2026-12-03 21:30"}),
        ({"exceptions": "[{on: 2026-12-03, cancel: true, reason: 雪}]", "count": 1}, {"start": "2026-12-03 20:30", "count": 1}),
    ],
    ids=["first and third Monday", "ended against future", "back to back", "cancelled"],
)  # fmt: skip
def test_no_false_alarm_for_a_community(one, other):
    """Only dates that really overlap are a clash."""
    said = {"importance": "normal"}
    text = HUSH + event(**{**said, **one}) + event("talk", **{"start": "2026-12-03 20:30", **said, **other})
    assert [code for code in codes(text) if code.startswith("QB43")] == []


def duties(*rows, **more):
    return event(duty="[" + ", ".join(f"{{{row}}}" for row in rows) + "]", **more)


@pytest.mark.parametrize(
    "text, said",
    [
        (duties("role: host, hours: 20:15-21:00"), ["“night”从 21:00 到 21:30 没有人值守"]),
        (duties("role: host, hours: 20:45-21:30"), ["“night”从 20:30 到 20:45 没有人值守"]),
        (duties("role: host, hours: 20:15-21:00", "role: keeper, hours: 21:00-22:00"), []),
        (duties("role: host, hours: 20:15-21:00", "role: keeper"), []),
        (duties("role: host, hours: 20:00-23:00"), []),
        (duties("role: host"), []),
        (
            duties("role: host, hours: 09:00-12:00", "role: keeper, hours: 14:00-18:00", start="2026-12-03", duration="1d"),
            ["“night”从 12:00 到 14:00 没有人值守"],
        ),
        (duties("role: host, hours: 22:00-02:00", start="2026-12-03 23:30", duration="2h"), []),
    ],
)  # fmt: skip
def test_hours_that_nobody_covers(text, said):
    """Where hours are written they must meet; a role without hours is there the whole time."""
    found = [one for one in told(HUSH + text) if "没有人值守" in one]
    assert found == said


def test_same_evening_in_another_zone_is_the_same_moment():
    talk = event("talk", "2026-12-03 13:00", duty="[host]", timezone="Europe/London")
    assert codes(HUSH + event(duty="[host]") + talk) == ["QB430"]


def test_a_term_that_ends_before_the_next_date():
    role = (
        "=== roles/scribe.md\n---\nname: 记录员\nduties: [记]\nholders: [{person: lan, until: 2026-12-01}]\n---\n记。\n"
    )
    text = role + HUSH + event(duty="[scribe]")
    assert told(text) == ["2026-12-03 的“night”没有记录员值守"]
    assert told(text, date(2026, 11, 20)) == told(text)


def test_tasks_in_a_circle():
    tasks = "[{id: a, do: 一, at: T-1d, role: host, needs: [b]}, {id: b, do: 二, at: T-1d, role: host, needs: [a]}]"
    assert told(event(tasks=tasks)) == ["绕了一圈又回到 `a`：a → b → a"]


def test_an_included_list_must_not_share_an_id():
    room = "=== checklists/room.md\n---\nname: 场地\nitems: [{id: a, do: 看出口}]\n---\n看。\n"
    text = room + event(tasks="[{id: a, do: 订场地, at: T-1d, role: host}]", checklists="[room]")
    assert codes(text) == ["QB690"]


def test_the_same_list_in_two_events_is_fine():
    room = "=== checklists/room.md\n---\nname: 场地\nitems: [{id: a, do: 看出口}]\n---\n看。\n"
    assert (
        codes(
            room
            + event(checklists="[room]")
            + event("talk", "2026-12-04 20:30", repeat="weekly fri", checklists="[room]")
        )
        == []
    )


@pytest.mark.parametrize(
    "ends, code",
    [
        ("", ["QB417"]),
        ("until: 2026-12-31", []),
        ("until: 2027-01-31", ["QB417"]),
        ("count: 4", []),
        ("count: 40", ["QB417"]),
        ("status: archived\nreason: 换了时间", []),
    ],
)
def test_a_series_that_follows_another_begins_after_its_end(ends, code):
    """From now on different: the old series has ended before the new one begins, and so the two never clash."""
    old = event(duty="[host]").replace("repeat:", f"{ends}\nrepeat:") if ends else event(duty="[host]")
    new = event("later", "2027-01-06 20:30", repeat="weekly wed", duty="[host]", follows="night")
    assert codes(HUSH + old + new) == code


def test_a_calendar_that_programs_do_not_read_to_its_end():
    """999 events beside the one of the smallest handbook are read whole, two entries more are not; nine are archived."""
    one = "=== events/e{}.md\n---\nname: e\ncommunity: main\nowner: host\nstart: 2020-01-01\nimportance: routine\n{}---\n见。\n"
    nine = "status: archived\nreason: 办完了\n"
    text = HUSH + "".join(one.format(n, nine if n < 9 else "") for n in range(1008))
    assert [code for code, _, _ in found(text) if code == "QB434"] == []
    more = one.format("x", "also: [2020-02-02]\n")
    assert [(code, path) for code, path, _ in found(text + more) if code == "QB434"] == [("QB434", "handbook.md")]


def test_terms_and_offices_that_end_before_they_begin():
    """A last day before the first is told at each of them; one day is a period."""
    role = "=== roles/scribe.md\n---\nname: 记录员\nduties: [记]\nholders: [{person: lan, since: 2026-12-02, until: %s}]\n---\n记。\n"
    assert [code for code, _, _ in found(role % "2026-12-01") if code == "QB425"] == ["QB425"]
    assert [code for code, _, _ in found(role % "2026-12-02") if code == "QB425"] == []
    terms = (
        "=== communities/camp.md\n---\nname: 营\ntype: camp\npurpose: 学\nplatform: wechat_group\nowner: host\nterms:\n"
    )
    terms += "  - {start: 2027-01-01, end: 2027-02-01}\n  - {start: 2027-03-02, end: 2027-03-01}\n---\n学。\n"
    assert [line for code, _, line in found(terms) if code == "QB425"] == [9]

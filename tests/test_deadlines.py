"""What is due, by whom, when: plain values, the same for feeds, pages and the API."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest

from checked import TODAY, playbook
from qunbook import deadlines, queries
from qunbook.artifact import View
from qunbook.calendar import cover
from qunbook.calendar.occurrence import Occurrence
from qunbook.calendar.zones import zone
from qunbook.fields import Hours
from qunbook.kinds.rule import Rule
from qunbook.render.feeds import render
from qunbook.render.ics_read import reread
from qunbook.settings import Settings

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)
SHANGHAI = zone("Asia/Shanghai")

NIGHT = """=== events/reading-night.md
---
name: 读书夜
community: main
owner: host
start: 2026-11-26 20:30
duration: 75m
repeat: weekly thu
count: 3
importance: major
duty:
  - role: keeper
    rota: [ming, lan]
    hours: 19:30-22:00
tasks:
  - {id: preview, do: 发预告, at: T-1d 20:00, role: keeper, killer: true}
  - {id: room, do: 锁门, at: E+30m, role: host, when: {mode: offline}}
  - {id: notes, do: 发纪要, at: E+1d, role: host}
---
一起读。
"""
CAMP = """=== communities/camp.md
---
name: 精读营
type: camp
purpose: 三十天读一本书
platform: wechat_group
owner: host
terms:
  - {name: 第二期, start: 2026-11-23, end: 2026-12-22}
---
=== workflows/camp-days.md
---
name: 营期日程
trigger: 开营
community: camp
schedule:
  - {at: D+0, do: 建小组, role: host}
  - {at: D+3 10:00, do: 看谁没来, role: keeper}
steps:
  - {id: go, do: 开始, role: host, day: D+9}
---
"""


def due(book, kind=None):
    return [one for one in deadlines.deadlines(book, TODAY, FIRST, LAST) if kind in (None, one.kind)]


def told(found):
    return [f"{one.due:%m-%d %H:%M} {one.what} {','.join(one.people)}" if isinstance(one.due, datetime) else
            f"{one.due:%m-%d} {one.what} {','.join(one.people)}" for one in found]  # fmt: skip


# What is due -----------------------------------------------------------------------------------------------------


def test_tasks_have_their_moment_and_the_people_whose_turn_it_is():
    """Tasks are due at a moment of each date, done by who is on duty there; those for another mode are left out."""
    assert told(due(playbook(NIGHT), "task")) == [
        "11-25 20:00 发预告 ming", "11-27 21:45 发纪要 ming", "12-02 20:00 发预告 lan", "12-04 21:45 发纪要 ming",
        "12-09 20:00 发预告 ming", "12-11 21:45 发纪要 ming",
    ]  # fmt: skip


def test_tasks_of_routine_events_are_there_only_if_asked_for():
    """Nobody wants a deadline for every morning; `calendar.tasks` brings them."""
    routine = NIGHT.replace("major", "routine")
    assert due(playbook(routine), "task") == []
    asked = "=== handbook.md\n---\nname: 手册\ntimezone: Asia/Shanghai\ncalendar: {tasks: true}\n---\n"
    assert len(due(playbook(routine + asked), "task")) == 6


def test_retrospectives_are_due_after_dates_to_come_and_runs_that_were():
    """A coming date asks its owner for one; a run without one keeps asking, a draft asks its writer, one in review nobody."""
    assert told(due(playbook(NIGHT), "retro"))[0] == "12-01 读书夜 2026-11-26 ming"
    past = NIGHT.replace("2026-11-26 20:30", "2026-11-12 20:30")
    run = "=== runs/reading-night/2026-11-12.md\n---\nevent: reading-night\ndate: 2026-11-12\nstatus: done\n---\n"
    assert told(due(playbook(past + run), "retro"))[0] == "11-17 读书夜 2026-11-12 ming"
    retro = "=== retros/reading-night/2026-11-12.md\n---\nof: reading-night/2026-11-12\ndate: 2026-11-12\nowner: lan\nstatus: {}\n---\n"
    assert told(due(playbook(past + run + retro.format("draft")), "retro"))[0] == "11-17 读书夜 2026-11-12 lan"
    done = due(playbook(past + run + retro.format("in_review")), "retro")
    assert [one.key for one in done] == ["reading-night/2026-11-26"]


def test_terms_end_as_written_or_as_they_follow():
    """`until` is the last day in office; without it the role's `term` says when that is."""
    role = "=== roles/host.md\n---\nname: 主持\nduties: [主持]\nterm: 30d\nholders:\n  - {person: ming, until: 2026-12-05}\n  - {person: lan, since: 2026-11-10}\n---\n"
    assert told(due(playbook(role), "term")) == ["12-05 主持 · 小明 ming", "12-09 主持 · 阿兰 lan"]


def test_reviews_are_due_a_period_after_the_last():
    """A file with a date of its last review has to be read again by those who answer for it."""
    rule = "=== rules/kind.md\n---\nname: 好好说话\ncategory: respect\nowner: keeper\nno_penalty: 提醒就够\nreviewed: 2026-10-01\nreview_every: 60d\n---\n"
    book = playbook(rule)
    assert queries.review_due(book, book.get(Rule, "kind")) == date(2026, 11, 30)
    assert told(due(book, "review")) == ["11-30 好好说话 lan"]


def test_a_camp_has_its_days_by_term():
    """Relative days become dates of each term: at their clock, or whole; a schedule is not told twice by its steps."""
    assert told(due(playbook(CAMP), "camp")) == ["11-23 建小组 ming", "11-26 10:00 看谁没来 lan"]
    steps = re.sub(r"schedule:\n(  - .*\n)+", "", CAMP)
    assert told(due(playbook(steps), "camp")) == ["12-02 开始 ming"]


# Hours of cover --------------------------------------------------------------------------------------------------


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "hours, start, end, first, last",
    [
        ("19:30-22:00", "2026-11-26 20:30", "2026-11-26 21:45", "2026-11-26 19:30", "2026-11-26 22:00"),
        ("22:00-01:00", "2026-11-26 22:00", "2026-11-27 00:30", "2026-11-26 22:00", "2026-11-27 01:00"),
        ("23:30-00:30", "2026-11-27 00:00", "2026-11-27 00:30", "2026-11-26 23:30", "2026-11-27 00:30"),
    ],
)
def test_hours_of_cover_are_on_the_right_day(hours, start, end, first, last):
    """Cover that begins on the evening before an event at midnight does so; one past midnight ends on the next day."""
    clocks = [time.fromisoformat(part) for part in hours.split("-")]
    one = Occurrence("x", at(start).date(), at(start), at(end))
    assert cover.span(Hours(*clocks), one, SHANGHAI) == (at(first), at(last))


def test_gaps_between_spans():
    """What no span covers, in order; spans may overlap, touch, and reach beyond."""
    start, end = at("2026-11-26 20:00"), at("2026-11-26 23:00")
    spans = [(at("2026-11-26 19:00"), at("2026-11-26 20:30")), (at("2026-11-26 20:30"), at("2026-11-26 21:00"))]
    assert cover.gaps(spans, start, end) == ((at("2026-11-26 21:00"), end),)
    assert cover.gaps([(start, end)], start, end) == ()
    assert cover.gaps([], start, end) == ((start, end),)


# In feeds --------------------------------------------------------------------------------------------------------


def feeds(text, edition="staff", key=None):
    view = View(playbook(text).seen_by(edition), Settings(TODAY, feed_key=key), edition)
    return {one.path: one.data for one in render(view)}


def summaries(data):
    return re.findall(r"SUMMARY:(.*?)\r\n", data.decode().replace("\r\n ", ""))


def test_every_feed_of_the_table_is_there():
    """Members get events and days; staff also what falls to people and roles."""
    both = {"all", "community/main"}
    staff = {"duty", "deadlines", "retros", "tasks", "person/ming", "person/lan", "role/host", "role/keeper"}
    assert {path[9:-4] for path in feeds(NIGHT, "member")} == both
    assert {path[9:-4] for path in feeds(NIGHT)} == both | staff


@pytest.mark.parametrize(
    "holidays, feeds_of_days",
    [
        ("", set()),
        ("{country: DE}", {"holidays"}),
        ("{country: CN}", {"holidays", "holidays/off", "holidays/work"}),
        (
            "{extra: [{date: 2026-12-24}], workdays: [{date: 2026-12-26}]}",
            {"holidays", "holidays/off", "holidays/work"},
        ),
        ("{extra: [{date: 2026-12-24}]}", {"holidays"}),
    ],
)
def test_nobody_is_offered_a_feed_of_days_that_there_never_are(holidays, feeds_of_days):
    """Days off where a handbook has any; make-up workdays apart where its country or itself knows such days at all."""
    handbook = "=== handbook.md\n---\nname: 手册\ntimezone: Asia/Shanghai\n{}---\n"
    text = handbook.format(f"holidays: {holidays}\n" if holidays else "") + NIGHT
    assert {path[9:-4] for path in feeds(text, "member") if "holidays" in path} == feeds_of_days


def test_with_a_key_no_address_of_the_staff_can_be_guessed():
    """Each feed of the staff's edition has a secret of its own; members' feeds stay where they are."""
    secrets = [re.fullmatch(r"calendar/.+-([0-9a-f]{24})\.ics", path) for path in feeds(NIGHT, key="key")]
    assert all(secrets)
    assert len({found[1] for found in secrets}) == len(secrets)
    assert feeds(NIGHT, "member", "key").keys() == feeds(NIGHT, "member").keys()


def test_a_rota_is_told_turn_by_turn_with_its_hours():
    """The feed of duty says whose turn each date is, and from when to when."""
    data = feeds(NIGHT)["calendar/duty.ics"]
    assert sorted(summaries(data)) == ["值守：小明 · 读书夜", "值守：小明 · 读书夜", "值守：阿兰 · 读书夜"]
    (first, *_) = reread(data, FIRST, LAST)
    assert (first.start, first.end) == (
        datetime(2026, 11, 26, 11, 30, tzinfo=UTC),
        datetime(2026, 11, 26, 14, tzinfo=UTC),
    )


def test_a_role_may_have_a_morning_and_an_evening():
    """Two rotas of one role on the same date are two turns, each with its own hours and people; a task of the role is both people's."""
    twice = NIGHT.replace(
        "    hours: 19:30-22:00\n",
        "    hours: 09:00-12:00\n  - {role: keeper, rota: [lan, ming], hours: 19:30-22:00}\n",
    )
    found = [
        (one.start.astimezone(SHANGHAI).strftime("%m-%d %H:%M"), one.uid)
        for one in reread(feeds(twice)["calendar/duty.ics"], FIRST, LAST)
    ]
    assert [when for when, _ in found][:4] == ["11-26 09:00", "11-26 19:30", "12-03 09:00", "12-03 19:30"]
    assert len({uid for _, uid in found}) == len(found) == 6
    tasks = {one.key: one.people for one in due(playbook(twice)) if one.kind == "task"}
    assert tasks["reading-night/2026-11-26/preview"] == ("ming", "lan")
    people = summaries(feeds(twice)["calendar/duty.ics"])
    assert people.count("值守：小明 · 读书夜") == people.count("值守：阿兰 · 读书夜") == 3


def test_an_entry_says_who_is_on_duty():
    """A series names those who take turns; a date of its own names the one whose turn it is."""
    moved = NIGHT.replace(
        "count: 3\n", "count: 3\nexceptions:\n  - {on: 2026-12-03, move: 2026-12-04 20:30, reason: 场地}\n"
    )
    text = feeds(moved, "member")["calendar/all.ics"].decode().replace("\r\n ", "")
    assert "值守 · 管理员：小明、阿兰轮流（19:30-22:00）" in text
    assert "值守 · 管理员：阿兰（19:30-22:00）" in text


def test_who_stands_in_is_named_on_that_date():
    """A run that puts somebody else on duty makes of its date an entry of its own; one that says the usual does not."""
    steady = NIGHT.replace("    rota: [ming, lan]\n", "")
    assert steady != NIGHT
    run = "=== runs/reading-night/{day}.md\n---\nevent: reading-night\ndate: {day}\nduty: [{{role: keeper, person: {who}}}]\n---\n"
    runs = run.format(day="2026-12-03", who="ming") + run.format(day="2026-12-10", who="lan")
    entries = feeds(steady + runs)["calendar/all.ics"].decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    told = {
        (re.search("RECURRENCE-ID;TZID=Asia/Shanghai:(\\w+)", one) or [0, ""])[1]: re.search("管理员：(\\w+)", one)[1]
        for one in entries
        if "SUMMARY:读书夜" in one
    }
    assert told == {"": "阿兰", "20261203T203000": "小明"}


def test_to_dos_are_apart_and_have_their_hour():
    """The feed of to-dos holds the deadlines with their moment, and nothing else does."""
    made = feeds(NIGHT)
    text = made["calendar/tasks.ics"].decode()
    assert text.count("BEGIN:VTODO") == len(due(playbook(NIGHT)))
    assert "DUE;TZID=Asia/Shanghai:20261125T200000" in text
    assert "BEGIN:VEVENT" not in text
    assert [path for path, data in made.items() if b"VTODO" in data] == ["calendar/tasks.ics"]


def test_a_person_s_feed_has_all_they_must_do():
    """Duty on their own dates, tasks, retrospectives, the end of their term, reviews: each once."""
    role = "=== roles/keeper.md\n---\nname: 管理员\nowner: host\nduties: [看群]\nholders: [{person: lan, until: 2026-12-20}]\nreviewed: 2025-12-20\n---\n"
    found = summaries(feeds(NIGHT + role)["calendar/person/lan.ics"])
    assert sorted(found) == ["截止：任期到期 管理员 · 阿兰", "截止：发预告", "读书夜"]
    found = summaries(feeds(NIGHT + role)["calendar/person/ming.ics"])
    assert found.count("读书夜") == 2
    assert found.count("截止：复核《管理员》") == 1


def test_a_guest_has_the_event_in_their_calendar():
    """Who is invited must attend as well."""
    guest = NIGHT.replace("rota: [ming, lan]", "rota: [ming]").replace("tasks:\n", "guests: [{person: lan}]\ntasks:\n")
    assert "读书夜" in summaries(feeds(guest)["calendar/person/lan.ics"])


def test_terms_of_a_camp_are_in_its_feed():
    """A term is one long entry, in the feed of all too; its days are in the community's."""
    made = feeds(CAMP, "member")
    assert set(summaries(made["calendar/community/camp.ics"])) == {"看谁没来", "建小组", "精读营 · 第二期"}
    assert "看谁没来" not in summaries(made["calendar/all.ics"])
    (term,) = (one for one in reread(made["calendar/all.ics"], FIRST, LAST) if one.start == date(2026, 11, 23))
    assert term.end == date(2026, 12, 23)


DAYS = """=== handbook.md
---
name: 手册
timezone: Asia/Shanghai
holidays:
  extra: [{date: 2026-12-25, name: 馆庆}]
  workdays: [{date: 2026-12-26}]
key_dates:
  - {date: 2026-12-31, name: 年终书单, industry: 书店}
---
"""


def test_days_off_and_make_up_days_are_apart():
    """Together each has a category and a colour; alone each is a feed that a program can colour as a whole."""
    made = feeds(DAYS, "member")
    both, off, work = (made[f"calendar/{name}.ics"].decode() for name in ("holidays", "holidays/off", "holidays/work"))
    assert (summaries(off.encode()), summaries(work.encode())) == (["馆庆（休）"], ["补班"])
    assert sorted(summaries(both.encode())) == ["补班", "馆庆（休）"]
    assert {*re.findall(r"CATEGORIES:(.*)\r", both)} == {"放假", "补班"}
    assert re.findall(r"\r\nCOLOR:(\w+)", off)[0] != re.findall(r"\r\nCOLOR:(\w+)", work)[0]
    assert summaries(made["calendar/key-dates.ics"]) == ["年终书单"]

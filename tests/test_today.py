"""A day as a group's bot tells it: what happens, who is there, what is due, what is late."""

from __future__ import annotations

import json
from datetime import date

import pytest

from checked import playbook
from conftest import qunbook
from qunbook import today as days
from qunbook import today_report

PEOPLE = """=== people/lan.md
---
name: 小兰
---
=== roles/host.md
---
name: 主持
duties: [主持]
holders: [ming]
---
=== roles/greeter.md
---
name: 迎新
duties: [迎新]
holders: [lan]
---
"""
TEA = """=== events/tea.md
---
name: 茶会
community: main
owner: host
start: 2026-11-07 14:00
duration: 2h
repeat: weekly sat
venue: {name: 二楼}
duty: [host, greeter]
exceptions:
  - {on: 2026-11-28, cancel: true, reason: 场地装修}
tasks:
  - {id: room, do: 订场地, at: T-3d, role: host}
  - {id: tea, do: 买茶, at: T-1d 18:00, role: greeter}
---
"""
LIST = """=== runs/tea/2026-11-21.md
---
event: tea
date: 2026-11-21
---
- [{room}] 订场地 <!-- task:room -->
- [ ] 买茶 <!-- task:tea -->
"""
RETRO = """=== retros/tea/2026-11-07.md
---
of: tea
date: 2026-11-07
owner: lan
actions:
  - {id: a1, do: 找第二处场地, owner: ming, due: 2026-11-12}
  - {id: a2, do: 买茶杯, owner: lan, due: 2026-11-25}
  - {id: a3, do: 洗茶杯, owner: lan, due: 2026-11-12, status: done}
---
"""
FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def text(day: date, content: str, person: str = "", language: str = "zh") -> str:
    book = playbook(PEOPLE + content)
    return today_report.text(days.today(book, day, person), book, language)


def test_a_day_with_an_event_names_the_place_and_everybody_on_duty():
    assert "今天\n· 14:00–16:00 茶会，二楼，值守：主持 小明、迎新 小兰\n" in text(SATURDAY, TEA) + "\n"


def test_a_cancelled_event_says_why():
    assert "14:00–16:00 【取消】茶会：场地装修" in text(date(2026, 11, 28), TEA)


def test_what_is_due_today_has_its_hour_and_later_its_day():
    told = text(FRIDAY, TEA + RETRO)
    assert "今天到期\n· 买茶（茶会 11月21日）：迎新 小兰，18:00\n" in told
    assert "七天内到期\n· 买茶杯（茶会 2026-11-07）：小兰，11月25日" in told


def test_what_is_late_has_the_days_since():
    """From 12 to 20 November are eight days; what is done is never late."""
    told = text(FRIDAY, TEA + RETRO)
    assert "已经过期\n· 找第二处场地（茶会 2026-11-07）：小明，11月12日到期，过了 8 天" in told
    assert "洗茶杯" not in told


def test_a_task_is_late_only_where_a_list_says_that_it_is_not_done():
    """Without a run's file nobody can tell; with one, a tick takes the task away."""
    assert "订场地（" not in text(FRIDAY, TEA).partition("今天到期")[0]
    assert "订场地（茶会 11月21日）" in text(FRIDAY, TEA + LIST.format(room=" ")).partition("今天到期")[0]
    assert "订场地（茶会 11月21日）" not in text(FRIDAY, TEA + LIST.format(room="x"))


def test_one_person_gets_what_is_theirs():
    told = text(SATURDAY, TEA + RETRO, "lan")
    assert "茶会，二楼" in told
    assert "买茶杯" in told
    assert "找第二处场地" not in told


def test_a_quiet_day_says_so():
    assert text(FRIDAY, "", language="en").endswith("nothing happens today, and nothing is due")


def test_an_overnight_event_belongs_to_the_evening_on_which_it_begins():
    night = TEA.replace("14:00", "23:00")
    assert "23:00–01:00 茶会" in text(SATURDAY, night)
    assert "茶会，二楼" not in text(date(2026, 11, 22), night)


def test_a_long_event_is_there_on_each_of_its_days():
    long = TEA.replace("start: 2026-11-07 14:00\nduration: 2h", "start: 2026-11-07\nduration: 2d")
    assert "· 茶会，二楼" in text(date(2026, 11, 22), long)
    assert "· 茶会，二楼" not in text(date(2026, 11, 23), long)


def test_a_name_is_text_in_every_format():
    """What an author wrote is no link and no mention in a bot's message."""
    book = playbook(PEOPLE + TEA.replace("name: 茶会", "name: '[点我](http://x) `a` @all'"))
    assert "``[点我](http://x) `a` @all``" in today_report.markdown(days.today(book, SATURDAY), book, "zh")


def test_a_retro_that_there_will_not_be_is_not_due():
    """The run says so with its reason: `check` is silent, and so is the morning."""
    run = "=== runs/tea/2026-11-14.md\n---\nevent: tea\ndate: 2026-11-14\nstatus: done\nattendance: 5\n{}---\n"
    tea = TEA.replace("venue:", "retro: required\nvenue:")
    assert "写复盘（茶会 2026-11-14）" in text(SATURDAY, tea + run.format(""))
    silent = "lint:\n  - {ignore: QB642, because: 并到下一场}\n"
    assert "写复盘（茶会 2026-11-14）" not in text(SATURDAY, tea + run.format(silent))


@pytest.mark.slow
def test_the_example_on_its_own_day():
    """The two actions and the retrospective that demo.md plants as late, and nothing else."""
    done = qunbook("today", "--format", "json", "--fail-on-overdue")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["day"] == "2026-11-20"
    assert sorted((one["kind"], one["about"], one["due"]) for one in told["late"]) == [
        ("action", "retro/book-fair/2026-09-27", "2026-10-31"),
        ("action", "retro/chengdu-tea/2026-10-10", "2026-10-31"),
        ("retro", "event/chengdu-tea", "2026-11-17"),
    ]
    assert [one["event"] for one in told["happening"]] == ["morning-voice", "camp-checkin"]
    assert qunbook("today", "--person", "nobody").returncode == 2
    assert qunbook("today", "--person", "yin-shu", "--fail-on-overdue").returncode == 0

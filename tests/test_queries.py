"""Questions about a handbook, answered."""

from __future__ import annotations

from datetime import date

import pytest

from checked import TODAY, playbook
from qunbook import queries
from qunbook.fields import Target
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.person import Person
from qunbook.kinds.retro import Retro
from qunbook.kinds.role import Role
from qunbook.kinds.run import Run


def event(text="", head="repeat: weekly thu", **more):
    fields = {"start": "2026-01-15 20:00", "importance": "routine", **more}
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"=== events/reading-night.md\n---\nname: 读书夜\ncommunity: main\nowner: host\n{lines}{head}\n{text}---\n一起读。\n"


def run(day, text="status: done\nattendance: 8\nsignups: 10\n"):
    return f"=== runs/reading-night/{day}.md\n---\nevent: reading-night\ndate: {day}\n{text}---\n"


def retro(day, text="", of=None):
    return f"=== retros/reading-night/{day}.md\n---\nof: {of or f'reading-night/{day}'}\ndate: {day}\nowner: ming\n{text}---\n"


def role(text):
    return f"=== roles/host.md\n---\nname: 主持\nduties: [主持]\n{text}---\n"


HOLDERS = """holders:
  - {person: ming, until: 2026-11-19}
  - {person: lan, since: 2026-11-20, community: main}
"""


def test_terms_of_office_include_both_their_days():
    book = playbook(role(HOLDERS))
    host = book.get(Role, "host")
    assert [one.id for one in queries.holders_on(book, host, date(2026, 11, 19))] == ["ming"]
    assert [one.id for one in queries.holders_on(book, host, date(2026, 11, 20))] == ["lan"]


def test_a_holder_for_one_community_holds_nothing_elsewhere():
    book = playbook(role(HOLDERS))
    host = book.get(Role, "host")
    assert [one.id for one in queries.holders_on(book, host, TODAY, "main")] == ["lan"]
    assert queries.is_vacant(book, host, TODAY, "elsewhere")


def test_who_has_left_holds_nothing():
    book = playbook("=== people/ming.md\n---\nname: 小明\nstatus: inactive\n---\n")
    assert [one.id for one in queries.vacant_roles(book, TODAY)] == ["host"]


def test_who_could_not_be_read_is_taken_to_be_there():
    book = playbook("=== people/ming.md\n---\nname: [\n---\n")
    assert queries.holders_on(book, book.get(Role, "host"), TODAY) == ()
    assert not queries.is_vacant(book, book.get(Role, "host"), TODAY)


def test_load_is_the_hours_of_all_roles():
    book = playbook(role("holders: [lan]\nhours_per_week: 2.5\n"))
    lan = book.get(Person, "lan")
    assert {one.id for one, _ in queries.roles_of(book, lan, TODAY)} == {"host", "keeper"}
    assert queries.load(book, lan, TODAY) == 2.5


def test_a_rota_goes_by_the_number_of_the_date():
    """The first date is the first person's turn, whatever was looked at."""
    book = playbook(event("duty:\n  - {role: host, rota: [ming, lan]}\n"))
    night = book.get(Event, "reading-night")
    ones = queries.occurrences(book, night, date(2026, 1, 15), date(2026, 2, 5))
    turns = [queries.on_duty(book, night, one)[0].people[0].id for one in ones]
    assert turns == ["ming", "lan", "ming", "lan"]
    later = queries.occurrences(book, night, date(2026, 2, 5), date(2026, 2, 5))
    assert queries.on_duty(book, night, later[0])[0].people[0].id == "lan"


def test_what_a_run_notes_beats_the_rota():
    noted = run("2026-01-15", "duty:\n  - {role: host, person: lan}\n")
    book = playbook(event("duty:\n  - {role: host, rota: [ming]}\n") + noted)
    night = book.get(Event, "reading-night")
    (one,) = queries.occurrences(book, night, date(2026, 1, 15), date(2026, 1, 15))
    assert [person.id for person in queries.on_duty(book, night, one)[0].people] == ["lan"]


def test_duties_of_a_person():
    book = playbook(event("duty: [host]\n"))
    duties = queries.duties_of(book, book.get(Person, "ming"), date(2026, 11, 20), date(2026, 12, 3))
    assert [(one.id, when.day.isoformat(), role.id) for one, when, role in duties] == [
        ("reading-night", "2026-11-26", "host"),
        ("reading-night", "2026-12-03", "host"),
    ]
    assert queries.duties_of(book, book.get(Person, "lan"), date(2026, 11, 20), date(2026, 12, 3)) == ()


def test_next_occurrences_leave_out_cancelled_ones():
    off = "exceptions:\n  - {on: 2026-11-26, cancel: true, reason: 放假}\n"
    book = playbook(event(off))
    (one,) = queries.next_occurrences(book, book.get(Event, "reading-night"), TODAY)
    assert one.day == date(2026, 12, 3)


def test_next_occurrence_of_what_is_over():
    book = playbook(event(head="", start="2026-01-15 20:00"))
    assert queries.next_occurrences(book, book.get(Event, "reading-night"), TODAY) == ()


def test_holidays_of_an_unknown_country_are_none():
    book = playbook("=== handbook.md\n---\nname: 书\ntimezone: Asia/Shanghai\nholidays: {country: XX}\n---\n")
    assert not queries.holidays(book, TODAY).is_off(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("importance", "written", "policy"),
    [
        ("routine", "auto", "none"),
        ("normal", "auto", "optional"),
        ("major", "auto", "required"),
        ("routine", "required", "required"),
        ("major", "every 3", "every 3"),
    ],
)
def test_retro_policy(importance, written, policy):
    """`auto` goes by importance, anything else is taken at its word."""
    book = playbook(event(importance=importance, retro=written))
    assert queries.retro_policy(book, book.get(Event, "reading-night")) == policy


def test_every_second_done_run_is_looked_back_on():
    days = ("2026-10-01", "2026-10-08", "2026-10-15", "2026-10-22", "2026-10-29")
    runs = "".join(run(day, "status: cancelled\n" if day == "2026-10-08" else "status: done\n") for day in days)
    book = playbook(event(retro="every 2") + runs)
    needed = [one.date.isoformat() for one in queries.runs_of(book, "reading-night") if queries.needs_retro(book, one)]
    assert needed == ["2026-10-15", "2026-10-29"]


def test_due_days_count_from_the_day_it_took_place():
    moved = run("2026-10-08", "status: done\nmoved_to: 2026-10-10 20:00\n")
    book = playbook(event(importance="major") + moved)
    assert queries.retro_due(book, book.get(Run, "reading-night/2026-10-08")) == date(2026, 10, 15)
    book = playbook(event(importance="normal") + moved)
    assert queries.retro_due(book, book.get(Run, "reading-night/2026-10-08")) == date(2026, 10, 13)


def test_a_retro_is_found_by_run_or_by_day():
    both = run("2026-10-08") + run("2026-10-15")
    book = playbook(both + retro("2026-10-08") + retro("2026-10-15", of="reading-night"))
    for day in ("2026-10-08", "2026-10-15"):
        one = queries.retro_of(book, book.get(Run, f"reading-night/{day}"))
        assert one
        assert one.id == f"reading-night/{day}"
    assert [one.date.day for one in queries.retros_of(book, "reading-night")] == [8, 15]


ACTIONS = """status: closed
actions:
  - {id: a1, do: 一, owner: ming, due: 2026-11-30}
  - {id: a2, do: 二, owner: lan, due: 2026-11-19, status: in_progress}
  - {id: a3, do: 三, owner: lan, due: 2026-11-01, status: done}
"""


def test_open_actions_come_by_the_day_they_are_due():
    book = playbook(run("2026-10-08") + retro("2026-10-08", ACTIONS))
    assert [one.action.id for one in queries.open_actions(book)] == ["a2", "a1"]


def test_an_action_is_overdue_the_day_after():
    book = playbook(run("2026-10-08") + retro("2026-10-08", ACTIONS))
    assert [one.action.id for one in queries.overdue(book, date(2026, 11, 19))] == []
    assert [one.action.id for one in queries.overdue(book, date(2026, 11, 20))] == ["a2"]


def test_rules_hold_where_and_while_they_say():
    rules = """=== rules/old.md
---
name: 旧规
category: order
no_penalty: 已经过期
effective_to: 2026-11-19
---
=== rules/other.md
---
name: 别处的
category: order
no_penalty: 只是建议
applies_to: [elsewhere]
---
"""
    book = playbook(rules)
    assert [one.id for one in queries.rules_for(book, "main", TODAY)] == ["kind-words"]
    assert [one.id for one in queries.rules_for(book, "main", date(2026, 11, 19))] == ["kind-words", "old"]


def test_titles():
    texts = (
        run("2026-10-08")
        + retro("2026-10-08")
        + "=== assessments/a.md\n---\ntype: five_elements\nsubject: main\ndate: 2026-10-20\n---\n"
    )
    book = playbook(texts)
    assert queries.title(book, book.get(Run, "reading-night/2026-10-08")) == "读书夜 2026-10-08"
    assert queries.title(book, book.get(Retro, "reading-night/2026-10-08")) == "读书夜 2026-10-08"
    assert queries.title(book, book.get(Community, "main")) == "读书会"
    assert queries.title(book, next(iter(book.entities["assessment"].values()))) == "读书会五要素 2026-10-20"


def metric(id="rate", text="cadence: monthly\n", rows=()):
    data = f"=== data/metrics/{id}.csv\ndate,value,community,n,note\n" + "\n".join(rows) + "\n" if rows else ""
    return f"=== metrics/{id}.md\n---\nname: 比率\nunit: percent\nsource: {{system: 表}}\n{text}---\n{data}"


def test_values_come_from_the_file_in_order():
    book = playbook(metric(rows=["2026-10-31,29%,,,", "2026-09-30,31,,120,补录"]))
    found = queries.figures(book, book.get(Metric, "rate"))
    assert [(one.date.isoformat(), one.value, one.n, one.note) for one in found] == [
        ("2026-09-30", 31.0, 120, "补录"),
        ("2026-10-31", 29.0, None, ""),
    ]
    newest = queries.latest(book, book.get(Metric, "rate"))
    assert newest
    assert newest.value == 29


def test_latest_of_one_community():
    book = playbook(metric(rows=["2026-10-31,29,,,", "2026-11-01,50,main,,"]))
    rate = book.get(Metric, "rate")
    newest = [queries.latest(book, rate, community) for community in (None, "main", "camp")]
    assert [one and one.value for one in newest] == [29, 50, None]


def test_attendance_rate_and_roti_come_from_runs():
    """Without a file, a figure of each time is worked out of the runs that took place."""
    runs = run("2026-10-08") + run("2026-10-15", "status: done\nattendance: 3\nsignups: 4\nactual: {roti: 4.5}\n")
    planned = run("2026-11-26", "status: planned\nsignups: 9\n")
    each = "cadence: per_event\n"
    scored = retro("2026-10-08", "roti: 4.1\n")
    book = playbook(runs + planned + scored + metric("attendance-rate", each) + metric("roti", each))
    rates = queries.figures(book, book.get(Metric, "attendance-rate"))
    assert [(one.date.day, one.value) for one in rates] == [(8, 80.0), (15, 75.0)]
    assert [one.value for one in queries.figures(book, book.get(Metric, "roti"))] == [4.1, 4.5]


@pytest.mark.parametrize(
    ("direction", "value", "state"),
    [
        ("up", 31, "green"),
        ("up", 30, "green"),
        ("up", 26, "green"),
        ("up", 25, "amber"),
        ("up", 20, "red"),
        ("up", None, "none"),
        ("down", 20, "red"),
        ("down", 26, "red"),
    ],
)
def test_colours(direction, value, state):
    """A value on a line has the line's colour."""
    lines = "target: 30%\namber: 25%\nred: 20%\n"
    rate = playbook(metric(text=f"cadence: monthly\ndirection: {direction}\n{lines}")).get(Metric, "rate")
    assert queries.state(rate, value) == state


def test_colour_without_lines():
    book = playbook(metric(text="target: 30%\n") + metric("bare", ""))
    assert queries.state(book.get(Metric, "rate"), 29) == "amber"
    assert queries.state(book.get(Metric, "bare"), 29) == "none"


@pytest.mark.parametrize(
    ("op", "reached"), [("", True), (">=", True), (">", False), ("<", False), ("<=", True), ("=", True)]
)
def test_targets(op, reached):
    assert queries.reaches(30, Target(op, 30, "%"), "up") is reached


def test_evidence_loses_a_point_for_each_kind_of_gap():
    """Two vacant roles are one kind of gap."""
    vacant = role("critical: true\nholders: [ming]\n") + "".join(
        f"=== roles/{id}.md\n---\nname: {id}\nduties: [x]\n---\n" for id in ("one", "two")
    )
    book = playbook(vacant)
    evidence = queries.structure_evidence(book, book.get(Community, "main"), TODAY)
    assert evidence.score == 3
    assert dict(evidence.gaps) == {"alone": 1, "vacant": 2}


def test_an_answer_is_worked_out_once():
    book = playbook(event())
    night = book.get(Event, "reading-night")
    first = queries.occurrences(book, night, TODAY, date(2026, 12, 31))
    assert queries.occurrences(book, night, TODAY, date(2026, 12, 31)) is first

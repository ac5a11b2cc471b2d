"""Roles, rules, runs, workflows, metrics, retrospectives, scores: the edges of each law."""

from __future__ import annotations

from datetime import date

import pytest

from checked import found, told
from qunbook.calendar.periods import due_period
from qunbook.checks.lineage import circles


def codes(text, today=date(2026, 11, 20)):
    return [code for code, *_ in found(text, today)]


# References ------------------------------------------------------------------------------------------------------


def welcome(owner):
    return f"=== pages/welcome.md\n---\nname: 欢迎\nowner: {owner}\n---\n好。\n"


@pytest.mark.parametrize(
    ("owner", "message"),
    [
        ("hots", "找不到角色 `hots`"),
        ("主持", "找不到角色 `主持`"),
        ("reading-night", "`reading-night` 是活动，这里要的是角色"),
    ],
)
def test_unknown_names(owner, message):
    assert told(welcome(owner)) == [message]


def test_a_broken_file_is_not_also_unknown():
    broken = "=== roles/scribe.md\n---\nname: [\n---\n"
    assert {path for _, path, _ in found(welcome("scribe") + broken)} == {"roles/scribe.md"}


@pytest.mark.parametrize(
    ("onward", "path"),
    [
        ({"a": ("b",), "b": ("c",)}, ()),
        ({"a": ("a",)}, (("a",),)),
        ({"b": ("a",), "a": ("b",)}, (("a", "b"),)),
        ({"x": ("a",), "a": ("b",), "b": ("c",), "c": ("a",)}, (("a", "b", "c"),)),
        ({"a": ("b", "c"), "b": ("d",), "c": ("d",), "d": ()}, ()),
        ({"a": ("b",), "b": ("a",), "c": ("d",), "d": ("c",)}, (("a", "b"), ("c", "d"))),
    ],
)
def test_circles(onward, path):
    """Each circle once, from the first in the alphabet; a diamond is none."""
    assert circles(onward) == path


def test_a_long_chain_is_walked_without_recursion():
    assert circles({f"n{i}": (f"n{i + 1}",) for i in range(20000)}) == ()


# People and roles ------------------------------------------------------------------------------------------------

GONE = "=== people/xue.md\n---\nname: 阿雪\nstatus: inactive\nleft: 2026-10-01\n---\n"


def keeper(text):
    return f"=== roles/keeper.md\n---\nname: 管理员\nowner: host\nduties: [看群]\n{text}---\n看。\n"


def test_history_may_name_who_has_left():
    run = "=== runs/reading-night/2026-11-19.md\n---\nevent: reading-night\ndate: 2026-11-19\nduty: [{role: host, person: xue}]\n---\n"
    assert codes(GONE + run) == []


def test_a_term_that_is_over_may_name_who_has_left():
    assert codes(GONE + keeper("holders: [lan, {person: xue, until: 2026-09-30}]\n")) == []


def test_one_of_two_holders_has_left():
    assert codes(GONE + keeper("holders: [lan, xue]\n")) == ["QB205"]


def test_an_archived_role_may_be_empty():
    empty = "=== roles/scribe.md\n---\nname: 记录员\nduties: [记]\nstatus: archived\n---\n记。\n"
    assert codes(empty) == []


# Rules and ladders -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rungs", "wanted"),
    [
        ("{strike: 1, action: mute, duration: 1d}, {strike: 2, action: mute, duration: 3d}", []),
        ("{strike: 1, action: mute, duration: 3d}, {strike: 2, action: mute, duration: 1d}", ["QB622"]),
        ("{strike: 1, action: ban, duration: permanent}, {strike: 2, action: ban, duration: 7d}", ["QB622"]),
        ("{strike: 2, action: warn}, {strike: 1, action: mute}", ["QB621"]),
        ("{action: warn}, {action: mute}", []),
    ],
)
def test_rungs(rungs, wanted):
    assert codes(f"=== ladders/default.md\n---\nname: 一般\nrungs: [{rungs}]\n---\n先提醒。\n") == wanted


@pytest.mark.parametrize("points", [(3, 6, 12), (9, 6, 0)])
def test_points_may_go_up_or_down(points):
    """Some count the points lost, some those that are left."""
    rungs = ", ".join(f"{{points: {n}, action: {a}}}" for n, a in zip(points, ("warn", "mute", "remove"), strict=True))
    assert codes(f"=== ladders/default.md\n---\nname: 一般\nmode: points\nrungs: [{rungs}]\n---\n先提醒。\n") == []


@pytest.mark.parametrize(("day", "wanted"), [(date(2027, 11, 1), []), (date(2027, 11, 2), ["QB623"] * 7)])
def test_a_review_is_due_after_a_year(day, wanted):
    """Everything in the smallest handbook was read through on the first of November."""
    assert [code for code in codes("", day) if code == "QB623"] == wanted


def test_what_was_never_reviewed_is_not_overdue():
    assert codes("=== rules/kind-words.md\n---\nname: 好好说话\ncategory: respect\nladder: default\n---\n好。\n") == []


# Runs and retrospectives -----------------------------------------------------------------------------------------

NIGHT = "=== events/reading-night.md\n---\nname: 读书夜\ncommunity: main\nowner: host\nstart: 2026-01-15 20:00\nrepeat: weekly thu\n{}---\n读。\n"


def run(day, text="status: done\nattendance: 3\n"):
    return f"=== runs/reading-night/{day}.md\n---\nevent: reading-night\ndate: {day}\n{text}---\n"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 11, 8), None),
        (date(2026, 11, 9), "QB641"),
        (date(2026, 11, 15), "QB641"),
        (date(2026, 11, 16), "QB642"),
    ],
)
def test_days_of_a_retrospective(day, code):
    """Three days to write it, seven of grace, then it is an error."""
    text = NIGHT.format("retro: required\n") + run("2026-11-05")
    assert [one for one in codes(text, day) if one != "QB208"] == ([code] if code else [])


@pytest.mark.parametrize("status", ["planned", "cancelled", "postponed"])
def test_what_did_not_take_place_is_not_looked_back_on(status):
    text = NIGHT.format("retro: required\n") + run("2026-10-01", f"status: {status}\nreason: 雨\n")
    assert codes(text) == []


def test_a_broken_retrospective_is_there():
    broken = "=== retros/reading-night/2026-11-05.md\n---\nof: [\n---\n"
    text = NIGHT.format("retro: required\n") + run("2026-11-05") + broken
    assert {path for _, path, _ in found(text)} == {"retros/reading-night/2026-11-05.md"}


def test_figures_by_name_or_metric():
    text = NIGHT.format("metrics: [{name: attendance}, {name: books}]\n") + run("2026-11-19")
    assert told(text) == ["“读书夜 2026-11-19”缺数据：`books`"]


def test_a_moved_run_keeps_its_date():
    moved = "exceptions: [{on: 2026-11-19, move: 2026-11-21 20:00, reason: 场地}]\n"
    assert codes(NIGHT.format(moved) + run("2026-11-19")) == []
    assert "QB643" in codes(NIGHT.format(moved) + run("2026-11-21"))


# Workflows -------------------------------------------------------------------------------------------------------


def flow(*steps):
    lines = "".join(f"  - {{{step}}}\n" for step in steps)
    return f"=== workflows/join.md\n---\nname: 入群\ntrigger: 申请\nsteps:\n{lines}---\n走。\n"


A, B, C = "id: a, do: 一, role: host", "id: b, do: 二, role: host", "id: c, do: 三, role: host"


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        ((A,), []),
        ((A, B, C), []),
        ((A, "id: end, do: 完, type: end", B), ["QB651"]),
        ((f"{A}, next: c", B, C), ["QB651"]),
        ((f"{A}, type: decision, branches: {{是: b, 否: c}}", f"{B}, next: c", C), []),
        ((f"{A}, type: decision, branches: {{是: b}}, next: c", f"{B}, next: c", C), []),
        ((f"{A}, type: decision, branches: {{是: b, 否: b}}", B), ["QB654"]),
        ((f"{A}, next: a",), ["QB655"]),
        ((A, f"{B}, next: a"), ["QB655"]),
        ((A, f"{B}, type: decision, branches: {{是: c, 否: a}}", C), []),
        ((A, f"{B}, type: decision"), ["QB652", "QB654"]),
        ((f"{A}, next: z", A), ["QB653", "QB657"]),
    ],
)
def test_flows(steps, wanted):
    """The last step ends a workflow; a decision or a wait must lead on."""
    assert sorted(codes(flow(*steps))) == wanted


# Metrics ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cadence", "day", "first", "last"),
    [
        ("weekly", date(2026, 11, 20), date(2026, 11, 9), date(2026, 11, 15)),
        ("weekly", date(2026, 11, 18), date(2026, 11, 2), date(2026, 11, 8)),
        ("weekly", date(2026, 11, 19), date(2026, 11, 9), date(2026, 11, 15)),
        ("monthly", date(2026, 11, 15), date(2026, 9, 1), date(2026, 9, 30)),
        ("monthly", date(2026, 11, 16), date(2026, 10, 1), date(2026, 10, 31)),
        ("monthly", date(2027, 1, 10), date(2026, 11, 1), date(2026, 11, 30)),
        ("quarterly", date(2026, 11, 20), date(2026, 7, 1), date(2026, 9, 30)),
        ("quarterly", date(2026, 11, 10), date(2026, 4, 1), date(2026, 6, 30)),
        ("daily", date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 19)),
    ],
)
def test_the_period_that_must_have_a_value(cadence, day, first, last):
    """Half a period after it ended, its value must be there."""
    assert due_period(cadence, day) == (first, last)


@pytest.mark.parametrize("cadence", ["per_event", "per_term"])
def test_no_period(cadence):
    assert due_period(cadence, date(2026, 11, 20)) is None


METRIC = """=== metrics/rate.md
---
name: 比率
unit: percent
source: {system: 表}
cadence: per_term
---
比。
=== communities/main.md
---
name: 读书会
type: main
purpose: 一起把书读完
platform: wechat_group
owner: host
goals: [{type: activity, metric: rate}]
---
读。
"""


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("date,value\n2026-10-31,31", []),
        ('value,date,note\n31%,2026-10-31,"甲,乙"', []),
        ("date,value\n\n2026-10-31,31\n\n", []),
        ("date,valeu\n2026-10-31,31", [("QB661", 1)]),
        ("日期,数值\n2026-10-31,31", [("QB661", 1)]),
        ("", [("QB661", 1)]),
        ("date,value\n2026/10/31,31", [("QB661", 2)]),
        ("date,value\n2026-02-30,31", [("QB661", 2)]),
        ("date,value\n2026-10-31", [("QB661", 2)]),
        ("date,value\n2026-10-31,31,9", [("QB661", 2)]),
        ("date,value\n2026-10-31,NaN", [("QB661", 2)]),
        ("date,value\n2026-10-31,１２", [("QB661", 2)]),
        ("date,value,n\n2026-10-31,31,许多", [("QB661", 2)]),
        ("date,value\n2026-10-31,-1", [("QB664", 2)]),
        ("date,value\n2026-10-31,31\n2026-10-31,32", [("QB662", 3)]),
        ("date,value,community\n2026-10-31,31,\n2026-10-31,32,main", []),
        ("date,value\n2026-11-21,31", [("QB663", 2)]),
    ],
)
def test_rows(rows, wanted):
    """A report about a data file points at its line."""
    told_at = [
        (code, line)
        for code, path, line in found(METRIC + f"=== data/metrics/rate.csv\n{rows}")
        if path.endswith(".csv")
    ]
    assert told_at == wanted


# Scores, columns -------------------------------------------------------------------------------------------------


def test_only_the_newest_assessment_is_compared():
    text = "".join(
        f"=== assessments/{id}.md\n---\ntype: five_elements\nsubject: main\ndate: {day}\n"
        f"scores: {{interest: 3, structure: {score}, output: 3, operation: 3, replication: 3}}\n---\n评。\n"
        for id, day, score in (("old", "2025-12-20", 5), ("new", "2026-06-20", 3))
    )
    rules = "=== rules/kind-words.md -\n=== ladders/default.md -\n=== roles/scribe.md\n---\nname: 记\nduties: [记]\n---\n记。\n"
    assert "QB684" not in codes(text + rules)


def column(text):
    return (
        "=== columns/digest.md\n---\nname: 书摘\ncommunity: main\nowner: keeper\ntopic: digest\nform: text\n"
        f"repeat: weekly mon\n{text}---\n摘。\n"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("since: 2026-10-01\n", ["QB680"]),
        ("published: [{date: 2026-11-02, title: 一}]\n", ["QB680"]),
        ("published: [{date: 2026-11-03, title: 一}]\n", ["QB680"]),
        ("published: [{date: 2026-11-02, title: 一}, {date: 2026-11-10, title: 晚了一天}]\n", []),
        ("published: [{date: 2026-11-02, title: 一}]\nstatus: paused\n", []),
    ],
)
def test_columns(text, wanted):
    """Something published a day late still counts; one gap is forgiven."""
    assert codes(column(text)) == wanted


# The team --------------------------------------------------------------------------------------------------------


def test_hours_of_all_roles_are_one_burden():
    """Three and a half hours twice are seven, and six is the limit."""
    second = "=== roles/scribe.md\n---\nname: 记录员\nowner: host\nduties: [记]\nholders: [lan]\nhours_per_week: 3.5\n---\n记。\n=== pages/team.md\n---\nname: 团队\n---\n[[role:scribe]]\n"
    text = keeper("holders: [lan]\nhours_per_week: 3.5\n") + second
    assert told(text) == ["阿兰身上的事太多：每周 7 小时，2 个角色"]


def test_an_observer_of_last_year_needs_no_mentor():
    role = "=== roles/observer.md\n---\nname: 观摩员\nduties: [看]\ntrack: observer\nholders: [{person: lan, until: 2025-12-31}, {person: ming, mentor: lan}]\n---\n看。\n=== pages/team.md\n---\nname: 团队\n---\n[[role:observer]]\n"
    assert codes(role) == []

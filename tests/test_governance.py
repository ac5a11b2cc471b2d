"""Who does what, who covers whom, what happens the third time, how long a workflow may take: answered from files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checked import TODAY, found, playbook
from qunbook import queries
from qunbook.kinds.ladder import Ladder
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.kinds.rule import Rule
from qunbook.kinds.workflow import Workflow


def role(text, id="host"):
    return f"=== roles/{id}.md\n---\nname: {id}\nduties: [主持]\n{text}---\n"


def flow(steps, head=""):
    return f"=== workflows/go.md\n---\nname: 流程\ntrigger: 有事\n{head}steps:\n{steps}---\n"


def slowest(steps, head=""):
    return queries.slowest(playbook(flow(steps, head)).get(Workflow, "go"))


# Who does what ---------------------------------------------------------------------------------------------------


def test_what_roles_have_to_do_with_a_thing():
    """The owner answers, duty and tasks and steps are done, who is consulted is asked, who is called when late is told."""
    book = playbook(
        role("", "clerk") + role("", "judge")
        + "=== events/night.md\n---\nname: 夜\ncommunity: main\nowner: host\nstart: 2026-11-26 20:00\n"
        "duty: [clerk]\ntasks: [{do: 订房, at: T-1d, role: judge}]\n---\n"
        + flow(
            "  - {id: a, do: 看, role: clerk, consult: [host], inform: [judge], escalate: {after: 1h, to: host}}\n"
            "  - {id: z, do: 完, type: end}\n",
            "owner: judge\n",
        )
    )  # fmt: skip
    night, go = (one for one in queries.shares(book) if one.thing.id in ("night", "go"))
    assert (night.does, night.answers, night.asked, night.told) == (("clerk", "judge"), ("host",), (), ())
    assert (go.does, go.answers, go.asked, go.told) == (("clerk",), ("judge",), ("host",), ("judge", "host"))
    assert go.parts_of("host") == ("asked", "told")
    assert go.parts_of("nobody") == ()


def test_everything_that_falls_to_a_role_is_found_by_its_kind():
    book = playbook(
        role("", "clerk")
        + "=== events/night.md\n---\nname: 夜\ncommunity: main\nowner: clerk\nstart: 2026-11-26 20:00\n"
        "duty: [clerk]\ntasks: [{do: 订房, at: T-1d, role: clerk}]\n---\n"
        + flow("  - {id: a, do: 看, role: clerk}\n  - {id: z, do: 完, type: end}\n")
        + "=== rules/kind.md\n---\nname: 好好说\ncategory: respect\nno_penalty: 说说就好\nenforcer: [clerk]\n---\n"
        + "=== rules/old.md\n---\nname: 旧的\ncategory: respect\nno_penalty: 说说\nenforcer: [clerk]\nstatus: archived\n---\n"
    )
    falls = queries.falls_to(book, book.get(Role, "clerk"))
    assert [one.id for one in falls.events] == ["night"]
    assert [task.do for task in falls.tasks["night"]] == ["订房"]
    assert [step.id for step in falls.steps["go"]] == ["a"]
    assert [rule.id for rule in falls.rules] == ["kind"]
    assert [one.id for one in falls.owned] == ["night"]


# Who is there ----------------------------------------------------------------------------------------------------

TWO = "=== people/bo.md\n---\nname: 阿波\n---\n=== people/gone.md\n---\nname: 阿高\nstatus: inactive\n---\n"


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("holders: []\n", "vacant"),
        ("holders: [gone]\n", "vacant"),
        ("holders: [ming]\n", "alone"),
        ("holders: [ming]\ndeputies: [gone]\n", "alone"),
        ("holders: [ming]\ndeputies: [ming]\n", "alone"),
        ("holders: [ming]\ndeputies: [bo]\n", "covered"),
        ("holders: [ming, bo]\n", "covered"),
    ],
)
def test_a_role_is_covered_when_somebody_could_take_over_tomorrow(text, cover):
    """A deputy who is gone, or who is the holder, covers nobody."""
    book = playbook(TWO + role(text))
    assert queries.cover(book, book.get(Role, "host"), TODAY) == cover


@pytest.mark.parametrize(("deputies", "code"), [("[gone]", "QB205"), ("[ming]", "QB604")])
def test_bug_a_deputy_who_is_not_there_hid_that_a_critical_role_hangs_on_one_person(deputies, code):
    """The self-assessment sees what the page on cover sees, that nobody could take over tomorrow; `check` says why, once."""
    text = TWO + role(f"critical: true\nholders: [ming]\ndeputies: {deputies}\n")
    book = playbook(text)
    assert queries.is_alone(book, book.get(Role, "host"), TODAY)
    assert [one for one, *_ in found(text) if one in ("QB205", "QB604")] == [code]


def test_whom_we_could_not_read_is_taken_to_be_there():
    """A file that is broken is told once, and not as a role that hangs on one person."""
    broken = "=== people/bo.md\n---\nname: [\n---\n"
    for named in ("holders: [ming]\ndeputies: [bo]\n", "holders: [ming, bo]\n"):
        book = playbook(broken + role(f"critical: true\n{named}"))
        assert queries.cover(book, book.get(Role, "host"), TODAY) == "covered"
        assert not queries.is_alone(book, book.get(Role, "host"), TODAY)


def test_nobody_stands_in_for_an_observer():
    for track, thin in (("moderator", True), ("observer", False), ("advisor", False)):
        book = playbook(role(f"holders: [ming]\ntrack: {track}\n"))
        assert queries.is_thin(book, book.get(Role, "host"), TODAY) is thin


def test_a_term_ends_as_it_says_or_after_its_length():
    """Who begins within a month of a term's end comes after; a term that is over is no handover any more."""
    book = playbook(
        TWO + role(
            "term: 365d\nholders:\n  - {person: ming, since: 2026-01-01}\n  - {person: bo, since: 2027-01-01}\n"
            "  - {person: gone, since: 2024-01-01, until: 2025-12-31}\n"
        )
    )  # fmt: skip
    (one,) = queries.handovers(book.get(Role, "host"), TODAY)
    assert (one.leaves.person, one.day) == ("ming", date(2026, 12, 31))
    assert [new.person for new in one.comes] == ["bo"]


def test_the_way_up_ends_where_it_would_come_round():
    book = playbook(role("promotes_to: b\n", "a") + role("promotes_to: c\n", "b") + role("promotes_to: a\n", "c"))
    assert [one.id for one in queries.way_up(book, book.get(Role, "a"))] == ["b", "c"]


@given(st.dictionaries(st.integers(0, 9).map(str), st.none() | st.integers(0, 11).map(str), max_size=10))
def test_a_tree_has_everybody_once(parents):
    """Whatever is written above whom, circles and strangers too, everybody stands in the tree once."""
    tree = queries.tree_of(parents)
    found, waiting = [], list(tree.tops)
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += tree.below.get(one, ())
        assert len(found) <= len(parents)
    assert sorted(found) == sorted(parents)


def test_skills_that_are_asked_for_and_who_has_them():
    book = playbook(
        "=== people/ming.md\n---\nname: 小明\nskills: [摄影]\n---\n=== people/bo.md\n---\nname: 阿波\nskills: [记账]\n---\n"
        + role("holders: [ming]\nrequires: [记账, 摄影, 写字]\n")
    )
    told = {one.name: ([p.id for p in one.people], [p.id for p in one.missing]) for one in queries.skills(book, TODAY)}
    assert told == {"记账": (["bo"], ["ming"]), "摄影": (["ming"], []), "写字": ([], ["ming"])}


def test_deeds_are_found_by_person():
    book = playbook(
        "=== retros/incident/2026-10-01-x.md\n---\nof: talk\ndate: 2026-10-01\nowner: ming\n"
        "contributions: [{person: ming, did: 搬桌子}]\npraises: [{person: ming, practice: 先问人}]\n"
        "actions: [{id: a1, do: 写下来, owner: ming, due: 2026-10-09, status: done, closed: 2026-10-08},\n"
        "  {id: a2, do: 还没做, owner: ming, due: 2026-12-09}]\n---\n"
        "=== workflows/talk.md\n---\nname: 谈\ntrigger: 有事\nsteps: [{id: a, do: 谈}, {id: z, do: 完, type: end}]\n---\n"
    )
    deeds = queries.deeds(book, book.get(Person, "ming"))
    assert {kind: [one.said for one in done] for kind, done in deeds.items()} == {
        "praised": ["先问人"], "helped": ["搬桌子"], "done": ["写下来"],
    }  # fmt: skip


# What happens the third time -------------------------------------------------------------------------------------


def times(rungs, head=""):
    text = f"=== ladders/steps.md\n---\nname: 阶梯\n{head}rungs:\n{rungs}---\n"
    ladder = playbook(text).get(Ladder, "steps")
    return [(one.time, one.rung and one.rung.action) for one in queries.consequences(ladder)]


def test_each_time_has_its_rung():
    """The rung of the last strike that was reached counts; after being removed there is no next time."""
    assert times("  - {strike: 1, action: remind}\n  - {strike: 2, action: warn}\n  - {strike: 3, action: mute, duration: 1d}\n  - {strike: 4, action: remove}\n") == [
        (1, "remind"), (2, "warn"), (3, "mute"),
    ]  # fmt: skip
    assert times("  - {strike: 1, action: remind}\n  - {strike: 3, action: remove}\n") == [
        (1, "remind"), (2, "remind"), (3, "remove"),
    ]  # fmt: skip
    assert times("  - {action: mute, duration: 3d}\n  - {action: remove}\n") == [(1, "mute"), (2, "remove"), (3, None)]
    assert times("  - {action: ban, duration: permanent}\n") == [(1, "ban"), (2, None)]


def test_a_ladder_by_points_counts_no_times():
    assert times("  - {points: 6, action: warn}\n", "mode: points\n") == []


def test_what_takes_a_rules_place():
    rule = "=== rules/{}.md\n---\nname: 规矩\ncategory: order\nno_penalty: 说说就好\n{}---\n"
    book = playbook(rule.format("old", "") + rule.format("new", "supersedes: old\neffective_from: 2027-01-01\n"))
    assert queries.successor(book, book.get(Rule, "old")).id == "new"
    assert queries.successor(book, book.get(Rule, "new")) is None


# How long it takes -----------------------------------------------------------------------------------------------


def test_the_slowest_way_is_the_longest_of_all_branches():
    """Steps without a limit are counted, the end is none of them."""
    found = slowest(
        "  - {id: a, do: 看, within: 1h}\n"
        "  - {id: b, do: 是不是, type: decision, within: 10m, branches: {是: c, 否: d}}\n"
        "  - {id: c, do: 慢, within: 2d}\n"
        "  - {id: d, do: 说一声}\n"
        "  - {id: z, do: 完, type: end}\n"
    )
    assert found.time == timedelta(days=2, hours=1, minutes=10)
    assert [step.id for step in found.steps] == ["a", "b", "c", "d", "z"]
    assert (found.open, found.by_day) == (1, False)


def test_a_way_back_is_gone_once():
    found = slowest(
        "  - {id: a, do: 写, within: 1h}\n"
        "  - {id: b, do: 好不好, type: decision, within: 1h, branches: {好: z, 不好: a}}\n"
        "  - {id: z, do: 完, type: end}\n"
    )
    assert found.time == timedelta(hours=2)


def test_a_workflow_by_days_ends_on_a_day():
    """A step's time runs from its day on; whoever was late before makes it later."""
    steps = (
        "  - {id: a, do: 欢迎, day: D+0, within: 12h}\n"
        "  - {id: b, do: 再问, day: D+7, within: 12h}\n"
        "  - {id: z, do: 完, type: end}\n"
    )
    found = slowest(steps)
    assert (found.time, found.by_day) == (timedelta(days=7), True)
    assert slowest(steps.replace("12h", "9d")).time == timedelta(days=16)


@given(st.lists(st.lists(st.integers(0, 6), max_size=3), min_size=1, max_size=7))
def test_any_arrows_have_a_slowest_way(arrows):
    """Whatever leads where, each step is on the way once at most, and the way begins at the first step."""
    lines = "".join(
        f"  - {{id: s{at}, do: 做, within: 1h, branches: {{{', '.join(f'x{n}: s{to}' for n, to in enumerate(ways) if to < len(arrows))}}}}}\n"
        for at, ways in enumerate(arrows)
    )
    flow_ = playbook(flow(lines)).find(Workflow, "go")
    found = queries.slowest(flow_)
    ids = [step.id for step in found.steps]
    assert len(ids) == len(set(ids))
    assert ids[0] == "s0"
    assert found.time == timedelta(hours=len(ids))


@given(st.lists(st.lists(st.integers(1, 6), max_size=3, unique=True), min_size=1, max_size=7))
def test_no_way_forward_is_slower_than_the_slowest(arrows):
    """Where all arrows point down, no other way from the first step takes longer: all of them are tried."""
    ways = [[at + far for far in leads if at + far < len(arrows)] for at, leads in enumerate(arrows)]
    lines = "".join(
        f"  - {{id: s{at}, do: 做, within: {at + 1}h, {'type: end' if not leads else ''}"
        f"{'branches: {' + ', '.join(f'x{to}: s{to}' for to in leads) + '}' if leads else ''}}}\n"
        for at, leads in enumerate(ways)
    )

    def longest(at):
        return at + 1 + max((longest(to) for to in ways[at]), default=0)

    assert slowest(lines).time == timedelta(hours=longest(0))

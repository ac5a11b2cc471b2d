"""What a change of content does to people: each kind of change, from folders and from Git, in every format."""

from __future__ import annotations

import json
import subprocess
from datetime import date

import pytest

from checked import TODAY, playbook
from conftest import qunbook
from qunbook import catalogue, diff, diff_report
from qunbook.diff import FeedTouched, Penalty, Step
from qunbook.report.base import code
from qunbook.settings import Settings

GIT = {
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_COMMITTER_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_EMAIL": "a@example.org",
}  # fmt: skip
BASE = catalogue.base()


def edited(path: str, *swaps: tuple[str, str], to: str = "") -> str:
    """A file of the base, with words swapped, as a tree to lay over it; with `to` under another name."""
    text = BASE[path]
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    gone = f"=== {path} -\n" if to else ""
    return f"{gone}=== {to or path}\n{text}"


def event(*swaps: tuple[str, str], to: str = "") -> str:
    return edited("events/reading-night.md", *swaps, to=to)


def with_lines(*lines: str) -> str:
    return event(("repeat: weekly thu\n", "repeat: weekly thu\n" + "".join(f"{line}\n" for line in lines)))


def compared(new: str, old: str = "") -> diff.Changes:
    return diff.changes(playbook(old), playbook(new), Settings(TODAY))


def ids(things) -> list[str]:
    return [thing.id for thing in things]


def test_nothing_changed_is_nothing():
    changes = compared("")
    assert changes.is_empty
    assert diff_report.text(changes, "en") == (
        "This change alters nobody's dates, roles or rules (2026-11-20 to 2027-02-18)"
    )
    assert json.loads(diff_report.as_json(changes))["dates"] == []


def test_words_of_a_body_change_nothing_for_calendars():
    assert compared(event(("读一章", "读两章"))).is_empty


# Dates -----------------------------------------------------------------------------------------------------------


def told(changes: diff.Changes) -> list[tuple[str, int, list[tuple[str, str]]]]:
    return [(one.what, one.count, [(day(s.old), day(s.new)) for s in one.first]) for one in changes.dates]


def day(when: diff.When | None) -> str:
    return f"{when.start:%m-%d %H:%M}" if when else ""


def test_a_cancelled_date_has_its_reason():
    changes = compared(with_lines("exceptions:", "  - on: 2026-12-03", "    cancel: true", "    reason: 停电"))
    assert told(changes) == [("cancelled", 1, [("12-03 20:00", "")])]
    assert changes.dates[0].first[0].reason == "停电"


def test_a_moved_date_is_old_and_new():
    changes = compared(with_lines("exceptions:", "  - on: 2026-12-03", "    move: 2026-12-04 19:30"))
    assert told(changes) == [("moved", 1, [("12-03 20:00", "12-04 19:30")])]


def test_a_date_that_moves_in_from_before_today_is_moved():
    changes = compared(with_lines("exceptions:", "  - on: 2026-11-19", "    move: 2026-11-21 20:00"))
    assert told(changes) == [("moved", 1, [("11-19 20:00", "11-21 20:00")])]


def test_an_extra_date_is_added_and_its_end_takes_it_away():
    extra = with_lines("also: [2026-12-05 15:00]")
    assert told(compared(extra)) == [("added", 1, [("", "12-05 15:00")])]
    assert told(compared("", extra)) == [("cancelled", 1, [("12-05 15:00", "")])]


def test_a_moved_series_is_one_entry_with_three_dates():
    changes = compared(event(("2026-01-15 20:00", "2026-01-14 20:00"), ("weekly thu", "weekly wed")))
    shifts = [("11-26 20:00", "11-25 20:00"), ("12-03 20:00", "12-02 20:00"), ("12-10 20:00", "12-09 20:00")]
    assert [(what, first) for what, _, first in told(changes)] == [("moved", shifts)]
    assert changes.dates[0].count == 13


def test_another_hour_or_length_moves_every_date():
    assert told(compared(event(("2026-01-15 20:00", "2026-01-15 20:30"))))[0][:2] == ("moved", 13)
    assert told(compared(event(("90m", "60m"))))[0][:2] == ("moved", 13)


def test_a_series_that_thins_out_loses_only_the_dates_between():
    (one,) = compared(event(("weekly thu", "every 2 weeks thu"))).dates
    assert (one.what, one.count) == ("cancelled", 7)


def test_an_event_that_begins_and_one_that_pauses():
    new = event(("读书夜", "夜谈"), ("2026-01-15 20:00", "2026-12-01 20:00"), ("weekly thu", "weekly tue"))
    new = new.replace("events/reading-night.md", "events/talk.md")
    assert told(compared(new))[0] == ("added", 12, [("", "12-01 20:00"), ("", "12-08 20:00"), ("", "12-15 20:00")])
    paused = compared(event(("name: 读书夜\n", "name: 读书夜\nstatus: paused\nreason: 放假\n")))
    assert (told(paused)[0][:2], paused.vanished) == (("cancelled", 13), ())


def test_times_are_those_of_the_events_own_clocks():
    (one,) = compared(with_lines("timezone: America/New_York")).dates
    assert (one.first[0].old.zone, one.first[0].new.zone) == ("Asia/Shanghai", "America/New_York")
    told = diff_report.text(compared(with_lines("timezone: America/New_York")), "en")
    assert "2026-11-26 20:00-21:30 Asia/Shanghai → 2026-11-26 20:00-21:30 America/New_York" in told


# Identities ------------------------------------------------------------------------------------------------------


def test_an_event_that_is_gone_loses_its_identity():
    """QB440: its dates were still to come."""
    (lost,) = compared("=== events/reading-night.md -\n").vanished
    assert (lost.identity, lost.count, lost.code, lost.path) == (
        "reading-night", 13, "QB440", "content/events/reading-night.md",
    )  # fmt: skip


def test_a_renamed_event_keeps_its_identity_with_formerly_only():
    assert ids(one.event for one in compared(event(to="events/night.md")).vanished) == ["reading-night"]
    kept = event(("repeat: weekly thu\n", "repeat: weekly thu\nformerly: [reading-night]\n"), to="events/night.md")
    assert compared(kept).is_empty


def test_the_first_id_of_all_is_the_identity():
    """An older name put before the first one gives calendars another entry."""
    (lost,) = compared(with_lines("formerly: [thursday]")).vanished
    assert lost.identity == "reading-night"


def test_an_event_that_is_over_or_archived_may_go():
    over = with_lines("until: 2026-10-01")
    assert compared("=== events/reading-night.md -\n", over).vanished == ()
    archived = event(("name: 读书夜\n", "name: 读书夜\nstatus: archived\n"))
    assert compared(archived).vanished == ()


def test_a_yearly_event_beyond_the_horizon_is_still_to_come():
    yearly = event(("2026-01-15 20:00", "2026-06-15 20:00"), ("weekly thu", "yearly 06-15"))
    (lost,) = compared("=== events/reading-night.md -\n", yearly).vanished
    assert lost.dates == (date(2027, 6, 15),)


def test_a_file_that_cannot_be_read_has_not_vanished():
    assert compared("=== events/reading-night.md\n---\nname: [\n---\n").vanished == ()
    assert compared("=== rules/kind-words.md\n---\nname: [\n---\n").rules_removed == ()


# Duty, feeds, roles ----------------------------------------------------------------------------------------------


def test_duty_and_the_feeds_of_who_comes_and_who_goes():
    changes = compared(event(("duty: [host]", "duty:\n  - role: host\n    rota: [ming, lan]")))
    (one,) = changes.duty
    assert (one.role.id, one.count) == ("host", 7)
    turn = one.first[0]
    assert (turn.day, ids(turn.old), ids(turn.new)) == (date(2026, 11, 26), ["ming"], ["lan"])
    feeds = {"all", "community", "type", "deadlines", "tasks", "duty", "role", "person"}
    assert {feed.kind for feed in changes.feeds} == feeds
    assert [feed.id for feed in changes.feeds if feed.kind == "person"] == ["lan", "ming"]


def test_a_new_name_touches_feeds_and_no_date():
    changes = compared(event(("读书夜", "共读夜")))
    assert changes.dates == ()
    assert FeedTouched("community", "main") in changes.feeds


def test_another_place_link_or_name_is_told_for_all_dates_or_for_one():
    """Also where the change is one of a single date."""
    at = "venue: {name: 图书馆, address: 三楼}\nurl: https://call.example/1"
    (place, link, mode) = compared(with_lines(at, "mode: hybrid"), with_lines("venue: {name: 茶馆}")).details
    assert (place.what, place.old, place.new, place.count) == ("place", "茶馆", "图书馆 · 三楼", 13)
    assert (link.what, link.old, link.new) == ("link", None, "https://call.example/1")
    assert (mode.what, mode.new) == ("mode", "hybrid")
    once = "exceptions: [{on: 2026-12-03, change: {name: 夜谈, venue: {name: 公园}}, reason: 修房子}]"
    name, park = compared(with_lines(once)).details
    assert [(one.what, one.new, one.count, one.first) for one in (name, park)] == [
        ("name", "夜谈", 1, (date(2026, 12, 3),)),
        ("place", "公园", 1, (date(2026, 12, 3),)),
    ]
    told = diff_report.text(compared(with_lines(once)), "en")
    assert "  - 读书夜 (1): place none → 公园, 2026-12-03" in told


def test_what_could_not_be_read_is_told_and_not_compared():
    """On either side: nobody must read that a change alters nothing while a file was left out."""
    broken = event(("repeat: weekly thu", "repeat: weekly zzz"))
    for old, new, side in (("", broken, "new"), (broken, "", "old")):
        changes = compared(new, old)
        assert [(one.side, one.kind, one.id) for one in changes.unread] == [(side, "event", "reading-night")]
        assert (changes.dates, changes.vanished, changes.is_empty) == ((), (), False)
        assert diff_report.markdown(changes, "zh").splitlines()[-1] == (
            f"- 改之{'前' if side == 'old' else '后'}的活动 `reading-night`"
        )


def test_a_handbook_that_cannot_be_read_moves_no_date():
    """The zone of the side that can be read counts for both."""
    there = edited("handbook.md", ("Asia/Shanghai", "America/New_York"))
    broken = "=== handbook.md\nname: [\n"
    for old, new in ((there, broken), (broken, there)):
        changes = compared(new, old)
        assert (changes.dates, [one.kind for one in changes.unread]) == ((), ["handbook"])


def test_a_penalty_lasts_as_long_as_people_say():
    for_good = compared(edited("ladders/default.md", ("duration: 1d", "duration: permanent")))
    assert "第 2 级 禁言 1 天 → 禁言 永久" in diff_report.text(for_good, "zh")


def test_a_feed_whose_address_is_gone_is_told():
    """With `formerly` the old address goes on. A file that cannot be read has lost nothing."""
    moved = event(("community: main", "community: whole"))
    kept = edited("communities/main.md", ("name:", "formerly: [main]\nname:"), to="communities/whole.md") + moved
    renamed = edited("communities/main.md", ("name:", "name:"), to="communities/whole.md") + moved
    assert compared(kept).feeds_lost == ()
    assert compared(renamed).feeds_lost == (FeedTouched("community", "main"),)
    assert compared(event(("type: discussion", "type: ceremony"))).feeds_lost == (FeedTouched("type", "discussion"),)
    assert compared(event(("repeat: weekly thu", "repeat: weekly zzz"))).feeds_lost == ()
    assert compared(edited("communities/main.md", ("owner:", "ower:"))).feeds_lost == ()
    assert "Calendars that are gone" in diff_report.text(compared(renamed), "en")


def test_who_holds_a_role_and_who_stands_in():
    changes = compared(edited("roles/host.md", ("[ming]", "[lan]"), ("[lan]\nreviewed", "[ming]\nreviewed")))
    (one,) = changes.roles
    assert (ids(one.joined), ids(one.left)) == (["lan"], ["ming"])
    assert [one.role.id for one in changes.duty] == ["host"]


def test_a_term_that_gets_an_end_is_told_and_one_long_over_is_not():
    ends = edited("roles/host.md", ("holders: [ming]", "holders:\n  - person: ming\n    until: 2027-01-31"))
    assert [ids(one.changed) for one in compared(ends).roles] == [["ming"]]
    over = edited(
        "roles/host.md", ("holders: [ming]", "holders:\n  - ming\n  - person: lan\n    until: 2026-05-01")
    )  # fmt: skip
    assert compared(over).roles == ()


# Rules -----------------------------------------------------------------------------------------------------------


def test_rules_come_and_go():
    other = edited("rules/kind-words.md", ("好好说话", "不发广告"), to="rules/no-ads.md")
    changes = compared(other)
    assert (ids(changes.rules_added), ids(changes.rules_removed)) == (["no-ads"], ["kind-words"])
    renamed = other.replace("category:", "formerly: [kind-words]\ncategory:")
    assert compared(renamed).is_empty


@pytest.mark.parametrize(
    ("old", "new", "way", "step"),
    [
        ("duration: 1d", "duration: 7d", "rises", Step(2, Penalty("mute", "1d"), Penalty("mute", "1w"))),
        ("action: remove", "action: ban", "rises", Step(3, Penalty("remove", ""), Penalty("ban", ""))),
        ("action: mute, duration: 1d", "action: warn", "falls", Step(2, Penalty("mute", "1d"), Penalty("warn", ""))),
    ],
)
def test_a_ladder_rises_or_falls(old, new, way, step):
    (one,) = compared(edited("ladders/default.md", (old, new))).ladders
    assert (one.rule.id, one.way, one.steps) == ("kind-words", way, (step,))


def test_a_rule_without_a_ladder_falls_by_every_step():
    (one,) = compared(edited("rules/kind-words.md", ("ladder: default", "no_penalty: 先聊聊"))).ladders
    assert (one.way, [(step.number, step.new) for step in one.steps]) == ("falls", [(1, None), (2, None), (3, None)])


# Who sees what, what is silent -----------------------------------------------------------------------------------


def test_widened_visibility_comes_first_and_loud():
    new = event(("name: 读书夜\n", "name: 读书夜\nvisibility: public\n"), ("90m", "60m"))
    changes = compared(new, event(("name: 读书夜\n", "name: 读书夜\nvisibility: staff\n")))
    assert [(one.thing.id, one.old, one.new) for one in changes.widened] == [("reading-night", "staff", "public")]
    assert diff_report.text(changes, "zh").split("\n")[2] == "!! 更多人看得到了 !!"
    assert compared("", new).widened == ()


def test_silenced_checks_and_lowered_levels():
    quiet = edited("rules/kind-words.md", ("why:", "lint: [{ignore: QB604, because: 老规矩}]\nwhy:"))
    (one,) = compared(quiet).silenced
    assert (one.thing.id, one.code, one.because) == ("kind-words", "QB604", "老规矩")
    level = catalogue.entry("QB431").severity
    low = edited("handbook.md", ("owner:", "levels: {QB431: 'off'}\nowner:"))
    assert [(one.code, one.old, one.new) for one in compared(low).lowered] == [("QB431", level, "off")]
    assert compared("", low).lowered == ()


# The whole output ------------------------------------------------------------------------------------------------

NASTY = "夜`谈` <b>@all</b> [x](http://x.example) | #1"
RICH = (
    event(("读书夜", f'"{NASTY}"'), ("2026-01-15 20:00", "2026-01-15 20:30"), ("type:", "visibility: public\ntype:"))
    + edited("roles/host.md", ("holders: [ming]", "holders: [lan]"), ("deputies: [lan]", "deputies: [ming]"))
    + edited("ladders/default.md", ("duration: 1d", "duration: 7d"))
)

TEXT = """\
What this change does to people (2026-11-20 to 2027-02-18)

!! MORE PEOPLE WILL SEE !!
  - event 夜`谈` <b>@all</b> [x](http://x.example) | #1: members → public

Moved
  - 夜`谈` <b>@all</b> [x](http://x.example) | #1 (13): 2026-11-26 20:00-21:30 → 2026-11-26 20:30-22:00 Asia/Shanghai, \
2026-12-03 20:00-21:30 → 2026-12-03 20:30-22:00 Asia/Shanghai, \
2026-12-10 20:00-21:30 → 2026-12-10 20:30-22:00 Asia/Shanghai …

Other name, place or link
  - 夜`谈` <b>@all</b> [x](http://x.example) | #1 (13): name 读书夜 → 夜`谈` <b>@all</b> [x](http://x.example) | #1, \
2026-11-26, 2026-12-03, 2026-12-10 …

On duty
  - 夜`谈` <b>@all</b> [x](http://x.example) | #1, 主持 (13): 2026-11-26 小明 → 阿兰; 2026-12-03 小明 → 阿兰; \
2026-12-10 小明 → 阿兰 …

Roles
  - 主持: begins: 阿兰; ends: 小明; new deputy: 小明; no longer deputy: 阿兰

Penalties
  - 好好说话: heavier: step 2 mute 1 day → mute 7 days

Calendars that change
  - all, community/main, deadlines, person/lan, person/ming, role/host, tasks, type/discussion"""

MARKDOWN = """\
<!-- qunbook diff -->
## 这次改动会影响到的人和事（2026-11-20 到 2027-02-18）

### ⚠️ 更多人看得到了

- 活动 ``夜`谈` <b>@all</b> [x](http://x.example) | #1``：成员 → 公开

### 改了时间

- ``夜`谈` <b>@all</b> [x](http://x.example) | #1``（13 场）：2026-11-26 20:00-21:30 → 2026-11-26 20:30-22:00 Asia/Shanghai、\
2026-12-03 20:00-21:30 → 2026-12-03 20:30-22:00 Asia/Shanghai、\
2026-12-10 20:00-21:30 → 2026-12-10 20:30-22:00 Asia/Shanghai …

### 换了名称、地点或链接

- ``夜`谈` <b>@all</b> [x](http://x.example) | #1``（13 场）：名称 `读书夜` → \
``夜`谈` <b>@all</b> [x](http://x.example) | #1``，2026-11-26、2026-12-03、2026-12-10 …

### 值守换人

- ``夜`谈` <b>@all</b> [x](http://x.example) | #1`` 的`主持`（13 场）：2026-11-26 `小明` → `阿兰`；\
2026-12-03 `小明` → `阿兰`；2026-12-10 `小明` → `阿兰` …

### 角色换人

- `主持`：上任 `阿兰`；卸任 `小明`；新副手 `小明`；不再是副手 `阿兰`

### 处罚变了

- `好好说话`：变重：第 2 级 禁言 1 天 → 禁言 7 天

### 会变的日历

- `all`、`community/main`、`deadlines`、`person/lan`、`person/ming`、`role/host`、`tasks`、`type/discussion`"""


def test_the_whole_text_and_markdown():
    changes = compared(RICH)
    assert diff_report.text(changes, "en") == TEXT
    assert diff_report.markdown(changes, "zh") == MARKDOWN


def test_the_whole_json():
    changes = compared(RICH)
    found = json.loads(diff_report.as_json(changes))
    assert list(found) == [
        "version", "identities_kept", "first", "last", "vanished", "widened", "dates", "duty", "feeds", "roles",
        "rules_added", "rules_removed", "ladders", "silenced", "lowered", "details", "feeds_lost",
        "unread",
    ]  # fmt: skip
    what = {"kind": "event", "id": "reading-night", "name": NASTY}
    host = {"kind": "role", "id": "host", "name": "主持"}
    ming, lan = ({"kind": "person", "id": id, "name": name} for id, name in (("ming", "小明"), ("lan", "阿兰")))
    days = ("2026-11-26", "2026-12-03", "2026-12-10")
    zone = "Asia/Shanghai"
    assert found == {
        "version": 1, "identities_kept": True, "first": "2026-11-20", "last": "2027-02-18", "vanished": [],
        "widened": [{"thing": what, "old": "member", "new": "public"}],
        "dates": [{
            "what": "moved", "event": what, "count": 13,
            "first": [{
                "old": {"start": f"{day}T20:00:00+08:00", "end": f"{day}T21:30:00+08:00", "zone": zone},
                "new": {"start": f"{day}T20:30:00+08:00", "end": f"{day}T22:00:00+08:00", "zone": zone},
                "reason": None,
            } for day in days],
        }],
        "duty": [{
            "event": what, "role": host, "count": 13,
            "first": [{"day": day, "old": [ming], "new": [lan]} for day in days],
        }],
        "feeds": [
            {"kind": kind, "id": id}
            for kind, id in (
                ("all", ""), ("community", "main"), ("deadlines", ""), ("person", "lan"), ("person", "ming"),
                ("role", "host"), ("tasks", ""), ("type", "discussion"),
            )
        ],
        "roles": [{
            "role": host, "joined": [lan], "left": [ming], "changed": [],
            "deputies_joined": [ming], "deputies_left": [lan],
        }],
        "rules_added": [], "rules_removed": [],
        "ladders": [{
            "rule": {"kind": "rule", "id": "kind-words", "name": "好好说话"}, "way": "rises",
            "steps": [{
                "number": 2,
                "old": {"action": "mute", "duration": "1d"}, "new": {"action": "mute", "duration": "1w"},
            }],
        }],
        "silenced": [], "lowered": [], "feeds_lost": [], "unread": [],
        "details": [{
            "what": "name", "event": what, "old": "读书夜", "new": NASTY, "count": 13, "first": list(days),
        }],
    }  # fmt: skip


@pytest.mark.parametrize("text", ["a`b", "``", "`", " x ", "a\nb", "\x1b[31m", "</details>", "@team #1"])
def test_nothing_leaves_its_code_span(text):
    """CommonMark's own reader finds one paragraph with one code span and nothing else."""
    markdown_it = pytest.importorskip("markdown_it")
    (_, inline, _) = markdown_it.MarkdownIt("commonmark").parse(code(text))
    assert [child.type for child in inline.children] == ["code_inline"]


def test_a_comment_is_cut_after_a_whole_line(monkeypatch):
    monkeypatch.setattr(diff_report, "LONGEST", 200)
    cut = diff_report.markdown(compared(RICH), "en")
    assert len(cut) < 300
    assert cut.endswith("more lines: run `qunbook diff` to see them all")


# The command -----------------------------------------------------------------------------------------------------


def put(root, text: str = "") -> None:
    for path, content in catalogue.example(text).items():
        (root / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / path).write_text(content, encoding="utf-8")


def run(*arguments, **more):
    return qunbook("diff", "--as-of", "2026-11-20", "--lang", "en", *map(str, arguments), **more)


@pytest.fixture
def repository(tmp_path):
    """A handbook in a folder of a larger repository, one commit, tagged `v1`."""
    home = tmp_path / "repository" / "book"
    put(home)
    for command in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "first"), ("tag", "v1")):
        subprocess.run(("git", *command), cwd=home.parent, env={"PATH": "/usr/bin:/bin", **GIT}, check=True)
    return home


def commit(home) -> None:
    subprocess.run(("git", "commit", "-qam", "next"), cwd=home, env={"PATH": "/usr/bin:/bin", **GIT}, check=True)


def test_revisions_and_the_working_tree(repository):
    assert "alters nobody" in run("v1", "--dir", repository).stdout
    put(repository, event(("90m", "60m")))
    assert "Moved\n" in run("HEAD", "--dir", repository).stdout
    commit(repository)
    assert "alters nobody" in run("HEAD", "--dir", repository).stdout
    both = run("v1", "main", "--dir", repository, "--format", "json")
    assert (both.returncode, json.loads(both.stdout)["dates"][0]["count"]) == (0, 13)


def test_folders_and_an_identity_that_vanishes(tmp_path):
    put(tmp_path / "old")
    put(tmp_path / "new", event(to="events/night.md"))
    done = run(tmp_path / "old", tmp_path / "new", "--format", "markdown")
    assert done.returncode == 1
    assert "calendars lose `reading-night`" in done.stdout
    assert run(tmp_path / "new", tmp_path / "new").returncode == 0


def test_errors_of_the_new_side_fail_and_those_of_the_old_do_not(tmp_path):
    put(tmp_path / "good")
    put(tmp_path / "bad", edited("rules/kind-words.md", ("ladder: default", "ladder: defalt")))
    done = run(tmp_path / "good", tmp_path / "bad")
    assert done.returncode == 1
    assert "has errors (1)" in done.stderr
    assert "content/rules/kind-words.md:6:9" in done.stderr
    assert run(tmp_path / "bad", tmp_path / "good").returncode == 0


@pytest.mark.parametrize("name", ["nowhere", "v1:book", "--output=x", ""])
def test_an_unknown_revision_is_wrong_usage(repository, name):
    done = run("--dir", repository, "--", name)
    assert done.returncode == 2
    assert done.stderr == f"`{name}` is neither a Git revision of {repository} nor a handbook's folder\n"


def git(home, *command: str) -> None:
    subprocess.run(("git", *command), cwd=home, env={"PATH": "/usr/bin:/bin", **GIT}, check=True)


def test_a_name_of_a_branch_and_a_tag_is_not_guessed(repository):
    put(repository, event(("90m", "60m")))
    commit(repository)
    git(repository, "branch", "v1")
    done = run("v1", "--dir", repository)
    assert (done.returncode, done.stderr) == (
        2,
        "`v1` is a branch and a tag: write the whole name, `refs/heads/v1` / `refs/tags/v1`\n",
    )
    assert "Moved\n" in run("refs/tags/v1", "--dir", repository).stdout
    git(repository, "branch", "same")
    git(repository, "tag", "-am", "annotated", "same")
    assert "alters nobody" in run("same", "--dir", repository).stdout


def test_a_shallow_clone_says_what_it_lacks(repository, tmp_path):
    put(repository, event(("90m", "60m")))
    commit(repository)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository.parent}", "shallow")
    done = run("HEAD~1", "--dir", tmp_path / "shallow" / "book")
    assert (done.returncode, "fetch-depth: 0" in done.stderr) == (2, True)


def test_a_link_in_a_revision_leads_nowhere(repository):
    """A stranger's branch cannot make the comparison read other files of the machine."""
    outside = repository.parent / "outside"
    put(outside)
    (repository / "content" / "rules" / "far.md").symlink_to(outside / "content" / "rules" / "kind-words.md")
    subprocess.run(("git", "add", "."), cwd=repository, env={"PATH": "/usr/bin:/bin", **GIT}, check=True)
    commit(repository)
    done = run("v1", "HEAD", "--dir", repository, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["rules_added"]) == (1, [])
    assert "QB004" in done.stderr
    subprocess.run(("rm", "-r", "content"), cwd=repository, check=True)
    (repository / "content").symlink_to(outside / "content")
    subprocess.run(("git", "add", "-A", "."), cwd=repository, env={"PATH": "/usr/bin:/bin", **GIT}, check=True)
    commit(repository)
    assert run("HEAD", "--dir", repository).returncode == 2


def test_a_revision_without_content_says_so(repository, tmp_path):
    put(repository / "inner")
    done = run("v1", "--dir", repository / "inner")
    assert (done.returncode, done.stderr) == (2, "revision `v1` has no content/\n")

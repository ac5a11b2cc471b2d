"""Feeds and Git: what is rebuilt is the same, what was edited says so, and nothing else does. Real repositories."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime

import pytest

from conftest import qunbook
from qunbook import catalogue, pipeline, world
from qunbook.artifact import View
from qunbook.render.feeds import render

NIGHT = """
name: 夜读
community: main
owner: host
start: 2027-01-07 20:30
duration: 60m
repeat: weekly thu
duty: [host]
"""
TEA = """
name: 茶会
community: main
owner: host
start: 2027-01-09 15:00
duration: 2h
repeat: monthly 2nd sat
"""
# Later than the revision of the form of our entries, which is the floor of every stamp.
NOON = int(datetime(2027, 1, 1, 12, tzinfo=UTC).timestamp())
HOUR = 3600


class Repository:
    """A handbook of two events in a repository of its own; each commit is an hour after the last."""

    def __init__(self, root, monkeypatch):
        self.root, self.at, self.monkeypatch = root, NOON, monkeypatch
        self("init", "-q", "-b", "main")
        for path, text in catalogue.example("").items():
            self.write(path, text)
        self.write("events/night.md", f"---{NIGHT}---\n一起读。\n")
        self.write("events/tea.md", f"---{TEA}---\n喝茶。\n")
        self.commit("begin")

    def __call__(self, *arguments):
        for who in ("AUTHOR", "COMMITTER"):
            self.monkeypatch.setenv(f"GIT_{who}_DATE", f"@{self.at} +0000")
        return subprocess.run(("git", *arguments), cwd=self.root, capture_output=True, text=True, check=True).stdout

    def write(self, path, text):
        file = self.root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def edit(self, path, old, new):
        file = self.root / "content" / path
        assert old in file.read_text("utf-8")
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    def commit(self, message):
        self.at += HOUR
        self("add", "-A")
        self("commit", "-qm", message)

    def feeds(self, edition="member", day=date(2027, 2, 1), root=None):
        """Every feed, built as `qunbook render` does."""
        loaded = pipeline.load(root or self.root)
        assert not pipeline.failed(loaded.diagnostics)
        settings = world.settings(loaded.handbook, day, world.history(root or self.root))
        return {one.path: one.data for one in render(View(loaded.playbook.seen_by(edition), settings, edition))}

    def entries(self, **asked):
        """The entries of the feed of everything: {summary: text}."""
        text = self.feeds(**asked)["calendar/all.ics"].decode().replace("\r\n ", "")
        blocks = re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, re.DOTALL)
        return {re.search(r"SUMMARY:(.*)\r", block)[1]: block for block in blocks}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    monkeypatch.delenv("QUNBOOK_FEED_KEY", raising=False)
    folder = tmp_path / "book"
    folder.mkdir()
    return Repository(folder, monkeypatch)


def value(block, name):
    return re.search(rf"^{name}[^:\n]*:(.*?)\r$", block, re.MULTILINE)[1]


def test_a_rebuild_on_another_day_is_the_same_to_the_byte(repository):
    """Nothing landed: not one byte of a feed changes, neither tomorrow nor in another clone."""
    before = repository.feeds("staff")
    assert repository.feeds("staff", date(2027, 2, 2)) == before
    clone = repository.root.parent / "clone"
    subprocess.run(("git", "clone", "-q", repository.root, clone), check=True)
    assert repository.feeds("staff", root=clone) == before


def test_an_edited_event_and_only_it_gets_new_stamps(repository):
    """The entry of the edited event rises in all three stamps to the moment at which the change landed."""
    before = repository.entries()
    repository.edit("events/tea.md", "15:00", "16:00")
    repository.commit("later")
    after = repository.entries()
    assert after["夜读"] == before["夜读"]
    assert value(after["茶会"], "UID") == value(before["茶会"], "UID")
    landed = f"{datetime.fromtimestamp(repository.at, UTC):%Y%m%dT%H%M%SZ}"
    assert value(after["茶会"], "DTSTAMP") == value(after["茶会"], "LAST-MODIFIED") == landed
    assert int(value(after["茶会"], "SEQUENCE")) == int(value(before["茶会"], "SEQUENCE")) + 60
    assert value(after["茶会"], "DTSTART") == "20270109T160000"


def test_a_new_holder_of_a_role_is_a_change_of_the_events_with_that_duty(repository):
    """The text of an entry names who is on duty, so their files count as well; the tea has nobody on duty."""
    before = repository.entries()
    assert "值守 · 主持" in before["夜读"]
    repository.edit("roles/host.md", "name: 主持", "name: 主持人")
    repository.commit("rename the role")
    after = repository.entries()
    assert "值守 · 主持人" in after["夜读"]
    assert int(value(after["夜读"], "SEQUENCE")) == int(value(before["夜读"], "SEQUENCE")) + 60
    assert after["茶会"] == before["茶会"]


def test_a_merge_counts_from_the_moment_it_landed(repository):
    """A branch that was written last week and merged today is a change of today; a SEQUENCE never falls."""
    before = repository.entries()
    repository("checkout", "-qb", "side")
    repository.edit("events/tea.md", "15:00", "16:00")
    repository.commit("on the side")
    written = repository.at
    repository("checkout", "-q", "main")
    repository.edit("events/tea.md", "喝茶。", "喝茶，聊天。")
    repository.commit("meanwhile")
    meanwhile = repository.entries()
    repository.at += HOUR
    repository("merge", "-q", "--no-ff", "-m", "land", "side")
    after = repository.entries()
    assert written < repository.at
    assert value(after["茶会"], "DTSTAMP") == f"{datetime.fromtimestamp(repository.at, UTC):%Y%m%dT%H%M%SZ}"
    sequences = [int(value(found["茶会"], "SEQUENCE")) for found in (before, meanwhile, after)]
    assert sequences == sorted(set(sequences))


def test_a_renamed_event_keeps_its_identity(repository):
    """With `formerly` a new file name changes no UID: subscribers get a change, not a second event."""
    before = repository.entries()
    repository("mv", "content/events/tea.md", "content/events/tea-party.md")
    repository.edit("events/tea-party.md", "name: 茶会\n", "name: 茶会\nformerly: [tea]\n")
    repository.commit("rename")
    renamed = repository.entries()
    assert value(renamed["茶会"], "UID") == value(before["茶会"], "UID")
    repository("mv", "content/events/tea-party.md", "content/events/tea-time.md")
    repository.edit("events/tea-time.md", "formerly: [tea]", "formerly: [tea, tea-party]")
    repository.commit("rename again")
    again = repository.entries()
    assert value(again["茶会"], "UID") == value(before["茶会"], "UID")
    assert int(value(again["茶会"], "SEQUENCE")) > int(value(renamed["茶会"], "SEQUENCE"))


def test_a_renamed_community_keeps_the_address_of_its_feed(repository):
    """Programs that subscribed ask at the old address for ever; with `formerly` they find there what is at the new one."""
    repository("mv", "content/communities/main.md", "content/communities/whole.md")
    repository.edit("communities/whole.md", "name:", "formerly: [main]\nname:")
    for event in ("night", "tea"):
        repository.edit(f"events/{event}.md", "community: main", "community: whole")
    repository.commit("rename")
    feeds = repository.feeds()
    assert feeds["calendar/community/main.ics"] == feeds["calendar/community/whole.ics"]
    assert "夜读".encode() in feeds["calendar/community/main.ics"]
    repository.write("communities/main.md", catalogue.example("")["communities/main.md"])
    assert repository.feeds()["calendar/community/main.ics"] != feeds["calendar/community/whole.ics"]


def test_a_detached_head_is_as_good_as_a_branch(repository):
    """CI checks out a commit, not a branch: the feeds are those of that commit."""
    before = repository.feeds()
    repository.edit("events/tea.md", "15:00", "16:00")
    repository.commit("later")
    repository("checkout", "-q", "--detach", "HEAD~1")
    assert repository.feeds() == before


def test_a_dirty_file_counts_as_changed_today(repository):
    """What has not landed has the day of the build; all else keeps its bytes."""
    before = repository.entries()
    repository.edit("events/tea.md", "15:00", "16:00")
    dirty = repository.entries(day=date(2027, 3, 1))
    assert value(dirty["茶会"], "DTSTAMP") == "20270301T000000Z"
    assert dirty["夜读"] == before["夜读"]


def test_a_clock_that_was_wrong_does_not_hide_a_change(repository):
    """After a commit of 2035, and in one of 2015, an edit still gives new stamps; the years of the feeds stay."""
    once = TEA.replace("茶会", "开放日").replace("repeat: monthly 2nd sat\n", "")
    repository.write("events/open.md", f"---{once}---\n来看看。\n")
    now = repository.at
    sequences = [int(value(repository.entries()["茶会"], "SEQUENCE"))]
    for moment, old, new in ((2056665600, "15:00", "16:00"), (now, "16:00", "17:00"), (1430438400, "17:00", "18:00")):
        repository.edit("events/tea.md", old, new)
        repository.at = moment
        repository.commit("at some time")
        found = repository.entries()
        assert "开放日" in found
        sequences.append(int(value(found["茶会"], "SEQUENCE")))
    assert sequences == sorted(set(sequences))


def test_a_run_that_is_taken_back_is_a_change(repository):
    """Who is on duty may stand in a run's file: without it the entry is another one, and not an older one."""
    run = "event: night\ndate: 2027-01-14\nduty: [{role: host, person: lan}]"
    repository.write("runs/night/2027-01-14.md", f"---\n{run}\n---\n")
    moved = "exceptions: [{on: 2027-01-14, move: 2027-01-15, reason: 停电}]\n"
    repository.edit("events/night.md", "duty:", f"{moved}duty:")
    repository.commit("a stand-in")
    stood_in = repository.entries(edition="staff")["夜读"]
    repository("rm", "-q", "content/runs/night/2027-01-14.md")
    repository.commit("not needed")
    taken_back = repository.entries(edition="staff")["夜读"]
    assert ("阿兰" in stood_in, "阿兰" in taken_back) == (True, False)
    assert value(taken_back, "SEQUENCE") > value(stood_in, "SEQUENCE")


def test_a_new_year_is_a_change_of_what_its_days_off_change(repository):
    """When the years of the feeds go on, a series that leaves out days off leaves out more of them: it says so."""
    off = "[{date: 2027-01-14, name: 休}, {date: 2029-01-11, name: 休}]"
    repository.edit(
        "handbook.md", "timezone: Asia/Shanghai\n", f"timezone: Asia/Shanghai\nholidays: {{extra: {off}}}\n"
    )
    repository.edit("events/night.md", "repeat", "on_holiday: skip\nrepeat")
    repository.commit("days off")
    before = repository.entries()
    repository.at = int(datetime(2029, 2, 1, tzinfo=UTC).timestamp())
    repository.edit("ladders/default.md", "先提醒", "先私下提醒")
    repository.commit("something else")
    after = repository.entries(day=date(2029, 2, 1))
    assert ("EXDATE;TZID=Asia/Shanghai:20290111" in before["夜读"], "20290111" in after["夜读"]) == (False, True)
    assert value(after["夜读"], "DTSTAMP") == value(after["夜读"], "LAST-MODIFIED") == "20290101T000000Z"
    assert int(value(after["夜读"], "SEQUENCE")) > int(value(before["夜读"], "SEQUENCE"))
    assert after["茶会"] == before["茶会"]
    assert repository.entries(day=date(2029, 12, 1)) == after


@pytest.mark.parametrize("kind", ["shallow", "without"])
def test_without_a_whole_history_we_say_so_once_and_go_on(repository, kind):
    """A shallow clone and a folder without Git are built with the day's stamps; one line on stderr tells why."""
    repository.edit("events/tea.md", "15:00", "16:00")
    repository.commit("later")
    there = repository.root.parent / kind
    if kind == "shallow":
        subprocess.run(("git", "clone", "-q", "--depth", "1", f"file://{repository.root}", there), check=True)
    else:
        shutil.copytree(repository.root / "content", there / "content")
    done = qunbook("render", str(there), "--as-of", "2027-03-01", "--lang", "en", "--edition", "member")
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "2027-03-01" in line]
    assert len(said) == 1
    assert ("shallow clone" if kind == "shallow" else "no Git history") in said[0]
    stamps = re.findall(rb"DTSTAMP:(\w+)", (there / "build/docs/member/calendar/all.ics").read_bytes())
    assert set(stamps) == {b"20270301T000000Z"}


def test_no_word_where_history_is_whole(repository):
    """Nothing is said where nothing is missing."""
    done = qunbook("render", str(repository.root), "--as-of", "2027-03-01", "--lang", "en", "--edition", "member")
    assert (done.returncode, done.stderr) == (0, done.stderr.splitlines()[-1] + "\n")

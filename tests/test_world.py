"""What is asked of the world: the day, and Git."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime

import pytest

from qunbook import world


@pytest.fixture
def git(tmp_path, monkeypatch):
    for name, value in {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")

    def run(*arguments: str, at: int = 1700000000) -> str:
        for who in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{who}_DATE", f"@{at} +0000")
        done = subprocess.run(("git", *arguments), cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    run("init", "-q", "-b", "main")
    return run


def put(root, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def test_a_change_counts_from_the_moment_it_landed(tmp_path, git):
    """A branch merged today landed today, however old its commits are; names may be Chinese."""
    put(tmp_path, "content/a.md", "1")
    put(tmp_path, "content/中.md", "1")
    git("add", ".")
    git("commit", "-qm", "first", at=100)
    git("checkout", "-qb", "side")
    put(tmp_path, "content/a.md", "2")
    git("commit", "-qam", "on the side", at=200)
    git("checkout", "-q", "main")
    put(tmp_path, "content/b.md", "1")
    git("add", ".")
    git("commit", "-qm", "main goes on", at=250)
    git("merge", "-q", "--no-ff", "-m", "merge", "side", at=300)
    past = world.history(tmp_path)
    assert (past.landed, past.head, past.gap) == (
        {"content/a.md": 300, "content/b.md": 250, "content/中.md": 100}, 300, "",
    )  # fmt: skip


def test_a_handbook_may_be_a_folder_of_a_larger_repository(tmp_path, git):
    put(tmp_path, "docs/book/content/a.md", "1")
    put(tmp_path, "other.md", "1")
    git("add", ".")
    git("commit", "-qm", "first", at=100)
    assert world.history(tmp_path / "docs" / "book").landed == {"content/a.md": 100}


def test_a_file_with_uncommitted_changes_has_not_landed(tmp_path, git):
    put(tmp_path, "a.md", "1")
    put(tmp_path, "b.md", "1")
    git("add", ".")
    git("commit", "-qm", "first", at=100)
    put(tmp_path, "a.md", "2")
    put(tmp_path, "c.md", "1")
    assert world.history(tmp_path).landed == {"b.md": 100}


def test_a_shallow_clone_and_a_folder_without_git_say_so(tmp_path, git):
    put(tmp_path, "a.md", "1")
    git("add", ".")
    git("commit", "-qm", "first", at=100)
    put(tmp_path, "a.md", "2")
    git("commit", "-qam", "second", at=200)
    git("clone", "-q", "--depth", "1", f"file://{tmp_path}", "shallow")
    shallow = world.history(tmp_path / "shallow")
    assert (shallow.landed, shallow.head, shallow.gap) == ({}, 200, "shallow")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / ".git").rename(tmp_path / "gone")
    assert world.history(outside) == world.NO_HISTORY


def test_a_clock_that_was_wrong_makes_no_change_older_than_the_one_before(tmp_path, git):
    """Commits land one after another whatever their clocks say; where the clock is right again, so is the moment."""
    for path, at in (("a.md", 5000), ("b.md", 100), ("c.md", 5030), ("d.md", 9000), ("a.md", 9000)):
        put(tmp_path, path, f"{at}{path}")
        git("add", ".")
        git("commit", "-qm", "later", at=at)
    past = world.history(tmp_path)
    assert past.landed == {"a.md": 9000, "b.md": 5060, "c.md": 5120, "d.md": 9000}
    assert [(one.path, one.moment) for one in past.touches if one.how == "M"] == [("a.md", 9000)]
    assert {one.path: one.moment for one in past.touches}["b.md"] == 100  # what is new tells the commit's own day


def test_a_date_beyond_all_calendars(tmp_path, git):
    """A commit of the year 3,170,843 counts as one of 2100: nothing that asks for its day fails."""
    put(tmp_path, "a.md", "1")
    git("add", ".")
    git("commit", "-qm", "far", at=99999999999999)
    end = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
    past = world.history(tmp_path)
    assert (past.landed, past.head) == ({"a.md": end}, end)


@pytest.mark.parametrize(
    "name, value", [("log.showRoot", "false"), ("log.diffMerges", "combined"), ("log.showSignature", "true")]
)
def test_what_somebody_likes_to_see_in_a_log_changes_nothing(tmp_path, git, name, value):
    """Settings of Git that are for people's eyes do not reach us."""
    put(tmp_path, "a.md", "1")
    git("add", ".")
    git("commit", "-qm", "first", at=100)
    git("checkout", "-qb", "side")
    put(tmp_path, "b.md", "1")
    git("add", ".")
    git("commit", "-qm", "on the side", at=200)
    git("checkout", "-q", "main")
    put(tmp_path, "c.md", "1")
    git("add", ".")
    git("commit", "-qm", "main goes on", at=250)
    git("merge", "-q", "--no-ff", "-m", "merge", "side", at=300)
    git("config", name, value)
    assert world.history(tmp_path).landed == {"a.md": 100, "b.md": 300, "c.md": 250}


def test_an_empty_repository_has_no_history(tmp_path, git):
    assert world.history(tmp_path).landed == {}


def test_the_day_is_asked_for_or_frozen_or_of_the_epoch_or_today(monkeypatch):
    one, two = date(2026, 1, 1), date(2026, 2, 2)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert world.as_of(one, two, "Asia/Shanghai") == one
    assert world.as_of(None, two, "Asia/Shanghai") == two
    assert world.as_of(None, None, "Asia/Shanghai") == date(2023, 11, 14)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert world.as_of(None, None, "Asia/Shanghai") == world.today("Asia/Shanghai")
    assert world.today("Moon/Base") == world.today("UTC")

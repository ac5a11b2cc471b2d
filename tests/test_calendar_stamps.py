"""When changes landed: Git's output read, and the numbers that follow."""

import subprocess
from datetime import UTC, date, datetime

from qunbook.calendar.stamps import FEED_REVISION, GIT_LOG, Stamp, landed, stamp

LOG = '\x001793000000\n\nevents/a.md\n"events/\\345\\221\\250.md"\n\x001792000000\n\nevents/a.md\nevents/b.md\n'
NOON = int(datetime(2027, 1, 1, 12, tzinfo=UTC).timestamp())


def test_the_newest_commit_counts():
    """Each path has the time of the newest commit that touched it; quoted names are read."""
    assert landed(LOG) == {"events/a.md": 1793000000, "events/b.md": 1792000000, "events/周.md": 1793000000}
    assert landed(LOG.replace("\x00", "")) == landed(LOG)
    assert landed("") == {}


def test_clocks_that_go_backwards():
    """A commit from a machine whose clock is slow does not take a SEQUENCE back."""
    assert landed("1700000000\n\na.md\n1793000000\n\na.md\n") == {"a.md": 1793000000}


def test_uncommitted_changes():
    """A file that was changed since its commit takes the day of the build."""
    known = landed(LOG, dirty=["events/a.md"])
    assert "events/a.md" not in known
    assert stamp(["events/a.md"], known, date(2027, 3, 1)).moment == datetime(2027, 3, 1, tzinfo=UTC)


def test_a_stamp_is_the_newest_of_its_files():
    """Text that is made of three files changes when one of them does, and never before the form of entries did."""
    known = {"a.md": NOON, "b.md": NOON - 1000}
    assert stamp(["a.md", "b.md"], known, date(2026, 1, 1)) == Stamp(datetime(2027, 1, 1, 12, tzinfo=UTC))
    assert stamp(["a.md"], {"a.md": 1}, date(2026, 1, 1)).moment.date() == FEED_REVISION
    assert stamp([], {}, date(2030, 1, 1)).moment.date() == FEED_REVISION


def test_sequence():
    """SEQUENCE is whole minutes since 2020 and fits a signed 32-bit number."""
    assert Stamp(datetime(2020, 1, 2, 0, 0, 59, tzinfo=UTC)).sequence == 1440
    assert Stamp(datetime(2100, 1, 1, tzinfo=UTC)).sequence < 2**31


def test_real_git(tmp_path):
    """The arguments are right: in a real history with a merge, a branch's change counts when it landed."""

    def git(*args, at="2026-01-01T00:00:00Z"):
        env = {"GIT_COMMITTER_DATE": at, "GIT_AUTHOR_DATE": at, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
        return subprocess.run(["git", "-C", tmp_path, *who, *args], env=env, check=True, capture_output=True, text=True).stdout

    book = tmp_path / "book"
    book.mkdir()
    git("init", "-q")
    (book / "周.md").write_text("1")
    (book / "b.md").write_text("1")
    git("add", "-A")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "side")
    (book / "周.md").write_text("2")
    git("commit", "-qam", "two", at="2026-02-01T00:00:00Z")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "three", "side", at="2026-03-01T00:00:00Z")
    log = git("-C", "book", *GIT_LOG)
    assert {path: datetime.fromtimestamp(when, UTC).month for path, when in landed(log).items()} == {"周.md": 3, "b.md": 1}

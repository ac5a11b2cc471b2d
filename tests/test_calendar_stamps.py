"""When changes landed, and the numbers that follow."""

from datetime import UTC, date, datetime

from qunbook.calendar.stamps import FEED_REVISION, Stamp, stamp

NOON = int(datetime(2027, 1, 1, 12, tzinfo=UTC).timestamp())


def test_a_stamp_is_the_newest_of_its_files():
    """Text that is made of three files changes when one of them does, and never before the form of entries did."""
    known = {"a.md": NOON, "b.md": NOON - 1000}
    assert stamp(["a.md", "b.md"], known, date(2026, 1, 1)) == Stamp(datetime(2027, 1, 1, 12, tzinfo=UTC))
    assert stamp(["a.md"], {"a.md": 1}, date(2026, 1, 1)).moment.date() == FEED_REVISION
    assert stamp([], {}, date(2030, 1, 1)).moment.date() == FEED_REVISION


def test_uncommitted_changes():
    """A file whose landing nobody knows takes the day of the build."""
    assert stamp(["a.md", "b.md"], {"a.md": NOON}, date(2027, 3, 1)).moment == datetime(2027, 3, 1, tzinfo=UTC)


def test_sequence():
    """SEQUENCE is whole minutes since 2020 and fits a signed 32-bit number."""
    assert Stamp(datetime(2020, 1, 2, 0, 0, 59, tzinfo=UTC)).sequence == 1440
    assert Stamp(datetime(2100, 1, 1, tzinfo=UTC)).sequence < 2**31

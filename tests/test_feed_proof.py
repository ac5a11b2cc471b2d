"""No feed is written that says something else than the handbook: a slip of the writer is told, with the date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checked import TODAY, playbook
from qunbook import queries
from qunbook.artifact import BrokenFeedError, View
from qunbook.kinds.event import Event
from qunbook.render import feed_book, feeds
from qunbook.render.feed_book import FeedBook
from qunbook.render.feed_list import feeds_of
from qunbook.render.feed_proof import of_feed, of_thing
from qunbook.render.ics_read import seen
from qunbook.settings import Settings

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)
NIGHT = """=== events/reading-night.md
---
name: 读书夜
community: main
owner: host
start: 2026-11-26 20:30
duration: 75m
repeat: weekly thu
count: 3
exceptions: [{on: 2026-12-03, cancel: true, reason: 场地}]
---
一起读。
=== events/open-day.md
---
name: 开放日
community: main
owner: host
start: 2026-12-12
---
来看看。
"""
VIEW = View(playbook(NIGHT).seen_by("member"), Settings(TODAY), "member")
BOOK = FeedBook(VIEW)
ALL = feeds_of(VIEW)[0]
THINGS = [BOOK.proven(told) for told in feeds._told(BOOK, ALL.kind, ALL.id)]
DATA = next(one.data for one in feeds.render(VIEW) if one.path == ALL.path)
ENTRIES, END = DATA.index(b"BEGIN:VEVENT"), DATA.index(b"END:VCALENDAR")
NIGHT_ENTRIES = next(thing.entries for thing in THINGS if len(thing.entries) == 2)


def plain(id="reading-night"):
    book = playbook(NIGHT)
    found = queries.occurrences(book, book.get(Event, id), FIRST, LAST)
    return [seen(one.start, one.end, not one.held) for one in found]


def told(data, things=THINGS):
    return list(of_feed(data, things))


def test_what_is_right_is_proven():
    """The feed as it is written is made of what was proven."""
    assert told(DATA) == []
    assert [thing.wrong for thing in THINGS] == [(), ()]
    assert THINGS[0].entries != THINGS[1].entries


def test_a_feed_that_says_something_else_than_the_handbook_is_not_written(monkeypatch):
    """Whatever the writer gets wrong, the reader of another make tells, with the date; the build stops."""

    def late(*asked):
        one = written(*asked)
        return replace(one, data=one.data.replace(b"T203000", b"T193000").replace(b"T214500", b"T204500"))

    written = feed_book.block
    monkeypatch.setattr(feed_book, "block", late)
    with pytest.raises(BrokenFeedError) as error:
        list(feeds.render(VIEW))
    path, wrong = error.value.args
    assert path == "calendar/all.ics"
    assert "2026-11-26T12:30:00+00:00 to 2026-11-26T13:45:00+00:00 is not in it" in wrong
    assert "2026-11-26T11:30:00+00:00 to 2026-11-26T12:45:00+00:00 is in it and should not be" in wrong


def test_what_is_missing_or_too_much_is_told():
    """An exception that the entries forgot, and a date that nobody planned, are both found."""
    assert of_thing(NIGHT_ENTRIES, plain(), FIRST, LAST).wrong == ()
    assert of_thing(NIGHT_ENTRIES, plain()[1:], FIRST, LAST).wrong == (
        "2026-11-26T12:30:00+00:00 to 2026-11-26T13:45:00+00:00 is in it and should not be",
    )
    more = (datetime(2026, 12, 24, 12, tzinfo=UTC), datetime(2026, 12, 24, 13, tzinfo=UTC), True)
    assert of_thing(NIGHT_ENTRIES, [*plain(), more], FIRST, LAST).wrong == (
        "2026-12-24T12:00:00+00:00 to 2026-12-24T13:00:00+00:00 (cancelled) is not in it",
    )


def test_a_thing_of_the_past_has_no_entries():
    """An event that was over before the years of the feeds stops no build; one whose entries were forgotten does."""
    long_past = NIGHT.replace("2026-11-26 20:30", "2024-11-28 20:30").replace("on: 2026-12-03", "on: 2024-12-05")
    view = View(playbook(long_past).seen_by("member"), Settings(TODAY), "member")
    assert b"SUMMARY:\xe8\xaf\xbb\xe4\xb9\xa6\xe5\xa4\x9c" not in b"".join(one.data for one in feeds.render(view))
    assert of_thing([], [], FIRST, LAST).wrong == ()
    assert len(of_thing([], plain(), FIRST, LAST).wrong) == 3


def test_days_are_no_moments():
    """Whole days where moments are expected are told one by one."""
    wrong = of_thing(NIGHT_ENTRIES, [*plain()[1:], *plain("open-day")], FIRST, LAST).wrong
    assert wrong == (
        "2026-12-12 to 2026-12-13 is not in it",
        "2026-11-26T12:30:00+00:00 to 2026-11-26T13:45:00+00:00 is in it and should not be",
    )


def test_an_override_needs_its_series_beside_it():
    """A date that stands for another is no thing of its own."""
    master, override = NIGHT_ENTRIES
    assert of_thing([override], plain()[1:2], FIRST, LAST).wrong[0].endswith("an override without its series")
    assert len(of_thing([master], plain(), FIRST, LAST).wrong) == 2  # planned there, cancelled here


@pytest.mark.parametrize("data", [b"", b"BEGIN:VEVENT\r\n", b"\xff\r\n", b"X", b"BEGIN:VEVENT\r\nEND:VTODO\r\n"])
def test_what_cannot_be_read_is_told(data):
    """Bytes that are no entry are wrong, and so is a feed of them."""
    assert of_thing([data], plain(), FIRST, LAST).wrong
    assert told(data)


def test_a_feed_has_each_entry_once():
    """An entry that is missing, doubled, foreign or of another thing with the same UID is told."""
    _, override = NIGHT_ENTRIES
    assert told(DATA.replace(override, b""))[0].endswith("is not in it")
    assert told(DATA.replace(override, override + override))[0].endswith("is in it and should not be")
    assert told(DATA, THINGS[:1])[0].endswith("is in it and should not be")
    assert "comes 2 times" in told(DATA, [*THINGS, THINGS[0]])[0]


def test_what_is_around_the_entries_is_looked_at_in_each_feed():
    """The head and the zones of a feed are its own."""
    zone = DATA[DATA.index(b"BEGIN:VTIMEZONE") : ENTRIES]
    assert told(DATA.replace(zone, b"")) == ["Asia/Shanghai is used without a VTIMEZONE"]
    assert told(DATA.replace(b"VERSION:2.0", b"VERSION:1.0")) == ["VERSION is not 2.0"]
    assert told(DATA.replace(b"END:VCALENDAR\r\n", b""))


@given(st.integers(ENTRIES, END - 1), st.binary(max_size=3), st.integers(0, 3))
def test_no_change_of_an_entry_goes_unseen(at, put, taken):
    """Whatever is put in the place of some bytes of the entries, a word is said."""
    changed = DATA[:at] + put + DATA[at + taken :]
    assert bool(told(changed)) == (changed != DATA)

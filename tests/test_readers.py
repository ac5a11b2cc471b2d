"""Seven programs read our feeds, as somebody in Shanghai and as somebody in Los Angeles, and see the plain dates.

The feeds are those of the example handbook and of `corpus`, a handbook in which everything that an event can say is
said once. Each body of the corpus ends with its dates as the clocks of the event's zone show them, by hand or from
dateutil. `make readers` installs the programs.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT, missing
from qunbook import pipeline, queries
from qunbook.artifact import View
from qunbook.calendar.occurrence import zone_of
from qunbook.kinds.event import Event
from qunbook.render.feed_book import FeedBook
from qunbook.render.feed_list import feeds_of
from qunbook.render.feeds import _told, render
from qunbook.render.ics import line
from qunbook.render.ics_lint import lint
from qunbook.settings import Settings

pytestmark = pytest.mark.xdist_group("readers")  # the feeds are made once

HERE = Path(__file__).parent
PROGRAMS = HERE / "readers"
BOOKS = {"example": ROOT, "corpus": HERE / "corpus"}
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
AFTER = date(2028, 1, 1)
STATUS = {False: "CONFIRMED", True: "CANCELLED"}
READERS = {
    "recurring-ical-events": (sys.executable, "recurring.py"),
    "ical.js": ("node", "javascript.mjs", "ical.js"),
    "node-ical": ("node", "javascript.mjs", "node-ical"),
    "libical": ("/usr/bin/python3", "libical.py"),
    "sabre": ("php", "sabre.php"),
    "homeassistant": (str(ROOT / ".venv" / "readers" / "homeassistant" / "bin" / "python"), "homeassistant.py"),
}


@cache
def playbook(book):
    return pipeline.load(BOOKS[book]).playbook


@cache
def view(book, edition):
    return View(playbook(book).seen_by(edition), Settings(date(2026, 11, 20), feed_key="key"), edition)


@cache
def feeds(book):
    """{(edition, path): bytes} of every feed of a handbook; of those with the same bytes the first."""
    found = {}
    for edition in ("member", "staff"):
        for one in render(view(book, edition)):
            if one.path.endswith(".ics") and one.data not in found.values():
                found[edition, one.path] = one.data
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every feed as a file."""
    home = tmp_path_factory.mktemp("feeds")
    for book in BOOKS:
        for (edition, path), data in feeds(book).items():
            file = home / book / edition / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return home


def shown(when):
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(when, datetime) else when.isoformat()


def plain(book, edition):
    """{path: [(start, end, status)]} of every feed of an edition by plain dates; a feed of to-dos has no events."""
    everything = FeedBook(view(book, edition))
    for one in feeds_of(view(book, edition)):
        told = _told(everything, one.kind, one.id) if one.kind != "tasks" else ()
        dates = (date for thing in told for date in thing.plain)
        found = ((shown(start), shown(end), STATUS[cancelled]) for start, end, cancelled in dates)
        yield one.path, sorted(row for row in found if FIRST.isoformat() <= row[0] < AFTER.isoformat())


@cache
def expected():
    """{feed: [(start, end, status)]}"""
    return {
        f"{book}/{edition}/{path}": rows
        for book in BOOKS
        for edition in ("member", "staff")
        for path, rows in plain(book, edition)
        if (edition, path) in feeds(book)
    }


@cache
def called():
    """[(start, status, summary)] of every occurrence of the corpus."""
    book = playbook("corpus")
    return sorted(
        (shown(o.start), STATUS[not o.held], line(f"{'' if o.held else '【取消】'}{o.name or one.name}"))
        for one in book.all(Event)
        for o in queries.occurrences(book, one, FIRST, LAST)
        if FIRST.isoformat() <= shown(o.start) < AFTER.isoformat()
    )


def read(reader, where, folder):
    program, script, *words = READERS[reader]
    if not Path(program).exists() and not shutil.which(program):
        missing(program)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.ics"))
    done = subprocess.run(
        [program, PROGRAMS / script, *words, FIRST.isoformat(), AFTER.isoformat(), *files],
        cwd=folder, env={**os.environ, "TZ": where}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode and re.search(
        "ERR_MODULE_NOT_FOUND|ModuleNotFoundError|not available|Failed opening required", done.stderr + done.stdout
    ):
        missing(reader)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("where", ["Asia/Shanghai", "America/Los_Angeles"])
@pytest.mark.parametrize("reader", READERS)
def test_a_reader(reader, where, folder):
    """It sees the plain dates in every feed, with their ends, what is cancelled, and what they are called."""
    seen = read(reader, where, folder)
    assert seen.keys() == expected().keys()
    wrong = {}
    for feed, told in expected().items():
        found = sorted(tuple(row[:3]) for row in seen[feed])
        if found != told:
            wrong[feed] = sorted({*found} ^ {*told})[:6]
    assert wrong == {}
    assert (
        sorted((start, status, name) for start, _, status, name in seen["corpus/member/calendar/all.ics"]) == called()
    )


def dates_in(event):
    """The dates that the body of an event of the corpus lists: [(local time, cancelled)], and whether it goes on."""
    *_, block = re.findall(r"```\n(.*?)```", event.document.body, re.DOTALL)
    rows = block.split("\n")[:-1]
    goes_on = rows[-1] == "..."
    rows = [row for row in rows if row != "..."]
    return [(row.removeprefix("x "), row.startswith("x ")) for row in rows], goes_on


def local(event, when):
    if not isinstance(when, datetime):
        return when.isoformat()
    return f"{when.astimezone(zone_of(event, 'Asia/Shanghai')):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("id", sorted(path.stem for path in (BOOKS["corpus"] / "content" / "events").iterdir()))
def test_the_corpus(id):
    """The plain dates of an event are those that its body lists."""
    event = playbook("corpus").get(Event, id)
    listed, goes_on = dates_in(event)
    first, last = date(2025, 1, 1), date(2040, 12, 31) if goes_on else date(2029, 12, 31)
    found = [(local(event, o.start), not o.held) for o in queries.occurrences(playbook("corpus"), event, first, last)]
    assert found[: len(listed)] == listed
    assert (len(found) > len(listed)) == goes_on


def test_the_corpus_spans_the_model():
    """Every field of an event that touches its dates is used in the corpus, and no check finds an error there."""
    events = playbook("corpus").all(Event)
    assert len(events) > 100
    said = {key for event in events for key in event.document.data}
    assert {"repeat", "until", "count", "exceptions", "also", "on_holiday", "timezone", "anchor", "duration"} <= said
    assert {event.on_holiday for event in events} == {"keep", "skip", "next_workday", "previous_workday", "warn"}
    problems = pipeline.check(pipeline.load(BOOKS["corpus"]), Settings(date(2026, 11, 20)))
    assert {one.code for one in problems} <= {
        "QB401",
        "QB419",
        "QB421",
        "QB433",
    }  # spellings, neighbours, days off, one room


def test_every_feed_is_clean():
    """The lint finds nothing in any feed of the example and of the corpus."""
    assert {key: said for book in BOOKS for key, data in feeds(book).items() if (said := lint(data))} == {}

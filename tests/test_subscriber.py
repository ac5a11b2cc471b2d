"""Somebody subscribes with real programs: vdirsyncer fetches a feed over HTTP, khal shows it; then the handbook changes."""

import json
import os
import subprocess
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conftest import ROOT, missing, serve
from qunbook import catalogue, pipeline
from qunbook.artifact import View
from qunbook.render.feeds import render
from qunbook.settings import Settings

PROGRAMS = ROOT / ".venv" / "readers" / "khal" / "bin"
SHANGHAI = ZoneInfo("Asia/Shanghai")

NIGHT = """
=== events/reading-night.md
---
name: {name}
community: main
owner: host
start: 2026-12-03 {clock}
duration: 75m
repeat: weekly thu
count: 4
on_holiday: keep
{exceptions}
---
"""
OTHERS = """
=== events/open-day.md
---
name: 开放日
community: main
owner: host
start: 2026-12-12
duration: 2d
---
=== events/overseas.md
---
name: 海外茶会
community: main
owner: host
start: 2026-10-25 20:00
timezone: America/New_York
repeat: weekly sun
count: 2
on_holiday: keep
---
"""
MOVED = "exceptions:\n  - on: 2026-12-10\n    cancel: true\n    reason: 台风\n  - on: 2026-12-17\n    move: 2026-12-18 19:30\n    reason: 嘉宾改期"
SAME = ("2026-10-26 08:00 海外茶会", "2026-11-02 09:00 海外茶会", "2026-12-12 开放日")

# what the handbook says then, and what somebody whose clocks are Shanghai's sees of the nights
STORY = {
    "first": (
        NIGHT.format(name="共读夜", clock="20:30", exceptions="") + OTHERS,
        ("2026-12-03 20:30 共读夜", "2026-12-10 20:30 共读夜", "2026-12-17 20:30 共读夜", "2026-12-24 20:30 共读夜", *SAME),
    ),
    "an update": (
        NIGHT.format(name="周四共读", clock="20:00", exceptions="") + OTHERS,
        ("2026-12-03 20:00 周四共读", "2026-12-10 20:00 周四共读", "2026-12-17 20:00 周四共读", "2026-12-24 20:00 周四共读", *SAME),
    ),
    "a cancellation": (
        NIGHT.format(name="周四共读", clock="20:00", exceptions=MOVED.partition("\n  - on: 2026-12-17")[0]) + OTHERS,
        ("2026-12-03 20:00 周四共读", "2026-12-10 20:00 【取消】周四共读", "2026-12-17 20:00 周四共读", "2026-12-24 20:00 周四共读", *SAME),
    ),
    "a move": (
        NIGHT.format(name="周四共读", clock="20:00", exceptions=MOVED) + OTHERS,
        ("2026-12-03 20:00 周四共读", "2026-12-10 20:00 【取消】周四共读", "2026-12-18 19:30 周四共读", "2026-12-24 20:00 周四共读", *SAME),
    ),
    "an end": (NIGHT.format(name="周四共读", clock="20:00", exceptions="until: 2026-12-10").replace("count: 4\n", ""), ("2026-12-03 20:00 周四共读", "2026-12-10 20:00 周四共读")),
}  # fmt: skip


def published(home: Path, text: str, moment: int) -> bytes:
    """The feed of everything, of a handbook that landed at this moment."""
    for path, content in catalogue.example(text).items():
        (home / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (home / "content" / path).write_text(content, "utf-8")
    book = pipeline.load(home).playbook
    landed = {f"content/{path}": moment for path in catalogue.example(text)}
    facts = Settings(date(2026, 11, 20), landed=landed)
    return next(one.data for one in render(View(book, facts, "member")) if one.path == "calendar/all.ics")


class Subscriber:
    """vdirsyncer and khal with settings of their own, in a folder."""

    def __init__(self, home: Path, address: str, zone: str) -> None:
        self.home = home
        (home / "vdirsyncer.conf").write_text(f"""
[general]
status_path = "{home}/status"
[pair feed]
a = "web"
b = "disk"
collections = null
conflict_resolution = "a wins"
[storage web]
type = "http"
url = "{address}/all.ics"
[storage disk]
type = "filesystem"
path = "{home}/calendar"
fileext = ".ics"
""")
        (home / "khal.conf").write_text(f"""
[calendars]
[[feed]]
path = {home}/calendar
readonly = True
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {home}/khal.db
""")
        (home / "calendar").mkdir()
        self.run("vdirsyncer", "discover", "feed")

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [PROGRAMS / program, "-c", self.home / f"{program}.conf", *arguments],
            env={**os.environ, "HOME": str(self.home), "LANG": "C.UTF-8"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sees(self) -> list[tuple[str, str]]:
        """[(start on the clocks of the zone, title)], after fetching the feed again."""
        self.run("vdirsyncer", "sync")
        told = self.run(
            "khal", "list", "--day-format", "", *("--json", "start-long", "--json", "title"), "2026-10-01", "2027-01-31"
        )
        return sorted({(one["start-long"], one["title"]) for row in told.splitlines() for one in json.loads(row)})


def on_clocks(row: str, zone: str) -> tuple[str, str]:
    """A row of the story as somebody in `zone` sees it: a whole day is the same everywhere."""
    day, _, rest = row.partition(" ")
    clock, _, title = rest.partition(" ")
    if not title:
        return day, clock
    moment = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=SHANGHAI)
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", title


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_a_subscriber_follows(zone, tmp_path):
    """Each time that the feed is fetched, khal shows the plain dates: after an update, a cancellation, a move, an end."""
    if not (PROGRAMS / "khal").exists():
        missing("khal with vdirsyncer")
    web, disk = tmp_path / "web", tmp_path / "disk"
    web.mkdir(), disk.mkdir()
    with serve(web) as address:
        (web / "all.ics").write_bytes(published(tmp_path / "0", STORY["first"][0], 1_795_000_000))
        subscriber = Subscriber(disk, address, zone)
        for turn, (change, (text, seen)) in enumerate(STORY.items()):
            (web / "all.ics").write_bytes(published(tmp_path / f"book{turn}", text, 1_795_000_000 + 3600 * turn))
            assert subscriber.sees() == sorted(on_clocks(row, zone) for row in seen), change

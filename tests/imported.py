"""What the tests of `qunbook import` share: a calendar written in a test, and what becomes of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import frontmatter

from checked import TODAY, loaded
from qunbook import catalogue, pipeline
from qunbook.handler import Handler
from qunbook.importer import place, plan
from qunbook.kinds.event import Event
from qunbook.settings import Settings
from qunbook.write import write_new

CALENDARS = Path(__file__).parent / "calendars"
SETTINGS = Settings(TODAY)


_loaded = cache(loaded)


def planned(data: bytes | str, over: str = "") -> plan.Plan:
    """What becomes of a calendar in the smallest handbook."""
    book = _loaded(over)
    raw = data.encode() if isinstance(data, str) else data
    return plan.plan(raw, book, SETTINGS, place.chosen(book.playbook, "main", None, "en"))


def ics(*events: str, head: str = "") -> bytes:
    """A calendar of these VEVENTs, each without its BEGIN, END and UID where there is none."""
    parts = []
    for number, event in enumerate(events, 1):
        uid = "" if "UID:" in event else f"UID:made-for-this-test-{number}\n"
        parts.append(f"BEGIN:VEVENT\n{uid}DTSTAMP:20261120T000000Z\n{event.strip()}\nEND:VEVENT\n")
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{head}{''.join(parts)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def front(found: plan.Plan) -> list[dict[str, object]]:
    """The front matter of each file, without what every file has."""
    found_data = []
    for one in found.taken:
        data = dict(frontmatter.loads(one.artifact.data.decode(), handler=Handler(Event)).metadata)
        assert (data.pop("community"), data.pop("owner")) == ("main", "host")
        found_data.append(data)
    return found_data


def only(data: bytes | str) -> dict[str, object]:
    found = planned(data)
    assert not [one for one in found.remarks if one.level == "refused"]
    (data,) = front(found)
    return data


def keys(found: plan.Plan, *levels: str) -> list[str]:
    return [one.key for one in found.remarks if not levels or one.level in levels]


def refused(data: bytes | str) -> str:
    found = planned(data)
    assert not found.taken
    (key,) = keys(found, "refused")
    return key


def after(found: plan.Plan, root: Path) -> tuple[pipeline.Loaded, set[str]]:
    """The handbook with the new files in it, read from the disk, and their paths."""
    for path, content in catalogue.example("").items():
        (root / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / path).write_text(content, "utf-8")
    paths = set(write_new([one.artifact for one in found.taken], root))
    return pipeline.load(root), paths

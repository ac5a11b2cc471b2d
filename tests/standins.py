"""Events for tests of calendars: what `calendar.occurrence.Event` asks for, and nothing of a file."""

from datetime import date, time, timedelta
from types import SimpleNamespace

from qunbook.repeat import Repeat


def start(text):
    """`2026-11-07 14:00`, or a day alone."""
    day, _, clock = text.partition(" ")
    return SimpleNamespace(date=date.fromisoformat(day), time=time.fromisoformat(clock) if clock else None)


def exception(on, cancel=False, move=None, change=None, reason=None):
    return SimpleNamespace(
        on=date.fromisoformat(on), cancel=cancel, move=move and start(move), reason=reason,
        change=change and SimpleNamespace(**{"name": None, "duration": None, **change}),
    )  # fmt: skip


def event(first, repeat=None, *, id="reading-night", also=(), **fields):
    """An event of 75 minutes. `repeat` is written as in a file, or read already; `also` are (start, name or None)."""
    fields = {
        "duration": timedelta(minutes=75), "until": None, "count": None, "exceptions": (), "on_holiday": "warn",
        "timezone": None, "anchor": "local",
    } | fields  # fmt: skip
    also = tuple(SimpleNamespace(on=start(text), name=name) for text, name in also)
    repeat = Repeat.parse(repeat) if isinstance(repeat, str) else repeat
    return SimpleNamespace(id=id, start=start(first), repeat=repeat, also=also, **fields)

"""`ical`, the reader of Home Assistant. Usage: TZ=<reader's zone> python homeassistant.py FIRST LAST FEED.ics ... (see javascript.mjs)."""

import json
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ical.calendar_stream import IcsCalendarStream

DAY = timedelta(days=1)
HERE = ZoneInfo(os.environ["TZ"])


def shown(when):
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(when, datetime) else when.isoformat()


def read(text, first, last):
    calendar = IcsCalendarStream.calendar_from_ics(text)
    for one in calendar.timeline_tz(HERE).overlapping(first - DAY, last + DAY):
        start = shown(one.start)
        if first.isoformat() <= start < last.isoformat():
            yield start, shown(one.end), one.status.value, one.summary


first, last, *files = sys.argv[1:]
window = date.fromisoformat(first), date.fromisoformat(last)
print(json.dumps({file: [*read(Path(file).read_text("utf-8"), *window)] for file in files}))

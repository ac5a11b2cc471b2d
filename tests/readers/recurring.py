"""icalendar and recurring-ical-events. Usage: TZ=<reader's zone> python recurring.py FIRST LAST FEED.ics ... (see javascript.mjs)."""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events

DAY = timedelta(days=1)


def shown(when):
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(when, datetime) else when.isoformat()


def read(data, first, last):
    calendar = icalendar.Calendar.from_ical(data)
    for one in recurring_ical_events.of(calendar, skip_bad_series=False).between(first - DAY, last + DAY):
        start = shown(one["DTSTART"].dt)
        if first.isoformat() <= start < last.isoformat():
            yield start, shown(one["DTEND"].dt), str(one["STATUS"]), str(one["SUMMARY"])


first, last, *files = sys.argv[1:]
window = date.fromisoformat(first), date.fromisoformat(last)
print(json.dumps({file: [*read(Path(file).read_bytes(), *window)] for file in files}))

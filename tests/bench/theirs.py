"""yaml2ics, in its own virtual environment: `theirs.py EVENTS.yaml` prints the processor's seconds from events to bytes."""

import sys
import time

import yaml
import yaml2ics

with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
    told = yaml.load(file, Loader=yaml.FullLoader)
zone = yaml2ics.gettz(told["timezone"])
began = time.process_time()
events = [yaml2ics.event_from_yaml(event, tz=zone) for event in told["events"]]
text = yaml2ics.events_to_calendar(events).serialize()
took = time.process_time() - began
assert text.count("BEGIN:VEVENT") == len(told["events"])
print(took)

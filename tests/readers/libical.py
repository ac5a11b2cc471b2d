"""libical (GNOME, KDE's past, Evolution) through GObject introspection, with the system's Python.

Usage: TZ=<reader's zone> python3 libical.py FIRST LAST FEED.ics ... (see javascript.mjs). libical gives the dates of a
rule; laying overrides and EXDATEs over them is left to each program, and done here as evolution-data-server does.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

UTC = ICalGLib.Timezone.get_utc_timezone()
Property = ICalGLib.PropertyKind
STATUS = {
    int(ICalGLib.PropertyStatus.CONFIRMED): "CONFIRMED",
    int(ICalGLib.PropertyStatus.CANCELLED): "CANCELLED",
}


def moment(time):
    """Comparable and as printed: a UTC moment, or the date of a whole day."""
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    utc = time.convert_to_zone(UTC)
    day = f"{utc.get_year():04}-{utc.get_month():02}-{utc.get_day():02}"
    return f"{day}T{utc.get_hour():02}:{utc.get_minute():02}:{utc.get_second():02}Z"


def zoned(calendar, owner, time):
    """The time of a property with the zone that its TZID names, taken from the feed's own VTIMEZONE."""
    parameter = owner.get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
    if parameter is not None:
        time.set_timezone(calendar.get_timezone(parameter.get_tzid()))
    return time


def seconds(time):
    return time.as_timet_with_zone(time.get_timezone())


def later(time, seconds):
    zone = UTC if time.get_timezone() is None else time.get_timezone()
    return ICalGLib.Time.new_from_timet_with_zone(time.as_timet_with_zone(zone) + seconds, time.is_date(), UTC)


def properties(component, kind):
    found = component.get_first_property(kind)
    while found is not None:
        yield found
        found = component.get_next_property(kind)


def components(calendar):
    found = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while found is not None:
        yield found
        found = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


def start_of(calendar, event):
    (owner,) = properties(event, Property.DTSTART_PROPERTY)
    return zoned(calendar, owner, owner.get_dtstart())


def end_of(calendar, event):
    (owner,) = properties(event, Property.DTEND_PROPERTY)
    return zoned(calendar, owner, owner.get_dtend())


def replaced(calendar, event):
    for owner in properties(event, Property.RECURRENCEID_PROPERTY):
        return moment(zoned(calendar, owner, owner.get_recurrenceid()))
    return None


def dates(event, start, last):
    """The starts that the rule gives, as libical counts them on the clocks of the start's zone."""
    rules = [*properties(event, Property.RRULE_PROPERTY)]
    if not rules:
        yield start
        return
    iterator = ICalGLib.RecurIterator.new(rules[0].get_rrule(), start)
    while (time := iterator.next()) is not None and not time.is_null_time():
        time.set_timezone(start.get_timezone())
        if moment(time) >= last:
            return
        yield time


def read(text, first, last):
    calendar = ICalGLib.Component.new_from_string(text)
    events = [*components(calendar)]
    gone = {(event.get_uid(), instead) for event in events if (instead := replaced(calendar, event))}
    for event in events:
        start, end = start_of(calendar, event), end_of(calendar, event)
        length = seconds(end) - seconds(start)
        skipped = {
            moment(zoned(calendar, out, out.get_exdate())) for out in properties(event, Property.EXDATE_PROPERTY)
        }
        override = replaced(calendar, event)
        for time in dates(event, start, last):
            key = moment(time)
            if key in skipped or (not override and (event.get_uid(), key) in gone) or not first <= key < last:
                continue
            over = later(time, length)
            yield key, moment(over), STATUS[int(event.get_status())], event.get_summary()


first, last, *files = sys.argv[1:]
print(json.dumps({file: [*read(Path(file).read_text("utf-8"), first, last)] for file in files}))

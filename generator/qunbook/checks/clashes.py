"""Nobody must be on duty in two places at once, no room booked for two events, no community called to two at a time.

Found in real time over the look ahead, through the holders of each role on each date, and for the hours that a duty
has; one that ends when the other begins is no clash, and a routine event (a check-in, a meeting of the team) calls no
member away. Whole days bind nobody to an hour, but two of them on site on one day do clash. Move one of the two, or let
somebody else take that date (`rota`).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from qunbook.calendar import cover
from qunbook.calendar.conflicts import SHOWN, Conflict, conflicts, shown
from qunbook.calendar.occurrence import Occurrence, zone_of
from qunbook.diagnostic import Arg, Related, phrase
from qunbook.finding import Check, Finding
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.model import Playbook
from qunbook.queries import Shift, changed, handbook, horizon, occurrences, on_duty
from qunbook.settings import Settings

Busy = dict[str, list[Occurrence]]


@dataclass(frozen=True)
class _Calendar:
    """When each person, place and community is taken, and how each of them is called."""

    people: Busy = field(default_factory=lambda: defaultdict(list))
    venues: Busy = field(default_factory=lambda: defaultdict(list))
    members: Busy = field(default_factory=lambda: defaultdict(list))
    names: dict[str, str] = field(default_factory=dict)


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    taken = _taken(playbook, settings)
    told: dict[tuple[str, str], int] = {}
    for clash in conflicts(taken.people):
        names = tuple(person.name for id in clash.who if (person := playbook.find(Person, id)))
        told[clash.first, clash.second] = clash.count
        yield _told(playbook, clash, "QB430", "duty", _some(names))
    for clash in conflicts(taken.venues):
        told[clash.first, clash.second] = max(clash.count, told.get((clash.first, clash.second), 0))
        yield _told(playbook, clash, "QB431", "venue", tuple(taken.names[key] for key in clash.who))
    for clash in conflicts(taken.members):
        if clash.count > told.get((clash.first, clash.second), 0):  # else who mends the one mends the other
            names = tuple(found.name for id in clash.who if (found := playbook.find(Community, id)))
            yield _told(playbook, clash, "QB433", "start", names)


def _taken(playbook: Playbook, settings: Settings) -> _Calendar:
    taken, last = _Calendar(), horizon(playbook, settings.as_of)
    for event in playbook.all(Event):
        if event.status in ("active", "planned"):
            for one in occurrences(playbook, event, settings.as_of, last):
                if one.held:
                    _take(playbook, event, one, taken)
    return taken


def _take(playbook: Playbook, event: Event, one: Occurrence, taken: _Calendar) -> None:
    timed = isinstance(one.start, datetime)
    if timed and event.importance != "routine" and playbook.visibility(event) != "staff":
        taken.members[event.community].append(one)
    for shift in on_duty(playbook, event, one):
        if shift.people and (timed or shift.hours or event.mode != "online"):
            for there in _there(playbook, event, one, shift):
                for person in shift.people:
                    taken.people[person.id].append(there)
    change = changed(event, one)
    venue = change.venue if change and change.venue else event.venue
    if venue and event.mode != "online":
        key = "".join(unicodedata.normalize("NFKC", venue.name).casefold().split())
        taken.names.setdefault(key, venue.name)
        taken.venues[key].append(one)


def _there(playbook: Playbook, event: Event, one: Occurrence, shift: Shift) -> Iterator[Occurrence]:
    """The occurrence as far as a shift has to be there: its hours, on each day of whole days."""
    if shift.hours is None:
        yield one
        return
    where = zone_of(event, handbook(playbook).timezone)
    whole = not isinstance(one.start, datetime)
    days = [one.day + timedelta(days=n) for n in range((one.end - one.start).days)] if whole else [None]
    for day in days:
        start, end = cover.span(shift.hours, one, where, day)
        yield one._replace(start=start, end=end)


def _some(names: tuple[str, ...]) -> Arg:
    """All names, or the first few where there are many."""
    if len(names) <= SHOWN + 1:
        return names
    return phrase("hint.and_others", them=names[:SHOWN], all=len(names))


def _told(playbook: Playbook, clash: Conflict, code: str, field: str, who: Arg) -> Finding:
    first, second = playbook.get(Event, clash.first), playbook.get(Event, clash.second)
    args: dict[str, Arg] = {
        "who": who,
        "first": first.name,
        "second": second.name,
        "dates": shown(clash.dates, clash.count),
        "count": clash.count,
    }
    return Finding(first, (field,), code, args, (Related(second.path, second.document.span((field,)), "other"),))


CHECK = Check(("QB430", "QB431", "QB433"), find)

"""Nobody must be on duty in two places at once, no room booked for two events, no community called to two at a time.

Found in real time over the look ahead, through the holders of each role on each date; one that ends when the other
begins is no clash, and a routine event (a check-in, a meeting of the team) calls no member away. Move one of the two,
or let somebody else take that date (`rota`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from qunbook.calendar.conflicts import Conflict, conflicts
from qunbook.calendar.occurrence import Occurrence
from qunbook.diagnostic import Arg, Related
from qunbook.finding import Check, Finding
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.model import Playbook
from qunbook.queries import changed, horizon, occurrences, on_duty
from qunbook.settings import Settings

Busy = Mapping[str, list[Occurrence]]


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:
    people: dict[str, list[Occurrence]] = defaultdict(list)
    venues: dict[str, list[Occurrence]] = defaultdict(list)
    members: dict[str, list[Occurrence]] = defaultdict(list)
    last = horizon(playbook, settings.as_of)
    for event in playbook.all(Event):
        if event.status not in ("active", "planned"):
            continue
        for one in occurrences(playbook, event, settings.as_of, last):
            if not one.held:
                continue
            if event.importance != "routine" and playbook.visibility(event) != "staff":
                members[event.community].append(one)
            for id in {person.id for shift in on_duty(playbook, event, one) for person in shift.people}:
                people[id].append(one)
            if event.venue and event.mode != "online" and not _elsewhere(event, one):
                venues[" ".join(event.venue.name.split())].append(one)
    told = set()
    for clash in conflicts(people):
        names = tuple(person.name for id in clash.who if (person := playbook.find(Person, id)))
        told.add((clash.first, clash.second))
        yield _told(playbook, clash, "QB430", "duty", names)
    for clash in conflicts(venues):
        told.add((clash.first, clash.second))
        yield _told(playbook, clash, "QB431", "venue", clash.who)
    for clash in conflicts(members):
        if (clash.first, clash.second) not in told:  # who mends the one mends the other
            names = tuple(found.name for id in clash.who if (found := playbook.find(Community, id)))
            yield _told(playbook, clash, "QB433", "start", names)


def _elsewhere(event: Event, one: Occurrence) -> bool:
    change = changed(event, one)
    return bool(change and change.venue)


def _told(playbook: Playbook, clash: Conflict, code: str, field: str, who: tuple[str, ...]) -> Finding:
    first, second = playbook.get(Event, clash.first), playbook.get(Event, clash.second)
    dates = tuple(day.isoformat() for day in clash.dates)
    args: dict[str, Arg] = {
        "who": who,
        "first": first.name,
        "second": second.name,
        "dates": dates,
        "count": clash.count,
    }
    return Finding(first, (field,), code, args, (Related(second.path, second.document.span((field,)), "other"),))


CHECK = Check(("QB430", "QB431", "QB433"), find)

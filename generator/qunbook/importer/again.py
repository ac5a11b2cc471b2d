"""A calendar that was imported before: which files are its events, and on which dates the two no longer agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qunbook import queries
from qunbook.artifact import Artifact
from qunbook.calendar import zones
from qunbook.calendar.occurrence import Occurrence, occurrences
from qunbook.diagnostic import Diagnostic
from qunbook.document import parse
from qunbook.importer import files
from qunbook.importer.drafts import Draft
from qunbook.importer.place import Place
from qunbook.kinds.event import Event
from qunbook.pipeline import Loaded
from qunbook.source import decode
from qunbook.validate import validate

AHEAD = timedelta(days=400)
"""How far ahead dates are compared."""
Marks = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Changed:
    """An event that was imported before: the dates that only the calendar has, and those that only the handbook has."""

    name: str
    path: str
    new: tuple[str, ...]
    gone: tuple[str, ...]


def imported(loaded: Loaded) -> Marks:
    """The files that imports have made of each entry of a calendar, by its mark."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, source in loaded.sources.items():
        if path.startswith(f"{files.FOLDER}/"):
            for mark in files.marked(source.text):
                found[mark].append(path)
    return {mark: tuple(paths) for mark, paths in found.items()}


def read_event(artifact: Artifact, id: str, loaded: Loaded) -> tuple[Event | None, tuple[Diagnostic, ...]]:
    """The event as it will be read from its file."""
    document = parse(decode(artifact.path, artifact.data))
    context = {"enums": loaded.handbook.own_values}
    values, wrong = validate(Event, document, context) if document.readable else (None, ())
    errors = tuple(one for one in (*document.diagnostics, *wrong) if one.severity == "error")
    return (Event.filed(id, document, values) if isinstance(values, Event) else None), errors


def changes(
    known: Iterable[tuple[Draft, str]], before: Marks, loaded: Loaded, day: date, place: Place
) -> Iterator[Changed]:
    """Where events that were imported before now take place on other dates than in the calendar, from `day` on."""
    events = {event.path: event for event in loaded.playbook.all(Event)}
    together = _together(before)
    groups: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
    for draft, path in known:
        groups[together[path]].append(draft)
    for paths, drafts in groups.items():
        read = [read_event(Artifact.text(paths[0], files.text(draft, place)), "it", loaded)[0] for draft in drafts]
        ours = [events[path] for path in paths if path in events]
        if all(read) and len(ours) == len(paths):  # what cannot be read has errors of its own
            here, there = _times(ours, loaded, day), _times(filter(None, read), loaded, day)
            if here != there:
                yield Changed(ours[0].name, paths[0], tuple(sorted(there - here)), tuple(sorted(here - there)))


def _together(before: Marks) -> dict[str, tuple[str, ...]]:
    """The files that have entries of a calendar in common, by the path of each."""
    found: dict[str, tuple[str, ...]] = {}
    for paths in before.values():
        whole = tuple(sorted({one for path in paths for one in found.get(path, (path,))}))
        found.update(dict.fromkeys(whole, whole))
    return found


def _times(events: Iterable[Event], loaded: Loaded, day: date) -> set[str]:
    """When they take place: start and end, on the handbook's clocks."""
    last = day + AHEAD
    days_off = queries.holidays(loaded.playbook, last)
    zone = loaded.handbook.timezone
    return {
        _written(one, zone)
        for event in events
        for one in occurrences(event, zone, days_off, day, last)
        if one.held and day <= one.day <= last
    }


def _written(one: Occurrence, zone: str) -> str:
    if isinstance(one.start, datetime) and isinstance(one.end, datetime):
        start, end = (when.astimezone(zones.zone(zone)) for when in (one.start, one.end))
        return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"
    last = one.end - timedelta(days=1)
    return f"{one.start}" if last <= one.start else f"{one.start}-{last}"

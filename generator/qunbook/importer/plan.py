"""The whole way from the bytes of a calendar to the files of its events, and all that there is to say about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from qunbook import catalogue, pipeline
from qunbook.artifact import Artifact
from qunbook.diagnostic import Diagnostic
from qunbook.importer import files
from qunbook.importer.again import Changed, changes, imported, read_event
from qunbook.importer.clocks import Clocks
from qunbook.importer.drafts import Draft
from qunbook.importer.items import Item, identity, item, left_behind
from qunbook.importer.lines import Component, read
from qunbook.importer.place import Place
from qunbook.importer.remarks import Refused, Remark
from qunbook.importer.together import drafts, merged, without_notices
from qunbook.kinds.event import KIND, Event
from qunbook.model import Entity
from qunbook.pipeline import Loaded
from qunbook.settings import Settings


@dataclass(frozen=True)
class Taken:
    """An event to write: its file, the event as it will be read from it, and what it was made of."""

    artifact: Artifact
    event: Event
    draft: Draft


@dataclass(frozen=True)
class Known:
    """An event of the calendar that the handbook has: `path` is its file."""

    name: str
    path: str


@dataclass(frozen=True)
class Plan:
    """What an import would do. `events` is how many VEVENTs the calendar has."""

    events: int
    taken: tuple[Taken, ...]
    known: tuple[Known, ...]
    changed: tuple[Changed, ...]
    remarks: tuple[Remark, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything could be read and said."""
        return not any(remark.level in ("refused", "lost") for remark in self.remarks)


def plan(data: bytes, loaded: Loaded, settings: Settings, place: Place, since: date | None = None) -> Plan:
    """What the calendar in `data` adds to the handbook; what is over before `since` is left out.

    Raises NotACalendarError for what is no calendar.
    """
    calendars, remarks = read(data)
    handbook = loaded.handbook
    clocks = Clocks.of(calendars, handbook.timezone)
    parts = [part for calendar in calendars for part in calendar.parts]
    events = [part for part in parts if part.name == "VEVENT"]
    read_events, told = _drafts(events, clocks)
    found = [draft for one in read_events for draft in one.drafts]
    kept = without_notices(found)
    before = imported(loaded)
    marked = [(draft, path) for draft in kept if (path := _marked(draft, before))]
    known = [Known(draft.item.name, path) for draft, path in marked]
    unmarked = [draft for draft in kept if not (draft.called_off or _marked(draft, before))]
    fresh = _unlike(merged(unmarked), loaded, place, known)
    wanted = [draft for draft in fresh if since is None or (draft.last_day or since) >= since]
    taken, refused = _filed(wanted, loaded, settings, place)
    written = [one.draft for one in taken]
    left = (("import-notices", len(found) - len(kept)), ("import-over", len(fresh) - len(wanted)))
    decided = (
        *(remark for draft in written for remark in files.remarks(draft)),
        *_left(parts, events),
        *(Remark("decided", key, {"count": count}) for key, count in (*left, *_choices(written)) if count),
        *_apart(written),
    )
    seen = {uid for draft, _ in marked for uid in draft.uids}
    told += [remark for one in read_events if not one.is_among(seen) for remark in one.remarks]
    changed = tuple(changes(marked, before, loaded, settings.as_of, place))
    remarks = (*remarks, *clocks.told.values(), *told, *refused, *decided)
    return Plan(len(events), taken, tuple(dict.fromkeys(known)), changed, remarks)


# Events ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """What the entries of one identity became, and what is to be said of them if they are new."""

    drafts: tuple[Draft, ...]
    remarks: tuple[Remark, ...]

    def is_among(self, uids: Collection[str]) -> bool:
        return bool(self.drafts) and all(uid in uids for draft in self.drafts for uid in draft.uids)


def _drafts(events: Iterable[Component], clocks: Clocks) -> tuple[tuple[_Read, ...], list[Remark]]:
    found: list[_Read] = []
    told: list[Remark] = []
    for group in _groups(events, told):
        items: list[Item] = []
        refused: list[Remark] = []
        for event in group:
            try:
                items.append(item(event, clocks))
            except Refused as error:
                refused.append(_refused(error, event))
        if refused:  # without the date that could not be read the others would be wrong
            told += refused
            continue
        try:
            found.append(_Read(*drafts(items, clocks)))
        except Refused as error:
            told.append(_refused(error, group[0]))
    return tuple(found), told


def _refused(error: Refused, event: Component) -> Remark:
    return Remark("refused", error.key, error.told, event.line, event.value("SUMMARY"))


def _groups(events: Iterable[Component], told: list[Remark]) -> Iterator[list[Component]]:
    """The events of one identity; where a program gave several events the same one, each is by itself."""
    by_uid: dict[str, list[Component]] = defaultdict(list)
    for event in events:
        by_uid[identity(event)].append(event)
    for group in by_uid.values():
        masters = [event for event in group if not event.first("RECURRENCE-ID")]
        versions = {(event.value("SEQUENCE"), event.value("SUMMARY"), event.value("DTSTART")) for event in masters}
        sequences = {event.value("SEQUENCE") for event in masters}
        if len(versions) > len(sequences):
            told.append(Remark("tolerated", "import-same-uid", {"count": len(masters)}, masters[0].line))
            yield from ([event] for event in masters)
            group = [event for event in group if event not in masters]  # noqa: PLW2901
        if group:
            yield group


# What the handbook has -------------------------------------------------------------------------------------------


def _marked(draft: Draft, before: Mapping[str, tuple[str, ...]]) -> str:
    """The file that an import before has made of this; else ""."""
    return next((before[mark][0] for mark in files.marks(draft.uids) if mark in before), "")


def _unlike(found: Iterable[Draft], loaded: Loaded, place: Place, known: list[Known]) -> list[Draft]:
    """The drafts that no event is like, by name and start: some programs make new UIDs every time."""
    same = {(event.name, str(event.start)): event.path for event in loaded.playbook.all(Event)}

    fresh = []
    for draft in found:
        front = files.front(draft, place)
        if there := same.get((front["name"], front["start"])):
            known.append(Known(draft.item.name, there))
        else:
            fresh.append(draft)
    return fresh


def _filed(
    fresh: Iterable[Draft], loaded: Loaded, settings: Settings, place: Place
) -> tuple[tuple[Taken, ...], tuple[Remark, ...]]:
    """The files, but for those in which a check would find an error: what is written is right."""
    taken_ids = set(loaded.playbook.ids.get("event", ()))
    taken_ids |= {old for event in loaded.playbook.all(Event) for old in event.formerly}
    made: dict[str, Taken] = {}
    refused: list[Remark] = []
    for draft in fresh:
        id = files.id_of(draft, taken_ids)
        artifact = Artifact.text(f"{files.FOLDER}/{id}.md", files.text(draft, place))
        event, wrong = read_event(artifact, id, loaded)
        if event is None or wrong:
            refused.append(_wrong(draft, wrong, settings))
        else:
            taken_ids.add(id)
            made[artifact.path] = Taken(artifact, event, draft)
    for path, diagnostics in groupby(_errors(loaded, settings, made), key=lambda one: one.path):
        refused.append(_wrong(made.pop(path).draft, tuple(diagnostics), settings))
    return tuple(made.values()), tuple(refused)


def _errors(loaded: Loaded, settings: Settings, made: Mapping[str, Taken]) -> list[Diagnostic]:
    """What a check finds in the new files once they are in the handbook."""
    new: dict[str, Entity] = {taken.event.id: taken.event for taken in made.values()}
    playbook = loaded.playbook
    events = dict(sorted({**playbook.entities.get(KIND.name, {}), **new}.items()))
    ids = {**playbook.ids, KIND.name: frozenset({*playbook.ids.get(KIND.name, ()), *new})}
    after = replace(loaded, playbook=replace(playbook, entities={**playbook.entities, KIND.name: events}, ids=ids))
    found = (one for one in pipeline.errors(after, settings) if one.path in made)
    return sorted(found, key=lambda one: one.path)


def _wrong(draft: Draft, wrong: tuple[Diagnostic, ...], settings: Settings) -> Remark:
    told = "; ".join(f"{one.code} {catalogue.text(one, 'message', settings.language)}" for one in wrong[:2])
    return Remark("refused", "import-check", {"errors": told}, draft.item.line, draft.item.name)


# The rest --------------------------------------------------------------------------------------------------------


def _left(parts: Iterable[Component], events: Iterable[Component]) -> Iterator[Remark]:
    """What is in the calendar and was not asked for."""
    others = Counter(part.name for part in parts if part.name not in ("VEVENT", "VTIMEZONE"))
    for name, count in sorted(others.items()):
        yield Remark("decided", "import-other-part", {"name": name, "count": count})
    properties = Counter(name for event in events for name in left_behind(event))
    if properties:
        said = ", ".join(f"{name} ({count})" for name, count in sorted(properties.items()))
        yield Remark("decided", "import-left-behind", {"names": said})


def _choices(written: Collection[Draft]) -> Iterator[tuple[str, int]]:
    """Words and values that we chose, and how often."""
    yield "import-reasons", sum(1 for draft in written for one in draft.exceptions if not one.said)
    yield "import-offline", sum(files.is_offline(draft) for draft in written)
    yield "import-together", sum(len(draft.uids) - 1 for draft in written)


def _apart(written: Collection[Draft]) -> Iterator[Remark]:
    """Each rule that became several events."""
    parts = Counter(draft.item.line for draft in written if draft.rule)
    for line, name in dict.fromkeys((draft.item.line, draft.item.name) for draft in written):
        if parts[line] > 1:
            yield Remark("decided", "import-apart", {"count": parts[line]}, line, name)

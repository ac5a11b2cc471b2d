"""What belongs together in a calendar as one event of a handbook: the series, its exceptions, its extra dates.

If the dates come out as the calendar has them, there is a draft; if they cannot, `Refused`. What a date has of its own
and a handbook cannot say of one date becomes an event of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import partial

from qunbook.importer import words
from qunbook.importer.clocks import Clocks, Moment, is_steady, on
from qunbook.importer.items import Extra, Item
from qunbook.importer.lines import Property
from qunbook.importer.remarks import Refused, Remark
from qunbook.importer.rules import Rule, rules


@dataclass(frozen=True)
class Departure:
    """One date of a series that is different. `why` is a key of `messages.toml` or, with `said`, somebody's words."""

    on: date
    why: str
    said: str = ""
    cancel: bool = False
    move: Moment | None = None
    name: str = ""
    length: timedelta | None = None
    place: str = ""
    url: str = ""


@dataclass(frozen=True)
class Draft:
    """An event that is not written yet. `item` has its words; `start` and `also` are on the clocks of `zone`."""

    item: Item
    zone: str
    start: Moment
    rule: Rule | None = None
    exceptions: tuple[Departure, ...] = ()
    also: tuple[Moment, ...] = ()
    uids: tuple[str, ...] = ()

    @property
    def is_single(self) -> bool:
        return not (self.rule or self.exceptions or self.also)


@dataclass
class _Series:
    """A draft in the making: the dates of its rule are `dates`, as far as anybody asks."""

    start: Moment
    rule: Rule | None
    dates: frozenset[date]
    exceptions: dict[date, Departure] = field(default_factory=dict)
    also: list[Moment] = field(default_factory=list)


def drafts(items: Iterable[Item], clocks: Clocks) -> tuple[tuple[Draft, ...], tuple[Remark, ...]]:
    """The events that the items of one identity make. Raises Refused."""
    found = sorted(items, key=lambda one: (one.version, one.line))
    masters = [one for one in found if one.instead_of is None]
    overrides = {one.instead_of: one for one in found if one.instead_of}  # the newest of each date
    told: list[Remark] = []
    if not masters:
        alone = (_single(one, clocks) for one in overrides.values())
        return tuple(alone), (Remark("decided", "import-no-series", line=found[0].line, name=found[0].name),)
    master = masters[-1]
    if any(one.version != master.version for one in masters):
        told.append(Remark("tolerated", "import-old-version", line=master.line, name=master.name))
    if not (master.rules or master.extras or master.skipped or overrides):
        return (_single(master, clocks),), tuple(told)
    if master.cancelled:
        return (), (*told, Remark("decided", "import-all-cancelled", line=master.line, name=master.name))
    return _several(master, overrides.values(), clocks, told)


def _single(item: Item, clocks: Clocks) -> Draft:
    zone = clocks.home if item.start.zone in ("UTC", "") else item.start.zone
    start = on(item.start, zone)
    off = (Departure(start.day, "import-reason-cancelled", said_why(item.text), cancel=True),) if item.cancelled else ()
    return Draft(replace(item, rules=(), extras=(), instead_of=None), zone, start, None, off, (), (item.known_as,))


def said_why(text: str) -> str:
    """The reason that a handbook's own feed gives in the text of a date."""
    found = re.search(r"^(?:原因：|Reason: )(.+)$", text, re.MULTILINE)
    return found[1] if found else ""


# Series ----------------------------------------------------------------------------------------------------------


def _several(
    master: Item, overrides: Iterable[Item], clocks: Clocks, told: list[Remark]
) -> tuple[tuple[Draft, ...], tuple[Remark, ...]]:
    zone = _clocks_of(master, clocks)
    start = on(master.start, zone)
    known = _rules(master, zone, start, clocks)
    if any(rule.doubtful and rule.doubtful in {*rule.dates(start.day)} for rule in known):
        told.append(Remark("tolerated", "import-until-day", line=master.line, name=master.name))
    if known and not any(next(rule.dates(start.day), None) for rule in known):
        return (), (*told, Remark("decided", "import-nothing-left", line=master.line, name=master.name))
    far = max((moment.day for moment in _asked(master, overrides)), default=start.day) + timedelta(days=2)
    series = list(_begun(known, start, far)) or [_Series(start, None, frozenset({start.day}))]
    alone: list[Item] = []
    if known and not any(start.day in one.dates for one in series):
        if any(rule.count for rule in known):
            raise Refused("import-start-off-rule", rule=master.rules[0], day=start.day.isoformat())
        told.append(Remark("tolerated", "import-start-extra", {"day": start.day.isoformat()}, master.line, master.name))
        series[0].also.append(start)
    for extra in master.extras:
        alone += _extra(extra, master, zone, series)
    for moment in master.skipped:
        _skip(on(moment, zone), start, series, alone, zone, (master, told, clocks))
    gone = {on(moment, zone) for moment in master.skipped}
    for one in sorted(overrides, key=lambda one: one.line):
        if one.instead_of and on(one.instead_of, zone) in gone:
            continue  # left out and changed at once: readers leave it out
        alone += _override(one, master, zone, series, told)
    made = (
        Draft(master, zone, one.start, one.rule, tuple(one.exceptions[day] for day in sorted(one.exceptions)),
              tuple(sorted(one.also)), (master.known_as,))
        for one in series
    )  # fmt: skip
    return (*made, *(_single(one, clocks) for one in alone)), tuple(told)


def _clocks_of(master: Item, clocks: Clocks) -> str:
    """The zone of a series. One in UTC is turned to the handbook's clocks, if those are never changed and it stays on
    its days there.
    """
    start = master.start
    if start.clock is None:
        return clocks.home
    if start.zone == "UTC" and is_steady(clocks.home, start.day) and on(start, clocks.home).day == start.day:
        return clocks.home
    return start.zone


def _rules(master: Item, zone: str, start: Moment, clocks: Clocks) -> tuple[Rule, ...]:
    if len(master.rules) > 1:
        raise Refused("import-several-rules")
    limit = Property("UNTIL", {}, "", master.line)
    parse = partial(clocks.moment, found=limit, there=master.start.zone or zone)
    return tuple(found for text in master.rules for found in rules(text, start, partial(on, zone=zone), parse))


def _asked(master: Item, overrides: Iterable[Item]) -> Iterator[Moment]:
    yield from master.skipped
    yield from (extra.at for extra in master.extras)
    yield from (one.instead_of for one in overrides if one.instead_of)


def _begun(known: Iterable[Rule], start: Moment, far: date) -> Iterator[_Series]:
    """The series of each rule, from its first date on."""
    for rule in known:
        dates = [*_up_to(rule, start.day, far)]
        if first := next(rule.dates(start.day), None):
            yield _Series(replace(start, day=first), rule, frozenset({first, *dates}))


def _up_to(rule: Rule, start: date, far: date) -> Iterator[date]:
    for day in rule.dates(start):
        if day > far:
            return
        yield day


def _extra(extra: Extra, master: Item, zone: str, series: list[_Series]) -> Iterator[Item]:
    """An RDATE as an extra date of the series; as an item of its own where it is too different, or on a day of it."""
    at = on(extra.at, zone)
    same_form = (at.clock is None) == (series[0].start.clock is None)
    taken = [one for one in series if at.day in one.dates or at.day in {also.day for also in one.also}]
    if any(at == replace(one.start, day=at.day) for one in taken) or any(at in one.also for one in series):
        return
    if taken or not same_form or extra.length not in (None, master.lasts):
        yield replace(master, start=at, length=extra.length or master.length, rules=(), extras=(), skipped=())
    else:
        series[0].also.append(at)


def _skip(
    at: Moment,
    start: Moment,
    series: list[_Series],
    alone: list[Item],
    zone: str,
    about: tuple[Item, list[Remark], Clocks],
) -> None:
    """An EXDATE: the date of the series is cancelled, an extra date is not there at all."""
    master, told, clocks = about
    if at.clock is None and start.clock:
        clocks.note("import-day-skipped", "", master.line)
    for one in series:
        extra = next((also for also in one.also if also.day == at.day and at.clock in (None, also.clock)), None)
        if extra:
            one.also.remove(extra)
            return
        if at.day in one.dates and at.clock in (None, start.clock):
            one.exceptions[at.day] = Departure(at.day, "import-reason-gone", cancel=True)
            return
    if gone := next((item for item in alone if on(item.start, zone) == at), None):
        alone.remove(gone)
        return
    told.append(Remark("tolerated", "import-skips-nothing", {"day": str(at.day)}, master.line, master.name))


def _override(one: Item, master: Item, zone: str, series: list[_Series], told: list[Remark]) -> Iterator[Item]:
    """An override of one date as an exception; as an item of its own where an exception cannot say it."""
    assert one.instead_of
    at = on(one.instead_of, zone)
    clock = series[0].start.clock
    home = next((s for s in series if at.day in s.dates and at.clock in (None, clock)), None)
    if home is None:
        for s in series:
            if extra := next((also for also in s.also if also == at), None):
                s.also.remove(extra)
                break
        else:
            told.append(Remark("tolerated", "import-replaces-nothing", {"day": str(at.day)}, one.line, one.name))
        if not one.cancelled:
            yield one
        return
    if at.day in home.exceptions:
        return
    if one.cancelled:
        home.exceptions[at.day] = Departure(at.day, "import-reason-cancelled", said_why(one.text), cancel=True)
        return
    new = on(one.start, zone)
    if (new.clock is None) != (clock is None):
        home.exceptions[at.day] = Departure(at.day, "import-reason-own", cancel=True)
        yield one
        return
    told += _lost(one, master, at.day)
    if found := _departure(one, master, at.day, None if (new.day, new.clock) == (at.day, clock) else new):
        home.exceptions[at.day] = found


def _departure(one: Item, master: Item, day: date, move: Moment | None) -> Departure | None:
    found = Departure(
        day,
        "import-reason-moved" if move else "import-reason-changed",
        said_why(one.text) if one.text != master.text else "",
        move=move,
        name=one.name if one.name != master.name else "",
        length=one.lasts if one.lasts != master.lasts else None,
        place=one.place if one.place != master.place else "",
        url=one.urls[0] if one.urls and one.urls != master.urls else "",
    )
    return found if any((move, found.name, found.length, found.place, found.url)) else None


def _lost(one: Item, master: Item, day: date) -> Iterator[Remark]:
    """What the override says otherwise, and an exception cannot."""
    if one.text and one.text != master.text and not said_why(one.text):
        yield Remark("lost", "import-lost-text", {"day": day.isoformat()}, one.line, one.name)
    if (master.place and not one.place) or (master.urls and not one.urls):
        yield Remark("lost", "import-lost-place", {"day": day.isoformat()}, one.line, one.name)


# Events that are one event ---------------------------------------------------------------------------------------


def merged(found: Iterable[Draft]) -> tuple[Draft, ...]:
    """Single events that say the same as another, or as a series, are extra dates of it: programs that cannot write
    extra dates write them so.
    """
    kept: list[Draft] = []
    places: dict[object, int] = {}
    for draft in sorted(
        found, key=lambda one: (one.is_single, one.start.day, one.start.clock or time(), one.item.line)
    ):
        index = places.get(_says(draft)) if draft.is_single and draft.item.name else None
        if index is not None and _is_free(kept[index], draft.start.day):
            kept[index] = replace(
                kept[index],
                also=tuple(sorted((*kept[index].also, draft.start))),
                uids=tuple(dict.fromkeys((*kept[index].uids, *draft.uids))),
            )
            continue
        places.setdefault(_says(draft), len(kept))
        kept.append(draft)
    return tuple(sorted(kept, key=lambda one: one.item.line))


def _says(draft: Draft) -> object:
    item = draft.item
    said = (item.name, item.text, item.place, item.urls, item.categories, item.private)
    return (*said, item.lasts, draft.start.clock is None, draft.zone)


def _is_free(draft: Draft, day: date) -> bool:
    """Whether nothing of the event is on this day yet: a date is known by its day."""
    days = {draft.start.day, *(one.day for one in draft.also), *(one.on for one in draft.exceptions)}
    days |= {one.move.day for one in draft.exceptions if one.move}
    return day not in days and not (draft.rule and day in {*_up_to(draft.rule, draft.start.day, day)})


_NOTICE = re.compile(r"CANCELLED: (.+) \(\d{8}T\d{6}Z\)")


def without_notices(found: Iterable[Draft]) -> tuple[Draft, ...]:
    """yaml2ical tells a skipped date by an event of its own, `CANCELLED: …`, with the reason as its text: put the
    reason where it belongs.
    """
    made = tuple(found)
    notices = {
        (match[1], on(draft.start, "UTC")): draft
        for draft in made
        if draft.is_single and (match := _NOTICE.fullmatch(draft.item.name))
    }
    used: set[int] = set()

    def told(draft: Draft, one: Departure) -> Departure:
        at = on(replace(draft.start, day=one.on), "UTC")
        notice = notices.get((draft.item.name, at)) if one.cancel else None
        if not notice:
            return one
        used.add(notice.item.line)
        return replace(one, said=words.line(notice.item.text))

    told_all = [replace(draft, exceptions=tuple(told(draft, one) for one in draft.exceptions)) for draft in made]
    return tuple(draft for draft in told_all if draft.item.line not in used)

"""What belongs together: the items of one identity, and events that say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, time

from qunbook.importer import words
from qunbook.importer.clocks import Clocks, on
from qunbook.importer.drafts import Departure, Draft, single
from qunbook.importer.items import Item
from qunbook.importer.onward import pieces
from qunbook.importer.remarks import Remark
from qunbook.importer.series import Series


def drafts(items: Iterable[Item], clocks: Clocks) -> tuple[tuple[Draft, ...], tuple[Remark, ...]]:
    """The events that the items of one identity make, and what is to be said of them. Raises Refused."""
    found = sorted(items, key=lambda one: (one.version, one.line))
    masters = [one for one in found if one.instead_of is None]
    newest = {(one.instead_of, one.onward): one for one in found if one.instead_of}  # of each date
    overrides = tuple(newest.values())
    if not masters:
        alone = tuple(single(one, clocks) for one in overrides)
        return alone, (Remark("decided", "import-no-series", line=found[0].line, name=found[0].name),)
    master = masters[-1]
    about = (master.line, master.name)
    old = any(one.version != master.version for one in masters)
    told = (Remark("tolerated", "import-old-version", {}, *about),) if old else ()
    if not (master.rules or master.extras or master.skipped or overrides):
        return (single(master, clocks),), told
    if master.cancelled:
        off = replace(single(master, clocks), called_off=True)
        return (off,), (*told, Remark("decided", "import-all-cancelled", {}, *about))
    made = [*_series(master, overrides, clocks)]
    apart = (Remark("decided", "import-pieces", {"count": len(made)}, *about),) if len(made) > 1 else ()
    of_dates = (remark for one in made for remark in one.told)
    return tuple(draft for one in made for draft in one.drafts()), (*told, *apart, *of_dates)


def _series(master: Item, overrides: Sequence[Item], clocks: Clocks) -> Iterator[Series]:
    for piece, changed in pieces(master, overrides, clocks):
        series = Series(piece, clocks)
        series.fill(changed)
        yield series


def merged(found: Iterable[Draft]) -> tuple[Draft, ...]:
    """Single events that say the same as another, or as a series, are extra dates of it: programs that cannot write
    extra dates write them so.
    """
    alike: dict[object, list[Draft]] = defaultdict(list)
    for draft in found:
        alike[_says(draft)].append(draft)
    kept = (draft for group in alike.values() for draft in (_one_event(group) if group[0].item.name else group))
    return tuple(sorted(kept, key=lambda one: (one.item.line, one.start.day, one.start.clock or time())))


def _says(draft: Draft) -> object:
    item = draft.item
    said = (item.name, item.text, item.place, item.urls, item.categories, item.private)
    return (*said, item.lasts, draft.start.clock is None, draft.zone)


def _one_event(group: list[Draft]) -> list[Draft]:
    """The first series, else the earliest event, with the single events on other days as its extra dates."""
    first, *rest = sorted(group, key=lambda one: (one.is_single, one.start))
    apart = [draft for draft in rest if not draft.is_single]
    days = _days(first, max(draft.start.day for draft in group))
    for draft in rest:
        if draft.is_single and draft.start.day not in days:
            days.add(draft.start.day)
            uids = tuple(dict.fromkeys((*first.uids, *draft.uids)))
            first = replace(first, also=(*first.also, draft.start), uids=uids)
        elif draft.is_single:
            apart.append(draft)
    return [replace(first, also=tuple(sorted(first.also))), *apart]


def _days(draft: Draft, last: date) -> set[date]:
    """The days that are taken, for a date of an event is known by its day."""
    days = {draft.start.day, *(one.day for one in draft.also), *(one.on for one in draft.exceptions)}
    days |= {one.move.day for one in draft.exceptions if one.move}
    return days | ({*draft.rule.dates(draft.start.day, last)} if draft.rule else set())


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

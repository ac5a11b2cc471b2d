"""The proof that a feed says what the plain dates say, and breaks no rule of `ics_lint`.

It is had in two steps, because feeds share entries. The entries of one thing (an event, a deadline) are read again and
compared with its dates once, however many feeds have them. Then a feed is held to be made of just these entries, byte
for byte, between lines that are right as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qunbook.render.ics_lint import of_bytes, of_entries, of_frame, twice, used_zones
from qunbook.render.ics_read import Seen, UnreadableError, components, parse, readings, within

_ENTRY = re.compile(rb"(?<=\n)(BEGIN:(VEVENT|VTODO)\r\n.*?\r\nEND:\2\r\n)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Proven:
    """Entries of one thing that were looked at: bytes, identities, time zones, and what is wrong with them."""

    entries: tuple[bytes, ...]
    identities: tuple[tuple[str, str], ...] = ()
    zones: frozenset[str] = frozenset()
    wrong: tuple[str, ...] = ()


def of_thing(entries: Sequence[bytes], plain: Iterable[Seen], first: date, last: date) -> Proven:
    """Entries beside all that a reader must see of them from `first` to `last`."""
    wanted = within(plain, first, last)
    if not entries:  # over before the years that are told
        return Proven((), wrong=tuple(_differences((), wanted)))
    data = b"".join(entries)
    try:
        parts = components(data)
    except UnreadableError as error:
        return Proven(tuple(entries), wrong=(*of_bytes(data), str(error)))
    wrong = (*of_bytes(data), *of_entries(parts)) or _differences(
        within((one for _, one in readings(parts, first, last)), first, last), wanted
    )
    identities = tuple(part.identity for part in parts)
    return Proven(tuple(entries), identities, frozenset(used_zones(parts)), tuple(wrong))


def of_feed(data: bytes, things: Iterable[Proven]) -> Iterator[str]:
    """What is wrong with a feed that should hold these things and nothing else."""
    things = tuple(things)
    for thing in things:
        yield from thing.wrong
    yield from twice(identity for thing in things for identity in thing.identities)
    there = Counter(match[1] for match in _ENTRY.finditer(data))
    wanted = Counter(entry for thing in things for entry in thing.entries)
    for word, entries in (("is not in it", wanted - there), ("is in it and should not be", there - wanted)):
        for entry in entries:
            yield f"{entry.decode(errors='replace')!r} {word}"
    frame = _ENTRY.sub(b"", data)
    yield from of_bytes(frame)
    try:
        yield from of_frame(parse(frame), set().union(*(thing.zones for thing in things)))
    except UnreadableError as error:
        yield str(error)


def _differences(read: Sequence[Seen], plain: Sequence[Seen]) -> Iterator[str]:
    if _are_alike(read, plain):
        return
    there, wanted = Counter(read), Counter(plain)
    for word, found in (("is not in it", wanted - there), ("is in it and should not be", there - wanted)):
        for start, end, cancelled in found:
            yield f"{start.isoformat()} to {end.isoformat()}{' (cancelled)' if cancelled else ''} {word}"


def _are_alike(read: Sequence[Seen], plain: Sequence[Seen]) -> bool:
    try:
        return sorted(read) == sorted(plain)
    except TypeError:  # days among moments
        return False

"""What changed in the content, day by day and thing by thing, as one audience may hear of it.

A thing is told as it may be seen now and as it could be seen then: what is hidden on either side is left out. So no
news says what a page would not. What people said in their own words is never quoted from the past, for a text may have
been taken back; only that it was written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from qunbook import metric_data
from qunbook.document import parse
from qunbook.kinds import identity
from qunbook.kinds.handbook import Handbook
from qunbook.model import LEVELS, Entity, Kind, Playbook
from qunbook.settings import Audience
from qunbook.source import Source
from qunbook.validate import validate

WINDOW = timedelta(days=90)
"""How far back news go."""
SILENT = frozenset({"lint", "review_every", "tags", "aliases", "formerly", "visibility", "as_of"})
"""Fields of which readers need no news."""

What = Literal["added", "changed", "removed", "figures"]


@dataclass(frozen=True)
class Landing:
    """A change of one file that reached the main line at `moment` (Unix seconds).

    `before` and `after` are its texts; None where there was no file, or where nobody read it: then `known` is False.
    """

    path: str
    moment: int
    how: Literal["A", "M", "D"]
    before: str | None = None
    after: str | None = None
    known: bool = False


@dataclass(frozen=True)
class Change:
    """What happened to a thing on a day. `fields` are the names of those that changed, of which `before` and `after`
    are the two sides; `after` is None for what was removed, `before` where nothing is said of it. `words`: its text.
    """

    day: date
    moment: int
    what: What
    kind: str
    id: str
    before: Entity | None = None
    after: Entity | None = None
    fields: tuple[str, ...] = ()
    words: bool = False


def news(
    whole: Playbook, seen: Playbook, audience: Audience, landings: Iterable[Landing], zone: tzinfo, today: date
) -> tuple[Change, ...]:
    """The changes up to `today`, the newest day first; `seen` is the part of `whole` that the audience sees."""
    days: dict[tuple[date, str], list[Landing]] = {}
    for one in landings:
        day = datetime.fromtimestamp(one.moment, zone).date()
        if today - WINDOW <= day <= today:
            days.setdefault((day, one.path), []).append(one)
    teller = _Teller(whole, seen, audience)
    found = (
        change
        for (day, path), some in days.items()
        for change in teller.tell(day, path, sorted(some, key=lambda one: one.moment))
    )
    order = {kind.name: place for place, kind in enumerate(whole.kinds)}
    return tuple(sorted(found, key=lambda one: (-one.day.toordinal(), order[one.kind], one.id)))


class _Teller:
    def __init__(self, whole: Playbook, seen: Playbook, audience: Audience) -> None:
        self.whole, self.seen, self.audience = whole, seen, audience
        self.context: dict[str, object] = {"enums": whole.one(Handbook).own_values}

    def tell(self, day: date, path: str, some: list[Landing]) -> Iterator[Change]:
        first, last = some[0], some[-1]
        if metric := metric_data.metric_of(path):
            now = self.seen.entities.get("metric", {}).get(metric)
            if now and first.how != "A":
                yield Change(day, last.moment, "figures", "metric", metric, None, now)
            return
        known = identity(path)
        if known is None:
            return
        kind, id = known
        now = self.seen.entities.get(kind.name, {}).get(id)
        match first.how, last.how:
            case "A", "D":
                return
            case _, "D":
                yield from self.removed(day, kind, id, first, last)
            case "A", _ if now:
                yield Change(day, last.moment, "added", kind.name, id, None, now)
            case _ if now:
                yield from self.changed(day, kind, id, now, first, last)

    def removed(self, day: date, kind: Kind, id: str, first: Landing, last: Landing) -> Iterator[Change]:
        """A person's going is only told to staff: who asks to be forgotten must not stand in a feed."""
        there = id in self.whole.ids.get(kind.name, ()) or id in self.whole.former.get(kind.name, {})
        if there or (kind.name == "person" and self.audience != "staff"):
            return
        if before := self.at(kind, id, first.before):
            yield Change(day, last.moment, "removed", kind.name, id, before)

    def changed(self, day: date, kind: Kind, id: str, now: Entity, first: Landing, last: Landing) -> Iterator[Change]:
        if not (first.known and last.known):
            if self.audience == "staff":
                yield Change(day, last.moment, "changed", kind.name, id, None, now)
            return
        before, after = self.at(kind, id, first.before), self.at(kind, id, last.after)
        if after is None:
            return
        if before is None:  # it could not be seen, or not be read: new to these readers
            yield Change(day, last.moment, "added", kind.name, id, None, now)
            return
        shown = before.fields_for(self.audience) & after.fields_for(self.audience) & now.fields_for(self.audience)
        fields = tuple(
            name
            for name in type(after).model_fields
            if name in shown - SILENT and getattr(before, name) != getattr(after, name)
        )
        words = before.body.strip() != after.body.strip()
        if fields or words:
            yield Change(day, last.moment, "changed", kind.name, id, before, after, fields, words)

    def at(self, kind: Kind, id: str, text: str | None) -> Entity | None:
        """The thing as a text says it, as far as the audience may see it; None where it may not, or can't be read."""
        if text is None:
            return None
        document = parse(Source(f"content/{kind.folder}/{id}.md", text))
        values, _ = validate(kind.model, document, self.context) if document.readable else (None, ())
        if values is None:
            return None
        entity = kind.model.filed(id, document, values)
        if LEVELS[self.whole.visibility(entity)] > LEVELS[self.audience]:
            return None
        return self.seen.told(entity, self.audience)

"""A series with what its dates have of their own: exceptions, extra dates, and items that only fit elsewhere.

If the dates come out as the calendar has them, there are drafts; if they cannot, `Refused`. What one date has and a
handbook cannot say of one date becomes an event of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from qunbook.importer.clocks import Clocks, Moment, is_steady, on
from qunbook.importer.drafts import Departure, Draft, said_why, single
from qunbook.importer.items import Extra, Item
from qunbook.importer.lines import Property
from qunbook.importer.remarks import Refused, Remark
from qunbook.importer.rules import Rule, listed, rules


@dataclass
class _Strand:
    """One rule of a series (or none: a single date), from its first date on, with what departs from it. `dates` are
    those that anybody asks for.
    """

    start: Moment
    rule: Rule | None
    dates: frozenset[date]
    exceptions: dict[date, Departure] = field(default_factory=dict)
    also: list[Moment] = field(default_factory=list)


class Series:
    """The drafts of one item with a rule or extra dates, in the making. Raises Refused."""

    def __init__(self, master: Item, clocks: Clocks) -> None:
        self.master, self.clocks = master, clocks
        self.zone = _clocks_of(master, clocks)
        self.start = on(master.start, self.zone)
        self.strands: list[_Strand] = []
        self.alone: list[Item] = []
        self.told: list[Remark] = []

    def fill(self, overrides: Iterable[Item]) -> None:
        """Lay out the dates, then what departs from them."""
        changed = [(self.at(one.instead_of), one) for one in overrides if one.instead_of]
        gone = [self.at(moment) for moment in self.master.skipped]
        extras = [(self.at(extra.at), extra) for extra in self.master.extras]
        asked = (*gone, *(at for at, _ in changed), *(at for at, _ in extras))
        self.begin(max((at.day for at in asked), default=self.start.day))
        if not self.strands:
            return
        for at, extra in extras:
            self.add(at, extra)
        for at in gone:
            self.skip(at)
        for at, one in sorted(changed, key=lambda pair: pair[1].line):
            if at not in gone:  # left out and changed at once: readers leave it out
                self.change(at, one)

    def drafts(self) -> tuple[Draft, ...]:
        return (*self._drafts(), *(single(item, self.clocks) for item in self.alone))

    def _drafts(self) -> Iterator[Draft]:
        for one in self.strands:
            exceptions = tuple(one.exceptions[day] for day in sorted(one.exceptions))
            also = tuple(sorted(one.also))
            yield Draft(self.master, self.zone, one.start, one.rule, exceptions, also, (self.master.known_as,))

    def at(self, moment: Moment) -> Moment:
        return on(moment, self.zone)

    def tell(self, key: str, day: date | None = None) -> None:
        args = {"day": day.isoformat()} if day else {}
        decided = key in ("import-nothing-left", "import-listed")
        self.told.append(Remark("decided" if decided else "tolerated", key, args, self.master.line, self.master.name))

    # The rule

    def begin(self, last: date) -> None:
        """The strands, with their dates up to `last`; none where nothing takes place."""
        try:
            known = self.rules()
        except Refused:
            listed = self._listed()
            if not listed:
                raise
            begin, *more = (replace(self.start, day=day) for day in listed)
            self.strands = [_Strand(begin, None, frozenset({begin.day}), also=more)]
            self.tell("import-listed")
            if any(re.search(f"UNTIL={listed[-1]:%Y%m%d}(?!T)", rule.upper()) for rule in self.master.rules):
                self.tell("import-until-day")
            return
        if not known:
            self.strands = [_Strand(self.start, None, frozenset({self.start.day}))]
            return
        for rule in known:
            if first := next(rule.dates(self.start.day), None):
                dates = frozenset({first, *rule.dates(self.start.day, last)})
                self.strands.append(_Strand(replace(self.start, day=first), rule, dates))
                if rule.doubtful and rule.doubtful in {*rule.dates(self.start.day)}:
                    self.tell("import-until-day")
        if not self.strands:
            self.tell("import-nothing-left")
        elif not any(self.start.day in one.dates for one in self.strands):
            self._start_apart(known)

    def rules(self) -> tuple[Rule, ...]:
        """The rule, as one of ours or several. Raises Refused where none of ours says it."""
        if self.master.unless:
            raise Refused("import-exrule")
        if len(self.master.rules) > 1:
            raise Refused("import-several-rules")
        return tuple(one for text in self.master.rules for one in rules(text, self.start, self.at, self._until))

    def _listed(self) -> tuple[date, ...]:
        """The dates of a series that no rule of ours says, if they have an end; else ()."""
        try:
            return listed(self.master.rules, self.master.unless, self.start, self.at, self._until)
        except Refused:
            return ()

    def _until(self, text: str) -> Moment:
        limit = Property("UNTIL", {}, "", self.master.line)
        return self.clocks.moment(text, limit, self.master.start.zone or self.zone)

    def _start_apart(self, known: Iterable[Rule]) -> None:
        """DTSTART off its own rule: RFC 5545 leaves open what that means, and nearly every program shows it."""
        if any(rule.count for rule in known):
            raise Refused("import-start-off-rule", rule=self.master.rules[0], day=self.start.day.isoformat())
        self.tell("import-start-extra", self.start.day)
        self.strands[0].also.append(self.start)

    def strand_of(self, at: Moment) -> _Strand | None:
        """The strand that has this as one of its dates; a day without a time is that day's."""
        return next((one for one in self.strands if at.day in one.dates and at.clock in (None, self.start.clock)), None)

    # Dates of their own

    def add(self, at: Moment, extra: Extra) -> None:
        """An RDATE: an extra date; an item of its own where it is too different, or on a day that is taken."""
        if self.strand_of(at) or any(at in one.also for one in self.strands):
            return
        taken = any(at.day in one.dates or at.day in {also.day for also in one.also} for one in self.strands)
        same_form = (at.clock is None) == (self.start.clock is None)
        if taken or not same_form or extra.length not in (None, self.master.lasts):
            length = extra.length or self.master.length
            self.alone.append(replace(self.master, start=at, length=length, rules=(), extras=(), skipped=()))
        else:
            self.strands[0].also.append(at)

    def skip(self, at: Moment) -> None:
        """An EXDATE: a date of the rule is cancelled, an extra one is not there at all."""
        if at.clock is None and self.start.clock:
            self.clocks.note("import-day-skipped", "", self.master.line)
        if self._take(at):
            return
        if strand := self.strand_of(at):
            strand.exceptions[at.day] = Departure(at.day, "import-reason-gone", cancel=True)
        elif gone := next((item for item in self.alone if self.at(item.start) == at), None):
            self.alone.remove(gone)
        else:
            self.tell("import-skips-nothing", at.day)

    def _take(self, at: Moment) -> bool:
        """Take an extra date away, if there is this one."""
        for one in self.strands:
            for also in one.also:
                if also.day == at.day and at.clock in (None, also.clock):
                    one.also.remove(also)
                    return True
        return False

    def change(self, at: Moment, one: Item) -> None:
        """An override: an exception; an item of its own where an exception cannot say it."""
        strand = self.strand_of(at)
        if strand is None:
            if not self._take(at):
                self.tell("import-replaces-nothing", at.day)
            if not one.cancelled:
                self.alone.append(one)
        elif one.cancelled:
            strand.exceptions[at.day] = Departure(at.day, "import-reason-cancelled", said_why(one.text), cancel=True)
        elif (self.at(one.start).clock is None) != (self.start.clock is None):
            strand.exceptions[at.day] = Departure(at.day, "import-reason-own", cancel=True)
            self.alone.append(one)
        else:
            self.told += _lost(one, self.master, at.day)
            new, old = self.at(one.start), replace(self.start, day=at.day)
            if departure := _departure(one, self.master, at.day, None if new == old else new):
                strand.exceptions[at.day] = departure


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

"""A series of which one date "and all that follow" are different (RANGE=THISANDFUTURE): it ends, and another begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from qunbook.importer.clocks import Clocks, Moment, instant
from qunbook.importer.items import Item
from qunbook.importer.remarks import Refused
from qunbook.importer.rules import Rule
from qunbook.importer.series import Series


def pieces(master: Item, overrides: Sequence[Item], clocks: Clocks) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    """The series that one is made of, in order, each with the overrides of its own dates. Raises Refused where a later
    one is on other days than those of the rule.
    """
    series = Series(master, clocks)
    at = {one: series.at(one.instead_of) for one in overrides if one.instead_of}
    turn = min((one for one in at if one.onward), key=lambda one: at[one], default=None)
    if turn is None:
        yield master, tuple(overrides)
        return
    to = series.at(turn.start)
    known, days = series.rules(), _days(series, at[turn].day)
    extras = any(series.at(extra.at) >= at[turn] for extra in master.extras)
    same_day = to.day == at[turn].day and (to.clock is None) == (at[turn].clock is None)
    if not same_day or extras or at[turn].clock != series.start.clock or at[turn].day not in days:
        raise Refused("import-and-future")
    if len(days) > 1:
        early = tuple(one for one in overrides if at[one] < at[turn])
        yield _before(master, at[turn], series), early
    if not turn.cancelled:
        late = [
            replace(one, instead_of=_then(at[one], series, to)) for one in at if at[one] >= at[turn] and one != turn
        ]
        yield from pieces(_after(master, turn, known, len(days) - 1, series), late, clocks)


def _days(series: Series, last: date) -> set[date]:
    return {day for rule in series.rules() for day in rule.dates(series.start.day, last)}


def _before(master: Item, turn: Moment, series: Series) -> Item:
    last = _until(turn.day - timedelta(days=1), series)
    skipped = tuple(moment for moment in master.skipped if series.at(moment) < turn)
    return replace(master, rules=(f"{_without_limit(master)};{last}",), skipped=skipped)


def _after(master: Item, turn: Item, known: Sequence[Rule], before: int, series: Series) -> Item:
    """The series that begins with `turn`, of which there were so many dates before it."""
    assert turn.instead_of
    since, to = series.at(turn.instead_of), series.at(turn.start)
    last = max((rule.until for rule in known if rule.until), default=None)
    limit = _until(last, series) if last else f"COUNT={known[0].count - before}" if known[0].count else ""
    skipped = (series.at(moment) for moment in master.skipped)
    return replace(
        turn,
        name=turn.name or master.name,
        rules=(f"{_without_limit(master)};{limit}".rstrip(";"),),
        skipped=tuple(_then(moment, series, to) for moment in skipped if moment >= since),
        instead_of=None,
        onward=False,
    )


def _then(moment: Moment, series: Series, to: Moment) -> Moment:
    """A date of the old series as one of the new."""
    return replace(moment, clock=to.clock) if moment.clock == series.start.clock else moment


def _without_limit(master: Item) -> str:
    return re.sub(r";?(?:UNTIL|COUNT)=[^;]*", "", master.rules[0], flags=re.IGNORECASE).strip(";")


def _until(day: date, series: Series) -> str:
    if series.start.clock is None:
        return f"UNTIL={day:%Y%m%d}"
    return f"UNTIL={instant(Moment(day, time(23, 59, 59), series.zone)):%Y%m%dT%H%M%SZ}"

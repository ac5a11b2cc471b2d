"""What `qunbook diff` found, told: as text for a terminal, as Markdown for a pull request, as JSON for programs.

What an author wrote is shown as `report.base.shown` does, and in Markdown as code: nothing in it is a link, a mention
or the end of a line. What widens who may see a thing, and what calendars lose, comes first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from qunbook import catalogue
from qunbook.catalogue import Arg, Language
from qunbook.diff import (
    Changes,
    Dates,
    Detail,
    DutyChange,
    FeedTouched,
    LadderChange,
    Penalty,
    RoleChange,
    Shift,
    Thing,
    Unread,
    When,
)
from qunbook.enums import ENUMS
from qunbook.fields import Lasting, LastingField
from qunbook.messages import listed, say
from qunbook.render.words import Words
from qunbook.report.base import code, shown

VERSION = 1
MARK = "<!-- qunbook diff -->"
"""The first line of the Markdown, which nobody sees: CI knows its comment by it, and writes it anew at each push."""
LONGEST = 60_000
"""Characters of Markdown: a comment on GitHub holds 65,536."""

LASTING: TypeAdapter[Lasting] = TypeAdapter(LastingField)
WAYS = {"rises": "diff-rises", "falls": "diff-falls", "mixed": "diff-mixed"}

DETAILS = {"name": "diff-name", "place": "diff-place", "link": "diff-link", "mode": "diff-mode"}
SIDES = {"old": "diff-unread-old", "new": "diff-unread-new"}


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[str, ...]
    loud: bool = False


def text(changes: Changes, language: Language) -> str:
    """For a terminal."""
    teller = _Teller(changes, language, shown)
    if not teller.sections:
        return teller.say("diff-nothing")
    return "\n\n".join((teller.say("diff-title"), *("\n".join(_block(section)) for section in teller.sections)))


def _block(section: Section) -> Iterator[str]:
    yield f"!! {section.title} !!" if section.loud else section.title
    yield from (f"  - {line}" for line in section.lines)


def markdown(changes: Changes, language: Language) -> str:
    """For a comment on a pull request: cut after whole lines where it would be too long for one."""
    teller = _Teller(changes, language, code)
    lines = [MARK, f"## {teller.say('diff-title' if teller.sections else 'diff-nothing')}"]
    for section in teller.sections:
        lines += ["", f"### {'⚠️ ' if section.loud else ''}{section.title}", ""]
        lines += [f"- {line}" for line in section.lines]
    size = 0
    for kept, line in enumerate(lines):
        size += len(line) + 1
        if size > LONGEST:
            return "\n".join((*lines[:kept], "", teller.say("diff-cut", count=len(lines) - kept)))
    return "\n".join(lines)


def as_json(changes: Changes) -> str:
    """For programs: the fields of `diff.Changes`. ASCII only; moments have their offset."""
    told = {"version": VERSION, "identities_kept": not changes.vanished, **_fields(changes)}
    return json.dumps(told, ensure_ascii=True, indent=1, default=_plain)


def _fields(value: Any) -> dict[str, Any]:
    # Not `asdict`: that copies what is in the fields, and a zone of ours is no value to copy.
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else _fields(value)


class _Teller:
    """Sentences about changes in one language; `quoted` makes an author's text safe for the format."""

    def __init__(self, changes: Changes, language: Language, quoted: Callable[[str], str]) -> None:
        self.changes, self.language, self.quoted = changes, language, quoted

    def say(self, key: str, **args: object) -> str:
        period = {"first": self.changes.first, "last": self.changes.last}
        return say(key, self.language, **{**period, **args})

    def name(self, thing: Thing) -> str:
        return self.quoted(thing.name)

    def named(self, thing: Thing) -> str:
        """The kind and the name: `event Reading night`."""
        return f"{catalogue.word(f'kind.{thing.kind}', self.language)} {self.name(thing)}"

    def listed(self, parts: Iterable[str]) -> str:
        return listed(parts, self.language)

    def people(self, things: Iterable[Thing]) -> str:
        return self.listed(self.name(thing) for thing in things) or self.say("diff-nobody")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        found = self.changes
        by_what = {what: [one for one in found.dates if one.what == what] for what in ("cancelled", "moved", "added")}
        titled = (
            ("diff-widened", [self._widened(one.thing, one.old, one.new) for one in found.widened], True),
            ("diff-vanished", list(self._vanished()), True),
            ("diff-feeds-lost", [self._feeds(found.feeds_lost)] if found.feeds_lost else [], False),
            ("diff-unread", [self._unread(one) for one in found.unread], True),
            ("diff-cancelled", [self._dates(one) for one in by_what["cancelled"]], False),
            ("diff-moved", [self._dates(one) for one in by_what["moved"]], False),
            ("diff-added", [self._dates(one) for one in by_what["added"]], False),
            ("diff-details", [self._detail(one) for one in found.details], False),
            ("diff-duty", [self._duty(one) for one in found.duty], False),
            ("diff-roles", [self._role(one) for one in found.roles], False),
            ("diff-ladders", [self._ladder(one) for one in found.ladders], False),
            ("diff-rules-added", [self.name(one) for one in found.rules_added], False),
            ("diff-rules-removed", [self.name(one) for one in found.rules_removed], False),
            ("diff-silenced", list(self._silenced()), False),
            ("diff-feeds", [self._feeds(found.feeds)] if found.feeds else [], False),
        )
        return tuple(Section(self.say(key), tuple(lines), loud) for key, lines, loud in titled if lines)

    def _widened(self, thing: Thing, old: str, new: str) -> str:
        words = {"old": self._choice("visibility", old), "new": self._choice("visibility", new)}
        return self.say("diff-widened-line", thing=self.named(thing), **words)

    def _choice(self, name: str, value: str) -> str:
        if value not in ENUMS[name]:
            return self.quoted(value)
        return ENUMS[name][value][0 if self.language == "zh" else 1]

    def _vanished(self) -> Iterator[str]:
        for one in self.changes.vanished:
            args: dict[str, Arg] = {"event": self.name(one.event), "id": one.identity, "count": one.count}
            message = catalogue.fill(catalogue.entry(one.code).text("message", self.language), args, self.language)
            dates = self.listed(str(day) for day in one.dates)
            yield self.say("diff-line", name=message, told=dates)
        for code_ in sorted({one.code for one in self.changes.vanished}):
            yield catalogue.entry(code_).text("fix", self.language)

    def _unread(self, one: Unread) -> str:
        return self.say(SIDES[one.side], thing=self.named(Thing(one.kind, one.id, one.id)))

    def _detail(self, one: Detail) -> str:
        old, new = (self._value(one.what, value) for value in (one.old, one.new))
        dates = self._more(self.listed(str(day) for day in one.first), one)
        what = self.say(DETAILS[one.what])
        return self.say(
            "diff-detail-line", event=self.name(one.event), what=what, count=one.count, old=old, new=new, dates=dates
        )

    def _value(self, what: str, value: str | None) -> str:
        if value is None:
            return self.say("diff-none")
        return self._choice("event_mode", value) if what == "mode" else self.quoted(value)

    def _dates(self, one: Dates) -> str:
        told = self.listed(self._shift(shift) for shift in one.first)
        return self.say("diff-dates-line", event=self.name(one.event), count=one.count, dates=self._more(told, one))

    def _more(self, told: str, one: Dates | DutyChange | Detail) -> str:
        return f"{told} …" if one.count > len(one.first) else told

    def _shift(self, shift: Shift) -> str:
        zones = {when.zone for when in (shift.old, shift.new) if when}
        old = _time(shift.old, len(zones) > 1)
        new = _time(shift.new, True)
        told = f"{old} → {new}" if shift.old and shift.new else new if shift.new else _time(shift.old, True)
        return f"{told} ({self.quoted(shift.reason)})" if shift.reason else told

    def _duty(self, one: DutyChange) -> str:
        turns = (f"{turn.day} {self.people(turn.old)} → {self.people(turn.new)}" for turn in one.first)
        dates = self._more(("；" if self.language == "zh" else "; ").join(turns), one)
        return self.say(
            "diff-duty-line", event=self.name(one.event), role=self.name(one.role), count=one.count, dates=dates
        )

    def _role(self, one: RoleChange) -> str:
        told = (
            ("diff-joined", one.joined),
            ("diff-left", one.left),
            ("diff-terms", one.changed),
            ("diff-deputies-joined", one.deputies_joined),
            ("diff-deputies-left", one.deputies_left),
        )
        parts = (self.say(key, people=self.people(people)) for key, people in told if people)
        return self.say(
            "diff-line", name=self.name(one.role), told=("；" if self.language == "zh" else "; ").join(parts)
        )

    def _ladder(self, one: LadderChange) -> str:
        steps = (
            self.say("diff-step", number=step.number, old=self._penalty(step.old), new=self._penalty(step.new))
            for step in one.steps
        )
        told = f"{self.say(WAYS[one.way])}{'：' if self.language == 'zh' else ': '}{self.listed(steps)}"
        return self.say("diff-line", name=self.name(one.rule), told=told)

    def _penalty(self, penalty: Penalty | None) -> str:
        if penalty is None:
            return self.say("diff-no-penalty")
        words = Words(self.language, self.changes.first.year)
        lasting = words.lasting(LASTING.validate_python(penalty.duration)) if penalty.duration else ""
        return f"{self._choice('penalty', penalty.action)} {lasting}".rstrip()

    def _silenced(self) -> Iterator[str]:
        for one in self.changes.silenced:
            args = {"code": self.quoted(one.code), "because": self.quoted(one.because)}
            yield self.say("diff-silenced-line", thing=self.named(one.thing), **args)
        for level in self.changes.lowered:
            words: Mapping[str, str] = {name: self.say(name) for name in ("error", "warning", "note")}
            old, new = (words.get(name) or self.say("diff-off") for name in (level.old, level.new))
            yield self.say("diff-lowered-line", code=self.quoted(level.code), old=old, new=new)

    def _feeds(self, feeds: Iterable[FeedTouched]) -> str:
        return self.listed(self.quoted(f"{feed.kind}/{feed.id}" if feed.id else feed.kind) for feed in feeds)


def _time(when: When | None, zoned: bool) -> str:
    """`2026-11-26 20:30-21:45 Asia/Shanghai`; whole days as the first and the last."""
    if when is None:
        return ""
    if isinstance(when.start, datetime) and isinstance(when.end, datetime):
        same_day = when.start.date() == when.end.date()
        end = f"{when.end:%H:%M}" if same_day else f"{when.end:%Y-%m-%d %H:%M}"
        clocks = f"{when.start:%Y-%m-%d %H:%M}-{end}"
        return f"{clocks} {when.zone}" if zoned else clocks
    last = when.end - timedelta(days=1)
    return f"{when.start}" if last <= when.start else f"{when.start}-{last}"

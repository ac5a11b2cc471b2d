"""What `qunbook today` says: as text for a group's bot, as Markdown, as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from qunbook import queries
from qunbook.deadlines import Deadline
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.messages import listed, say
from qunbook.model import Playbook
from qunbook.render.feed_events import place
from qunbook.render.words import Words
from qunbook.report.base import code, shown
from qunbook.settings import Language
from qunbook.today import Happening, Today

VERSION = 1
SENTENCES = {
    "task": "today-task", "retro": "today-retro", "action": "today-action", "term": "today-term",
    "review": "today-review", "camp": "today-camp",
}  # fmt: skip


def text(day: Today, playbook: Playbook, language: Language) -> str:
    """Short lines for a chat: no markup that a bot would show as it is."""
    teller = _Teller(playbook, language, day.day, shown)
    parts = ["\n".join((title, *(f"· {line}" for line in lines))) for title, lines in teller.sections(day)]
    return "\n\n".join((teller.title(day), *(parts or [teller.say("today-nothing")])))


def markdown(day: Today, playbook: Playbook, language: Language) -> str:
    """For bots that take Markdown (WeCom, Feishu, DingTalk) and for the summary of a CI run."""
    teller = _Teller(playbook, language, day.day, code)
    lines = [f"## {teller.title(day)}"]
    for title, found in teller.sections(day) or ((teller.say("today-nothing"), ()),):
        lines += ["", f"### {title}", "", *(f"- {line}" for line in found)]
    return "\n".join(lines).rstrip()


def as_json(day: Today) -> str:
    """For programs: ids, moments with their offset, nothing in words."""
    told = {
        "version": VERSION,
        "day": day.day.isoformat(),
        "happening": [
            {
                "event": one.event.id,
                "on": one.occurrence.on.isoformat(),
                "name": _name(one),
                "start": one.start.isoformat(),
                "end": one.end.isoformat(),
                "place": _place(one),
                "status": one.occurrence.status,
                "duty": [{"role": shift.role.id, "people": [who.id for who in shift.people]} for shift in one.shifts],
            }
            for one in day.happening
        ],
        **{name: [_deadline(one) for one in getattr(day, name)] for name in ("late", "due", "soon")},
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _place(one: Happening) -> str:
    """Where to go or what to open; what is different this once comes first."""
    change = queries.changed(one.event, one.occurrence)
    return place((change and change.venue) or one.event.venue) or (change and change.url) or one.event.url or ""


def _deadline(one: Deadline) -> dict[str, Any]:
    return {
        "kind": one.kind, "what": one.what, "due": one.due.isoformat(), "about": f"{one.about.kind}/{one.about.id}",
        "people": list(one.people), "role": one.role, "killer": one.killer, "begun": one.begun,
    }  # fmt: skip


def _name(one: Happening) -> str:
    return one.occurrence.name or one.event.name


class _Teller:
    """Sentences in one language; `quoted` makes an author's text safe for the format."""

    def __init__(self, playbook: Playbook, language: Language, day: date, quoted: Callable[[str], str]) -> None:
        self.playbook, self.language, self.day, self.quoted = playbook, language, day, quoted
        self.words = Words(language, day.year)

    def say(self, key: str, **args: object) -> str:
        return say(key, self.language, **args)

    def title(self, day: Today) -> str:
        return f"{self.quoted(queries.handbook(self.playbook).name)} {self.words.day_text(day.day)}"

    def sections(self, day: Today) -> list[tuple[str, list[str]]]:
        found = (
            ("today-happening", [self.happening(one) for one in day.happening]),
            ("today-late", [self.deadline(one) for one in day.late]),
            ("today-due", [self.deadline(one) for one in day.due]),
            ("today-soon", [self.deadline(one) for one in day.soon]),
        )
        return [(self.say(key), lines) for key, lines in found if lines]

    def happening(self, one: Happening) -> str:
        name = self.quoted(_name(one))
        clock = f"{one.start:%H:%M}–{one.end:%H:%M} " if isinstance(one.start, datetime) else ""
        if not one.occurrence.held:
            return clock + self.say("today-cancelled", name=name, reason=self.quoted(one.occurrence.reason or "—"))
        duty = self.listed(
            " ".join((self.quoted(shift.role.name), self.who(who.name for who in shift.people))) for shift in one.shifts
        )
        where = self.say("today-place", place=self.quoted(there)) if (there := _place(one)) else ""
        return clock + name + where + (self.say("today-duty", duty=duty) if duty else "")

    def deadline(self, one: Deadline) -> str:
        named = self.who(there.name for id in one.people if (there := self.playbook.find(Person, id)))
        role = self.playbook.find(Role, one.role)
        about = queries.title(self.playbook, one.about)
        if one.occurrence:
            about = f"{about} {self.words.short_day(one.occurrence.day)}"
        who = f"{self.quoted(role.name)} {named}" if role else named
        told = self.say(SENTENCES[one.kind], what=self.quoted(one.what), about=self.quoted(about), who=who)
        return told + (self.say("today-by", due=due) if (due := self.due(one)) else "")

    def due(self, one: Deadline) -> str:
        """When, as far as the section does not say it already."""
        clock = f" {one.due:%H:%M}" if isinstance(one.due, datetime) else ""
        if one.day < self.day:
            return self.say("today-days-late", day=self.words.short_day(one.day), days=(self.day - one.day).days)
        return clock.strip() if one.day == self.day else self.words.short_day(one.day) + clock

    def who(self, names: Iterable[str]) -> str:
        return self.listed(self.quoted(name) for name in names) or self.say("diff-nobody")

    def listed(self, parts: Iterable[str]) -> str:
        return listed(parts, self.language)

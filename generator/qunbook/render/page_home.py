"""What the first page, the page about us and the page about subscribing say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import segno
from markupsafe import Markup

from qunbook import queries
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Entity
from qunbook.render.book import Book
from qunbook.render.feeds import feed_path
from qunbook.render.page_data import lights, pages_of, praises
from qunbook.render.page_people import vacancy
from qunbook.render.page_rules import by_type
from qunbook.render.questions import named

WEEK = timedelta(days=6)
RECENT = 6


def home(book: Book) -> dict[str, Any]:
    week = [one for one in book.agenda if book.today <= book.local_day(one) <= book.today + WEEK]
    days = list(dict.fromkeys(book.local_day(one) for one in week))
    later = next((one for one in book.agenda if one.held and book.local_day(one) > book.today + WEEK), None)
    return {
        "days": [(day, [one for one in week if book.local_day(one) == day]) for day in days],
        "later": later,
        "event": book.event,
        "lights": [one for one in lights(book) if one[2] in ("red", "amber")],
        "actions": queries.open_actions(book.playbook)[:RECENT],
        "overdue": len(queries.overdue(book.playbook, book.today)),
        "praises": praises(book, 3),
        "vacant": [role for role in book.playbook.all(Role) if vacancy(book, role)],
        "communities": [one for one in by_type(book) if one.status == "active"],
        "changed": changed(book),
    }


def changed(book: Book) -> list[tuple[date, Entity]]:
    """The things whose files changed last, the newest first; none without Git."""
    found = [
        (book.settings.landed[entity.path], entity)
        for entity in book.playbook.everything()
        if entity.path in book.settings.landed and entity.kind != "handbook"
    ]
    found.sort(key=lambda one: (-one[0], one[1].path))
    return [(day, entity) for _, entity in found[:RECENT] if (day := book.landed(entity))]


def about(book: Book) -> dict[str, Any]:
    handbook = book.handbook
    return {
        "e": handbook,
        "pages": pages_of(book, "about"),
        "objectives": [
            (objective, [(result, metric, metric and queries.latest(book.playbook, metric))
                         for result in objective.key_results for metric in [book.playbook.find(Metric, result.metric)]])
            for objective in handbook.objectives
        ],
        "shown": named(
            "timezone language as_of mission vision values brand site_url edit_url announcement objectives channels",
            "key_dates holidays calendar levels enums status",
        ),
    }  # fmt: skip


# Subscribing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subscription:
    """A feed as its page offers it. `path` is from the edition's root, `address` its https address or ""."""

    name: str
    path: str
    address: str = ""

    @property
    def webcal(self) -> str:
        return "webcal://" + self.address.partition("://")[2]

    @property
    def google(self) -> str:
        return f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"

    @property
    def outlook(self) -> str:
        query = f"url={quote(self.address, safe='')}&name={quote(self.name, safe='')}"
        return f"https://outlook.live.com/calendar/0/addfromweb?{query}"


def qr(address: str, title: str) -> Markup:
    """A QR code as inline SVG that follows the text's colour."""
    code = segno.make(address, error="m", micro=False)
    text = code.svg_inline(
        scale=1, border=2, dark="#000", light="#fff", svgclass="qb-qr", lineclass=None, omitsize=True
    )
    return Markup(text.replace("<svg ", f'<svg role="img" aria-label="{Markup.escape(title)}" ', 1))  # noqa: S704 - digits of a path


def subscriptions(book: Book) -> list[tuple[str, list[Subscription]]]:
    """The feeds of this edition in groups, as `feeds.render` writes them."""
    words, playbook = book.words, book.playbook
    events = [event for event in playbook.all(Event) if event.status == "active"]
    types = sorted({event.type for event in events if event.type})
    groups = [
        (words.text("Everything"), [_feed(book, "all", "", words.text("All events")),
                                    _feed(book, "holidays", "", words.text("Holidays and make-up workdays"))]),
        (words.text("One community"), [_feed(book, "community", one.id, one.name) for one in playbook.all(Community)]),
        (words.text("One sort of event"), [_feed(book, "type", one, words.choice("event_type", one)) for one in types]),
    ]  # fmt: skip
    if book.staff:
        people = [person for person in playbook.all(Person) if person.feed and queries.is_active(person)]
        groups += [
            (words.text("One person"), [_feed(book, "person", one.id, one.name) for one in people]),
            (words.text("One role"), [_feed(book, "role", one.id, one.name) for one in playbook.all(Role)]),
            (
                words.text("Deadlines"),
                [_feed(book, "deadlines", "", words.text("Preparations, retrospectives, actions"))],
            ),
        ]
    return [(group, feeds) for group, feeds in groups if feeds]


def _feed(book: Book, kind: str, id: str, name: str) -> Subscription:
    path = feed_path(kind, id, book.settings.feed_key)
    site = book.handbook.site_url
    return Subscription(name, path, f"{site.rstrip('/')}/{path}" if site else "")

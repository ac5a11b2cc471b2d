"""Which feeds an edition has, what each is called, where it is: for the feeds, the pages about them and the API."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qunbook import queries
from qunbook.artifact import View
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.render.book import Book

OF_THINGS: dict[str, type[Community | Person | Role]] = {"community": Community, "person": Person, "role": Role}
"""The feeds that each such thing has."""

Holds = Literal["events", "days", "duties", "deadlines", "tasks"]


@dataclass(frozen=True)
class FeedOf:
    """A feed: `kind` and `id` say of what, `group` heads it on a page. `path` is from the edition's root; `address` is
    its https address, "" where the handbook does not say where it is published. `page` is the page about it. `former`
    are the paths that it had under earlier ids: programs that subscribed then ask there for ever.
    """

    kind: str
    id: str
    name: str
    group: str
    holds: Holds
    path: str
    address: str
    former: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}" if self.id else self.kind

    @property
    def page(self) -> str:
        """`calendar/subscribe/community/main.md`: with no secret, for pages are read behind a login."""
        return f"calendar/subscribe/{self.key}.md"


def feed_path(kind: str, id: str = "", key: str | None = None) -> str:
    """Where a feed is, below an edition's folder: `calendar/all.ics`, `calendar/person/lin-yu-<secret>.ics`.

    `key` is that of the staff's edition (`key_of`): calendar programs cannot log in, so the address of each feed in it
    holds an HMAC that nobody can guess. A new key revokes every old address.
    """
    name = f"{kind}/{id}" if id else kind
    if key:
        name += "-" + hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()[:24]
    return f"calendar/{name}.ics"


def key_of(view: View) -> str | None:
    """The key of an edition's feeds. Members' feeds have plain addresses; in the staff's edition even the feed of all
    events holds what only staff may see.
    """
    return view.settings.feed_key if view.audience == "staff" else None


def site_of(view: View) -> str:
    """The address at which an edition is published, without a slash at the end; "" where it is not known."""
    handbook = queries.handbook(view.playbook)
    return ((handbook.staff_url if view.audience == "staff" else handbook.site_url) or "").rstrip("/")


def feeds_of(view: View) -> tuple[FeedOf, ...]:
    """Every feed of an edition, group by group, as readers look for them."""
    book = Book(view)
    key, site = key_of(view), site_of(view)
    rows = (*_for_all(book), *(_for_staff(book) if book.staff else ()))
    taken = {feed_path(kind, id, key) for _, kind, id, _, _ in rows}
    found = []
    for group, kind, id, name, holds in rows:
        path = feed_path(kind, id, key)
        former = tuple(old for was in _former(view, kind, id) if (old := feed_path(kind, was, key)) not in taken)
        found.append(FeedOf(kind, id, name, group, holds, path, f"{site}/{path}" if site else "", former))
    return tuple(found)


def _former(view: View, kind: str, id: str) -> tuple[str, ...]:
    thing = view.playbook.find(OF_THINGS[kind], id) if kind in OF_THINGS else None
    return thing.formerly if thing else ()


Row = tuple[str, str, str, str, Holds]


def _for_all(book: Book) -> Iterator[Row]:
    words, playbook = book.words, book.playbook
    group = words.text("Everything")
    yield group, "all", "", words.text("All events"), "events"
    if queries.has_makeup_days(playbook):
        yield group, "holidays", "", words.text("Holidays and make-up workdays"), "days"
        yield group, "holidays", "off", words.text("Days off alone"), "days"
        yield group, "holidays", "work", words.text("Make-up workdays alone"), "days"
    elif queries.has_days_off(playbook):
        yield group, "holidays", "", words.text("Holidays"), "days"
    if book.handbook.key_dates:
        yield group, "key-dates", "", words.text("Key dates"), "days"
    for community in playbook.all(Community):
        yield words.text("By community"), "community", community.id, community.name, "events"
    for type in sorted({event.type for event in playbook.all(Event) if event.status == "active" and event.type}):
        yield words.text("By type"), "type", type, words.heading("event_type", type), "events"


def _for_staff(book: Book) -> Iterator[Row]:
    words, playbook = book.words, book.playbook
    group = words.text("The team's work")
    yield group, "duty", "", words.text("Who is on duty"), "duties"
    yield group, "deadlines", "", words.text("Deadlines"), "deadlines"
    yield group, "retros", "", words.text("Retrospectives due"), "deadlines"
    yield group, "tasks", "", words.text("To-dos"), "tasks"
    for person in playbook.all(Person):
        if person.feed and queries.is_active(person):
            yield words.text("By person"), "person", person.id, person.name, "duties"
    for role in playbook.all(Role):
        yield words.text("By role"), "role", role.id, role.name, "duties"

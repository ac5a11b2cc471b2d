"""Deadlines as entries: a whole day `截止：…` for calendars, and a to-do for programs that keep lists.

Google, Outlook and Apple ignore to-dos in subscriptions, so the feed of to-dos is one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from qunbook.deadlines import Deadline
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.render.feed_book import DAY, FeedBook, Told
from qunbook.render.ics import Entry, Task
from qunbook.render.ics_read import seen


def entries(book: FeedBook, due: Iterable[Deadline]) -> Iterator[Told]:
    """Each deadline as a whole day that keeps nobody busy."""
    return (book.once(f"{one.kind}/{one.key}", partial(_as_day, book, one)) for one in due)


def todos(book: FeedBook, due: Iterable[Deadline]) -> Iterator[Told]:
    """Each deadline as a to-do with its hour, for Thunderbird, GNOME and Nextcloud."""
    return (Told((_todo(book, one),), (seen(one.due, one.due),)) for one in due)


def _as_day(book: FeedBook, one: Deadline) -> Told:
    return Told((_entry(book, one),), (seen(one.day, one.day + DAY),))


def _entry(book: FeedBook, one: Deadline) -> Entry:
    return Entry(
        f"{one.kind}/{one.key}",
        book.stamp(one.made_of),
        book.say("due", it=_what(book, one)),
        one.day,
        one.day + DAY,
        _description(book, one),
        url=book.page(one.about),
        categories=(book.say(f"is_{one.kind}"),),
        busy=False,
    )


def _todo(book: FeedBook, one: Deadline) -> Task:
    return Task(
        f"todo/{one.kind}/{one.key}",
        book.stamp(one.made_of),
        _what(book, one),
        one.due,
        _description(book, one),
        book.page(one.about),
        (book.say(f"is_{one.kind}"),),
        begun=one.begun,
        urgent=one.killer,
    )


def _description(book: FeedBook, one: Deadline) -> str:
    return "\n".join(_lines(book, one))


def _what(book: FeedBook, one: Deadline) -> str:
    return book.say(one.kind, it=one.what) if one.kind in ("retro", "review", "term") else one.what


def _lines(book: FeedBook, one: Deadline) -> Iterator[str]:
    if isinstance(one.due, datetime):
        yield book.say("due_at", day=one.day.isoformat(), clock=f"{one.due:%H:%M}")
    if one.occurrence and one.kind == "task":
        name = one.occurrence.name or getattr(one.about, "name", "")
        yield book.say("for", it=f"{name} {one.occurrence.day}")
    if who := _who(book, one):
        yield book.say("who", it=who)
    if one.killer:
        yield book.say("killer")
    if one.hint:
        yield book.say("from", it=one.hint) if one.kind == "action" else one.hint
    if page := book.page(one.about):
        yield from (book.say("page"), page)


def _who(book: FeedBook, one: Deadline) -> str:
    """`首席领读 何霜`: the role and those who hold it, whichever are known."""
    role = book.playbook.find(Role, one.role)
    people = (book.playbook.find(Person, id) for id in one.people)
    return " ".join(filter(None, (role.name if role else "", book.listed(person.name for person in people if person))))

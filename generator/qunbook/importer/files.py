"""A draft as a file: its id, its front matter in the one canonical spelling, its body, and the mark by which the next
import knows it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import frontmatter

from qunbook.fields import SLUG, write_duration
from qunbook.handler import Handler
from qunbook.importer import words
from qunbook.importer.clocks import Moment
from qunbook.importer.drafts import Departure, Draft
from qunbook.importer.place import Place, fold
from qunbook.importer.remarks import Remark
from qunbook.kinds.event import Event
from qunbook.messages import say

FOLDER = "content/events"
LONGEST_ID = 48


# Ids -------------------------------------------------------------------------------------------------------------


def id_of(draft: Draft, taken: Collection[str]) -> str:
    """The Latin part of the name, else `event-` and the first date; with a number where it is taken."""
    latin = unicodedata.normalize("NFKD", draft.item.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", latin.replace("'", "")).strip("-")
    if len(slug) > LONGEST_ID:
        slug = slug[: LONGEST_ID + 1].rpartition("-")[0] or slug[:LONGEST_ID]
    if not SLUG.match(slug) or len(slug) < 3:
        slug = f"event-{draft.start.day}"
    number, id = 1, slug
    while id in taken:
        number += 1
        id = f"{slug}-{number}"
    return id


# What was imported before ----------------------------------------------------------------------------------------

_MARK = re.compile(r"<!-- imported: ([^\n]*?) -->")


def marks(uids: Iterable[str]) -> list[str]:
    """UIDs as they stand in a mark: without a space, and without what could end a comment."""
    return [quote(uid, safe="@:/{}+.=,") for uid in uids]


def marked(text: str) -> Iterator[str]:
    """What the mark of a file holds."""
    for found in _MARK.finditer(text):
        yield from found[1].split()


# One file --------------------------------------------------------------------------------------------------------


def text(draft: Draft, place: Place) -> str:
    """The whole file."""
    mark = f"<!-- imported: {' '.join(marks(draft.uids))} -->"
    post = frontmatter.Post(f"{_body(draft)}\n\n{mark}".strip(), None, **front(draft, place))
    written: str = Handler(Event).format(post)
    return written


def front(draft: Draft, place: Place) -> dict[str, Any]:
    """The front matter, as plain data."""
    item = draft.item
    type, tags = _categories(draft, place)
    venue, url, online = _where(draft)
    name = item.name or say("import-no-name", place.language)
    found: dict[str, Any] = {
        "name": words.short(name, words.NAME),
        "summary": words.short(name, words.LINE) if len(name) > words.NAME else None,
        "visibility": "staff" if item.private else None,
        "tags": tags,
        "community": place.community,
        "owner": place.owner,
        "start": _written(draft.start),
        "duration": write_duration(_minutes(item.length)) if item.length and not _is_one_day(draft) else None,
        "type": type,
        "mode": None if online else "offline",
        "repeat": draft.rule.repeat.canonical if draft.rule else None,
        "until": draft.rule.until if draft.rule else None,
        "count": draft.rule.count if draft.rule else None,
        "exceptions": [_exception(one, place) for one in draft.exceptions],
        "also": [_written(moment) for moment in draft.also],
        "timezone": draft.zone if draft.zone not in (place.zone, "UTC") else None,
        "anchor": "utc" if draft.zone == "UTC" != place.zone else None,
        "venue": venue,
        "url": url,
    }
    return {key: value for key, value in found.items() if value not in (None, [], {}, ())}


def _written(moment: Moment) -> str:
    return f"{moment.day} {moment.clock:%H:%M}" if moment.clock else f"{moment.day}"


def _minutes(length: timedelta) -> timedelta:
    """Whole minutes, never less: what ends at 23:59:59 ends at midnight."""
    return timedelta(minutes=-(-length // timedelta(minutes=1)))


def _is_one_day(draft: Draft) -> bool:
    return draft.start.clock is None and draft.item.length == timedelta(days=1)


def _exception(one: Departure, place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {"on": one.on.isoformat()}
    if one.cancel:
        found["cancel"] = True
    if one.move:
        found["move"] = _written(one.move)
    change: dict[str, Any] = {
        "name": words.short(one.name, words.NAME),
        "duration": write_duration(_minutes(one.length)) if one.length else "",
        "venue": _venue(one.place) if one.place and not words.is_url(one.place) else "",
        "url": one.url or (one.place if words.is_url(one.place) else ""),
    }
    if said := {key: value for key, value in change.items() if value}:
        found["change"] = said
    found["reason"] = words.short(one.said or say(one.why, place.language), words.LINE)
    return found


_ONLINE = re.compile(
    r"https?://|\b(?:zoom|teams|google meet|webex|jitsi|discord|slack|skype|voov|irc|online|virtual|telegram|matrix)\b"
    r"|腾讯会议|飞书|钉钉|企业微信|微信|线上|网上|会议号|直播间|b站|哔哩|qq群|小程序",
    re.IGNORECASE | re.ASCII,
)


def _where(draft: Draft) -> tuple[dict[str, str] | None, str | None, bool]:
    """The venue, the link to join by, and whether one joins from anywhere."""
    item = draft.item
    there = words.urls(item.place)
    url = next(iter((*item.urls, *there)), None)
    if not item.place or item.place in there:
        return None, url, True
    return _venue(item.place), url, bool(_ONLINE.search(item.place))


def is_offline(draft: Draft) -> bool:
    return not _where(draft)[2]


def _venue(place: str) -> dict[str, str]:
    """`name` and `address`: Apple writes them on two lines, we with a dot between."""
    name, _, address = (part.strip() for part in (place.replace(" · ", "\n", 1)).partition("\n"))
    found = {"name": words.short(words.line(name), words.LINE), "address": words.short(words.line(address), words.LINE)}
    return {key: value for key, value in found.items() if value}


def _categories(draft: Draft, place: Place) -> tuple[str | None, list[str]]:
    """The type that one of the categories is, and the others as tags."""
    types = [place.types[fold(name)] for name in draft.item.categories if fold(name) in place.types]
    rest = [name for name in draft.item.categories if fold(name) not in place.types and name != place.called]
    return next(iter(types), None), [words.short(name, words.NAME) for name in rest]


def _body(draft: Draft) -> str:
    item = draft.item
    body = words.markdown(words.short(item.text, words.TEXT))
    _, url, _ = _where(draft)
    more = [link for link in item.urls if link != url and link not in item.text]
    return "\n\n".join(filter(None, (body, *(f"<{link}>" for link in more))))


def remarks(draft: Draft) -> Iterator[Remark]:
    """What the file does not say as the calendar did."""
    item = draft.item
    about = (item.line, item.name)
    lengths = [item.length, *(one.length for one in draft.exceptions)]
    if any(length and length.seconds % 60 for length in lengths):
        yield Remark("lost", "import-lost-seconds", {}, *about)
    if item.length is None and draft.start.clock:
        yield Remark("decided", "import-no-end", {}, *about)
    if len(item.text) > words.TEXT:
        yield Remark("lost", "import-lost-long", {"limit": words.TEXT}, *about)
    if not item.name:
        yield Remark("decided", "import-nameless", {}, *about)
    elif len(item.name) > words.NAME:
        yield Remark("decided", "import-long-name", {"limit": words.NAME}, *about)
    for one in draft.exceptions:
        if len(one.name) > words.NAME:
            yield Remark("lost", "import-lost-name", {"day": one.on.isoformat(), "limit": words.NAME}, *about)
    if item.private:
        yield Remark("decided", "import-private", {}, *about)
    if draft.zone == "UTC":
        yield Remark("decided", "import-anchor", {}, *about)

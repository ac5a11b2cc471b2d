"""What the pages about subscribing say: all feeds on one, and one for each with every way to take it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

import segno
from markupsafe import Markup, escape

from qunbook.render.book import Book, address_of
from qunbook.render.feed_list import FeedOf, site_of

PATH = "calendar/subscribe.md"


@dataclass(frozen=True)
class Ways:
    """The addresses by which programs take a feed; all "" where it is not known where the feed is published."""

    webcal: str = ""
    google: str = ""
    outlook: str = ""
    outlook_work: str = ""


def ways(feed: FeedOf) -> Ways:
    if not feed.address:
        return Ways()
    webcal = "webcal://" + feed.address.partition("://")[2]
    asked = f"addfromweb?url={quote(feed.address, safe='')}&name={quote(feed.name, safe='')}"
    return Ways(
        webcal,
        f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        f"https://outlook.live.com/calendar/0/{asked}",
        f"https://outlook.office.com/calendar/0/{asked}",
    )


def index(book: Book, feeds: Iterable[FeedOf]) -> dict[str, Any]:
    groups = [(group, [(feed, ways(feed)) for feed in found]) for group, found in groupby(feeds, lambda one: one.group)]
    return {"groups": groups, "address_key": _key(book), "known": bool(site_of(book.view))}


def feed_page(book: Book, feed: FeedOf) -> dict[str, Any]:
    """A page for one feed. The QR code is of the page itself: a phone finds the right button there."""
    site = site_of(book.view)
    here = f"{site}/{address_of(feed.page)}" if site else ""
    return {
        "feed": feed,
        "ways": ways(feed),
        "qr": qr(here, book.words.text("QR code of this page")) if here else "",
        "address_key": _key(book),
        "secret": book.staff and bool(book.settings.feed_key),
        "guessable": book.staff and not book.settings.feed_key,
    }


def _key(book: Book) -> str:
    """The field of handbook.md that says where this edition is published."""
    return "staff_url" if book.staff else "site_url"


def qr(address: str, title: str) -> Markup:
    """A QR code as inline SVG, black on white in dark mode too: some cameras read no other."""
    # One mask for all: trying all eight and keeping the best takes four times as long, and cameras read any.
    code = segno.make(address, error="m", micro=False, mask=3)
    text = code.svg_inline(
        scale=1, border=2, dark="#000", light="#fff", svgclass="qb-qr", lineclass=None, omitsize=True
    )
    return Markup(text.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1))  # noqa: S704 - digits of a path

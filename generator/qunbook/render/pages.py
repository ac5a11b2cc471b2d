"""The pages that are of no single thing: one a kind, the first page, the calendar, what is printed, the old addresses.

Style, script and the navigation come along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from posixpath import relpath
from typing import Any

from qunbook import colour, theme
from qunbook.artifact import Artifact, Renderer, View
from qunbook.kinds.handbook import Handbook
from qunbook.model import Entity, Kind
from qunbook.render import (
    markdown,
    page_calendar,
    page_communities,
    page_content,
    page_data,
    page_events,
    page_growth,
    page_home,
    page_news,
    page_people,
    page_rules,
    page_subscribe,
    page_workflows,
)  # fmt: skip
from qunbook.render.body import body
from qunbook.render.book import Book, address_of
from qunbook.render.feed_list import feeds_of
from qunbook.render.nav import navigation, things
from qunbook.render.overviews import overviews
from qunbook.render.page import chosen, page, stop_if_broken
from qunbook.render.show import Show
from qunbook.render.sieve import SIEVES, sieve

STYLE = "qunbook.css"

INDEXES: Mapping[str, Callable[[Book], dict[str, Any]]] = {
    "community": page_communities.communities_index,
    "rule": page_rules.rules_index,
    "role": page_people.roles_index,
    "person": page_people.people_index,
    "event": page_events.events_index,
    "run": page_events.runs_index,
    "metric": page_data.metrics_index,
    "retro": page_data.retros_index,
    "term": page_data.glossary_index,
    "column": page_content.columns_index,
    "incentive": page_content.incentives_index,
    "campaign": page_growth.campaigns_index,
    "plan": page_growth.plans_index,
}


def pages(view: View) -> Iterator[Artifact]:
    """Every page that is not of a single thing, with style, script and navigation. Raises templates.BrokenTemplates."""
    book = Book(view)
    yield from of_no_thing(book)
    stop_if_broken(book)


def of_no_thing(book: Book) -> Iterator[Artifact]:
    """What `pages` yields; what failed in a template of the owner's is in `book.broken` then."""
    words = book.words
    yield page(
        book, "index.md", "home.md", book.handbook.name, page_home.home(book),
        description=_line(book), hide=["navigation", "toc"],
    )  # fmt: skip
    yield page(
        book, "about/index.md", "about.md", words.text("About us"), _about(book),
        description=book.handbook.mission, source=book.handbook.path,
    )  # fmt: skip
    yield from (index(book, kind) for kind in book.kinds_shown)
    if book.has("event"):
        yield from calendar(book)
    yield from to_print(book)
    for one in overviews(book):
        yield page(
            book,
            one.path,
            one.template,
            one.title(words),
            one.facts(book),
            search=dict(one.search),
            hide=list(one.hide),
        )
    yield Artifact.text(page_news.FEED, page_news.feed(book))
    yield from moved(book)
    yield from (
        Artifact.text(f"assets/{name}", theme.read(f"assets/{name}")) for name in theme.assets() if name != STYLE
    )
    yield Artifact.text(f"assets/{STYLE}", style(book))
    nav = json.dumps(navigation(book), ensure_ascii=False, indent=1)
    yield Artifact.text("_nav.json", nav + "\n")


def index(book: Book, kind: Kind) -> Artifact:
    """The page of a kind."""
    path = f"{kind.folder}/index.md"
    answers = INDEXES[kind.name](book) if kind.name in INDEXES else {}
    own = f"index_{kind.name}.md"
    title = book.kind_name(kind.name, plural=True)
    listed = things(book, kind.name)
    narrow = sieve(book, listed, SIEVES.get(kind.name, ()))
    facts = {"kind": kind, "things": listed, "sieve": narrow, **answers}
    if kind.name == "role":  # the one index that leads to pages about all of its things
        facts["overviews"] = [(address_of(one.path), one.title(book.words)) for one in overviews(book, "people")]
    # An index names everything; what it names is the better answer.
    return page(
        book,
        path,
        chosen(book, own, "index.md"),
        title,
        facts,
        search={"boost": 0.4},
    )


def calendar(book: Book) -> Iterator[Artifact]:
    """The calendar pages and the one about subscribing. A search finds the whole one: events have their own pages."""
    words, wide = book.words, {"hide": ["toc"]}
    unsearched = {**wide, "search": {"exclude": True}}
    listing = {**wide, "search": {"boost": 0.4}}
    yield page(book, "calendar/index.md", "calendar.md", words.text("Calendar"), page_calendar.whole(book), **listing)
    for one in page_calendar.calendars(book):
        title = words.text("Calendar: {what}", what=book.title(one.of))
        yield page(book, one.path, "calendar.md", title, page_calendar.single(book, one), **unsearched)
    if page_calendar.past_months(book):
        title = words.text("Past months")
        yield page(book, page_calendar.PAST, "calendar.md", title, page_calendar.archive(book), **unsearched)
    title = words.text("Subscribe to the calendar")
    feeds = feeds_of(book.view)
    yield page(book, page_subscribe.PATH, "subscribe.md", title, page_subscribe.index(book, feeds))
    for feed in feeds:
        title = words.text("Subscribe: {feed}", feed=feed.name)
        facts = page_subscribe.feed_page(book, feed)
        yield page(book, feed.page, "feed.md", title, facts, search={"exclude": True})


def to_print(book: Book) -> Iterator[Artifact]:
    """The sheets of rules and the lists of workflows. A search finds what they are made of."""
    meta = {"hide": ["toc"], "search": {"exclude": True}}
    for sheet in page_rules.sheets(book):
        facts = page_rules.sheet_page(book, sheet)
        yield page(book, sheet.path, "rules_sheet.md", page_rules.sheet_title(book, sheet), facts, **meta)
    for one in page_workflows.lists(book):
        facts = page_workflows.list_page(book, one)
        yield page(book, one.path, "workflow_list.md", page_workflows.list_title(book, one), facts, **meta)


def _about(book: Book) -> dict[str, Any]:
    show = Show(book, "../")
    answers = page_home.about(book)
    rest = show.rest(book.handbook, answers.pop("shown"))
    return {
        **answers,
        "kind": book.kinds["handbook"],
        "body": body(book, book.handbook, "about/index.md"),
        "rest": rest,
    }


def style(book: Book) -> str:
    """The one style sheet, beginning with the handbook's own colours."""
    return colour.style(book.handbook.brand.color or colour.OURS) + theme.read(f"assets/{STYLE}")


def _line(book: Book) -> str:
    return book.handbook.summary or book.handbook.brand.tagline or book.handbook.mission or ""


def moved(book: Book) -> Iterator[Artifact]:
    """A page at each address that a thing once had, which leads on to where it is now."""
    for entity in book.playbook.everything():
        for before in sorted(_former_addresses(book, entity)):
            yield _signpost(book, entity, before)


def _former_addresses(book: Book, entity: Entity) -> set[str]:
    """By its own old ids, and by those of the event in whose folder it lies."""
    if isinstance(entity, Handbook):
        return set()
    folder, name = book.kinds[entity.kind].folder, entity.id.rpartition("/")[2]
    event = book.find(("event",), entity.id.partition("/")[0]) if "/" in entity.id else None
    ids = {re.sub(r"[^/]+$", old, entity.id) for old in getattr(entity, "formerly", ())}
    ids |= {f"{old}/{name}" for old in getattr(event, "formerly", ())}
    return {f"{folder}/{id}/" for id in ids if not book.find((entity.kind,), id)}


def _signpost(book: Book, entity: Entity, before: str) -> Artifact:
    """A page that leads on; by script where there is one, since only that keeps the place within the page."""
    there = escape(relpath(book.address(entity), before) + "/")
    title = escape(markdown.bare(book.title(entity)))
    return Artifact.text(
        f"{before}index.html",
        f'<!doctype html>\n<html lang="{book.settings.language}">\n<meta charset="utf-8">\n'
        f'<meta name="robots" content="noindex">\n<script>location.replace("{there}" + location.hash)</script>\n'
        f'<meta http-equiv="refresh" content="0; url={there}">\n<link rel="canonical" href="{there}">\n'
        f'<title>{title}</title>\n<a href="{there}">{title}</a>\n</html>\n',
    )


RENDERER = Renderer("pages", pages)

"""The handbook's pages: Markdown for the site builder, with generated structures as HTML blocks inside.

One page a thing and one a kind, the first page, the calendar, the old addresses, style and script, the navigation.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from posixpath import dirname, relpath
from typing import Any

from markupsafe import Markup

from qunbook import colour, prose, queries, theme
from qunbook.artifact import Artifact, Renderer, View
from qunbook.kinds.handbook import Handbook
from qunbook.kinds.run import Run
from qunbook.kinds.term import Term
from qunbook.model import Entity, Kind
from qunbook.render import (
    edits,
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
    templates,
)  # fmt: skip
from qunbook.render.book import Book, address_of
from qunbook.render.feed_list import feeds_of
from qunbook.render.glossary import Glossary, glossary
from qunbook.render.nav import navigation, things
from qunbook.render.overviews import overviews
from qunbook.render.questions import named
from qunbook.render.show import Show
from qunbook.render.sieve import SIEVES, sieve

STYLE = "qunbook.css"

MANY = 5
"""Parts from which on a page names them at its head."""
_PART = re.compile(r"^## ([^<>\n]+?) \{#([\w-]+)\}$", re.MULTILINE)

Answers = Callable[[Book, Any], dict[str, Any]]

PAGES: Mapping[str, Answers] = {
    "community": page_communities.community_page,
    "rule": page_rules.rule_page,
    "ladder": page_rules.ladder_page,
    "role": page_people.role_page,
    "person": page_people.person_page,
    "event": page_events.event_page,
    "run": page_events.run_page,
    "workflow": page_workflows.workflow_page,
    "retro": page_data.retro_page,
    "metric": page_data.metric_page,
    "column": page_content.column_page,
    "plan": page_growth.plan_page,
    "page": page_data.free_page,
    "assessment": page_data.assessment_page,
}
"""What a kind's page asks beside the fields of the thing itself."""

SHOWN: Mapping[str, frozenset[str]] = {
    "checklist": named("items mode pause_point source"),
    "term": named("english avoid"),
}
"""The fields that the templates of other kinds lay out themselves."""

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

# One page --------------------------------------------------------------------------------------------------------


def page(book: Book, path: str, template: str, title: str, facts: Mapping[str, Any], **meta: Any) -> Artifact:
    """A page from a template; `meta` goes into its front matter."""
    show = Show(book, "../" * address_of(path).count("/"))
    told = {"b": book, "s": show, "_": book.words, "n_": book.words.many, "q": queries, "title": title, "path": path}
    text = _tidy(_filled(book, template, path, {**told, **facts}))
    return Artifact.text(path, f"{_front_matter(title, meta)}\n{_with_jumps(book, text)}")


def _with_jumps(book: Book, text: str) -> str:
    """A long page with links to its parts before the first of them: a phone shows no table of contents beside it.

    Only the parts that every page of the kind has are named; what an author has written is read from top to bottom.
    """
    parts = _PART.findall(text)
    if len(parts) < MANY:
        return text
    links = "".join(f'<a href="#{id}">{title}</a>' for title, id in parts)
    jumps = f'<nav class="qb-jumps" aria-label="{book.words("On this page")}" data-search-exclude>{links}</nav>'
    at = text.find("\n## ") + 1
    return f"{text[:at]}{jumps}\n\n{text[at:]}"


def chosen(book: Book, own: str, general: str) -> str:
    """The template made for a page, if there is one, else the general one."""
    return own if templates.exists(own, book.view.templates) else general


def _filled(book: Book, template: str, path: str, given: Mapping[str, Any]) -> str:
    """The template's text. What fails for a template of the owner's is kept in `book.broken`, and the page is empty."""
    own = book.view.templates
    try:
        return templates.environment(own).get_template(template).render(given)
    except Exception as error:
        fault = templates.fault(error, path, own, given) if own else None
        if fault is None:
            raise
        book.broken.append(fault)
        return ""


def _front_matter(title: str, meta: Mapping[str, Any]) -> str:
    rows = {"title": markdown.bare(title), **{name: value for name, value in meta.items() if value}}
    if "description" in rows:
        rows["description"] = markdown.bare(rows["description"])
    return (
        "---\n"
        + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in rows.items())
        + "---\n"
    )


def _tidy(text: str) -> str:
    lines = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def thing(book: Book, entity: Entity) -> Artifact:
    """The page of one thing."""
    path = book.path(entity)
    show = Show(book, "../" * address_of(path).count("/"))
    answers: dict[str, Any]
    answers = PAGES[entity.kind](book, entity) if entity.kind in PAGES else {"shown": SHOWN.get(entity.kind, ())}
    shown = answers.pop("shown")
    told: Iterable[Entity] = answers.pop("told", ())
    own = f"{entity.kind}.md"
    facts = {
        "e": entity,
        "kind": book.kinds[entity.kind],
        "body": body(book, entity, path),
        "special": templates.exists(own, book.view.templates),
        "rest": show.rest(entity, shown),
        "edits": edits.parts(book, entity),
        "used": used_by(book, entity, told),
        **answers,
    }
    search = {"exclude": True} if _is_past(entity) else {}
    line = getattr(entity, "summary", None) or templates.brief(show, entity)
    return page(
        book, path, chosen(book, own, "thing.md"), book.title(entity), facts,
        description=line, source=entity.path, search=search,
        tags=[entity.id, *map(markdown.bare, getattr(entity, "aliases", ()))],  # what a search finds it by
    )  # fmt: skip


def _is_past(entity: Entity) -> bool:
    """What a search need not find: archived things. (What is going on is looked for, what went on is looked up.)"""
    return getattr(entity, "status", "") == "archived"


def used_by(book: Book, entity: Entity, told: Iterable[Entity] = ()) -> list[tuple[str, list[Entity]]]:
    """The things whose front matter or body names this one, by kind, but for those that the page tells of anyway."""
    naming = {id(one.source): one.source for one in book.playbook.naming(entity)}
    naming |= {id(one): one for one in wiki_links(book).get((entity.kind, entity.id), ())}
    for one in (entity, *told):
        naming.pop(id(one), None)
    found = list(naming.values())
    return [
        (kind.name, group) for kind in book.playbook.kinds if (group := [one for one in found if one.kind == kind.name])
    ]


def wiki_links(book: Book) -> Mapping[tuple[str, str], Sequence[Entity]]:
    """Who names whom with `[[kind:id]]` in running text."""

    def work_out() -> Mapping[tuple[str, str], Sequence[Entity]]:
        found: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        for entity in book.playbook.everything():
            for wiki in prose.read(entity.body).wikis if "[[" in entity.body else ():
                found[wiki.kind, wiki.id].append(entity)
        return dict(found)

    return book.once("wiki links", work_out)


def words_of(book: Book) -> Glossary:
    """The glossary as running text explains its words."""

    def work_out() -> Glossary:
        show = Show(book, "")
        others = (one for one in book.playbook.everything() if one.kind != "term")
        names = (name for one in others for name in (getattr(one, "name", None) or "", *getattr(one, "aliases", ())))
        return glossary(book.playbook.all(Term), lambda term: term.summary or templates.brief(show, term), names)

    return book.once("glossary", work_out)


def body(book: Book, entity: Entity, path: str) -> Markup:
    """The author's Markdown, ready to be placed on the page."""
    if not entity.body.strip():
        return Markup("")
    here = dirname(path)

    def resolve(kind: str, id: str) -> str | None:
        if kind:
            there = book.find((kind,), id) or book.find((kind,), book.playbook.former.get(kind, {}).get(id, ""))
        else:
            there = book.by_path.get(prose.resolve(entity.path, id))
        return relpath(book.path(there), here) if there else None

    notes = page_events.task_notes(book, entity) if isinstance(entity, Run) else {}

    def tick(box: markdown.Box) -> tuple[str, str]:
        return _tick(book, box, notes.get(box.id))

    explain = words_of(book).reader(without=entity.id if isinstance(entity, Term) else "")
    text = markdown.body(entity.body, resolve, lambda kind, name: templates.title_of(book, kind, name), tick, explain)
    return Markup(text)  # noqa: S704 - Markdown, whose raw HTML `markdown.body` has made text


def _tick(book: Book, box: markdown.Box, item: page_events.Item | None) -> tuple[str, str]:
    """The box, and what the event says of the task: whether it is a killer, and its last moment."""
    ticked = Markup(" checked") if box.ticked else Markup("")
    made = Markup('<input type="checkbox" data-task="{}"{}>').format(box.id, ticked)
    after = Markup("")
    if item and item.killer:
        after += Markup(' <span class="qb-badge qb-red">{}</span>').format(book.words("vital"))
    if item and item.due:
        due = item.due.date().isoformat()
        after += Markup(' <span class="qb-due" data-due="{}">{}</span>').format(due, book.words.moment(item.due))
    return str(made), str(after)


# All of them -----------------------------------------------------------------------------------------------------


def kinds_of(book: Book) -> list[Kind]:
    """The kinds that this edition shows."""
    return [kind for kind in book.playbook.kinds if kind.name != "handbook" and book.has(kind.name)]


def stop_if_broken(book: Book) -> None:
    """Raises templates.BrokenTemplates where a template of the owner's failed: asked when all pages were tried."""
    if book.broken:
        raise templates.BrokenTemplates(templates.once(book.broken))


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
    yield from (index(book, kind) for kind in kinds_of(book))
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


def style(book: Book) -> str:
    """The one style sheet, beginning with the handbook's own colours."""
    return colour.style(book.handbook.brand.color or colour.OURS) + theme.read(f"assets/{STYLE}")


def _line(book: Book) -> str:
    return book.handbook.summary or book.handbook.brand.tagline or book.handbook.mission or ""


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

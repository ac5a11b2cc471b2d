"""A body must be text and pictures of our own: no scripts, no frames, nothing fetched from another host, one title.

A script in a page can read what its reader may see; a picture from elsewhere tells that host who reads what, and
vanishes one day. Put pictures into `content/assets/`, link instead of embedding, and start headings at `##`: the name
is the title.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from qunbook.diagnostic import Fix
from qunbook.finding import Check, Finding
from qunbook.model import Entity, Playbook
from qunbook.prose import ACTIVE, Heading, Link, Tag, read
from qunbook.settings import Settings
from qunbook.spots import in_body

_HANDLER = re.compile(r"(?:^|[\s\"'/])(on[a-z]{3,})\s*=", re.IGNORECASE)
_FOREIGN = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_HIDDEN_SPACE = re.compile(r"[\s\x00-\x20]+")
_BY_CSS = re.compile(r"url\(\s*[\"']?(?:https?:)?//", re.IGNORECASE)


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for entity in playbook.bodies():
        prose = read(entity.body)
        for tag in prose.tags:
            yield from _tag(entity, tag)
        for link in prose.links:
            yield from _link(entity, link)
        for heading in prose.headings:
            if heading.level == 1:
                yield _title(entity, heading)


def _tag(entity: Entity, tag: Tag) -> Iterator[Finding]:
    span = in_body(entity.document, tag.start, tag.end)
    if tag.name in ACTIVE:
        yield Finding(entity, (), "QB504", {"got": f"<{tag.name}>"}, span=span)
    elif handler := _HANDLER.search(html.unescape(tag.attributes)):
        yield Finding(entity, (), "QB504", {"got": f"{handler[1]}="}, span=span)
    elif _BY_CSS.search(html.unescape(tag.attributes)):
        yield Finding(entity, (), "QB505", {"got": "url(…)"}, span=span)


def _link(entity: Entity, link: Link) -> Iterator[Finding]:
    target = _HIDDEN_SPACE.sub("", link.target).lower()
    if target.startswith(("javascript:", "vbscript:")) or (target.startswith("data:") and not link.image):
        span = in_body(entity.document, link.start, link.end)
        yield Finding(entity, (), "QB504", {"got": target.partition(":")[0] + ":"}, span=span)
    elif link.image and _FOREIGN.match(target):
        span = in_body(entity.document, link.start, link.end)
        yield Finding(entity, (), "QB505", {"got": link.target}, span=span)


def _title(entity: Entity, heading: Heading) -> Finding:
    span = in_body(entity.document, heading.start, heading.end)
    written = entity.body[heading.start : heading.end]
    fix = Fix(span, written.replace("#", "##", 1), safe=True) if written.lstrip().startswith("#") else None
    return Finding(entity, (), "QB507", {"got": heading.text}, fix=fix, span=span)


CHECK = Check(("QB504", "QB505", "QB507"), find)

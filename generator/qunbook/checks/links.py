"""A link must lead to something that is there and that the page's readers may see.

`[[event:reading-night]]` goes by kind and id, a relative link by path, a picture lies in `content/assets/`. A link to a
hidden page is shown as plain text to those who may not see it. Write the right id, or take the link out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from qunbook.diagnostic import Arg, Fix, Word, did_you_mean
from qunbook.enums import ENUMS
from qunbook.finding import Check, Finding
from qunbook.model import Entity, Kind, Playbook
from qunbook.prose import Link, Wiki, read, resolve
from qunbook.queries import handbook
from qunbook.settings import Settings
from qunbook.spots import in_body, nearest

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\Z")


@dataclass(frozen=True)
class Known:
    """What a link may lead to. `staff` are the ids by kind that only staff see; `assets` is None if nobody looked."""

    playbook: Playbook
    kinds: Mapping[str, Kind]
    paths: Mapping[str, Entity]
    staff: frozenset[tuple[str, str]]
    assets: frozenset[str] | None


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    known = _known(playbook)
    for entity in playbook.bodies():
        prose = read(entity.body)
        for wiki in prose.wikis:
            yield from _wiki(known, entity, wiki)
        for link in prose.links:
            if not _SCHEME.match(link.target):
                yield from _relative(known, entity, link)
    logo = handbook(playbook).brand.logo
    if logo and known.assets is not None and not known.assets & {f"content/assets/{logo}", f"content/{logo}"}:
        args: dict[str, Arg] = {"got": logo, "path": f"content/assets/{logo}", "hint": ""}
        yield Finding(handbook(playbook), ("brand", "logo"), "QB503", args)


def _known(playbook: Playbook) -> Known:
    staff = frozenset(
        (kind.name, id)
        for kind in playbook.kinds
        for id, entity in playbook.entities.get(kind.name, {}).items()
        if (getattr(entity, "visibility", None) or kind.visibility) == "staff"
    )
    paths = {entity.path: entity for entity in playbook.everything()}
    return Known(
        playbook,
        {kind.name: kind for kind in playbook.kinds},
        paths,
        staff,
        playbook.assets,
    )


def _wiki(known: Known, entity: Entity, wiki: Wiki) -> Iterator[Finding]:
    playbook, id = known.playbook, wiki.id.partition("#")[0].strip()
    if id in playbook.ids.get(wiki.kind, ()):
        if (wiki.kind, id) in known.staff:
            yield from _hidden(known, entity, f"{wiki.kind}/{id}", wiki.start, wiki.end)
        return
    span = in_body(entity.document, wiki.start, wiki.end)
    shown = f"[[{wiki.kind}:{id}]]"
    if wiki.kind not in known.kinds:
        spoken = {word: name for name, kind in known.kinds.items() for word in (kind.zh, kind.folder)}
        near = spoken.get(wiki.kind) or nearest(wiki.kind, known.kinds)
        yield _broken(entity, wiki, shown, near, id if near else "")
    elif new := playbook.former.get(wiki.kind, {}).get(id):
        args: dict[str, Arg] = {"got": id, "kind": Word(f"kind.{wiki.kind}"), "now": new}
        fix = Fix(span, _written(wiki.kind, new, wiki.text), safe=True)
        yield Finding(entity, (), "QB206", args, fix=fix, span=span)
    else:
        near = nearest(id, playbook.ids.get(wiki.kind, ()))
        yield _broken(entity, wiki, shown, wiki.kind if near else "", near)


def _broken(entity: Entity, wiki: Wiki, shown: str, kind: str, id: str) -> Finding:
    span = in_body(entity.document, wiki.start, wiki.end)
    fix = Fix(span, _written(kind, id, wiki.text), safe=False) if kind else None
    hint = did_you_mean(f"[[{kind}:{id}]]") if kind else ""
    return Finding(entity, (), "QB501", {"got": shown, "hint": hint}, fix=fix, span=span)


def _written(kind: str, id: str, text: str) -> str:
    return f"[[{kind}:{id}|{text}]]" if text else f"[[{kind}:{id}]]"


def _relative(known: Known, entity: Entity, link: Link) -> Iterator[Finding]:
    path = resolve(entity.path, unquote(link.target))
    code, paths = "QB503", known.assets
    if link.target.partition("#")[0].endswith(".md"):
        if target := known.paths.get(path):
            if (target.kind, target.id) in known.staff:
                yield from _hidden(known, entity, f"{target.kind}/{target.id}", link.start, link.end)
            return
        code, paths = "QB502", frozenset(known.paths)
        if _is_unread(known, path):
            return
    if paths is not None and path not in paths and path not in known.playbook.data:
        span = in_body(entity.document, link.start, link.end)
        yield Finding(entity, (), code, _missing(link, path, sorted(paths)), span=span)


def _missing(link: Link, path: str, known: Iterable[str]) -> dict[str, Arg]:
    folder, _, name = path.rpartition("/")
    near = next((one for one in known if one.rpartition("/")[2] == name), "")
    near = near or nearest(path, (one for one in known if one.startswith(f"{folder}/")), 0.7)
    return {"got": link.target, "path": path or link.target, "hint": did_you_mean(near)}


def _is_unread(known: Known, path: str) -> bool:
    """Whether a file is there that could not be read: it exists as an id."""
    parts = path.removesuffix(".md").split("/")[1:]
    kind = next((kind for kind in known.kinds.values() if len(parts) > 1 and kind.folder == parts[0]), None)
    if kind is None:
        return False
    id = "/".join(parts[-2:]) if kind.nested else parts[-1]
    playbook = known.playbook
    return id in playbook.ids.get(kind.name, ()) and id not in playbook.entities.get(kind.name, {})


def _hidden(known: Known, entity: Entity, target: str, start: int, end: int) -> Iterator[Finding]:
    if (entity.kind, entity.id) not in known.staff:
        seen = known.playbook.visibility(entity)
        args: dict[str, Arg] = {"got": target, "seen": _audience(seen), "hidden": _audience("staff")}
        yield Finding(entity, (), "QB506", args, span=in_body(entity.document, start, end))


def _audience(name: str) -> Word:
    return Word(f"visibility.{name}", {}, *ENUMS["visibility"][name])


CHECK = Check(("QB206", "QB501", "QB502", "QB503", "QB506"), find)

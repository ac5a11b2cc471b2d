"""A link must lead to something that is there and that the page's readers may see.

`[[event:reading-night]]` goes by kind and id, a relative link by path, a picture lies in `content/assets/`. A link to a
hidden page is shown as plain text to those who may not see it. Write the right id, or take the link out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    kinds = {kind.name: kind for kind in playbook.kinds}
    paths = {entity.path: entity for entity in playbook.everything()}
    assets = getattr(playbook, "assets", None)
    for entity in playbook.everything():
        prose = read(entity.body)
        for wiki in prose.wikis:
            yield from _wiki(playbook, kinds, entity, wiki)
        for link in prose.links:
            if not _SCHEME.match(link.target):
                yield from _relative(playbook, kinds, paths, assets, entity, link)
    logo = handbook(playbook).brand.logo
    if logo and assets is not None and not {f"content/assets/{logo}", f"content/{logo}"} & set(assets):
        yield Finding(handbook(playbook), ("brand", "logo"), "QB503", {"got": logo})


def _wiki(playbook: Playbook, kinds: Mapping[str, Kind], entity: Entity, wiki: Wiki) -> Iterator[Finding]:
    id = wiki.id.partition("#")[0].strip()
    if id in playbook.ids.get(wiki.kind, ()):
        if target := playbook.entities.get(wiki.kind, {}).get(id):
            yield from _hidden(playbook, entity, target, wiki.start, wiki.end)
        return
    span = in_body(entity.document, wiki.start, wiki.end)
    shown = f"[[{wiki.kind}:{id}]]"
    if wiki.kind not in kinds:
        spoken = {kind.zh: name for name, kind in kinds.items()} | {kind.folder: name for name, kind in kinds.items()}
        near = spoken.get(wiki.kind) or nearest(wiki.kind, kinds)
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


def _relative(
    playbook: Playbook,
    kinds: Mapping[str, Kind],
    paths: Mapping[str, Entity],
    assets: tuple[str, ...] | None,
    entity: Entity,
    link: Link,
) -> Iterator[Finding]:
    path = resolve(entity.path, unquote(link.target))
    if link.target.partition("#")[0].endswith(".md"):
        if target := paths.get(path):
            yield from _hidden(playbook, entity, target, link.start, link.end)
        elif not _is_known(playbook, kinds, path):
            yield Finding(
                entity, (), "QB502", _missing(link, path, paths), span=in_body(entity.document, link.start, link.end)
            )
    elif assets is not None and path not in assets and path not in playbook.data:
        yield Finding(
            entity, (), "QB503", _missing(link, path, assets), span=in_body(entity.document, link.start, link.end)
        )


def _missing(link: Link, path: str, known: Iterable[str]) -> dict[str, Arg]:
    folder, _, name = path.rpartition("/")
    near = next((one for one in known if one.rpartition("/")[2] == name), "")
    near = near or nearest(path, (one for one in known if one.startswith(f"{folder}/")), 0.7)
    return {"got": link.target, "path": path or link.target, "hint": did_you_mean(near)}


def _is_known(playbook: Playbook, kinds: Mapping[str, Kind], path: str) -> bool:
    """Whether a file is there that could not be read: it exists as an id."""
    parts = path.removesuffix(".md").split("/")[1:]
    kind = next((kind for kind in kinds.values() if len(parts) > 1 and kind.folder == parts[0]), None)
    if kind is None:
        return False
    id = "/".join(parts[-2:]) if kind.nested else parts[-1]
    return id in playbook.ids.get(kind.name, ()) and id not in playbook.entities.get(kind.name, {})


def _hidden(playbook: Playbook, entity: Entity, target: Entity, start: int, end: int) -> Iterator[Finding]:
    hidden = playbook.visibility(target)
    if hidden == "staff" and (seen := playbook.visibility(entity)) != "staff":
        args: dict[str, Arg] = {
            "got": f"{target.kind}/{target.id}",
            "seen": _audience(seen),
            "hidden": _audience(hidden),
        }
        yield Finding(entity, (), "QB506", args, span=in_body(entity.document, start, end))


def _audience(name: str) -> Word:
    return Word(f"visibility.{name}", {}, *ENUMS["visibility"][name])


CHECK = Check(("QB206", "QB501", "QB502", "QB503", "QB506"), find)

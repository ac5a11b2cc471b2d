"""An id must name a file that is there, of a kind that fits.

Pages, calendars and other checks follow every reference; one that leads nowhere takes a duty, a rule or a link with it.
Write the id that the hint offers, or add the missing file. An old id still leads on, but should be written anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qunbook.diagnostic import Arg, Word, did_you_mean
from qunbook.finding import Check, Finding
from qunbook.model import Playbook, Reference
from qunbook.settings import Settings
from qunbook.spots import nearest, rewrite


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    ids = playbook.ids
    names: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    for reference in playbook.references:
        there = [kind for kind in reference.kinds if reference.target in ids.get(kind, ())]
        if len(there) == 1:
            continue
        if there:
            yield _ambiguous(reference, tuple(f"{kind}/{reference.target}" for kind in there))
            continue
        names = _names(playbook) if names is None else names
        yield _lost(playbook, reference, names)


def _names(playbook: Playbook) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By kind: a name or alias, and the ids of those who bear it."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for entity in playbook.everything():
        of_kind = found.setdefault(entity.kind, {})
        for name in (getattr(entity, "name", None), *getattr(entity, "aliases", ())):
            if name:
                of_kind[name] = (*of_kind.get(name, ()), entity.id)
    return found


def _ambiguous(reference: Reference, which: tuple[str, ...]) -> Finding:
    return Finding(reference.source, reference.loc, "QB207", {"got": reference.target, "choices": which})


def _lost(playbook: Playbook, reference: Reference, names: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Finding:
    source, loc, target, kinds = reference.source, reference.loc, reference.target, reference.kinds
    args: dict[str, Arg] = {"got": target, "kind": _words(kinds)}
    for kind in kinds:
        if new := playbook.former.get(kind, {}).get(target):
            fix = rewrite(source.document, loc, target, new, safe=True)
            return Finding(source, loc, "QB206", {**args, "now": new}, fix=fix)
    called = [(kind, id) for kind in kinds for id in names.get(kind, {}).get(target, ())]
    if len(called) > 1:
        return _ambiguous(reference, tuple(f"{kind}/{id}" for kind, id in called))
    if called:
        fix = rewrite(source.document, loc, target, called[0][1], safe=True)
        return Finding(source, loc, "QB201", {**args, "hint": did_you_mean(called[0][1])}, fix=fix)
    other = next((kind.name for kind in playbook.kinds if target in playbook.ids.get(kind.name, ())), None)
    if other:
        return Finding(source, loc, "QB209", {**args, "found": Word(f"kind.{other}")})
    known = sorted({id for kind in kinds for id in playbook.ids.get(kind, ())})
    near = nearest(target, known)
    fix = rewrite(source.document, loc, target, near, safe=False)
    return Finding(source, loc, "QB201", {**args, "hint": did_you_mean(near)}, fix=fix)


def _words(kinds: tuple[str, ...]) -> Arg:
    words = tuple(Word(f"kind.{kind}") for kind in kinds)
    return words[0] if len(words) == 1 else words


CHECK = Check(("QB201", "QB206", "QB207", "QB209"), find)

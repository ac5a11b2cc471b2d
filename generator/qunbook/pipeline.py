"""The program on one page: load a handbook, check it, render it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qunbook import catalogue, history, parallel, queries, source
from qunbook.artifact import Artifact, Renderer, View
from qunbook.calendar import zones
from qunbook.diagnostic import Arg, Diagnostic, Related, Severity, Word, found
from qunbook.document import Document, parse
from qunbook.finding import Check, Finding
from qunbook.history import Landing
from qunbook.kinds import KINDS, identity
from qunbook.kinds.handbook import Handbook
from qunbook.model import Entity, Kind, Playbook
from qunbook.settings import Audience, Settings
from qunbook.source import START, Source
from qunbook.validate import as_meant, validate

HANDBOOK = "content/handbook.md"


@dataclass(frozen=True)
class Loaded:
    """A handbook as read: what could be understood, what was wrong with the rest, and the texts to show it with."""

    root: Path
    playbook: Playbook
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    assets: tuple[str, ...]
    templates: tuple[tuple[str, str], ...] = ()

    @property
    def handbook(self) -> Handbook:
        return self.playbook.one(Handbook)


def load(root: Path) -> Loaded:
    """Read everything below `root`/content. What is wrong with it is in the result; nothing is raised for content."""
    folders = {kind.folder for kind in KINDS if not kind.single}
    tree = source.tree(root, folders, {kind.folder for kind in KINDS if kind.nested})
    looks = source.templates(root)
    sources = {path: source.read(root, path) for path in (*tree.files, *tree.data, *looks.files)}
    documents = {path: parse(sources[path]) for path in tree.files}
    faults = [*tree.faults, *looks.faults]
    faults += [(path, fault) for path in (*tree.data, *looks.files) for fault in sources[path].faults]
    problems = [found(fault.code, path, fault.span, fault.args) for path, fault in faults]
    problems += [diagnostic for document in documents.values() for diagnostic in document.diagnostics]
    understood = _understood(documents)
    playbook = Playbook(
        KINDS,
        {name: dict(sorted(things.items())) for name, things in understood.entities.items()},
        {name: frozenset(paths) for name, paths in understood.ids.items()},
        {path: sources[path].text for path in tree.data},
        frozenset(tree.assets),
        tuple(understood.unread),
    )
    own = tuple(
        (path.removeprefix(f"{source.TEMPLATES}/"), sources[path].text)
        for path in looks.files
        if sources[path].readable
    )
    return Loaded(root, playbook, (*problems, *understood.problems), sources, tree.assets, own)


@dataclass
class _Understood:
    """What the documents are, by kind and id: `unread` have a wrong field, and `ids` (id -> path) have all of them."""

    entities: dict[str, dict[str, Entity]] = field(default_factory=lambda: defaultdict(dict))
    ids: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    unread: list[Entity] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def _understood(documents: Mapping[str, Document]) -> _Understood:
    """Every document held against the model of its kind. There always is a handbook."""
    so_far, context = _Understood(), dict[str, object]()
    for path in sorted(documents, key=lambda path: path != HANDBOOK):  # its `enums` are needed to read the others
        read = _understand(path, documents[path], context, so_far)
        if isinstance(read, Handbook):
            context["enums"] = read.own_values
    if not so_far.entities["handbook"]:
        so_far.entities["handbook"]["handbook"] = _unknown_handbook()
        if documents and HANDBOOK not in documents:
            so_far.problems.append(found("QB001", HANDBOOK, START, {"why": Word("why.no_handbook")}))
    return so_far


def _understand(path: str, document: Document, context: dict[str, object], so_far: _Understood) -> Entity | None:
    """One document, put where it belongs in `so_far`: the entity, or None where it is none to go by."""
    known = identity(path)
    assert known, f"{path}: `source.tree` gives no path for which there is no kind"
    kind, id = known
    if id in so_far.ids[kind.name]:
        so_far.problems.append(_duplicate(document, kind, id, so_far.ids[kind.name][id]))
        return None
    so_far.ids[kind.name][id] = path
    if not document.readable:
        return None
    values, wrong = validate(kind.model, document, context)
    so_far.problems += wrong
    if meant := as_meant(document, wrong):
        document = meant
        values, _ = validate(kind.model, document, context)
    if values is None:
        so_far.unread.append(kind.model.filed(id, document, kind.model.model_construct()))
        return None
    so_far.entities[kind.name][id] = kind.model.filed(id, document, values)
    return so_far.entities[kind.name][id]


def _duplicate(document: Document, kind: Kind, id: str, first: str) -> Diagnostic:
    related = (Related(first, START, "first"),)
    args: dict[str, Arg] = {"kind": Word(f"kind.{kind.name}"), "got": id}
    return found("QB202", document.source.path, document.span(()), args, related)


def _unknown_handbook() -> Handbook:
    """What stands in for a handbook.md that is missing or wrong, so that every other file is still checked."""
    values = Handbook.model_validate({"name": "?", "timezone": "Asia/Shanghai"})
    return Handbook.filed("handbook", Document(Source(HANDBOOK, ""), {}, {}, "", 1), values)


def check(loaded: Loaded, settings: Settings) -> tuple[Diagnostic, ...]:
    """Everything that is wrong or worth a word, ordered by place; silences and levels of the handbook applied."""
    from qunbook.checks import CHECKS

    problems = [*loaded.diagnostics, *_found(CHECKS, loaded, settings)]
    if loaded.templates:
        problems += _templates(loaded, settings, try_them=not failed(problems))
    levels = loaded.handbook.levels
    return tuple(sorted(told for problem in problems if (told := _at_level(problem, levels))))


def errors(loaded: Loaded, settings: Settings) -> tuple[Diagnostic, ...]:
    """Only what is an error in the content: laws that know none are not asked."""
    from qunbook.checks import CHECKS

    laws = (law for law in CHECKS if any(catalogue.entry(code).severity == "error" for code in law.codes))
    problems = (*loaded.diagnostics, *_found(laws, loaded, settings))
    return tuple(sorted(one for one in problems if one.severity is Severity.ERROR))


def _found(laws: Iterable[Check], loaded: Loaded, settings: Settings) -> Iterator[Diagnostic]:
    for law in laws:
        for finding in law.find(loaded.playbook, settings):
            assert finding.code in law.codes, f"{finding.code} is not declared by its check"
            if not queries.is_silenced(finding.entity, finding.code):
                yield _diagnostic(finding)


def _templates(loaded: Loaded, settings: Settings, *, try_them: bool) -> tuple[Diagnostic, ...]:
    """What is wrong with the owner's templates. Pages can only be tried of content that has no error."""
    from qunbook.render import templates
    from qunbook.render.trial import trial

    wrong = tuple(templates.faults(loaded.templates))
    if failed(wrong) or not try_them:
        return wrong
    tried = (fault for view in _views(loaded, settings) for fault in trial(view))
    return templates.once((*wrong, *tried))


def _views(loaded: Loaded, settings: Settings) -> Iterator[View]:
    """Each edition as its renderers get it."""
    return (_view(loaded, settings, edition) for edition in ("member", "staff"))


def _view(loaded: Loaded, settings: Settings, edition: Audience) -> View:
    return View(loaded.playbook.seen_by(edition), settings, edition, loaded.templates)


def _diagnostic(finding: Finding) -> Diagnostic:
    path = finding.path or finding.entity.path
    span = finding.span or finding.entity.document.span(finding.loc)
    entity = f"{finding.entity.kind}/{finding.entity.id}"
    return found(finding.code, path, span, finding.args, finding.related, finding.fix, entity)


def _at_level(diagnostic: Diagnostic, levels: Mapping[str, str]) -> Diagnostic | None:
    """Errors stay errors: pages are only made of content that has none."""
    level = levels.get(diagnostic.code)
    if level is None or diagnostic.severity is Severity.ERROR:
        return diagnostic
    return None if level == "off" else replace(diagnostic, severity=Severity(level))


def failed(diagnostics: Iterable[Diagnostic], strict: bool = False) -> bool:
    """Whether the content is too wrong to make pages of; with `strict` a warning is enough."""
    worst = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(diagnostic.severity in worst for diagnostic in diagnostics)


def render(
    loaded: Loaded,
    settings: Settings,
    edition: Audience,
    found: tuple[Diagnostic, ...] = (),
    landings: tuple[Landing, ...] = (),
    *,
    apart: bool = False,
) -> Iterator[Artifact]:
    """Every file of one edition, without the site builder. The content must have no error.

    `found` is what `check` said, which the staff's site shows; `landings` are the changes of late (`world.landings`).

    `apart`: use a second processor; the files and their order are the same. Raises `BrokenFeedError` when
    a feed is not what it should be: a bug of ours that must not reach a calendar.
    """
    from qunbook.render import HALF, RENDERERS

    view = _view(loaded, settings, edition)
    zone = zones.zone(loaded.handbook.timezone)
    told = history.news(loaded.playbook, view.playbook, edition, landings, zone, settings.as_of)
    view = replace(view, found=found if edition == "staff" else (), news=told)
    if apart:
        with parallel.beside(lambda: list(_rendered(view, RENDERERS[:HALF]))) as answer:
            others = list(_rendered(view, RENDERERS[HALF:]))
            yield from (*answer(), *others)
    else:
        yield from _rendered(view, RENDERERS)
    for path in loaded.assets:
        yield Artifact(path.removeprefix("content/"), source.read_bytes(loaded.root, path))


def _rendered(view: View, renderers: Iterable[Renderer]) -> Iterator[Artifact]:
    for renderer in renderers:
        yield from renderer.render(view)

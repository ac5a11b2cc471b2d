"""The templates of the pages: ours, the owner's over them by name, and what both may call.

`content/_templates/event.md` takes the place of our `event.md` on every page that uses it; `qunbook/event.md` names
ours, for those who only add to it. Whoever may change `content/` must not thereby run programs where the handbook is
built, nor show members what only staff may see: a pull request is a stranger's, and its preview may know the key of the
feeds. So the owner's templates run in Jinja's sandbox, without raw sources and without secrets. (`mkdocs.yml` and its
hooks are programs, and are reviewed as such.) Without templates of the owner's there is no sandbox: it costs time.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemBytecodeCache,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)  # fmt: skip
from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from qunbook import queries, theme
from qunbook.diagnostic import Arg, Diagnostic, did_you_mean, found
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Entity, Playbook
from qunbook.render import markdown, page_calendar, page_events, page_people
from qunbook.render.book import Book
from qunbook.render.questions import column, is_empty
from qunbook.render.show import Show, definitions, table
from qunbook.source import TEMPLATES, Span
from qunbook.spots import nearest

BRIEF = 90
OURS = "qunbook/"
LIKENESS = 0.75
Own = tuple[tuple[str, str], ...]
"""The owner's templates: (name, text), in the order of their names."""


class BrokenTemplates(Exception):
    """Templates of the owner's that failed on pages; the argument is what to tell the owner."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


class MissingValue(UndefinedError):
    """A template asked for a name that is not there: `owner` is what it was asked of, None for the page itself."""

    def __init__(self, message: str, owner: object = None, name: object = None) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = name


class _Missing(StrictUndefined):
    """A value that is not there, and that can say whose it would be."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        told = partial(MissingValue, owner=None if obj is missing else obj, name=name)
        super().__init__(hint, obj, name, told if exc is UndefinedError else exc)  # type: ignore[arg-type]


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's own, which shows no Python behind a value, less what a page's readers may not see."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if attr in ("document", "feed_key") or (isinstance(obj, Playbook) and attr == "data"):
            return False
        if isinstance(obj, ModuleType) and getattr(value, "__module__", "") != obj.__name__:
            return False
        return super().is_safe_attribute(obj, attr, value)


# Loading ---------------------------------------------------------------------------------------------------------


class _Loader(BaseLoader):
    def __init__(self, own: Own) -> None:
        self.own = dict(own)

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template in self.own:
            return self.own[template], f"{TEMPLATES}/{template}", lambda: True
        name = template.removeprefix(OURS)
        if name not in theme.templates():
            raise TemplateNotFound(template)
        return theme.read(f"templates/{name}"), name, lambda: True


def _compiled() -> FileSystemBytecodeCache | None:
    """Compiled templates, kept beside their sources as Python keeps its own: a third of a second of every run.

    What they were compiled by is part of their names (this module and the filters, which constants went through).
    None where the package can't be written to, or where Python may write no bytecode.
    """
    if sys.dont_write_bytecode:
        return None
    folder = theme.folder() / "templates" / "__pycache__"
    by = b"".join(Path(str(made.__file__)).read_bytes() for made in (sys.modules[__name__], markdown))
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    pattern = f"jinja{version('jinja2')}-{zlib.crc32(by):08x}-%s"
    return FileSystemBytecodeCache(str(folder), pattern) if os.access(folder, os.W_OK) else None


@cache
def environment(own: Own = ()) -> Environment:
    """The one environment of all pages of a handbook; templates are compiled once a process."""
    made = (_Sandbox if own else Environment)(
        loader=_Loader(own),
        autoescape=True,
        undefined=_Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=markdown.plain,
        comment_start_string="{##",  # `{#id}` belongs to the headings
        comment_end_string="##}",
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=None if own else _compiled(),
    )
    made.filters.update(lines=markdown.lines, verbatim=markdown.verbatim, md=markdown.md)
    made.globals.update(
        is_empty=is_empty, table=table, definitions=definitions, term_of=page_people.term_of, column=column,
        holders=page_people.holders, list_items=page_events.list_items, links=links, brief=brief, roles_of=roles_of,
        calendar_of=page_calendar.calendar_of, subscribe_to=page_calendar.subscribe_to,
    )  # fmt: skip
    return made


@cache
def exists(template: str, own: Own = ()) -> bool:
    """Whether there is a template of this name, ours or the owner's."""
    return template in dict(own) or template in theme.templates()


# What templates may call -----------------------------------------------------------------------------------------


def links(show: Show, entities: Iterable[Entity]) -> list[Markup]:
    return [show.link(entity) for entity in entities]


def roles_of(book: Book, person: Person) -> list[Role]:
    return [role for role, _ in queries.roles_of(book.playbook, person, book.today)]


def brief(show: Show, entity: Entity) -> str:
    """What an index says of a thing that has no summary: the beginning of its text."""
    first = next(
        (part for part in entity.body.split("\n\n") if part.strip() and part.lstrip()[0] not in "#-*>`|![<"), ""
    )
    text = markdown.unmarked(first, lambda kind, name: title_of(show.book, kind, name))
    return text if len(text) <= BRIEF else f"{text[:BRIEF].rstrip()}…"


def title_of(book: Book, kind: str, id: str) -> str:
    """What readers call the thing that an id in running text names; the id where there is none."""
    there = book.named(kind, id)
    return book.title(there) if there else id


# What is wrong with the owner's ----------------------------------------------------------------------------------


def faults(own: Own) -> Iterator[Diagnostic]:
    """What is wrong with the owner's templates before any page is made of them."""
    made, texts = environment(own), dict(own)
    parsed: dict[str, nodes.Template] = {}
    for name, text in own:
        try:
            made.compile(text, name, f"{TEMPLATES}/{name}")
            parsed[name] = made.parse(text)
        except TemplateSyntaxError as error:
            yield _fault("QB520", name, _line(error.lineno), text=_sentence(error))
    used = {one for tree in parsed.values() for one in meta.find_referenced_templates(tree) if one}
    for name, tree in parsed.items():
        if name not in theme.templates() and name not in used:
            yield _fault("QB521", name, _line(1), got=name, hint=_near(name, theme.templates()))
        for call in tree.find_all(nodes.Extends):
            if isinstance(call.template, nodes.Const) and call.template.value == name:
                hint = did_you_mean(OURS + name)
                yield _fault("QB522", name, _word(texts[name], call.lineno, name), got=name, hint=hint)


@cache
def touched(own: Own) -> frozenset[str]:
    """The templates that the owner's have a part in: they themselves, and all that build on one of them."""
    made = environment(own)
    names = {name for name, _ in own} | theme.templates()
    parts = {name: set(meta.find_referenced_templates(made.parse(_text(name, own)))) for name in names}
    found = {name for name, _ in own}
    while more := {name for name in names - found if parts[name] & found}:
        found |= more
    return frozenset(found)


def _text(name: str, own: Own) -> str:
    texts = dict(own)
    return texts[name] if name in texts else theme.read(f"templates/{name}")


def fault(error: Exception, page: str, own: Own, given: Mapping[str, object]) -> Diagnostic | None:
    """What to tell the owner when a page failed; None where no template of the owner's had a part in it.

    `page` is the page's path, `given` what it handed to its template.
    """
    place = _place(error)
    if place is None:
        return None
    name, line = place
    text = dict(own)[name]
    match error:
        case MissingValue():
            got = str(error.name)
            known = _names(error.owner) if error.owner is not None else (*given, *environment(own).globals)
            return _fault("QB523", name, _word(text, line, got), got=got, page=page, hint=_near(got, known))
        case TemplateNotFound():
            got = str(error.name)
            known = (*dict(own), *theme.templates())
            return _fault("QB522", name, _word(text, line, got), got=got, hint=_near(got, known))
        case SecurityError():
            return _fault("QB524", name, _line(line), text=_sentence(error), page=page)
    return _fault("QB525", name, _line(line), text=_sentence(error), page=page)


def _near(got: str, known: Iterable[str]) -> Arg:
    return did_you_mean(nearest(got, known, LIKENESS))


def _sentence(error: Exception) -> str:
    """Python's or Jinja's own words, as part of a sentence."""
    return (getattr(error, "message", None) or str(error) or type(error).__name__).strip().rstrip(".")


def _fault(code: str, name: str, span: Span, **args: Arg) -> Diagnostic:
    return found(code, f"{TEMPLATES}/{name}", span, args)


def _line(number: int) -> Span:
    return Span(number, 1, number, 1)


def _word(text: str, number: int, word: str) -> Span:
    """The first place of a word in a line of a template, or the line where it is made up from parts."""
    at = text.split("\n")[number - 1].find(word)
    return Span(number, at + 1, number, at + 1 + len(word)) if at >= 0 else _line(number)


def once(faults: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each line's fault once, however many pages it spoils."""
    return tuple({(fault.path, fault.span, fault.code): fault for fault in reversed([*faults])}.values())[::-1]


def _place(error: Exception) -> tuple[str, int] | None:
    """The innermost line of a template of the owner's that an error came through. (Jinja puts a template's own lines
    into tracebacks.)
    """
    there = None
    trace = error.__traceback__
    while trace:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith(f"{TEMPLATES}/"):
            there = path.removeprefix(f"{TEMPLATES}/"), trace.tb_lineno
        trace = trace.tb_next
    return there


def _names(owner: object) -> list[str]:
    """What could have been asked of a value: a mapping's keys, or what it shows of itself."""
    if isinstance(owner, Mapping):
        return [str(key) for key in owner]
    if isinstance(owner, Undefined):
        return []
    fields = getattr(type(owner), "model_fields", None)
    return [name for name in (fields or dir(owner)) if not name.startswith("_")]

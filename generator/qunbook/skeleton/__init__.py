"""What `qunbook init` and `qunbook new` write: the first files of a handbook, and a commented form of any kind.

The files of a new handbook lie beside this module as they will be written, with `{{today}}`, `{{name}}` and so on left
open. A form is made from the labels of a kind's model, so a new field is in it as soon as it exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from qunbook import __version__, queries
from qunbook.artifact import Artifact
from qunbook.enums import ENUMS
from qunbook.fields import SLUG, Choice
from qunbook.kinds.event import Event
from qunbook.kinds.run import Run
from qunbook.model import Entity, Kind, Label, Part, Playbook, Ref, metadata_of, part_types
from qunbook.render.words import Words
from qunbook.settings import Language
from qunbook.skeleton import occasion
from qunbook.spelling import TODO

# What stands in skeleton/repository, and what it is called in a new handbook.
REPOSITORY: Mapping[str, str] = {
    "mkdocs.{language}.yml": "mkdocs.yml",
    "README.{language}.md": "README.md",
    "gitee.{language}.md": "GITEE.md",
    "Makefile": "Makefile",
    "gitignore": ".gitignore",
    "github.yml": ".github/workflows/handbook.yml",
    "gitlab-ci.yml": ".gitlab-ci.yml",
    "retro-form.{language}.yml": ".github/ISSUE_TEMPLATE/retro.yml",  # Gitee and GitCode read it here, too
    "retro-form.{language}.md": ".gitlab/issue_templates/retro.md",
    "hosting/README.{language}.md": "hosting/README.md",
    "hosting/nginx.conf": "hosting/nginx.conf",
    "hosting/Caddyfile": "hosting/Caddyfile",
    "hosting/apache.conf": "hosting/apache.conf",
}
NAMES: Mapping[Language, str] = {"zh": "邻里工具箱", "en": "The Tool Shelf"}
EXAMPLES_NAMED: Mapping[Language, str] = {"zh": "拾页学习社", "en": "Gaugehouse"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SATURDAY = WEEKDAYS.index("sat")
IGNORED = re.compile(r"(^|/)(\.|__)")


# A new handbook --------------------------------------------------------------------------------------------------


def repository(language: Language, today: date, *, example: bool = False) -> Iterator[Artifact]:
    """Every file of a new handbook. `example` takes a whole example in place of the starter."""
    words = {
        "language": language,
        "name": (EXAMPLES_NAMED if example else NAMES)[language],
        "today": today.isoformat(),
        "saturday": (today + timedelta((SATURDAY - today.weekday()) % 7)).isoformat(),
        "version": __version__,
    }
    for name, path in REPOSITORY.items():
        file = files(__package__) / "repository" / name.format(language=language)
        yield Artifact.text(path, _filled(file.read_text("utf-8"), words))
    if example:
        yield from (Artifact(f"content/{path}", file.read_bytes()) for path, file in _tree(_example(language)))
    else:
        starter = files(__package__) / "starter" / language
        for path, file in _tree(starter):
            yield Artifact.text(f"content/{path}", _filled(file.read_text("utf-8"), words))


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace("{{" + name + "}}", word)
    return text


def _example(language: Language) -> Traversable:
    """The example handbook. The Chinese one is this checkout's own `content/`, of which the wheel holds a copy."""
    if language == "en":
        return files(__package__) / "example" / "en"
    packaged = files("qunbook") / "example" / "zh"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "content"


def _tree(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = prefix + entry.name
        if IGNORED.search(path):
            continue
        if entry.is_dir():
            yield from _tree(entry, f"{path}/")
        else:
            yield path, entry


# A new file ------------------------------------------------------------------------------------------------------


def wrong_id(kind: Kind, id: str) -> str:
    """Why a file of this kind cannot have this id: a key of `messages.toml`, or ""."""
    if kind.single:
        return "" if id == kind.name else "id-single"
    parts = id.split("/")
    if kind.nested:
        folder, _, name = id.partition("/")
        fits = len(parts) == 2 and SLUG.match(folder) and re.match(r"[a-z0-9]+(-[a-z0-9]+)*\Z", name)
        return "" if fits else "id-nested"
    return "" if SLUG.match(id) else "id-plain"


def path_of(kind: Kind, id: str) -> str:
    """A thing's file, from the handbook's root."""
    return "/".join(filter(None, ("content", kind.folder, f"{id}.md")))


def whole_id(kind: Kind, id: str, playbook: Playbook, as_of: date) -> str | None:
    """The id as it was given; for a run or a retrospective of an event without a day, the one to write next, if any."""
    event = playbook.find(Event, id)
    if event and kind.name == "run":
        return occasion.next_run(playbook, event, as_of)
    if event and kind.name == "retro":
        return occasion.next_retro(playbook, event)
    return id


def new(kind: Kind, id: str, playbook: Playbook, as_of: date, language: Language) -> str:
    """The first text of a thing: for a run or a retrospective what is known of it, else a form for its kind."""
    if known := _occasion(kind, id, playbook, as_of, language):
        return known
    return form(kind, id, playbook, as_of, language)


def _occasion(kind: Kind, id: str, playbook: Playbook, as_of: date, language: Language) -> str:
    folder, _, day = id.partition("/")
    event = playbook.find(Event, folder)
    done = playbook.find(Run, id)
    if kind.name == "retro" and event and done:
        return occasion.retro(playbook, event, done, as_of, Words(language, as_of.year))
    if kind.name == "run" and event and re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        on = date.fromisoformat(day)
        held = queries.occurrences(playbook, event, on, on)
        return next((occasion.run(playbook, event, one, language) for one in held if one.on == on), "")
    return ""


def form(kind: Kind, id: str, playbook: Playbook, as_of: date, language: Language) -> str:
    """A form for one thing: required fields filled with something valid, the others as comments.

    References name things that `playbook` has, so that the new file adds no error to it.
    """
    fields = _Form(kind, id, playbook, as_of, language)
    lines = ["---"]
    later = []
    for name, info in _in_order(kind.model):
        if info.is_required() or name in ALSO.get(kind.name, ()):
            lines += fields.field(name, info)
        else:
            later += fields.comment(name, info)
    lines += ["", f"# {MORE[language]}", *later, "---", "", BODY[language]]
    return "\n".join(lines) + "\n"


# Fields that a model does not require, and that a check or the model as a whole misses.
ALSO: Mapping[str, tuple[str, ...]] = {
    "assessment": ("scores",),
    "event": ("duration",),
    "role": ("holders",),
    "rule": ("ladder", "why"),
    "EventException": ("cancel", "reason"),
}
MORE: Mapping[Language, str] = {"zh": "用得上的去掉行首的 #", "en": "take away the # where you need one of these"}
BODY: Mapping[Language, str] = {"zh": "在这里写给人看的正文。", "en": "Write here what people should read."}
# Where a plain example says more than the first text that fits.
EXAMPLES: Mapping[str, str] = {
    "cancel": "true",
    "review_every": "365d",
    "timezone": "Asia/Shanghai",
    "scores": "{" + ", ".join(f"{element}: 3" for element in ENUMS["element"]) + "}",
}


def _in_order(model: type[Part]) -> Iterator[tuple[str, FieldInfo]]:
    """The name first, then the kind's own fields, then what every kind has."""
    own = [name for name in model.__annotations__ if name in model.model_fields]
    rest = [name for name in model.model_fields if name not in own]
    for name in dict.fromkeys(("name", *own, *rest)):
        if name in model.model_fields:
            yield name, model.model_fields[name]


def _from_id(kind: Kind, id: str) -> dict[str, tuple[str, ...]]:
    """What a nested id already says: `runs/reading-night/2026-11-19.md` is of that event, on that date."""
    if not kind.nested:
        return {}
    folder, _, name = id.partition("/")
    day = re.match(r"\d{4}-\d{2}-\d{2}", name)
    return {"event": (folder,), "of": (id, folder)} | ({"date": (day[0],)} if day else {})


def _shape(annotation: Any) -> Literal["one", "many", "map"]:
    """Whether a field holds a scalar or a part, a list of them, or a mapping with keys of the author's choice."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _shape(annotation.__origin__)
    if origin in (Union, UnionType):
        return _shape(next(argument for argument in get_args(annotation) if argument is not NoneType))
    return "many" if origin is tuple else "map" if origin is dict else "one"


class _Form:
    """Writes fields. A placeholder is the first of some plain texts that the field's own type takes."""

    def __init__(self, kind: Kind, id: str, playbook: Playbook, as_of: date, language: Language) -> None:
        self.playbook, self.language = playbook, language
        self.hints = {"visibility": (kind.visibility,), **_from_id(kind, id)}
        day = as_of.isoformat()
        weekly = f"weekly {WEEKDAYS[as_of.weekday()]}"
        self.plain: tuple[str, ...] = (
            *(TODO[language], f"{day} 20:00", day, "20:00", "30%", "1", "1h", "1d", "T-1d", weekly, "a1"),
            *("false", "https://example.org/", "#00695c", "permanent"),
        )

    def field(self, name: str, info: FieldInfo, indent: str = "") -> list[str]:
        """The lines of one field, with what it is called and means as a comment."""
        said = self._label(info)
        if hint := next((hint for hint in self.hints.get(name, ()) if self._known(info, hint)), ""):
            return [f"{indent}{name}: {hint}{said}"]
        parts, shape = part_types(info.annotation), _shape(info.annotation)
        if shape == "map":
            return [f"{indent}{name}: {EXAMPLES[name] if name in EXAMPLES and not indent else '{}'}{said}"]
        if parts and not parts[0].short:
            inner = self._part(parts[0], indent + ("    " if shape == "many" else "  "))
            if shape == "many":
                inner[0] = f"{indent}  - {inner[0].lstrip()}"
            return [f"{indent}{name}:{said}", *inner]
        value = EXAMPLES.get(name) or self.value(info, parts[0] if parts else None)
        return [f"{indent}{name}: {f'[{value}]' if shape == 'many' else value}{said}"]

    def _part(self, part: type[Part], indent: str) -> list[str]:
        """A part's required fields; its first field where none is."""
        fields = part.model_fields
        also = ALSO.get(part.__name__, ())
        needed = [name for name, info in fields.items() if info.is_required() or name in also] or list(fields)[:1]
        return [line for name in needed for line in self.field(name, fields[name], indent)]

    def comment(self, name: str, info: FieldInfo) -> list[str]:
        """An optional field as lines that only need their `#` taken away."""
        return [] if name == "lint" else [f"#{line}" for line in self.field(name, info)]

    def value(self, info: FieldInfo, part: type[Part] | None = None) -> str:
        if part and part.short:
            return self.value(part.model_fields[part.short])
        for mark in metadata_of(info):
            if isinstance(mark, Ref):
                return self._reference(mark)
            if isinstance(mark, Choice) and not isinstance(info.default, str):
                return next(iter(ENUMS[mark.name]))
        if isinstance(info.default, str):
            return info.default
        return next(text for text in self.plain if _accepts(_scalar_type(info), text))

    def _reference(self, ref: Ref) -> str:
        for kind in ref.kinds:
            known = self.playbook.ids.get(kind, frozenset())
            usable = [id for id in sorted(known) if _in_use(self.playbook, kind, id)]
            if usable:
                return usable[0]
        return f"{ref.kinds[0]}-id"

    def _known(self, info: FieldInfo, value: str) -> bool:
        refs = [mark for mark in metadata_of(info) if isinstance(mark, Ref)]
        return not refs or any(value in self.playbook.ids.get(kind, ()) for ref in refs for kind in ref.kinds)

    def _label(self, info: FieldInfo) -> str:
        label = next((mark for mark in metadata_of(info) if isinstance(mark, Label)), None)
        if not label:
            return ""
        name, help = (label.zh, label.help_zh) if self.language == "zh" else (label.en, label.help_en)
        join = "：" if self.language == "zh" else ": "
        return f"  # {join.join(filter(None, (name, help)))}"


def _in_use(playbook: Playbook, kind: str, id: str) -> bool:
    """Not archived, not left: a new file should not name what is gone."""
    entity: Entity | None = playbook.entities.get(kind, {}).get(id)
    return entity is None or getattr(entity, "status", "active") not in ("archived", "inactive", "planned", "paused")


def _scalar_type(info: FieldInfo) -> Any:
    annotation: Any = info.annotation
    while get_origin(annotation) is not Annotated and get_args(annotation):
        annotation = get_args(annotation)[0]
    own = tuple(mark for mark in info.metadata if hasattr(mark, "__get_pydantic_core_schema__"))
    return Annotated[(annotation, *own)] if own else annotation


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _accepts(kind: Any, text: str) -> bool:
    try:
        _adapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True

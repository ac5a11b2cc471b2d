"""Where the events of a calendar go: the community, the role that answers, and what a handbook calls its types."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from qunbook import catalogue
from qunbook.enums import ENUMS
from qunbook.importer.remarks import Refused
from qunbook.kinds.community import Community
from qunbook.kinds.role import Role
from qunbook.messages import listed, say
from qunbook.model import Playbook
from qunbook.queries import handbook, is_active
from qunbook.settings import Language


class NoPlaceError(Refused):
    """It is not clear where the events belong: wrong usage."""


@dataclass(frozen=True)
class Place:
    """`community` and `owner` are ids, `called` the community's name, `zone` the handbook's. `types` has every name of
    a type of events, folded, and its value.
    """

    community: str
    owner: str
    called: str
    zone: str
    language: Language
    types: Mapping[str, str]


def chosen(playbook: Playbook, community: str | None, owner: str | None, language: Language) -> Place:
    """The community and the role that were asked for, by id or by name; else the only community, and the role that
    answers for it. Raises NoPlaceError.
    """
    communities = [one for one in playbook.all(Community) if is_active(one)]
    there = _one(communities, community, "community", language)
    assert isinstance(there, Community)
    roles = [one for one in playbook.all(Role) if is_active(one)]
    role = _one(roles, owner or there.owner, "role", language)
    book = handbook(playbook)
    own = {value: (words.zh, words.en) for value, words in book.enums.get("event_type", {}).items()}
    named = {**ENUMS["event_type"], **own}
    types = {fold(name): value for value, names in named.items() for name in (*names, value)}
    return Place(there.id, role.id, there.name, book.timezone, "en" if book.language == "en" else "zh", types)


def _one(
    known: Sequence[Community] | Sequence[Role], asked: str | None, kind: str, language: Language
) -> Community | Role:
    word = catalogue.word(f"kind.{kind}", language)
    ids = listed((one.id for one in known), language)
    if not known:
        raise NoPlaceError("import-none", kind=word, name=kind)
    if asked is None and len(known) > 1:
        raise NoPlaceError("import-which", option=f"--{kind}", ids=ids)
    found = known[0] if asked is None else next((one for one in known if asked in (one.id, one.name)), None)
    if found is None:
        assert asked
        names = {name: one.id for one in known for name in (one.name, one.id)}
        near = next(iter(get_close_matches(asked, names, 1, 0.5)), "")
        hint = "\n" + say("did-you-mean", language, word=names[near]) if near else ""
        raise NoPlaceError("import-no-such", got=asked, kind=word, ids=ids, hint=hint)
    return found


def fold(name: str) -> str:
    """The name of a type as it is looked up."""
    return unicodedata.normalize("NFKC", name).casefold().replace("_", " ").replace("-", " ").strip()

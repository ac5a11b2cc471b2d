"""References, and what each audience may see."""

from __future__ import annotations

import pytest

from qunbook.document import parse
from qunbook.kinds import KINDS
from qunbook.kinds.community import Community
from qunbook.kinds.event import Event
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Playbook, references_in
from qunbook.source import Source


def entity(model, id, **front):
    kind = next(kind for kind in KINDS if kind.model is model)
    path = f"content/{kind.folder}/{id}.md"
    return model.filed(id, parse(Source(path, "---\nname: x\n---\n", ())), model.model_validate(front))


def playbook(*entities):
    found = {}
    for one in entities:
        found.setdefault(one.kind, {})[one.id] = one
    return Playbook(KINDS, found, {kind: frozenset(ids) for kind, ids in found.items()})


STEWARD = entity(Role, "steward", name="Steward", duties=["tidy"], holders=["ada"])
ADA = entity(
    Person, "ada", name="Ada", city="Hamburg", skills=["maps"], consent=["city"],
    contact={"member": "in the room", "staff": "by phone"}, accounts={"forge": "ada-b"},
)  # fmt: skip
MAIN = entity(Community, "main", name="Main", type="main", purpose="talk", platform="chat", owner="steward")
HOUR = entity(
    Event, "hour", name="Hour", community="main", owner="steward", start="2026-09-03 18:00", duty=["steward"],
    tasks=[{"do": "x", "at": "T-1d", "role": "steward"}],
)  # fmt: skip


def test_references_have_places():
    """A reference knows the path of keys and indexes at which it is written, short forms included."""
    found = {loc: target for loc, _, target in references_in(HOUR)}
    assert found == {
        ("owner",): "steward",
        ("community",): "main",
        ("duty", 0, "role"): "steward",
        ("tasks", 0, "role"): "steward",
    }


def test_references_are_known_backwards():
    """What names a thing is known from the thing."""
    book = playbook(STEWARD, ADA, MAIN, HOUR)
    naming = {(reference.source.id, reference.loc) for reference in book.naming(STEWARD)}
    assert naming == {
        ("main", ("owner",)),
        ("hour", ("owner",)),
        ("hour", ("duty", 0, "role")),
        ("hour", ("tasks", 0, "role")),
    }


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("public", None),
        ("member", ("Hamburg", (), {}, None)),
        ("staff", ("Hamburg", ("maps",), {"forge": "ada-b"}, "by phone")),
    ],
)
def test_a_person_shows_what_they_agreed_to(audience, seen):
    """Members see a name and what the person agreed to; accounts and staff contacts only staff."""
    person = playbook(STEWARD, ADA, MAIN).seen_by(audience).find(Person, "ada")
    if seen is None:
        assert person is None
    else:
        assert (person.city, person.skills, person.accounts, person.contact.staff) == seen


def test_hidden_things_take_references_with_them():
    """A reference to a hidden thing vanishes; what cannot be told without a hidden thing is hidden too."""
    secret = entity(Role, "secret", name="Secret", duties=["watch"], visibility="staff", holders=["ada"])
    shared = entity(
        Event,
        "shared",
        name="Shared",
        community="main",
        owner="steward",
        start="2026-09-03",
        duty=["steward", "secret"],
    )
    owned = entity(Event, "owned", name="Owned", community="main", owner="secret", start="2026-09-03")
    book = playbook(STEWARD, secret, ADA, MAIN, shared, owned).seen_by("member")
    assert book.find(Role, "secret") is None
    assert [duty.role for duty in book.get(Event, "shared").duty] == ["steward"]
    assert book.find(Event, "owned") is None
    assert [
        duty.role for duty in playbook(STEWARD, secret, MAIN, shared).seen_by("staff").get(Event, "shared").duty
    ] == [
        "steward",
        "secret",
    ]


def test_filtering_leaves_the_original_alone():
    """`seen_by` gives a new playbook; the one it was asked of still has everything."""
    book = playbook(STEWARD, ADA, MAIN, HOUR)
    book.seen_by("public")
    assert book.get(Person, "ada").accounts == {"forge": "ada-b"}
    assert book.get(Event, "hour").id == "hour"

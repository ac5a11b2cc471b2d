"""What members or strangers can read must not hold somebody's mobile number, identity number or WeChat id.

A page is copied and searched for years, and its subject cannot take it back. Write the role to turn to instead, or put
the contact where only staff see it (`contact.staff` and `accounts` of a person).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from qunbook.diagnostic import Word
from qunbook.finding import Check, Finding
from qunbook.model import Entity, Loc, Playbook
from qunbook.settings import Settings
from qunbook.spots import in_body

_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d([- ]?)\d{4}\1\d{4}(?![\d.]\d|\d)")
_IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_WECHAT = re.compile(
    r"(?:微信号?|微信\s*ID|加[Vv微]|[Vv]信|wechat(?:\s*id)?|wxid|\bVX\b|\bvx\b)\s*(?:是|为|[:\uff1a=])?\s*([a-zA-Z][a-zA-Z0-9_-]{5,19})\b",
    re.IGNORECASE,
)
_WORDS = frozenset(
    {"wechat_group", "wechat_official", "wechat_moments", "account", "accounts", "official", "moments", "message"}
)
_NUMBERS = re.compile(r"\d{3}[- ]?\d{4}[- ]?\d{4}")
_NAMES = ("微信", "wechat", "加v", "v信", "加微", "wxid", "vx")

STAFF_ONLY = frozenset({("contact", "staff"), ("accounts",)})

WHAT = {
    "mobile": Word("private.mobile", {}, "手机号", "a mobile number"),
    "identity": Word("private.identity", {}, "身份证号", "an identity number"),
    "wechat": Word("private.wechat", {}, "微信号", "a WeChat id"),
}


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for entity in playbook.everything():
        if playbook.visibility(entity) != "staff" and _may_hold(entity.document.source.text):
            yield from _in_fields(entity, entity.document.data, ())
            for what, match in _private(entity.body):
                span = in_body(entity.document, match.start(), match.end())
                yield Finding(entity, (), "QB508", {"what": WHAT[what]}, span=span)


def _in_fields(entity: Entity, value: object, loc: Loc) -> Iterator[Finding]:
    if loc in STAFF_ONLY:
        return
    match value:
        case Mapping():
            for key, item in value.items():
                yield from _in_fields(entity, item, (*loc, key))
        case list():
            for index, item in enumerate(value):
                yield from _in_fields(entity, item, (*loc, index))
        case str():
            for what, _ in _private(value):
                yield Finding(entity, loc, "QB508", {"what": WHAT[what]})


def _private(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    if not _may_hold(text):
        return
    for match in _IDENTITY.finditer(text):
        if _is_identity(match[0]):
            yield "identity", match
    for match in _MOBILE.finditer(text):
        yield "mobile", match
    for match in _WECHAT.finditer(text):
        if match[1].lower() not in _WORDS:
            yield "wechat", match


def _may_hold(text: str) -> bool:
    """A quick look: most texts hold neither a long number nor a word for WeChat."""
    low = text.lower()
    return any(name in low for name in _NAMES) or _NUMBERS.search(text) is not None


def _is_identity(number: str) -> bool:
    """The check character of GB 11643-1999 (ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


CHECK = Check(("QB508",), find)

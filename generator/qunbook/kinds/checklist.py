"""A checklist that several events or workflows share."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Bool, Choice, Line, RoleId, Slug
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Item(Part):
    id: Annotated[Slug, Label("id", "id", "本清单内唯一", "unique in the list")]
    do: Annotated[Line, Label("做什么", "do", "一个动作", "one act")]
    killer: Annotated[Bool, Label("要害", "killer", "漏了就出事", "it must not be missed")] = False
    role: Annotated[RoleId | None, Label("谁", "role", "哪个角色", "who does it")] = None
    hint: Annotated[Line | None, Label("提示", "hint", "怎么做", "how")] = None


class Checklist(Thing):
    kind = "checklist"

    items: Annotated[tuple[Item, ...], Label("条目", "items", "每条一个动作", "one act each")]
    mode: Annotated[
        Annotated[str, Choice("checklist_mode")] | None,
        Label("用法", "mode", "边读边做，或做完核对", "read, then do; or do, then confirm"),
    ] = None
    pause_point: Annotated[
        Line | None, Label("什么时候停下来看", "pause point", "在哪一刻用", "the moment to go through it")
    ] = None
    source: Annotated[Line | None, Label("来历", "source", "从哪次复盘来的", "where it came from")] = None


KIND = Kind(
    "checklist", "checklists", Checklist, "清单", "checklist", "checklists", visibility="member", review_every=365
)

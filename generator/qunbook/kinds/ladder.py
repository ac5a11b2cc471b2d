"""A ladder of penalties: what happens the first, the second and the third time."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, Count, Duration, LastingField, Line, RoleId, WorkflowId
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Rung(Part):
    strike: Annotated[Count | None, Label("第几次", "strike", "第几次违规", "how often it has happened")] = None
    points: Annotated[Count | None, Label("扣到几分", "points", "按扣分时的分数", "in a ladder by points")] = None
    action: Annotated[Annotated[str, Choice("penalty")], Label("处理", "action", "做什么", "what is done")]
    duration: Annotated[
        LastingField | None, Label("时长", "duration", "1d、7d 或 permanent", "1d, 7d or permanent")
    ] = None
    by: Annotated[tuple[RoleId, ...], Label("谁来做", "by", "哪个角色处理", "who does it")] = ()
    repair: Annotated[Line | None, Label("补救", "repair", "怎样可以弥补", "how it can be made good")] = None


class Decay(Part):
    amount: Annotated[Count, Label("减几次", "amount", "每次减多少", "how many strikes go")]
    every: Annotated[Duration, Label("多久", "every", "每隔多久", "how often")]


class Ladder(Thing):
    kind = "ladder"

    rungs: Annotated[tuple[Rung, ...], Label("阶梯", "rungs", "由轻到重", "from light to heavy")]
    mode: Annotated[
        Annotated[str, Choice("ladder_mode")], Label("方式", "mode", "按次数或扣分", "by strikes or points")
    ] = "strikes"
    decay: Annotated[Decay | None, Label("消退", "decay", "多久不犯就减", "how strikes are forgotten")] = None
    review_by: Annotated[
        tuple[RoleId, ...], Label("复核", "review by", "重的处理谁来复核", "who looks at heavy cases again")
    ] = ()
    appeal: Annotated[WorkflowId | None, Label("申诉", "appeal", "不服走哪个流程", "the workflow for an appeal")] = None
    notes: Annotated[tuple[Line, ...], Label("说明", "notes", "补充说明", "what else to know")] = ()


KIND = Kind("ladder", "ladders", Ladder, "处罚阶梯", "ladder", "ladders", visibility="public", review_every=365)

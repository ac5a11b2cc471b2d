"""An incentive: for whom, for what, what one gets, and where it ends."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, Count, Line, LocalDate, Name, PersonId
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Earn(Part):
    action: Annotated[Line, Label("做什么", "action", "做什么得分", "what earns")]
    points: Annotated[Count, Label("得分", "points", "每次几分", "how many each time")]
    cap: Annotated[Line | None, Label("上限", "cap", "每周或每月最多几分", "at most a week or month")] = None


class Spend(Part):
    reward: Annotated[Line, Label("换什么", "reward", "可以换什么", "what one gets")]
    points: Annotated[Count, Label("几分", "points", "要几分", "what it costs")]


class Award(Part):
    date: Annotated[LocalDate, Label("日期", "date", "哪天", "when")]
    person: Annotated[PersonId | None, Label("谁", "person", "团队成员 id", "a person of the team")] = None
    name: Annotated[Name | None, Label("称呼", "name", "不在团队里的成员怎么称呼", "for members outside the team")] = (
        None
    )
    reason: Annotated[Line, Label("为什么", "reason", "因为做了什么", "what it was for")]


class Incentive(Thing):
    kind = "incentive"

    type: Annotated[
        Annotated[str, Choice("incentive_type")],
        Label("类型", "type", "积分、表彰、优先权…", "points, honour, priority …"),
    ]
    audience: Annotated[
        Annotated[str, Choice("incentive_audience")],
        Label("给谁", "audience", "成员、运营或两者", "members, staff or both"),
    ]
    trigger: Annotated[Line, Label("条件", "trigger", "做到什么就有", "what earns it")]
    reward: Annotated[Line, Label("奖励", "reward", "得到什么", "what one gets")]
    segment: Annotated[Name | None, Label("人群", "segment", "只给哪类人", "only for them")] = None
    cost: Annotated[
        Annotated[str, Choice("cost")] | None, Label("花费", "cost", "不花钱、很少、有预算", "none, low, budgeted")
    ] = None
    budget: Annotated[Line | None, Label("预算", "budget", "多少钱、谁批", "how much, who approves")] = None
    limit: Annotated[Line | None, Label("限制", "limit", "每人最多几次", "how often at most")] = None
    earn: Annotated[tuple[Earn, ...], Label("得分", "earn", "怎么得分", "how points are earned")] = ()
    spend: Annotated[tuple[Spend, ...], Label("花分", "spend", "怎么花分", "how points are spent")] = ()
    valid_until: Annotated[LocalDate | None, Label("有效期", "valid until", "到哪天", "until when")] = None
    awarded: Annotated[tuple[Award, ...], Label("已授予", "awarded", "给过谁", "who has had it")] = ()


KIND = Kind(
    "incentive", "incentives", Incentive, "激励", "incentive", "incentives", visibility="member", review_every=365
)

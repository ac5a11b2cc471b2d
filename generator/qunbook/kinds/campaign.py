"""A campaign: how new members are found, where, with what aim, and what came of it."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, CommunityId, EventId, Line, LocalDate, MetricId, Name, RoleId, TargetField
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Aim(Part):
    metric: Annotated[MetricId, Label("指标", "metric", "指标 id", "a metric's id")]
    value: Annotated[TargetField, Label("目标值", "value", "如 25%、>=30", "e.g. 25%, >=30")]


class Partner(Part):
    name: Annotated[Name, Label("伙伴", "partner", "谁", "who")]
    contact: Annotated[RoleId | None, Label("对接", "contact", "哪个角色对接", "the role that talks to them")] = None
    gives: Annotated[Line | None, Label("出什么", "gives", "对方给什么", "what they give")] = None


class Invite(Part):
    code: Annotated[Name, Label("邀请码", "code", "邀请码", "the code")]
    expires: Annotated[LocalDate | None, Label("有效期", "expires", "到哪天", "until when")] = None


class Campaign(Thing):
    kind = "campaign"

    method: Annotated[
        Annotated[str, Choice("campaign_method")], Label("方法", "method", "用哪种寻人法", "how people are found")
    ]
    channels: Annotated[
        tuple[Annotated[str, Choice("platform")], ...], Label("渠道", "channels", "在哪些平台", "on which platforms")
    ]
    target: Annotated[Aim, Label("目标", "target", "指标和目标值", "metric and value")]
    owner: Annotated[RoleId, Label("负责人", "owner", "哪个角色", "the role that answers for it")]
    start: Annotated[LocalDate | None, Label("开始", "start", "第一天", "the first day")] = None
    end: Annotated[LocalDate | None, Label("结束", "end", "最后一天", "the last day")] = None
    audience: Annotated[Line | None, Label("找谁", "audience", "找什么样的人", "who is looked for")] = None
    seed: Annotated[Line | None, Label("种子", "seed", "从哪些人开始", "who it starts with")] = None
    scenes: Annotated[tuple[Line, ...], Label("场景", "scenes", "他们平时在哪里", "where they are anyway")] = ()
    partners: Annotated[tuple[Partner, ...], Label("伙伴", "partners", "和谁合作", "who helps")] = ()
    assets: Annotated[tuple[Line, ...], Label("素材", "assets", "用哪些图文", "pictures and texts")] = ()
    invite: Annotated[Invite | None, Label("邀请码", "invite", "邀请码和有效期", "code and expiry")] = None
    event: Annotated[EventId | None, Label("活动", "event", "靠哪个活动带动", "the event behind it")] = None
    leads_to: Annotated[CommunityId | None, Label("进到", "leads to", "新人先进哪个社群", "where newcomers arrive")] = (
        None
    )
    result: Annotated[Line | None, Label("结果", "result", "结束后写", "written afterwards")] = None


KIND = Kind("campaign", "campaigns", Campaign, "拉新", "campaign", "campaigns", visibility="staff", review_every=365)

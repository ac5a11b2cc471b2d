"""A role: what its holders do and may do, who holds it, who stands in."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Bool, Choice, CommunityId, Duration, Line, LocalDate, Name, Number, PersonId, RoleId
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Holder(Part):
    """Who holds the role, where, and from which day to which (both included)."""

    short = "person"

    person: Annotated[PersonId, Label("谁", "person", "成员 id", "a person's id")]
    community: Annotated[CommunityId | None, Label("社群", "community", "只在哪个社群", "only there")] = None
    since: Annotated[LocalDate | None, Label("从", "since", "任期第一天", "the first day")] = None
    until: Annotated[LocalDate | None, Label("到", "until", "任期最后一天", "the last day")] = None
    basis: Annotated[
        Annotated[str, Choice("basis")] | None,
        Label("产生方式", "basis", "推选、任命、代理、自荐", "elected, appointed, acting, volunteer"),
    ] = None
    mentor: Annotated[PersonId | None, Label("带教", "mentor", "谁来带", "who guides them")] = None


class Criteria(Part):
    ability: Annotated[Line | None, Label("能力", "ability", "会什么", "what they can do")] = None
    willingness: Annotated[Line | None, Label("意愿", "willingness", "愿不愿意", "what they want to do")] = None
    time: Annotated[Line | None, Label("时间", "time", "有没有时间", "the time they have")] = None
    communication: Annotated[
        Line | None, Label("沟通", "communication", "说得清、听得进", "how they talk and listen")
    ] = None


class Role(Thing):
    kind = "role"

    duties: Annotated[
        tuple[Line, ...], Label("职责", "duties", "要做的事，每条一个动作", "what a holder does, one act each")
    ]
    holders: Annotated[tuple[Holder, ...], Label("任职", "holders", "谁在做", "who holds it")] = ()
    deputies: Annotated[tuple[PersonId, ...], Label("副手", "deputies", "谁能顶上", "who stands in")] = ()
    track: Annotated[
        Annotated[str, Choice("track")] | None, Label("序列", "track", "哪一类角色", "what sort of role")
    ] = None
    critical: Annotated[Bool, Label("关键", "critical", "空着就会出事", "it must never stand empty")] = False
    powers: Annotated[
        tuple[Annotated[str, Choice("power")], ...], Label("权限", "powers", "能做什么决定", "what a holder may do")
    ] = ()
    hours_per_week: Annotated[Number | None, Label("每周小时", "hours a week", "大约几小时", "roughly")] = None
    requires: Annotated[tuple[Name, ...], Label("所需技能", "requires", "要会什么", "skills a holder needs")] = ()
    training: Annotated[
        tuple[Name, ...], Label("所需培训", "training", "上岗前要学什么", "training a holder needs")
    ] = ()
    criteria: Annotated[
        Criteria | None,
        Label("任命标准", "criteria", "能力、意愿、时间、沟通", "ability, willingness, time, communication"),
    ] = None
    vacancies: Annotated[
        Line | None, Label("招募说明", "vacancy notice", "空缺时怎么招人", "how a successor is sought")
    ] = None
    term: Annotated[Duration | None, Label("任期", "term", "一任多久", "how long a term is")] = None
    promotes_to: Annotated[RoleId | None, Label("晋升到", "promotes to", "下一步是什么角色", "the next role")] = None
    reports_to: Annotated[RoleId | None, Label("汇报给", "reports to", "向哪个角色汇报", "the role above")] = None
    region: Annotated[Name | None, Label("地区", "region", "哪座城市", "which city")] = None
    handover: Annotated[tuple[Line, ...], Label("交接清单", "handover", "离任时交什么", "what is handed on")] = ()


KIND = Kind("role", "roles", Role, "角色", "role", "roles", visibility="public", review_every=365)

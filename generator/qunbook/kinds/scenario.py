"""A scenario: a test of the handbook itself. Given this incident, the handbook must answer so."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, CommunityId, Count, Duration, Line, LocalStart, PersonId, RoleId, RuleId
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Given(Part):
    incident: Annotated[Line, Label("事情", "incident", "发生了什么", "what happens")]
    community: Annotated[CommunityId, Label("社群", "community", "在哪个社群", "where")]
    time: Annotated[LocalStart, Label("时间", "time", "什么时候", "when")]
    member: Annotated[Line | None, Label("当事人", "member", "谁", "by whom")] = None
    history: Annotated[tuple[Line, ...], Label("前情", "history", "以前有过什么", "what went before")] = ()
    strikes: Annotated[Count, Label("第几次", "strikes", "这是第几次", "how often, this one included")] = 1


class Expect(Part):
    rule: Annotated[RuleId, Label("规则", "rule", "适用哪条", "the rule that applies")]
    action: Annotated[Annotated[str, Choice("penalty")] | None, Label("处理", "action", "怎么处理", "what is done")] = (
        None
    )
    actor: Annotated[RoleId, Label("谁处理", "actor", "哪个角色", "who acts")]
    person: Annotated[PersonId | None, Label("是谁", "person", "当天是谁", "who that is on the day")] = None
    backup: Annotated[PersonId | None, Label("谁顶上", "backup", "不在时谁顶上", "who stands in")] = None
    within: Annotated[Duration | None, Label("时限", "within", "多久之内", "how quickly")] = None
    text: Annotated[Line | None, Label("怎么说", "text", "对当事人说什么", "what is said")] = None


class Scenario(Thing):
    kind = "scenario"

    given: Annotated[Given, Label("假如", "given", "发生了什么", "what happens")]
    expect: Annotated[Expect, Label("应当", "expect", "手册应当给出什么", "what the handbook must answer")]


KIND = Kind("scenario", "scenarios", Scenario, "情景", "scenario", "scenarios", visibility="staff", review_every=365)

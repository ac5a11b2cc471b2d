"""A rule: what it asks, why, and what happens to who breaks it."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from qunbook.fields import Choice, CommunityId, LadderId, Line, LocalDate, RoleId, RuleId, WorkflowId, problem
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Examples(Part):
    ok: Annotated[tuple[Line, ...], Label("可以", "fine", "这样可以", "what is fine")] = ()
    not_ok: Annotated[tuple[Line, ...], Label("不可以", "not fine", "这样不行", "what is not")] = ()


class Rule(Thing):
    kind = "rule"

    category: Annotated[
        Annotated[str, Choice("rule_category")], Label("类别", "category", "管哪方面", "what it is about")
    ]
    ladder: Annotated[LadderId | None, Label("处罚阶梯", "ladder", "用哪条阶梯", "the ladder that applies")] = None
    no_penalty: Annotated[
        Line | None, Label("不罚的理由", "no penalty", "没有处罚时写理由", "the reason, if there is no ladder")
    ] = None
    why: Annotated[Line | None, Label("为什么", "why", "这条规则的道理", "the reason for it")] = None
    binding: Annotated[Annotated[str, Choice("binding")], Label("力度", "binding", "必须或建议", "must or should")] = (
        "must"
    )
    severity: Annotated[
        Annotated[str, Choice("severity")],
        Label("轻重", "severity", "轻微、严重、零容忍", "minor, serious, zero tolerance"),
    ] = "minor"
    applies_to: Annotated[
        tuple[CommunityId, ...], Label("适用社群", "applies to", "不写就是全部", "all if left out")
    ] = ()
    enforcer: Annotated[tuple[RoleId, ...], Label("执行", "enforcer", "谁来执行", "who enforces it")] = ()
    report_to: Annotated[tuple[RoleId, ...], Label("向谁举报", "report to", "看到了告诉谁", "whom to tell")] = ()
    appeal: Annotated[WorkflowId | None, Label("申诉", "appeal", "不服走哪个流程", "the workflow for an appeal")] = None
    examples: Annotated[Examples, Label("例子", "examples", "可以和不可以的例子", "fine and not fine")] = Examples()
    exceptions: Annotated[tuple[Line, ...], Label("例外", "exceptions", "什么情况不算", "when it does not apply")] = ()
    effective_from: Annotated[LocalDate | None, Label("生效", "effective from", "哪天起", "from when")] = None
    effective_to: Annotated[LocalDate | None, Label("失效", "effective to", "到哪天", "until when")] = None
    supersedes: Annotated[RuleId | None, Label("取代", "supersedes", "取代哪条旧规则", "the rule it replaces")] = None
    grace: Annotated[Line | None, Label("缓冲", "grace", "新规先提醒多久", "how long it is only reminded of")] = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Rule:
        if self.ladder and self.no_penalty:
            raise problem("QB118", key="no_penalty", other="ladder")
        return self


KIND = Kind("rule", "rules", Rule, "群规", "rule", "rules", visibility="public", review_every=365)

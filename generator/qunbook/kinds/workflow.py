"""A workflow: what sets it off, its steps with one role each, its decisions and its ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from qunbook.fields import (
    Bool,
    ChecklistId,
    Choice,
    CommunityId,
    Duration,
    Line,
    LocalDate,
    Name,
    Offset,
    Prose,
    RoleId,
    Slug,
    Written,
)
from qunbook.model import Kind, Label, Part, Ref
from qunbook.thing import Thing


class Escalation(Part):
    after: Annotated[Duration, Label("多久", "after", "多久没动静", "after how long")]
    to: Annotated[RoleId, Label("升级给", "to", "哪个角色", "to which role")]


class Step(Part):
    id: Annotated[Slug, Label("id", "id", "本流程内唯一", "unique in the workflow")]
    do: Annotated[Line, Label("做什么", "do", "一个动作或一个问题", "one act, or one question")]
    role: Annotated[RoleId | None, Label("谁", "role", "哪个角色", "who does it")] = None
    type: Annotated[
        Annotated[str, Choice("step_type")],
        Label("类型", "type", "任务、判断、等待、结束", "task, decision, wait, end"),
    ] = "task"
    next: Annotated[
        Slug | None,
        Label("下一步", "next", "下一步的 id；不写就是下面一步", "the next step; the one below if left out"),
    ] = None
    branches: Annotated[dict[str, Slug], Label("分支", "branches", "答案: 下一步 id", "answer: the next step")] = {}
    within: Annotated[Duration | None, Label("时限", "within", "多久之内", "how quickly")] = None
    day: Annotated[Offset | None, Label("第几天", "day", "如 D+3", "e.g. D+3")] = None
    escalate: Annotated[Escalation | None, Label("升级", "escalate", "逾期升级给谁", "to whom, if late")] = None
    accepts_rules: Annotated[
        Bool, Label("接受群规", "accepts rules", "在这一步接受群规", "the rules are accepted here")
    ] = False
    output: Annotated[Line | None, Label("产出", "output", "留下什么", "what it leaves behind")] = None
    consult: Annotated[tuple[RoleId, ...], Label("征询", "consult", "先问谁", "who is asked first")] = ()
    inform: Annotated[tuple[RoleId, ...], Label("知会", "inform", "告诉谁", "who is told")] = ()
    template: Annotated[Prose | None, Label("文本", "template", "可以直接发的话", "words to send")] = None
    checklist: Annotated[ChecklistId | None, Label("清单", "checklist", "用哪张清单", "the list to go through")] = None
    collect: Annotated[Name | None, Label("记下", "collect", "要登记什么", "what to note")] = None


class Level(Part):
    name: Annotated[Name, Label("级别", "level", "几级", "which level")]
    sign: Annotated[Line, Label("迹象", "sign", "怎样算这一级", "how one knows")]
    lead: Annotated[RoleId | None, Label("谁牵头", "lead", "哪个角色", "who leads")] = None
    within: Annotated[Duration | None, Label("时限", "within", "多久内首次回应", "first answer within")] = None


class Cohort(Part):
    """A line of a cohort's timetable."""

    at: Annotated[Offset, Label("什么时候", "at", "如 D+3 10:00", "e.g. D+3 10:00")]
    do: Annotated[Line, Label("做什么", "do", "做什么", "what is done")]
    role: Annotated[RoleId | None, Label("谁", "role", "哪个角色", "who")] = None


class Workflow(Thing):
    kind = "workflow"

    trigger: Annotated[Line, Label("触发", "trigger", "什么事发生就开始", "what sets it off")]
    steps: Annotated[
        tuple[Step, ...], Label("步骤", "steps", "从上到下，第一步是起点", "from top to bottom, the first is the start")
    ]
    type: Annotated[Annotated[str, Choice("workflow_type")], Label("类型", "type", "哪类流程", "what sort")] = "sop"
    community: Annotated[CommunityId | None, Label("社群", "community", "只用在哪个社群", "only there")] = None
    sla: Annotated[Duration | None, Label("总时限", "in all within", "全部走完多久", "how long it may take")] = None
    levels: Annotated[tuple[Level, ...], Label("级别", "levels", "分几级、怎么判断", "levels and their signs")] = ()
    input: Annotated[Line | None, Label("输入", "input", "开始时手里有什么", "what there is at the start")] = None
    output: Annotated[Line | None, Label("产出", "output", "结束时有什么", "what there is at the end")] = None
    schedule: Annotated[
        tuple[Cohort, ...], Label("日程", "schedule", "相对日子的安排", "what happens on which day")
    ] = ()
    contacts: Annotated[tuple[RoleId, ...], Label("找谁", "contacts", "出事先找的角色", "the roles to call")] = ()
    rehearsed: Annotated[
        LocalDate | None, Label("上次演练", "rehearsed", "哪天演练过", "when it was last rehearsed")
    ] = None
    stage: Annotated[
        Annotated[str, Choice("stage")] | None,
        Label("环节", "stage", "拉新到留存的哪一段", "its stage of the member's life"),
    ] = None
    related: Annotated[
        tuple[Annotated[str, Written(str), Ref("rule", "checklist", "workflow", "event")], ...],
        Label("相关", "related", "相关的规则、清单、流程", "rules, lists and workflows"),
    ] = ()

    @property
    def onward(self) -> Mapping[str, tuple[str, ...]]:
        """Where each step leads: its branches and `next`; where it has neither, the step below; an end nowhere."""
        return {step.id: self._after(at) for at, step in enumerate(self.steps)}

    def _after(self, at: int) -> tuple[str, ...]:
        step = self.steps[at]
        if step.type == "end":
            return ()
        named = tuple(dict.fromkeys((*step.branches.values(), *filter(None, (step.next,)))))
        return named or tuple(below.id for below in self.steps[at + 1 : at + 2])


KIND = Kind("workflow", "workflows", Workflow, "流程", "workflow", "workflows", visibility="member", review_every=365)

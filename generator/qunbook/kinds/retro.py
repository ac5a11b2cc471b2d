"""A retrospective: facts, feelings, contributions, praise, and the actions that are tracked until closed."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import (
    Bool,
    Choice,
    Count,
    Duration,
    Id,
    Line,
    LocalDate,
    MetricId,
    Name,
    Number,
    PersonId,
    Prose,
    Slug,
)
from qunbook.model import Kind, Label, Part, Ref
from qunbook.thing import Filed


class Moment(Part):
    at: Annotated[Line, Label("什么时候", "at", "如 14:20", "e.g. 14:20")]
    what: Annotated[Line, Label("发生了什么", "what", "只写事实", "facts only")]
    source: Annotated[Line | None, Label("来源", "source", "从哪里知道", "how we know")] = None


class Step(Part):
    """A part of the meeting. It is a copy: the library that it was picked from may change."""

    phase: Annotated[
        Annotated[str, Choice("retro_phase")],
        Label("阶段", "phase", "设置基调、收集数据、生成见解、决定做什么、结束回顾", "which of the five phases"),
    ]
    name: Annotated[Name, Label("活动", "activity", "叫什么", "what it is called")]
    minutes: Annotated[Count, Label("几分钟", "minutes", "用多久", "how long it takes")]
    how: Annotated[Prose | None, Label("怎么做", "how", "主持人照着念就行", "what the facilitator says")] = None


class Feeling(Part):
    by: Annotated[Line | None, Label("谁", "by", "谁说的，可以不写", "who said so, may be left out")] = None
    text: Annotated[Prose, Label("感受", "text", "原话", "in their words")]


class Contribution(Part):
    person: Annotated[PersonId, Label("谁", "person", "成员 id", "a person's id")]
    did: Annotated[Line, Label("做了什么", "did", "具体的事", "what exactly")]
    impact: Annotated[Line | None, Label("带来什么", "impact", "有什么用", "what came of it")] = None


class Suggestion(Part):
    by: Annotated[Line | None, Label("谁", "by", "谁提的", "who made it")] = None
    text: Annotated[Line, Label("建议", "text", "怎么改", "what to change")]
    tag: Annotated[Name | None, Label("标签", "tag", "归哪一类", "what it is about")] = None


class Praise(Part):
    person: Annotated[PersonId | None, Label("谁", "person", "表扬谁", "who is praised")] = None
    practice: Annotated[Line, Label("好做法", "practice", "哪件事做得好", "what was done well")]
    reuse: Annotated[
        Annotated[Id, Ref("checklist", "workflow", "rule", "event", "page")] | None,
        Label("沉淀到", "reuse", "变成了哪张清单或流程", "the list or workflow that it became"),
    ] = None


class Action(Part):
    """A promise: one act, one person, one day. `id` is unique in the file (`a1`)."""

    id: Annotated[Slug, Label("id", "id", "本次复盘内唯一，如 a1", "unique in this file, e.g. a1")]
    do: Annotated[Line, Label("做什么", "do", "看得见的一个动作", "one act that one can see")]
    owner: Annotated[PersonId, Label("谁", "owner", "一个人，不是角色", "one person, not a role")]
    due: Annotated[LocalDate, Label("期限", "due", "哪天之前", "until when")]
    status: Annotated[
        Annotated[str, Choice("action_status")],
        Label("状态", "status", "未开始、进行中、已完成、已放弃", "open, in progress, done, dropped"),
    ] = "open"
    metric: Annotated[MetricId | None, Label("指标", "metric", "为哪个指标而做", "the metric it is for")] = None
    proposed_by: Annotated[Line | None, Label("谁提的", "proposed by", "谁的主意", "whose idea it was")] = None
    closed: Annotated[LocalDate | None, Label("完成日期", "closed", "哪天做完", "when it was closed")] = None
    result: Annotated[Line | None, Label("结果", "result", "做成了什么", "what came of it")] = None
    reason: Annotated[Line | None, Label("理由", "reason", "为什么放弃", "why it was dropped")] = None


class Retro(Filed):
    kind = "retro"

    of: Annotated[
        Annotated[Id, Ref("run", "event", "workflow")],
        Label("复盘什么", "of", "场次、活动，或事故走的流程", "a run, an event, or the workflow an incident followed"),
    ]
    date: Annotated[LocalDate, Label("日期", "date", "被复盘的那一天", "the day that is looked back on")]
    owner: Annotated[PersonId, Label("主责", "owner", "一个人", "one person")]
    name: Annotated[Name | None, Label("名称", "name", "不写就用活动名", "the event's, if left out")] = None
    status: Annotated[
        Annotated[str, Choice("retro_status")],
        Label("状态", "status", "起草、评审中、已评审、已结束", "draft, in review, reviewed, closed"),
    ] = "draft"
    since: Annotated[
        LocalDate | None, Label("状态自", "since", "进入这个状态的日期", "when it came into this state")
    ] = None
    method: Annotated[
        Annotated[str, Choice("retro_method")], Label("方法", "method", "用哪种复盘法", "how it was done")
    ] = "five_acts"
    facilitator: Annotated[
        PersonId | None, Label("主持", "facilitator", "谁主持，最好不是主责", "not the owner, if possible")
    ] = None
    participants: Annotated[tuple[PersonId, ...], Label("参加", "participants", "谁参加了", "who took part")] = ()
    length: Annotated[Duration | None, Label("会议多长", "length", "如 60m", "of the meeting, e.g. 60m")] = None
    agenda: Annotated[
        tuple[Step, ...],
        Label("议程", "agenda", "`qunbook agenda` 按五个阶段选好", "`qunbook agenda` picks one for each phase"),
    ] = ()
    facts: Annotated[dict[str, Line], Label("事实", "facts", "名称: 数值", "name: value")] = {}
    timeline: Annotated[tuple[Moment, ...], Label("时间线", "timeline", "按时间写事实", "facts in order")] = ()
    feelings: Annotated[tuple[Feeling, ...], Label("感受", "feelings", "说说感受", "how it felt")] = ()
    contributions: Annotated[
        tuple[Contribution, ...], Label("贡献", "contributions", "每个人做了什么", "what each one did")
    ] = ()
    suggestions: Annotated[
        tuple[Suggestion, ...], Label("建议", "suggestions", "收集到的建议", "what people suggest")
    ] = ()
    direction: Annotated[Prose | None, Label("方向", "direction", "往哪里改", "what to change")] = None
    praises: Annotated[tuple[Praise, ...], Label("表扬", "praises", "值得学的做法", "what was done well")] = ()
    actions: Annotated[
        tuple[Action, ...], Label("行动", "actions", "谁在哪天前做什么", "who does what until when")
    ] = ()
    no_actions: Annotated[
        Line | None, Label("没有行动的理由", "no actions", "没有行动项时写理由", "the reason, if there are none")
    ] = None
    roti: Annotated[Number | None, Label("值得时间", "worth the time", "1 到 5", "1 to 5")] = None
    reviewed_by: Annotated[tuple[PersonId, ...], Label("评审人", "reviewed by", "谁看过", "who has read it")] = ()
    best: Annotated[Bool, Label("本月最佳", "best of the month", "值得大家读", "worth reading for all")] = False


KIND = Kind("retro", "retros", Retro, "复盘", "retrospective", "retrospectives", visibility="staff", nested=True)

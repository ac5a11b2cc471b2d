"""A self-assessment: scores with evidence, the three questions of replication, or a choice of platform."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, CommunityId, Count, Line, LocalDate, Name, Number, PersonId, Prose
from qunbook.model import Kind, Label, Part
from qunbook.thing import Filed


class Answer(Part):
    question: Annotated[Line, Label("问题", "question", "问什么", "what is asked")]
    answer: Annotated[
        Annotated[str, Choice("answer")], Label("回答", "answer", "yes、partly 或 no", "yes, partly or no")
    ]
    evidence: Annotated[Line | None, Label("证据", "evidence", "凭什么这么说", "how we know")] = None


class Option(Part):
    platform: Annotated[Annotated[str, Choice("platform")], Label("平台", "platform", "哪个平台", "which one")]
    scores: Annotated[dict[str, Count], Label("得分", "scores", "标准: 1 到 5", "criterion: 1 to 5")]
    note: Annotated[Line | None, Label("说明", "note", "为什么这个分", "why")] = None


class Assessment(Filed):
    kind = "assessment"

    type: Annotated[
        Annotated[str, Choice("assessment_type")],
        Label("类型", "type", "五要素、四感、复制三问、平台选择、健康检查", "what is assessed"),
    ]
    subject: Annotated[CommunityId, Label("对象", "subject", "哪个社群", "which community")]
    date: Annotated[LocalDate, Label("日期", "date", "哪天评的", "when")]
    name: Annotated[Name | None, Label("名称", "name", "不写就用类型和社群名", "type and community, if left out")] = (
        None
    )
    scores: Annotated[dict[str, Number], Label("五要素得分", "scores", "要素: 1 到 5", "element: 1 to 5")] = {}
    senses: Annotated[dict[str, Number], Label("四感得分", "senses", "四感: 1 到 5", "sense: 1 to 5")] = {}
    evidence: Annotated[
        dict[str, Line], Label("证据", "evidence", "要素或四感: 凭什么", "element or sense: how we know")
    ] = {}
    answers: Annotated[tuple[Answer, ...], Label("问答", "answers", "复制三问", "the questions of replication")] = ()
    weights: Annotated[dict[str, Number], Label("权重", "weights", "标准: 权重", "criterion: weight")] = {}
    options: Annotated[tuple[Option, ...], Label("候选", "options", "比较哪些平台", "what is compared")] = ()
    assessors: Annotated[tuple[PersonId, ...], Label("评的人", "assessors", "谁打的分", "who scored")] = ()
    verdict: Annotated[Line | None, Label("结论", "verdict", "一句话", "in a sentence")] = None
    chosen: Annotated[
        Annotated[str, Choice("platform")] | None, Label("选定", "chosen", "选了哪个平台", "what was chosen")
    ] = None
    reason: Annotated[Prose | None, Label("理由", "reason", "为什么", "why")] = None


KIND = Kind("assessment", "assessments", Assessment, "自评", "assessment", "assessments", visibility="staff")

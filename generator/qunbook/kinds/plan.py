"""A plan: what is to grow in a period, by what means, with what."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Line, LocalDate, MetricId, Prose, RoleId, TargetField
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Stretch(Part):
    start: Annotated[LocalDate, Label("开始", "start", "第一天", "the first day")]
    end: Annotated[LocalDate, Label("结束", "end", "最后一天", "the last day")]


class PlanGoal(Part):
    metric: Annotated[MetricId, Label("指标", "metric", "指标 id", "a metric's id")]
    target: Annotated[TargetField, Label("目标值", "target", "如 420、>=30%", "e.g. 420, >=30%")]


class Plan(Thing):
    kind = "plan"

    period: Annotated[Stretch, Label("期间", "period", "从哪天到哪天", "from when to when")]
    goals: Annotated[tuple[PlanGoal, ...], Label("目标", "goals", "指标和目标值", "metrics and targets")]
    means: Annotated[tuple[Line, ...], Label("办法", "means", "靠什么做到", "how it is done")] = ()
    resources: Annotated[tuple[Line, ...], Label("资源", "resources", "人、钱、物", "people, money, things")] = ()
    promotion: Annotated[tuple[Line, ...], Label("推广", "promotion", "怎么让人知道", "how people hear of it")] = ()
    owner: Annotated[RoleId | None, Label("负责人", "owner", "哪个角色", "the role that answers for it")] = None
    review: Annotated[
        Prose | None, Label("回看", "review", "结束后写：做到没有", "written afterwards: was it reached?")
    ] = None


KIND = Kind("plan", "plans", Plan, "计划", "plan", "plans", visibility="staff")

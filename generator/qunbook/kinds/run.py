"""One occurrence of an event as it was: its own copy of the checklist, who was on duty, what came of it."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, Count, EventId, Line, LocalDate, LocalStart, Name, Number, PersonId, Prose, RoleId
from qunbook.kinds.event import Guest
from qunbook.model import Kind, Label, Part
from qunbook.thing import Filed


class OnDuty(Part):
    role: Annotated[RoleId, Label("角色", "role", "角色 id", "a role's id")]
    person: Annotated[PersonId, Label("谁", "person", "成员 id", "a person's id")]


class Run(Filed):
    kind = "run"

    event: Annotated[EventId, Label("活动", "event", "哪个活动", "of which event")]
    date: Annotated[LocalDate, Label("日期", "date", "系列里的日期", "the date in the series")]
    name: Annotated[Name | None, Label("名称", "name", "不写就用活动名", "the event's, if left out")] = None
    status: Annotated[
        Annotated[str, Choice("run_status")],
        Label("状态", "status", "待举行、已举行、已取消、已改期", "planned, done, cancelled, postponed"),
    ] = "planned"
    moved_to: Annotated[
        LocalStart | None, Label("改到", "moved to", "改期到什么时候", "when it took place instead")
    ] = None
    reason: Annotated[Line | None, Label("原因", "reason", "取消或改期的原因", "why it was cancelled or moved")] = None
    theme: Annotated[Line | None, Label("主题", "theme", "这一场讲什么", "what it was about")] = None
    duty: Annotated[tuple[OnDuty, ...], Label("值守", "duty", "角色和人", "roles and people")] = ()
    guests: Annotated[tuple[Guest, ...], Label("嘉宾", "guests", "来了谁", "who came")] = ()
    signups: Annotated[Count | None, Label("报名", "sign-ups", "报名人数", "how many signed up")] = None
    attendance: Annotated[Count | None, Label("到场", "attendance", "到场人数", "how many came")] = None
    actual: Annotated[
        dict[str, Number], Label("实际数据", "actual", "指标或自定数据: 数值", "metric or figure: value")
    ] = {}
    notes: Annotated[Prose | None, Label("备注", "notes", "现场发生了什么", "what happened")] = None


KIND = Kind("run", "runs", Run, "场次", "run", "runs", visibility="staff", nested=True)

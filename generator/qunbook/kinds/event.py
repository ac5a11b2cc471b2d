"""An event, once or in a series: when it happens, who is on duty, what must be prepared, what it should reach."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from qunbook.fields import (
    Bool,
    ChecklistId,
    Choice,
    CommunityId,
    Count,
    Duration,
    EventId,
    HoursField,
    IncentiveId,
    Line,
    LocalDate,
    LocalStart,
    MetricId,
    Name,
    Offset,
    PersonId,
    Prose,
    Repeat,
    RoleId,
    Slug,
    TargetField,
    Times,
    Url,
    Written,
    Zone,
    problem,
)  # fmt: skip
from qunbook.model import Kind, Label, Part, Ref
from qunbook.thing import Thing


class Venue(Part):
    name: Annotated[Line, Label("场地", "name", "叫什么", "what it is called")]
    address: Annotated[Line | None, Label("地址", "address", "怎么去", "where it is")] = None
    safety_contact: Annotated[Line | None, Label("安全联系人", "safety contact", "出事找谁", "whom to call")] = None


class Change(Part):
    """What is different this once."""

    name: Annotated[Name | None, Label("名称", "name", "这一次叫什么", "what it is called this once")] = None
    duration: Annotated[Duration | None, Label("时长", "duration", "这一次多久", "how long this once")] = None
    venue: Annotated[Venue | None, Label("场地", "venue", "这一次在哪里", "where this once")] = None
    url: Annotated[Url | None, Label("链接", "link", "这一次的入会链接", "the link this once")] = None


class EventException(Part):
    """One date of the series that is cancelled, moved or changed. `on` is the local date that the series gives."""

    on: Annotated[LocalDate, Label("哪一天", "on", "系列里原来的日期", "the date that the series gives")]
    cancel: Annotated[Bool, Label("取消", "cancel", "这一次不办", "this one is off")] = False
    move: Annotated[LocalStart | None, Label("改到", "move", "改到什么时候", "when it is instead")] = None
    change: Annotated[Change | None, Label("改动", "change", "这一次有什么不同", "what is different")] = None
    reason: Annotated[Line | None, Label("原因", "reason", "为什么", "why")] = None

    @model_validator(mode="after")
    def _one_thing(self) -> EventException:
        if self.cancel == (self.move is not None or self.change is not None):
            raise problem("QB118", key="cancel", other="move / change")
        return self


class Also(Part):
    """A date outside the series."""

    short = "on"

    on: Annotated[LocalStart, Label("什么时候", "on", "日期和时间", "date and time")]
    name: Annotated[Name | None, Label("名称", "name", "这一次叫什么", "what it is called")] = None


class Duty(Part):
    """A role that is on duty; `rota` lets people take turns, one an occurrence, in this order."""

    short = "role"

    role: Annotated[RoleId, Label("角色", "role", "值守的角色", "the role on duty")]
    rota: Annotated[tuple[PersonId, ...], Label("轮值", "rota", "按顺序轮流的人", "people who take turns")] = ()
    hours: Annotated[HoursField | None, Label("时段", "hours", "如 20:00-22:00", "e.g. 20:00-22:00")] = None


class Guest(Part):
    short = "name"

    name: Annotated[Name | None, Label("姓名", "name", "嘉宾怎么称呼", "how the guest is called")] = None
    person: Annotated[PersonId | None, Label("成员", "person", "成员 id", "a person's id")] = None
    topic: Annotated[Line | None, Label("话题", "topic", "讲什么", "what they speak about")] = None


class When(Part):
    mode: Annotated[
        Annotated[str, Choice("event_mode")] | None, Label("形式", "mode", "只在线下等时做", "only for this mode")
    ] = None
    type: Annotated[
        Annotated[str, Choice("event_type")] | None, Label("类型", "type", "只对这类活动", "only for this type")
    ] = None


class Task(Part):
    """One thing to prepare: what, when (relative to the start or end), and the role that does it."""

    id: Annotated[Slug | None, Label("id", "id", "本活动内唯一，勾选靠它", "unique in the event; ticks go by it")] = (
        None
    )
    do: Annotated[Line, Label("做什么", "do", "一个动作", "one act")]
    at: Annotated[Offset, Label("什么时候", "at", "如 T-7d、T-1d 20:00、E+1d", "e.g. T-7d, T-1d 20:00, E+1d")]
    role: Annotated[RoleId, Label("谁", "role", "哪个角色", "who does it")]
    killer: Annotated[Bool, Label("要害", "killer", "漏了就办不成", "the event fails without it")] = False
    gate: Annotated[Bool, Label("关口", "gate", "没做完不能往下", "nothing goes on before it")] = False
    when: Annotated[When | None, Label("条件", "when", "什么情况下才做", "only then")] = None
    collect: Annotated[
        Name | None, Label("记下", "collect", "要登记的数据，如 attendance", "a figure to note, e.g. attendance")
    ] = None
    needs: Annotated[tuple[Slug, ...], Label("先做", "needs", "要先完成的任务 id", "ids of tasks before it")] = ()
    hint: Annotated[Line | None, Label("提示", "hint", "怎么做", "how")] = None


class Segment(Part):
    """A line of the run sheet: `at` counts from the start, in minutes."""

    at: Annotated[Count, Label("第几分钟", "minute", "从开始算", "from the start")]
    minutes: Annotated[Count, Label("几分钟", "minutes", "这一段多长", "how long")]
    item: Annotated[Line, Label("环节", "item", "做什么", "what happens")]
    role: Annotated[RoleId | None, Label("谁", "role", "哪个角色", "who")] = None
    cue: Annotated[Line | None, Label("提示", "cue", "看到什么就开始", "the cue")] = None
    fallback: Annotated[Line | None, Label("备选", "fallback", "不成怎么办", "if it fails")] = None


class Measure(Part):
    """What the event should reach: a metric with a target, or a count of its own (`name`)."""

    metric: Annotated[MetricId | None, Label("指标", "metric", "指标 id", "a metric's id")] = None
    name: Annotated[Slug | None, Label("自定", "name", "场次里登记的数据名", "a figure noted in the run")] = None
    unit: Annotated[Name | None, Label("单位", "unit", "人、册、次", "people, books")] = None
    target: Annotated[TargetField | None, Label("目标值", "target", "如 >=60%", "e.g. >=60%")] = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Measure:
        if bool(self.metric) == bool(self.name):
            raise problem("QB118", key="name", other="metric")
        return self


def _retro(text: str) -> str:
    """`auto`, `none`, `optional`, `required`, or `every 4`: one in so many occurrences."""
    from qunbook.enums import ENUMS

    for value, (zh, _) in ENUMS["retro_policy"].items():
        if text in (value, zh):
            return value
    word, _, count = text.partition(" ")
    if word == "every" and count.isdigit() and 1 < int(count) < 100:
        return f"every {int(count)}"
    raise problem("QB104", got=text, choices=(*ENUMS["retro_policy"], "every 4"))


_RETRO = r"^(auto|none|optional|required|every \d+|按重要程度|不复盘|可选|必做)$"
RetroPolicy = Annotated[str, Written(_retro, str, {"pattern": _RETRO})]


class Event(Thing):
    kind = "event"

    community: Annotated[CommunityId, Label("社群", "community", "在哪个社群", "where it belongs")]
    owner: Annotated[RoleId, Label("负责人", "owner", "主理的角色 id", "the role that answers for it")]
    start: Annotated[
        LocalStart,
        Label("首场", "start", "第一场：2026-08-06 20:30，全天活动只写日期", "the first: 2026-08-06 20:30, or a date"),
    ]
    duration: Annotated[Duration | None, Label("时长", "duration", "如 75m、2h", "e.g. 75m, 2h")] = None
    type: Annotated[
        Annotated[str, Choice("event_type")] | None, Label("类型", "type", "哪类活动", "what sort of event")
    ] = None
    mode: Annotated[
        Annotated[str, Choice("event_mode")], Label("形式", "mode", "线上、线下、混合", "online, offline, hybrid")
    ] = "online"
    importance: Annotated[
        Annotated[str, Choice("importance")], Label("轻重", "importance", "日常、一般、重要", "routine, normal, major")
    ] = "normal"
    repeat: Annotated[
        Repeat | None,
        Label(
            "重复",
            "repeat",
            "如 weekly thu、每周四；农历遇闰月算头一个",
            "e.g. weekly thu; lunar: of a leap month's two the first",
        ),
    ] = None
    until: Annotated[LocalDate | None, Label("截止", "until", "最后可能的日期", "the last possible date")] = None
    count: Annotated[Times | None, Label("次数", "count", "一共几次", "how many in all")] = None
    follows: Annotated[
        EventId | None,
        Label("接着", "follows", "从此不一样了：接着哪个已写明结束的活动", "goes on from a series that has an end"),
    ] = None
    exceptions: Annotated[
        tuple[EventException, ...], Label("例外", "exceptions", "取消、改期、改动", "cancelled, moved, changed")
    ] = ()
    also: Annotated[tuple[Also, ...], Label("另加", "also", "系列以外的日期", "dates outside the series")] = ()
    on_holiday: Annotated[
        Annotated[str, Choice("on_holiday")],
        Label("遇假日", "on holidays", "照常、停、顺延、提前、提醒", "keep, skip, move or warn"),
    ] = "warn"
    timezone: Annotated[Zone | None, Label("时区", "time zone", "与手册不同时才写", "only if not the handbook's")] = (
        None
    )
    anchor: Annotated[
        Annotated[str, Choice("anchor")], Label("锚定", "anchor", "按当地时间还是世界时", "local wall clock, or UTC")
    ] = "local"
    venue: Annotated[
        Venue | None, Label("场地", "venue", "名称、地址、安全联系人", "name, address, safety contact")
    ] = None
    url: Annotated[Url | None, Label("链接", "link", "入会或报名链接", "to join or sign up")] = None
    capacity: Annotated[Count | None, Label("名额", "capacity", "最多几人", "how many fit")] = None
    duty: Annotated[tuple[Duty, ...], Label("值守", "duty", "哪些角色到场", "the roles on duty")] = ()
    guests: Annotated[tuple[Guest, ...], Label("嘉宾", "guests", "请谁来", "who is invited")] = ()
    tasks: Annotated[tuple[Task, ...], Label("筹备", "tasks", "T 减清单", "what to prepare, and when")] = ()
    checklists: Annotated[
        tuple[ChecklistId, ...], Label("清单", "checklists", "一并使用的清单", "lists to go through as well")
    ] = ()
    run_sheet: Annotated[tuple[Segment, ...], Label("流程单", "run sheet", "现场每一段", "minute by minute")] = ()
    intent: Annotated[Prose | None, Label("预期", "intent", "办完之后应该怎样", "what should be so afterwards")] = None
    metrics: Annotated[
        tuple[Measure, ...], Label("指标", "metrics", "看什么、要多少", "what is measured, and the target")
    ] = ()
    retro: Annotated[
        RetroPolicy, Label("复盘", "retrospective", "auto、none、every 4…", "auto, none, optional, required, every 4")
    ] = "auto"
    method: Annotated[
        Annotated[str, Choice("retro_method")] | None, Label("复盘方法", "method", "用哪种复盘法", "how it is reviewed")
    ] = None
    audience: Annotated[Line | None, Label("给谁", "audience", "欢迎谁来", "who is welcome")] = None
    mechanics: Annotated[
        tuple[Annotated[str, Choice("mechanic")], ...],
        Label("互动方式", "mechanics", "怎么互动", "how people take part"),
    ] = ()
    incentive: Annotated[IncentiveId | None, Label("激励", "incentive", "用哪项激励", "the incentive used")] = None
    stage: Annotated[
        Annotated[str, Choice("stage")] | None,
        Label("环节", "stage", "拉新、促活、转化、维护、留存", "its stage of the member's life"),
    ] = None
    values: Annotated[tuple[Name, ...], Label("价值观", "values", "体现哪些价值观", "the values it lives")] = ()
    related: Annotated[
        tuple[Annotated[str, Written(str), Ref("workflow", "rule", "checklist")], ...],
        Label("相关", "related", "相关流程、规则", "workflows and rules"),
    ] = ()


def task_id(task: Task, index: int) -> str:
    """The id by which ticks know a task: its own, or its place in the list."""
    return task.id or f"t{index + 1}"


KIND = Kind("event", "events", Event, "活动", "event", "events", visibility="member", review_every=365)

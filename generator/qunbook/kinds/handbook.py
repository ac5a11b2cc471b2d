"""The handbook itself: whose it is, where and when it lives, and the policies that every file follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from qunbook.fields import (
    Bool,
    Choice,
    Colour,
    Count,
    Duration,
    Line,
    LocalDate,
    MetricId,
    Name,
    Number,
    RoleId,
    Slug,
    TargetField,
    Url,
    Zone,
)  # fmt: skip
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Value(Part):
    short = "name"

    name: Annotated[Name, Label("价值观", "value", "一个词或一句话", "a word or a phrase")]
    behaviour: Annotated[Line | None, Label("做法", "behaviour", "看得见的做法", "what one can see people do")] = None


class Brand(Part):
    logo: Annotated[
        Line | None, Label("标志", "logo", "content/assets/ 里的图片文件名", "a picture in content/assets/")
    ] = None
    color: Annotated[Colour | None, Label("主题色", "colour", "#rrggbb", "#rrggbb")] = None
    tagline: Annotated[Line | None, Label("口号", "tagline", "名字下面的一句话", "the line under the name")] = None


class Announcement(Part):
    """A line over every page."""

    short = "text"

    text: Annotated[Line, Label("内容", "text", "一句话", "one sentence")]
    link: Annotated[Url | None, Label("链接", "link", "点开看更多", "where to read on")] = None
    until: Annotated[LocalDate | None, Label("到", "until", "最后显示的一天", "the last day on which it shows")] = None
    stays: Annotated[Bool, Label("不能关", "stays", "读者不能把它关掉", "readers cannot close it")] = False


class HolidayDay(Part):
    """A day, or days up to and including `to`."""

    date: Annotated[LocalDate, Label("日期", "date", "第一天", "the first day")]
    to: Annotated[LocalDate | None, Label("到", "to", "最后一天", "the last day")] = None
    name: Annotated[Name | None, Label("名称", "name", "假日的名字", "what it is called")] = None


class HolidayPolicy(Part):
    country: Annotated[Name | None, Label("国家", "country", "国家代码，如 CN", "a country code, e.g. CN")] = None
    subdivision: Annotated[Name | None, Label("地区", "subdivision", "省州代码", "a state or province code")] = None
    extra: Annotated[
        tuple[HolidayDay, ...], Label("另加假日", "extra days off", "法定以外的假日", "days off beyond the public ones")
    ] = ()
    workdays: Annotated[
        tuple[HolidayDay, ...], Label("补班日", "make-up workdays", "周末也上班的日子", "weekend days that are worked")
    ] = ()


class KeyDate(Part):
    date: Annotated[LocalDate, Label("日期", "date", "哪一天", "the day")]
    name: Annotated[Name, Label("名称", "name", "什么日子", "what day it is")]
    industry: Annotated[Name | None, Label("行业", "industry", "哪个行业的节点", "whose date it is")] = None


class KeyResult(Part):
    metric: Annotated[MetricId, Label("指标", "metric", "指标 id", "a metric's id")]
    target: Annotated[TargetField, Label("目标值", "target", "如 30%、>=4.2", "e.g. 30%, >=4.2")]


class Period(Part):
    start: Annotated[LocalDate, Label("开始", "start", "第一天", "the first day")]
    end: Annotated[LocalDate, Label("结束", "end", "最后一天", "the last day")]


class Objective(Part):
    name: Annotated[Line, Label("目标", "objective", "这一季要做到什么", "what the period is for")]
    period: Annotated[Period, Label("期间", "period", "从哪天到哪天", "from when to when")]
    owner: Annotated[RoleId, Label("负责角色", "owner", "角色 id", "a role's id")]
    key_results: Annotated[
        tuple[KeyResult, ...], Label("关键结果", "key results", "指标和目标值", "metrics and targets")
    ] = ()


class Channel(Part):
    name: Annotated[Name, Label("名称", "name", "渠道的名字", "what it is called")]
    platform: Annotated[Annotated[str, Choice("platform")], Label("平台", "platform", "在哪个平台", "where it is")]
    purpose: Annotated[Line | None, Label("用途", "purpose", "在这里说什么", "what it is for")] = None


class Limits(Part):
    hours_per_week: Annotated[
        Number, Label("每周小时", "hours a week", "一个人每周最多几小时", "at most, for one person")
    ] = 6.0
    roles: Annotated[Count, Label("角色数", "roles", "一个人最多几个角色", "at most, for one person")] = 4


class RetroPolicy(Part):
    routine: Annotated[
        Annotated[str, Choice("retro_policy")], Label("日常", "routine", "日常活动", "routine events")
    ] = "none"
    normal: Annotated[Annotated[str, Choice("retro_policy")], Label("一般", "normal", "一般活动", "normal events")] = (
        "optional"
    )
    major: Annotated[Annotated[str, Choice("retro_policy")], Label("重要", "major", "重要活动", "major events")] = (
        "required"
    )
    due: Annotated[Duration, Label("一般期限", "due", "一般活动几天内交", "after a normal event")] = timedelta(days=3)
    due_major: Annotated[
        Duration, Label("重要期限", "due after a major event", "重要活动几天内交", "after a major event")
    ] = timedelta(days=5)
    grace: Annotated[Duration, Label("宽限", "grace", "逾期几天后算错误", "late by more is an error")] = timedelta(
        days=7
    )
    review: Annotated[
        Duration, Label("评审期限", "review", "起草或评审最多几天", "longest stay in draft or review")
    ] = timedelta(days=7)


class Policies(Part):
    retro: Annotated[
        RetroPolicy, Label("复盘", "retrospectives", "什么活动要复盘、几天内交", "which events need one, and by when")
    ] = RetroPolicy()
    action_due: Annotated[
        Duration, Label("行动期限", "actions due", "行动项默认几天完成", "default time for an action")
    ] = timedelta(days=14)
    review: Annotated[Duration, Label("复核", "review", "默认多久复核一次", "how often files are reviewed")] = (
        timedelta(days=365)
    )


class CalendarPolicy(Part):
    namespace: Annotated[
        Slug,
        Label(
            "日历命名", "namespace", "日历条目身份的前缀，定了就别改", "prefix of calendar identities; never change it"
        ),
    ] = "handbook"
    horizon: Annotated[Duration, Label("展望", "horizon", "向后看多少天", "how far ahead is looked")] = timedelta(
        days=90
    )
    tasks: Annotated[
        Bool, Label("日常筹备", "routine tasks", "日常活动的筹备也进日历", "put routine events' tasks in feeds")
    ] = False
    alarms: Annotated[Bool, Label("闹钟", "alarms", "在日历里带提醒", "put alarms in feeds")] = False


class EnumValue(Part):
    zh: Annotated[Name, Label("中文", "Chinese", "中文名", "Chinese name")]
    en: Annotated[Name, Label("英文", "English", "英文名", "English name")]


class Handbook(Thing):
    kind = "handbook"

    timezone: Annotated[Zone, Label("时区", "time zone", "如 Asia/Shanghai", "e.g. Asia/Shanghai")]
    language: Annotated[
        Annotated[str, Choice("language")], Label("语言", "language", "页面语言 zh 或 en", "of the pages, zh or en")
    ] = "zh"
    as_of: Annotated[
        LocalDate | None,
        Label("今天", "as of", "把“今天”固定在某一天（示例和测试用）", "freeze today (examples and tests)"),
    ] = None
    mission: Annotated[Line | None, Label("使命", "mission", "为什么存在", "why we exist")] = None
    vision: Annotated[Line | None, Label("愿景", "vision", "想看到的样子", "what we want to see")] = None
    values: Annotated[tuple[Value, ...], Label("价值观", "values", "做事的习惯", "how we do things")] = ()
    brand: Annotated[Brand, Label("品牌", "brand", "标志、主题色、口号", "logo, colour, tagline")] = Brand()
    site_url: Annotated[
        Url | None, Label("网址", "site address", "手册发布后的网址", "where the site is published")
    ] = None
    staff_url: Annotated[
        Url | None, Label("运营版网址", "staff site address", "运营版发布后的网址", "where the staff site is published")
    ] = None
    edit_url: Annotated[
        Url | None,
        Label("编辑地址", "edit address", "仓库里编辑 content/ 的网址前缀", "prefix for editing content/ on the forge"),
    ] = None
    announcement: Annotated[
        Announcement | None, Label("公告条", "announcement", "每一页顶上的一句话", "a line at the top of every page")
    ] = None
    holidays: Annotated[HolidayPolicy, Label("假日", "holidays", "法定与自定假日", "public holidays and our own")] = (
        HolidayPolicy()
    )
    key_dates: Annotated[
        tuple[KeyDate, ...], Label("关键日", "key dates", "值得安排活动的日子", "dates worth an event")
    ] = ()
    objectives: Annotated[
        tuple[Objective, ...], Label("团队目标", "objectives", "每季目标与关键结果", "objectives and key results")
    ] = ()
    channels: Annotated[
        tuple[Channel, ...], Label("团队渠道", "team channels", "团队在哪里说话", "where the team talks")
    ] = ()
    limits: Annotated[Limits, Label("上限", "limits", "一个人的负担上限", "how much one person may carry")] = Limits()
    policies: Annotated[
        Policies, Label("约定", "policies", "复盘、行动、复核的约定", "for retrospectives, actions, reviews")
    ] = Policies()
    calendar: Annotated[CalendarPolicy, Label("日历", "calendar", "日历订阅的设置", "settings of the feeds")] = (
        CalendarPolicy()
    )
    levels: Annotated[
        dict[str, str],
        Label("提示级别", "levels", "代码改成 error、warning、note 或 off", "code: error, warning, note or off"),
    ] = {}
    enums: Annotated[
        dict[str, dict[str, EnumValue]],
        Label("自定选项", "own values", "给某个选项表增加取值", "values added to a closed list"),
    ] = {}

    @property
    def own_values(self) -> dict[str, dict[str, tuple[str, str]]]:
        """What this handbook adds to the closed lists, as `fields.Choice` wants it."""
        return {
            name: {value: (words.zh, words.en) for value, words in added.items()} for name, added in self.enums.items()
        }


KIND = Kind("handbook", "", Handbook, "手册", "handbook", "handbook", visibility="public", single=True)

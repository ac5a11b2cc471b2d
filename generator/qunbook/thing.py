"""What every kind has: who answers for the file, who sees it, when it was last read through, its former ids."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, Duration, Line, LocalDate, Name, RoleId, Slug
from qunbook.model import Entity, Label, Part


class Silence(Part):
    """One silenced code, never without a reason."""

    ignore: Annotated[str, Label("代码", "code", "要静音的代码，如 QB604", "the code to silence, e.g. QB604")]
    because: Annotated[Line, Label("理由", "because", "为什么这里可以例外", "why this file may be an exception")]


class Filed(Entity):
    """The fields of every kind, but for `name`, which runs, retrospectives and assessments take from their subject."""

    summary: Annotated[
        Line | None, Label("一句话", "summary", "一句话说清这是什么", "one sentence that says what this is")
    ] = None
    owner: Annotated[
        RoleId | None, Label("负责人", "owner", "对这个文件负责的角色 id", "the role that answers for this file")
    ] = None
    visibility: Annotated[
        Annotated[str, Choice("visibility")] | None,
        Label(
            "可见范围",
            "visibility",
            "public、member 或 staff；不写按类型默认",
            "public, member or staff; by kind if left out",
        ),
    ] = None
    reviewed: Annotated[
        LocalDate | None, Label("复核日期", "reviewed", "上次逐句看过的日期", "the day somebody last read it through")
    ] = None
    review_every: Annotated[
        Duration | None,
        Label(
            "复核周期",
            "review every",
            "多久复核一次，如 365d；不写按类型默认",
            "how often, e.g. 365d; by kind if left out",
        ),
    ] = None
    formerly: Annotated[
        tuple[Slug, ...],
        Label(
            "曾用 id",
            "formerly",
            "以前的 id，最早的在前；旧链接和日历订阅不断",
            "old ids, the first ever first; old links and calendar entries live on",
        ),
    ] = ()
    aliases: Annotated[
        tuple[Name, ...], Label("别名", "aliases", "搜索时也能用的叫法", "other words that a search finds")
    ] = ()
    tags: Annotated[tuple[Name, ...], Label("标签", "tags", "归类用的词", "words to group by")] = ()
    lint: Annotated[
        tuple[Silence, ...],
        Label("静音", "silenced checks", "不再提示的代码及理由", "codes not to report, with reasons"),
    ] = ()


class Thing(Filed):
    """A kind with a name of its own and a life."""

    name: Annotated[Name, Label("名称", "name", "读者看到的名字", "the name that readers see")]
    status: Annotated[
        Annotated[str, Choice("status")],
        Label("状态", "status", "筹备、进行、暂停或归档", "planned, active, paused or archived"),
    ] = "active"
    reason: Annotated[Line | None, Label("原因", "reason", "为什么是这个状态", "why it is in this state")] = None

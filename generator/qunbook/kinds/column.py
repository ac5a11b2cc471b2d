"""A column: content that appears again and again, by whom, in what form, how often."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, CommunityId, Line, LocalDate, PersonId, Repeat, RoleId
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Published(Part):
    date: Annotated[LocalDate, Label("日期", "date", "哪天发的", "when")]
    title: Annotated[Line, Label("标题", "title", "哪一篇", "which piece")]
    by: Annotated[PersonId | None, Label("谁", "by", "谁写的", "who wrote it")] = None


class Column(Thing):
    kind = "column"

    community: Annotated[CommunityId, Label("社群", "community", "发在哪个社群", "where it appears")]
    owner: Annotated[RoleId, Label("负责人", "owner", "哪个角色", "the role that answers for it")]
    topic: Annotated[Annotated[str, Choice("topic")], Label("主题", "topic", "讲哪类内容", "what it is about")]
    form: Annotated[
        Annotated[str, Choice("form")], Label("形式", "form", "文字、图文、语音…", "text, pictures, audio …")
    ]
    repeat: Annotated[Repeat, Label("频率", "repeat", "如 weekly mon,wed,fri", "e.g. weekly mon,wed,fri")]
    since: Annotated[LocalDate | None, Label("从", "since", "哪天开始", "from when")] = None
    channel: Annotated[
        Annotated[str, Choice("platform")] | None, Label("渠道", "channel", "发在哪个平台", "on which platform")
    ] = None
    reviewer: Annotated[
        RoleId | None, Label("审校", "reviewer", "谁来审，不能是自己", "who reviews it, not the owner")
    ] = None
    originality: Annotated[
        Annotated[str, Choice("originality")] | None,
        Label("原创程度", "originality", "原创、编选、转发", "original, curated, forwarded"),
    ] = None
    stage: Annotated[
        Annotated[str, Choice("stage")] | None,
        Label("环节", "stage", "拉新到留存的哪一段", "its stage of the member's life"),
    ] = None
    serves: Annotated[tuple[Line, ...], Label("满足", "serves", "满足哪些需求", "the needs it serves")] = ()
    contributors: Annotated[tuple[Line, ...], Label("供稿", "contributors", "谁供稿", "who writes for it")] = ()
    published: Annotated[tuple[Published, ...], Label("已发", "published", "最近发了什么", "what has appeared")] = ()


KIND = Kind("column", "columns", Column, "栏目", "column", "columns", visibility="member", review_every=365)

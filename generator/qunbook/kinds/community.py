"""A community: who it is for, how one joins, what it is to reach, where it stands among the others."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import (
    Choice,
    CommunityId,
    Count,
    Id,
    Line,
    LocalDate,
    MetricId,
    Name,
    PersonId,
    Prose,
    RoleId,
    Slug,
    TargetField,
    WorkflowId,
)  # fmt: skip
from qunbook.model import Kind, Label, Part, Ref
from qunbook.thing import Thing


class Evidence(Part):
    source: Annotated[Line, Label("来源", "source", "问卷、访谈、数据", "a survey, interviews, data")]
    date: Annotated[LocalDate, Label("日期", "date", "哪一天的证据", "when it was found")]


class People(Part):
    who: Annotated[Line | None, Label("是谁", "who", "他们是谁", "who they are")] = None
    does: Annotated[Line | None, Label("做什么", "does", "来这里一起做什么", "what they come to do")] = None
    needs: Annotated[tuple[Line, ...], Label("需求", "needs", "他们缺什么", "what they lack")] = ()
    habits: Annotated[
        tuple[Line, ...], Label("习惯", "habits", "什么时候在线、怎么读", "when and how they are around")
    ] = ()
    interests: Annotated[tuple[Line, ...], Label("兴趣", "interests", "喜欢什么", "what they like")] = ()
    age: Annotated[Line | None, Label("年龄", "age", "大致年龄", "roughly")] = None
    location: Annotated[Line | None, Label("所在地", "location", "在哪里", "where they live")] = None
    profession: Annotated[Line | None, Label("职业", "profession", "做什么工作", "what they work as")] = None
    segment: Annotated[
        Annotated[str, Choice("segment")] | None,
        Label("层次", "market level", "高端、大众或某行业", "premium, mass or one industry"),
    ] = None
    evidence: Annotated[tuple[Evidence, ...], Label("依据", "evidence", "凭什么这么说", "how we know")] = ()


class Segment(Part):
    id: Annotated[Slug, Label("id", "id", "本社群内唯一", "unique in the community")]
    definition: Annotated[Line, Label("定义", "definition", "怎样算这一类", "who counts")]
    tactics: Annotated[
        tuple[Annotated[Id, Ref("event", "column", "campaign", "incentive", "workflow")], ...],
        Label("办法", "tactics", "用哪些活动、栏目、激励", "events, columns, incentives for them"),
    ] = ()


class Admission(Part):
    method: Annotated[Annotated[str, Choice("admission_method")], Label("方式", "method", "怎么加入", "how one joins")]
    criteria: Annotated[tuple[Line, ...], Label("标准", "criteria", "看什么", "what is looked at")] = ()
    threshold: Annotated[
        Annotated[str, Choice("threshold")] | None, Label("门槛", "threshold", "要先做什么", "what one does first")
    ] = None
    workflow: Annotated[WorkflowId | None, Label("流程", "workflow", "入群流程 id", "the admission workflow")] = None


class Platform(Part):
    short = "platform"

    platform: Annotated[Annotated[str, Choice("platform")], Label("平台", "platform", "哪个平台", "which one")]
    purpose: Annotated[Line | None, Label("用途", "purpose", "在那里做什么", "what it is used for")] = None
    modes: Annotated[
        tuple[Annotated[str, Choice("platform_mode")], ...], Label("形式", "modes", "几对几", "who talks to whom")
    ] = ()
    features: Annotated[
        tuple[Annotated[str, Choice("platform_feature")], ...],
        Label("功能", "features", "用得上的功能", "features in use"),
    ] = ()


class Capacity(Part):
    limit: Annotated[Count, Label("上限", "limit", "平台允许的人数", "members at most")]
    source: Annotated[Line | None, Label("依据", "source", "从哪里知道", "how we know")] = None
    checked: Annotated[LocalDate | None, Label("核对日期", "checked", "上次核对", "last checked")] = None


class Term(Part):
    name: Annotated[Name | None, Label("期名", "name", "第几期", "which term")] = None
    start: Annotated[LocalDate, Label("开始", "start", "第一天", "the first day")]
    end: Annotated[LocalDate, Label("结束", "end", "最后一天", "the last day")]


class Goal(Part):
    type: Annotated[Annotated[str, Choice("goal_type")], Label("类型", "type", "哪类目标", "what sort of goal")]
    metric: Annotated[MetricId | None, Label("指标", "metric", "用哪个指标看", "how it is measured")] = None
    target: Annotated[TargetField | None, Label("目标值", "target", "如 30%", "e.g. 30%")] = None
    by: Annotated[LocalDate | None, Label("期限", "by", "哪天之前", "until when")] = None
    tactics: Annotated[
        tuple[Annotated[Id, Ref("event", "column", "campaign", "incentive", "workflow")], ...],
        Label("办法", "tactics", "靠哪些活动、栏目、拉新", "the events, columns and campaigns for it"),
    ] = ()


class Tier(Part):
    id: Annotated[Slug, Label("id", "id", "本社群内唯一", "unique in the community")]
    name: Annotated[Name, Label("名称", "name", "这一阶叫什么", "what it is called")]
    enter: Annotated[Line | None, Label("进阶条件", "enter", "怎样到这一阶", "how one gets there")] = None
    keep: Annotated[Line | None, Label("保持条件", "keep", "怎样留在这一阶", "how one stays")] = None
    benefits: Annotated[tuple[Line, ...], Label("权益", "benefits", "能得到什么", "what one gets")] = ()


class Copy(Part):
    channel: Annotated[Line, Label("渠道", "channel", "用在哪里", "where it is used")]
    text: Annotated[Prose, Label("文案", "text", "可以直接复制的话", "words to copy")]


class Seeds(Part):
    count: Annotated[Count, Label("人数", "count", "多少位元老", "how many")]
    source: Annotated[Line | None, Label("来源", "source", "从哪里来", "where they came from")] = None


class Expression(Part):
    term: Annotated[Name, Label("说法", "term", "群里的说法", "how it is said here")]
    meaning: Annotated[Line, Label("意思", "meaning", "是什么意思", "what it means")]


class Culture(Part):
    tone: Annotated[Line | None, Label("语气", "tone", "说话的样子", "how we talk")] = None
    glossary: Annotated[tuple[Expression, ...], Label("黑话", "words", "群里的说法", "words of our own")] = ()
    rituals: Annotated[tuple[Line, ...], Label("小仪式", "rituals", "固定的小动作", "small things we always do")] = ()


class Resources(Part):
    people: Annotated[Line | None, Label("人", "people", "谁在出力", "who works on it")] = None
    budget: Annotated[Line | None, Label("钱", "budget", "每月多少、谁批", "how much, who approves")] = None
    materials: Annotated[tuple[Line, ...], Label("物", "materials", "有什么东西", "what there is")] = ()


class Community(Thing):
    kind = "community"

    type: Annotated[
        Annotated[str, Choice("community_type")],
        Label("类型", "type", "主群、引流群、训练营…", "main, lead-in, camp …"),
    ]
    purpose: Annotated[Line, Label("宗旨", "purpose", "为什么有这个群", "why it exists")]
    platform: Annotated[Annotated[str, Choice("platform")], Label("主要平台", "platform", "大本营在哪里", "its home")]
    owner: Annotated[RoleId, Label("负责人", "owner", "负责的角色 id", "the role that answers for it")]
    motive: Annotated[
        Annotated[str, Choice("motive")] | None,
        Label("初心", "motive", "公益、商业、兴趣…", "public good, commerce, interest …"),
    ] = None
    bond: Annotated[
        Annotated[str, Choice("bond")] | None, Label("纽带", "bond", "靠什么连在一起", "what ties members together")
    ] = None
    theme: Annotated[Line | None, Label("主题", "theme", "只做哪一件事", "the one subject")] = None
    scope: Annotated[tuple[Line, ...], Label("做什么", "scope", "属于这里的", "what belongs here")] = ()
    out_of_scope: Annotated[tuple[Line, ...], Label("不做什么", "out of scope", "不属于这里的", "what does not")] = ()
    value_proposition: Annotated[
        Line | None, Label("独特之处", "value proposition", "和别处有什么不同", "what is different here")
    ] = None
    gives: Annotated[tuple[Line, ...], Label("成员得到", "gives", "成员能得到什么", "what members gain")] = ()
    gets: Annotated[tuple[Line, ...], Label("我们得到", "gets", "我们能得到什么", "what we gain")] = ()
    direction: Annotated[Line | None, Label("方向", "direction", "往哪里去", "where it is heading")] = None
    audience: Annotated[People, Label("给谁", "audience", "目标成员", "who it is for")] = People()
    segments: Annotated[
        tuple[Segment, ...],
        Label("人群", "segments", "分几类人、各用什么办法", "kinds of members and what is done for each"),
    ] = ()
    openness: Annotated[
        Annotated[str, Choice("openness")] | None, Label("开放程度", "openness", "谁能进", "who may join")
    ] = None
    posting: Annotated[
        Annotated[str, Choice("posting")] | None, Label("发言权限", "posting", "谁能发", "who may post")
    ] = None
    admission: Annotated[
        Admission | None, Label("入群", "admission", "方式、标准、门槛、流程", "method, criteria, threshold, workflow")
    ] = None
    leave: Annotated[Line | None, Label("退群", "leaving", "怎么离开、怎么算离开", "how one leaves")] = None
    platforms: Annotated[
        tuple[Platform, ...], Label("其他平台", "other platforms", "还用哪些平台", "what else is used")
    ] = ()
    capacity: Annotated[Capacity | None, Label("容量", "capacity", "人数上限", "how many fit")] = None
    min_members: Annotated[
        Count | None, Label("最少人数", "fewest members", "少于多少人就办不动", "below this it can't work")
    ] = None
    parent: Annotated[CommunityId | None, Label("上级社群", "parent", "属于哪个社群", "the one it belongs to")] = None
    next: Annotated[CommunityId | None, Label("去向", "next", "下一步去哪个社群", "where members go on to")] = None
    extends: Annotated[
        CommunityId | None, Label("复制自", "extends", "由哪个社群复制", "the one it was copied from")
    ] = None
    opened: Annotated[LocalDate | None, Label("开群日期", "opened", "哪天开的", "when it opened")] = None
    closes: Annotated[LocalDate | None, Label("关闭日期", "closes", "哪天关", "when it closes")] = None
    terms: Annotated[tuple[Term, ...], Label("期次", "terms", "训练营每一期", "the terms of a camp")] = ()
    goals: Annotated[tuple[Goal, ...], Label("目标", "goals", "要达到什么", "what it is to reach")] = ()
    tiers: Annotated[tuple[Tier, ...], Label("会员阶梯", "tiers", "从新人到骨干", "from newcomer to pillar")] = ()
    announcement: Annotated[Prose | None, Label("群公告", "announcement", "可以直接贴的公告", "text to pin")] = None
    texts: Annotated[tuple[Copy, ...], Label("文案", "texts", "各渠道的介绍", "introductions by channel")] = ()
    seed_members: Annotated[Seeds | None, Label("元老", "founding members", "第一批成员", "the first members")] = None
    core: Annotated[tuple[PersonId, ...], Label("骨干", "core", "核心成员", "the people at its heart")] = ()
    stages: Annotated[
        tuple[Annotated[str, Choice("stage")], ...],
        Label("环节", "stages", "在拉新到留存中管哪一段", "its part of the member's life"),
    ] = ()
    contact: Annotated[RoleId | None, Label("找谁", "contact", "有事找哪个角色", "the role to turn to")] = None
    culture: Annotated[Culture, Label("文化", "culture", "语气、黑话、仪式", "tone, words, rituals")] = Culture()
    shape: Annotated[
        Annotated[str, Choice("shape")] | None, Label("结构", "shape", "金字塔或环形", "pyramid or ring")
    ] = None
    region: Annotated[Name | None, Label("地区", "region", "哪座城市", "which city")] = None
    resources: Annotated[Resources | None, Label("资源", "resources", "人、钱、物", "people, money, things")] = None


KIND = Kind(
    "community", "communities", Community, "社群", "community", "communities", visibility="public", review_every=365
)

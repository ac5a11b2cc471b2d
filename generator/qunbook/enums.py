"""The closed lists of values, each with its Chinese and English name. A handbook may add to one in `handbook.md`.

`ENUMS["platform"]["wechat_group"] == ("微信群", "WeChat group")`. The order is the one in which readers see them.
"""

from __future__ import annotations

from collections.abc import Mapping

Values = Mapping[str, tuple[str, str]]


def _table(text: str) -> Values:
    """`value 中文 English words` a line."""
    rows = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return {value: (zh, en) for value, zh, en in rows}


ENUMS: Mapping[str, Values] = {
    "language": _table("""
        zh 中文 Chinese
        en 英文 English
    """),
    "visibility": _table("""
        public 公开 public
        member 成员 members
        staff 运营 staff
    """),
    "status": _table("""
        planned 筹备中 planned
        active 进行中 active
        paused 暂停 paused
        archived 已归档 archived
    """),
    "person_status": _table("""
        active 在岗 active
        inactive 已离岗 inactive
    """),
    "goal_type": _table("""
        brand_awareness 知名度 brand awareness
        brand_image 品牌形象 brand image
        brand_promotion 品牌推广 brand promotion
        stickiness 用户粘性 stickiness
        loyalty 忠诚度 loyalty
        activity 活跃度 activity
        participation 参与度 participation
        interaction 用户互动 interaction
        member_exchange 成员交流 member exchange
        belonging 归属感 belonging
        growth 成员增长 growth
        sales 销量与转化 sales
        reach 触及目标用户 reach
        knowledge 知识传播 knowledge
        values 传播理念 values
        service 服务满意 service
        personal_brand 个人品牌 personal brand
        co_growth 共同成长 growing together
        retention 留存 retention
        low_cost_traffic 低成本获客 low-cost traffic
    """),
    "motive": _table("""
        public_good 公益 public good
        commerce 商业 commerce
        interest 兴趣 interest
        learning 学习 learning
        profession 职业 profession
    """),
    "bond": _table("""
        product 产品 product
        behaviour 行为 behaviour
        label 标签 label
        space 空间 space
        emotion 情感 emotion
        worldview 三观 world-view
        shared_interest 共同爱好 shared interest
        shared_benefit 共同利益 shared benefit
        shared_pursuit 共同追求 shared pursuit
    """),
    "segment": _table("""
        premium 高端 premium
        mass 大众 mass
        industry 特定行业 one industry
    """),
    "platform": _table("""
        wechat_group 微信群 WeChat group
        wechat_official 微信公众号 WeChat official account
        wechat_moments 朋友圈 WeChat Moments
        qq_group QQ群 QQ group
        qzone QQ空间 Qzone
        weibo 微博 Weibo
        zhihu 知乎 Zhihu
        douban_group 豆瓣小组 Douban group
        bilibili B站 Bilibili
        forum 论坛 forum
        industry_site 行业网站 industry site
        email 邮件 e-mail
        im 即时通讯 instant messaging
        meeting 会议 meeting
        offline 线下 offline
        wecom 企业微信 WeCom
        feishu 飞书 Feishu
        dingtalk 钉钉 DingTalk
        xiaohongshu 小红书 Xiaohongshu
        douyin 抖音 Douyin
        tencent_meeting 腾讯会议 Tencent Meeting
        matrix Matrix Matrix room
        chat 在线聊天 chat
    """),
    "platform_mode": _table("""
        one_to_many 一对多 one to many
        many_to_one 多对一 many to one
        one_to_one 一对一 one to one
        many_to_many 多对多 many to many
    """),
    "platform_feature": _table("""
        rules 群规 rules
        dm 私信 direct messages
        push 推送 push messages
        poll 投票 polls
        survey 问卷 questionnaires
        announcement 公告 announcements
    """),
    "community_type": _table("""
        lead_in 引流群 lead-in group
        newcomer 新人群 newcomer group
        camp 训练营 camp
        main 主群 main group
        sub 分群 sub-group
        professional 专业群 professional group
        branch 分舵 chapter
        core 核心群 core group
        staff 运营群 staff group
    """),
    "openness": _table("""
        open 自由加入 open
        application 申请加入 by application
        invitation 邀请加入 by invitation
        closed 不再收人 closed
    """),
    "posting": _table("""
        everyone 人人可发 everyone
        admins 管理员可发 admins only
        reviewed 审核后发 after review
    """),
    "shape": _table("""
        pyramid 金字塔 pyramid
        ring 环形 ring
    """),
    "admission_method": _table("""
        open 直接加入 open
        form 填表 form
        interview 面谈 interview
        referral 熟人推荐 referral
        task 完成任务 task
        fee 付费 fee
    """),
    "threshold": _table("""
        none 无门槛 none
        answer 答题 answer questions
        task 完成任务 a task
        referral 推荐 a referral
        fee 付费 a fee
    """),
    "stage": _table("""
        acquire 拉新 acquire
        activate 促活 activate
        convert 转化 convert
        maintain 维护 maintain
        retain 留存 retain
    """),
    "track": _table("""
        lead 负责人 lead
        moderator 管理 moderator
        officer 首席官 officer
        advisor 顾问 advisor
        chapter_lead 分舵负责人 chapter lead
        observer 观摩 observer
        guest 嘉宾 guest
    """),
    "power": _table("""
        invite 邀请入群 invite
        approve 审批入群 approve members
        announce 发群公告 announce
        pin 置顶 pin
        delete 删除内容 delete posts
        mute 禁言 mute
        remove 移出群 remove
        ban 封禁 ban
        publish 发布内容 publish
        spend 动用经费 spend money
        speak_for 对外发言 speak for us
        appoint 任命 appoint
        close_event 停办活动 close an event
        open_group 开新群 open a group
    """),
    "basis": _table("""
        elected 推选 elected
        appointed 任命 appointed
        acting 代理 acting
        volunteer 自荐 volunteer
    """),
    "rule_category": _table("""
        speech 言论 speech
        posting 发布 posting
        copyright 原创与转载 copyright
        order 秩序 order
        advertising 广告 advertising
        respect 尊重 respect
        decency 文明 decency
        safety 安全 safety
        law 守法 law
        activity 活动 activities
        rewards 奖惩 rewards
        powers 权限 powers
        points 积分 points
        admission 入群 admission
        privacy 隐私 privacy
        dispute 争议 disputes
    """),
    "binding": _table("""
        must 必须 must
        should 建议 should
    """),
    "severity": _table("""
        minor 轻微 minor
        serious 严重 serious
        zero_tolerance 零容忍 zero tolerance
    """),
    "penalty": _table("""
        remind 提醒 remind
        warn 警告 warn
        delete 删除内容 delete
        deduct 扣分 deduct points
        cooldown 冷静期 cool-down
        mute 禁言 mute
        suspend_role 暂停职务 suspend from a role
        remove 移出群 remove
        ban 封禁 ban
    """),
    "ladder_mode": _table("""
        strikes 按次数 by strikes
        points 按扣分 by points
    """),
    "event_type": _table("""
        discussion 话题讨论 discussion
        qa 答疑 questions and answers
        poll 投票 poll
        sharing 分享 sharing
        survey 问卷 survey
        lecture 讲座 lecture
        interview 访谈 interview
        training 培训 training
        study_session 学习交流 study session
        special_topic 专题 special topic
        meetup 线下聚会 meet-up
        lucky_draw 抽奖 lucky draw
        team_building 团建 team building
        outdoor 户外 outdoors
        seminar 主题讨论会 seminar
        contest 竞赛 contest
        task_challenge 任务挑战 challenge
        solicitation 征集观点 call for views
        live 直播 live stream
        promotion 商品活动 promotion
        follower_drive 增粉活动 follower drive
        camp 训练营 camp
        mutual_help 互助 mutual help
        co_creation 共创 co-creation
        award 评选 award
        staff_meeting 例会 staff meeting
        staff_sharing 知识分享 staff sharing
        evaluation 评估 evaluation
        retro 复盘会 retrospective
        deal_day 接单日 deal day
        onboarding 迎新 onboarding
        ceremony 典礼 ceremony
        drill 演练 drill
        handover 交接 handover
    """),
    "event_mode": _table("""
        online 线上 online
        offline 线下 offline
        hybrid 线上线下 hybrid
    """),
    "importance": _table("""
        routine 日常 routine
        normal 一般 normal
        major 重要 major
    """),
    "on_holiday": _table("""
        keep 照常 as usual
        skip 停一次 left out
        next_workday 顺延到下个工作日 moved to the next workday
        previous_workday 提前到上个工作日 moved to the workday before
        warn 提醒 asked about
    """),
    "anchor": _table("""
        local 当地时间 local time
        utc 世界时 UTC
    """),
    "retro_policy": _table("""
        auto 按重要程度 by importance
        none 不复盘 none
        optional 可选 optional
        required 必做 required
    """),
    "mechanic": _table("""
        poll 投票 poll
        qa 问答 questions and answers
        sharing 分享 sharing
        special_topic 专题 special topic
        pairing 两人一组 pairs
        challenge 挑战 challenge
        lucky_draw 抽奖 lucky draw
        checkin 打卡 check-in
    """),
    "run_status": _table("""
        planned 待举行 planned
        done 已举行 done
        cancelled 已取消 cancelled
        postponed 已改期 postponed
    """),
    "workflow_type": _table("""
        sop 标准流程 procedure
        crisis 危机 crisis
        onboarding 迎新 onboarding
        moderation 处置 moderation
        publishing 发布 publishing
        recruiting 招募 recruiting
        replication 复制 replication
        value_chain 价值链 value chain
    """),
    "step_type": _table("""
        task 任务 task
        decision 判断 decision
        wait 等待 wait
        end 结束 end
    """),
    "checklist_mode": _table("""
        read_do 边读边做 read, then do
        do_confirm 做完核对 do, then confirm
    """),
    "retro_status": _table("""
        draft 起草 draft
        in_review 评审中 in review
        reviewed 已评审 reviewed
        closed 已结束 closed
    """),
    "retro_method": _table("""
        five_acts 五步复盘 five acts
        grai GRAI GRAI
        kpt KPT KPT
        kiss KISS KISS
        aar 行动后回顾 after-action review
        four_l 4L 4 Ls
        postmortem 事故复盘 postmortem
        lenovo 联想复盘 four-step review
    """),
    "retro_phase": _table("""
        stage 设置基调 set the stage
        data 收集数据 gather data
        insights 生成见解 generate insights
        decide 决定做什么 decide what to do
        close 结束回顾 close
    """),
    "action_status": _table("""
        open 未开始 open
        in_progress 进行中 in progress
        done 已完成 done
        dropped 已放弃 dropped
    """),
    "direction": _table("""
        up 越高越好 higher is better
        down 越低越好 lower is better
    """),
    "cadence": _table("""
        daily 每天 daily
        weekly 每周 weekly
        monthly 每月 monthly
        quarterly 每季 quarterly
        per_event 每场 per event
        per_term 每期 per term
    """),
    "assessment_type": _table("""
        five_elements 五要素 five elements
        four_senses 四感 four senses
        replication 复制三问 replication test
        platform 平台选择 choice of platform
        health 健康检查 health check
    """),
    "element": _table("""
        interest 同好 interest
        structure 结构 structure
        output 输出 output
        operation 运营 operation
        replication 复制 replication
    """),
    "sense": _table("""
        ceremony 仪式感 ceremony
        participation 参与感 participation
        organisation 组织感 organisation
        belonging 归属感 belonging
    """),
    "criterion": _table("""
        reach 目标人群所在 where the audience is
        admin 管理功能 admin features
        activity 平台活跃 activity
        fit 规模与画像 fit
    """),
    "topic": _table("""
        industry_news 行业资讯 industry news
        product_info 产品介绍 product information
        user_story 用户故事 user stories
        expert_view 专家解读 expert views
        trend 趋势分析 trends
        research 研究报告 research
        knowledge 专业知识 knowledge
        skill 实用技能 skills
        experience 私人经验 experience
        picked 精选文章 picked articles
        company_news 公司新闻 company news
        education 教育文章 education
        offer 优惠信息 offers
        brand_story 品牌故事 brand stories
        life 生活分享 life
        exclusive 独家新闻 exclusives
        qa 答疑 questions and answers
        dry_goods 干货 hands-on material
        course 课程 courses
        digest 群聊整理 digest
        ugc 成员创作 members' work
    """),
    "form": _table("""
        text 文字 text
        long 长文 long text
        short 短文 short text
        image_text 图文 text and pictures
        image 图片 pictures
        video 视频 video
        audio 语音 audio
        live 直播 live
        interactive 互动 interactive
        slides 幻灯片 slides
        document 文档 document
    """),
    "originality": _table("""
        original 原创 original
        curated 编选 curated
        forwarded 转发 forwarded
    """),
    "incentive_type": _table("""
        points 积分 points
        experience 经验值 experience
        tier 等级 tier
        prize 奖品 prize
        honour 表彰 honour
        coupon 优惠券 coupon
        task 任务 task
        contest 竞赛 contest
        lucky_draw 抽奖 lucky draw
        creation_reward 创作奖励 creation reward
        guidance 创作指导 guidance
        offer 独家优惠 exclusive offer
        title 头衔 title
        certificate 证书 certificate
        adoption 建议被采纳 adopted ideas
        priority 优先权 priority
        private_access 私下提问 private access
        praise 表扬 praise
        goal_bonus 目标奖金 goal bonus
        performance_review 绩效评估 performance review
        promotion 晋升 promotion
        appreciation 答谢 appreciation
        segment_specific 分层激励 by segment
        returns 利益回报 returns
    """),
    "incentive_audience": _table("""
        member 成员 members
        staff 运营 staff
        both 成员与运营 members and staff
    """),
    "cost": _table("""
        none 不花钱 none
        low 很少 low
        budgeted 有预算 budgeted
    """),
    "campaign_method": _table("""
        close_ties 真爱聚拢 close ties
        influencer 影响力聚拢 influencers
        label_screening 线上标签筛选 online labels
        offline_scene 线下场景 offline scenes
        social_media 社交媒体 social media
        event_led 活动推广 events
        word_of_mouth 口碑 word of mouth
        invite_code 邀请码 invitation codes
        invite_friends 邀请好友 inviting friends
        partner_media 行业媒体 partner media
        partner_community 社群互推 partner communities
        forum 行业论坛 forums
        fission 老带新 members bring members
        lead_in_group 引流群 lead-in groups
        quality_content 优质内容 good content
    """),
    "answer": _table("""
        yes 是 yes
        partly 部分 partly
        no 否 no
    """),
    "section": _table("""
        about 我们是谁 about us
        communities 社群 communities
        rules 群规 rules
        people 人与角色 people and roles
        events 活动 events
        workflows 流程 workflows
        content 内容与激励 content and incentives
        growth 拉新 growth
        data 数据 data
        appendix 附录 appendix
    """),
}

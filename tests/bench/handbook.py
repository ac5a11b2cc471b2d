"""A generated handbook of any size: valid, seeded, the same bytes each time. `python handbook.py DIR FILES` writes one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

AS_OF = date(2026, 11, 20)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST = date(2026, 1, 5)  # a Monday
WORDS = ("社群", "领读", "书摘", "清单", "主持", "复盘", "报名", "场地", "嘉宾", "预告", "签到", "讨论", "心得", "摘录")
# Shares of a hundred files; what is left are terms.
SHARES = {"communities": 1, "roles": 4, "people": 8, "ladders": 1, "rules": 12, "events": 12, "workflows": 4}
NAMES = {"communities": "community", "people": "person"}
RUNS, RETROS = 32, 16


def write(root: Path, files: int) -> None:
    """Write a handbook of this many files below `root`/content."""
    for path, text in handbook(files):
        target = root / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def handbook(files: int) -> Iterator[tuple[str, str]]:
    """Every file as (path below content/, text)."""
    chance = Random(files)
    count = {folder: max(1, files * share // 100) for folder, share in SHARES.items()}
    runs = min(files * RUNS // 100, count["events"] * 40)
    retros = min(files * RETROS // 100, runs)
    yield "handbook.md", _page(HANDBOOK, "手册。", {})
    makers = {
        "communities": _community, "roles": _role, "people": _person, "ladders": _ladder, "rules": _rule,
        "events": _event, "workflows": _workflow,
    }  # fmt: skip
    for folder, make in makers.items():
        for number in range(count[folder]):
            yield f"{folder}/{_id(folder, number)}.md", make(number, count, chance)
    done = 0
    for event, turn in ((n % count["events"], n // count["events"]) for n in range(runs)):
        day = _start(event) + timedelta(weeks=turn)
        name = f"{_id('events', event)}/{day}"
        yield (
            f"runs/{name}.md",
            _page(RUN, _prose(chance, 2), {"event": _id("events", event), "date": day, "n": 20 + event % 30}),
        )
        if done < retros:
            done += 1
            person, other = (_id("people", (event + k) % count["people"]) for k in (0, 1))
            facts = {
                "of": name,
                "date": day,
                "owner": person,
                "other": other,
                "due": day + timedelta(days=14),
                "turn": turn,
            }
            yield f"retros/{name}.md", _page(RETRO, _prose(chance, 2), facts)
    used = 1 + sum(count.values()) + runs + retros
    for number in range(max(0, files - used)):
        yield f"glossary/term-{number:04}.md", _page(TERM, _prose(chance, 1), {"n": number})


def _id(folder: str, number: int) -> str:
    return f"{NAMES.get(folder, folder.removesuffix('s'))}-{number:04}"


def _start(event: int) -> date:
    return FIRST + timedelta(days=event % 7)


def _prose(chance: Random, paragraphs: int) -> str:
    def sentence() -> str:
        return "，".join("".join(chance.choices(WORDS, k=4)) for _ in range(3)) + "。"

    return "\n\n".join("".join(sentence() for _ in range(4)) for _ in range(paragraphs))


def _page(front: str, body: str, facts: dict[str, object]) -> str:
    return f"---\n{front.strip().format(**facts)}\n---\n\n## 怎么做\n\n{body}\n"


HANDBOOK = """
name: 测速手册
timezone: Asia/Shanghai
as_of: 2026-11-20
"""
COMMUNITY = """
name: 社群{n}
type: {type}
purpose: 让人每月读完一本书并说给别人听
platform: wechat_group
owner: role-0000
summary: 第 {n} 个社群
reviewed: 2026-10-01
"""
ROLE = """
name: 角色{n}
duties:
  - 排好下一场的人
  - 当天回复提问
holders:
  - person: {one}
deputies: [{two}]
track: officer
hours_per_week: 1
reviewed: 2026-10-01
"""
PERSON = """
name: 成员{n}
joined: 2025-03-01
city: 杭州
skills: [主持, 摘录]
consent: [city]
"""
LADDER = """
name: 阶梯{n}
rungs:
  - strike: 1
    action: remind
    by: [role-0000]
  - strike: 2
    action: mute
    duration: 1d
    by: [role-0000]
reviewed: 2026-10-01
"""
RULE = """
name: 约定{n}
category: order
ladder: {ladder}
why: 大家都看得见要紧的话
applies_to: [{community}]
enforcer: [{role}]
report_to: [{role}]
examples:
  ok:
    - 先看公告再提问
  not_ok:
    - 连着发十条
reviewed: 2026-10-01
"""
EVENT = """
name: 活动{n}
community: {community}
owner: {role}
start: {start} {hour:02}:{minute:02}
duration: 25m
repeat: weekly {day}
on_holiday: keep
type: sharing
importance: routine
retro: none
duty: [{role}]
tasks:
  - id: notice
    do: 发预告，写清谁讲什么
    at: T-2d 20:00
    role: {role}
  - id: check
    do: 试一遍声音和画面
    at: T-30m
    role: {role}
    killer: true
  - id: notes
    do: 整理讨论发到群里
    at: E+1d
    role: {role}
reviewed: 2026-10-01
"""
WORKFLOW = """
name: 流程{n}
trigger: 有人来申请
steps:
  - id: read
    do: 看申请写了什么
    role: {role}
    within: 1d
  - id: fits
    do: 合适吗
    role: {role}
    type: decision
    branches:
      合适: welcome
      不合适: decline
  - id: welcome
    do: 请进来，介绍一句
    role: {role}
    next: done
  - id: decline
    do: 说明原因
    role: {role}
    next: done
  - id: done
    do: 结束
    type: end
reviewed: 2026-10-01
"""
RUN = """
event: {event}
date: {date}
status: done
signups: {n}
attendance: {n}
"""
RETRO = """
of: {of}
date: {date}
owner: {owner}
status: closed
method: kpt
participants: [{owner}, {other}]
facts:
  到场: 二十多人
praises:
  - person: {other}
    practice: 提前把问题发到群里
actions:
  - id: a1
    do: 第 {turn} 次起提前一天试声音
    owner: {other}
    due: {due}
    status: done
    closed: {due}
reviewed_by: [{other}]
"""
TERM = """
name: 术语{n}
english: term {n}
"""


def _community(number: int, count: dict[str, int], chance: Random) -> str:
    return _page(COMMUNITY, _prose(chance, 4), {"n": number, "type": "sub" if number else "main"})


def _role(number: int, count: dict[str, int], chance: Random) -> str:
    one, two = (_id("people", (2 * number + k) % count["people"]) for k in (0, 1))
    return _page(ROLE, _prose(chance, 3), {"n": number, "one": one, "two": two})


def _person(number: int, count: dict[str, int], chance: Random) -> str:
    return _page(PERSON, _prose(chance, 1), {"n": number})


def _ladder(number: int, count: dict[str, int], chance: Random) -> str:
    return _page(LADDER, _prose(chance, 1), {"n": number})


def _rule(number: int, count: dict[str, int], chance: Random) -> str:
    facts = {
        "ladder": _id("ladders", number % count["ladders"]),
        "community": _id("communities", number % count["communities"]),
    }
    return _page(RULE, _prose(chance, 2), facts | {"n": number, "role": _role_of(number, count)})


def _event(number: int, count: dict[str, int], chance: Random) -> str:
    start = _start(number)
    facts = {
        "n": number, "community": _id("communities", number % count["communities"]), "role": _role_of(number, count),
        "start": start, "day": DAYS[start.weekday()], "hour": 6 + number // 7 % 16, "minute": 30 * (number // 112 % 2),
    }  # fmt: skip
    return _page(EVENT, _prose(chance, 3), facts)


def _workflow(number: int, count: dict[str, int], chance: Random) -> str:
    return _page(WORKFLOW, _prose(chance, 2), {"n": number, "role": _role_of(number, count)})


def _role_of(number: int, count: dict[str, int]) -> str:
    return _id("roles", number % count["roles"])


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))

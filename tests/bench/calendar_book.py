"""A handbook of nothing but event series, and the same series for yaml2ics, which others make calendars with."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST, UNTIL = date(2026, 1, 5), date(2027, 12, 31)
PEOPLE = 50

HANDBOOK = (
    "---\nname: 测速\ntimezone: Asia/Shanghai\nas_of: 2026-11-20\nowner: role-0\ncalendar: {horizon: 400d}\n---\n"
)
COMMUNITY = "---\nname: 社群{n}\ntype: sub\npurpose: 读书\nplatform: wechat_group\nowner: role-0\n---\n"
EVENT = """---
name: 活动{n}
community: community-{who}
owner: role-{who}
start: {day} {clock}
duration: 25m
repeat: weekly {weekday}
until: {until}
on_holiday: keep
exceptions:
  - on: {off}
    cancel: true
    reason: 场地
duty: [role-{who}]
---

讲一讲。
"""
YAML = """
  - summary: 活动{n}
    begin: {day} {clock}:00
    duration: {{minutes: 25}}
    description: 讲一讲
    repeat:
      interval: {{weeks: 1}}
      until: {until}
      except_on:
        - {off} {clock}:00
"""


def write(root: Path, series: int) -> Path:
    """Write a handbook with so many weekly series below `root`/content; the same in `root`/events.yaml, which is
    returned. Each series has two years of dates, one of them cancelled; fifty people, each with a community, share the duty.
    """
    files = {"handbook.md": HANDBOOK}
    for n in range(PEOPLE):
        files[f"communities/community-{n}.md"] = COMMUNITY.format(n=n)
        files[f"people/person-{n}.md"] = f"---\nname: 成员{n}\njoined: 2025-01-01\n---\n"
        files[f"roles/role-{n}.md"] = f"---\nname: 角色{n}\nduties: [主持]\nholders: [person-{n}]\n---\n"
    rows = [_facts(n) for n in range(series)]
    files |= {f"events/event-{n}.md": EVENT.format(**row) for n, row in enumerate(rows)}
    for path, text in files.items():
        (root / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / path).write_text(text, "utf-8")
    target = root / "events.yaml"
    target.write_text(
        "name: 测速\ntimezone: Asia/Shanghai\nevents:" + "".join(YAML.format(**row) for row in rows), "utf-8"
    )
    return target


def _facts(n: int) -> dict[str, object]:
    day = FIRST + timedelta(days=n % 91)  # a quarter of a year, in which series begin
    hours, minutes = divmod(n * 25 % 1320, 60)
    return {
        "n": n, "who": n % PEOPLE, "day": day, "clock": f"{hours:02}:{minutes:02}", "weekday": DAYS[day.weekday()],
        "until": UNTIL, "off": day + timedelta(weeks=36),
    }  # fmt: skip

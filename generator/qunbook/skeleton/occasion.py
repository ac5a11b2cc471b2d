"""What `qunbook new run` and `qunbook new retro` write: not an empty form but what the handbook knows already.

A run gets a copy of the event's list (so that history does not change when the event does) and the people on duty; a
retrospective gets the figures beside their targets, everybody who was on duty, and what was promised before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from qunbook import queries, tick_list
from qunbook.boxes import Box, boxes
from qunbook.calendar.occurrence import Occurrence
from qunbook.kinds.event import Event, Measure
from qunbook.kinds.metric import Metric
from qunbook.kinds.role import Role
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.render.words import Words
from qunbook.settings import Language
from qunbook.spelling import TODO, block

SAID: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "held": "# 办完后把 status 改成 done，再填：",
        "signups": "报名", "attendance": "到场", "missed": "没有勾的要害",
        "skipped": "（略过：{why}）", "target": "，目标 ", "reached": "，达到",
        "short": "，没达到",
        "promised": "上次说好的", "due": "，期限 ", "direction": "上次定的方向：",
        "fill": "# 用得上的去掉行首的 #",
    },
    "en": {
        "held": "# when it is over, set status to done and fill in:",
        "signups": "sign-ups", "attendance": "attendance", "missed": "killer items not ticked",
        "skipped": " (skipped: {why})", "target": ", target ",
        "reached": ", reached", "short": ", not reached",
        "promised": "What was promised last time", "due": ", due ", "direction": "The direction agreed last time: ",
        "fill": "# take away the # where you need one of these",
    },
}  # fmt: skip
SECTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "grai": (("回顾目标", "Goal"), ("对比结果", "Result"), ("分析原因", "Analysis"), ("得到什么规律", "Insight")),
    "kpt": (("继续做", "Keep"), ("有问题", "Problem"), ("试一试", "Try")),
    "kiss": (("保持", "Keep"), ("改进", "Improve"), ("停掉", "Stop"), ("开始", "Start")),
    "aar": (
        ("原来想怎样", "What was supposed to happen"), ("实际怎样", "What happened"),
        ("为什么不一样", "Why it differed"), ("下次怎么办", "What to do next time"),
    ),
    "four_l": (("喜欢的", "Liked"), ("学到的", "Learned"), ("缺少的", "Lacked"), ("盼着的", "Longed for")),
    "postmortem": (("经过", "What happened"), ("影响", "Impact"), ("原因", "Causes"), ("做对了什么", "What went well")),
    "lenovo": (("回顾目标", "Goals"), ("评估结果", "Results"), ("分析原因", "Causes"), ("总结经验", "Lessons")),
}  # fmt: skip
"""The headings of each method. Those of `five_acts` are fields of the front matter."""


# Which one -------------------------------------------------------------------------------------------------------


def next_run(playbook: Playbook, event: Event, today: date) -> str | None:
    """The id of the run to write next: of the first date from `today` on that takes place and has none."""
    coming = queries.next_occurrences(playbook, event, today, 12)
    return next((f"{event.id}/{one.on}" for one in coming if not queries.run_on(playbook, event, one.on)), None)


def next_retro(playbook: Playbook, event: Event) -> str | None:
    """The id of the retrospective of the last run that took place."""
    return next((run.id for run in reversed(queries.runs_of(playbook, event)) if run.status == "done"), None)


# A run -----------------------------------------------------------------------------------------------------------


def run(playbook: Playbook, event: Event, one: Occurrence, language: Language) -> str:
    """The file of one occurrence: who is on duty, and the list to tick."""
    said = SAID[language]
    duty = [
        {"role": shift.role.id, "person": person.id}
        for shift in queries.on_duty(playbook, event, one)
        for person in shift.people
    ]
    data = {"event": event.id, "date": one.on.isoformat(), "status": "planned", **({"duty": duty} if duty else {})}
    figures = dict.fromkeys([*(measure.metric or measure.name for measure in event.metrics), *_collected(event)])
    later = ["", said["held"], "#signups: 0", "#attendance: 0"]
    own = [name for name in figures if name not in (None, "signups", "attendance", "attendance-rate")]
    if own:
        later += ["#actual:", *(f"#  {name}: 0" for name in own)]
    return _file(data, later, "\n".join(tick_list.of_event(playbook, event, language)))


def _collected(event: Event) -> list[str]:
    return [task.collect for task in event.tasks if task.collect]


# A retrospective -------------------------------------------------------------------------------------------------


def retro(playbook: Playbook, event: Event, done: Run, today: date, words: Words) -> str:
    """The file of a run's retrospective, with everything in it that is known before people have met."""
    said = SAID[words.language]
    owner = _owner(playbook, event, done)
    there = list(dict.fromkeys(shift.person for shift in done.duty))
    data: dict[str, Any] = {
        "of": done.id,
        "date": queries.held_on(done).isoformat(),
        **({"owner": owner} if owner else {}),
        "status": "draft",
        "since": today.isoformat(),
        "method": event.method or "five_acts",
        "participants": list(dict.fromkeys([*([owner] if owner else []), *there])),
        "facts": dict(_facts(playbook, event, done, words)),
        "contributions": [{"person": person, "did": TODO[words.language]} for person in there],
    }
    later = [
        "", said["fill"],
        *(f"#{line}" for line in block(_blanks(owner or "", today, TODO[words.language])).splitlines()),
    ]  # fmt: skip
    return _file({key: value for key, value in data.items() if value}, later, "\n".join(_text(playbook, event, words)))


def _owner(playbook: Playbook, event: Event, done: Run) -> str | None:
    """One person: of those who hold the role that answers for the event, one who was there, else the first."""
    role = playbook.find(Role, event.owner)
    holders = [person.id for person in queries.holders_on(playbook, role, done.date, event.community)] if role else []
    there = {shift.person for shift in done.duty}
    return next((id for id in holders if id in there), None) or next(iter([*holders, *sorted(there)]), None)


def _facts(playbook: Playbook, event: Event, done: Run, words: Words) -> Iterator[tuple[str, str]]:
    """What was counted, each figure beside its target, and the killer items that nobody ticked."""
    said = SAID[words.language]
    for name, count in (("signups", done.signups), ("attendance", done.attendance)):
        if count is not None:
            yield said[name], str(count)
    for measure in event.metrics:
        metric = playbook.find(Metric, measure.metric)
        name = metric.name if metric else measure.name or measure.metric or ""
        value = queries.run_figure(playbook, done, measure.metric or measure.name or "")
        yield name, TODO[words.language] if value is None else _beside(measure, metric, value, words)
    killers = {id for id, place, source in queries.item_ids(playbook, event) if _at(source, place).killer}
    missed = [_missed(box, words) for box in boxes(done.body) if box.id in killers and (box.skipped or not box.ticked)]
    if missed:
        yield said["missed"], words.listed(missed)


def _missed(box: Box, words: Words) -> str:
    return box.text + (SAID[words.language]["skipped"].format(why=box.skipped) if box.skipped else "")


def _at(source: Any, place: tuple[str | int, ...]) -> Any:
    field, index = place
    return getattr(source, str(field))[index]


def _beside(measure: Measure, metric: Metric | None, value: float, words: Words) -> str:
    said = SAID[words.language]
    unit = metric.unit if metric else measure.unit or ""
    target = measure.target or (metric.target if metric else None)
    told = words.measure(value, unit)
    if target is None:
        return told
    reached = queries.reaches(value, target, metric.direction if metric else "up")
    return told + said["target"] + words.target(target, unit) + said["reached" if reached else "short"]


def _blanks(person: str, today: date, todo: str) -> dict[str, Any]:
    return {
        "feelings": [{"by": todo, "text": todo}],
        "suggestions": [{"by": todo, "text": todo, "tag": todo}],
        "direction": todo,
        "praises": [{"person": person, "practice": todo}],
        "actions": [{"id": "a1", "do": todo, "owner": person, "due": today.isoformat()}],
        "no_actions": todo,
        "roti": "4",
    }


def _text(playbook: Playbook, event: Event, words: Words) -> Iterator[str]:
    """What is still open from before, then the headings of the method."""
    said = SAID[words.language]
    before = queries.retros_of(playbook, event)
    still = [promise for promise in queries.open_actions(playbook) if promise.retro in before]
    direction = next((retro.direction for retro in reversed(before) if retro.direction), None)
    if still or direction:
        yield from (f"## {said['promised']}", "")
        for promise in still:
            yield f"- [[person:{promise.action.owner}]] {promise.action.do}{said['due']}{promise.action.due}"
        if direction:
            yield from ("", said["direction"], "", *(f"> {line}" for line in direction.splitlines()))
        yield ""
    for zh, en in SECTIONS.get(event.method or "five_acts", ()):
        yield from (f"## {zh if words.language == 'zh' else en}", "", f"- {TODO[words.language]}", "")


def _file(data: Mapping[str, Any], later: list[str], body: str) -> str:
    front = block(data).rstrip("\n")
    return "\n".join(["---", front, *later, "---", "", body.strip(), ""])

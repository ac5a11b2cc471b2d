"""A new run or retrospective begins with what the handbook knows already."""

from __future__ import annotations

import re
import shutil

import frontmatter
import pytest

from checked import TODAY, playbook
from conftest import ROOT, qunbook
from qunbook import skeleton
from qunbook.document import parse
from qunbook.handler import Handler
from qunbook.kinds import KINDS
from qunbook.source import decode

KIND = {kind.name: kind for kind in KINDS}
EVENT = """=== events/tea.md
---
name: 茶会
community: main
owner: host
start: 2026-11-07 14:00
duration: 2h
repeat: weekly sat
mode: offline
method: kpt
duty: [host]
checklists: [safety]
metrics:
  - {metric: attendance-rate, target: ">=70%"}
  - {name: books, unit: 册, target: ">=10"}
tasks:
  - {id: room, do: 订场地, at: T-3d, role: host, killer: true}
  - {id: link, do: 发入口, at: T-1d, role: host, when: {mode: online}}
---
=== checklists/safety.md
---
name: 安全
items:
  - {id: exits, do: 看出口, killer: true}
---
=== metrics/attendance-rate.md
---
name: 到场率
unit: percent
cadence: per_event
source: {system: 签到表, how: 数}
---
"""
HELD = """=== runs/tea/2026-11-14.md
---
event: tea
date: 2026-11-14
status: done
duty: [{role: host, person: lan}]
signups: 8
attendance: 6
---
- [x] 看出口 <!-- task:exits -->
- [ ] 订场地 <!-- task:room -->
"""
BEFORE = """=== retros/tea/2026-11-07.md
---
of: tea
date: 2026-11-07
owner: ming
direction: 早一点订
actions:
  - {id: a1, do: 找第二处场地, owner: ming, due: 2026-11-12}
  - {id: a2, do: 买茶杯, owner: ming, due: 2026-11-12, status: done}
---
"""
PEOPLE = "=== people/lan.md\n---\nname: 小兰\n---\n=== roles/host.md\n---\nname: 主持\nduties: [主持]\nholders: [ming, lan]\n---\n"


def new(kind: str, id: str, text: str, language: str = "zh") -> str:
    return skeleton.new(KIND[kind], id, playbook(PEOPLE + text), TODAY, language)


def test_a_run_copies_the_list_and_the_people_on_duty():
    """Tasks that do not fit the event's mode are told and not ticked; included lists come along."""
    assert (
        new("run", "tea/2026-11-21", EVENT)
        == """---
event: tea
date: 2026-11-21
status: planned
duty:
  - role: host
    person: ming
  - role: host
    person: lan

# 办完后把 status 改成 done，再填：
#signups: 0
#attendance: 0
#actual:
#  books: 0
---

- [ ] 订场地 <!-- task:room -->

## 安全

- [ ] 看出口 <!-- task:exits -->

## 这一场用不上

- ~~发入口~~
"""
    )


def test_a_retro_has_the_figures_the_people_and_what_was_promised():
    """Six of eight is 75 %, which reaches 70 %; the killer that nobody ticked is named; done actions are not."""
    text = new("retro", "tea/2026-11-14", EVENT + HELD + BEFORE)
    post = frontmatter.loads(text, handler=Handler())
    assert post.metadata == {
        "of": "tea/2026-11-14", "date": "2026-11-14", "owner": "lan", "status": "draft", "since": "2026-11-20",
        "method": "kpt", "participants": ["lan"],
        "facts": {"报名": "8", "到场": "6", "到场率": "75%，目标 ≥70%，达到", "books": "待填写", "没有勾的要害": "订场地"},
        "contributions": [{"person": "lan", "did": "待填写"}],
    }  # fmt: skip
    assert post.content == (
        "## 上次说好的\n\n- [[person:ming]] 找第二处场地，期限 2026-11-12\n\n上次定的方向：\n\n> 早一点订\n\n"
        "## 继续做\n\n- 待填写\n\n## 有问题\n\n- 待填写\n\n## 试一试\n\n- 待填写"
    )


@pytest.mark.parametrize(
    ("kind", "given", "wanted"),
    [
        ("run", "tea", "tea/2026-11-21"),
        ("run", "tea/2026-12-26", "tea/2026-12-26"),
        ("retro", "tea", "tea/2026-11-14"),
        ("run", "coffee", "coffee"),
        ("rule", "tea", "tea"),
    ],
)
def test_an_event_alone_means_its_next_date_or_its_last_run(kind, given, wanted):
    assert skeleton.whole_id(KIND[kind], given, playbook(PEOPLE + EVENT + HELD), TODAY) == wanted


def test_a_run_that_is_there_is_passed_over():
    there = "=== runs/tea/2026-11-21.md\n---\nevent: tea\ndate: 2026-11-21\n---\n"
    assert skeleton.whole_id(KIND["run"], "tea", playbook(PEOPLE + EVENT + there), TODAY) == "tea/2026-11-28"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "run",
            "no date of `tea` still to come lacks a run. For one that is over, name its date, such as `tea/2026-11-20`",
        ),
        (
            "retro",
            "no run of `tea` is done yet: set `status: done` in its file, or name the date, such as `tea/2026-11-20`",
        ),
    ],
)
def test_an_event_without_a_next_one_is_told_as_such_and_not_as_a_wrong_id(tmp_path, kind, said):
    """The id is right; what is missing is a date to come, or a run that is done."""
    for file in (PEOPLE + EVENT.replace("repeat: weekly sat\n", "")).split("=== ")[1:]:
        path, _, text = file.partition("\n")
        (tmp_path / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / path).write_text(text, "utf-8")
    done = qunbook("new", kind, "tea", "--dir", str(tmp_path), "--lang", "en", "--as-of", "2026-11-20")
    assert (done.returncode, done.stderr) == (2, said + "\n")


def _taken(row: str, sign: str) -> str:
    if not re.match(r"#(?:[a-z_]+:|  )", row):
        return row
    return row.removeprefix(sign) if row.startswith(sign) else row[1:]


@pytest.mark.parametrize("sign", ["#", "# "])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_taking_away_the_sign_is_enough(language, sign):
    """As the form says, nothing but the `#` goes, or what an editor takes with it: every field is read then."""
    for kind, id in (("event", "talk"), ("rule", "quiet"), ("run", "tea/2026-11-21"), ("retro", "tea/2026-11-14")):
        text = new(kind, id, EVENT + HELD, language)
        rows = [_taken(row, sign) for row in text.split("\n")]
        document = parse(decode("x.md", "\n".join(rows).encode()))
        assert not document.diagnostics, kind
        optional = {row[1:].partition(":")[0] for row in text.split("\n") if re.match(r"#[a-z_]+:", row)}
        assert len(optional) > 1
        assert optional <= document.data.keys()


@pytest.mark.slow
def test_every_event_of_the_example_gets_its_next_run_and_its_retro(tmp_path):
    """What is written adds no error, and every item can be ticked under the id that the event gives."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for event in ("reading-night", "chengdu-tea", "checkup-day"):
        done = qunbook("new", "run", event, "--dir", str(tmp_path))
        assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    for event in ("reading-night", "chengdu-tea"):
        done = qunbook("new", "retro", event, "--dir", str(tmp_path))
        assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    assert (tmp_path / "content/retros/reading-night/2026-11-19.md").is_file()
    assert qunbook("check", str(tmp_path), "--format", "concise").returncode == 0
    refused = qunbook("new", "retro", "book-fair", "--dir", str(tmp_path), "--lang", "en")
    assert (refused.returncode, "is already there" in refused.stderr) == (1, True)

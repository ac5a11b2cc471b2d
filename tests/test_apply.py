"""Ticks of a page come back into the file of their run: all of them or none, and nothing else of the file changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checked import TODAY
from conftest import ROOT, qunbook, serve
from qunbook import catalogue, pipeline
from qunbook.boxes import boxes
from qunbook.inbox import ticks
from qunbook.inbox.returned import Refused
from qunbook.kinds.run import Run
from qunbook.settings import Settings
from qunbook.tick_list import head, lines, of_run

EVENT = """=== events/tea.md
---
name: 茶会
community: main
owner: host
start: 2026-11-07 14:00
duration: 2h
repeat: weekly sat
mode: offline
checklists: [safety]
tasks:
  - {id: room, do: 订场地, at: T-3d, role: host, killer: true}
  - {id: notice, do: 发预告, at: T-1d, role: host}
  - {id: link, do: 发入口, at: T-1d, role: host, when: {mode: online}}
---
=== checklists/safety.md
---
name: 安全
items:
  - {id: exits, do: 看出口, killer: true}
---
=== roles/host.md
---
name: 主持
duties: [主持]
holders: [ming]
---
"""
SECRET = "=== people/lan-secret.md\n---\nname: 某人\nvisibility: staff\n---\n"
FRONT = "---\nevent: tea\ndate: 2026-11-14\n---\n"
LIST = """
- [ ] 订**场地**，见 [[event:tea]] <!-- 找老周 --> <!-- task:room -->
- [X] 发预告 <!-- task:notice -->
  * [ ] 自己加的一条
- [x] ~~看出口~~ (略过: 露天 (没有门)) <!-- task:exits -->

```text
- [ ] 这是例子 <!-- task:room -->
```
"""


def handbook(folder: Path, run: str, *, more: str = "") -> pipeline.Loaded:
    """A small handbook with one run, written as these bytes."""
    for path, content in catalogue.example(EVENT + more).items():
        (folder / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / path).write_text(content, encoding="utf-8")
    target = folder / "content/runs/tea/2026-11-14.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(run.encode())
    return pipeline.load(folder)


def exported(loaded: pipeline.Loaded) -> str:
    """What the page of the run gives before anything is ticked there."""
    run = loaded.playbook.get(Run, "tea/2026-11-14")
    text = of_run(loaded.playbook, run, "zh")
    found = boxes(text)
    return "\n".join([head(run.id, found), "", *lines(text, found), ""])


def applied(loaded: pipeline.Loaded, text: str) -> str:
    return ticks.merge(text.encode(), "ticks.md", loaded, Settings(TODAY)).data.decode()


def refused(loaded: pipeline.Loaded, text: str) -> list[tuple[str, int]]:
    with pytest.raises(Refused) as error:
        applied(loaded, text)
    return [(one.key, one.line) for one in error.value.problems]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_only_the_lines_that_were_ticked_change(tmp_path, ends, bom):
    """Line ends, a byte order mark, comments for the authors, examples in code and all other lines stay as they are."""
    before = bom + (FRONT + LIST).replace("\n", ends)
    loaded = handbook(tmp_path, before)
    asked = exported(loaded)
    assert "老周" not in asked
    asked = asked.replace("- [ ] 订", "- [x] 订").replace("- [X] 发预告", "- [ ] 发预告").replace("* [ ]", "* [x]")
    asked = asked.replace("- [x] ~~看出口~~ (略过: 露天 (没有门))", "- [x] 看出口")
    after = before.replace("- [ ] 订", "- [x] 订").replace("- [X] 发预告", "- [ ] 发预告").replace("* [ ]", "* [x]")
    after = after.replace("~~看出口~~ (略过: 露天 (没有门))", "看出口")
    assert applied(loaded, asked) == after


def test_an_untouched_export_changes_nothing(tmp_path):
    """What was not touched on the page is not touched in the file."""
    loaded = handbook(tmp_path, FRONT + LIST)
    assert applied(loaded, exported(loaded)) == FRONT + LIST


def test_two_people_tick_on_two_phones(tmp_path):
    """Both exports are of the same page; the second takes nothing back that the first has ticked."""
    loaded = handbook(tmp_path, FRONT + LIST)
    page = exported(loaded)
    one = page.replace("- [ ] 订", "- [x] 订")
    other = page.replace("* [ ] 自己", "* [x] 自己")
    loaded = handbook(tmp_path, applied(loaded, one))
    both = applied(loaded, other)
    assert both == FRONT + LIST.replace("- [ ] 订", "- [x] 订").replace("* [ ] 自己", "* [x] 自己")
    loaded = handbook(tmp_path, both)
    assert applied(loaded, one) == both
    assert applied(loaded, other) == both


def test_what_both_changed_differently_is_refused(tmp_path):
    """One has done it, the other has skipped it: people must say which."""
    loaded = handbook(tmp_path, FRONT + LIST)
    page = exported(loaded)
    line = "- [ ] 自己加的一条"
    assert line in page.replace("  * ", "- ")
    done = applied(loaded, page.replace("* [ ] 自己加的一条", "* [x] 自己加的一条"))
    loaded = handbook(tmp_path, done)
    assert refused(loaded, page.replace("* [ ] 自己加的一条", "* [x] ~~自己加的一条~~ (略过: 不用)")) == [
        ("ticks-conflict", 5)
    ]


def test_a_run_without_a_list_of_its_own_gets_one(tmp_path):
    """The list on the page was the event's: it is copied into the file, as `new run` would have, without the tasks
    that do not fit.
    """
    loaded = handbook(tmp_path, FRONT.replace("\n", "\r\n") + "\r\n下雨改到室内。")
    page = exported(loaded)
    assert "task:link" not in page
    after = applied(loaded, page.replace("- [ ] 看", "- [x] 看"))
    assert after == FRONT.replace("\n", "\r\n") + (
        "\r\n下雨改到室内。\r\n\r\n- [ ] 订场地 <!-- task:room -->\r\n- [ ] 发预告 <!-- task:notice -->\r\n\r\n"
        "## 安全\r\n\r\n- [x] 看出口 <!-- task:exits -->\r\n\r\n## 这一场用不上\r\n\r\n- ~~发入口~~\r\n"
    )
    loaded = handbook(tmp_path, after)
    assert [box.ticked for box in boxes(loaded.playbook.get(Run, "tea/2026-11-14").body)] == [False, False, True]


def test_everything_wrong_with_the_lines_is_said_at_once(tmp_path):
    """Unknown items, an item twice, one struck out without a reason, one struck out and not ticked: each at its line."""
    loaded = handbook(tmp_path, FRONT + LIST)
    page = exported(loaded).replace("- [X] 发预告", "- [x] ~~发预告~~").replace("* [ ] 自己加的一条", "* [ ] 别人加的")
    page += (
        "- [x] 订 <!-- task:room -->\n- [ ] 订 <!-- task:roomy -->\n- [ ] ~~看出口~~ (略过: 露天) <!-- task:exits -->\n"
    )
    assert refused(loaded, page) == [
        ("ticks-no-reason", 4), ("ticks-line", 5), ("ticks-twice", 7), ("ticks-task-near", 8),
        ("ticks-struck-open", 9),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda page: "# 今天\n\n天气很好\n", "ticks-not"),
        (lambda page: "", "ticks-not"),
        (lambda page: page.partition("\n")[2], "ticks-no-head"),
        (lambda page: page + page, "ticks-many"),
        (lambda page: page.replace("tea/2026-11-14", "tea/2026-11-41"), "ticks-run-near"),
        (lambda page: page.replace("tea/2026-11-14", "book-fair/1999-01-01"), "ticks-run"),
        (lambda page: page.replace("before:", "before:."), "ticks-changed"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path, change, key):
    """A file that is no list of ticks, or not one list, or of no run that there is, says what it is instead."""
    loaded = handbook(tmp_path, FRONT + LIST)
    assert [said for said, _ in refused(loaded, change(exported(loaded)))] == [key]


def test_a_list_that_changed_since_is_refused(tmp_path):
    """An item more, less or in other words: whoever ticked has not seen this list."""
    page = exported(handbook(tmp_path, FRONT + LIST))
    for old, new in (
        ("发预告", "发两次预告"),
        ("- [X] 发预告 <!-- task:notice -->\n", ""),
        ("task:notice", "task:tell"),
    ):
        assert refused(handbook(tmp_path, FRONT + LIST.replace(old, new)), page) == [("ticks-changed", 0)]


def test_a_file_with_errors_is_not_touched(tmp_path):
    """A run that cannot be read as it stands is mended by its author first."""
    page = exported(handbook(tmp_path, FRONT + LIST))
    broken = handbook(tmp_path, FRONT.replace("2026-11-14", "nonsense", 1) + LIST)
    assert [key for key, _ in refused(broken, page)] == ["returned-wrong"]


def test_signs_that_chats_leave_behind_do_no_harm(tmp_path):
    """A zero-width space or a byte order mark in a pasted list is not in the file afterwards."""
    loaded = handbook(tmp_path, FRONT + LIST)
    page = "\ufeff" + exported(loaded).replace(
        "* [ ] 自己加的一条", "* [x] ~~自己加的一条~~ (略过: 不\u200b用)"
    ).replace("\n", "\r\n")
    assert applied(loaded, page) == FRONT + LIST.replace("* [ ] 自己加的一条", "* [x] ~~自己加的一条~~ (略过: 不用)")


def test_other_words_in_the_export_are_told_and_not_taken(tmp_path):
    """What somebody wrote between the items is not lost in silence."""
    loaded = handbook(tmp_path, FRONT + LIST)
    page = exported(loaded).replace("发预告", "发两次预告") + "\n明天再说\n"
    found = ticks.merge(page.encode(), "ticks.md", loaded, Settings(TODAY))
    assert not found.lines
    assert [(one.key, one.line) for one in found.left] == [("ticks-text", 4), ("ticks-other", 8)]


def test_nothing_is_written_when_something_is_wrong(tmp_path):
    """The command leaves the file as it was, says why in the handbook's language, and exits 1."""
    loaded = handbook(tmp_path, FRONT + LIST)
    page = exported(loaded).replace("- [ ] 订", "- [x] 订") + "- [x] 没有的 <!-- task:sweep-up -->\n"
    (tmp_path / "ticks.md").write_text(page, encoding="utf-8")
    done = qunbook("apply", "ticks.md", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "ticks.md:7：清单里没有 id 为 `sweep-up` 的条目\n什么都没有写\n"
    assert (tmp_path / "content/runs/tea/2026-11-14.md").read_text("utf-8") == FRONT + LIST
    assert qunbook("apply", "none.md", ".", cwd=tmp_path).returncode == 2


def test_skipped_items_are_complete_and_say_why():
    """Forges and our pages read the same line: ticked, struck out, with a reason; either language, either brackets."""
    for text, why in (
        ("~~看~~ (略过: 露天)", "露天"),
        ("~~Look~~ (skipped: open air)", "open air"),
        ("~~看~~（略过：露（天））", "露（天）"),
    ):
        assert [(box.ticked, box.skipped) for box in boxes(f"- [x] {text} <!-- task:exits -->")] == [(True, why)]
    assert [box.skipped for box in boxes("- [ ] ~~看~~ (略过: 露天)\n- [x] ~~看~~\n")] == ["", ""]


def test_what_stands_in_a_comment_is_on_no_list():
    """A box in a comment is for the authors; the numbers of the others stay those of the page."""
    text = "- [ ] 一\n<!--\n- [ ] 先不做\n-->\n- [ ] 二\n"
    assert [(box.id, box.text, box.line) for box in boxes(text)] == [("n1", "一", 0), ("n3", "二", 4)]


def test_members_get_no_source_of_a_list(tmp_path):
    """A line as it is written may name what members may not see; only the team's pages give it away."""
    run = FRONT.replace("event: tea", "event: tea\nvisibility: member")
    handbook(tmp_path, run + "- [ ] 问 [[person:lan-secret]] <!-- task:room -->\n", more=SECRET)
    done = qunbook("render", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    pages = {
        one: (tmp_path / f"build/docs/{one}/runs/tea/2026-11-14.md").read_text("utf-8") for one in ("member", "staff")
    }
    assert ["lan-secret" in pages[one] for one in ("member", "staff")] == [False, True]
    assert 'data-task="room"' in pages["member"]


def test_from_the_page_into_the_file_and_back(tmp_path, chromium):
    """Ticked and skipped in a browser, downloaded, applied, built: the page shows it without the browser's memory, and
    the lines of the export are those of the file, byte for byte.
    """
    handbook(tmp_path, FRONT + LIST.replace("<!-- 找老周 --> ", ""))
    (tmp_path / "content/runs/tea/2026-11-21.md").write_text(FRONT.replace("-14", "-21"), encoding="utf-8")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    run = tmp_path / "content/runs/tea/2026-11-14.md"
    assert qunbook("build", ".", cwd=tmp_path).returncode == 0

    def box(tab, task):
        return tab.locator(f'input[data-task="{task}"]')

    with serve(tmp_path / "site/staff") as address:
        context = chromium.new_context(accept_downloads=True)
        tab = context.new_page()
        tab.goto(f"{address}/runs/tea/2026-11-14/")
        box(tab, "room").check()
        box(tab, "exits").uncheck()
        tab.locator('button.qb-skip[aria-label="略过: 自己加的一条"]').click()
        tab.keyboard.type("  有  (别的) 人做了 <!-- ")
        tab.keyboard.press("Enter")
        tab.reload()
        assert tab.locator(".qb-skipped").all_inner_texts() == ["略过：有 (别的) 人做了 ＜!--"]
        with tab.expect_download() as saved:
            tab.get_by_role("button", name="下载清单").click()
        saved.value.save_as(tmp_path / "ticks.md")
        assert saved.value.suggested_filename == "ticks-tea-2026-11-14.md"
        tab.goto(f"{address}/runs/tea/2026-11-21/")
        box(tab, "notice").check()
        with tab.expect_download() as saved:
            tab.get_by_role("button", name="下载清单").click()
        saved.value.save_as(tmp_path / "ticks-21.md")
        context.close()
    for name in ("ticks.md", "ticks-21.md"):
        done = qunbook("apply", name, ".", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    written = run.read_text("utf-8").splitlines()
    for line in (tmp_path / "ticks.md").read_text("utf-8").splitlines()[2:]:
        assert line in written
    assert "  * [x] ~~自己加的一条~~ (略过: 有 (别的) 人做了 ＜!--)" in written
    assert "- [x] 发预告 <!-- task:notice -->" in (tmp_path / "content/runs/tea/2026-11-21.md").read_text("utf-8")
    assert qunbook("build", ".", cwd=tmp_path).returncode == 0
    with serve(tmp_path / "site/staff") as address:
        tab = chromium.new_page()
        tab.goto(f"{address}/runs/tea/2026-11-14/")
        assert [box(tab, task).is_checked() for task in ("room", "notice", "exits", "n3")] == [True, True, False, True]
        assert tab.locator(".qb-skipped").all_inner_texts() == ["略过：有 (别的) 人做了 ＜!--"]
        tab.goto(f"{address}/runs/tea/2026-11-21/")
        assert [box(tab, task).is_checked() for task in ("room", "notice")] == [False, True]
        tab.close()


def test_a_list_that_cannot_be_copied_is_shown(tmp_path, chromium):
    """WeChat saves no files and some apps refuse to copy: then the list is there to select, as it is ticked."""
    handbook(tmp_path, FRONT + LIST)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    assert qunbook("build", ".", cwd=tmp_path).returncode == 0
    refuse = "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false;"
    with serve(tmp_path / "site/staff") as address:
        context = chromium.new_context(user_agent="Mozilla/5.0 Chrome/116 Mobile MicroMessenger/8.0.47")
        context.add_init_script(refuse)
        tab = context.new_page()
        tab.goto(f"{address}/runs/tea/2026-11-14/")
        out = tab.locator("textarea.qb-out")
        assert not out.is_visible()
        tab.locator('input[data-task="room"]').check()
        assert "下载" not in tab.locator(".qb-hand").inner_text()
        tab.get_by_role("button", name="复制清单").click()
        text = out.input_value()
        assert tab.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [
            0,
            len(text),
        ]
        tab.locator('input[data-task="notice"]').uncheck()
        text = out.input_value()
        context.close()
    after = applied(pipeline.load(tmp_path), text)
    assert after == FRONT + LIST.replace("- [ ] 订", "- [x] 订").replace("[X]", "[ ]")


@pytest.mark.parametrize(
    ("front", "audience", "said"),
    [
        ("", "staff", True),
        ("lint:\n  - {ignore: QB642, because: 并到下一场}\n", "staff", False),
        ("visibility: member\n", "staff", True),
        ("visibility: member\n", "member", False),
    ],
)
def test_only_the_team_hears_of_a_retrospective_that_is_owed(tmp_path, front, audience, said):
    """Not where the file says why there will be none; members may not see one that is there, so nothing is due to them."""
    run = FRONT.replace("date: ", f"status: done\nattendance: 3\nsignups: 3\n{front}date: ")
    handbook(tmp_path, run + LIST)
    event = tmp_path / "content/events/tea.md"
    event.write_text(event.read_text("utf-8").replace("\nmode:", "\nretro: required\nmode:"), encoding="utf-8")
    assert qunbook("render", ".", "--as-of", "2026-11-15", cwd=tmp_path).returncode == 0
    page = (tmp_path / f"build/docs/{audience}/runs/tea/2026-11-14.md").read_text("utf-8")
    assert ("<dt>复盘</dt>" in page) == said

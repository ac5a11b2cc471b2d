"""Bodies: links, pictures, raw HTML, headings, and what nobody should publish."""

from __future__ import annotations

import pytest

from checked import TODAY, found, loaded, told
from qunbook import pipeline, prose
from qunbook.boxes import ticks
from qunbook.settings import Settings


def page(body, head=""):
    return f"=== pages/welcome.md\n---\nname: 欢迎\n{head}---\n{body}\n"


def in_page(body, head=""):
    return [(code, line) for code, path, line in found(page(body, head)) if path == "pages/welcome.md"]


@pytest.mark.parametrize(
    "body",
    [
        "[[event:reading-night]]",
        "[[ event : reading-night | 周四晚上 ]]",
        "[[rule:kind-words#why|为什么]]",
        "| 谁 | 何时 |\n|---|---|\n| [[event:reading-night\\|大家]] | 周四 |",
        "[群规](../rules/kind-words.md)",
        "[群规](../rules/kind-words.md#why)",
        "[群规](<../rules/kind-words.md>)",
        "[站外](https://example.org/a_(b).md)",
        "[写信](mailto:a@example.org) [上面](#top) <https://example.org/x.md>",
        "`[[event:nothing]]` 是写法",
        "```\n[[event:nothing]]\n<script>\n# 标题\n```",
        "<!-- [[event:nothing]] 还没写 -->",
        r"\[[event:nothing]]",
        "读书 < 写字 > 说话，1 < 2",
        "<https://example.org/onclick=1>",
        "## 小标题",
        "#话题 不是标题",
    ],
)
def test_nothing_wrong(body):
    """What only looks wrong is left alone: quoted code, comments, addresses elsewhere."""
    assert in_page(body) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("第一行\n\n再看[[event:nothing]]。", "QB501"),
        ("第一行\n\n[[thing:reading-night]]", "QB501"),
        ("第一行\n\n[[活动:reading-night]]", "QB501"),
        ("第一行\n\n[群规](../rules/nothing.md)", "QB502"),
        ("第一行\n\n[群规](../../../secret.md)", "QB502"),
        ("第一行\n\n[群规]: ../rules/nothing.md", "QB502"),
        ("第一行\n\n<script src=x.js></script>", "QB504"),
        ("第一行\n\n<IFRAME src='x'>", "QB504"),
        ("第一行\n\n<b onclick='x()'>粗</b>", "QB504"),
        ("第一行\n\n<b\nonmouseover = x>粗</b>", "QB504"),
        ("第一行\n\n[点](javascript:alert(1))", "QB504"),
        ("第一行\n\n[点](JaVaScRiPt&#58;alert(1))", "QB504"),
        ("第一行\n\n<a href='java\tscript:x'>点</a>", "QB504"),
        ("第一行\n\n<script", "QB504"),
        ("第一行\n\n![图](https://example.org/a.png)", "QB505"),
        ("第一行\n\n![图](//example.org/a.png)", "QB505"),
        ("第一行\n\n<img src='http://example.org/a.png'>", "QB505"),
        ("第一行\n\n<p style=\"background: url('https://example.org/a.png')\">段</p>", "QB505"),
        ("第一行\n\n# 大标题", "QB507"),
        ("第一行\n\n大标题\n===", "QB507"),
    ],
)
def test_something_wrong_on_the_third_line(body, code):
    """The report points at the line of the body, counted in the file."""
    assert in_page(body) == [(code, 6)]


def test_hint_offers_the_nearest_name():
    text = page("[[event:reading-nigth|周四]]")
    (one,) = pipeline.check(loaded(text), Settings(TODAY))
    assert one.fix
    assert (one.fix.text, one.fix.safe) == ("[[event:reading-night|周四]]", False)
    assert one.span == one.fix.span


def test_a_former_id_in_a_link_is_mended():
    event = "=== pages/rules-of-talk.md\n---\nname: 聊天\nformerly: [talk]\n---\n聊天。\n"
    (one,) = pipeline.check(loaded(page("看[[page:talk]]。") + event), Settings(TODAY))
    assert (one.code, one.fix and one.fix.text, one.fix and one.fix.safe) == ("QB206", "[[page:rules-of-talk]]", True)


def test_a_file_that_could_not_be_read_can_be_linked():
    """One broken file does not make every link to it look broken."""
    broken = "=== pages/broken.md\n---\nname: [\n---\n"
    wrong = found(page("[[page:broken]] [它](broken.md)") + broken)
    assert {path for _, path, _ in wrong} == {"pages/broken.md"}


def test_links_to_staff_pages():
    """Members are told about what they cannot follow; staff can follow everything."""
    run = "=== runs/reading-night/2026-11-19.md\n---\nevent: reading-night\ndate: 2026-11-19\n---\n"
    link = "[[run:reading-night/2026-11-19]]"
    assert [code for code, *_ in found(page(link) + run)] == ["QB506"]
    assert found(page(link, "visibility: staff\n") + run) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("打 13812345678", "手机号"),
        ("打 138 1234 5678", "手机号"),
        ("打 +86 138-1234-5678", "手机号"),
        ("身份证 11010519491231002X", "身份证号"),
        ("加微信：ming_2026", "微信号"),
        ("微信号是 abc123456", "微信号"),
    ],
)
def test_private_things(text, what):
    assert told(page(text)) == [f"公开的页面里写了{what}"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 10:00",
        "订单 138123456789012",
        "身份证 110105194912310021",  # the check digit is wrong
        "在微信群 wechat_group 里说",
        "微信公众号 official",
        "1.3812345678",
        "满 13800 人",
    ],
)
def test_not_private(text):
    assert told(page(text)) == []


def test_private_things_in_front_matter_have_their_place():
    text = "=== people/ming.md\n---\nname: 小明\ncontact:\n  member: 13812345678\n---\n"
    assert found(text) == [("QB508", "people/ming.md", 4)]


def test_what_only_staff_see_may_hold_a_number():
    text = "=== people/ming.md\n---\nname: 小明\ncontact: {staff: 13812345678}\naccounts: {wechat: 加微信 ming_2026}\n---\n"
    assert found(text) == []


def test_bug_ids_of_a_numbered_list_were_not_looked_at():
    """A page makes boxes of `1. [ ]` as well, so a typing mistake there is told as anywhere else."""
    run = "=== runs/tea/2026-11-07.md\n---\nevent: tea\ndate: 2026-11-07\n---\n1. [x] 订场地 <!-- task:rom -->\n"
    tea = (
        "=== events/tea.md\n---\nname: 茶会\ncommunity: main\nowner: host\nstart: 2026-11-07 14:00\n"
        "tasks: [{id: room, do: 订场地, at: T-3d, role: host}]\n---\n"
    )
    assert [(code, path) for code, path, _ in found(tea + run) if code == "QB692"] == [
        ("QB692", "runs/tea/2026-11-07.md")
    ]


def test_ids_are_found_behind_boxes():
    body = '- [x] 订场地 <!-- task:book -->\n- [ ] 发预告 <span data-task="tell"></span>\n- 别的\n'
    assert [tick.id for tick in ticks(body)] == ["book", "tell"]


def test_an_escaped_heading_is_none():
    """`\\## 12` is text that begins with two signs, as on the page."""
    assert prose.read("\\## 12\n\n## 标题\n").headings[0].text == "标题"


def test_an_example_of_a_list_is_no_list():
    """What is only shown, as code, is not ticked by anybody."""
    body = "- [x] 订场地 <!-- task:book -->\n\n```text\n- [ ] 例子 <!-- task:book -->\n```\n"
    assert [tick.id for tick in ticks(body)] == ["book"]


@pytest.mark.parametrize(
    "body",
    ["`" * 5000, "<a " * 3000, "[" * 3000, "[[" * 3000, "~~~\n" * 1500, "```a\n" * 9000, "<!--" * 3000, "\\" * 5000],
)
def test_prose_is_quick_on_hostile_text(body):
    """No body makes a regular expression wander: each of these takes a moment."""
    import time

    start = time.perf_counter()
    prose.read(body)
    tuple(ticks(f"{body} task"))
    assert time.perf_counter() - start < 1.0

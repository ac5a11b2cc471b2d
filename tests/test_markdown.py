"""Authored text in pages: what should be text is text, whatever it holds, and a body stays the Markdown that it is."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import frontmatter
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markupsafe import Markup
from pymdownx.slugs import slugify

from qunbook.boxes import boxes
from qunbook.render import markdown

EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.details",
    "pymdownx.superfences",
]  # fmt: skip
NASTY = [
    "`", "```", "~~~", "*", "_", "[", "]", "(", ")", "<", ">", "&", "|", "#", "\\", "{{", "}}", "{%", "{: #x }", "!", "<b>",
    "](javascript:alert(1))", "<script>", "-->", "<!--", "[TOC]", "*[x]: y", "[^1]", "==", "---", "1.", "- ", "$", "&lt;", "\n",
    "    ", "\t", "：", "，", "群", "a", "B", "0", " ", "'", '"', "https://x.org", "@", "/", "http://a.b/c_d_e", "<i", "</div>", "--8<--",
]  # fmt: skip

texts = st.lists(st.sampled_from(NASTY), min_size=1, max_size=14).map("".join)


class Text(HTMLParser):
    """What a reader sees, and which elements there are."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_data(self, data):
        self.seen.append(data)

    @property
    def text(self) -> str:
        return "".join(self.seen)


def built(text: str) -> str:
    toc = {"toc": {"permalink": False, "slugify": slugify(case="lower")}}
    return Markdown(extensions=EXTENSIONS, extension_configs=toc, tab_length=4).convert(text)


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@given(texts)
def test_a_value_in_html_is_text(value):
    """A value in an HTML block comes out as it was written, with no element that it made."""
    page = Text(built(f"<h1>{markdown.plain(value)}</h1>\n\n<p>{markdown.lines(value)}</p>\n\nafter\n"))
    assert [tag for tag in page.tags if tag != "br"] == ["h1", "p", "p"]
    assert flat(page.seen[0]) == flat(value) or flat(page.text).startswith(flat(value))
    assert page.seen[-1].strip() == "after" or "after" in page.text


@given(texts)
def test_text_to_copy_keeps_its_lines(value):
    """Text in a box to copy keeps every line break, and nothing in it closes the box."""
    page = Text(built(f'<div class="qb-copy"><pre>{markdown.verbatim(value)}</pre></div>\n\nafter\n'))
    assert page.tags == ["div", "pre", "p"]
    assert page.text.split("after")[0].rstrip() == value.rstrip("\n").rstrip() or value.strip() == ""


@given(texts)
def test_a_value_in_running_text_is_text(value):
    """A value in Markdown comes out as it was written: no emphasis, no link, no code, no heading, no attribute."""
    page = Text(built(f"x{markdown.md(value)}x and [{markdown.md(value)}](../there.md)\n"))
    assert page.tags == ["p", "a"]
    assert page.links == ["../there.md"]
    assert flat(page.text) == flat(f"x{' '.join(value.split())}x and {' '.join(value.split())}")


def test_a_sentence_that_is_escaped_already_is_not_escaped_twice():
    """A heading of ours with an apostrophe in it."""
    written = markdown.md(Markup.escape("A member's life"))
    assert Text(built(f"## {written} {{#x}}\n")).text.strip() == "A member's life"


@given(texts)
def test_a_heading_takes_any_value(value):
    """A value in a heading is text, and the heading keeps the id that we gave it."""
    page = built(f"## {markdown.md('x' + value + 'x')} {{#ours}}\n\nafter\n")
    assert '<h2 id="ours">' in page
    assert Text(page).tags == ["h2", "p"]


@given(texts)
def test_front_matter_takes_any_value(value):
    """A title reaches MkDocs as one line without markup, whatever it is."""
    title = markdown.bare(value)
    read = yaml.safe_load(f"title: {json.dumps(title, ensure_ascii=False)}")
    assert read["title"] == title
    assert not set('<>&"\n') & set(title)
    assert frontmatter.loads(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n")["title"] == title


def test_quotation_marks_in_a_title_are_a_pair():
    assert markdown.bare('She writes "missing" & "late"') == "She writes “missing” ＆ “late”"


# Bodies ----------------------------------------------------------------------------------------------------------

KNOWN = {("role", "host"): "../roles/host.md", ("", "../rules/kind.md"): "../rules/kind.md"}


TABLE = (
    "<table>\n<thead>\n<tr>\n<th>谁</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
    '<td><a href="../roles/host.md">她</a></td>\n</tr>\n</tbody>\n</table>'
)


def body(text: str) -> str:
    return markdown.body(
        text,
        lambda kind, name: KNOWN.get((kind, name)),
        lambda _, name: {"host": "主持*人*"}.get(name, name),
        lambda box: (f'<input type="checkbox" data-task="{box.id}"{" checked" if box.ticked else ""}>', ""),
    )


def test_two_spaces_break_a_line_and_nothing_else():
    """A page loses what is at the end of its lines, so the break has to be said in another way."""

    assert body("一  \n二 `三`  \n四") == "一<br>\n二 `三`<br>\n四"
    for same in (
        "一 \n二",
        "一  \n\n二",
        "# 一  \n二",
        "一  \n- 二",
        "| a |  \n| b |",
        "```\n一  \n二\n```",
        "- 一  \n- 二",
    ):
        assert "<br>" not in body(same)
    assert body("- 一  \n  二") == "- 一<br>\n  二"


@pytest.mark.parametrize(
    "written, page",
    [
        ("找[[role:host]]", '<p>找<a href="../roles/host.md">主持&#42;人&#42;</a></p>'),
        ("找[[role:host|她]]", '<p>找<a href="../roles/host.md">她</a></p>'),
        ("找[[role:gone]]", "<p>找gone</p>"),
        ("找[[role:host#日常|她]]", '<p>找<a href="../roles/host.md#日常">她</a></p>'),
        ("|谁|\n|---|\n|[[role:host\\|她]]|", TABLE),
        ("见[群规](../rules/kind.md)", '<p>见<a href="../rules/kind.md">群规</a></p>'),
        ("见[群规](../rules/kind.md#a)", '<p>见<a href="../rules/kind.md#a">群规</a></p>'),
        ("见[密件](../retros/x.md)", "<p>见密件</p>"),
        ("[外](https://a.org)", '<p><a href="https://a.org">外</a></p>'),
        ("`[[role:host]]`", "<p><code>[[role:host]]</code></p>"),
        ("    [[role:host]]", "<pre><code>[[role:host]]\n</code></pre>"),
        ("# 一\n\n## 二", '<h2 id="一">一</h2>\n<h3 id="二">二</h3>'),
        ("一\n==\n\n## 二", '<h2 id="一">一</h2>\n<h3 id="二">二</h3>'),
        ("## 二\n\n### 三", '<h2 id="二">二</h2>\n<h3 id="三">三</h3>'),
        ("{{ x }} {% y %}", "<p>{{ x }} {% y %}</p>"),
        ("a<br>b", "<p>a<br>b</p>"),
        ("<div>x", "<p>&lt;div&gt;x</p>"),
        ("a <!-- 旁注 --> b", "<p>a  b</p>"),
        ("<https://a.org>", '<p><a href="https://a.org">https://a.org</a></p>'),
    ],
)
def test_bodies(written, page):
    """Links are looked up, code is left alone, headings make room for ours, raw HTML and template signs are text."""
    assert built(body(written)) == page


@pytest.mark.parametrize(
    "written",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](java\tscript:alert(1))",
        "![x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "[x](//evil.org/)",
        "[x](javascript:alert((1)))",
        "[x]( <javascript:alert((1))> 'y')",
        "![x](//evil.org/x.png)",
        "[x](https://a.org){: href=javascript:alert(1) }",
        "*x*{onclick=alert(1)}",
        "# x {: {y onmouseover=alert(1) }",
        "<a href='javascript:alert(1)'>x</a>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<ScRiPt>alert(1)",
        "<svg/onload=alert(1)>",
    ],
)
def test_bodies_run_nothing(written):
    """No script, no foreign scheme and no raw element comes out of a body."""
    page = Text(built(body(written)))
    assert not {"script", "img", "svg", "iframe"} & set(page.tags)
    for link in page.links:
        assert not re.match(
            r"(?!https?:)[a-z+.-]+:|//", re.sub(r"[\t\n\r]", "", html.unescape(link)).strip(), re.IGNORECASE
        )
    assert not page.attributes & {"onclick", "onmouseover", "onerror", "onload"}


def test_fences_are_left_alone():
    """In a fence nothing changes, and one that is never closed is no fence."""
    fenced = "```text\n[[role:host]] <b>\n- [ ] x\n```"
    assert body(fenced) == fenced
    assert "../roles/host.md" in body("```text\n[[role:host]]")
    assert "<pre>" in built(body("- 一\n\n    ```text\n    [[role:host]]\n    ```\n")).replace("<pre id", "<pre")


def test_task_lists_become_labelled_boxes():
    """Each item is a label around its box, known by the id that the author or the scaffold gave it."""
    text = "- [x] 订场地 `A` <!-- task:room -->\n- [ ] 发[[role:host]]\n"
    page = built(body(text))
    assert '<label class="qb-check"><input type="checkbox" data-task="room" checked> <span class="qb-do">订场地' in page
    assert "<code>A</code></span></label>" in page
    assert 'data-task="n2"' in page
    assert "task:room" not in Text(page).text
    assert [box.id for box in boxes(text)] == ["room", "n2"]
    assert [box.ticked for box in boxes(text)] == [True, False]


@given(
    st.lists(
        st.sampled_from([*NASTY, "[[role:host]]", "- [ ] ", "\n\n", "## ", "> ", "<div>", "<details>"]), max_size=24
    ).map("".join)
)
def test_a_body_never_swallows_what_follows(text):
    """Whatever an author writes, the parts of the page behind it are still there, as parts of the page."""
    page = Text(built(f'{body(text)}\n\n## Used by {{#used-by}}\n\n<dl class="qb-facts"><div><dt>x</dt></div></dl>\n'))
    assert "script" not in page.tags
    assert "dl" in page.tags
    assert page.tags.count("dt") >= 1

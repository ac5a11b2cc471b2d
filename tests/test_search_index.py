"""The search index holds what a reader sees on a page, section by section, and nothing twice."""

from __future__ import annotations

import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunbook.search_index import SearchIndex, Section, sections

CONFIG = {"lang": ["zh"], "separator": " ", "pipeline": [], "fields": {}, "enabled": True}


def test_a_page_is_cut_at_its_headings():
    """The first heading is the page's own; words of cells do not run together; an inline tag parts no word."""
    html = (
        '<h1 id="a">领<em>读</em>夜<a class="headerlink" href="#a">¶</a></h1><p>每周<b>四</b></p>'
        '<h2 id="b">谁来</h2><table><tr><td>甲</td><td>乙 &amp; 丙</td></tr></table>'
    )
    assert list(sections(html)) == [Section("", "领读夜", "每周四"), Section("b", "谁来", "甲 乙 & 丙")]


def test_words_before_the_first_heading_belong_to_the_page():
    assert list(sections('<p>先说一句</p><h2 id="b">后来</h2>')) == [
        Section("", "", "先说一句"),
        Section("b", "后来", ""),
    ]


def test_what_is_drawn_or_left_out_is_not_indexed():
    """Drawings say what the list beside them says; scripts say nothing; nested elements of one name end together."""
    html = (
        "<p>甲</p><svg><title>图</title><g><text>字</text></g></svg><script>let x = '<p>'</script>"
        "<div data-search-exclude><div>里</div>外</div><p>乙</p><!-- 注 --><img alt='图'><br>丙"
    )
    assert list(sections(html)) == [Section("", "", "甲 乙 丙")]


def test_a_heading_that_is_left_out_takes_its_section_along():
    """What the page says elsewhere is not indexed twice; the next heading counts again."""
    html = '<h1 id="a">甲</h1><p>一</p><h2 id="b" data-search-exclude>乙</h2><p>二</p><h3 id="c">丙</h3><p>三</p>'
    assert list(sections(html)) == [Section("", "甲", "一"), Section("c", "丙", "三")]
    assert list(sections(html.partition("<h3")[0])) == [Section("", "甲", "一")]


def test_an_entry_is_escaped_and_only_the_page_bears_its_other_names():
    page = SimpleNamespace(
        content='<h1 id="a">a &lt;b&gt;</h1><p>x</p><h2 id="c&amp;d">c</h2>', meta={"tags": ["别名"], "search": {"boost": 0.4}}, url="x/", title="t",
    )  # fmt: skip
    index = SearchIndex(CONFIG)
    index.add_entry_from_context(page)
    index.add_entry_from_context(
        SimpleNamespace(content="<p>旧</p>", meta={"search": {"exclude": True}}, url="y/", title="y")
    )
    written = index.generate_search_index()
    assert "别名" in written
    assert json.loads(written)["docs"] == [
        {"location": "x/", "title": "a &lt;b&gt;", "text": "x", "tags": ["别名"], "boost": 0.4},
        {"location": "x/#c&d", "title": "c", "text": "", "boost": 0.4},
    ]


@given(st.text(alphabet="<>/\"'=ab h1id!-&;svg ", max_size=80))
def test_no_text_is_too_odd(html):
    """Whatever stands on a page, there is at least its own entry."""
    assert len(list(sections(html))) >= 1


@pytest.mark.slow
def test_it_says_what_materials_own_parser_says(built_site):
    """On every page of the example: the same sections under the same titles with the same words, nothing left out."""
    from material.plugins.search.plugin import Parser

    checked = 0
    for path in sorted((built_site / "member").rglob("index.html")):
        article = re.search(r"<article[^>]*>(.*)</article>", path.read_text("utf-8"), re.DOTALL)
        drawn = r"<svg.*?</svg>|<a [^>]*md-content__button.*?</a>"
        html = re.sub(drawn, "", article[1], flags=re.DOTALL).strip() if article else ""
        html = html.replace(" data-search-exclude", "")  # its parser leaves out more than such an element
        if not html:
            continue
        theirs = Parser()
        theirs.feed(html)
        theirs.close()
        ours = {section.id: section for section in sections(html)}
        for section in theirs.data:
            mine = ours[section.id if section.id in ours else ""]  # theirs may have an empty one before the title
            assert _letters("".join(section.title)) in (_letters(mine.title), ""), path
            checked += 1
        assert sorted(_letters("".join("".join(s.text) for s in theirs.data))) == sorted(
            _letters("".join(s.text for s in ours.values()), markup=False)
        ), path
    assert checked > 300


def _letters(text: str, markup: bool = True) -> str:
    plain = unescape(re.sub(r"<[^>]*>", "", text)) if markup else text
    return re.sub(r"\s+", "", plain)

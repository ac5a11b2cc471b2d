"""The words of the pages: each has a Chinese sentence, none is kept that nothing says."""

from __future__ import annotations

import ast
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from conftest import ROOT
from qunbook.fields import Lasting, Target
from qunbook.offset import Offset
from qunbook.render.overviews import OVERVIEWS
from qunbook.render.templates import environment
from qunbook.render.words import Words, catalogue
from qunbook.sitebuilder import SAID

GENERATOR = ROOT / "generator" / "qunbook"
TEMPLATES = GENERATOR / "theme" / "templates"
PLACE = re.compile(r"\{(\w*)\}")

zh, en = Words("zh", 2026), Words("en", 2026)


def said_by_templates() -> set[str]:
    found = set()
    for path in sorted(path for path in TEMPLATES.iterdir() if path.is_file()):
        tree = environment().parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("_", "n_"):
                assert isinstance(call.args[0], nodes.Const), f"{path.name}:{call.lineno} says something made up"
                found.add(call.args[0].value)
    return found


def said_by_overrides() -> set[str]:
    found = set()
    for path in sorted((GENERATOR / "theme" / "overrides").iterdir()):
        for call in Environment().parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Getattr) and call.node.attr == "say":
                found.add(call.args[0].value)
    return found


def test_templates_over_materials_say_what_they_are_given():
    """The process that runs MkDocs has no catalogue: the job brings the sentences along, all of them and no other."""
    assert said_by_overrides() == set(SAID)


def said_by_code() -> set[str]:
    found = set()
    for path in sorted([GENERATOR / "sitebuilder.py", *(GENERATOR / "render").glob("*.py")]):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
            spoken = name in ("words", "_") or (
                name in ("text", "many") and (owner == "self" or owner.endswith("words"))
            )
            if spoken and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                found.add(call.args[0].value)
    return found


def sentences() -> set[str]:
    return said_by_templates() | said_by_overrides() | said_by_code()


def read(language: str):
    with (GENERATOR / "theme" / "locale" / language / "qunbook.po").open("rb") as file:
        return {one.id[0] if isinstance(one.id, tuple) else one.id: one for one in read_po(file) if one.id}


def test_every_sentence_has_a_chinese_one():
    """Whatever a page says, it can say in Chinese."""
    missing = sentences() - set(catalogue("zh"))
    assert not missing, sorted(missing)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_is_kept_for_nothing(language):
    """A catalogue holds only what pages say, each sentence once and none of them unsure."""
    found = read(language)
    assert not set(found) - sentences()
    assert not [id for id, one in found.items() if one.fuzzy or not one.string]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_translations_keep_their_places(language):
    """A translated sentence has the same places to fill as the one that it translates."""
    for id, message in read(language).items():
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert set(PLACE.findall(text)) == set(PLACE.findall(id)), id


def test_dates_say_what_a_reader_needs():
    """A day of this year has no year, another has one; a moment has its offset for machines."""
    shanghai = ZoneInfo("Asia/Shanghai")
    assert zh.day_text(date(2026, 11, 26)) == "11月26日 周四"
    assert en.day_text(date(2026, 11, 26)) == "Thu 26 Nov"
    assert zh.day_text(date(2027, 1, 3)) == "2027年1月3日 周日"
    start = datetime(2026, 11, 26, 20, 30, tzinfo=shanghai)
    assert zh.span(start, start + timedelta(minutes=75)) == (
        '<time datetime="2026-11-26T20:30+08:00">11月26日 周四 20:30</time>–21:45'
    )
    assert zh.span(date(2026, 11, 26), date(2026, 11, 27)) == '<time datetime="2026-11-26">11月26日 周四</time>'
    assert zh.clock(time(7, 15)) == "07:15"


@pytest.mark.parametrize(
    "amount, chinese, english",
    [
        (timedelta(minutes=75), "75 分钟", "75 minutes"),
        (timedelta(hours=2), "2 小时", "2 hours"),
        (timedelta(hours=6, minutes=30), "6 小时 30 分钟", "6 hours 30 minutes"),
        (timedelta(days=1), "1 天", "1 day"),
        (timedelta(minutes=1), "1 分钟", "1 minute"),
    ],
)
def test_durations(amount, chinese, english):
    """An amount of time is said as one would say it."""
    assert (zh.duration(amount), en.duration(amount)) == (chinese, english)


@pytest.mark.parametrize(
    "written, chinese, english",
    [
        ("T-7d", "提前 7 天", "7 days before"),
        ("T-1d 20:00", "提前 1 天 20:00", "1 day before 20:00"),
        ("T-30m", "提前 30 分钟", "30 minutes before"),
        ("E+1d", "结束后 1 天", "1 day after the end"),
        ("T", "开始时", "at the start"),
        ("E", "结束时", "at the end"),
        ("D+3 10:00", "第 3 天 10:00", "day 3 10:00"),
        ("D+0 10:00", "当天 10:00", "on the day 10:00"),
    ],
)
def test_offsets(written, chinese, english):
    """`T-7d` is for files; readers get words."""
    offset = Offset.parse(written)
    assert (zh.offset(offset), en.offset(offset)) == (chinese, english)


def test_targets_and_penalties():
    """A target has its sign and its metric's unit, a ban has an end or none."""
    assert zh.target(Target(">=", 60, "%")) == "≥60%"
    assert zh.target(Target("", 45, ""), "minute") == "45 分钟"
    assert en.target(Target("<=", 4.2, ""), "score_1_5") == "≤4.2"
    assert zh.lasting(Lasting(None)) == "永久"


def test_arguments_are_escaped():
    """What is filled into a sentence is text unless it is markup already."""
    assert "&lt;b&gt;" in zh("Rules of {community}", community="<b>")


def test_every_template_is_used():
    """A template is a kind's, an index's or a page's, or it is gone."""
    from qunbook.kinds import KINDS

    known = {"_macros.html", "thing.md", "index.md", "home.md", "about.md", "calendar.md", "subscribe.md", "feed.md"}
    known |= {"rules_sheet.md", "workflow_list.md"}
    known |= {one.template for one in OVERVIEWS}
    known |= {f"{kind.name}.md" for kind in KINDS} | {f"index_{kind.name}.md" for kind in KINDS}
    assert {Path(path).name for path in TEMPLATES.iterdir() if path.is_file()} <= known

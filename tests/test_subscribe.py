"""The pages about subscribing: every way to take a feed, for the feed that the page is about."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from checked import TODAY, playbook
from conftest import ROOT
from qunbook import pipeline
from qunbook.artifact import View
from qunbook.render import RENDERERS
from qunbook.render.feed_list import feeds_of
from qunbook.render.page_subscribe import ways
from qunbook.render.pages import pages
from qunbook.settings import Settings

BOOK = """=== handbook.md
---
name: 手册
timezone: Asia/Shanghai
owner: host
site_url: https://book.example.org/members/
staff_url: https://staff.example.org/
reviewed: 2026-11-01
---
"""


def view(edition="member", key=None, text=BOOK):
    return View(playbook(text).seen_by(edition), Settings(TODAY, feed_key=key), edition)


def made(**asked):
    return {one.path: one.data.decode() for one in pages(view(**asked)) if one.path.startswith("calendar/subscribe")}


def feed(key, **asked):
    return next(one for one in feeds_of(view(**asked)) if one.key == key)


def test_programs_get_the_address_in_their_own_form():
    """webcal: for what the system opens; Google wants it as `cid`, Outlook the https address with a name."""
    told = ways(feed("community/main"))
    assert told.webcal == "webcal://book.example.org/members/calendar/community/main.ics"
    assert parse_qs(urlsplit(told.google).query) == {"cid": [told.webcal]}
    for address in (told.outlook, told.outlook_work):
        asked = parse_qs(urlsplit(address).query)
        assert asked["url"] == ["https://book.example.org/members/calendar/community/main.ics"]
        assert asked["name"] == ["读书会"]


@pytest.mark.parametrize("edition", ["member", "staff"])
def test_each_feed_has_a_page_that_tells_of_it_alone(edition):
    """The address to copy, the button, the file, the QR code, the steps; and no address of another feed."""
    text = made(edition=edition, key="key")
    for one in feeds_of(view(edition, "key")):
        page = text[one.page]
        assert f">{one.address}</pre>" in page
        assert f'href="{ways(one).webcal}"' in page
        assert re.search(rf'href="[./]*{re.escape(one.path)}" download', page)
        assert "qb-qr" in page
        assert page.count("<details") == (1 if one.holds == "tasks" else 7)
        assert set(re.findall(r"calendar/[\w/-]+\.ics", page)) == {one.path}


def test_staff_are_told_that_an_address_is_a_key():
    """With a key: keep it to yourself; without: it can be guessed. Members' addresses are nobody's secret."""
    assert "这个地址就是钥匙" in made(edition="staff", key="key")["calendar/subscribe/all.md"]
    assert "这个地址猜得出来" in made(edition="staff")["calendar/subscribe/all.md"]
    member = made(key="key")["calendar/subscribe/all.md"]
    assert not re.search("钥匙|猜得出来", member)


@pytest.mark.parametrize("edition, field", [("member", "site_url"), ("staff", "staff_url")])
def test_without_an_address_a_feed_can_be_downloaded(edition, field):
    """Nothing is made up: the page names the field that is missing, and script may add where it is read."""
    page = made(edition=edition, text=re.sub(rf"{field}: .*\n", "", BOOK))["calendar/subscribe/all.md"]
    assert f"请在 content/handbook.md 里写上 {field}" in re.sub("<[^>]+>", "", page)
    assert "webcal:" not in page
    assert 'data-feed="../../../calendar/all.ics"' in page


def test_every_link_to_a_feed_of_the_staff_has_its_secret():
    """Pages, JSON and feeds of the staff's edition name no feed by a path that can be guessed, and none that is not there."""
    playbook = pipeline.load(ROOT).playbook
    told = View(playbook, Settings(TODAY, feed_key="key"), "staff")
    files = {one.path: one.data.decode() for renderer in RENDERERS for one in renderer.render(told)}
    links = {path for text in files.values() for path in re.findall(r"calendar(?:/|%2F)[\w/%-]+\.ics", text)}
    paths = {path.replace("%2F", "/") for path in links}
    assert len(paths) > 40
    assert [path for path in sorted(paths) if path not in files] == []
    assert [path for path in sorted(paths) if not re.search(r"-[0-9a-f]{24}\.ics$", path)] == []


def test_a_site_that_does_not_know_its_address_learns_it_where_it_is_read(chromium, tmp_path):
    """Script puts the address of the feed into the box, and a button to subscribe."""
    from pathlib import Path

    script = (Path(__file__).parents[1] / "generator/qunbook/theme/assets/qunbook.js").read_text("utf-8")
    page = chromium.new_page()
    html = '<html lang="zh"><div data-feed="../../../calendar/all.ics"><p class="qb-actions"></p></div></html>'
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("https://book.example.org/calendar/subscribe/all/")
    page.add_script_tag(content=script)
    assert page.inner_text(".qb-copy pre") == "https://book.example.org/calendar/all.ics"
    assert page.get_attribute(".qb-actions a", "href") == "webcal://book.example.org/calendar/all.ics"
    page.close()

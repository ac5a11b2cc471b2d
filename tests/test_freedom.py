"""What a handbook's owner may change without touching the generator, and what a built site says to machines."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conftest import ROOT, Quiet, qunbook
from qunbook import catalogue, forge, theme

SETTINGS = ROOT / "generator" / "qunbook" / "skeleton" / "repository" / "mkdocs.zh.yml"
HANDBOOK = """
=== handbook.md
---
name: 小小读书会
summary: 每周四一起读几页
timezone: Asia/Shanghai
as_of: 2026-11-20
owner: host
reviewed: 2026-11-01
site_url: https://books.example/club
edit_url: https://gitlab.example/club/handbook/-/edit/main
brand: {logo: mark.png}
announcement:
  text: 周四改到 <b>二楼</b> & 带笔
  until: 2026-11-20
---
我们每周四晚上一起读书。
=== assets/mark.png
not really a picture
=== assets/extra.css
.md-banner { font-style: normal }
=== assets/extra.js
window.mine = true;
=== _templates/term.md
{% extends "qunbook/term.md" %}
=== pages/house.md
---
name: 屋里的规矩
---
进门脱鞋。

说话小声。
=== rules/soft-voice.md
---
name: 小声说话
owner: keeper
reviewed: 2026-11-01
category: respect
ladder: default
why: 隔壁有人在睡
enforcer: [keeper]
report_to: [keeper]
formerly: [quiet]
examples:
  ok: [小声]
  not_ok: [大声]
---
小声一点。
=== roles/librarian.md
---
name: 书管
visibility: staff
owner: host
reviewed: 2026-11-01
duties: [看书]
holders: [ming]
deputies: [lan]
---
看书。
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("freedom")
    for path, text in catalogue.example(HANDBOOK).items():
        (home / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (home / "content" / path).write_text(text, "utf-8")
    nav = "nav:\n  - 官网: https://club.example/\n  - ...\n  - 书店: https://shop.example/\n"
    text = SETTINGS.read_text("utf-8").replace("{{name}}", "小小读书会").replace("{{language}}", "zh")
    (home / "mkdocs.yml").write_text(text + nav + "extra_css: [assets/mine-last.css]\n", "utf-8")
    done = qunbook("build", str(home), "--lang", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "site"


def read(site: Path, path: str) -> str:
    return (site / path).read_text("utf-8")


def metas(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', page))


def test_style_and_script_of_the_owners_come_after_ours(site):
    """`content/assets/extra.css` and `extra.js` are on every page; what mkdocs.yml names comes last."""
    for path in ("index.html", "rules/soft-voice/index.html", "404.html"):
        page = read(site / "member", path)
        styles = re.findall(r'<link rel="stylesheet" href="[./]*([^"]+)"', page)
        assert styles[-3:] == ["assets/qunbook.css", "assets/extra.css", "assets/mine-last.css"]
        assert re.findall(r'<script src="[./]*(assets/[a-z]+\.js)"', page) == ["assets/qunbook.js", "assets/extra.js"]


def test_navigation_of_the_owners_stays_where_it_was_put(site):
    """One entry before the handbook's own, one behind."""
    tabs = re.findall(r'<li class="md-tabs__item[^"]*">\s*<a href="([^"]*)"', read(site / "member", "index.html"))
    assert (tabs[0], tabs[-1]) == ("https://club.example/", "https://shop.example/")
    assert len(tabs) > 5


def test_nobody_counts_readers_unless_the_owner_wants_it(site):
    """No page has a counter, a beacon or a cookie banner; our scripts send nothing anywhere."""
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        assert not re.search(r"google-analytics|googletagmanager|gtag\(|sendBeacon|__md_analytics|hm\.baidu", text), (
            path
        )
    for name in ("qunbook.js", "search.js"):
        assert not re.search(
            r"sendBeacon|XMLHttpRequest|fetch\(|document\.cookie|new Image", theme.read(f"assets/{name}")
        )


def test_an_announcement_is_text_over_every_page(site):
    """It is text, not markup; it can be closed; it is on the last day that it shows."""
    for path in ("index.html", "404.html", "rules/soft-voice/index.html"):
        page = read(site / "member", path)
        assert "周四改到 &lt;b&gt;二楼&lt;/b&gt; &amp; 带笔" in page
        assert "md-banner__button" in page


@pytest.mark.parametrize(
    "base, wanted",
    [
        ("https://github.com/o/r/edit/main/", "https://github.com/o/r/edit/main/content/roles/host.md#L3-L9"),
        ("https://github.com/o/r/blob/main", "https://github.com/o/r/blob/main/content/roles/host.md?plain=1#L3-L9"),
        ("https://gitlab.com/o/r/-/edit/main/", "https://gitlab.com/o/r/-/edit/main/content/roles/host.md#L3-9"),
        ("https://git.example/a/b/c/-/blob/x", "https://git.example/a/b/c/-/blob/x/content/roles/host.md?plain=1#L3-9"),
        ("https://gitee.com/o/r/edit/master", "https://gitee.com/o/r/edit/master/content/roles/host.md#L3-L9"),
        ("https://gitee.com/o/r/edit/master/content/", "https://gitee.com/o/r/edit/master/content/roles/host.md#L3-L9"),
        ("https://wiki.example/change", "https://wiki.example/change/content/roles/host.md"),
    ],
)
def test_edit_links_lead_to_the_lines(base, wanted):
    """Each forge writes a stretch of lines in its own way; an unknown one gets the file."""
    assert forge.address(base, "content/roles/host.md", 3, 9) == wanted


def test_a_page_leads_to_its_file_and_to_the_lines_of_its_parts(site):
    """The pencil opens the file; below are its text and its longer fields, with the lines where they stand."""
    page = read(site / "member", "rules/soft-voice/index.html")
    file = "https://gitlab.example/club/handbook/-/edit/main/content/rules/soft-voice.md"
    lines = catalogue.overlay(HANDBOOK)["rules/soft-voice.md"].splitlines()
    first, text = lines.index("examples:") + 1, lines.index("小声一点。") + 1
    found = re.findall(rf'href="{re.escape(file)}(#L[\d-]+)?"[^>]*>([^<]*)<', page)
    assert ("", "") in [(region, name.strip()) for region, name in found]
    assert (f"#L{first}-{first + 2}", "例子") in found
    assert (f"#L{text}", "正文") in found


def test_old_addresses_lead_on(site):
    """By script with the place within the page, by the browser itself without script, and unseen by search engines."""
    page = read(site / "member", "rules/quiet/index.html")
    assert 'location.replace("../soft-voice/" + location.hash)' in page
    assert '<meta http-equiv="refresh" content="0; url=../soft-voice/">' in page
    assert 'content="noindex"' in page


def test_shared_links_have_a_title_and_a_line(site):
    """Open Graph on every page: title, description, and where the site's address is known also page and picture."""
    told = metas(read(site / "member", "pages/house/index.html"))
    assert told["og:title"] == "屋里的规矩"
    assert told["og:description"] == told["description"] == "进门脱鞋。"
    assert told["og:site_name"] == "小小读书会"
    assert told["og:url"] == "https://books.example/club/pages/house/"
    assert told["og:image"] == "https://books.example/club/assets/mark.png"
    home = metas(read(site / "member", "index.html"))
    assert (home["og:type"], home["og:description"]) == ("website", "每周四一起读几页")
    staff = metas(read(site / "staff", "pages/house/index.html"))
    assert "og:url" not in staff
    assert "canonical" not in read(site / "staff", "pages/house/index.html")


def test_search_engines_find_members_pages_only(site):
    """The staff site says no in robots.txt and on each page, and maps nothing."""
    assert "Disallow: /\n" in read(site / "staff", "robots.txt")
    for path in sorted((site / "staff").rglob("*.html")):
        assert re.search(r'<meta name="robots" content="noindex', path.read_text("utf-8")), path
    assert read(site / "member", "robots.txt").endswith("Sitemap: https://books.example/club/sitemap.xml\n")
    assert "noindex" not in read(site / "member", "index.html")
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = {one.text for one in ET.parse(site / "member" / "sitemap.xml").iter(f"{space}loc")}
    pages = {path.relative_to(site / "member").parent.as_posix() for path in (site / "member").rglob("index.html")}
    wanted = {f"https://books.example/club/{'' if page == '.' else page + '/'}" for page in pages - {"rules/quiet"}}
    assert listed == wanted
    assert not list(ET.parse(site / "staff" / "sitemap.xml").iter(f"{space}loc"))


def test_the_browser_shows_the_owners_mark(site):
    """The logo is the icon as well; Material's book would say nothing."""
    assert '<link rel="icon" href="./assets/mark.png">' in read(site / "member", "index.html").replace(
        'href="assets', 'href="./assets'
    )


class Below(Quiet):
    """A host that has the site in a folder, and shows its 404.html for whatever is missing."""

    prefix = "/some/folder"

    def translate_path(self, path):
        inside = path.removeprefix(self.prefix)
        return super().translate_path(inside if inside != path else "/nothing-here")

    def send_error(self, code, message=None, explain=None):
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)


@pytest.mark.parametrize("edition", ["member", "staff"])
@pytest.mark.parametrize("path", ["gone", "rules/gone/", "rules/a/b/c/d.html"])
def test_a_lost_reader_finds_the_search(site, chromium, edition, path):
    """At any depth, and in a folder that no setting names, the page has its style, its search and its way home."""
    handler = functools.partial(Below, directory=str(site / edition))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_address[1]}{Below.prefix}/"
        tab = chromium.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(root + path)
        tab.wait_for_url("**/404.html")
        tab.wait_for_load_state("networkidle")
        assert tab.locator("h1").inner_text() == "没有这一页"
        assert tab.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
        assert tab.locator("a.qb-button").evaluate("link => link.href") == root
        tab.locator("input.md-search__input").click()
        tab.keyboard.type("小声")
        link = tab.locator(".md-search-result__link").first
        link.wait_for(timeout=15000)
        assert link.evaluate("link => link.href").startswith(root + "rules/soft-voice/")
        tab.close()
        server.shutdown()


def test_a_file_named_like_one_of_ours_is_told(tmp_path):
    """A file that would hide one of the site's own stops the build with its name, not with a traceback."""
    home = tmp_path / "home"
    for path, text in catalogue.example("=== assets/search.js\nmine\n").items():
        (home / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (home / "content" / path).write_text(text, "utf-8")
    done = qunbook("render", str(home), "--lang", "en")
    assert done.returncode == 1
    assert "error[QB509]" in done.stdout
    assert "Traceback" not in done.stderr

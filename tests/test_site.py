"""The built example handbook: every link leads somewhere, nothing comes from elsewhere, pages work in a browser."""

from __future__ import annotations

import functools
import hashlib
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from conftest import PAGES, ROOT, STAFF_PAGES, qunbook

LOADING = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src")}
LOADING_LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest", "modulepreload"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.resources: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids.update(values[key] for key in ("id", "name") if values.get(key))
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        self.resources += [values[key] for name, key in LOADING if name == tag and values.get(key)]
        if tag == "link" and set((values.get("rel") or "").split()) & LOADING_LINKS:
            self.resources.append(values.get("href") or "")


@functools.cache
def page(path: Path) -> Page:
    return Page(path.read_text("utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def target(site: Path, source: Path, link: str) -> tuple[Path, str]:
    parts = urlsplit(link)
    base = site if parts.path.startswith("/") else source.parent
    path = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else source
    return (path / "index.html" if path.is_dir() else path), unquote(parts.fragment)


@pytest.mark.parametrize("edition", ["member", "staff"])
def test_every_link_leads_somewhere(built_site, edition):
    """Every address in the built pages names a file of the same edition, and an anchor that is on it."""
    site = (built_site / edition).resolve()
    broken = []
    for source in pages(site):
        for link in page(source).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or source.name == "404.html":
                continue
            file, anchor = target(site, source, link)
            if not file.is_file() or site not in file.parents:
                broken.append(f"{source.relative_to(site)}: {link}")
            elif anchor and file.suffix == ".html" and anchor not in page(file).ids and anchor != "__top":
                broken.append(f"{source.relative_to(site)}: {link} (no such anchor)")
    assert not broken, broken[:20]


@pytest.mark.parametrize("edition", ["member", "staff"])
def test_nothing_comes_from_elsewhere(built_site, edition):
    """No page names a script, style, picture or frame on another host."""
    site = built_site / edition
    foreign = [
        f"{source.relative_to(site)}: {address}"
        for source in pages(site)
        for address in page(source).resources
        if urlsplit(address).netloc and urlsplit(address).scheme != "data"
    ]
    assert not foreign, foreign[:20]


def test_a_chinese_page_ends_in_chinese(built_site):
    """Material's own line at the foot of each page is English."""
    assert "Made with" not in (built_site / "member" / "index.html").read_text("utf-8")


def test_every_thing_has_a_page(built_site):
    """Each content file has a page in the staff edition, and those for members one in theirs."""
    for path in sorted((ROOT / "content").glob("*/**/*.md")):
        parts = path.relative_to(ROOT / "content").with_suffix("").parts
        if parts[0].startswith("_") or parts[0] in ("assets", "data"):
            continue
        short = parts if parts[0] in ("runs", "retros") else (parts[0], parts[-1])
        assert (built_site / "staff" / Path(*short) / "index.html").is_file(), path


@pytest.mark.parametrize(("edition", "pages"), [("member", PAGES), ("staff", STAFF_PAGES)])
def test_pages_work_on_a_phone(chromium, address, edition, pages):
    """At 360 px no page scrolls sideways, no script fails, and no request leaves the origin."""
    tab = chromium.new_page(viewport={"width": 360, "height": 740})
    faults = []
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "request",
        lambda request: faults.append(request.url) if not request.url.startswith((address, "data:")) else None,
    )
    for path in pages:
        answer = tab.goto(f"{address}/{edition}/{path}")
        assert answer.ok, path
        wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        assert tab.locator("h1").count() == 1, path
    tab.close()
    assert not faults


def test_pages_work_without_script(chromium, address):
    """Without script a page still shows its text, and a checklist still has boxes with labels."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(f"{address}/staff/runs/reading-night/2026-11-19/")
    boxes = tab.locator("label input[type=checkbox]")
    assert boxes.count() >= 5
    assert boxes.first.is_visible()
    context.close()


def test_ticks_survive_a_reload(chromium, address):
    """A box that somebody ticked is still ticked after a reload."""
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(f"{address}/staff/runs/reading-night/2026-11-26/")
    box = tab.locator("label input[type=checkbox]:not(:checked)").first
    name = box.evaluate("box => box.closest('[data-task]')?.dataset.task ?? box.dataset.task ?? box.name ?? box.id")
    assert name
    box.check()
    count = tab.locator("label input[type=checkbox]:checked").count()
    tab.reload()
    assert tab.locator("label input[type=checkbox]:checked").count() == count
    context.close()


def test_an_examples_day_stands_still(chromium, address):
    """Where `as_of` says what today is, a reader's clock does not: what is due later is not late, whenever it is read."""
    tab = chromium.new_page()
    tab.clock.set_fixed_time("2031-05-01T12:00:00Z")
    tab.goto(f"{address}/member/calendar/")
    assert {cell.get_attribute("data-day") for cell in tab.locator(".qb-today").all()} == {"2026-11-20"}
    tab.goto(f"{address}/staff/runs/reading-night/2026-11-26/")
    late = {due.get_attribute("data-due") for due in tab.locator(".qb-late").all()}
    assert tab.locator("[data-due]").count() > len(late)
    assert all(day < "2026-11-20" for day in late)
    tab.close()


def test_search_finds_a_rule(chromium, address):
    """The search of a built page finds a rule by its Chinese words."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(f"{address}/member/")
    tab.locator("input.md-search__input").click()
    tab.locator("input.md-search__input").fill("群公告")
    tab.wait_for_selector(".md-search-result__item", timeout=15000)
    assert tab.locator(".md-search-result__item").count() > 0
    tab.close()


def fingerprint(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def test_same_bytes_everywhere(tmp_path):
    """The same content gives the same rendered bytes in another zone, with another hash seed, in another place."""
    made = []
    for name, zone, seed in (("here", "Asia/Shanghai", "0"), ("there", "America/Los_Angeles", "12345")):
        home = tmp_path / name
        shutil.copytree(ROOT / "content", home / "content")
        done = qunbook("render", str(home), "--out", str(home / "out"), TZ=zone, PYTHONHASHSEED=seed, LC_ALL="C.UTF-8")
        assert done.returncode == 0, done.stdout + done.stderr
        made.append(fingerprint(home / "out"))
    assert made[0] == made[1]


def test_a_second_build_has_the_same_bytes(built_site, tmp_path):
    """The whole site, searched, mapped and compressed by others, is the same in a second build in another zone."""
    home = tmp_path / "again"
    shutil.copytree(ROOT / "content", home / "content")
    shutil.copy(ROOT / "mkdocs.yml", home)
    done = qunbook("build", str(home), TZ="America/Los_Angeles", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stdout + done.stderr
    assert fingerprint(home / "site") == fingerprint(built_site)


def test_errors_leave_the_last_good_site(tmp_path):
    """A build with an error in the content touches nothing in site/."""
    home = tmp_path / "broken"
    shutil.copytree(ROOT / "tests" / "golden" / "content", home / "content")
    shutil.copy(ROOT / "mkdocs.yml", home)
    assert qunbook("build", str(home)).returncode == 0
    before = fingerprint(home / "site")
    (home / "content" / "roles" / "steward.md").write_text("---\nname: Steward\ndutys: [x]\n---\n", "utf-8")
    done = qunbook("build", str(home))
    assert done.returncode == 1
    assert "dutys" in done.stdout + done.stderr
    assert fingerprint(home / "site") == before

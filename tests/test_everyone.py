"""Whoever reads it, on whatever: a narrow phone, a keyboard, no script, refused storage, WeChat, paper, a slow line."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urlsplit

import pytest

from conftest import PAGES, STAFF_PAGES, qunbook, serve

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; Mate) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 "
    "Mobile Safari/537.36 MicroMessenger/8.0.50 Language/zh_CN"
)


def addresses(site, edition):
    return sorted(
        f"{path.parent.relative_to(site / edition).as_posix()}/".removeprefix("./")
        for path in (site / edition).rglob("index.html")
    )


@pytest.mark.parametrize("edition", ["member", "staff"])
def test_no_page_scrolls_sideways(chromium, address, built_site, edition):
    """On a phone of 360 px every page of the site is as wide as the screen, old addresses apart."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=True)
    tab = context.new_page()
    wide = []
    for page in addresses(built_site, edition):
        tab.goto(f"{address}/{edition}/{page}", wait_until="domcontentloaded")
        over = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append((page, over))
    context.close()
    assert not wide


# Keyboard ---------------------------------------------------------------------------------------------------------


def focused(tab):
    return tab.evaluate("(() => { const at = document.activeElement; return at.className + ' ' + at.tagName; })()")


def test_the_first_tab_skips_to_the_text(chromium, address):
    """The first stop of the Tab key is the link past the navigation, it can be seen there, and it leads to the text."""
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{address}/member/rules/cite-source/")
    tab.keyboard.press("Tab")
    assert "md-skip" in focused(tab)
    skip = tab.locator(".md-skip")
    assert skip.evaluate("link => getComputedStyle(link).opacity") == "1"
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash").startswith("#")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('.md-content').contains(document.activeElement)")
    context.close()


@pytest.mark.parametrize("page", ["member/", "member/events/", "staff/runs/reading-night/2026-11-26/"])
def test_every_stop_of_the_tab_key_is_seen(chromium, address, page):
    """Whatever the Tab key comes to has an outline or a ring, and the order is that of the page."""
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{address}/{page}")
    unseen, stops = [], 0
    for _ in range(60):
        tab.keyboard.press("Tab")
        at = tab.evaluate(
            """(() => {
              const at = document.activeElement;
              if (at === document.body) return null;
              const shown = at.matches(".md-option") ? at.nextElementSibling : at;
              const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
              const text = at.outerHTML.slice(0, 120);
              const inner = at.matches(".md-search__input, input[type=checkbox]");
              const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
              return {text, seen: inner || ring, small: box.width < 1 || box.height < 1};
            })()"""
        )
        if at is None:
            break
        stops += 1
        if not at["seen"] or at["small"]:
            unseen.append(at["text"])
    context.close()
    assert stops > 10
    assert not unseen, unseen


def test_searching_takes_only_a_keyboard(chromium, address):
    """`/` opens the search, Escape closes it; words find, the arrow key chooses, Enter goes there."""
    context = chromium.new_context(viewport=DESK)
    tab = context.new_page()
    tab.goto(f"{address}/member/", wait_until="networkidle")
    opened = "document.getElementById('__search').checked"
    tab.keyboard.press("/")
    tab.wait_for_function(opened)
    tab.keyboard.press("Escape")
    tab.wait_for_function(f"!{opened} && document.activeElement.tagName !== 'INPUT'")
    tab.wait_for_timeout(500)  # Material folds the dialog away first: what is pressed meanwhile goes nowhere
    tab.keyboard.press("/")
    tab.wait_for_function(opened)
    tab.keyboard.type("书摘")
    tab.wait_for_selector(".md-search-result__item a", timeout=15000)
    tab.keyboard.press("ArrowDown")
    assert "md-search-result__link" in focused(tab)
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/member/.+/"))
    context.close()


# Little is given --------------------------------------------------------------------------------------------------


def test_pages_work_where_storage_is_refused(chromium, address):
    """Where `localStorage` throws, boxes still tick, text still copies and no script fails."""
    context = chromium.new_context(viewport=PHONE)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    tab = context.new_page()
    faults = []
    tab.on("pageerror", lambda error: faults.append(f"{error}\n{error.stack}"))
    tab.goto(f"{address}/staff/runs/reading-night/2026-11-26/")
    box = tab.locator("label input[type=checkbox]:not(:checked)").first
    before = tab.locator(".qb-progress [role=status]").inner_text()
    box.check()
    assert tab.locator(".qb-progress [role=status]").inner_text() != before
    tab.goto(f"{address}/member/events/")
    assert tab.locator("form.qb-filter").is_visible()
    context.close()
    assert not [fault for fault in faults if "assets/qunbook" in fault], faults


def test_lists_are_whole_without_script(chromium, address):
    """Without script every row of a list is there, and no form that would do nothing."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    tab = context.new_page()
    for page in ("member/events/", "member/rules/", "member/calendar/"):
        tab.goto(f"{address}/{page}")
        assert not tab.locator("form.qb-filter").is_visible()
        rows = tab.locator("[data-row]")
        assert rows.count() > 5
        assert all(rows.nth(n).is_visible() for n in range(rows.count()))
    context.close()


@pytest.mark.parametrize("page", ["calendar/", "calendar/subscribe/"])
def test_wechat_readers_are_told_the_way_out(chromium, address, page):
    """Inside WeChat a page that offers calendars says how to open it in the browser; elsewhere it does not."""
    seen = {}
    for name, agent in (("wechat", WECHAT), ("other", WECHAT.partition(" MicroMessenger")[0])):
        context = chromium.new_context(viewport=PHONE, user_agent=agent)
        tab = context.new_page()
        tab.goto(f"{address}/member/{page}")
        seen[name] = tab.locator(".qb-wechat").first.is_visible()
        context.close()
    assert seen == {"wechat": True, "other": False}


def test_motion_stops_for_those_who_ask(chromium, address):
    """With reduced motion nothing on the page takes longer than a blink to change."""
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{address}/member/")
    slow = tab.evaluate(
        """[...document.querySelectorAll("*")].flatMap((one) => {
          const style = getComputedStyle(one);
          const times = `${style.transitionDuration},${style.animationDuration}`.split(",").map(parseFloat);
          return Math.max(...times) > 0.01 ? [one.className + " " + one.tagName] : [];
        })"""
    )
    context.close()
    assert not slow, slow[:5]


# Narrowing lists --------------------------------------------------------------------------------------------------


def visible_rows(tab):
    return tab.locator("[data-row]:visible").count()


def test_a_list_is_narrowed_counted_and_passed_on(chromium, address):
    """A choice hides the other rows and says how many are left; its address, opened anew, shows the same; reset ends it."""
    context = chromium.new_context(viewport=DESK)
    tab = context.new_page()
    tab.goto(f"{address}/member/events/")
    form = tab.locator("form.qb-filter")
    everything = visible_rows(tab)
    form.locator("select[name=community]").select_option("camp")
    some = visible_rows(tab)
    assert 0 < some < everything
    assert form.locator("output").inner_text() == f"{some}/{everything}"
    assert "community=camp" in tab.url
    again = context.new_page()
    again.goto(tab.url)
    assert visible_rows(again) == some
    assert again.locator("select[name=community]").input_value() == "camp"
    again.locator("form.qb-filter [type=reset]").click()
    again.wait_for_function("!location.search")
    assert visible_rows(again) == everything
    context.close()


def test_a_list_narrowed_by_words_is_passed_on(chromium, address):
    """The address keeps the words too, and whoever opens it sees the list, not the search of the site."""
    context = chromium.new_context(viewport=PHONE)
    tab = context.new_page()
    tab.goto(f"{address}/member/rules/")
    tab.locator("form.qb-filter input[type=search]").fill("书名")
    left = tab.locator("[data-row]:visible").count()
    again = context.new_page()
    again.goto(tab.url)
    again.wait_for_timeout(500)
    assert again.locator("[data-row]:visible").count() == left > 0
    assert not again.locator(".md-search__output").is_visible()
    context.close()


def test_words_narrow_a_list_and_its_headings(chromium, address):
    """Words hide the parts of a page in which nothing is left, heading and all; words that fit nothing are answered."""
    context = chromium.new_context(viewport=DESK)
    tab = context.new_page()
    tab.goto(f"{address}/member/rules/")
    heads = tab.locator("h2:visible").count()
    tab.locator("form.qb-filter input[name=words]").fill("书名")
    assert visible_rows(tab) == 1
    assert tab.locator("h2:visible").count() < heads
    tab.locator("form.qb-filter input[name=words]").fill("没有这样的词")
    assert visible_rows(tab) == 0
    assert tab.locator("form.qb-filter output").inner_text().startswith("没有符合的")
    context.close()


def test_the_calendar_is_narrowed_in_place(chromium, address):
    """On a phone only the days of the chosen community are left in the agenda."""
    context = chromium.new_context(viewport=PHONE)
    tab = context.new_page()
    tab.clock.install(time="2026-11-20T09:00:00+08:00")
    tab.goto(f"{address}/member/calendar/")
    days = tab.locator(".qb-month td:visible").count()
    tab.locator("select[name=community]").select_option("chengdu")
    left = tab.locator(".qb-month td:visible").count()
    assert 0 < left < days
    context.close()


# Days -------------------------------------------------------------------------------------------------------------


def unfreeze(route):
    """The page as it would be if its handbook did not say `as_of`: that of an example stands still."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'<meta name="qunbook:today"[^>]*>', "", answer.text()))


def test_today_is_the_readers_day(chromium, address):
    """The calendar marks the day on the reader's clock, not the one on which the site was built; an example's stays."""
    for real, day in ((True, "2026-12-03"), (False, "2026-11-20")):
        context = chromium.new_context(viewport=DESK, timezone_id="Asia/Shanghai")
        if real:
            context.route("**/calendar/", unfreeze)
        tab = context.new_page()
        tab.clock.install(time="2026-12-03T09:00:00+08:00")
        tab.goto(f"{address}/member/calendar/")
        marked = tab.locator("[aria-current=date]")
        assert [marked.nth(n).get_attribute("data-day") for n in range(marked.count())] == [day]
        context.close()


def test_a_phones_month_begins_with_today(chromium, address):
    """On a phone the days of this month that are over are a tap away; on a desk the whole month is there."""
    for viewport, hidden in ((PHONE, True), (DESK, False)):
        context = chromium.new_context(viewport=viewport, timezone_id="Asia/Shanghai")
        tab = context.new_page()
        tab.clock.install(time="2026-11-20T09:00:00+08:00")
        tab.goto(f"{address}/member/calendar/")
        before = tab.locator('td[data-day="2026-11-19"]')
        assert before.is_visible() is not hidden
        assert tab.locator('td[data-day="2026-11-20"]').is_visible()
        if hidden:
            tab.locator(".qb-earlier").click()
            assert before.is_visible()
        context.close()


def test_a_site_that_was_built_long_ago_begins_with_today(chromium, address):
    """On a phone months that are over are a tap away too, or a link to one of them; today is a link away on every screen."""
    context = chromium.new_context(viewport=PHONE, timezone_id="Asia/Shanghai")
    context.route("**/calendar/*", unfreeze)
    context.route("**/calendar/", unfreeze)
    tab = context.new_page()
    tab.clock.install(time="2027-01-08T09:00:00+08:00")
    tab.goto(f"{address}/member/calendar/")
    november, shown = tab.locator("#m2026-11"), tab.locator(".qb-month td:visible")
    assert not november.is_visible()
    assert shown.first.get_attribute("data-day") == "2027-01-08"
    tab.locator(".qb-months a", has_text="今天").click()
    assert tab.evaluate("location.hash") == "#today"
    assert not november.is_visible()
    tab.locator(".qb-months a", has_text="11月").click()
    november.wait_for()  # the browser tells of a new hash in a while
    assert november.is_visible()
    assert shown.first.get_attribute("data-day") == "2026-11-01"
    tab.goto("about:blank")
    tab.goto(f"{address}/member/calendar/#m2026-12")
    assert tab.locator("#m2026-12").is_visible()
    context.close()


def test_a_month_without_anything_left_says_so(chromium, address):
    """Where a choice leaves nothing of a month, a phone says so below its name, and says it no longer afterwards."""
    context = chromium.new_context(viewport=PHONE)
    tab = context.new_page()
    tab.goto(f"{address}/member/calendar/?words=精读营")
    empty = tab.locator(".qb-month.qb-none")
    assert tab.locator("#m2027-02 + .qb-none").count() == 1
    assert "没有安排" in empty.last.evaluate("month => getComputedStyle(month, '::after').content")
    tab.locator("form.qb-filter [type=reset]").click()
    assert tab.locator("#m2026-11 + .qb-none").count() == 0
    context.close()


def test_a_button_that_cannot_copy_says_so(chromium, address):
    """Where a browser refuses the clipboard, the address is selected and the reader is told to copy it by hand."""
    context = chromium.new_context(viewport=PHONE)
    tab = context.new_page()
    tab.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error('no'))}});"
        "document.execCommand = () => false;"
    )
    tab.goto(f"{address}/member/calendar/subscribe/all/")
    tab.locator(".qb-copy button").click()
    assert tab.locator(".qb-copy button").inner_text() == "请长按选中再复制"
    assert tab.evaluate("getSelection().toString().trim()") == tab.locator(".qb-copy pre").inner_text()
    context.close()


def test_an_occurrence_leads_to_its_run(chromium, address):
    """Staff come from a date of the calendar to the run of that date, members to the event."""
    context = chromium.new_context(viewport=DESK)
    tab = context.new_page()
    for edition, there in (("staff", "runs/reading-night/2026-11-26/"), ("member", "events/reading-night/")):
        tab.goto(f"{address}/{edition}/calendar/")
        links = tab.locator('td[data-day="2026-11-26"] a')
        assert [one for one in links.evaluate_all("all => all.map((one) => one.href)") if one.endswith(there)]
    context.close()


# Paper ------------------------------------------------------------------------------------------------------------


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page of a PDF as Chromium writes it, in points."""
    return [
        (round(float(width)), round(float(height)))
        for width, height in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_a4_and_only_text(chromium, address, scheme):
    """Printed pages are A4 without navigation, dark on white whatever the screen, and a checklist is one sheet."""
    context = chromium.new_context(viewport=PHONE, color_scheme=scheme)
    tab = context.new_page()
    for page in ("staff/checklists/offline-safety/", "member/rules/", "member/rules/cite-source/"):
        tab.goto(f"{address}/{page}")
        tab.emulate_media(media="print")
        for gone in (".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".qb-progress"):
            assert not tab.locator(gone).first.is_visible(), gone
        ink = tab.evaluate("getComputedStyle(document.querySelector('.md-typeset')).color")
        assert max(map(int, re.findall(r"\d+", ink)[:3])) < 80, ink
        made = sheets(tab.pdf(prefer_css_page_size=True))
        assert made
        assert set(made) == {(595, 842)}
        if "checklists" in page:
            assert len(made) == 1
        tab.emulate_media(media="screen")
    context.close()


def test_a_month_is_one_sheet(chromium, address):
    """The printed calendar has a sheet of A4 on its side for each month."""
    context = chromium.new_context(viewport=DESK)
    tab = context.new_page()
    tab.clock.install(time="2026-11-20T09:00:00+08:00")
    tab.goto(f"{address}/member/calendar/")
    months = tab.locator(".qb-month").count()
    made = sheets(tab.pdf(prefer_css_page_size=True))
    context.close()
    assert made == [(842, 595)] * months


def test_a_crowded_month_is_one_sheet(chromium, tmp_path):
    """Sixty long dates in one month, ten of them on one day, still print on one sheet, nothing of them cut off."""
    content = tmp_path / "content"
    assert qunbook("init", str(tmp_path), "--language", "zh").returncode == 0
    for n in range(60):
        day = 5 if n < 10 else n % 28 + 1
        (content / "events" / f"busy-{n}.md").write_text(
            f"---\nname: 第 {n} 场小课：如何把一把老椅子修到还能再坐二十年\ncommunity: main\nowner: moderator\n"
            f"start: 2026-12-{day:02} {n % 12 + 8:02}:30\nduration: 30m\n---\n",
            encoding="utf-8",
        )
    assert qunbook("build", str(tmp_path), "--as-of", "2026-12-01").returncode == 0
    with serve(tmp_path / "site") as address:
        context = chromium.new_context(viewport=DESK)
        tab = context.new_page()
        tab.goto(f"{address}/member/calendar/")
        months = tab.locator(".qb-month").count()
        made = sheets(tab.pdf(prefer_css_page_size=True))
        tab.emulate_media(media="print")
        size = tab.locator("#m2026-12 + .qb-month li").first.evaluate(
            "row => parseFloat(getComputedStyle(row).fontSize)"
        )
        context.close()
    assert made == [(842, 595)] * months
    assert size >= 5 * 96 / 72


# A slow line ------------------------------------------------------------------------------------------------------


def test_the_first_view_is_small(chromium, address):
    """All that the first page of the site loads is under 100 KB compressed, the search index apart."""
    context = chromium.new_context(viewport=PHONE)
    tab = context.new_page()
    loaded = {}

    def keep(answer):
        if answer.ok and "search_index.json" not in answer.url and not answer.url.startswith("data:"):
            loaded[urlsplit(answer.url).path] = len(gzip.compress(answer.body(), 9))

    context.on("response", keep)
    tab.goto(f"{address}/member/", wait_until="networkidle")
    tab.wait_for_timeout(500)
    context.close()
    assert len(loaded) >= 5
    assert sum(loaded.values()) < 100_000, loaded


def test_fingers_find_what_they_want(chromium, address):
    """On a touch screen what stands alone is big enough for a thumb: buttons 44 px high."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    tab = context.new_page()
    small = []
    for edition, page in [("member", one) for one in PAGES] + [("staff", one) for one in STAFF_PAGES]:
        tab.goto(f"{address}/{edition}/{page}")
        small += tab.evaluate(
            """[...document.querySelectorAll(".md-content :is(button, select, input[type=search], .qb-button)")]
              .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
              .map((one) => location.pathname + " " + one.outerHTML.slice(0, 90))"""
        )
    context.close()
    assert not small, small[:8]

"""The calendar pages: which there are, for whom, and what a day says. Lists and what narrows them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import frontmatter

from checked import TODAY, loaded
from conftest import all_pages
from qunbook.artifact import View
from qunbook.kinds.rule import Rule
from qunbook.render.book import Book
from qunbook.render.sieve import sieve
from qunbook.settings import Settings

OTHER = """=== communities/other.md
---
name: 分会
type: branch
purpose: 见面
platform: offline
owner: keeper
reviewed: 2026-11-01
---
"""

EVENTS = f"""{OTHER}=== handbook.md
---
name: 小小读书会
timezone: Asia/Shanghai
owner: host
reviewed: 2026-11-01
holidays:
  country: CN
key_dates:
  - {{date: 2026-12-21, name: 冬至}}
---
=== events/reading-night.md
---
name: 读书夜
community: main
owner: host
type: discussion
start: 2026-08-06 20:30
duration: 75m
repeat: weekly thu
duty: [host]
exceptions:
  - {{on: 2026-11-26, cancel: true, reason: 场地维修}}
  - {{on: 2026-12-03, move: 2026-12-04 19:00, reason: 主持人出差}}
---
=== events/camp.md
---
name: 周末营
community: other
owner: keeper
type: outdoor
start: 2026-12-11
duration: 3d
---
=== events/berlin.md
---
name: 远方的茶
community: other
owner: keeper
type: outdoor
start: 2026-11-24 18:00
duration: 1h
timezone: Europe/Berlin
---
=== runs/reading-night/2026-12-10.md
---
event: reading-night
date: 2026-12-10
---
"""


class Months(HTMLParser):
    """What each day of the tables says: {day: (class, text of its entries)}."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.days: dict[str, list[str]] = {}
        self.classes: dict[str, str] = {}
        self.links: dict[str, list[str]] = {}
        self.struck: list[str] = []
        self.day = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "td":
            self.day = values.get("data-day", "")
            if self.day:
                self.days[self.day], self.links[self.day] = [], []
                self.classes[self.day] = values.get("class", "")
        if self.day and tag == "li":
            self.days[self.day].append("")
            if values.get("class") == "qb-off":
                self.struck.append(self.day)
        if self.day and tag == "a":
            self.links[self.day].append(values["href"])

    def handle_endtag(self, tag):
        if tag == "td":
            self.day = ""

    def handle_data(self, data):
        if self.day and self.days[self.day]:
            self.days[self.day][-1] += data


def pages(edition: str = "staff", text: str = EVENTS) -> dict[str, str]:
    read = loaded(text)
    assert not [one for one in read.diagnostics if one.severity == "error"], read.diagnostics
    view = View(read.playbook.seen_by(edition), Settings(TODAY, "zh"), edition)
    return {artifact.path: artifact.data.decode() for artifact in all_pages(view)}


def test_who_has_a_calendar():
    """Members get the whole and each community's; staff also each role's and person's with a date to come."""
    calendars = {
        edition: {path for path in pages(edition) if re.match(r"calendar/(?!subscribe).*\.md", path)}
        for edition in ("member", "staff")
    }
    everybody = {"calendar/index.md", "calendar/past.md", "calendar/community/main.md", "calendar/community/other.md"}
    assert calendars["member"] == everybody
    assert calendars["staff"] == everybody | {"calendar/role/host.md", "calendar/person/ming.md"}


def test_what_a_day_says():
    """A cancelled date is struck with its reason; a moved one is struck where it was and told where it is."""
    months = Months(pages()["calendar/index.md"])
    assert months.days["2026-11-19"] == ["20:30 读书夜 读书会"]
    assert months.days["2026-11-26"] == ["20:30 读书夜 取消 · 场地维修 读书会"]
    assert months.days["2026-12-03"] == ["读书夜 改到 12月4日 周五 · 主持人出差 读书会"]
    assert months.days["2026-12-04"] == ["19:00 读书夜 改期 · 主持人出差 读书会"]
    assert months.struck == ["2026-11-26", "2026-12-03"]


def test_days_that_go_on():
    """An event of several days stands on each of them, and says which day of it that is."""
    months = Months(pages()["calendar/index.md"])
    assert [months.days[f"2026-12-{day}"] for day in (10, 11, 12, 13, 14)] == [
        ["20:30 读书夜 读书会"],
        ["全天 周末营 分会"],
        ["第 2 天 周末营 分会"],
        ["第 3 天 周末营 分会"],
        [],
    ]


def test_one_clock_for_one_calendar():
    """An event on another clock stands on the day and at the hour of the handbook's own: 18:00 in Berlin is 01:00."""
    months = Months(pages()["calendar/index.md"])
    assert months.days["2026-11-24"] == []
    assert months.days["2026-11-25"] == ["01:00 远方的茶 分会"]


DUTY = """=== events/reading-night.md
---
name: 读书夜
community: main
owner: host
importance: major
start: 2026-11-26 20:30
duration: 75m
repeat: weekly thu
count: 2
duty:
  - {role: keeper, rota: [ming, lan], hours: 19:30-22:00}
tasks:
  - {id: preview, do: 发预告, at: T-1d 20:00, role: keeper}
  - {id: doors, do: 开门, at: T-1h, role: keeper}
---
=== communities/camp.md
---
name: 精读营
type: camp
purpose: 三十天读一本书
platform: wechat_group
owner: host
terms:
  - {name: 第二期, start: 2026-11-23, end: 2026-12-22}
---
=== workflows/camp-days.md
---
name: 营期日程
trigger: 开营
community: camp
schedule:
  - {at: D+3 10:00, do: 看谁没来, role: keeper}
steps:
  - {id: go, do: 开始, role: host}
---
=== roles/keeper.md
---
name: 值守
duties: [守着]
holders: [ming, lan]
---
=== people/ming.md
---
name: 小明
---
=== people/lan.md
---
name: A&兰
---
"""


def test_a_roles_calendar_says_who_and_what_is_due():
    """On a role's calendar a date has the people whose turn it is and their hours; what is due stands at its hour."""
    months = Months(pages(text=DUTY)["calendar/role/keeper.md"])
    assert months.days["2026-11-25"] == ["20:00 截止 发预告 读书夜 11月26日"]
    assert months.days["2026-11-26"] == [
        "10:00 看谁没来 第二期",
        "19:30 截止 开门 读书夜 11月26日",
        "20:30 读书夜 小明 19:30-22:00",
    ]
    assert months.days["2026-12-03"] == ["19:30 截止 开门 读书夜 12月3日", "20:30 读书夜 A&兰 19:30-22:00"]


def test_a_persons_calendar_says_as_what():
    """A person's calendar has the dates on which it is their turn, as what and for how long, and what they have to hand in."""
    book = pages(text=DUTY)
    ming, lan = (Months(book[f"calendar/person/{id}.md"]) for id in ("ming", "lan"))
    assert ming.days["2026-11-26"][1:] == ["19:30 截止 开门 读书夜 11月26日", "20:30 读书夜 值守 19:30-22:00"]
    assert lan.days["2026-11-25"] == []
    assert lan.days["2026-12-03"] == ["19:30 截止 开门 读书夜 12月3日", "20:30 读书夜 值守 19:30-22:00"]


def test_a_camps_calendar_has_its_days():
    """What a workflow has for the days of a term stands on the camp's calendar, for members too, without who does it."""
    for edition in ("member", "staff"):
        months = Months(pages(edition, DUTY)["calendar/community/camp.md"])
        assert months.days["2026-11-26"] == ["10:00 看谁没来 第二期"]


def test_members_are_told_nothing_of_duty():
    """No calendar of the members' edition says who is on duty or what is due."""
    told = "".join(text for path, text in pages("member", DUTY).items() if path.startswith("calendar/"))
    assert "读书夜" in told
    assert not re.search("小明|兰|截止|发预告|19:30", told)


def test_months_are_a_link_away():
    """Above the months stands a link to each, in order; one month needs none."""
    text = pages()["calendar/index.md"]
    jumps = re.search(r'<nav class="qb-jumps qb-months"[^>]*>(.*?)</nav>', text)
    assert re.findall(r'href="#([^"]+)"', jumps[1]) == [*re.findall(r"\{#(m\d{4}-\d\d)", text), "year"]
    assert "qb-months" not in pages(text=DUTY)["calendar/community/camp.md"]


def test_an_agenda_says_which_community_it_is():
    """On the calendar of all the community stands behind a date, for which phones have room; on its own it does not."""
    book = pages()
    assert '<span class="qb-note qb-whose">读书会</span>' in book["calendar/index.md"]
    assert '<span class="qb-note qb-whose">读书会</span>' in book["calendar/past.md"]
    assert "qb-whose" not in book["calendar/community/main.md"] + book["calendar/role/host.md"]


def test_an_event_leads_to_its_calendar():
    """From the next date of an event one comes to the feed of its community, and from the dates to come to its months."""
    for edition in ("member", "staff"):
        text = pages(edition)["events/reading-night.md"]
        assert text.index('href="../../calendar/subscribe/community/main/"') < text.index("{#dates}")
        assert 'href="../../calendar/community/main/"' in text[text.index("{#dates}") :]


def test_an_empty_month_says_so():
    """A month on which nothing happens is marked, so that a phone, which shows no free days, says so."""
    text = pages(text=EVENTS.replace("repeat: weekly thu", "repeat: weekly thu\ncount: 18"))["calendar/index.md"]
    none = re.findall(r'class="qb-month( qb-none)?" data-none="这个月没有安排。"', text)
    assert none[0] == ""
    assert none[-1] == " qb-none"


def test_a_calendar_of_nothing_has_no_months():
    """Without a date there are no empty tables, and only staff are told where events are written."""
    nothing = (
        OTHER
        + "=== events/reading-night.md\n---\nname: 读书夜\ncommunity: main\nowner: host\nstart: 2020-01-01 20:30\nduration: 1h\n---\n"
    )
    for edition, folder in (("member", False), ("staff", True)):
        text = pages(edition, nothing)["calendar/index.md"]
        assert "这几个月没有活动。" in text
        assert not re.search("<table class=.qb-month|qb-jumps", text)
        assert ("content/events/" in text) is folder


def test_holidays_and_key_dates_are_named():
    """Days off have their colour and name, key dates only their name; days on which nothing is are marked as free."""
    text = pages()["calendar/index.md"]
    months = Months(text)
    assert months.classes["2027-01-01"] == "qb-holiday"
    assert months.classes["2026-12-21"] == ""
    assert '<span class="qb-dayname">冬至</span>' in text
    assert months.classes["2026-12-22"] == "qb-free"
    assert months.classes["2026-12-10"] == ""


def test_the_term_of_a_camp_begins_and_ends_on_a_day():
    """The days on which a term begins and ends are named like key dates; those of a camp that is over are not."""
    camp = EVENTS.replace("type: branch\n", "type: camp\nterms: [{name: 第二期, start: 2026-12-08, end: 2026-12-22}]\n")
    text = pages("member", camp)["calendar/index.md"]
    assert re.findall(r'data-day="([\d-]+)">(?:(?!<td).)*分会 · 第二期(开始|结束)<', text) == [
        ("2026-12-08", "开始"), ("2026-12-22", "结束")
    ]  # fmt: skip
    over = camp.replace("type: camp\n", "type: camp\nstatus: archived\n")
    assert "第二期" not in pages("member", over)["calendar/index.md"]


def test_a_date_leads_to_its_run():
    """Where there is a run and the reader may see it, a date leads there; else to the event."""
    staff, member = pages("staff"), pages("member")
    assert Months(staff["calendar/index.md"]).links["2026-12-10"] == ["../runs/reading-night/2026-12-10/"]
    assert Months(member["calendar/index.md"]).links["2026-12-10"] == ["../events/reading-night/"]
    assert Months(staff["calendar/role/host.md"]).links["2026-12-10"] == ["../../../runs/reading-night/2026-12-10/"]


def test_past_months_are_kept_and_left_out_of_the_search():
    """The archive goes back to the first date, the newest month first, and no search finds it."""
    page = frontmatter.loads(pages()["calendar/past.md"])
    assert page["search"] == {"exclude": True}
    assert re.findall(r"\{#m(\d{4}-\d\d)", page.content) == ["2026-10", "2026-09", "2026-08"]
    assert "2026-11" not in re.findall(r"\{#m(\d{4}-\d\d)", page.content)


def test_past_months_are_bounded():
    """Of a series that began long ago twelve months are kept."""
    page = pages(text=EVENTS.replace("start: 2026-08-06 20:30", "start: 2022-08-04 20:30"))["calendar/past.md"]
    shown = re.findall(r"\{#m(\d{4}-\d\d)", page)
    assert (len(shown), shown[0], shown[-1]) == (12, "2026-10", "2025-11")


def test_names_are_text_in_a_calendar():
    """Whatever stands in a name or a reason stays text in the table."""
    nasty = "<b>&`{{"
    text = EVENTS.replace("场地维修", f"'{nasty}'").replace("name: 读书夜", f"name: '{nasty}'")
    page = pages(text=text)["calendar/index.md"]
    assert "<b>" not in page
    assert Months(page).days["2026-11-26"] == [f"20:30 {nasty} 取消 · {nasty} 读书会"]


def test_an_event_that_happens_once_says_when_once():
    """Its page has the day and the hour once, and no "first time"; a series has its rule, its hour and its first time."""
    once = EVENTS.replace("start: 2026-12-11\nduration: 3d", "start: 2026-12-11 19:00\nduration: 4h")
    events = {id: pages(text=once)[f"events/{id}.md"] for id in ("camp", "reading-night")}
    told = {id: re.sub("<[^>]+>", "", text[text.index('<dl class="qb-facts">') :]) for id, text in events.items()}
    assert told["camp"].startswith("\n时间12月11日 周五 19:00 · 4 小时\n")
    assert "首场" not in told["camp"]
    assert told["reading-night"].startswith("\n时间每周四 20:30 · 75 分钟\n")
    assert "首场2026年8月6日" in told["reading-night"]


def test_a_choice_says_how_many_dates_it_leaves():
    """Behind each community and type stands the number of rows that the calendar would have, not that of its events."""
    more = "".join(
        f"=== events/more-{n}.md\n---\nname: 分会的第 {n} 场\ncommunity: other\nowner: host\ntype: sharing\n"
        f"start: 2026-12-0{n} 20:00\nduration: 1h\n---\n"
        for n in (1, 2)
    )
    text = pages(text=EVENTS + more)["calendar/index.md"]
    told = {id: int(n) for id, n in re.findall(r'<option value="(\w+)">[^<(]*\((\d+)\)', text)}
    assert told["other"] == 3 + 1 + 2  # the three days of the camp, the tea, two more
    assert (told["outdoor"], told["sharing"]) == (3 + 1, 2)
    assert told["main"] == told["discussion"] == text.count('data-community="main"')


# Narrowing --------------------------------------------------------------------------------------------------------

RULES = f"""{OTHER}=== rules/kind.md
---
name: 好好说话
category: speech
ladder: default
enforcer: [keeper]
reviewed: 2026-11-01
---
=== rules/late.md
---
name: 夜里安静
category: order
applies_to: [other]
ladder: default
enforcer: [keeper]
reviewed: 2026-11-01
---
"""


def test_what_narrows_a_list():
    """A rule for all counts for every community; values that all rows share narrow nothing and are not offered."""
    read = loaded(RULES)
    book = Book(View(read.playbook.seen_by("staff"), Settings(TODAY, "zh"), "staff"))
    rules = [rule for rule in book.playbook.all(Rule) if rule.id in ("kind", "late")]
    made = sieve(book, rules, ("applies_to", "category", "severity"))
    assert [(facet.name, facet.choices) for facet in made.facets] == [
        ("applies_to", (("main", "读书会", 1), ("other", "分会", 2))),
        ("category", (("speech", "言论", 1), ("order", "秩序", 1))),
    ]
    by_id = {rule.id: made.row(rule) for rule in rules}
    assert by_id["late"] == ' data-row data-applies_to="other" data-category="order"'
    assert not made.useful

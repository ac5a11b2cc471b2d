"""The first page: what this week brings, and not the same line seven times."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from conftest import ROOT
from qunbook import pipeline, queries
from qunbook.artifact import View
from qunbook.kinds.metric import Metric
from qunbook.kinds.rule import Rule
from qunbook.render.book import Book
from qunbook.render.page_home import home
from qunbook.settings import Settings

LOADED = pipeline.load(ROOT)


def week(day: date) -> tuple[list[str], dict[date, list[str]]]:
    found = home(Book(View(LOADED.playbook, Settings(day), "staff")))
    return [one.event for one in found["steady"]], {day: [one.event for one in ones] for day, ones in found["days"]}


def test_what_comes_on_most_days_is_said_once():
    """The reading every workday and the camp's check-in; the meetings of the week stand on their days."""
    steady, days = week(date(2026, 11, 20))
    assert steady == ["camp-checkin", "morning-voice"]
    assert days == {date(2026, 11, 23): ["ops-weekly"], date(2026, 11, 26): ["reading-night"]}


@pytest.mark.parametrize("day", [date(2026, 9, 30), date(2026, 10, 2)])
def test_a_week_that_is_not_as_ever_is_told_day_by_day(day):
    """Around the October holidays the morning reading is off on some days: each of its days is told."""
    steady, days = week(day)
    assert "morning-voice" not in steady
    assert any("morning-voice" in events for events in days.values())


@pytest.mark.parametrize(("edition", "said"), [("member", "由运营记录"), ("staff", "")])
def test_members_are_not_told_that_figures_of_runs_are_missing(edition, said):
    """Runs are for staff: to members the attendance is noted by the team, not "no value yet"."""
    book = Book(View(LOADED.playbook.seen_by(edition), Settings(date(2026, 11, 20)), edition))
    metric = book.playbook.get(Metric, "attendance-rate")
    if said:
        assert book.no_value(metric) == said
    else:
        assert queries.latest(book.playbook, metric) is not None
    assert book.no_value(book.playbook.get(Metric, "members")) == "还没有数据"


def test_a_page_does_not_say_that_it_will_change():
    """An example stands on a day that is over: what Git has from later days is not told as if it had happened."""
    rule = LOADED.playbook.all(Rule)[0]
    for day, told in ((date(2026, 11, 20), date(2026, 11, 20)), (date(2026, 11, 21), None)):
        noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
        book = Book(View(LOADED.playbook, Settings(date(2026, 11, 20), landed={rule.path: noon}), "member"))
        assert book.landed(rule) == told

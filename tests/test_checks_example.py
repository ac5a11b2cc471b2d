"""The example handbook has the faults that were planted in it, so that a newcomer sees what a check says; no others."""

from __future__ import annotations

from datetime import date

from conftest import ROOT
from qunbook import pipeline
from qunbook.diagnostic import Severity
from qunbook.settings import Settings

PLANTED = [
    ("QB684", "assessments/main-2026-06.md"),
    ("QB680", "columns/study-photos.md"),
    ("QB612", "communities/chengdu.md"),
    ("QB630", "events/book-fair.md"),
    ("QB430", "events/data-review.md"),
    ("QB420", "events/reading-night.md"),
    ("QB681", "incentives/page-points.md"),
    ("QB666", "metrics/first-response.md"),
    ("QB667", "metrics/weekly-active-rate.md"),
    ("QB672", "retros/book-fair/2026-09-27.md"),
    ("QB672", "retros/chengdu-tea/2026-10-10.md"),
    ("QB673", "retros/newcomer-meet/2026-11-04.md"),
    ("QB674", "retros/newcomer-meet/2026-11-04.md"),
    ("QB602", "roles/chief-lens.md"),
    ("QB604", "roles/data-steward.md"),
    ("QB205", "roles/liaison.md"),
    ("QB620", "rules/cite-source.md"),
    ("QB623", "rules/no-burst.md"),
    ("QB640", "runs/chengdu-tea/2026-11-14.md"),
    ("QB641", "runs/chengdu-tea/2026-11-14.md"),
    ("QB656", "workflows/crisis.md"),
]


def problems(today):
    return pipeline.check(pipeline.load(ROOT), Settings(today))


def test_exactly_what_was_planted():
    """Each planted fault is found where it was planted, and nothing else is."""
    told = [(one.code, one.path.removeprefix("content/")) for one in problems(date(2026, 11, 20))]
    assert sorted(told, key=lambda one: (one[1], one[0])) == sorted(PLANTED, key=lambda one: (one[1], one[0]))


def test_nothing_stops_a_build():
    assert not [one for one in problems(date(2026, 11, 20)) if one.severity is Severity.ERROR]


def test_a_group_that_outlives_its_last_day_is_told_in_december():
    """The flash group closes on the thirtieth of November."""
    later = [(one.code, one.path) for one in problems(date(2026, 12, 1))]
    assert ("QB611", "content/communities/leadin.md") in later

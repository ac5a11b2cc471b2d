"""Pages that belong to no single thing: each with its address, its place in the navigation, and whom it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from qunbook.render import page_goals, page_health, page_news, page_org, page_review
from qunbook.render.book import Book
from qunbook.render.words import Words


@dataclass(frozen=True)
class Overview:
    """`section` is the part of the navigation (see `nav`); `there` says whether an edition has the page at all;
    a wide table has the table of contents' room (`hide`). Below a folder that is no kind's, no id is in a page's way.
    """

    path: str
    title: Callable[[Words], str]
    template: str
    section: str
    facts: Callable[[Book], dict[str, Any]]
    there: Callable[[Book], bool]
    search: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({"boost": 0.6}))
    hide: tuple[str, ...] = ()


RARE: Mapping[str, Any] = MappingProxyType({"boost": 0.2})
"""Pages that are looked up rather than looked for."""

OVERVIEWS: tuple[Overview, ...] = (
    Overview("goals.md", lambda words: words.text("Goals"), "goals.md", "data", page_goals.goals, page_goals.has_goals),
    Overview(
        "actions.md", lambda words: words.text("Board of actions"), "actions.md", "data", page_review.board,
        page_review.has_retros,
    ),
    Overview(
        "practices.md", lambda words: words.text("Good practices"), "practices.md", "data", page_review.practices,
        page_review.has_praises,
    ),
    Overview(
        "adopted.md", lambda words: words.text("You said, we did"), "adopted.md", "data", page_review.adopted,
        page_review.has_proposals,
    ),
    Overview(
        "trends.md", lambda words: words.text("Trends"), "trends.md", "data", page_review.trends, page_review.has_trends
    ),
    Overview(
        "team/chart.md", lambda words: words.text("Organisation chart"), "team_chart.md", "people",
        page_org.chart, page_org.has_roles,
    ),
    Overview(
        "team/duties.md", lambda words: words.text("Who does what"), "team_duties.md", "people",
        page_org.duties, page_org.has_roles, hide=("toc",),
    ),
    Overview(
        "team/powers.md", lambda words: words.text("Who may do what"), "team_powers.md", "people",
        page_org.powers, page_org.has_roles, hide=("toc",),
    ),
    Overview(
        "team/cover.md", lambda words: words.text("Vacancies and cover"), "team_cover.md", "people",
        page_org.cover, page_org.has_people,
    ),
    Overview(
        "team/skills.md", lambda words: words.text("Skills"), "team_skills.md", "people",
        page_org.skills, page_org.knows_skills, hide=("toc",),
    ),
    Overview(
        "team/thanks.md", lambda words: words.text("Thanks"), "team_thanks.md", "people",
        page_org.thanks, page_org.has_people,
    ),
    Overview(
        "news.md", lambda words: words.text("What is new"), "news.md", "appendix", page_news.news, lambda _: True, RARE
    ),
    Overview(
        "health.md", lambda words: words.text("State of the content"), "health.md", "appendix", page_health.health,
        page_health.for_staff,
    ),
    Overview(
        "help/index.md", lambda words: words.text("Help on diagnostics"), "help.md", "help", page_health.help_index,
        page_health.for_staff, RARE,
    ),
    *(
        Overview(
            f"help/{band}.md", partial(page_health.band_name, band), "help_band.md", "help",
            partial(page_health.help_band, band), page_health.for_staff, RARE,
        )
        for band in page_health.BANDS
    ),
)  # fmt: skip
"""In the order in which readers meet them."""


def overviews(book: Book, section: str = "") -> list[Overview]:
    """The overviews of an edition, or of one part of its navigation."""
    return [one for one in OVERVIEWS if section in ("", one.section) and one.there(book)]

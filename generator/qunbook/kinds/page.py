"""A page of free Markdown: culture, guides, the map of who gives and gets what."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, CommunityId, Count, Line, Name
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Party(Part):
    party: Annotated[Name, Label("哪一方", "party", "读者、书店、嘉宾…", "readers, shops, guests …")]
    gives: Annotated[Line, Label("给出", "gives", "付出什么", "what they give")]
    gets: Annotated[Line, Label("得到", "gets", "得到什么", "what they get")]
    stage: Annotated[Annotated[str, Choice("stage")] | None, Label("环节", "stage", "在哪一段", "at which stage")] = (
        None
    )
    communities: Annotated[
        tuple[CommunityId, ...], Label("社群", "communities", "在哪些社群相遇", "where they meet us")
    ] = ()


class BusinessMap(Part):
    parties: Annotated[tuple[Party, ...], Label("各方", "parties", "谁给什么、得什么", "who gives and gets what")]


class Page(Thing):
    kind = "page"

    section: Annotated[
        Annotated[str, Choice("section")],
        Label("放在", "section", "导航里放在哪一栏", "where it stands in the navigation"),
    ] = "about"
    order: Annotated[Count, Label("次序", "order", "小的在前", "small ones first")] = 50
    business_map: Annotated[
        BusinessMap | None, Label("商业关系图", "business map", "各方给什么、得什么", "who gives and gets what")
    ] = None


KIND = Kind("page", "pages", Page, "页面", "page", "pages", visibility="public")

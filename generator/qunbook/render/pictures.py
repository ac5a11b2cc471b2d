"""More drawings: who gives and gets what, the way of a member through the communities, the steps of membership."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qunbook.kinds.community import Community
from qunbook.kinds.metric import Metric
from qunbook.kinds.page import Party
from qunbook.metric_data import Figure
from qunbook.render import svg
from qunbook.render.diagrams import MOST, SMALL, TYPE
from qunbook.render.show import Show

PAD = 9.0


def _high(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * svg.LINE


# Who gives and gets what -----------------------------------------------------------------------------------------

PARTY, BETWEEN, US = 92.0, 168.0, 84.0
ROW_GAP = 16.0


def business_map(show: Show, parties: Sequence[Party]) -> Markup:
    """Each party on the left, we on the right as one tall box, and between them what goes to and fro."""
    words = show.book.words
    if not parties or len(parties) > MOST:
        return Markup("")
    wide = PARTY + BETWEEN + US + 8
    left, middle, right = 4 + PARTY / 2, 4 + PARTY + BETWEEN / 2, 4 + PARTY + BETWEEN + US / 2
    rows: list[Markup] = []
    top = 6.0
    for one in parties:
        name = svg.wrap(one.party, (PARTY - 2 * PAD) / TYPE)
        stage = svg.wrap(words.choice("stage", one.stage), (PARTY - 2 * PAD) / SMALL) if one.stage else ()
        gives, gets = (svg.wrap(text, (BETWEEN - 18) / SMALL) for text in (one.gives, one.gets))
        at_us = [(one, svg.wrap(one.name, (US - 12) / SMALL)) for one in _met(show, one)]
        flows = _high(gives, SMALL) + _high(gets, SMALL) + 26
        needed = [
            _high(name, TYPE) + _high(stage, SMALL) + 2 * PAD,
            flows,
            sum(_high(w, SMALL) + 4 for _, w in at_us) + 16,
        ]
        high = max(needed)
        y = top + high / 2
        rows.append(svg.box(left, y, PARTY, high, 6, "qb-d-box"))
        start = y - (_high(stage, SMALL) + _high(name, TYPE)) / 2
        rows.append(svg.text(stage, left, start, SMALL, "qb-d-note") if stage else Markup(""))
        rows.append(svg.text(name, left, start + _high(stage, SMALL), TYPE, "qb-d-name"))
        begin = y - flows / 2
        rows += _flow(gives, middle, begin, True)
        rows += _flow(gets, middle, begin + _high(gives, SMALL) + 13, False)
        here = y - needed[2] / 2 + 10
        for community, lines in at_us:
            said = svg.text(lines, right, here, SMALL, "qb-d-name")
            rows.append(svg.link(show.to(show.book.address(community)), said))
            here += _high(lines, SMALL) + 4
        top += high + ROW_GAP
    high = top - ROW_GAP
    ours = svg.group(svg.box(right, (6 + high) / 2, US, high - 6, 8, "qb-d-box"), class_="qb-d-main")
    title = words.text("Who gives and gets what")
    desc = words.text("Left: each party. Right: the communities where they meet us. The table below says the same.")
    drawn = svg.drawing(
        "qb-business", wide, high + 6, title, desc, svg.element("defs", svg.arrow_head("qb-business-head")),
        ours, svg.group(*rows, class_="qb-d-lane-0"), linked=True,
    )  # fmt: skip
    return svg.frame(drawn, wide, title)


def _met(show: Show, one: Party) -> list[Community]:
    found = (show.book.playbook.find(Community, id) for id in one.communities)
    return [community for community in found if community]


def _flow(lines: Sequence[str], x: float, y: float, to_us: bool) -> list[Markup]:
    """What goes over, and below it an arrow that says which way."""
    under = y + _high(lines, SMALL) + 5
    ends = [(x - BETWEEN / 2 + 3, under), (x + BETWEEN / 2 - 3, under)]
    way = ends if to_us else ends[::-1]
    tone = "qb-d-line qb-d-gives" if to_us else "qb-d-line qb-d-gets"
    return [svg.text(lines, x, y, SMALL), svg.line(way, tone, "qb-business-head")]


# Funnel ----------------------------------------------------------------------------------------------------------

MOUTH, THROAT = 336.0, 168.0


@dataclass(frozen=True)
class Stage:
    """A community on a member's way, with the figures that tell how it goes there."""

    community: Community
    figures: tuple[tuple[Metric, Figure, str], ...]
    """(metric, its newest value there, its light)"""


def funnel(show: Show, stages: Sequence[Stage], id: str = "qb-funnel") -> Markup:
    """The communities that a member passes through, one below the other. How wide they are means nothing."""
    words = show.book.words
    if len(stages) < 2 or len(stages) > MOST:
        return Markup("")
    step = (MOUTH - THROAT) / len(stages)
    drawn, top = [], 4.0
    for number, stage in enumerate(stages):
        upper, lower = MOUTH - step * number, MOUTH - step * (number + 1)
        name = svg.wrap(stage.community.name, (lower - 24) / TYPE)
        told = [
            (svg.wrap(f"{metric.name} {words.measure(figure.value, metric.unit)}", (lower - 24) / SMALL), light)
            for metric, figure, light in stage.figures
        ]
        high = _high(name, TYPE) + sum(_high(lines, SMALL) for lines, _ in told) + 18
        x, bottom = 4 + MOUTH / 2, top + high
        shape = svg.polygon(
            ((x - upper / 2, top), (x + upper / 2, top), (x + lower / 2, bottom), (x - lower / 2, bottom)), "qb-d-box"
        )
        said, y = svg.text(name, x, top + 8, TYPE, "qb-d-name"), top + 8 + _high(name, TYPE)
        for lines, light in told:
            said += svg.group(svg.text(lines, x, y, SMALL, "qb-d-note"), class_=f"qb-d-state-{light}")
            y += _high(lines, SMALL)
        tone = "qb-d-main" if stage.community.type == "main" else "qb-d-lane-2"
        href = show.to(show.book.address(stage.community))
        drawn.append(svg.link(href, svg.group(shape, said, class_=tone)))
        top = bottom + 6
    title = words.text(
        "From outside to the heart: {communities}", communities=" → ".join(s.community.name for s in stages)
    )
    desc = words.text("Where members come in above, where they go on to below. Widths are not to scale.")
    wide = MOUTH + 8
    return svg.frame(svg.drawing(id, wide, top, title, desc, *drawn, linked=True), wide, title)


# Membership ------------------------------------------------------------------------------------------------------

TREAD, RISE = 118.0, 26.0


def tiers(show: Show, community: Community) -> Markup:
    """A step for each tier, from the ground up: its name, and what leads there."""
    words = show.book.words
    if len(community.tiers) < 2 or len(community.tiers) > MOST:
        return Markup("")
    rows = [
        (
            svg.wrap(tier.name, (TREAD - 20) / TYPE),
            svg.wrap(tier.enter, (TREAD - 18) / SMALL) if tier.enter else (),
            words.many("{n} benefit", "{n} benefits", len(tier.benefits)).unescape() if tier.benefits else "",
        )
        for tier in community.tiers
    ]
    needed = max(_high(name, TYPE) + _high(enter, SMALL) + _high((more,), SMALL) for name, enter, more in rows) + 18
    high = needed + RISE * (len(rows) - 1) + 4
    drawn = []
    for number, (tier, (name, enter, more)) in enumerate(zip(community.tiers, rows, strict=True)):
        tall = needed + RISE * number
        x, top = 2 + TREAD * (number + 0.5), high - 2 - tall
        said = svg.text(name, x, top + 8, TYPE, "qb-d-name")
        said += svg.text(enter, x, top + 8 + _high(name, TYPE), SMALL)
        if more:
            said += svg.text((more,), x, top + 8 + _high(name, TYPE) + _high(enter, SMALL), SMALL, "qb-d-note")
        shape = svg.box(x, top + tall / 2, TREAD - 4, tall, 5, "qb-d-box")
        href = f"{show.to(show.book.address(community))}#tier-{tier.id}"
        drawn.append(
            svg.link(href, svg.group(shape, said, class_=f"qb-d-rank-{min(3, number * 3 // (len(rows) - 1))}"))
        )
    wide = TREAD * len(rows) + 4
    title = words.text("From step to step: {community}", community=community.name)
    desc = words.text("Each step with what leads there. The list beside it says the same.")
    return svg.frame(
        svg.drawing(f"qb-tiers-{community.id}", wide, high, title, desc, *drawn, linked=True), wide, title
    )  # fmt: skip

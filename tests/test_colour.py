"""Colours are measured as WCAG 2.2 does, and what a handbook's colour makes can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunbook import colour

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the grey that just fails, and the one that just passes:
        ("#767676", "#ffffff", 4.54),  # both in W3C's "Understanding Success Criterion 1.4.3" and its techniques
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_wcags(one, other, ratio):
    """Known pairs have the ratios that every published checker gives, in either order."""
    assert round(colour.contrast(one, other), 2) == round(colour.contrast(other, one), 2) == ratio


@given(COLOURS)
def test_every_scheme_can_be_read(own):
    """Whatever the owner's colour: links on every ground, and white on every button, have at least 4.5 to 1."""
    for scheme in (colour.light(own), colour.dark(own)):
        for text in (scheme.link, scheme.strong):
            for ground in (scheme.paper, scheme.soft, scheme.tint):
                assert colour.contrast(text, ground) >= colour.AA
        assert colour.contrast("#ffffff", scheme.button) >= colour.AA
        assert colour.contrast("#ffffff", scheme.pressed) >= colour.AA


@given(COLOURS)
def test_a_colour_fails_or_is_kept(own):
    """A colour that passes is used as it is; for one that fails, the nearest that is offered passes."""
    failure = colour.fails(own)
    if failure is None:
        assert colour.light(own).link == own
    else:
        ratio, want = failure
        assert ratio < colour.AA
        assert colour.fails(want) is None


def test_the_nearest_colour_is_near():
    """A colour that nearly passes is changed by a shade, and keeps its hue."""
    assert colour.readable("#777777", ("#ffffff",)) in ("#757575", "#767676")
    assert colour.readable("#ff0000", ("#ffffff",)).startswith(("#e", "#f"))


def test_the_handbooks_own_hue_is_in_the_style():
    """The style begins with the owner's colour as it is, and with both schemes."""
    style = colour.style("#ffd700")
    assert style.startswith(":root { --qb-brand: #ffd700; ")
    assert f"--qb-link: {colour.light('#ffd700').link};" in style
    assert f"--qb-link: {colour.dark('#ffd700').link};" in style

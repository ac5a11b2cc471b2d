"""Colours as WCAG 2.2 measures them, and the scheme of a site that a handbook's own colour makes.

A colour is `#rrggbb`. Where the owner's colour is too pale to be read, the scheme has the nearest one that is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

AA = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, 1.4.3)."""

OURS = "#00695c"
"""The colour of a handbook that names none."""

_STEPS = 512


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2.2, "relative luminance")."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 for none to 21 for black on white (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, grounds: Iterable[str], least: float = AA) -> str:
    """The colour of the same hue, nearest in lightness, that can be read on every ground; itself where it can be."""
    grounds = tuple(grounds)
    hue, lightness, saturation = rgb_to_hls(*_parts(colour))
    for step in range(_STEPS + 1):
        for way in (-step, step):
            if 0 <= (at := lightness + way / _STEPS) <= 1:
                tried = _hex(hls_to_rgb(hue, at, saturation)) if step else colour
                if all(contrast(tried, ground) >= least for ground in grounds):
                    return tried
    return "#000000" if luminance(grounds[0]) > 0.5 else "#ffffff"


@dataclass(frozen=True)
class Scheme:
    """The colours of a light or a dark page. `link` can be read on `paper`, `soft` and `tint`, white on `button`."""

    paper: str
    soft: str
    tint: str
    button: str
    pressed: str
    link: str
    strong: str


def light(colour: str) -> Scheme:
    soft, tint = _ground(colour, 0.966, 0.25), _ground(colour, 0.93, 0.35)
    link = readable(colour, ("#ffffff", soft, tint))
    return Scheme("#ffffff", soft, tint, link, readable(link, ("#ffffff",), 9), link, readable(link, (tint,), 9))


def dark(colour: str) -> Scheme:
    paper, soft, tint = _ground(colour, 0.105, 0.12), _ground(colour, 0.15, 0.12), _ground(colour, 0.2, 0.3)
    button = readable(colour, ("#ffffff",), 5.5)
    link = readable(_calm(colour), (tint,), 7)  # a strong colour that is only lightened glares at night
    return Scheme(paper, soft, tint, button, readable(button, ("#ffffff",), 9), link, readable(link, (tint,), 9.5))


def fails(colour: str) -> tuple[float, str] | None:
    """The contrast on the palest of our light grounds and the nearest colour that passes, or None where it passes."""
    scheme = light(colour)
    if scheme.link == colour:
        return None
    return min(contrast(colour, ground) for ground in (scheme.paper, scheme.soft, scheme.tint)), scheme.link


def style(colour: str) -> str:
    """The custom properties that `qunbook.css` begins with. Paper is white: the dark scheme is for screens."""
    return (
        f":root {{ --qb-brand: {colour}; {_properties(light(colour))} }}\n"
        f'@media screen {{ [data-md-color-scheme="slate"] {{ {_properties(dark(colour))} }} }}\n'
    )


def _properties(scheme: Scheme) -> str:
    return " ".join(f"--qb-{name}: {getattr(scheme, name)};" for name in Scheme.__dataclass_fields__)


def _ground(colour: str, lightness: float, saturation: float) -> str:
    """A ground with a breath of the colour's hue."""
    hue, _, own = rgb_to_hls(*_parts(colour))
    return _hex(hls_to_rgb(hue, lightness, min(own, saturation)))


def _calm(colour: str) -> str:
    hue, lightness, saturation = rgb_to_hls(*_parts(colour))
    return _hex(hls_to_rgb(hue, lightness, min(saturation, 0.5)))


def _parts(colour: str) -> tuple[float, float, float]:
    number = int(colour.removeprefix("#"), 16)
    return (number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)

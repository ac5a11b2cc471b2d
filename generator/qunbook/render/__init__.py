"""Every renderer, in the order in which they run: pages of many things, feeds, pages of single things, the JSON files,
words to crawlers and hosts.
"""

from qunbook.artifact import Renderer
from qunbook.render import api, feeds, headers, pages, robots, things

RENDERERS: tuple[Renderer, ...] = (
    pages.RENDERER, feeds.RENDERER, things.RENDERER, api.RENDERER, robots.RENDERER, headers.RENDERER,
)  # fmt: skip
HALF = 2
"""The first so many renderers take about as long as all the others together."""

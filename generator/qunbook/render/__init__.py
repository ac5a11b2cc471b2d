"""Every renderer, in the order in which they run: pages, feeds, the JSON files, words to crawlers and hosts."""

from qunbook.artifact import Renderer
from qunbook.render import api, feeds, headers, pages, robots

RENDERERS: tuple[Renderer, ...] = (pages.RENDERER, feeds.RENDERER, api.RENDERER, robots.RENDERER, headers.RENDERER)

"""Every renderer, in the order in which they run: pages, calendar feeds, the JSON files, a word to crawlers."""

from qunbook.artifact import Renderer
from qunbook.render import api, feeds, pages, robots

RENDERERS: tuple[Renderer, ...] = (pages.RENDERER, feeds.RENDERER, api.RENDERER, robots.RENDERER)

"""The MkDocs plugin, thin: it gives MkDocs the pages that we render in place of `content/`, and nothing else.

`qunbook build` hands it a finished job. When MkDocs runs by itself (`mkdocs build`, `mkdocs serve`), it renders first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pathspec.gitignore import GitIgnoreSpec

from qunbook import forge
from qunbook.job import Job, merged_nav
from qunbook.search_index import SearchIndex
from qunbook.settings import Audience

log = get_plugin_logger("qunbook")
EDITION = "QUNBOOK_EDITION"
FEEDS = "/calendar/subscribe/*"
STYLE, SCRIPT = "assets/qunbook.css", "assets/qunbook.js"
OWN_STYLE, OWN_SCRIPT = "assets/extra.css", "assets/extra.js"
FAVICON = "assets/images/favicon.png"  # Material's
PICTURES = (".png", ".jpg", ".jpeg", ".webp")  # WeChat and others draw no SVG


class QunbookConfig(Config):  # type: ignore[no-untyped-call]
    edition = config_options.Choice(("public", "member", "staff"), default="member")


class QunbookPlugin(BasePlugin[QunbookConfig]):  # type: ignore[no-untyped-call]
    job: Job | None = None

    def on_startup(self, command: str, dirty: bool) -> None:
        """MkDocs keeps a plugin that has this from one build of a preview to the next."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = Path(config.config_file_path).parent
        self.content = root / "content"
        self.job = job = Job.handed_over() or self._render(root, Path(config.site_dir).parent)
        config.docs_dir = job.docs
        config.site_name = job.site_name
        config.site_url = None if job.edition == "staff" else config.site_url or job.site_url or None
        config.nav = merged_nav(job.nav, cast("list[Any] | None", config.nav))
        config.not_in_nav = _with_feeds(config.not_in_nav)
        config.theme["language"] = job.language
        config.site_description = config.site_description or job.description or None
        if job.logo:
            for name, stock in (("logo", None), ("favicon", FAVICON)):
                if config.theme.get(name) == stock:
                    config.theme[name] = job.logo
        if job.announcement and not job.announcement["stays"]:
            config.theme["features"].append("announce.dismiss")
        _add_overrides(config.theme.dirs, config.theme.custom_dir)
        config.extra.setdefault("generator", False)  # an English line on every page
        config.extra_css[:0] = _there(job, STYLE, OWN_STYLE)  # what mkdocs.yml adds comes last
        config.extra_javascript[:0] = _there(job, SCRIPT, OWN_SCRIPT)
        return config

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """What our templates over Material's ask, as `qunbook`."""
        assert self.job
        words = self.job.words
        env.globals["qunbook"] = {
            "say": lambda sentence: words.get(sentence, sentence),
            "locale": {"zh": "zh_CN", "en": "en_GB"}[self.job.language],
            "hidden": self.job.edition == "staff",
            "announcement": self.job.announcement,
            "frozen": self.job.frozen,
            "picture": self.job.logo if self.job.logo.lower().endswith(PICTURES) else "",
            "base": _base(config),
        }
        return env

    def on_post_template(self, output: str, template_name: str, config: MkDocsConfig) -> str:
        """The page for lost readers with relative addresses: MkDocs writes what holds at one address only."""
        if template_name != "404.html":
            return output
        return re.sub(rf'(?<!<base )\b(href|src)="{re.escape(_base(config))}(?!/)', r'\1="./', output)

    def _render(self, root: Path, out: Path) -> Job:
        """What `qunbook render` does. Raises PluginError when the content has errors from the start."""
        from qunbook import pipeline, world
        from qunbook.report import Report, human
        from qunbook.sitebuilder import facts, prepare

        loaded = pipeline.load(root)
        past = world.history(root)
        settings = world.settings(loaded.handbook, None, past)
        found = pipeline.check(loaded, settings)
        if found:
            log.warning("\n%s", human.report(Report(found, loaded.sources, len(loaded.sources), settings.language)))
        if pipeline.failed(found):
            if self.job:  # a preview goes on showing what was right; MkDocs would let the browser wait
                return self.job
            raise PluginError("the content has errors (see above)")
        edition = cast(Audience, os.environ.get(EDITION) or self.config.edition)
        landings = world.landings(root, past, loaded.handbook.timezone, settings.as_of)
        pages = pipeline.render(loaded, settings, edition, found, landings)
        return prepare(root, edition, pages, out, **facts(loaded.handbook, edition, settings.as_of))

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
        """A page's edit link leads to the file that an author wrote; pages of no single file have none."""
        source = page.meta.get("source")
        page.edit_url = (source and self.job and forge.address(self.job.edit_url, source)) or None

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Material's search plugin fills an index of ours from here on (it makes its own in `on_config`)."""
        search = config.plugins.get("material/search")
        if search and search.config.enabled:
            search.search_index = SearchIndex(search.config)
        return files

    def on_post_build(self, config: MkDocsConfig) -> None:
        if self.job and self.job.done:
            Path(self.job.done).touch()

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Watch what authors edit, not what we render from it: that would rebuild for ever."""
        server.unwatch(config.docs_dir)
        server.watch(str(self.content))
        return server


def _base(config: MkDocsConfig) -> str:
    """The path below which the site is published, as far as anybody said."""
    return urlsplit(config.site_url or "/").path


def _there(job: Job, ours: str, owners: str) -> list[str]:
    """Our file, then the owner's where there is one."""
    return [ours, owners] if (Path(job.docs) / owners).is_file() else [ours]


def _with_feeds(owners: GitIgnoreSpec | None) -> GitIgnoreSpec:
    """What MkDocs need not look for in the navigation: pages of single feeds are reached from the one of all."""
    return GitIgnoreSpec([*(owners.patterns if owners else ()), *GitIgnoreSpec.from_lines([FEEDS]).patterns])


def _add_overrides(folders: list[str], owners: str | None) -> None:
    """Our few templates come before the theme's and after the owner's."""
    ours = str(resources("qunbook") / "theme" / "overrides")
    if ours not in folders:
        folders.insert(1 if owners else 0, ours)

"""Settings for site builders that have never heard of us: the owner's mkdocs.yml over the folder that we rendered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from qunbook.mkdocs_plugin import FEEDS

SLUGIFY = "!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}"


def settings(owners: Path, docs: str, site: str, nav: list[Any], search: Any = "search") -> str:
    """The text of a settings file. `docs` and `site` are folders, `nav` is the navigation in MkDocs' own shape, `search` the
    plugin with its options.
    """
    told = yaml.load(owners.read_text("utf-8"), Loader=yaml.UnsafeLoader)
    told |= {"docs_dir": docs, "site_dir": site, "nav": nav, "plugins": [search], "not_in_nav": FEEDS}
    told |= {"extra_css": ["assets/qunbook.css"], "extra_javascript": ["assets/qunbook.js"]}
    for extension in told["markdown_extensions"]:
        if isinstance(extension, dict) and "toc" in extension:
            extension["toc"]["slugify"] = "@slugify@"
    return yaml.safe_dump(told, allow_unicode=True).replace("'@slugify@'", SLUGIFY)

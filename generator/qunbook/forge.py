"""Where a file of the handbook, or a stretch of its lines, is edited on GitHub, GitLab, Gitee and their like.

`edit_url` of handbook.md is the forge's address for editing up to `content/`, as
`https://github.com/owner/handbook/edit/main/`.
"""

from __future__ import annotations

import re
from urllib.parse import quote

LINES = re.compile(r"/(?:edit|blob|_edit|src|ide)/")


def knows_lines(edit_url: str | None) -> bool:
    """Whether this is a forge of which we know how it writes a stretch of lines."""
    return bool(edit_url and LINES.search(f"{edit_url.rstrip('/')}/"))


def address(edit_url: str | None, path: str, first: int = 0, last: int = 0) -> str:
    """Where `path` (`content/roles/host.md`) is edited, at the lines `first` to `last`; "" without an `edit_url`."""
    if not edit_url:
        return ""
    base = edit_url.rstrip("/").removesuffix("/content")
    return f"{base}/{quote(path)}{_region(base, first, last)}"


def _region(base: str, first: int, last: int) -> str:
    """GitHub and Gitee write `#L3-L9`, GitLab `#L3-9`. A rendered Markdown file (`/blob/`) has no lines to go to."""
    if not first or not knows_lines(base):
        return ""
    plainly = "?plain=1" if "/blob/" in base else ""
    end = "" if last <= first else f"-{last}" if "/-/" in base else f"-L{last}"
    return f"{plainly}#L{first}{end}"

"""What MkDocs is asked to build. It imports next to nothing, because the process that runs MkDocs needs no more."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JOB = "QUNBOOK_JOB"


@dataclass(frozen=True)
class Job:
    """One edition's site. `docs`, `scratch` and `target` are absolute; `nav` is in MkDocs' own shape."""

    edition: str
    docs: str
    scratch: str
    target: str
    site_name: str
    language: str
    site_url: str = ""
    edit_url: str = ""
    logo: str = ""
    description: str = ""
    announcement: dict[str, Any] = field(default_factory=dict)
    frozen: str = ""  # the day that is today for ever, where a handbook says so (`as_of`)
    words: dict[str, str] = field(default_factory=dict)
    nav: list[Any] = field(default_factory=list)
    done: str = ""
    pages: int = 0

    @classmethod
    def handed_over(cls) -> Job | None:
        """The job that this process was started for (see `mkdocs_process`), None when MkDocs runs by itself."""
        path = os.environ.get(JOB)
        return cls(**json.loads(Path(path).read_text("utf-8"))) if path else None


def merged_nav(ours: list[Any], owners: list[Any] | None) -> list[Any]:
    """The owner's own entries where the owner puts them: ours stand in place of an entry `...`, else come first."""
    if not owners:
        return ours
    if "..." not in owners:
        return [*ours, *owners]
    at = owners.index("...")
    return [*owners[:at], *ours, *owners[at + 1 :]]

"""The process that runs MkDocs for one edition. It is started before the pages are rendered, imports what MkDocs needs
meanwhile, and waits for its order: one line of JSON on stdin, or none when there is nothing to build.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from dataclasses import asdict, dataclass

FIRST = (
    "mkdocs.__main__", "mkdocs.commands.build", "qunbook.mkdocs_plugin", "material.plugins.search.plugin",
    "markdown.extensions.md_in_html", "markdown.extensions.toc", "pymdownx.superfences",
)  # fmt: skip
"""What nearly every build needs. One that is not there is not missed before MkDocs itself asks for it."""


@dataclass(frozen=True)
class Order:
    """What to run: the arguments of `mkdocs`, variables to be set for it, and the file that takes what it says."""

    arguments: list[str]
    environment: dict[str, str]
    log: str

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode("ascii") + b"\n"


def main() -> None:
    """Import, wait, run. Exits as `mkdocs` does, with 0 when stdin ends without an order."""
    for name in FIRST:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    order = Order(**json.loads(line))
    os.environ.update(order.environment)
    log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for stream in (1, 2):
        os.dup2(log, stream)
    from mkdocs.__main__ import cli

    cli(order.arguments, prog_name="mkdocs")


if __name__ == "__main__":
    main()

"""Pictures of the built site: every kind of page, on a phone and on a desk, light and dark. Look at them: `make shots`.

Usage: shots.py SITE OUT [WORD ...] takes only the pages whose address has one of the words in it.
"""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from html import escape
from pathlib import Path

from conftest import PAGES, STAFF_PAGES, Quiet, browser

WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
SCHEMES = ("light", "dark")
TALLEST = 6000
"""Pixels of a page that a picture shows: enough to see how it looks, short enough to open."""


def main(site: Path, out: Path, words: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    wanted = [
        (edition, page)
        for edition, pages in (("member", PAGES), ("staff", STAFF_PAGES))
        for page in pages
        if not words or any(word in f"{edition}/{page}" for word in words)
    ]
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, browser() as chromium:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for width, (across, down) in WIDTHS.items():
            for scheme in SCHEMES:
                context = chromium.new_context(
                    viewport={"width": across, "height": down}, color_scheme=scheme, reduced_motion="reduce"
                )
                tab = context.new_page()
                for edition, page in wanted:
                    tab.goto(f"http://127.0.0.1:{server.server_address[1]}/{edition}/{page}")
                    tall = tab.evaluate("document.documentElement.scrollHeight")
                    clip = {"x": 0, "y": 0, "width": across, "height": min(tall, TALLEST)}
                    tab.screenshot(path=out / f"{name(edition, page)}.{width}.{scheme}.png", full_page=True, clip=clip)
                context.close()
        server.shutdown()
    (out / "index.html").write_text(sheet(wanted), "utf-8")
    print(f"{len(wanted) * len(WIDTHS) * len(SCHEMES)} pictures in {out}, side by side in {out / 'index.html'}")


def name(edition: str, page: str) -> str:
    return f"{edition}-{page.strip('/').replace('/', '-') or 'home'}"


def sheet(wanted: list[tuple[str, str]]) -> str:
    """One page with all the pictures: a row for each page of the site."""
    rows = "".join(
        f"<h2>{escape(f'{edition}/{page}')}</h2>"
        + "".join(
            f'<img src="{name(edition, page)}.{width}.{scheme}.png" width="{across // 2}" loading="lazy" alt="">'
            for width, (across, _) in WIDTHS.items()
            for scheme in SCHEMES
        )
        for edition, page in wanted
    )
    style = "body{font-family:sans-serif}img{margin:4px;vertical-align:top;border:1px solid #999}"
    return f'<!doctype html><meta charset="utf-8"><title>Pictures</title><style>{style}</style>{rows}\n'


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:])

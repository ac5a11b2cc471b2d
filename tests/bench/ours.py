"""What `bench.py` runs in a process of its own: `ours.py feed|feeds|clashes ROOT` prints the processor's seconds."""

from __future__ import annotations

import gc
import sys
import time
from datetime import date
from pathlib import Path

from qunbook import pipeline
from qunbook.artifact import View
from qunbook.checks import clashes
from qunbook.model import Playbook
from qunbook.render import feed_events, feeds
from qunbook.render.feed_book import FeedBook
from qunbook.render.ics import Feed, block, feed
from qunbook.render.ics_series import series
from qunbook.settings import Settings

FACTS = Settings(date(2026, 11, 20))


def one_feed(playbook: Playbook) -> int:
    """Events that were read to the bytes of one feed, as yaml2ics makes it."""
    book = FeedBook(View(playbook, FACTS, "member"))
    zone, entries = book.handbook.timezone, []
    for event in book.active:
        tell, stamp = feed_events._teller(book, event), feed_events._stamp(book, event)
        entries += series(event, f"event/{event.id}", zone, book.holidays, book.window, stamp, tell)
    return len(feed(Feed("all"), (block(entry, "bench") for entry in entries)))


def all_feeds(playbook: Playbook) -> int:
    """Every feed of the members' edition, each read again and compared with the plain dates."""
    return sum(len(one.data) for one in feeds.render(View(playbook.seen_by("member"), FACTS, "member")))


def all_clashes(playbook: Playbook) -> int:
    return len(list(clashes.find(playbook, FACTS)))


PARTS = {"feed": one_feed, "feeds": all_feeds, "clashes": all_clashes}


def main() -> None:
    gc.disable()  # as the command line does
    part, root = sys.argv[1:]
    playbook = pipeline.load(Path(root)).playbook
    began = time.process_time()
    PARTS[part](playbook)
    print(time.process_time() - began)


main()

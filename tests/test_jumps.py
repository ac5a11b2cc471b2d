"""A long page names its parts at its head, for readers whose screen has no room for a table of contents."""

from __future__ import annotations

import re

import pytest


@pytest.mark.slow
def test_each_jump_leads_to_a_part_of_the_page(built_site):
    """On every page of both sites: five links or more, each to an id that is there once."""
    jumping = 0
    for path in sorted(built_site.rglob("index.html")):
        html = path.read_text("utf-8")
        found = re.search(r'<nav class="qb-jumps"[^>]*>(.*?)</nav>', html)
        if not found:
            continue
        jumping += 1
        targets = re.findall(r'href="#([^"]+)"', found[1])
        assert len(targets) >= 5, path
        assert all(html.count(f' id="{target}"') == 1 for target in targets), path
    assert jumping > 20

"""axe-core finds nothing wrong with any kind of page, light and dark, on a phone and on a desk."""

from __future__ import annotations

import pytest

from conftest import PAGES, ROOT, STAFF_PAGES, missing

AXE = ROOT / "tests" / "readers" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
CASES = [("member", page) for page in PAGES] + [("staff", page) for page in STAFF_PAGES]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_axe_finds_nothing(chromium, address, scheme, width):
    """No violation of WCAG 2.2 A and AA (targets of 24 px too), nor of axe's best practices, on any of these pages."""
    if not AXE.is_file():
        missing("axe-core")
    context = chromium.new_context(color_scheme=scheme, viewport=WIDTHS[width], reduced_motion="reduce")
    tab = context.new_page()
    violations = []
    for edition, page in CASES:
        tab.goto(f"{address}/{edition}/{page}")
        tab.add_script_tag(path=str(AXE))
        result = tab.evaluate(
            "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
        )
        violations += [
            f"{edition}/{page}: {found['id']}: {found['nodes'][0]['html'][:160]} ({len(found['nodes'])})"
            for found in result["violations"]
        ]
    context.close()
    assert not violations, "\n".join(violations)

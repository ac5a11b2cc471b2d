"""What tests share: where things are, a real browser, and the example handbook built once."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from qunbook.artifact import Artifact, View
from qunbook.render import pages, things

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI") == "true"

# Pages of every kind that the tests in a browser open.
PAGES = [
    "", "communities/", "communities/main/", "rules/", "rules/cite-source/", "roles/moderator/", "people/lin-yu/", "events/reading-night/",
    "workflows/crisis/", "calendar/", "calendar/community/main/", "calendar/past/", "calendar/subscribe/", "events/", "ladders/light/",
    "columns/", "glossary/", "calendar/subscribe/all/", "team/chart/", "team/duties/", "team/powers/",
    "rules/sheet/main/", "workflows/list/crisis/",
    "goals/", "incentives/", "news/", "pages/business-map/",
]  # fmt: skip
STAFF_PAGES = [
    "", "runs/", "runs/reading-night/2026-11-19/", "retros/", "roles/", "calendar/person/gu-qing/", "calendar/role/moderator/", "calendar/person/tang-huan/", "retros/book-fair/2026-09-27/", "metrics/", "people/", "assessments/camp-platform/", "metrics/weekly-active-rate/", "assessments/main-2026-06/",
    "calendar/subscribe/person/lin-yu/", "team/cover/", "team/skills/", "team/thanks/",
    "actions/", "practices/", "adopted/", "trends/", "health/", "help/", "help/governance/", "campaigns/", "plans/",
    "plans/growth-2026-q4/", "columns/study-photos/",
]  # fmt: skip


def all_pages(view: View) -> Iterator[Artifact]:
    """Every page of an edition, as the two renderers of pages make them."""
    yield from pages.RENDERER.render(view)
    yield from things.RENDERER.render(view)


# Time depends on the machine; what a property says does not.
settings.register_profile("qunbook", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("qunbook")


def missing(what: str) -> None:
    """In CI a missing tool is a failure; at home it is a word."""
    if CI:
        pytest.fail(f"{what} is needed in CI")
    pytest.skip(f"{what} is not installed: run `make test`, which sets it up")


def qunbook(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    clean = {key: value for key, value in os.environ.items() if key not in ("SOURCE_DATE_EPOCH", "QUNBOOK_FEED_KEY")}
    return subprocess.run(
        [sys.executable, "-m", "qunbook", *arguments],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT / "generator"), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example handbook, built from a copy: a folder with member/ and staff/."""
    home = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "content", home / "content")
    shutil.copy(ROOT / "mkdocs.yml", home)
    done = qunbook("build", str(home))
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "site"


@contextlib.contextmanager
def browser() -> Iterator[object]:
    """The system's Chromium, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api")
    names = (os.environ.get("QUNBOOK_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if name and (found := shutil.which(name))), None)
    flags = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ]  # fmt: skip
    with playwright.sync_playwright() as driver:
        try:
            found = driver.chromium.launch(executable_path=program, args=flags)
        except playwright.Error:
            missing("Chromium")
        yield found
        found.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    with browser() as found:
        yield found


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """A folder on loopback, at the address given."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def address(built_site):
    """The site on loopback."""
    with serve(built_site) as address:
        yield address

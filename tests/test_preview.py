"""MkDocs by itself, and the live preview: both show what was rendered, and an edit is seen."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, qunbook

pytestmark = pytest.mark.slow
PATIENCE = 60.0


@pytest.fixture
def starter(tmp_path) -> Path:
    home = tmp_path / "handbook"
    assert qunbook("init", str(home), "--language", "en").returncode == 0
    return home


def mkdocs(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "generator"), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_mkdocs_alone_builds_the_members_site(starter):
    """The same pages as `qunbook build`, and nothing that only staff may see."""
    done = mkdocs(starter, "build")
    assert done.returncode == 0, done.stderr
    site = starter / "site" / "member"
    alone = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert "The mending hour" in (site / "events" / "mending-hour" / "index.html").read_text()
    assert qunbook("build", str(starter), "--edition", "member").returncode == 0
    assert {path.relative_to(site).as_posix() for path in site.rglob("*.html")} == alone
    assert not (site / "calendar" / "person").exists()


def test_mkdocs_alone_stops_at_an_error_in_the_content(starter):
    rule = starter / "content" / "rules" / "no-ads.md"
    rule.write_text(rule.read_text().replace("[moderator]", "[moderatr]"))
    done = mkdocs(starter, "build")
    assert (done.returncode, "error[QB201]" in done.stderr) == (1, True)
    assert not (starter / "site" / "member").exists()


@pytest.fixture
def preview(starter) -> Iterator[tuple[Path, str, Path]]:
    """A running `qunbook serve`: the handbook, its address, its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = starter.parent / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "qunbook", "serve", str(starter), "--address", f"127.0.0.1:{port}"],
            env=os.environ | {"PYTHONPATH": str(ROOT / "generator")}, stdout=out, stderr=out, start_new_session=True,
            # A shell ignores SIGINT for what it starts in the background, and so would all below it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
        )  # fmt: skip
    try:
        yield starter, f"http://127.0.0.1:{port}/", log
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(20)


def eventually(what, patience: float = PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if found := what():
                return found
        except OSError:
            pass
        time.sleep(0.2)
    return what()


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def test_an_edit_is_shown_a_mistake_is_told_and_nothing_is_built_without_cause(preview):
    home, address, log = preview
    page = f"{address}events/mending-hour/"
    assert eventually(lambda: "The mending hour" in get(page)), log.read_text()
    event = home / "content" / "events" / "mending-hour.md"
    text = event.read_text()
    event.write_text(text.replace("The mending hour", "The hour of glue"))
    assert eventually(lambda: "The hour of glue" in get(page)), log.read_text()
    event.write_text(text.replace("owner: moderator", "owner: moderatr"))
    assert eventually(lambda: "error[QB201]" in log.read_text()), log.read_text()
    assert "The hour of glue" in get(page)
    event.write_text(text)
    assert eventually(lambda: "The mending hour" in get(page)), log.read_text()
    time.sleep(1)
    built = len(re.findall("Building documentation", log.read_text()))
    time.sleep(4)
    assert len(re.findall("Building documentation", log.read_text())) == built

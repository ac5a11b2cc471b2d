"""Other site builders make the same pages of the folder that we render: MkDocs will not be kept for ever.

`make builders` installs them in environments of their own, since each brings a Markdown and a theme.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

import plain_settings
from conftest import ROOT, missing, qunbook
from qunbook.sitebuilder import nav_of

BUILDERS = {
    "properdocs": ("properdocs", "build", "--strict", "-f"),
    "zensical": ("zensical", "build", "--strict", "-f"),
}


def program(name: str) -> str:
    """The builder's own program, of the environment that `make builders` made or of this one's path."""
    own = ROOT / ".venv" / "builders" / name / "bin" / name
    found = str(own) if own.is_file() else shutil.which(name)
    if not found:
        missing(f"{name} (`make builders`)")
    assert found
    return found


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> Path:
    """The example handbook, rendered in a copy for members."""
    home = tmp_path_factory.mktemp("builders")
    shutil.copytree(ROOT / "content", home / "content")
    shutil.copy(ROOT / "mkdocs.yml", home)
    done = qunbook("render", str(home), "--edition", "member")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def words(page: Path) -> str:
    """What a page says between its navigation and its foot."""
    article = re.search(r"<article\b[^>]*>(.*?)</article>", page.read_text("utf-8"), re.DOTALL)
    bare = re.sub(
        r"<(script|style)\b.*?</\1>|<nav class=\"md-tags.*?</nav>", " ", article[1] if article else "", flags=re.DOTALL
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).replace("¶", " ").split())


def ids(page: Path) -> list[str]:
    """The places on a page that a link may lead to."""
    article = re.search(r"<article\b[^>]*>(.*?)</article>", page.read_text("utf-8"), re.DOTALL)
    return re.findall(r'<(?:h[1-6]|tr|li|div)[^>]*\bid="([^"]+)"', article[1] if article else "")


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILDERS)
def test_another_builder_makes_the_same_pages(name, rendered, built_site):
    """Without a warning; the same files, and on each page the same words and the same places."""
    found, (_, *arguments) = program(name), BUILDERS[name]
    nav = nav_of(json.loads((rendered / "build" / "docs" / "member" / "_nav.json").read_text("utf-8")))
    config = rendered / f"{name}.yml"
    config.write_text(plain_settings.settings(ROOT / "mkdocs.yml", "build/docs/member", f"site-{name}", nav), "utf-8")
    done = subprocess.run([found, *arguments, config.name], cwd=rendered, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"warn|error", done.stdout + done.stderr, re.IGNORECASE), done.stdout + done.stderr

    ours, theirs = built_site / "member", rendered / f"site-{name}"
    pages = {path.relative_to(ours) for path in ours.rglob("*.html")} - {Path("404.html")}
    assert {path.relative_to(theirs) for path in theirs.rglob("*.html")} - {Path("404.html")} == pages
    for page in sorted(pages):
        assert words(theirs / page) == words(ours / page), page
        assert ids(theirs / page) == ids(ours / page), page
    for kind in ("*.ics", "*.json", "robots.txt"):
        files = {path.relative_to(ours): path.read_bytes() for path in ours.rglob(kind) if "search" not in path.name}
        assert {path: (theirs / path).read_bytes() for path in files} == files

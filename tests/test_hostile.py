"""Text from front matter is data: markup, code and template syntax in it come out as text everywhere."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import frontmatter
import pytest
from pydantic import ValidationError

from conftest import ROOT, qunbook
from qunbook.handler import Handler
from qunbook.kinds import KINDS
from qunbook.model import references_in

PAYLOADS = (
    "<script>pwn()</script>{{ 7*7 }}{% raw %} `x` | *b* &amp; $y",
    "\"'><img src=x onerror=pwn()> ](javascript:pwn()) [a]: b",
    "</title></h1></a>--><svg onload=pwn()># {onclick=pwn()}",
)
CONTENT = ROOT / "tests" / "golden" / "content"


def kind_of(path: Path):
    folder = path.relative_to(CONTENT).parts[0] if path.parent != CONTENT else ""
    return next(kind for kind in KINDS if kind.folder == folder)


def leaves(value, loc=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*loc, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*loc, index))
    else:
        yield loc


def put(data, loc, value):
    *way, last = loc
    for key in way:
        data = data[key]
    old, data[last] = data[last], value
    return old


def poison(path: Path) -> str:
    """The file with a payload in every place that takes free text: where the model still accepts it."""
    post = frontmatter.load(path, handler=Handler())
    data, model = post.metadata, kind_of(path).model
    named = {loc for loc, _, _ in references_in(model.model_validate(data))}
    for number, loc in enumerate(list(leaves(data))):
        if any(loc[: len(ref)] == ref or ref[: len(loc)] == loc for ref in named) or loc[-1] in {"ignore", "country"}:
            continue
        old = put(data, loc, PAYLOADS[number % len(PAYLOADS)])
        try:
            model.model_validate(data)
        except ValidationError:
            put(data, loc, old)
    return frontmatter.dumps(frontmatter.Post(post.content, **data), handler=Handler())


class Danger(HTMLParser):
    """Collects what would run: inline scripts that call us, handlers, javascript: addresses, pictures we never wrote."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.script = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:") or value == "x":
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data):
        # JSON inside <script id="__config"> may quote the payload; it may not close the element.
        if self.script and re.search(r"(?<!\\u003c/script\\u003e)\bpwn\(\)", data) and "{" not in data[:2]:
            self.found.append(data[:80])

    def handle_endtag(self, tag):
        self.script = False


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile")
    shutil.copytree(CONTENT, home / "content")
    shutil.copy(ROOT / "mkdocs.yml", home)
    for path in sorted(CONTENT.rglob("*.md")):
        (home / "content" / path.relative_to(CONTENT)).write_text(poison(path), "utf-8")
    done = qunbook("build", str(home))
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "site"


def test_payloads_got_in(poisoned):
    """The test is worth something: the payloads stand as text on many pages."""
    pages = [path.read_text("utf-8") for path in poisoned.rglob("*.html")]
    assert sum("&lt;script" in page for page in pages) > 20


def test_nothing_would_run(poisoned):
    """No page holds a script, handler, address or picture that came from front matter, nor an evaluated template."""
    dangers = {
        f"{path.relative_to(poisoned)}: {danger}"
        for path in sorted(poisoned.rglob("*.html"))
        for danger in Danger(path.read_text("utf-8")).found
    }
    assert not dangers, sorted(dangers)[:20]


def test_nothing_runs(poisoned, chromium):
    """A browser that opens every kind of page never calls the function that the payloads call."""
    tab = chromium.new_page()
    called: list[str] = []
    tab.expose_function("pwn", lambda: called.append(tab.url))
    for path in sorted((poisoned / "staff").rglob("index.html")):
        tab.goto(path.as_uri())
        text = tab.locator("article").inner_text()
        assert "49" not in text.replace("pwn", "") or "7*7" in text
    tab.close()
    assert not called

"""Search, against Material's own with and without a splitter of Chinese words: the same pages, the same questions."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plain_settings

ROOT = Path(__file__).resolve().parents[2]
ASK = ROOT / "tests" / "search" / "ask.js"
OURS = ROOT / "generator" / "qunbook" / "theme" / "assets" / "search.js"
JIEBA = ROOT / ".venv" / "builders" / "jieba" / "bin" / "python"
# What Material's manual says for Chinese.
STOCK = {"search": {"lang": "zh", "separator": r"[\s\u200b\-]"}}


@dataclass(frozen=True)
class Engine:
    name: str
    worker: Path
    index: Path

    def ask(self, queries: Sequence[str]) -> dict[str, Any]:
        done = subprocess.run(
            ["node", ASK, self.worker, self.index], input="\n".join(queries), capture_output=True, text=True, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def sizes(self) -> str:
        data = self.index.read_bytes()
        return f"{len(data) / 1000:7.0f} kB {len(gzip.compress(data, 9, mtime=0)) / 1000:6.0f} kB gzipped"


def engines(home: Path, edition: str) -> Iterator[Engine]:
    """Ours over the site that `qunbook build` made of `home`, then Material's over the folder that it rendered."""
    yield Engine("qunbook", OURS, home / "site" / edition / "search" / "search_index.json")
    nav = json.loads((home / "build" / f"site.{edition}.json").read_text("utf-8"))["nav"]
    docs = str(home / "build" / "docs" / edition)
    for name, python in (("Material", Path(sys.executable)), ("Material with jieba", JIEBA)):
        if not python.is_file():
            print(f"  ({name} is not installed: make builders)")
            continue
        site, config = home / f"site-{name.split()[-1]}", home / f"{name.split()[-1]}.yml"
        config.write_text(plain_settings.settings(home / "mkdocs.yml", docs, str(site), nav, STOCK), "utf-8")
        command = [python, "-m", "mkdocs", "build", "--quiet", "-f", config]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}  # jieba talks
        subprocess.run(command, check=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, **quiet)
        (worker,) = (site / "assets" / "javascripts" / "workers").glob("search.*.js")
        yield Engine(name, worker, site / "search" / "search_index.json")


def cases(name: str) -> list[tuple[str, set[str]]]:
    lines = (ROOT / "tests" / "search" / f"{name}.txt").read_text("utf-8").splitlines()
    pairs = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [(query.strip(), set(pages.split())) for query, pages in pairs]


def bench(home: Path, sizes: Sequence[int], rounds: int, books: Any) -> None:
    if not shutil.which("node"):
        sys.exit("measuring the search needs Node.js")
    example = home / "example"
    shutil.copytree(ROOT / "content", example / "content")
    shutil.copy(ROOT / "mkdocs.yml", example)
    build(example, "member")
    print("\nSearch over the example handbook (to reach: the first answer right in 95 %, never none)")
    for engine in engines(example, "member"):
        told = " ".join(accuracy(engine, name) for name in ("queries", "unseen"))
        print(f"  {engine.name:20} {told}  index {engine.sizes()}")
    for root in books(home, sizes).values():
        build(root, "staff")
        pages = sum(1 for _ in (root / "build" / "docs" / "staff").rglob("*.md"))
        print(f"\nSearch over {pages} pages, in Node (to reach: first results within 1 s)")
        for engine in engines(root, "staff"):
            runs = [engine.ask(["怎么报名", "领读", "谁来主持签到", "复盘清单", "场地"]) for _ in range(rounds)]
            times = {key: statistics.median(run[key] for run in runs) for key in ("ready", "answered", "query")}
            told = f"ready {times['ready']:5.0f} ms, first results {times['answered']:5.0f} ms, each later {times['query']:4.0f} ms"
            print(f"  {engine.name:20} {told}  index {engine.sizes()}")


def accuracy(engine: Engine, name: str) -> str:
    asked = cases(name)
    found = [
        [place.split("#")[0].rstrip("/") for place in places] for places in engine.ask([q for q, _ in asked])["first"]
    ]
    right = sum(bool(got) and got[0] in wanted for (_, wanted), got in zip(asked, found, strict=True))
    none = sum(not got for got in found)
    return f"{name}: {right}/{len(asked)} right, {none} without answer;"


def build(home: Path, edition: str) -> None:
    command = (sys.executable, "-m", "qunbook", "build", str(home), "--edition", edition)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)

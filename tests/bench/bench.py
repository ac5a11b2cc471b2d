"""How fast it is, measured fairly: runs interleaved, medians with spread, peak memory, ratios that mean something.

make bench                  everything (some minutes)
make bench PART=check       one part: check, render, build, search, calendar
python tests/bench/bench.py check --rounds 9 --sizes 300,1000
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import calendar_book  # noqa: E402
import handbook  # noqa: E402

import plain_settings  # noqa: E402 - beside the tests
import search  # noqa: E402

SETTINGS = ROOT / "generator" / "qunbook" / "skeleton" / "repository" / "mkdocs.zh.yml"
QUNBOOK = (sys.executable, "-m", "qunbook")
STOCK = "site_name: stock\ndocs_dir: {docs}\nsite_dir: {site}\ntheme: {{name: material, font: false, language: zh}}\n"


@dataclass
class Case:
    """A command with what it needs done first, and what its runs took."""

    name: str
    command: Sequence[str]
    before: Callable[[], object] = lambda: None
    tells: bool = False
    """Whether the command prints the processor's seconds of the part that matters, and nothing else."""
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def run(self) -> None:
        self.before()
        began = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment())
        assert process.stdout
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{self.name} failed:\n{said.decode()[-4000:]}")
        self.seconds.append(float(said) if self.tells else took)
        self.megabytes = max(self.megabytes, usage.ru_maxrss / 1024)


def environment() -> dict[str, str]:
    # As users run it: Python keeps compiled modules, and we keep compiled templates.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795000000", "LANG": "en_US.UTF-8"}


def measure(cases: Sequence[Case], rounds: int) -> None:
    """One unmeasured round to warm the caches of the disk and of Python, then the cases in turn, again and again."""
    for turn in range(rounds + 1):
        for case in cases:
            case.run()
            if turn == 0:
                case.seconds.clear()


def table(title: str, cases: Sequence[Case], note: Callable[[Case], str] = lambda _: "") -> None:
    print(f"\n{title}\n  {'':34} {'median':>8} {'least':>8} {'most':>8} {'peak':>8}")
    for case in cases:
        times = f"{case.median:7.2f}s {min(case.seconds):7.2f}s {max(case.seconds):7.2f}s"
        print(f"  {case.name:34} {times} {case.megabytes:6.0f}MB  {note(case)}")


def books(home: Path, sizes: Sequence[int]) -> dict[int, Path]:
    made = {size: home / f"files-{size}" for size in sizes}
    for size, root in made.items():
        handbook.write(root, size)
        text = SETTINGS.read_text("utf-8").replace("{{name}}", "测速手册").replace("{{language}}", "zh")
        (root / "mkdocs.yml").write_text(text, "utf-8")
    return made


def growth(cases: Sequence[Case], sizes: Sequence[int]) -> Callable[[Case], str]:
    """Time for each thousand files beyond what an empty start costs, so that growth that is not linear shows."""
    by_name = {case.name: size for case, size in zip(cases, sizes, strict=True)}
    return lambda case: f"{case.median / by_name[case.name] * 1000:.2f} s per 1,000 files"


def bench_check(home: Path, sizes: Sequence[int], rounds: int) -> None:
    made = books(home, sizes)
    start = Case("python -c 'pass'", (sys.executable, "-c", "pass"))
    version = Case("qunbook --version", (*QUNBOOK, "--version"))
    cases = [Case(f"check {size:>5} files", (*QUNBOOK, "check", str(made[size]))) for size in sizes]
    measure([start, version, *cases], rounds)
    table("Starting", [start, version])
    table("qunbook check (to reach: 1,000 files under 1 s and 150 MB)", cases, growth(cases, sizes))


def bench_render(home: Path, sizes: Sequence[int], rounds: int) -> None:
    made = books(home, sizes)

    def fresh(size: int) -> Callable[[], object]:
        return lambda: shutil.rmtree(home / f"out-{size}", ignore_errors=True)

    cases = [
        Case(
            f"render {size:>5} files, staff",
            (*QUNBOOK, "render", str(made[size]), "--edition", "staff", "--out", str(home / f"out-{size}")),
            fresh(size),
        )
        for size in sizes
    ]
    measure(cases, rounds)
    table("qunbook render, everything new (to reach: 1,000 things under 3 s)", cases, growth(cases, sizes))


def bench_build(home: Path, sizes: Sequence[int], rounds: int) -> None:
    made = books(home, sizes)
    for size, root in made.items():
        built = Case(f"build {size}", (*QUNBOOK, "build", str(root), "--edition", "staff"))
        built.run()
        stock, ours = bare(home, root, size)
        cases = [
            Case("MkDocs, stock Material settings", mkdocs(stock)),
            Case("MkDocs, our settings", mkdocs(ours)),
            Case("qunbook build --edition staff", built.command, lambda root=root: forget(root)),
        ]
        measure(cases, rounds)
        same = cases[1]

        def compared(case: Case, same: Case = same) -> str:
            return f"{case.median / same.median - 1:+.0%} of MkDocs with the same settings"

        pages = sum(1 for _ in (root / "build" / "docs" / "staff").rglob("*.md"))
        table(f"Building {size} files, {pages} pages (to reach: we add at most 25 %)", cases, compared)


def forget(root: Path) -> None:
    """A build from nothing, as in CI."""
    shutil.rmtree(root / "build", ignore_errors=True)
    shutil.rmtree(root / "site", ignore_errors=True)


def bare(home: Path, root: Path, size: int) -> tuple[Path, Path]:
    """Two settings files for MkDocs alone over a copy of what we rendered: stock, and with what our site has."""
    docs = home / f"docs-{size}"
    shutil.copytree(root / "build" / "docs" / "staff", docs)
    stock, ours = home / f"stock-{size}.yml", home / f"ours-{size}.yml"
    stock.write_text(STOCK.format(docs=docs, site=home / f"stock-{size}"), "utf-8")
    job = json.loads((root / "build" / "site.staff.json").read_text("utf-8"))
    ours.write_text(
        plain_settings.settings(root / "mkdocs.yml", str(docs), str(home / f"ours-{size}"), job["nav"]), "utf-8"
    )
    return stock, ours


def mkdocs(settings: Path) -> Sequence[str]:
    return (sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean", "-f", str(settings))


def bench_search(home: Path, sizes: Sequence[int], rounds: int) -> None:
    search.bench(home, sizes, rounds, books)


def bench_calendar(home: Path, sizes: Sequence[int], rounds: int) -> None:
    """From events that were read to feeds, beside yaml2ics; and who would have to be in two places at once."""
    few, many = sizes
    events = calendar_book.write(home / "few", few)
    calendar_book.write(home / "many", many)

    def ours(name: str, part: str, root: str) -> Case:
        return Case(name, (sys.executable, str(BENCH / "ours.py"), part, str(home / root)), tells=True)

    one = ours(f"{few} series to one feed", "feed", "few")
    every = ours("the same to all feeds, read again", "feeds", "few")
    clashes = ours(f"conflicts of {many} series in 400 days", "clashes", "many")
    cases, theirs = [one, every, clashes], _yaml2ics(home)
    if theirs:
        cases.insert(
            1, Case("yaml2ics, the same to one feed", (str(theirs), str(BENCH / "theirs.py"), str(events)), tells=True)
        )
    measure(cases, rounds)

    def compared(case: Case) -> str:
        return f"{case.median / one.median:.1f} times ours" if case.name.startswith("yaml2ics") else ""

    table("Calendars, processor's time (to reach: 1 s, a fifth of yaml2ics; conflicts 5 s; 200 MB)", cases, compared)


def _yaml2ics(home: Path) -> Path | None:
    """Python with yaml2ics in a virtual environment of its own, or None where it cannot be had."""
    python = home / "yaml2ics" / "bin" / "python"
    install = (
        str(python),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "-r",
        str(BENCH / "yaml2ics.txt"),
    )
    for command in ((sys.executable, "-m", "venv", str(home / "yaml2ics")), install):
        if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode:
            print("yaml2ics cannot be installed: nothing to compare with")
            return None
    return python


PARTS = {
    "check": (bench_check, (300, 1000, 5000), 7),
    "render": (bench_render, (300, 1000, 5000), 5),
    "build": (bench_build, (300, 1000), 3),
    "search": (bench_search, (1000,), 3),
    "calendar": (bench_calendar, (1000, 5000), 5),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure qunbook on generated handbooks.")
    parser.add_argument("part", nargs="?", default="all", choices=("all", *PARTS))
    parser.add_argument("--rounds", type=int, help="measured runs of each case")
    parser.add_argument("--sizes", help="numbers of files, e.g. 300,1000")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    for name in PARTS if asked.part == "all" else (asked.part,):
        bench, sizes, rounds = PARTS[name]
        chosen = tuple(int(size) for size in asked.sizes.split(",")) if asked.sizes else sizes
        with tempfile.TemporaryDirectory(prefix="qunbook-bench-") as home:
            bench(Path(home), chosen, asked.rounds or rounds)


if __name__ == "__main__":
    main()

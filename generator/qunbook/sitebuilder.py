"""Running MkDocs: the rendered folder in, a whole site out or the old one untouched.

MkDocs empties its output folder first and writes a site even when it fails. So it builds into a scratch folder beside
the target, which takes the target's place in one step after everything was checked.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qunbook import mkdocs_process
from qunbook.artifact import Artifact
from qunbook.job import JOB, Job
from qunbook.kinds.handbook import Handbook
from qunbook.mkdocs_process import Order
from qunbook.render.markdown import bare
from qunbook.render.words import Words
from qunbook.write import replace, write

NAV = "_nav.json"
POLL = 0.1
AT_FDCWD = -100
RENAME_EXCHANGE = 2

SAID = (
    "Read on",
    "There is no such page",
    "It may have a new name, or be gone. Search for it above, or begin at the first page.",
    "To the first page",
)
"""What our templates over Material's say (`theme/overrides`)."""

Progress = Callable[[str, int, int], None]
Process = subprocess.Popen[bytes]


class Busy(Exception):
    """Another build of this handbook is at work."""


class NotASite(Exception):
    """The folder to be replaced holds something that no site builder made."""


@dataclass(frozen=True)
class Remark:
    """A warning or an error of MkDocs: a key of `messages.toml` with its arguments."""

    key: str
    args: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """How a build ended. `fault` is "" (a whole site), "settings" (mkdocs.yml is wrong) or "crash" (a bug)."""

    job: Job
    fault: str
    warnings: tuple[Remark, ...]
    errors: tuple[Remark, ...]


# Preparing -------------------------------------------------------------------------------------------------------


def prepare(root: Path, edition: str, artifacts: Iterable[Artifact], out: Path, **facts: Any) -> Job:
    """Write an edition's Markdown to `build/docs/<edition>` and say what MkDocs has to do with it.

    `facts` are what `facts` takes from the handbook. Raises `write.ForeignFolder`.
    """
    docs = root / "build" / "docs" / edition
    navigation: list[Any] = []
    pages = 0

    def files() -> Iterator[Artifact]:
        nonlocal navigation, pages
        for artifact in artifacts:
            if artifact.path == NAV:
                navigation = nav_of(json.loads(artifact.data))
            else:
                pages += artifact.path.endswith(".md")
                yield artifact

    write(files(), docs)
    return Job(
        edition,
        str(docs.resolve()),
        str(out.resolve() / f".{edition}.new"),
        str(out.resolve() / edition),
        nav=navigation,
        done=str((root / "build" / f"site.{edition}.done").resolve()),
        pages=pages,
        **facts,
    )


def facts(handbook: Handbook, edition: str, day: date) -> dict[str, Any]:
    """What a job takes from the handbook. Only the members' site bears the public address (canonical links).

    `day` is the one that counts as today: an announcement has a last day.
    """
    words = Words("en" if handbook.language == "en" else "zh", day.year)
    name = bare(handbook.name)
    return {
        "site_name": words.text("{name} (staff)", name=name) if edition == "staff" else name,
        "language": handbook.language,
        "site_url": f"{handbook.site_url.rstrip('/')}/" if handbook.site_url and edition != "staff" else "",
        "edit_url": handbook.edit_url or "",
        "description": bare(handbook.summary or handbook.brand.tagline or handbook.mission or ""),
        "announcement": _announced(handbook, day),
        "frozen": handbook.as_of.isoformat() if handbook.as_of else "",
        "words": {sentence: words.text(sentence) for sentence in SAID},
        "logo": f"assets/{handbook.brand.logo.removeprefix('assets/')}" if handbook.brand.logo else "",
    }


def _announced(handbook: Handbook, day: date) -> dict[str, Any]:
    told = handbook.announcement
    if told is None or (told.until and told.until < day):
        return {}
    return {"text": told.text, "link": told.link or "", "stays": told.stays}


def nav_of(items: Iterable[Any]) -> list[Any]:
    """`[title, path or items]` as MkDocs' `{title: …}`; a page without a title of its own is only its path."""
    return [_nav_item(item) for item in items]


def _nav_item(item: Any) -> Any:
    if isinstance(item, str):
        return item
    title, value = item
    shown = value if isinstance(value, str) else nav_of(value)
    return {title: shown} if title else shown


# Building --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def ready(editions: Iterable[str]) -> Iterator[Mapping[str, Process]]:
    """A process for each edition that gets ready to run MkDocs while its pages are still being rendered. Those that
    got no order (see `build`) end with the `with`, and all of them after an interruption.
    """
    started = {edition: _start() for edition in editions}
    try:
        yield started
    finally:
        for process in started.values():
            process.kill()
            process.communicate()


def _start() -> Process:
    return subprocess.Popen(
        (sys.executable, "-m", mkdocs_process.__name__),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(None),
    )


def build(
    root: Path, jobs: Sequence[Job], processes: Mapping[str, Process], epoch: int, progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """Run MkDocs for every edition at the same time; `target` folders are not touched (see `publish`).

    `processes` come from `ready`. `epoch` (Unix seconds) is the date that MkDocs writes into the site. `progress` gets
    edition, pages done, pages.
    """
    for job in jobs:
        _order(root, job, epoch, processes[job.edition])
    while progress and any(processes[job.edition].poll() is None for job in jobs):
        time.sleep(POLL)
        for job in jobs:
            progress(job.edition, min(_pages_in(Path(job.scratch)), job.pages), job.pages)
    return tuple(_outcome(root, job, processes[job.edition].wait()) for job in jobs)


def _log(root: Path, job: Job) -> Path:
    return root / "build" / f"site.{job.edition}.log"


def _order(root: Path, job: Job, epoch: int, process: Process) -> None:
    handed = root / "build" / f"site.{job.edition}.json"
    replace(handed, json.dumps(asdict(job), ensure_ascii=False, indent=1).encode("utf-8"))
    Path(job.done).unlink(missing_ok=True)
    _check_target(Path(job.target))
    heal(Path(job.target).parent, job.edition)
    Path(job.target).parent.mkdir(parents=True, exist_ok=True)
    _log(root, job).write_bytes(b"")  # a process that dies before it opens its log leaves no word of an older run
    arguments = ["--no-color", "build", "-f", str((root / "mkdocs.yml").resolve()), "-d", job.scratch]
    variables = {JOB: str(handed.resolve()), "SOURCE_DATE_EPOCH": str(epoch)}
    assert process.stdin
    with contextlib.suppress(BrokenPipeError), process.stdin:  # it died: its exit code tells
        process.stdin.write(Order(arguments, variables, str(_log(root, job).resolve())).line())


def environment(epoch: int | None) -> dict[str, str]:
    """The environment that MkDocs runs in."""
    ours = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
    return os.environ | ours | ({} if epoch is None else {"SOURCE_DATE_EPOCH": str(epoch)})


def _pages_in(site: Path) -> int:
    return sum("index.html" in names for _, _, names in os.walk(site))


# What MkDocs said ------------------------------------------------------------------------------------------------

_RECORD = re.compile(r"^(WARNING|ERROR|INFO|DEBUG) +-  ", re.MULTILINE)
_KNOWN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("site-link-target", re.compile(r"Doc file '(?P<page>.+?)' contains a link '(?P<link>.+?)', but the target")),
    (
        "site-link-anchor",
        re.compile(r"Doc file '(?P<page>.+?)' contains a link '(?P<link>.+?)', but .*anchor", re.DOTALL),
    ),
    ("site-link-absolute", re.compile(r"Doc file '(?P<page>.+?)' contains an absolute link '(?P<link>.+?)'")),
    ("site-link-odd", re.compile(r"Doc file '(?P<page>.+?)' contains an unrecognized relative link '(?P<link>.+?)'")),
    ("site-nav-missing", re.compile(r"reference to '(?P<link>.+?)' is included in the 'nav' configuration, which")),
    ("site-setting", re.compile(r"Config value '?(?P<key>[^']+?)'?: (?P<text>.+)", re.DOTALL)),
)


def _outcome(root: Path, job: Job, code: int) -> Outcome:
    text = _log(root, job).read_text("utf-8", "replace")
    remarks = tuple(_remarks(text, "WARNING"))
    if code == 0:
        problems = tuple(_missing(job))
        return Outcome(job, "crash" if problems else "", remarks, problems)
    errors = tuple(_remarks(text, "ERROR")) or (Remark("site-other", {"text": _last_words(text) or f"exit {code}"}),)
    crashed = code < 0 or "Traceback (most recent call last)" in text
    return Outcome(job, "crash" if crashed else "settings", remarks, errors)


def _remarks(text: str, level: str) -> Iterator[Remark]:
    """What MkDocs logged at this level, in its order, each remark once."""
    parts = _RECORD.split(text)
    records = zip(parts[1::2], parts[2::2], strict=True)
    said = dict.fromkeys(body.strip() for name, body in records if name == level)
    return (_remark(body) for body in said)


def _remark(text: str) -> Remark:
    for key, pattern in _KNOWN:
        if match := pattern.search(text):
            return Remark(key, match.groupdict())
    return Remark("site-other", {"text": text})


def _last_words(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-12:])


def _missing(job: Job) -> Iterator[Remark]:
    """What a whole site has and this one has not. MkDocs may exit 0 after leaving things out."""
    site = Path(job.scratch)
    if not Path(job.done).is_file():
        # Without our plugin MkDocs builds `content/` as it is, with all that members must not see.
        yield Remark("site-no-plugin", {})
        return
    for name in ("index.html", "404.html", "sitemap.xml"):
        if not (site / name).is_file():
            yield Remark("site-missing", {"file": name})
    docs = Path(job.docs)
    for path in sorted(docs.rglob("*")):
        relative = path.relative_to(docs).as_posix()
        if path.is_file() and not relative.startswith(".") and not (site / served_as(relative)).is_file():
            yield Remark("site-missing", {"file": served_as(relative)})


def served_as(path: str) -> str:
    """Where MkDocs puts a file of the docs folder: `roles/host.md` becomes `roles/host/index.html`."""
    if not path.endswith(".md"):
        return path
    stem = path.removesuffix(".md")
    folder, _, name = stem.rpartition("/")
    if name in ("index", "README"):
        return f"{folder}/index.html" if folder else "index.html"
    return f"{stem}/index.html"


# Taking its place ------------------------------------------------------------------------------------------------


def publish(job: Job) -> None:
    """Put the scratch site in the target's place: whoever looks, at any moment, finds the old site or the new one."""
    scratch, target = Path(job.scratch), Path(job.target)
    if not target.exists():
        scratch.rename(target)
        return
    if not _exchange(scratch, target):
        old = _old(target)
        target.rename(old)
        scratch.rename(target)  # killed before this line: `heal` puts the old site back
        shutil.rmtree(old)
        return
    shutil.rmtree(scratch)


def heal(out: Path, edition: str) -> None:
    """Clear up after a build that was killed."""
    target, old = out / edition, _old(out / edition)
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (old, out / f".{edition}.new"):
        if leftover.exists():
            shutil.rmtree(leftover)


def _old(target: Path) -> Path:
    return target.parent / f".{target.name}.old"


def _check_target(target: Path) -> None:
    if target.exists() and not (target / "404.html").is_file() and (not target.is_dir() or any(target.iterdir())):
        raise NotASite(str(target))


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux `renameat2`, glibc 2.28 and newer). False where there is no such step."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = (AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other))
    return bool(rename(*names, RENAME_EXCHANGE) == 0)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the handbook's build folder. Raises Busy when another build has it; a killed build leaves no lock."""
    try:
        import fcntl
    except ImportError:  # Windows: two builds at once are the user's own affair
        yield
        return
    folder = root / "build"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(str(root)) from error
        yield

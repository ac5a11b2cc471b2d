"""What a run asks the world: the day, the environment, Git. Only `cli` and the preview plugin may ask."""

from __future__ import annotations

import io
import locale
import os
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qunbook.history import WINDOW, Landing
from qunbook.settings import Language, Settings
from qunbook.source import MAX_FILE

if TYPE_CHECKING:
    from qunbook.kinds.handbook import Handbook

GIT_TIMEOUT = 60.0
RAW = ("--raw", "--no-abbrev", "--no-renames", "-z")
OURS = ("core.quotePath=false", "log.showRoot=true", "log.showSignature=false", "log.diffMerges=separate")
"""What Git must not ask its user's settings about."""
LAST_MOMENT = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
"""Git knows dates that no calendar has; a commit of a later one counts as one of this."""
MINUTE = 60
READ = 120
"""How many changes are read to say in words what they are."""


@dataclass(frozen=True)
class Touch:
    """A change of one file on the first-parent history, and what Git calls its content before and after.

    `moment` is the commit's own, `landed` never earlier than that of a commit before it.
    """

    path: str
    moment: int
    landed: int
    how: str
    before: str
    after: str


@dataclass(frozen=True)
class History:
    """When each file's last change landed, from Git.

    `landed` maps a path (relative to the root) to Unix seconds; what has changes that are not committed is not in it.
    `head` is the moment of the last commit. `gap` says why the rest is missing: "" (nothing is), "none" (no Git, or no
    repository) or "shallow" (a clone that was cut off knows only when it was cut).
    `touches` are the changes, one by one.
    """

    landed: Mapping[str, int]
    head: int | None = None
    gap: str = ""
    touches: tuple[Touch, ...] = ()


NO_HISTORY = History(MappingProxyType({}), None, "none")


def settings(handbook: Handbook, asked: date | None, past: History = NO_HISTORY) -> Settings:
    """The facts of a run, from the handbook, the command line (`asked` is --as-of), Git and the environment."""
    day = as_of(asked, handbook.as_of, handbook.timezone)
    return Settings(day, "en" if handbook.language == "en" else "zh", past.landed, feed_key())


def site_epoch(past: History, day: date) -> int:
    """The moment that a built site bears: SOURCE_DATE_EPOCH, the last commit, or the day that counts as today."""
    for moment in (source_date_epoch(), past.head):
        if moment is not None:
            return moment
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def today(timezone: str) -> date:
    """The date at this moment in the handbook's zone; in UTC where the zone is not known."""
    return datetime.now(_zone(timezone)).date()


def _zone(timezone: str) -> tzinfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def as_of(asked: date | None, frozen: date | None, timezone: str) -> date:
    """The day that counts as today: as asked, as the handbook says, as SOURCE_DATE_EPOCH says, or as it is."""
    if given := asked or frozen:
        return given
    epoch = source_date_epoch()
    return datetime.fromtimestamp(epoch, UTC).date() if epoch is not None else today(timezone)


def source_date_epoch() -> int | None:
    """Seconds since 1970 from SOURCE_DATE_EPOCH (reproducible-builds.org), None if unset or no number."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(text) if text.isascii() and text.isdigit() else None


def feed_key() -> str | None:
    """The secret in the addresses of the staff's feeds ($QUNBOOK_FEED_KEY), or None."""
    return os.environ.get("QUNBOOK_FEED_KEY") or None


def wants_traceback() -> bool:
    """Whether somebody looks for a bug of ours ($QUNBOOK_DEBUG)."""
    return bool(os.environ.get("QUNBOOK_DEBUG"))


def locale_language() -> Language:
    """`zh` for a Chinese locale, else `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def history(root: Path) -> History:
    """When the files below `root` last changed on the first-parent history, in one `git log`.

    A merge counts as the moment at which its branch landed (`-m --first-parent`), so the answer never goes back.
    """
    shallow, _, prefix = (_git(root, "rev-parse", "--is-shallow-repository", "--show-prefix") or "").partition("\n")
    if shallow != "false":
        return _without_history(root)
    prefix = prefix.removesuffix("\n")
    log = _git(root, "log", "--first-parent", "-m", *RAW, "--format=%x01%ct", "--", ".")
    dirty = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    if log is None or dirty is None:
        return NO_HISTORY
    changed = {entry[3:].removeprefix(prefix) for entry in dirty.split("\0") if entry}
    touches = tuple(_touches(log, prefix))
    times = {one.path: one.landed for one in reversed(touches)}  # the newest is kept
    landed = {path: when for path, when in sorted(times.items()) if path not in changed}
    return History(MappingProxyType(landed), _head(root), "", touches)


def landings(root: Path, past: History, timezone: str, day: date) -> tuple[Landing, ...]:
    """The changes of content in the window of `history.news` before `day`; of the newest ones, what the files said."""
    last = datetime.combine(day, datetime.max.time(), _zone(timezone)).timestamp()
    first = last - (WINDOW.days + 1) * 86400
    recent = [one for one in past.touches if first <= one.moment <= last and one.path.startswith("content/")]
    texts = [one for one in recent if one.how != "A" and one.path.endswith(".md")]
    read = sorted(texts, key=lambda one: -one.moment)[:READ]
    said = _blobs(root, {name for one in read for name in (one.before, one.after)})
    known = set(map(id, read))
    return tuple(
        Landing(one.path, one.moment, _how(one), said.get(one.before), said.get(one.after), id(one) in known)
        for one in recent
    )


def _how(one: Touch) -> Literal["A", "M", "D"]:
    """Whether a file came, changed or went; a change of its type (a link in its place) is a change."""
    return "A" if one.how == "A" else "D" if one.how == "D" else "M"


def _blobs(root: Path, names: Iterable[str]) -> dict[str, str]:
    """The texts that Git keeps under these names; what is too large, or no text, is left out."""
    asked = "".join(f"{name}\n" for name in sorted(names) if name.strip("0"))
    answer = _git_bytes(root, "cat-file", "--batch", given=asked.encode()) if asked else None
    found: dict[str, str] = {}
    at = 0
    while answer and at < len(answer):
        line = answer.index(b"\n", at)
        name, kind, *size = answer[at:line].decode().split()
        if not size:  # "<name> missing"
            at = line + 1
            continue
        end = line + 1 + int(size[0])
        if kind == "blob" and int(size[0]) <= MAX_FILE:
            found[name] = answer[line + 1 : end].decode("utf-8", "replace")
        at = end + 1
    return found


def revision(root: Path, name: str, into: Path) -> bool | None:
    """Write `content/` as it was at a Git revision into a folder. None where Git knows no such revision, False where
    the revision has no content. Git's own settings for archives (`export-ignore`) count.
    """
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        return None
    tar = _git_bytes(root, "archive", "--format=tar", commit.strip(), "--", "content")
    if tar is None:
        return False
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        members = [member for member in archive.getmembers() if _is_below_content(member.name)]
        for member in members:
            if member.isfile() and (file := archive.extractfile(member)):
                (into / member.name).parent.mkdir(parents=True, exist_ok=True)
                (into / member.name).write_bytes(file.read())
        for member in members:  # last, so that nothing is written through one; reading refuses those that lead out
            if member.issym():
                (into / member.name).parent.mkdir(parents=True, exist_ok=True)
                (into / member.name).symlink_to(member.linkname)
    return (into / "content").is_dir()


def refs(root: Path, name: str) -> tuple[str, ...]:
    """The branches and tags of this name, unless all are the same commit."""
    patterns = (f"refs/{kind}/{name}" for kind in ("heads", "tags"))
    answer = _git(root, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", *patterns) or ""
    found = {ref: (peeled or [object])[0] for ref, object, *peeled in map(str.split, answer.splitlines())}
    exact = {ref: commit for ref, commit in found.items() if ref.split("/", 2)[-1] == name}
    return tuple(exact) if len(set(exact.values())) > 1 else ()


def is_shallow(root: Path) -> bool:
    return (_git(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"


def _is_below_content(name: str) -> bool:
    """Whether a path of an archive stays where it belongs: a revision may be a stranger's."""
    first, *rest = name.split("/")
    return first == "content" and any(rest) and ".." not in rest


def _without_history(root: Path) -> History:
    head = _head(root)
    return History(NO_HISTORY.landed, head, "none" if head is None else "shallow")


def _touches(log: str, prefix: str) -> Iterator[Touch]:
    """The changes in a log: each commit is U+0001, its time, and pairs of what Git says of a file and its path."""
    commits = [commit.split("\0") for commit in log.split("\x01")[1:]]
    moments = [_moment(when) for when, *_ in commits]
    for (_, *rest), moment, landed in zip(commits, moments, _landed(moments), strict=True):
        for told, path in zip(rest[::2], rest[1::2], strict=False):
            if told.strip():
                _, _, before, after, how = told.strip().lstrip(":").split()
                yield Touch(path.removeprefix(prefix), moment, landed, how, before, after)


def _landed(moments: Sequence[int]) -> list[int]:
    """When commits (newest first) landed, by their moments: one whose clock was behind that of the commit before it
    landed a minute after that one, or its changes would reach no calendar.
    """
    found: list[int] = []
    for moment in reversed(moments):
        before = found[-1] if found else 0
        found.append(moment if moment >= before else before + MINUTE)
    return found[::-1]


def _moment(text: str) -> int:
    return min(int(text), LAST_MOMENT)


def _head(root: Path) -> int | None:
    text = (_git(root, "log", "-1", "--format=%ct") or "").strip()
    return _moment(text) if text.isdigit() else None


def _git(root: Path, *arguments: str) -> str | None:
    """Git's answer, or None where there is no Git, no repository, no commit, or no answer in time."""
    answer = _git_bytes(root, *arguments)
    return None if answer is None else answer.decode("utf-8", "surrogateescape")


def _git_bytes(root: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    # safe.directory: a checkout mounted into a container belongs to somebody else, and we only read it.
    ours = [part for setting in ("safe.directory=*", *OURS) for part in ("-c", setting)]
    command = ("git", *ours, "-C", str(root), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=GIT_TIMEOUT, input=given)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None

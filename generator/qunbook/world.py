"""What a run asks the world: the day, the environment, Git. Only `cli` and the preview plugin may ask."""

from __future__ import annotations

import io
import locale
import os
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qunbook.settings import Language, Settings

if TYPE_CHECKING:
    from qunbook.kinds.handbook import Handbook

GIT_TIMEOUT = 60.0


@dataclass(frozen=True)
class History:
    """When each file's last change landed, from Git.

    `landed` maps a path (relative to the root) to Unix seconds; what has changes that are not committed is not in it.
    `head` is the moment of the last commit. `gap` says why the rest is missing: "" (nothing is), "none" (no Git, or no
    repository) or "shallow" (a clone that was cut off knows only when it was cut).
    """

    landed: Mapping[str, int]
    head: int | None = None
    gap: str = ""


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
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(UTC).date()
    return datetime.now(zone).date()


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
    return os.environ.get("QUNBOOK_FEED_KEY") or None


def wants_traceback() -> bool:
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
    log = _git(root, "log", "--first-parent", "-m", "--name-only", "--no-renames", "-z", "--format=%x01%ct", "--", ".")
    dirty = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    if log is None or dirty is None:
        return NO_HISTORY
    changed = {entry[3:].removeprefix(prefix) for entry in dirty.split("\0") if entry}
    times = {path.removeprefix(prefix): when for path, when in _times(log).items()}
    landed = {path: when for path, when in sorted(times.items()) if path not in changed}
    return History(MappingProxyType(landed), _head(root))


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


def _is_below_content(name: str) -> bool:
    """Whether a path of an archive stays where it belongs: a revision may be a stranger's."""
    first, *rest = name.split("/")
    return first == "content" and any(rest) and ".." not in rest


def _without_history(root: Path) -> History:
    head = _head(root)
    return History(NO_HISTORY.landed, head, "none" if head is None else "shallow")


def _times(log: str) -> dict[str, int]:
    """The newest time of each path in a log in which each commit is U+0001, its time, and names that end in NUL."""
    times: dict[str, int] = {}
    for commit in log.split("\x01")[1:]:
        when, _, names = commit.partition("\0")
        for name in filter(None, (part.strip("\n") for part in names.split("\0"))):
            # The largest, not the newest: a committer whose clock is slow must not make a SEQUENCE fall.
            times[name] = max(times.get(name, 0), int(when.split("\n")[0]))
    return times


def _head(root: Path) -> int | None:
    text = (_git(root, "log", "-1", "--format=%ct") or "").strip()
    return int(text) if text.isdigit() else None


def _git(root: Path, *arguments: str) -> str | None:
    """Git's answer, or None where there is no Git, no repository, no commit, or no answer in time."""
    answer = _git_bytes(root, *arguments)
    return None if answer is None else answer.decode("utf-8", "surrogateescape")


def _git_bytes(root: Path, *arguments: str) -> bytes | None:
    # safe.directory: a checkout mounted into a container belongs to somebody else, and we only read it.
    command = ("git", "-c", "safe.directory=*", "-c", "core.quotePath=false", "-C", str(root), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=GIT_TIMEOUT, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None

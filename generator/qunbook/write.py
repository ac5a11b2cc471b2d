"""The only module that writes. A folder that it fills is its own: it remembers there what it wrote, in `.qunbook`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qunbook.artifact import Artifact

LEDGER = ".qunbook"
FORBIDDEN = frozenset('<>:"|?*\\\0')


class ForeignFolder(Exception):
    """The folder holds files that are not ours; filling it might overwrite somebody's work."""


@dataclass(frozen=True)
class Written:
    """What a run did to a folder: paths below it."""

    changed: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]


def write(artifacts: Iterable[Artifact], root: Path) -> Written:
    """Make `root` hold exactly these artifacts, and what others keep beside them.

    A file is written only if its bytes changed (`mkdocs serve` would rebuild for ever otherwise) and replaced as a
    whole, so that a reader or a kill never meets half a file. Files that an earlier run wrote and this one did not make
    are removed. Raises ForeignFolder for a folder with content that was never ours, ValueError for a path that would
    leave the folder or that two artifacts share.
    """
    owned = _owned(root)
    made = _by_path(artifacts)
    root.mkdir(parents=True, exist_ok=True)
    # Remembered before anything is written: after a kill, the next run still knows which files are ours.
    replace(root / LEDGER, _ledger(owned | made.keys()))
    removed = tuple(sorted(path for path in owned - made.keys() if _remove(root, path)))
    changed = tuple(path for path in sorted(made) if _put(root, path, made[path]))
    replace(root / LEDGER, _ledger(made.keys()))
    return Written(changed, tuple(sorted(made.keys() - set(changed))), removed)


def write_new(artifacts: Iterable[Artifact], root: Path) -> tuple[str, ...]:
    """Write files for people to own (a new handbook, a new thing). Raises FileExistsError before writing any."""
    made = _by_path(artifacts)
    for path in made:
        if (root / path).exists():
            raise FileExistsError(path)
    for path, data in made.items():
        _put(root, path, data)
    return tuple(made)


def _by_path(artifacts: Iterable[Artifact]) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for artifact in artifacts:
        path = _inside(artifact.path)
        if path in made:
            raise ValueError(f"two artifacts are called {path!r}")
        made[path] = artifact.data
    return made


def _inside(path: str) -> str:
    """The path as it is, if it stays below its folder on every system."""
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or str(pure) != path or FORBIDDEN & set(path):
        raise ValueError(f"not a path below the output folder: {path!r}")
    if path == LEDGER:
        raise ValueError(f"{LEDGER} is the list of what was written")
    return path


def _owned(root: Path) -> set[str]:
    """The files below `root` that earlier runs wrote. Raises ForeignFolder."""
    if not root.exists():
        return set()
    if not root.is_dir():
        raise ForeignFolder(str(root))
    ledger = root / LEDGER
    if ledger.is_file():
        return {path for path in ledger.read_text("utf-8").splitlines() if path and not path.startswith("#")}
    if any(root.iterdir()):
        raise ForeignFolder(str(root))
    return set()


def _ledger(paths: Iterable[str]) -> bytes:
    lines = ["# The files below are written by qunbook; it removes those that it no longer makes.", *sorted(paths)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _put(root: Path, path: str, data: bytes) -> bool:
    """Whether the file had to be written."""
    target = root / path
    for folder in _folders(root, target):
        if folder.is_symlink() or folder.is_file():
            folder.unlink()  # what stands where a folder must be would lead out of `root`
    if target.is_dir() and not target.is_symlink():
        _clear(target)
    elif target.is_file() and not target.is_symlink() and target.read_bytes() == data:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(target, data)
    return True


def _folders(root: Path, target: Path) -> Iterator[Path]:
    """The folders between `root` and `target`, outermost first."""
    between = target.relative_to(root).parents
    return (root / folder for folder in reversed(between) if folder != Path())


def replace(target: Path, data: bytes) -> None:
    """Write one file as a whole: a reader sees the old bytes or the new ones."""
    handle, name = tempfile.mkstemp(prefix=".qunbook-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove(root: Path, path: str) -> bool:
    """Remove a file of ours and the folders that it leaves empty."""
    target = root / _inside(path)
    if any(folder.is_symlink() for folder in _folders(root, target)) or not (target.is_symlink() or target.is_file()):
        return False
    target.unlink()
    for folder in reversed(list(_folders(root, target))):
        if any(folder.iterdir()):
            break
        folder.rmdir()
    return True


def _clear(folder: Path) -> None:
    """Make way for a file where a run before had a folder. Raises OSError if it is not empty."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir()
    folder.rmdir()

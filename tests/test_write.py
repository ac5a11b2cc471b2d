"""The writer: whole files, only what changed, nothing that is not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qunbook.artifact import Artifact
from qunbook.write import LEDGER, ForeignFolder, write, write_new


def files(root: Path) -> dict[str, str]:
    found = (path for path in root.rglob("*") if path.is_file() and path.name != LEDGER)
    return {path.relative_to(root).as_posix(): path.read_text() for path in found}


def artifacts(**texts: str) -> list[Artifact]:
    return [Artifact.text(name.replace("__", "/") + ".md", text) for name, text in texts.items()]


def test_a_folder_holds_exactly_what_the_last_run_made(tmp_path):
    """What a run no longer makes is removed, with the folder that it leaves empty."""
    first = write(artifacts(index="a", roles__host="b"), tmp_path / "out")
    assert first.changed == ("index.md", "roles/host.md")
    second = write(artifacts(index="a", rules__kind="c"), tmp_path / "out")
    assert (second.changed, second.kept, second.removed) == (("rules/kind.md",), ("index.md",), ("roles/host.md",))
    assert files(tmp_path / "out") == {"index.md": "a", "rules/kind.md": "c"}
    assert not (tmp_path / "out" / "roles").exists()


def test_a_file_whose_bytes_did_not_change_is_not_touched(tmp_path):
    """A preview that watches the folder would rebuild for ever."""
    write(artifacts(index="a"), tmp_path)
    os.utime(tmp_path / "index.md", (1, 1))
    write(artifacts(index="a"), tmp_path)
    assert (tmp_path / "index.md").stat().st_mtime == 1


def test_what_others_put_beside_our_files_stays(tmp_path):
    write(artifacts(index="a"), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    write(artifacts(other="b"), tmp_path)
    assert files(tmp_path) == {"other.md": "b", "notes.txt": "mine"}


def test_a_folder_with_files_that_were_never_ours_is_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(ForeignFolder):
        write(artifacts(index="a"), tmp_path)
    assert files(tmp_path) == {"thesis.doc": "years of work"}


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../up.md", "a/../../up.md", "a\\b.md", "c:x.md", "./a.md", "a//b.md"]
)
def test_no_path_leads_out_of_the_folder(tmp_path, path):
    with pytest.raises(ValueError, match="not a path"):
        write([Artifact.text(path, "x")], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_two_artifacts_of_one_path_are_a_bug(tmp_path):
    with pytest.raises(ValueError, match="two artifacts"):
        write([Artifact.text("a.md", "x"), Artifact.text("a.md", "y")], tmp_path)


def test_a_symlink_in_the_folder_does_not_lead_writes_or_removals_elsewhere(tmp_path):
    """Neither a file nor a folder that was replaced by a link is followed."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    write(artifacts(roles__host="a", index="a"), out)
    elsewhere.mkdir()
    (elsewhere / "host.md").write_text("precious")
    (out / "roles" / "host.md").unlink()
    (out / "roles").rmdir()
    (out / "roles").symlink_to(elsewhere)
    (out / "index.md").unlink()
    (out / "index.md").symlink_to(elsewhere / "host.md")
    write(artifacts(index="b"), out)
    assert (elsewhere / "host.md").read_text() == "precious"
    write(artifacts(index="b", roles__host="c"), out)
    assert files(elsewhere) == {"host.md": "precious"}
    assert (out / "roles" / "host.md").read_text() == "c"


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path):
    write([Artifact.text("a", "file")], tmp_path)
    write([Artifact.text("a/b", "in folder")], tmp_path)
    write([Artifact.text("a", "file again")], tmp_path)
    assert files(tmp_path) == {"a": "file again"}


def test_files_for_people_are_never_overwritten(tmp_path):
    (tmp_path / "b.md").write_text("mine")
    with pytest.raises(FileExistsError):
        write_new(artifacts(a="x", b="y"), tmp_path)
    assert files(tmp_path) == {"b.md": "mine"}

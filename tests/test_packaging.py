"""The wheel: it holds all that `qunbook` needs, and works anywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made from what is committed or would be: build/, site/ and .venv/ are not looked at."""
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(out), str(ROOT))
    return next(out.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"qunbook", f"qunbook-{version()}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


@pytest.mark.slow
def test_every_file_of_the_package_is_in_the_wheel(wheel):
    """Templates, catalogues, assets, words, skeletons; and the example handbook."""
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "generator" / "qunbook"
    ours = {
        f"qunbook/{path.relative_to(source).as_posix()}"
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    example = {
        f"qunbook/example/zh/{path.relative_to(ROOT / 'content').as_posix()}"
        for path in (ROOT / "content").rglob("*")
        if path.is_file()
    }
    assert sorted((ours | example) - names) == []


def version() -> str:
    text = (ROOT / "generator/qunbook/__init__.py").read_text("utf-8")
    return re.search(r'__version__ = "(.+)"', text)[1]


@pytest.mark.slow
def test_the_installed_command_works_outside_the_checkout(wheel, tmp_path):
    """In a clean environment, from another folder: init, check and build with what the wheel holds."""
    home = tmp_path / "venv"
    # The libraries are those of this environment; what must not be found is the checkout.
    venv.create(home, with_pip=True, symlinks=True)
    python = home / "bin" / "python"
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])").strip())
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    # A plain path, not a .pth of a .pth: the editable install of the checkout beside it is not followed.
    (site / "libraries.pth").write_text("\n".join(libraries))
    where = run(python, "-c", "import qunbook; print(qunbook.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(home)
    command = home / "bin" / "qunbook"
    assert run(command, "--version", cwd=tmp_path) == f"qunbook {version()}\n"
    run(command, "init", "book", "--language", "en", cwd=tmp_path)
    run(command, "check", "book", "--strict", cwd=tmp_path)
    run(command, "build", "book", cwd=tmp_path)
    assert (tmp_path / "book" / "site" / "member" / "index.html").is_file()
    assert (tmp_path / "book" / "site" / "staff" / "index.html").is_file()
    for language in ("zh", "en"):
        run(command, "init", language, "--example", "--language", language, cwd=tmp_path)
        assert f"language: {language}\n" in (tmp_path / language / "content" / "handbook.md").read_text("utf-8")
    run(command, "explain", "QB201", cwd=tmp_path)
    run(command, "schema", "book", cwd=tmp_path)


def test_constraints_pin_every_dependency_and_name_no_host():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[\w.+!]+", line) for line in lines if line and not line.startswith("#"))
    pinned = {plain(line.split("==")[0]) for line in lines if not line.startswith("#")}
    extras = PROJECT["project"]["optional-dependencies"]
    asked = [*PROJECT["project"]["dependencies"], *extras["test"], *extras["dev"]]
    names = {plain(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in asked} - {"qunbook"}
    assert sorted(names - pinned) == []


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_version_is_said_once():
    assert "version" in PROJECT["project"]["dynamic"]
    assert f"## {version()}" in (ROOT / "CHANGELOG.md").read_text("utf-8")

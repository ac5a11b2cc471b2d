"""What ARCHITECTURE.md says is so, and each list that is kept by hand is complete."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, missing
from qunbook import cli, queries

PACKAGE = ROOT / "generator" / "qunbook"
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "README.zh-CN.md")
ROOTS = ("generator/", "content/", "schemas/", "tests/", "site/", "build/", "mkdocs.yml", "pyproject.toml")


def paths_in(name: str) -> set[str]:
    text = (ROOT / name).read_text("utf-8")
    quoted = {path for path in re.findall(r"`([\w./-]+)`", text) if path.startswith(ROOTS)}
    linked = {path for path in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in path}
    made = ("site/", "build/")
    return {path for path in quoted | linked if not path.startswith(made)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_exists(name):
    named = paths_in(name) - {"content/events/reading-night.md", "schemas/content/"}
    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_architecture_names_every_module_of_the_package():
    """A newcomer finds each module or its folder in the table, but for helpers of a neighbour."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    small = {"__init__", "__main__", "artifact", "finding", "settings", "messages"}
    named = [path.stem for path in PACKAGE.glob("*.py") if path.stem not in small]
    assert sorted(name for name in named if f"{name}.py`" not in text) == []


def test_architecture_is_one_page():
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) < 120


@pytest.mark.parametrize(
    ("package", "listed", "constant"),
    [
        ("qunbook.kinds", "KINDS", "KIND"),
        ("qunbook.checks", "CHECKS", "CHECK"),
        ("qunbook.render", "RENDERERS", "RENDERER"),
        ("qunbook.report", "REPORTERS", "REPORTER"),
    ],
)
def test_every_module_of_a_list_is_on_it(package, listed, constant):
    """A kind, check, renderer or report that nobody listed would never run."""
    folder = importlib.import_module(package)
    members = getattr(folder, listed)
    assert len(set(map(id, members))) == len(members)
    found = {}
    for info in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{package}.{info.name}")
        if hasattr(module, constant):
            found[info.name] = getattr(module, constant)
        else:
            assert package in ("qunbook.render", "qunbook.report"), f"{info.name} ends in no {constant}"
    assert sorted(name for name, member in found.items() if not any(member is known for known in members)) == []
    assert len(found) == len(members)


def test_every_command_is_on_the_list():
    """A module of the command line that holds a function of its own name is a command, and the help lists it."""
    modules = [importlib.import_module(f"qunbook.cli.{info.name}") for info in pkgutil.iter_modules(cli.__path__)]
    found = {getattr(module, module.__name__.rpartition(".")[2], None) for module in modules} - {None}
    assert found == set(cli.COMMANDS.values())


def test_every_question_is_on_the_list():
    """What a module of `queries` says in public, others ask of `queries` itself."""
    for info in pkgutil.iter_modules(queries.__path__):
        module = importlib.import_module(f"qunbook.queries.{info.name}")
        own = {name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__}
        public = {name for name in own if callable(vars(module)[name]) and not name.startswith("_")}
        assert public
        assert sorted(name for name in public if not hasattr(queries, name)) == []


def test_the_layers_hold():
    """import-linter's contracts in pyproject.toml are kept."""
    program = Path(sys.executable).with_name("lint-imports")
    if not program.exists():
        missing("import-linter")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_the_command_line_prints_and_exits():
    words = re.compile(r"^\s*(print\(|sys\.exit\(|sys\.stdout|raise SystemExit)", re.MULTILINE)
    loud = {
        path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py") if words.search(path.read_text("utf-8"))
    }
    assert loud == {"cli"}


def test_only_world_asks_the_clock_and_the_environment():
    asks = re.compile(r"\bos\.environ\b|\.now\(|\.today\(\)|\btime\.time\(")
    found = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if asks.search(path.read_text("utf-8"))
    }
    # The others read what starts or shows this process: colours, and the job handed to MkDocs.
    assert found <= {"world.py", "cli/speech.py", "sitebuilder.py", "mkdocs_plugin.py", "mkdocs_process.py", "job.py"}


def test_nothing_committed_names_a_machine():
    """No path of somebody's computer and no host of a package registry."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    marks = re.compile(
        r"/(?:work|root|home)/(?!\.)[a-z]+/|pypi\.org/simple|pythonhosted|--(?:extra-)?index-url|--find-links"
    )
    bad = []
    for name in filter(None, tracked.split("\0")):
        path = ROOT / name
        text = path.suffix in (".py", ".toml", ".txt", ".yml", ".md", ".json", "") and path != Path(__file__)
        if text and path.is_file() and marks.search(path.read_text("utf-8", "replace")):
            bad.append(name)
    assert bad == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.css")), ids=lambda path: path.name)
def test_every_rule_of_a_style_sheet_is_closed(path):
    """A brace that a merge lost would put all that follows into one rule, and browsers would not say a word."""
    depth, deepest = 0, 0
    for sign in re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", path.read_text("utf-8"), flags=re.DOTALL):
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, 2)

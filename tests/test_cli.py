"""The command line: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import frontmatter
import pytest
import yaml

from conftest import ROOT, qunbook
from qunbook import catalogue
from qunbook.cli import COMMANDS
from qunbook.kinds import KINDS

CLEAN, PROBLEMS, USAGE, BUG = 0, 1, 2, 3


@pytest.fixture(params=["zh", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def handbook(tmp_path, language) -> Path:
    home = tmp_path / "handbook"
    done = qunbook("init", str(home), "--language", language)
    assert done.returncode == CLEAN, done.stderr
    return home


@pytest.fixture
def starter(tmp_path) -> Path:
    home = tmp_path / "handbook"
    assert qunbook("init", str(home), "--language", "en").returncode == CLEAN
    return home


def spoil(home: Path) -> None:
    rule = home / "content" / "rules" / "no-ads.md"
    rule.write_text(rule.read_text().replace("[moderator]", "[moderatr]"))


# Help ------------------------------------------------------------------------------------------------------------


def test_what_a_command_does_is_a_line_that_a_terminal_shows_whole():
    """In 80 columns the list of commands cuts no sentence short."""
    listed = qunbook("--help", COLUMNS="80").stdout.partition("Commands:\n")[2].splitlines()[: len(COMMANDS)]
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_and_what_each_option_means(command):
    done = qunbook(command, "--help", COLUMNS="200")
    assert done.returncode == CLEAN
    options = [line for line in done.stdout.splitlines() if line.strip().startswith("--")]
    assert options
    assert all(len(line.split("  ", 3)[-1].strip()) > 5 for line in options), done.stdout
    assert done.stdout.replace("…", "").isascii()


def test_help_lists_the_commands():
    done = qunbook("--help")
    assert all(f"\n  {command} " in done.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [(), ("cook",), ("check", "--fast"), ("check", "--as-of", "soon"), ("check", "--format", "xml"), ("new", "event")],
)
def test_wrong_usage_exits_2(arguments):
    assert qunbook(*arguments).returncode == USAGE


def test_a_folder_that_is_no_handbook_is_wrong_usage(tmp_path):
    done = qunbook("check", str(tmp_path), "--lang", "en")
    assert (done.returncode, done.stderr) == (USAGE, f"{tmp_path} has no content/ folder: not a handbook repository\n")


# A new handbook --------------------------------------------------------------------------------------------------


def test_a_new_handbook_is_clean(handbook):
    """No error and no warning, on the first day and most of a year later."""
    later = (date.today() + timedelta(days=300)).isoformat()
    for day in ((), ("--as-of", later)):
        done = qunbook("check", str(handbook), "--strict", "--format", "json", *day)
        assert (done.returncode, json.loads(done.stdout)["warnings"]) == (CLEAN, 0), done.stdout


def test_a_new_handbook_has_what_git_and_ci_need(handbook):
    written = {path.relative_to(handbook).as_posix() for path in handbook.rglob("*") if path.is_file()}
    assert {
        "mkdocs.yml", "Makefile", "README.md", "GITEE.md", ".gitignore", ".gitlab-ci.yml",
        ".github/workflows/handbook.yml", "content/handbook.md",
    } <= written  # fmt: skip
    assert not [path for path in written if "{{" in (handbook / path).read_text().replace("${{ ", "")]
    for path in (".gitlab-ci.yml", ".github/workflows/handbook.yml"):
        assert isinstance(yaml.safe_load((handbook / path).read_text()), dict)


def ci_step(handbook, path: str, *keys: str | int) -> str:
    found = yaml.safe_load((handbook / path).read_text())
    for key in keys:
        found = found[key]
    return str(found)


def asked(tmp_path, script: str, tool: str, answer: str, **environment: str) -> list[str]:
    """What a step of CI asks of a forge by `tool`, which answers the first question with `answer`."""
    tools, log = tmp_path / "tools", tmp_path / "log"
    tools.mkdir(exist_ok=True)
    log.write_text("")
    stub = f'#!/bin/sh\ntest -s {log} || printf %s \'{answer}\'\necho "$@" | tr "\\n" " " >> {log}; echo >> {log}\n'
    (tools / tool).write_text(stub)
    (tools / tool).chmod(0o755)
    (tools / "python").unlink(missing_ok=True)
    (tools / "python").symlink_to(sys.executable)
    (tmp_path / "changes.md").write_text("<!-- qunbook diff -->\n## x\n")
    path = {"PATH": f"{tools}:/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path)}
    subprocess.run(
        ("bash", "-e", "-o", "pipefail", "-c", script), cwd=tmp_path, env={**path, **environment}, check=True
    )
    return [line.rstrip() for line in log.read_text().splitlines()]


def test_github_gets_one_comment_that_is_written_anew(handbook, tmp_path):
    """Ours is known by its first line: the last one of the bot may be that of another workflow."""
    script = ci_step(handbook, ".github/workflows/handbook.yml", "jobs", "changes", "steps", -1, "run")
    names = {"GITHUB_REPOSITORY": "club/book", "NUMBER": "7"}
    _, first = asked(tmp_path, script, "gh", "", **names)
    assert first == f"api --silent --method POST repos/club/book/issues/7/comments --field body=@{tmp_path}/changes.md"
    _, second = asked(tmp_path, script, "gh", "31\n99", **names)
    assert "--method PATCH repos/club/book/issues/comments/31 " in second
    assert "if: always()" in (handbook / ".github/workflows/handbook.yml").read_text()


def test_gitlab_gets_one_comment_that_is_written_anew(handbook, tmp_path):
    script = ci_step(handbook, ".gitlab-ci.yml", "changes", "script", 3)
    names = {
        "CI_API_V4_URL": "https://git.example/api/v4", "CI_MERGE_REQUEST_PROJECT_ID": "5",
        "CI_MERGE_REQUEST_IID": "7", "QUNBOOK_COMMENT_TOKEN": "secret",
    }  # fmt: skip
    notes = "https://git.example/api/v4/projects/5/merge_requests/7/notes"
    other = '{"id": 3, "body": "<b>"}'
    _, first = asked(tmp_path, script, "curl", f"[{other}]", **names)
    assert first.endswith(f"--data-urlencode body@changes.md --request POST {notes}")
    ours = '{"id": 31, "body": "<!-- qunbook diff -->"}'
    _, second = asked(tmp_path, script, "curl", f"[{other}, {ours}]", **names)
    assert second.endswith(f"--request PUT {notes}/31")
    assert asked(tmp_path, script, "curl", "", **{**names, "QUNBOOK_COMMENT_TOKEN": ""}) == []


def test_the_staff_site_is_no_artifact_for_everybody(handbook):
    """The artifacts of a public repository are public, and the staff site has the addresses that nobody may guess."""
    keep = yaml.safe_load((handbook / ".github/workflows/handbook.yml").read_text())["jobs"]["build"]["steps"]
    (staff,) = (step for step in keep if step.get("with", {}).get("name") == "staff")
    assert staff["if"] == "github.event.repository.private"
    assert yaml.safe_load((handbook / ".gitlab-ci.yml").read_text())["build"]["artifacts"]["public"] is False


def test_a_starter_is_small_and_whole(handbook):
    """One community, two roles, two people, five rules, one ladder, one event, one workflow."""
    count = {
        folder.name: len(list(folder.glob("*.md"))) for folder in (handbook / "content").iterdir() if folder.is_dir()
    }
    assert count == {
        "communities": 1, "roles": 2, "people": 2, "rules": 5, "ladders": 1, "events": 1, "workflows": 1,
    }  # fmt: skip


@pytest.mark.slow
def test_a_new_handbook_builds(handbook):
    done = qunbook("build", str(handbook), "--strict")
    assert done.returncode == CLEAN, done.stdout + done.stderr
    assert {path.name for path in (handbook / "site").iterdir()} == {"member", "staff"}
    assert (handbook / "site" / "member" / "calendar" / "all.ics").is_file()
    assert "qunbook:today" not in (handbook / "site" / "member" / "index.html").read_text("utf-8")  # days go by


EXAMPLES = {"zh": ROOT / "content", "en": ROOT / "generator/qunbook/skeleton/example/en"}


@pytest.mark.parametrize("language", EXAMPLES)
def test_the_example_comes_along_whole(language, tmp_path):
    """Every file as it is, and the example's own name on the site and in the README."""
    home = tmp_path / "example"
    assert qunbook("init", str(home), "--example", "--language", language).returncode == CLEAN
    ours = {path.relative_to(EXAMPLES[language]): path.read_bytes() for path in files_of(EXAMPLES[language])}
    assert {path.relative_to(home / "content"): path.read_bytes() for path in files_of(home / "content")} == ours
    name = frontmatter.load(str(home / "content" / "handbook.md"))["name"]
    assert f"site_name: {name}\n" in (home / "mkdocs.yml").read_text("utf-8")
    assert (home / "README.md").read_text("utf-8").startswith(f"# {name}\n")


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.slow
def test_the_english_example_builds(tmp_path):
    home = tmp_path / "example"
    assert qunbook("init", str(home), "--example", "--language", "en").returncode == CLEAN
    done = qunbook("build", str(home))
    assert done.returncode == CLEAN, done.stdout + done.stderr
    member, staff = (home / "site" / edition for edition in ("member", "staff"))
    assert (member / "events" / "release" / "index.html").is_file()
    assert [(site / "retros" / "index.html").is_file() for site in (member, staff)] == [False, True]


def test_init_leaves_a_folder_with_files_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    done = qunbook("init", str(tmp_path))
    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (USAGE, ["thesis.doc"])
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".git").mkdir()
    assert qunbook("init", str(tmp_path / "new")).returncode == CLEAN


def test_the_settings_that_a_new_handbook_gets_are_this_repositorys():
    text = (ROOT / "generator/qunbook/skeleton/repository/mkdocs.zh.yml").read_text()
    assert (ROOT / "mkdocs.yml").read_text() == text.replace("{{name}}", "拾页学习社").replace("{{language}}", "zh")


# New files -------------------------------------------------------------------------------------------------------


def new_id(kind: str, handbook: Path) -> str:
    event = frontmatter.load(str(handbook / "content" / "events" / "mending-hour.md"))
    day = str(event["start"])[:10]
    return f"mending-hour/{day}" if kind in ("run", "retro") else "something-new"


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if not kind.single])
def test_a_form_of_every_kind_adds_no_error(handbook, kind):
    """As it is, in a handbook that has a metric for it to name."""
    if kind in ("campaign", "plan"):
        assert qunbook("new", "metric", "attendance", "--dir", str(handbook)).returncode == CLEAN
    done = qunbook("new", kind, new_id(kind, handbook), "--dir", str(handbook))
    assert (done.returncode, done.stdout) == (CLEAN, ""), done.stderr
    report = qunbook("check", str(handbook), "--format", "concise")
    assert report.returncode == CLEAN, report.stdout


def test_a_form_that_names_what_is_not_there_yet_says_so(starter):
    done = qunbook("new", "plan", "winter", "--dir", str(starter))
    assert (done.returncode, "no metric is called `metric-id`" in done.stdout) == (CLEAN, True)


def test_new_refuses_what_is_there_and_what_cannot_be(starter):
    for arguments, code, words in (
        (("rule", "no-ads"), PROBLEMS, "already there"),
        (("rule", "No Ads"), USAGE, "cannot be an id"),
        (("rule", "../no-ads"), USAGE, "cannot be an id"),
        (("run", "coffee-hour"), USAGE, "folder/name"),
        (("recipe", "soup"), USAGE, "no kind `recipe`"),
    ):
        done = qunbook("new", *arguments, "--dir", str(starter))
        assert (done.returncode, words in done.stderr) == (code, True), done.stderr


# Checking and building -------------------------------------------------------------------------------------------


def test_check_exits_1_on_an_error_and_says_where(starter):
    spoil(starter)
    done = qunbook("check", str(starter))
    assert done.returncode == PROBLEMS
    assert "error[QB201]" in done.stdout
    assert "content/rules/no-ads.md:7:12" in done.stdout
    assert "moderator" in done.stdout


def test_messages_follow_lang_then_the_handbook(starter):
    spoil(starter)
    assert "错误[QB201]" in qunbook("check", str(starter), "--lang", "zh").stdout
    assert "error[QB201]" in qunbook("check", str(starter), LANG="zh_CN.UTF-8").stdout


def test_chinese_is_printed_even_in_a_c_locale(starter):
    spoil(starter)
    done = qunbook("check", str(starter), "--lang", "zh", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert "错误[QB201]" in done.stdout


@pytest.mark.slow
def test_an_error_leaves_the_last_good_site(starter):
    """Nothing in site/ is touched when the content or the settings are wrong."""
    assert qunbook("build", str(starter), "--edition", "member").returncode == CLEAN
    site = starter / "site"
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    spoil(starter)
    done = qunbook("build", str(starter))
    assert (done.returncode, "is left as it was" in done.stderr) == (PROBLEMS, True)
    spoiled = starter / "content" / "rules" / "no-ads.md"
    spoiled.write_text(spoiled.read_text().replace("[moderatr]", "[moderator]"))
    settings = starter / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("  - search", "  - serach"))
    done = qunbook("build", str(starter))
    assert (done.returncode, "serach" in done.stderr) == (PROBLEMS, True)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_render_writes_a_folder_for_each_edition_and_no_site(starter, tmp_path):
    done = qunbook("render", str(starter), "--out", str(tmp_path / "out"))
    assert done.returncode == CLEAN, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"member", "staff"}
    assert (tmp_path / "out" / "member" / "index.md").is_file()
    assert not (starter / "site").exists()


def test_render_leaves_a_folder_with_other_files_alone(starter, tmp_path):
    (tmp_path / "out" / "member").mkdir(parents=True)
    (tmp_path / "out" / "member" / "thesis.doc").write_text("years of work")
    done = qunbook("render", str(starter), "--out", str(tmp_path / "out"))
    assert (done.returncode, "other files" in done.stderr) == (USAGE, True)


def test_a_feed_that_is_not_what_the_handbook_says_stops_the_build(starter):
    """QB902 names the feed and what is wrong with it, in the language of the handbook; nothing is published."""
    program = (
        "import sys, qunbook.render.feeds as f\n"
        "written = f.feed\n"
        "f.feed = lambda *a: written(*a).replace(b'METHOD:PUBLISH', b'METHOD:REQUEST')\n"
        "from qunbook.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "build", str(starter)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "generator"), "LC_ALL": "zh_CN.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == BUG
    wanted = "error[QB902]: the calendar `calendar/all.ics` is not what the handbook says: METHOD is not PUBLISH"
    assert wanted in done.stderr
    assert not (starter / "site").exists()


def test_a_bug_of_ours_exits_3_and_says_how_to_report_it(starter):
    """No traceback unless one asks for it."""
    program = (
        "import sys, qunbook.pipeline as p\n"
        "def load(root): raise ZeroDivisionError('boom')\n"
        "p.load = load\n"
        "from qunbook.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    for extra, shown in (((), False), (("--traceback",), True)):
        done = subprocess.run(
            [sys.executable, "-c", program, "check", str(starter), "--lang", "en", *extra],
            env=os.environ | {"PYTHONPATH": str(ROOT / "generator")}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == BUG
        assert "error[QB901]: a bug of ours (ZeroDivisionError: boom)" in done.stderr
        assert ("Traceback" in done.stderr) == shown


def test_a_disk_that_cannot_be_written_is_no_bug(starter, tmp_path):
    (tmp_path / "file").write_text("")
    done = qunbook("render", str(starter), "--out", str(tmp_path / "file" / "below"))
    assert (done.returncode, "cannot write" in done.stderr) == (PROBLEMS, True)


def test_a_reader_that_has_read_enough_is_no_bug(starter):
    spoil(starter)
    command = f"{sys.executable} -m qunbook check {starter} | true; exit ${{PIPESTATUS[0]}}"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "generator")}
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (PROBLEMS, "")


def test_check_begins_at_once():
    """Nothing heavy is imported before it is needed: `check` runs on every save."""
    program = "import sys, qunbook.cli, qunbook.pipeline, qunbook.checks; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "generator")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    heavy = {"mkdocs", "jinja2", "icalendar", "babel", "rich", "material"}
    assert not heavy & set(done.stdout.split())


# Looking up ------------------------------------------------------------------------------------------------------


def test_every_code_can_be_explained_in_both_languages():
    """The words are there for each; one is looked at as it is printed."""
    done = qunbook("explain", "qb201", "--lang", "en")
    assert (done.returncode, done.stdout.splitlines()[0].startswith("error[QB201] unknown-reference: ")) == (
        CLEAN,
        True,
    )
    assert {"Why", "What to do", "Wrong", "Mended"} <= set(done.stdout.splitlines())
    for code in catalogue.codes():
        for language in ("zh", "en"):
            assert catalogue.entry(code).text("why", language), code


def test_a_code_that_does_not_exist_has_a_neighbour():
    done = qunbook("explain", "QB2O1", "--lang", "en")
    assert (done.returncode, "did you mean `QB201`?" in done.stderr) == (USAGE, True)


def test_schemas_are_written_and_compared(tmp_path):
    assert qunbook("schema", str(tmp_path), "--check").returncode == PROBLEMS
    assert qunbook("schema", str(tmp_path)).returncode == CLEAN
    assert qunbook("schema", str(tmp_path), "--check").returncode == CLEAN
    assert json.loads((tmp_path / "schemas" / "content" / "rule.schema.json").read_text())


def test_all_that_the_command_line_says_is_said_in_both_languages():
    text = (ROOT / "generator" / "qunbook" / "messages.toml").read_text()
    for key, words in tomllib.loads(text).items():
        assert set(words) == {"zh", "en"}, key
        fields = [{part.split("}")[0] for part in word.split("{")[1:]} for word in words.values()]
        assert fields[0] == fields[1], key
    used = "".join(path.read_text() for path in (ROOT / "generator" / "qunbook").rglob("*.py"))
    assert [key for key in tomllib.loads(text) if f'"{key}"' not in used] == []


def test_the_handbooks_makefile_lists_its_targets(starter):
    if not shutil.which("make"):
        pytest.skip("no make")
    done = subprocess.run(["make", "-C", str(starter), "help"], capture_output=True, text=True, check=True)
    assert "make build" in done.stdout

"""Running MkDocs: what it says is told in our words, and a site is replaced as a whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qunbook import sitebuilder
from qunbook.artifact import Artifact
from qunbook.job import JOB, Job, merged_nav
from qunbook.messages import say
from qunbook.sitebuilder import Busy, NotASite, nav_of, served_as

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (
    "site_name: x\ndocs_dir: content\nsite_dir: site/member\ntheme: {name: material, font: false}\nplugins: [qunbook]\n"
)
FACTS = {"site_name": "一本手册", "language": "zh", "site_url": "", "edit_url": "https://example.org/edit/main"}


@pytest.fixture
def home(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "secret.md").write_text("# not rendered")
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    return tmp_path


def prepare(home: Path, *pages: tuple[str, str]) -> Job:
    rendered = [Artifact.text(path, text) for path, text in pages]
    nav = Artifact.text("_nav.json", json.dumps([["首页", "index.md"]]))
    return sitebuilder.prepare(home, "member", [*rendered, nav], home / "site", **FACTS)


def build(home: Path, job: Job) -> sitebuilder.Outcome:
    with sitebuilder.ready([job.edition]) as processes:
        (outcome,) = sitebuilder.build(home, [job], processes, 1700000000)
    return outcome


def pages_of(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix in (".html", ".ics")} - {
        "404.html"
    }


def test_a_rendered_folder_becomes_a_site(home):
    """Pages and other files; the handbook's name; an edit link to the file that an author wrote; nothing of content/."""
    job = prepare(
        home,
        ("index.md", "# 首页\n"),
        ("roles/host.md", "---\nsource: content/roles/host.md\n---\n# 主持\n"),
        ("calendar/all.ics", "BEGIN:VCALENDAR\n"),
    )
    outcome = build(home, job)
    assert (outcome.fault, outcome.errors) == ("", ())
    assert not Path(job.target).exists()
    sitebuilder.publish(job)
    site = home / "site" / "member"
    assert pages_of(site) == {"index.html", "roles/host/index.html", "calendar/all.ics"}
    assert "一本手册" in (site / "index.html").read_text()
    assert "https://example.org/edit/main/content/roles/host.md" not in (site / "index.html").read_text()
    assert sorted(path.name for path in (home / "site").iterdir()) == ["member"]


def test_wrong_settings_leave_the_site_that_is_there(home):
    """A mistake in mkdocs.yml is its owner's, and is told with the setting's name."""
    old = home / "site" / "member"
    old.mkdir(parents=True)
    (old / "404.html").write_text("old")
    (home / "mkdocs.yml").write_text(SETTINGS.replace("material", "materiel"))
    outcome = build(home, prepare(home, ("index.md", "# x")))
    assert outcome.fault == "settings"
    assert outcome.errors[0].key == "site-setting"
    assert "theme" in outcome.errors[0].args["key"]
    assert (old / "404.html").read_text() == "old"


def test_without_our_plugin_nothing_is_published(home):
    """MkDocs would build content/ as it is, with all that members must not see."""
    (home / "mkdocs.yml").write_text(SETTINGS.replace("[qunbook]", "[]"))
    outcome = build(home, prepare(home, ("index.md", "# x")))
    assert [error.key for error in outcome.errors] == ["site-no-plugin"]


def test_a_broken_link_is_a_warning_in_our_words(home):
    job = prepare(home, ("index.md", "# x\n\n[y](nowhere.md)\n"))
    outcome = build(home, job)
    assert [say(warning.key, "en", **warning.args) for warning in outcome.warnings] == [
        "page `index.md` links to `nowhere.md`, which does not exist"
    ]


def test_navigation_is_ours_with_the_owners_entries_where_the_owner_puts_them():
    ours = nav_of([["Home", "index.md"], ["Rules", [["", "rules/index.md"], ["Be kind", "rules/kind.md"]]]])
    assert ours == [{"Home": "index.md"}, {"Rules": ["rules/index.md", {"Be kind": "rules/kind.md"}]}]
    assert merged_nav(["a"], None) == ["a"]
    assert merged_nav(["a"], ["x"]) == ["a", "x"]
    assert merged_nav(["a"], ["x", "...", "y"]) == ["x", "a", "y"]


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("index.md", "index.html"),
        ("roles/index.md", "roles/index.html"),
        ("roles/host.md", "roles/host/index.html"),
        ("a.ics", "a.ics"),
    ],
)
def test_every_file_is_expected_where_mkdocs_puts_it(path, served):
    assert served_as(path) == served


def site(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "404.html").write_text(text)
    return folder


def swap_job(tmp_path: Path) -> Job:
    return Job("member", "", str(tmp_path / ".member.new"), str(tmp_path / "member"), "x", "zh")


@pytest.mark.parametrize("kernel", [True, False])
def test_a_new_site_takes_the_old_ones_place(tmp_path, monkeypatch, kernel):
    """With the kernel's exchange, and with two renames where there is none."""
    if not kernel:
        monkeypatch.setattr(sitebuilder, "_exchange", lambda *_: False)
    site(tmp_path / ".member.new", "new")
    site(tmp_path / "member", "old")
    sitebuilder.publish(swap_job(tmp_path))
    assert (tmp_path / "member" / "404.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["member"]


def test_a_build_killed_between_two_renames_is_healed(tmp_path):
    site(tmp_path / ".member.old", "old")
    site(tmp_path / ".member.new", "half")
    sitebuilder.heal(tmp_path, "member")
    assert (tmp_path / "member" / "404.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["member"]


def test_a_kill_at_any_moment_leaves_a_whole_site(tmp_path):
    """A process that swaps for ever is killed twenty times; each time one whole site is there."""
    program = (
        "import sys, pathlib, shutil\n"
        "from qunbook import sitebuilder\n"
        "from qunbook.sitebuilder import Job\n"
        "home = pathlib.Path(sys.argv[1])\n"
        "job = Job('member', '', str(home / '.member.new'), str(home / 'member'), 'x', 'zh')\n"
        "for n in range(10**9):\n"
        "    sitebuilder.heal(home, 'member')\n"
        "    new = home / '.member.new'\n"
        "    new.mkdir()\n"
        "    for name in ('404.html', 'a', 'b'): (new / name).write_text(str(n))\n"
        "    sitebuilder.publish(job)\n"
        "    print(n, flush=True)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "generator")}
    for turn in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, env=environment
        )
        assert process.stdout
        for _ in range(1 + turn):
            process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()
        whole = {(tmp_path / "member" / name).read_text() for name in ("404.html", "a", "b")}
        assert len(whole) == 1


def test_a_folder_that_is_no_site_is_not_replaced(home):
    """`--out` may point anywhere."""
    (home / "site" / "member").mkdir(parents=True)
    (home / "site" / "member" / "photos.zip").write_text("precious")
    with pytest.raises(NotASite):
        build(home, prepare(home, ("index.md", "# x")))


def test_a_process_that_got_no_order_ends(home):
    """Content with errors, or an interruption: what was started ahead is gone, and no log says that it ran."""
    with sitebuilder.ready(["member", "staff"]) as processes:
        pass
    assert all(process.returncode is not None for process in processes.values())
    assert not (home / "build").exists()


def test_a_process_ends_by_itself_when_the_build_is_killed(home):
    """The end of its orders is its own end: nobody is left waiting after a kill -9."""
    with sitebuilder.ready(["member"]) as processes:
        processes["member"].stdin.close()
        assert processes["member"].wait(60) == 0


def test_a_process_that_died_before_its_order_is_a_crash(home):
    job = prepare(home, ("index.md", "# x"))
    with sitebuilder.ready([job.edition]) as processes:
        processes["member"].kill()
        processes["member"].wait()
        (outcome,) = sitebuilder.build(home, [job], processes, 0)
    assert (outcome.fault, outcome.errors[0].args) == ("crash", {"text": "exit -9"})


def test_two_builds_of_one_handbook_do_not_meet(home):
    with sitebuilder.alone(home), pytest.raises(Busy), sitebuilder.alone(home):
        pass


def test_a_job_survives_its_way_to_another_process(home, monkeypatch):
    job = replace(prepare(home, ("index.md", "# x")), nav=[{"首页": "index.md"}])
    path = home / "job.json"
    path.write_text(json.dumps(job.__dict__))
    monkeypatch.setenv(JOB, str(path))
    assert Job.handed_over() == job

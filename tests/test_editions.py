"""What staff may see never reaches a member's page, index, feed or file, and staff see all of it."""

from __future__ import annotations

import shutil

import frontmatter
import pytest
from pydantic import ValidationError

from conftest import ROOT, qunbook
from qunbook.handler import Handler
from qunbook.kinds.person import Person
from qunbook.model import references_in
from test_hostile import CONTENT, kind_of, leaves, put

# Fields that rule how a file is treated, and are shown to nobody.
SILENT = {"because", "lint", "ignore", "visibility", "feed", "country"}


def is_staff_only(model, data, loc) -> bool:
    if model is Person:
        shown = Person.ALWAYS | set(data.get("consent", ()))
        return loc[0] not in shown or loc[:2] == ("contact", "staff")
    return False


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The golden handbook with a mark of its own in every free text that only staff may see: (folder, marks)."""
    home = tmp_path_factory.mktemp("marked")
    shutil.copytree(CONTENT, home / "content")
    shutil.copy(ROOT / "mkdocs.yml", home)
    marks = {}
    for path in sorted(CONTENT.rglob("*.md")):
        kind = kind_of(path)
        post = frontmatter.load(path, handler=Handler())
        data, model = post.metadata, kind.model
        hidden = data.get("visibility", kind.visibility) == "staff"
        named = {loc for loc, _, _ in references_in(model.model_validate(data))}
        for loc in list(leaves(data)):
            if not (hidden or is_staff_only(model, data, loc)) or SILENT & set(loc):
                continue
            if any(loc[: len(ref)] == ref or ref[: len(loc)] == loc for ref in named):
                continue
            mark = f"mark{len(marks)}x"
            old = put(data, loc, mark)
            try:
                model.model_validate(data)
            except ValidationError:
                put(data, loc, old)
            else:
                marks[mark] = f"{path.relative_to(CONTENT)}: {'.'.join(map(str, loc))}"
        if hidden:
            mark = f"mark{len(marks)}x"
            post.content += f"\n\nA word for staff: {mark}.\n"
            marks[mark] = f"{path.relative_to(CONTENT)}: body"
        (home / "content" / path.relative_to(CONTENT)).write_text(frontmatter.dumps(post, handler=Handler()), "utf-8")
    done = qunbook("build", str(home))
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "site", marks


def everything(folder):
    return "\n".join(
        path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.rglob("*")) if path.is_file()
    )


def test_members_see_none_of_it(marked):
    """No mark is in any byte of the members' site."""
    site, marks = marked
    text = everything(site / "member")
    assert len(marks) > 30
    assert not [where for mark, where in marks.items() if mark in text]


def test_staff_see_all_of_it(marked):
    """Every mark is somewhere in the staff site: nothing that an author writes is lost."""
    site, marks = marked
    text = everything(site / "staff")
    assert not [where for mark, where in marks.items() if mark not in text]


def test_members_see_no_hours_and_no_gaps(marked):
    """Who carries how much, who lacks which skill and which role hangs on one person is for staff alone."""
    site, _ = marked
    assert not (site / "member" / "team" / "skills").exists()
    assert (site / "staff" / "team" / "skills" / "index.html").is_file()
    told = {
        edition: (site / edition / "team" / "cover" / "index.html").read_text("utf-8")
        for edition in ("member", "staff")
    }
    for part in ('id="load"', 'id="thin"', "qb-chart-bars"):
        assert part in told["staff"], part
        assert part not in told["member"], part

"""An agenda is picked from the library by a seed, fits into the meeting, and goes into the retrospective's file."""

from __future__ import annotations

import re

import pytest

from checked import TODAY, found
from conftest import qunbook
from qunbook import agenda, catalogue, pipeline
from qunbook.enums import ENUMS
from qunbook.inbox.plan import plan
from qunbook.inbox.returned import Refused
from qunbook.kinds.retro import Retro
from qunbook.settings import Settings

PHASES = tuple(ENUMS["retro_phase"])
RETRO = """---
of: reading-night
date: 2026-11-19
owner: ming
method: kpt # 每次都用这个
no_actions: 这一场没有要改的
---
大家都说第二问太难。
"""


def handbook(folder, retro: str) -> pipeline.Loaded:
    for path, content in catalogue.example("").items():
        (folder / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / path).write_text(content, encoding="utf-8")
    target = folder / "content/retros/reading-night/2026-11-19.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(retro.encode())
    return pipeline.load(folder)


def planned(loaded: pipeline.Loaded, minutes: int | None = None, seed: str = "a") -> str:
    retro = loaded.playbook.get(Retro, "reading-night/2026-11-19")
    return plan(retro, minutes, seed, loaded, Settings(TODAY)).decode()


def test_every_phase_has_four_activities_in_both_languages():
    """Twenty activities, each with a name and what to do, in Chinese and in English, none named twice."""
    assert [[one.phase for one in agenda.library()].count(phase) for phase in PHASES] == [4] * 5
    for language in ("zh", "en"):
        steps = [one.step(language) for one in agenda.library()]
        assert len({step["name"] for step in steps}) == 20
        assert all(len(step["how"]) > 20 for step in steps)


@pytest.mark.parametrize("minutes", [30, 31, 45, 60, 90, 240])
def test_an_agenda_fits_into_the_meeting(minutes):
    """Five phases in their order, no longer than the meeting, and nothing of a whole seed's choice left to chance."""
    for number in range(50):
        picked = agenda.pick(f"seed {number}", minutes)
        total = sum(one.minutes for one in picked)
        assert tuple(one.phase for one in picked) == PHASES
        assert total <= minutes
        assert total >= min(minutes - agenda.SPARE, 61)
        assert picked == agenda.pick(f"seed {number}", minutes)


def test_a_seed_is_an_agenda_for_ever():
    """What a seed gives is a promise: somebody may have written it into an invitation."""
    assert [one.id for one in agenda.pick("2026-W47", 60)] == [
        "safe-to-say",
        "walk-through",
        "other-chair",
        "three-votes",
        "worth-it",
    ]


def test_agendas_vary():
    """Fifty meetings of an hour see every activity that can be part of one."""
    seen = {one.id for number in range(300) for one in agenda.pick(str(number), 60)}
    assert seen == {one.id for one in agenda.library()}
    assert len({agenda.pick(str(number), 60) for number in range(50)}) > 40


def test_five_phases_need_half_an_hour():
    """A meeting that is too short for any agenda gets none."""
    assert (agenda.shortest(), agenda.pick("a", 29)) == (30, ())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_comes_twice_in_a_row(language):
    """With an hour there is another way for every phase; with half an hour there may be none, and there is an agenda."""
    for number in range(20):
        seed = f"seed {number}"
        first = agenda.pick(seed, 60)
        last = {one.step(language)["name"] for one in first}
        second = agenda.pick(seed, 60, last)
        assert not {one.id for one in first} & {one.id for one in second}
        assert second == agenda.pick(seed, 60, last)
    only = agenda.pick("a", 30)
    assert tuple(one.phase for one in agenda.pick("a", 30, {one.zh[0] for one in only})) == PHASES


def test_the_meeting_before_is_of_the_same_event(tmp_path):
    """Of two agendas by one seed the later looks at the earlier; planned alone it would have been the same."""
    first = planned(handbook(tmp_path, RETRO))
    earlier = tmp_path / "content/retros/reading-night/2026-11-12.md"
    earlier.write_text(first.replace("2026-11-19", "2026-11-12"), encoding="utf-8")
    second = planned(handbook(tmp_path, RETRO))
    names = [re.findall(r"    name: (.*)", text) for text in (first, second)]
    assert [len(some) for some in names] == [5, 5]
    assert not set(names[0]) & set(names[1])


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_only_the_new_keys_are_added(tmp_path, ends):
    """Below the method, with line ends like the file's; comments and all other lines stay."""
    before = RETRO.replace("\n", ends)
    after = planned(handbook(tmp_path, before), 45)
    head, tail = before.split("no_actions")
    assert after.startswith(head + f"length: 45m{ends}agenda:{ends}")
    assert after.endswith(f"no_actions{tail}")
    retro = handbook(tmp_path, after).playbook.get(Retro, "reading-night/2026-11-19")
    assert [step.phase for step in retro.agenda] == list(PHASES)
    assert "\n" not in after.replace(ends, "")


@pytest.mark.parametrize(
    ("more", "minutes", "key"),
    [
        ("agenda: [{phase: data, name: 看数, minutes: 5}]\n", None, "agenda-there"),
        ("length: 60m\n", 45, "agenda-length"),
        ("length: 20m\n", None, "agenda-short"),
    ],
)
def test_nothing_is_planned_over_what_is_there(tmp_path, more, minutes, key):
    """An agenda, another length, too short a meeting: the reason, and no new file."""
    loaded = handbook(tmp_path, RETRO.replace("no_actions", more + "no_actions"))
    with pytest.raises(Refused) as error:
        planned(loaded, minutes)
    assert [one.key for one in error.value.problems] == [key]


def test_an_agenda_that_is_too_long_is_told():
    """To the minute: as long as the meeting is well."""
    steps = "agenda: [{phase: data, name: 看数, minutes: 8}, {phase: close, name: 散, minutes: 3}]\n"
    for length, codes in (("11m", []), ("10m", ["QB676"])):
        text = RETRO.replace("no_actions", f"length: {length}\n{steps}no_actions")
        assert [
            code for code, _, _ in found(f"=== retros/reading-night/2026-11-19.md\n{text}") if code == "QB676"
        ] == codes


def test_the_command_plans_the_latest_retrospective(tmp_path):
    """By the event's name or its own; a second time nothing is written; one that there is not is told."""
    handbook(tmp_path, RETRO)
    file = tmp_path / "content/retros/reading-night/2026-11-19.md"
    done = qunbook("agenda", "reading-night", "--seed", "x", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(" 分钟  ") == 5
    after = file.read_text("utf-8")
    again = qunbook("agenda", "reading-night/2026-11-19", "--seed", "y", cwd=tmp_path)
    assert (again.returncode, file.read_text("utf-8")) == (1, after)
    assert "已经有议程了" in again.stderr
    file.write_text(RETRO.replace("date: 2026", "date: twenty"), encoding="utf-8")
    broken = qunbook("agenda", "reading-night/2026-11-19", cwd=tmp_path)
    assert (broken.returncode, "QB1" in broken.stdout, "先改好" in broken.stderr) == (1, True, True)
    near = qunbook("agenda", "reading-nihgt", cwd=tmp_path)
    assert (near.returncode, "reading-night" in near.stderr) == (2, True)

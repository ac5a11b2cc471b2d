"""What people wrote into a form on a forge comes into the retrospective that it is about, whole, once, and unguessed."""

from __future__ import annotations

import frontmatter
import pytest
import yaml

from checked import TODAY
from conftest import qunbook
from qunbook import catalogue, pipeline
from qunbook.handler import Handler
from qunbook.inbox.answers import QUESTIONS, collect
from qunbook.inbox.returned import Refused
from qunbook.settings import Settings
from qunbook.skeleton import repository

MORE = """=== people/lin-yu.md
---
name: 林屿
---
=== people/a-lin.md
---
name: 小林
---
=== people/b-lin.md
---
name: 小林
---
"""
RETRO = """---
of: reading-night
date: 2026-11-19
owner: ming # 主责
suggestions:
- text: 早一点发预告   # 上次也说过
  tag: 预告

# 下面等大家写
no_actions: 还没有开会
---
大家都说第二问太难。
"""
ANSWERS = """### 哪一场

reading-night/2026-11-19

### 你的名字

阿布

### 感受

第一次来，
怕说错话：其实没有人笑。 # 真的

- 还想来

### 建议

- 早一点发预告
2. 第二问换一个说法

### 表扬

林屿：散场后擦桌子
小林: 提了两壶水
大家
"""


def handbook(folder, retro: str = RETRO) -> pipeline.Loaded:
    for path, content in catalogue.example(MORE).items():
        (folder / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / path).write_text(content, encoding="utf-8")
    target = folder / "content/retros/reading-night/2026-11-19.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(retro.encode())
    return pipeline.load(folder)


def collected(loaded: pipeline.Loaded, text: str) -> str:
    return collect(text.encode(), "answers.md", loaded, Settings(TODAY)).data.decode()


def refused(loaded: pipeline.Loaded, text: str) -> list[tuple[str, int]]:
    with pytest.raises(Refused) as error:
        collected(loaded, text)
    return [(one.key, one.line) for one in error.value.problems]


def front(text: str) -> dict:
    return frontmatter.loads(text, handler=Handler()).metadata


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_answers_are_kept_word_for_word(tmp_path, ends):
    """Every answer is in the file as it was written; a person is named by id if just one is called so, else in words."""
    after = collected(handbook(tmp_path, RETRO.replace("\n", ends)), ANSWERS)
    found = front(after)
    assert found["feelings"] == [{"by": "阿布", "text": "第一次来，\n怕说错话：其实没有人笑。 # 真的\n\n- 还想来"}]
    assert found["suggestions"] == [
        {"text": "早一点发预告", "tag": "预告"},
        {"by": "阿布", "text": "早一点发预告"},
        {"by": "阿布", "text": "第二问换一个说法"},
    ]
    assert found["praises"] == [
        {"person": "lin-yu", "practice": "散场后擦桌子"}, {"practice": "小林: 提了两壶水"}, {"practice": "大家"},
    ]  # fmt: skip
    assert "\n" not in after.replace(ends, "")
    assert ends.join(("- text: 早一点发预告   # 上次也说过", "  tag: 预告", "- by: 阿布")) in after
    rows = iter(after.split(ends))
    assert all(line in rows for line in RETRO.split("\n")), "a line of the author's is gone, or stands elsewhere"


def test_the_same_answers_twice_are_there_once(tmp_path):
    """An issue that is collected again, by somebody else or by mistake, changes nothing."""
    once = collected(handbook(tmp_path), ANSWERS)
    assert collected(handbook(tmp_path, once), ANSWERS) == once
    other = ANSWERS.replace("阿布", "阿宽").replace("第一次来", "又来了")
    assert len(front(collected(handbook(tmp_path, once), other))["feelings"]) == 2


@pytest.mark.parametrize(
    "where",
    [
        "reading-night/2026-11-19",
        "reading-night 2026-11-19",
        "2026-11-19 {name}",
        "{name}，2026-11-19",
        "《{name}》2026年11月19日",
        "{name}（2026/11/19）",
        "{name} 2026.11.19",
    ],
)
def test_an_occasion_is_found_by_id_or_name(tmp_path, where):
    """The event's id or its name, and the date, in either order."""
    loaded = handbook(tmp_path)
    name = next(one for one in loaded.playbook.entities["event"].values()).name
    assert "feelings" in front(collected(loaded, ANSWERS.replace("reading-night/2026-11-19", where.format(name=name))))


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("reading-night/2026-11-19", "上周那场", ("collect-date", 1)),
        ("reading-night/2026-11-19", "读书会 2026-11-19", ("collect-event", 1)),
        ("reading-night/2026-11-19", "reading-night/2026-11-12", ("collect-none", 1)),
        ("### 建议", "### 意见", ("collect-heading", 16)),
        ("### 建议", "### 感受", ("collect-twice", 16)),
        ("### 建议", "###建议", ("collect-no-heading", 16)),
        ("### 建议", "＃＃＃ 建议：", ("collect-no-heading", 16)),
        ("### 建议", "**建议**", ("collect-no-heading", 16)),
        ("### 哪一场", "你好\n\n### 哪一场", ("collect-loose", 1)),
    ],
)
def test_nothing_is_guessed(tmp_path, old, new, wrong):
    """What names no occasion, no question or two is told with its line, and nothing is taken."""
    assert refused(handbook(tmp_path), ANSWERS.replace(old, new)) == [wrong]


def test_what_is_no_form_or_empty_is_told(tmp_path):
    """Another text, and a form in which every field was left as it was."""
    loaded = handbook(tmp_path)
    assert refused(loaded, "# 你好\n") == [("collect-not", 0)]
    blank = "### Which occasion\n\nreading-night/2026-11-19\n\n" + "".join(
        f"### {QUESTIONS[name][1]}\n\n_No response_\n\n" for name in ("name", "feelings", "suggestions", "praises")
    )
    assert refused(loaded, blank) == [("collect-empty", 0)]


def test_a_heading_that_belongs_to_an_answer_is_escaped(tmp_path):
    """As the message says: a \\ before its #. In an example of code it needs none."""
    text = ANSWERS.replace("- 还想来", "\\### 还想来\n\n```\n# 一\n```")
    assert "\\### 还想来\n\n```\n# 一\n```" in front(collected(handbook(tmp_path), text))["feelings"][0]["text"]


def test_names_stay_with_the_team(tmp_path):
    """Where members can see a retrospective, who said what is left out, and that is told."""
    loaded = handbook(tmp_path, RETRO.replace("owner", "visibility: member\nowner"))
    found = collect(ANSWERS.encode(), "answers.md", loaded, Settings(TODAY))
    assert "阿布" not in found.data.decode()
    assert [(one.key, one.line) for one in found.told] == [("collect-no-name", 5)]


def test_a_form_that_new_left_gives_way(tmp_path):
    """What `new` wrote as a comment for somebody to fill in is filled in: no key twice once its `#` is taken away. What
    somebody has written into it stays.
    """
    form = "#feelings:\n#  - by: 待填写\n#    text: 待填写\n#praises:\n#  - person: ming\n#    practice: 好\nno_actions"
    after = collected(handbook(tmp_path, RETRO.replace("no_actions", form)), ANSWERS)
    assert "#feelings" not in after
    assert after.index("feelings:") < after.index("#praises:\n#  - person: ming\n#    practice: 好\nno_actions")
    assert "待填写" not in after
    assert len(front(after)["feelings"]) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1、早点开门", "早点开门"), ("２．早点开门", "早点开门"), ("（3）早点开门", "早点开门"), ("• 早点开门", "早点开门"),
        ("①早点开门", "早点开门"), ("2.5 小时太长", "2.5 小时太长"), ("20 人正好", "20 人正好"), ("-5 度太冷", "-5 度太冷"),
        ("8、9 点都行", "8、9 点都行"),
    ],
)  # fmt: skip
def test_a_number_before_a_line_is_no_part_of_it(tmp_path, written, kept):
    """As people number in Chinese, without a space; what only looks like a number is a word."""
    text = ANSWERS.replace("2. 第二问换一个说法", written)
    assert front(collected(handbook(tmp_path), text))["suggestions"][-1]["text"] == kept


def test_a_heading_may_end_in_a_colon(tmp_path):
    """Somebody has typed the form from memory."""
    loaded = handbook(tmp_path)
    assert collected(loaded, ANSWERS.replace("### 建议", "### 建议：")) == collected(loaded, ANSWERS)


def test_a_list_on_one_line_is_left_to_its_author(tmp_path):
    """Adding to it would mean to write it anew."""
    loaded = handbook(tmp_path, RETRO.replace("no_actions", "praises: [{practice: 都好}]\nno_actions"))
    assert refused(loaded, ANSWERS) == [("collect-flow", 0)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_forms_ask_what_collect_reads(language):
    """Each label of the form for GitHub, Gitee and GitCode and each heading of GitLab's is a question, in its order."""
    files = {one.path: one.data.decode() for one in repository(language, TODAY)}
    labels = [said[language == "en"] for said in QUESTIONS.values()]
    form = yaml.safe_load(files[".github/ISSUE_TEMPLATE/retro.yml"])
    assert {"name", "description", "body"} <= form.keys()
    asked = [one for one in form["body"] if one["type"] != "markdown"]
    assert [one["id"] for one in asked] == list(QUESTIONS)
    assert [one["attributes"]["label"] for one in asked] == labels
    template = files[".gitlab/issue_templates/retro.md"]
    assert [line[4:] for line in template.splitlines() if line.startswith("### ")] == labels


@pytest.mark.parametrize("language", ["zh", "en"])
def test_gitlabs_template_filled_in_is_read(tmp_path, language):
    """With the hints still in it."""
    files = {one.path: one.data.decode() for one in repository(language, TODAY)}
    text = files[".gitlab/issue_templates/retro.md"]
    place, feelings = QUESTIONS["occasion"][language == "en"], QUESTIONS["feelings"][language == "en"]
    text = text.replace(f"### {place}\n", f"### {place}\n\nreading-night/2026-11-19\n")
    text = text.replace(f"### {feelings}\n", f"### {feelings}\n\n挺好\n")
    found = front(collected(handbook(tmp_path), text))
    assert found["feelings"] == [{"text": "挺好"}]
    assert len(found["suggestions"]) == 1


def test_nothing_is_written_when_something_is_wrong(tmp_path):
    """The command leaves the file as it was and says why; when all is right it says what it took."""
    handbook(tmp_path)
    file, answers = tmp_path / "content/retros/reading-night/2026-11-19.md", tmp_path / "answers.md"
    answers.write_text(ANSWERS.replace("### 建议", "### 意见"), encoding="utf-8")
    done = qunbook("collect", "answers.md", cwd=tmp_path)
    assert (done.returncode, done.stdout, file.read_text("utf-8")) == (1, "", RETRO)
    assert done.stderr.startswith("answers.md:16：“意见”不是表里的标题")
    answers.write_text(ANSWERS, encoding="utf-8")
    done = qunbook("collect", "answers.md", cwd=tmp_path)
    assert (done.returncode, "感受 1 条、建议 2 条、表扬 3 条" in done.stderr) == (0, True)
    assert qunbook("check", ".", cwd=tmp_path).returncode == 0

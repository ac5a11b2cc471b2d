"""Which files there are, and their bytes as text."""

import os

import pytest

from qunbook import source
from qunbook.source import Span

FOLDERS = ("roles", "runs", "pages")


@pytest.fixture
def root(tmp_path):
    (tmp_path / "content").mkdir()
    return tmp_path


def put(root, path, text="---\nname: x\n---\n"):
    file = root / "content" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def listed(root):
    return source.tree(root, FOLDERS, nested=("runs",))


def faults(tree):
    return [(path, fault.code) for path, fault in tree.faults]


def test_no_content(tmp_path):
    """Without content/ there is one fault and nothing else."""
    tree = listed(tmp_path)
    assert (tree.files, faults(tree)) == ((), [("content", "QB001")])


def test_empty_content(root):
    assert faults(listed(root)) == [("content", "QB001")]


def test_files_are_sorted(root):
    """Files come in the order of their paths; assets and data are told apart."""
    for path in (
        "roles/b.md",
        "roles/a/c.md",
        "handbook.md",
        "runs/night/2026-11-19.md",
        "runs/night/2026-11-19-two.md",
    ):
        put(root, path)
    put(root, "assets/logo.svg")
    put(root, "data/metrics/joined.csv")
    tree = listed(root)
    assert tree.files == (
        "content/handbook.md",
        "content/roles/a/c.md",
        "content/roles/b.md",
        "content/runs/night/2026-11-19-two.md",
        "content/runs/night/2026-11-19.md",
    )
    assert (tree.data, tree.assets, tree.faults) == (
        ("content/data/metrics/joined.csv",),
        ("content/assets/logo.svg",),
        (),
    )


def test_what_is_hidden_does_not_exist(root):
    for path in (".obsidian/x.md", "roles/.x.md", "_templates/role.md", "roles/_drafts/a.md", "handbook.md"):
        put(root, path)
    tree = listed(root)
    assert (tree.files, tree.faults) == (("content/handbook.md",), ())


def test_unknown_folder_is_told_once(root):
    """An unknown folder is one mistake, however many files are in it, and its nearest name is offered."""
    put(root, "role/a.md")
    put(root, "role/b.md")
    tree = listed(root)
    assert faults(tree) == [("content/role", "QB002")]
    assert tree.faults[0][1].args["suggest"] == "roles"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("roles/Host.md", "QB003"),
        ("roles/主持.md", "QB003"),
        ("roles/a--b.md", "QB003"),
        ("runs/2026-11-19.md", "QB003"),
        ("runs/night/first.md", "QB003"),
        ("roles/host.txt", "QB009"),
        ("roles/host.MD", "QB009"),
        ("notes.md", "QB009"),
    ],
)
def test_names(root, path, code):
    put(root, path)
    assert faults(listed(root)) == [(f"content/{path}", code)]


def test_links(root, tmp_path_factory):
    """Links inside the tree are followed, those out of it and those to folders are not."""
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("secret")
    put(root, "roles/a.md")
    roles = root / "content" / "roles"
    (roles / "b.md").symlink_to(roles / "a.md")
    (roles / "c.md").symlink_to(outside)
    (roles / "loop").symlink_to(roles)
    tree = listed(root)
    assert tree.files == ("content/roles/a.md", "content/roles/b.md")
    assert faults(tree) == [("content/roles/c.md", "QB004"), ("content/roles/loop", "QB004")]


def test_not_there(root):
    read = source.read(root, "content/gone.md")
    assert (read.readable, [fault.code for fault in read.faults]) == (False, ["QB005"])


def test_folder_that_is_called_like_a_file(root):
    (root / "content/roles/x.md").mkdir(parents=True)
    assert listed(root).files == ()
    assert source.read(root, "content/roles/x.md").faults[0].code == "QB005"


def test_line_ends_and_bom():
    """CRLF, CR and a byte order mark are nobody's mistake."""
    read = source.decode("x", "\ufeff---\r\nname: 甲\r---\n".encode())
    assert (read.text, read.faults) == ("---\nname: 甲\n---\n", ())


@pytest.mark.parametrize(
    ("encoding", "guess"),
    [("gb18030", "GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_other_encodings(encoding, guess):
    """The encoding is guessed by name, and the text can be shown."""
    read = source.decode("x", "---\nname: 读书会\nsummary: about reading, together\n---\n".encode(encoding))
    assert (read.readable, read.faults[0].code, read.faults[0].args["guess"]) == (False, "QB007", guess)
    assert "读书会" in read.text


def test_place_of_the_first_wrong_byte():
    read = source.decode("x", b"---\nname: " + "读书会".encode("gbk"))
    assert read.faults[0].span == Span(2, 7, 2, 8)


def test_truncated_utf_8():
    read = source.decode("x", "---\nname: 读".encode()[:-1])
    assert (read.readable, read.faults[0].code) == (False, "QB007")


def test_too_large():
    read = source.decode("x", b"a" * (source.MAX_FILE + 1))
    assert (read.readable, read.text, read.faults[0].code) == (False, "", "QB006")


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\x7f", "\x85", "\u200b", "\u2028", "\u202e", "\u2066", "\ufeff", "\U000e0041"]
)
def test_unseen_characters(char):
    """What is not seen and changes what is seen has a place and can be removed."""
    read = source.decode("x", f"---\nname: a{char}b\n---\n".encode())
    assert [(fault.code, fault.span, fault.remove) for fault in read.faults] == [("QB008", Span(2, 8, 2, 9), True)]


@pytest.mark.parametrize("text", ["👩‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "👋🏽", "🏳️‍🌈", "می‌خواهم", "क्‍ष", "第　一　章"])
def test_seen_characters(text):
    """Joiners inside emoji and inside scripts that need them are fine."""
    assert source.decode("x", text.encode()).faults == ()


def test_joiner_in_chinese():
    """A joiner between Chinese or Latin characters does nothing but make words differ."""
    assert len(source.decode("x", "主‍持 a‌b".encode()).faults) == 2


def test_binary_files_are_not_explained_byte_by_byte():
    read = source.decode("x", bytes(range(1, 32)) * 100)
    assert not read.readable
    assert len(read.faults) == 20


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permissions(root):
    put(root, "roles/a.md")
    (root / "content/roles/a.md").chmod(0)
    assert source.read(root, "content/roles/a.md").faults[0].code == "QB005"

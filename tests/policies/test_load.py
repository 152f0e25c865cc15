"""Directories and files: what is loaded, what is left alone, what cannot be read."""

import hashlib
from collections.abc import Callable
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from service.core.comment import Status
from service.core.policy import Limits, Markup, Match, Moderation, Policy, Rate, Rule, Rules, WordList
from service.errors import PolicyError
from service.policies import directory, load_policies, parse_policy, policy_directory

SMALLEST = b"""description = "The smallest"
[markup]
rules = "html5"
[markup.allow]
"""

FULL = """description = "Every key, with umlauts: äöü"
[markup]
rules = "kses"
schemes = ["https", "http"]
rel = "nofollow"
rel_internal = "ugc noopener"
unlisted = ["span"]
[markup.allow]
q = ["cite"]
a = ["title", "href"]
span = ["class", "title"]
[markup.classes]
span = ["note", "user-N"]
[limits]
ip = ["1/15s", "60/h"]
email = ["2/min"]
site = ["600/2min", "9000/d"]
duplicate = ["1/2d"]
near_duplicate = ["3/h"]
allow = ["192.0.2.0/24", "2001:DB8::7"]
[moderation]
hold = 0
spam = 60
trash = 60
comment_moderation = true
comment_previously_approved = false
require_name_email = false
empty_trash_days = 0
scripts = ["Latin", "Greek"]
own_hosts = ["blog.example.org"]
allowed_domains = ["wikipedia.org"]
denied_domains = ["bücher.example"]
allowed_phrases = ["casino royale"]
min_form_seconds = 0
[moderation.weights]
"markup.active_content" = -5
[[moderation.words]]
entries = ["cialis"]
[[moderation.words]]
entries = ["赌场"]
match = "literal"
weight = 0
fields = ["author_url"]
[[moderation.rule]]
when = ["link.too_many", "word.hidden_key"]
then = "trash"
[[moderation.rule]]
when = ["link.too_many"]
then = "approved"
""".encode()


def test_every_key_reaches_the_policy() -> None:
    assert parse_policy("full", FULL, "full.toml") == Policy(
        name="full",
        revision=f"sha256:{hashlib.sha256(FULL).hexdigest()}",
        description="Every key, with umlauts: äöü",
        markup=Markup(
            rules=Rules.KSES,
            allow={"q": ("cite",), "a": ("title", "href"), "span": ("class", "title")},
            schemes=("https", "http"),
            rel="nofollow",
            rel_internal="ugc noopener",
            unlisted=frozenset({"span"}),
            classes={"span": ("note", "user-N")},
        ),
        limits=Limits(
            ip=(Rate(1, 15), Rate(60, 3600)),
            email=(Rate(2, 60),),
            site=(Rate(600, 120), Rate(9000, 86400)),
            duplicate=(Rate(1, 2 * 86400),),
            near_duplicate=(Rate(3, 3600),),
            allow=("192.0.2.0/24", "2001:db8::7/128"),
        ),
        moderation=Moderation(
            hold=0,
            spam=60,
            trash=60,
            weights={"markup.active_content": -5},
            comment_moderation=True,
            comment_previously_approved=False,
            require_name_email=False,
            empty_trash_days=0,
            scripts=("Latin", "Greek"),
            own_hosts=("blog.example.org",),
            allowed_domains=("wikipedia.org",),
            denied_domains=("bücher.example",),
            words=(WordList(("cialis",)), WordList(("赌场",), Match.LITERAL, 0, ("author_url",))),
            allowed_phrases=("casino royale",),
            min_form_seconds=0,
            rules=(
                Rule(("link.too_many", "word.hidden_key"), Status.TRASH),
                Rule(("link.too_many",), Status.APPROVED),
            ),
        ),
    )


def test_the_file_s_order_is_kept() -> None:
    allow = parse_policy("full", FULL, "full.toml").markup.allow
    assert list(allow.items()) == [("q", ("cite",)), ("a", ("title", "href")), ("span", ("class", "title"))]


def test_what_a_file_leaves_out_has_the_defaults() -> None:
    policy = parse_policy("smallest", SMALLEST, "smallest.toml")
    assert (policy.markup, policy.limits, policy.moderation) == (Markup(Rules.HTML5, {}), Limits(), Moderation())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf" + SMALLEST, id="byte order mark"),
        pytest.param(SMALLEST.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(SMALLEST + b"# no line end", id="no last line end"),
    ],
)
def test_how_an_editor_saves_a_file_does_not_matter(data: bytes) -> None:
    assert parse_policy("x", data, "x.toml").markup == parse_policy("x", SMALLEST, "x.toml").markup


def test_a_policy_cannot_be_changed() -> None:
    policy = parse_policy("full", FULL, "full.toml")
    for table in (policy.markup.allow, policy.markup.classes, policy.moderation.weights):
        with pytest.raises(TypeError):
            table["b"] = ()  # type: ignore[index]  # that it cannot is what is tested


def test_only_toml_files_are_policies_and_they_come_by_name(tmp_path: Path) -> None:
    for name in ("b.toml", "a-b.toml", "a.toml", "schema.json", "README.md", "a.toml.bak"):
        (tmp_path / name).write_bytes(SMALLEST)
    assert list(load_policies(tmp_path)) == ["a", "a-b", "b"]


def no_directory(path: Path) -> Path:
    return path / "nowhere"


def a_file(path: Path) -> Path:
    (path / "file").touch()
    return path / "file"


def no_policy(path: Path) -> Path:
    (path / "schema.json").touch()
    return path


def a_directory_for_a_file(path: Path) -> Path:
    (path / "blog.toml").mkdir()
    return path


def a_link_to_nothing(path: Path) -> Path:
    (path / "blog.toml").symlink_to(path / "nowhere")
    return path


SETTING = "COMMENT_SANITIZER_POLICY_DIR"
NOT_READABLE = (
    f"{{}}: {SETTING}: is not a directory that can be read; "
    "name a directory of policy files, or leave the setting out for the shipped ones"
)
NOTHING_THERE = f"{{}}: {SETTING}: the directory holds no policy file; put a file such as wordpress.toml there"


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        pytest.param(no_directory, NOT_READABLE, id="no such directory"),
        pytest.param(a_file, NOT_READABLE, id="a file"),
        pytest.param(no_policy, NOTHING_THERE, id="no policy in it"),
        pytest.param(
            a_directory_for_a_file,
            "blog.toml: file: cannot be read: is a directory; make it a plain file that the service may read",
            id="a directory that is called like a policy",
        ),
        pytest.param(
            a_link_to_nothing,
            "blog.toml: file: cannot be read: no such file or directory; "
            "make it a plain file that the service may read",
            id="a link to nothing",
        ),
    ],
)
def test_what_cannot_be_read_is_named(prepare: Callable[[Path], Path], message: str, tmp_path: Path) -> None:
    path = prepare(tmp_path)
    with pytest.raises(PolicyError) as refused:
        load_policies(path)
    assert str(refused.value) == message.format(path)


NAMES = [("a", True), ("my-blog", True), ("blog2", True), ("blog-2", True)]
NOT_NAMES = ["", "-a", "a-", "a--b", "2blog", "Blog", "my_blog", "my blog", "blög", "a.b", ".a", "a\n", "../a"]


@pytest.mark.parametrize(("name", "good"), [*NAMES, *((name, False) for name in NOT_NAMES)])
def test_a_name_fits_into_a_url(name: str, good: bool) -> None:
    if good:
        assert parse_policy(name, SMALLEST, "file").name == name
        return
    with pytest.raises(PolicyError, match=r"^file: file: .* is no name for a policy; "):
        parse_policy(name, SMALLEST, "file")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"a = 1\na = 2\n", "line 2, column 6: is not TOML: cannot overwrite a value", id="a key twice"),
        pytest.param(b"[markup", "end of document: is not TOML: ", id="cut short"),
        pytest.param(b"a = " + b"[" * 5_000, "file: is not TOML: lists or tables are nested too deeply", id="deep"),
        pytest.param(b"a = " + b"9" * 5_000, "file: is not TOML: ", id="thousands of digits"),
        pytest.param(b"# \n\na = '\xff'", "line 3: byte 0xff is not UTF-8", id="a byte of another encoding"),
        pytest.param(b"\x00", "line 1, column 1: is not TOML: ", id="NUL"),
    ],
)
def test_what_is_no_toml_is_found_by_its_line(data: bytes, message: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_policy("x", data, "x.toml")
    assert len(refused.value.faults) == 1
    assert str(refused.value).startswith(f"x.toml: {message}")


def test_a_long_or_odd_name_is_shown_on_one_line_and_cut() -> None:
    data = SMALLEST + f'"{"é" * 10_000}\\n" = []\n"\\u202eb\\n" = []\n'.encode()
    with pytest.raises(PolicyError) as refused:
        parse_policy("x", data, "x.toml")
    lines = str(refused.value).split("\n")
    assert [len(line) < 300 for line in lines] == [True, True]
    assert '"\\u202eb\\n" is not an HTML element; did you mean "b"?' in lines[1]


def test_the_configured_directory_is_taken_even_when_it_is_not_there(tmp_path: Path) -> None:
    assert policy_directory(str(tmp_path / "nowhere")) == tmp_path / "nowhere"


def test_the_packaged_copy_comes_before_the_source_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def package(_: str) -> Traversable:
        return tmp_path

    monkeypatch.setattr(directory, "files", package)
    assert policy_directory("") == Path(__file__).parents[2] / "policies"
    (tmp_path / "_policies").mkdir()
    assert policy_directory("") == tmp_path / "_policies"

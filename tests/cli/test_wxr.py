"""An export of WordPress: its comments are cleaned, all else stays byte for byte, and nothing half-written is left."""

import json
import os
import re
import tracemalloc
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import fromstring

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cli.judge import Judge
from service.cli.wxr.cleaning import Cleaning
from service.cli.wxr.page import html_page
from service.cli.wxr.splice import Splicer
from service.core.comment import Comment, Status
from service.policies import load_policies, policy_directory
from tests.cli.conftest import Run

EXPORT = Path(__file__).parents[1] / "data" / "wordpress-export.xml"
WP = "{http://wordpress.org/export/1.2/}"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    "<wp:wxr_version>1.2</wp:wxr_version><item>"
)
TAIL = "</item></channel></rss>\n"
JUDGE = Judge(load_policies(policy_directory("")), policy="wordpress", home_url="")


def comment(content: str, *, name: str = "Ada", approved: str = "1", number: int = 1) -> str:
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{cdata(name)}</wp:comment_author>"
        f"<wp:comment_author_email>{cdata('ada@poste.example')}</wp:comment_author_email>"
        f"<wp:comment_content>{cdata(content)}</wp:comment_content>"
        f"<wp:comment_approved>{cdata(approved)}</wp:comment_approved></wp:comment>"
    )


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def export(*comments: str) -> bytes:
    return (HEAD + "\n".join(comments) + TAIL).encode()


def clean(data: bytes, *, size: int = 1_000, set_status: bool = False) -> bytes:
    """The export, cleaned in pieces of this size."""
    splicer = Cleaning(JUDGE, home_url="", set_status=set_status).splicer
    cleaned = b"".join(splicer.feed(data[at : at + size]) for at in range(0, len(data), size))
    return cleaned + splicer.end()


def values(data: bytes, field: str) -> list[str]:
    return [element.text or "" for element in fromstring(data).iter(WP + field)]


# -- what changes, and what does not -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_comments_are_cleaned_and_all_else_stays(size: int) -> None:
    data = EXPORT.read_bytes()
    expected = data
    for old, new in (
        (b"[<b>G\xc3\xa9rard</b>]", b"[G\xc3\xa9rard]"),
        (b">javascript:alert(1)<", b"><"),
        (
            b"<![CDATA[if (a[b[0]]]]><![CDATA[> c) <script>alert(1)</script> <i onclick=x>voil\xc3\xa0</i>]]>",
            b"<![CDATA[if (a[b[0]]&gt; c) alert(1) <i>voil\xc3\xa0</i>]]>",
        ),
        (b'casino.example/1">', b'casino.example/1" rel="nofollow ugc">'),
        (b'slots.example/2" onclick="x">', b'slots.example/2" rel="nofollow ugc">'),
    ):
        assert expected.count(old) == 1
        expected = expected.replace(old, new)

    assert clean(data, size=size) == expected
    assert clean(expected, size=size) == expected


@pytest.mark.parametrize("named", ["utf-8", "UTF8", "us-ascii"])
def test_utf8_may_have_other_names(named: str) -> None:
    data, cleaned = (export(comment(text)).replace(b"UTF-8", named.encode()) for text in ("<u>x</u>", "x"))
    assert clean(data) == cleaned


def test_the_status_stays_unless_asked_and_then_only_gets_worse() -> None:
    spammy = "http://a.example/ http://b.example/"
    stands = ["1", "0", "spam", "trash", "post-trashed", ""]
    data = export(*(comment(spammy, approved=status) for status in stands), *(comment("x", approved=s) for s in stands))

    assert values(clean(data), "comment_approved") == stands * 2
    assert values(clean(data, set_status=True), "comment_approved") == ["0", *stands[1:], *stands]


@pytest.mark.parametrize(
    ("name", "content"),
    [("\x01\x02", "Hello"), ("Ada", "https://bi<x>t.ly/x casino"), ("Ada", "<b onclick=x>x</b>")],
    ids=["no name is left", "a host is joined", "what went was worse"],
)
def test_a_status_is_set_once_and_for_all(name: str, content: str) -> None:
    cleaned = clean(export(comment(content, name=name)), set_status=True)
    assert clean(cleaned, set_status=True) == cleaned


def test_a_report_tells_the_status_that_is_set() -> None:
    cleaning = Cleaning(JUDGE, home_url="", set_status=False)
    cleaning.splicer.feed(export(comment("Hello", name="\x01")))
    assert cleaning.report().statuses[Status.HOLD] == 1


def test_links_home_are_known_from_the_export() -> None:
    link = '<a href="https://carnet.example/x">x</a>'
    site = "<wp:base_blog_url>https://carnet.example</wp:base_blog_url>"
    data = export(comment(link))
    at_home = data.replace(b"<item>", site.encode() + b"<item>")

    assert 'rel="ugc"' in values(clean(at_home), "comment_content")[0]
    assert 'rel="nofollow ugc"' in values(clean(data), "comment_content")[0]  # the control


SPELLINGS: dict[str, tuple[str, str]] = {
    "text": ("&lt;u&gt;a &amp;amp; b&lt;/u&gt;", "a &amp;amp; b"),
    "a section": ("<![CDATA[<u>a &amp; b</u>]]>", "<![CDATA[a &amp; b]]>"),
    "sections and text": ("<![CDATA[<u>a]]> &amp;amp; <![CDATA[b</u>]]>", "<![CDATA[a &amp; b]]>"),
    "a number": ("&#60;u>x", "x"),
    "a carriage return": ("&lt;u>a&#13;b", "a&#13;b"),
    "what is no reference": ("<![CDATA[&#127;\x01<u>a\x7f]]>", "<![CDATA[&#127;a\x7f]]>"),
    "DEL, by its number and as it is": ("&lt;u>a&#127;b\x7fc\x01", "a\x7fb\x7fc"),
    "a comment inside": ("<![CDATA[<u>a]]><!-- x -->", "<![CDATA[a]]>"),
    "space in the tags": ("<![CDATA[<u>a]]>", "<![CDATA[a]]>"),
    "unchanged, whatever the spelling": ("a<![CDATA[b]]>&#99;<!-- x -->", "a<![CDATA[b]]>&#99;<!-- x -->"),
}


@pytest.mark.parametrize(("written", "cleaned"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_value_keeps_its_way_of_being_written(written: str, cleaned: str) -> None:
    def around(text: str) -> bytes:
        fields = f"<wp:comment><wp:comment_content >{text}</wp:comment_content ><!-- x --></wp:comment>"
        return (HEAD + fields + TAIL).encode()

    assert clean(around(written)) == around(cleaned)


# What WordPress writes as it stands in its database, and no XML may hold.
ILLEGAL = {"NUL": "\0", "a backspace": "\x08", "U+001F": "\x1f", "U+FFFE": "\ufffe", "U+FFFF": "\uffff"}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1_000])
@pytest.mark.parametrize("illegal", ILLEGAL.values(), ids=ILLEGAL)
def test_what_no_xml_may_hold_is_taken_out_of_comments_and_stays_elsewhere(illegal: str, size: int) -> None:
    serialized = f'O:1:"A":1:{{s:4:"{illegal}*{illegal}x";i:1;}}'
    elsewhere = (
        f"<title>a{illegal}b\x7f</title><wp:postmeta><wp:meta_value>{cdata(serialized)}</wp:meta_value></wp:postmeta>"
    )
    inside = f"<wp:commentmeta><wp:meta_value>{cdata(serialized)}</wp:meta_value></wp:commentmeta></wp:comment>"

    def around(*comments: str) -> bytes:
        return export(elsewhere, *(one.replace("</wp:comment>", inside) for one in comments))

    data = around(comment(f"<i>c{illegal}d</i>\x7f{illegal}", name=f"A{illegal}d\ufffda"), comment("e\x7f"))
    cleaned = clean(data, size=size)

    assert cleaned == around(comment("<i>cd</i>\x7f", name="Ad\ufffda"), comment("e\x7f"))
    assert clean(cleaned, size=size) == cleaned


@pytest.mark.parametrize(
    ("name", "cleaned"), [("\x01 Ada\x01 \0", "Ada"), ("\uffff\x01", ""), ("%3\x01a", ""), ("A\x7fda \x1f", "A\x7fda")]
)
def test_a_name_is_trimmed_without_what_no_xml_may_hold(name: str, cleaned: str) -> None:
    data = clean(export(comment("x", name=name)))

    assert data == clean(data) == export(comment("x", name=cleaned))


@pytest.mark.parametrize(
    ("email", "cleaned"),
    [
        ("tom&amp;jerry@poste.example", "tom&amp;jerry@poste.example"),  # as WordPress has stored it
        ("tom&jerry@poste.example", "tom&amp;jerry@poste.example"),
        ("a&lt;b@poste.example", "a&amp;ltb@poste.example"),
    ],
)
def test_an_ampersand_in_an_address_is_escaped_once(email: str, cleaned: str) -> None:
    def around(address: str) -> bytes:
        return export(comment("x").replace("ada@poste.example", address))

    cleaning = Cleaning(JUDGE, home_url="", set_status=False)
    assert cleaning.splicer.feed(around(email)) + cleaning.splicer.end() == around(cleaned)
    assert clean(around(cleaned)) == around(cleaned)
    assert ("author.email_invalid" in {flag.id for flag in cleaning.report().flags}) == ("lt" in email)


def test_a_status_is_read_without_what_no_xml_may_hold() -> None:
    spammy = "http://a.example/ http://b.example/"
    assert values(clean(export(comment(spammy, approved="1\x01")), set_status=True), "comment_approved") == ["0"]


def test_what_is_taken_out_for_xml_is_a_change_with_its_flags() -> None:
    address = "<wp:comment_author_IP>127.0.0.1\x01</wp:comment_author_IP></wp:comment>"
    cleaning = Cleaning(JUDGE, home_url="", set_status=False)
    cleaning.splicer.feed(export(comment("a\x01b"), comment("b\x7f"), comment("c").replace("</wp:comment>", address)))
    report = cleaning.report()

    assert report.changed == 2
    assert {flag.id: flag.comments for flag in report.flags} == {
        "markup.characters_removed": 1,
        "text.control_chars": 1,
    }
    assert [sample.before.splitlines()[-1] for sample in report.samples] == ["a\x01b", "c"]


def test_an_empty_tag_is_opened_when_it_gets_a_value() -> None:
    splicer = Splicer(lambda fields: {"comment_approved": "spam"} if "comment_approved" in fields else {})
    piece = b"<wp:comment><wp:comment_approved /><wp:comment_author/></wp:comment>"
    told = splicer.feed(HEAD.encode() + piece + TAIL.encode()) + splicer.end()

    assert told.count(b"<wp:comment_approved>spam</wp:comment_approved><wp:comment_author/>") == 1


@given(
    texts=st.lists(
        st.text(max_size=40)
        | st.text("<>&]['\"=/a \n\rbi;#x", max_size=40)
        | st.text("&#127;\0\x01\x7f\uffff\ufffda", max_size=12),
        min_size=1,
        max_size=3,
    ),
    name=st.text(max_size=12),
    size=st.integers(1, 200),
)
def test_any_comments_are_cleaned_once_and_for_all(texts: list[str], name: str, size: int) -> None:
    name, *texts = (re.sub("[\r\ud800-\udfff]", "", text) for text in (name, *texts))
    data = export(*(comment(text, name=name) for text in texts))
    cleaned = clean(data, size=size)
    judged_twice = clean(data, set_status=True)

    assert clean(cleaned) == cleaned
    assert clean(judged_twice, set_status=True) == judged_twice
    skeleton = re.compile(rb"<!\[CDATA\[.*?\]\]>(?:<!\[CDATA\[.*?\]\]>)*", re.DOTALL)
    assert skeleton.sub(b"", cleaned) == skeleton.sub(b"", data)
    judged = [JUDGE.judge(Comment(content=text, author_name=name)).content.raw for text in texts]
    assert values(cleaned, "comment_content") == judged


# -- what is refused ---------------------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "line 1: it ends here, too early: the file is not whole"),
    "cut in a comment": (export(comment("x"))[:-60], "line 2: it ends here, too early: the file is not whole"),
    "cut in a tag": (export(comment("x")).rpartition(b"</ch")[0] + b"</ch", "it ends here, too early"),
    "cut before its end": (export(comment("x")).removesuffix(b"</rss>\n"), "it ends here, too early"),
    "no XML": (b"id,comment\n1,x\n", "line 1: it is not well formed: syntax error"),
    "tags that cross": (export("<a><b></a></b>"), "line 2: it is not well formed: mismatched tag"),
    "a NUL in a tag": (export("<a\0>"), "line 2: it is not well formed: not well-formed (invalid token)"),
    "no UTF-8": (export(comment("x")).replace(b"x]", b"\xe9]"), "not well-formed (invalid token)"),
    "another XML": (b"<rss><channel/></rss>", "it is no export of WordPress"),
    "entities that grow": (export(comment("x")).replace(b"<rss", BOMB.encode() + b"<rss", 1), "document type"),
    "an entity from outside": (
        export(comment("x")).replace(b"<rss", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss', 1),
        "line 2: it has a document type, which no export of WordPress has; it is not read",
    ),
    "a document type from outside": (
        export(comment("x")).replace(b"<rss", b'<!DOCTYPE rss SYSTEM "http://127.0.0.1/x"><rss', 1),
        "document type",
    ),
    "an entity that nobody declared": (export("&x;"), "undefined entity"),
    "another charset": (export().replace(b"UTF-8", b"ISO-8859-1"), "line 1: it is in ISO-8859-1; convert it to UTF-8"),
    "UTF-16": (export().decode().encode("utf-16"), "line 1: it is in UTF-16; convert it to UTF-8"),
    "UTF-16, the other way": (export().decode().encode("utf-16-be"), "line 1: it is in UTF-16; convert it to UTF-8"),
    "UTF-16 without a mark": (export().decode().encode("utf-16-le"), "line 1: it is in UTF-16; convert it to UTF-8"),
    "markup in a field": (
        export("<wp:comment><wp:comment_content>a<b>c</b></wp:comment_content></wp:comment>"),
        "line 2: there is an element inside wp:comment_content",
    ),
    "a field twice": (
        export(comment("x").replace("<wp:comment_approved", "<wp:comment_content/><wp:comment_approved")),
        "line 2: there is a second wp:comment_content in the comment",
    ),
    "a comment in a comment": (
        export(comment("x").replace("</wp:comment>", "<a>" + comment("<script>y</script>") + "</a></wp:comment>")),
        "line 2: there is a wp:comment inside a wp:comment",
    ),
    "elements without end": (export("<a>" * 101), "elements are nested more than 100 deep"),
    "an endless tag": (export("<a x='" + "x" * 1_200_000), "is longer than 1048576 bytes"),
    "an endless comment": (export(comment("x" * 4_300_000)), "a comment is longer than 4194304 bytes"),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_and_nothing_is_left(run: Run, tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "export.xml").write_bytes(data)
    (tmp_path / "clean.xml").write_text("what was there before")
    paths = (tmp_path / name for name in ("export.xml", "clean.xml", "report.json"))
    outcome = run("clean", *(word for pair in zip(("--wxr", "-o", "--report"), paths, strict=True) for word in pair))

    assert outcome.exit_code == 1
    assert re.search(f"^Error: .*export.xml: .*{re.escape(why)}.*; nothing was written$", outcome.stderr, re.MULTILINE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clean.xml", "export.xml"]
    assert (tmp_path / "clean.xml").read_text() == "what was there before"


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_writes_the_export_and_its_reports(run: Run, tmp_path: Path) -> None:
    clean_xml, as_json, as_page = (tmp_path / name for name in ("clean.xml", "report.json", "report.html"))
    outcome = run("clean", "--wxr", EXPORT, "-o", clean_xml, "--report", as_json, "--report", as_page)

    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("5 comments, 2 changed; by the policy wordpress: ")
    assert clean_xml.read_bytes() == clean(EXPORT.read_bytes())
    assert clean_xml.stat().st_mode == EXPORT.stat().st_mode
    report = json.loads(as_json.read_text())
    assert (report["comments"], report["changed"], sum(report["statuses"].values())) == (5, 2, 5)
    assert [" ".join(map(str, passage.values())) for passage in report["passages"]] == [
        "approved approved 1",
        "approved hold 1",
        "approved trash 1",
        "hold hold 1",
        "spam approved 1",
    ]
    assert report["authors"][0]["name"] == "Best casino <win@casino.example>"
    assert [host["name"] for host in report["hosts"]][:2] == ["casino.example", "slots.example"]
    assert {flag["id"]: flag["comments"] for flag in report["flags"]}["markup.active_content"] == 2
    assert [(s["id"], s["after"].splitlines()[0]) for s in report["samples"]][-1] == ("2", "Gérard")
    assert as_page.read_bytes().startswith(b"<!doctype html>\n<html lang=")


def test_an_export_may_be_cleaned_in_its_place_and_from_standard_input(run: Run, tmp_path: Path) -> None:
    here = tmp_path / "export.xml"
    here.write_bytes(EXPORT.read_bytes())

    assert run("clean", "--wxr", here, "-o", here).exit_code == 0
    assert run("clean", "--wxr", "-", "-o", tmp_path / "other.xml", stdin=EXPORT.read_bytes()).exit_code == 0
    assert here.read_bytes() == (tmp_path / "other.xml").read_bytes() == clean(EXPORT.read_bytes())


def test_no_report_takes_the_place_of_the_export(run: Run, tmp_path: Path) -> None:
    here = tmp_path / "export.xml"
    here.write_bytes(EXPORT.read_bytes())
    (tmp_path / "link.json").symlink_to(here)
    outcome = run("clean", "--wxr", here, "-o", tmp_path / "clean.xml", "--report", tmp_path / "link.json")

    assert outcome.exit_code == 2
    assert "link.json is the export, too; name another file" in outcome.stderr
    assert here.read_bytes() == EXPORT.read_bytes()
    assert not (tmp_path / "clean.xml").exists()


def test_a_link_is_followed_and_a_pipe_stays_a_pipe(run: Run, tmp_path: Path) -> None:
    """So does a device: root who wants nothing but the report may well name /dev/null."""
    pipe, link, clean_xml = (tmp_path / name for name in ("pipe", "link.xml", "clean.xml"))
    os.mkfifo(pipe)
    link.symlink_to(clean_xml)

    assert run("clean", "--wxr", EXPORT, "-o", pipe).exit_code == 2
    assert run("clean", "--wxr", EXPORT, "-o", link, "--report", pipe).exit_code == 2
    assert (pipe.is_fifo(), clean_xml.exists()) == (True, False)
    assert run("clean", "--wxr", EXPORT, "-o", link).exit_code == 0
    assert (link.is_symlink(), clean_xml.read_bytes()) == (True, clean(EXPORT.read_bytes()))


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--wxr", EXPORT], 2),
        (["--wxr", EXPORT, "-o", "x.xml", "--json"], 2),
        (["--wxr", EXPORT, "-o", "x.xml", EXPORT], 2),
        (["-o", "x.xml"], 2),
        (["--wxr", EXPORT, "--wxr", EXPORT, "-o", "x.xml"], 2),
        (["--wxr", EXPORT, "-o", "x.xml", "--output", "y.xml"], 2),
        (["--status"], 2),
        (["--report", "x.json"], 2),
        (["--wxr", "absent.xml", "-o", "x.xml"], 2),
        (["--wxr", EXPORT, "-o", "/absent/x.xml"], 1),
        (["--wxr", EXPORT, "-o", "-"], 2),
        (["--wxr", EXPORT, "-o", "x.xml", "--report", "-"], 2),
        (["--wxr", EXPORT, "-o", "x.xml", "--report", "./x.xml"], 2),
        (["--wxr", EXPORT, "-o", "x.xml", "--report", "x.json", "--report", "x.json"], 2),
        (["--wxr", EXPORT, "-o", "x.xml", "--report", "absent/x.json"], 1),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str | Path], status: int
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("clean", *arguments).exit_code == status
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_export() -> None:
    """Of the engine nothing is asked here: what it keeps is not the export's; a Tally has bounds of its own."""

    def peak(times: int) -> int:
        splicer = Splicer(lambda fields: {"comment_content": fields["comment_content"].upper()})
        one = comment("<b>Merci</b> " + "beaucoup " * 300).encode()
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        splicer.feed(HEAD.encode())
        for _ in range(times):
            assert splicer.feed(one)
        splicer.feed(TAIL.encode())
        splicer.end()
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        peak(5)  # what is made once
        few, many = peak(20), peak(1_000)
    finally:
        tracemalloc.stop()

    assert many < few + 100_000  # 980 comments more, of 2.8 MB


# -- the page ----------------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "</pre></td></table><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style><script>alert(1)</script>",
    "<!--",
    "]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202egnp.exe",
    "javascript:alert(1)",
]
TAGS = "html head meta title style body h1 h2 h3 h4 p table thead tbody tr th td section div pre".split()


class Page(NamedTuple):
    """Every tag, attribute and text of a page, as a browser makes them."""

    tags: set[str]
    attributes: set[str]
    text: str


def read(page: str) -> Page:
    root = html5lib.parse(page, namespaceHTMLElements=False)
    elements = list(root.iter())
    attributes = {name for element in elements for name in element.attrib}
    return Page({element.tag for element in elements}, attributes, "".join(root.itertext()))


@pytest.mark.parametrize(("number", "told"), [(0, "0 comments"), (1, "1 comment"), (2, "2 comments")])
def test_the_page_counts_comments_in_words(number: int, told: str) -> None:
    page = page_of(export(*[comment("x")] * number))
    assert f"{told} by the policy wordpress, 0 changed." in page.text


def page_of(data: bytes) -> Page:
    cleaning = Cleaning(JUDGE, home_url="", set_status=False)
    cleaning.splicer.feed(data)
    return read(html_page(cleaning.report(), "Comments of <b>a file</b>").decode())


def test_no_author_and_no_text_can_put_anything_into_the_page() -> None:
    links = " http://a.example/ http://b.example/<b onclick=x>"
    page = page_of(export(*(comment(text + links, name=text, number=n) for n, text in enumerate(HOSTILE))))

    assert sorted(page.tags - {*TAGS}) == []
    assert sorted(page.attributes) == ["charset", "class", "content", "dir", "http-equiv", "lang", "name"]
    for text in HOSTILE:
        assert text.replace("\u202e", "⟨U+202E⟩") in page.text
    assert "Comments of <b>a file</b>" in page.text


def test_the_reader_sees_what_is_put_in() -> None:
    page = read("<p onclick=x><script>alert(1)</script>")

    assert (page.tags - {"html", "head", "body"}, page.attributes) == ({"p", "script"}, {"onclick"})


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    cleaning = Cleaning(JUDGE, home_url="", set_status=False)
    cleaning.splicer.feed(EXPORT.read_bytes())
    page = html_page(cleaning.report(), "x").decode()
    frame = re.sub("<pre.*?</pre>", "", page, flags=re.DOTALL)

    assert re.findall(r"(?i)\s(?:src|href|action|on\w+)\s*=|<script|@import|url\(", frame) == []
    assert "default-src 'none'" in page

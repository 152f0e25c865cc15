"""The URL: rows with their reason, then what must hold of any."""

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.core.fields import author_url
from service.core.fields.url import SCHEMES

# Sent, stored by WordPress 7.1.4, why.
RECORDED = [
    ("example.com", "http://example.com", "a scheme is supposed"),
    ("www.example.com/?a=1&b=2", "http://www.example.com/?a=1&amp;b=2", "ampersands are stored escaped"),
    ("javascript:alert(1)", "", "an unknown scheme empties the field"),
    ("data:text/html,x", "", "this one too"),
    ("localhost:8000", "", "and what only looks like one"),
    ("http://exa mple.com/a b", "http://exa%20mple.com/a%20b", "blanks are encoded"),
    ("http://x.y/%0d%0aSet:1", "http://x.y/Set:1", "encoded line breaks go"),
    ("http://x.y/%0%0da%%0a0D", "http://x.y/", "until none is left"),
    ("mailto:a@b.co?body=x%0d%0ay", "mailto:a@b.co?body=x%0d%0ay", "but a letter has lines"),
    ("http;//typo.example", "http://typo.example", "a slip is mended"),
    ("/relative", "/relative", "paths stay relative"),
    ("?q", "?q", "queries too"),
    ("#f", "#f", "fragments too"),
    ("//x.example", "//x.example", "and what has no scheme"),
    ("word.php?a", "word.php?a", "and a script's name"),
    ("a/word.php", "http://a/word.php", "but not its path"),
    ("mailto:x@y.co", "mailto:x@y.co", "a known scheme"),
    ("ftp://f.example", "ftp://f.example", "another"),
    ("HTTP://UP.EXAMPLE", "http://UP.EXAMPLE", "a scheme in lower case"),
    ("  http://sp.example ", "http://sp.example", "trimmed"),
    ("<b>http://x.y</b>", "http://x.y", "tags go"),
    ('http://x.y/"><script>', "http://x.y/", "and quotes"),
    ("<script>http://x.y</script>", "", "a script goes with its text"),
    ("<script>a<script>http://x.y", "", "an open one leaves a scheme that is none"),
    ("http://münchen.example/ü", "http://münchen.example/ü", "no IDN, no encoding"),
    ("http://x.y/'\"^`{|}\\~", "http://x.y/'|~", "what no URL holds goes"),
    ("http://[::1]/x[y]", "http://[::1]/x%5By%5D", "square brackets are for hosts"),
    ("http://[h]:080/[x]", "http://%5Bh%5D:080/%5Bx%5D", "PHP spells the port anew and misses the host"),
    ("http://[h]:99999/[x]", "http://%5Bh%5D:99999/%5Bx%5D", "or finds none"),
    ("http://[h]/http://[h]/[x]", "http://[h]/http://[h]/[x]", "a host written twice defeats the encoding"),
    ("/a//[b]", "/a//[b]", "so do two slashes"),
    ("javascript&colon;x", "http://javascript&amp;colon;x", "a name that WordPress does not know"),
    ("http&#58;//x", "", "a colon by number"),
    ("ftp:a&#58 b", "", "which needs no semicolon"),
    ("&#104;ttp://x.y", "", "a scheme by number"),
    ("feed:http://x.y", "feed:http://x.y", "a feed has a URL"),
    ("feed:javascript:x", "", "which is looked at"),
    ("feed:feed:feed:x", "", "twice"),
    ("feed:0", "", "and PHP takes 0 for nothing"),
    ("x/?y:z", "x/?y:z", "a colon in a query"),
    ("/javascript:x", "/javascript:x", "or in a path"),
    ("http://x.y/a\0b", "http://x.y/a0b", "NUL arrives as backslash and zero"),
    ("java\x01script:x", "", "control bytes go first"),
    ("%0d", "http://", "what becomes empty late is completed"),
    ("\x01", "", "what becomes empty early is not"),
    ("", "", "nothing"),
]

# Sent, ours, why we differ.
OURS = [
    ("http://x.y/\x85\ufdd0\uffff\U0002ffff", "http://x.y/", "C1 controls and non-characters"),
    ("java\x85script:x", "", "also within a scheme, before it is looked at"),
    ("http://x.y/\ud800", "http://x.y/\ufffd", "lone surrogates"),
    ("http://x.y/&#129;&#xFDD0;", "http://x.y/", "references to such"),
]

pieces = st.sampled_from([
    "http:", "//", "/", "?", "#", ":", ";", "[", "]", "@", "x.y", "mailto:", "javascript:", "feed:", "%0d", "%", "0",
    "a", " ", "\x01", "<", ">", "'", '"', "\\", "&", "#58;", ":80", "ü",
])  # fmt: skip
texts = st.one_of(st.text(), st.lists(pieces).map("".join))


@pytest.mark.parametrize(("sent", "stored", "why"), RECORDED, ids=[row[2] for row in RECORDED])
def test_stored_as_wordpress_stores(sent: str, stored: str, why: str) -> None:
    assert author_url(sent) == stored


@pytest.mark.parametrize(("sent", "stored", "why"), OURS, ids=[row[2] for row in OURS])
def test_beyond_wordpress(sent: str, stored: str, why: str) -> None:
    assert author_url(sent) == stored


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_known_schemes_stay(scheme: str) -> None:
    assert author_url(f"{scheme}:x") == f"{scheme}:x"
    assert author_url(f"x{scheme}:x") == ""


@given(texts)
def test_the_scheme_is_known_or_absent(text: str) -> None:
    """As a browser reads the field where it is printed: references decoded, tabs and line breaks ignored."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", author_url(text))
    assert not scheme or scheme[1] in SCHEMES


@given(texts)
def test_only_characters_of_urls_are_stored(text: str) -> None:
    assert not re.search('[\x00-\x20"<>\\\\^`{}\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]', author_url(text))


@given(texts)
def test_output_is_bounded(text: str) -> None:
    assert len(author_url(text)) <= 5 * len(text) + len("http://")


@given(texts.filter(lambda text: not {"[", "]"} & set(text)))
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = author_url(text)
    # WordPress reads the `;//` of `&amp;//` as a mistyped `://` the next time: its own doing, and recorded.
    assume(";//" not in once)
    assert author_url(once) == once


@given(st.from_regex(r"https?://[a-z]{1,9}\.example(/[a-z0-9._~-]{0,9}){0,3}(\?[a-z]=[0-9])?", fullmatch=True))
def test_ordinary_urls_are_untouched(url: str) -> None:
    assert author_url(url) == url


FLOODS = [
    "<", "<script>", "<style", "<script></style>", "%0", "%%0d", "%%0d0d", "[", "http://[", "feed:", "a:", "&#58",
    "&#0", ";//", "@", ":", "/?:", " ",
]  # fmt: skip


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_are_linear(flood: str) -> None:
    for start in ("ftp:", "http://[", "<script>"):
        text = start + flood * (65_525 // len(flood))
        begin = time.process_time()
        author_url(text + "</script>[]")
        assert time.process_time() - begin < 1  # measured: below 0.2

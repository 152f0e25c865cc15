"""Which URLs stay: WordPress' protocol rule as recorded from 7.1.4, and a browser's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.urls import (
    SCRIPT_SCHEMES,
    has_impossible_host,
    host_of,
    rejected_scheme,
    scheme_of,
    strip_scheme,
    visited,
)

SCHEMES = frozenset({"http", "https", "mailto", "feed", "tel", "urn", "xmpp"})

# A decoded URL, what kses keeps of it, and the first scheme that it lost.
STRIPPED = (
    # Schemes that may stay
    ("http://x", "http://x", ""),
    ("HTTP://X", "http://X", ""),
    ("HTTPS:x", "https:x", ""),
    ("ht\ttp:x", "http:x", ""),
    (" http://x ", "http://x", ""),
    ("mailto: a b ", "mailto:a b", ""),
    ("TEL:+1", "tel:+1", ""),
    ("urn:a:b:c", "urn:a:b:c", ""),
    ("http:javascript:x", "http:javascript:x", ""),
    ("http:", "http:", ""),
    # Schemes that may not: the rest stays
    ("javascript:alert(1)", "alert(1)", "javascript"),
    ("JaVaScRiPt:x", "x", "javascript"),
    ("java\nscript:x", "x", "javascript"),
    ("\x01javascript:x", "x", "javascript"),
    ("java\\0script:x", "x", "javascript"),
    ("data:text/html,x", "text/html,x", "data"),
    ("foo:bar:baz", "baz", "foo"),
    ("a\xa0b:x", "x", "ab"),
    ("x :y", "y", "x"),
    ("a:b:c:d:e:f", "f", "a"),
    ("a:b:c:d:e:f:g:h", "", "a"),
    # Colons and letters behind references that stayed when the value was decoded
    ("javascript&colon;x", "x", "javascript"),
    ("javascript&#58;x", "x", "javascript"),
    ("javascript&#58x", "x", "javascript"),
    ("javascript&#x3A;x", "x", "javascript"),
    ("javascript&#x3ag", "g", "javascript"),
    ("javascript&#x3abar", "javascript&#x3abar", ""),
    ("javascript&#584x", "javascript&#584x", ""),
    ("&#106;avascript:x", "x", "javascript"),
    # feed: goes two deep
    ("feed:x", "feed:x", ""),
    ("feed:feed:x", "feed:feed:x", ""),
    ("feed:feed:feed:x", "", "feed"),
    ("feed:javascript:x", "feed:x", "javascript"),
    ("feed:http://x", "feed:http://x", ""),
    ("feed:", "", "feed"),
    ("feed:0", "0", "feed"),
    # What WordPress takes for a scheme though it is none
    ("example.com:8080/x", "8080/x", "example.com"),
    ("//x:y", "y", "//x"),
    ("/p:q", "q", "/p"),
    ("?a:b", "b", "?a"),
    ("#a:b", "b", "#a"),
    ("/a?b:c", "c", "/a?b"),
    # What it does not
    ("/?a:b", "/?a:b", ""),
    ("", "", ""),
    ("x", "x", ""),
    (" x ", " x ", ""),
    ("x\\0y", "xy", ""),
    ("x\\\\\\000y\\1", "xy\\1", ""),
)

# A decoded URL, and the scheme for which a browser's reading of it is refused.
REJECTED = (
    ("http://x", ""),
    (" HTTP://x ", ""),
    ("mailto:a@b", ""),
    ("javascript:alert(1)", "javascript"),
    (" \x01JaVa\nScRiPt:x", "javascript"),
    ("data:text/html,x", "data"),
    ("foo:bar", "foo"),
    ("example.com:8080/x", "example.com"),
    ("ftp://x", "ftp"),
    # No scheme to a browser
    ("", ""),
    ("x", ""),
    ("//x:y", ""),
    ("/p:q", ""),
    ("?javascript:x", ""),
    ("#javascript:x", ""),
    ("./javascript:x", ""),
    ("java script:x", ""),
    ("java\\0script:x", ""),
    ("１:x", ""),
    # Hidden from a browser, but not from what may decode it once more
    ("java%73cript:x", "javascript"),
    ("javascript%3ax", "javascript"),
    ("%20javascript:x", "javascript"),
    ("java%0ascript:x", "javascript"),
    ("%64ata:x", "data"),
    ("javascript&colon;x", "javascript"),
    ("&#x6a;avascript:x", "javascript"),
    ("ｊavascript:x", "javascript"),
    # Hidden twice, or nothing that runs
    ("%256aavascript:x", ""),
    ("%66oo:x", ""),
    ("http://x/?u=javascript:x", ""),
)

HOSTS = (
    ("http://x.y/", "x.y"),
    ("HTTP://X.Y:80/p", "x.y"),
    ("ftp://x", "x"),
    ("https://u:p@x.y", "x.y"),
    ("http://[::1]:8/", "[::1]"),
    ("http://x.y?a@b", "x.y"),
    ("http://x.y#a@b", "x.y"),
    ("http://x.y\\@z/", "x.y"),
    ("http://evil@x@home/", "x@home"),
    ("//x.y/", ""),
    ("http:x.y", ""),
    ("http:\\\\x", ""),
    ("http:///x", ""),
    ("mailto:x@y", ""),
    (" http://x", ""),
    ("", ""),
)

IMPOSSIBLE = (
    ("http://a b/", True),
    ("http://a<b", True),
    ("http://a|b", True),
    ("http://a^b/", True),
    ("http://{a}", True),
    ("http://a`b", True),
    ("http://a\x7fb", True),
    (" irc://a b/", True),
    ("http://x.y/", False),
    ("http://é.fr", False),
    ("http://[::1]/", False),
    ("http://x/a b", False),
    ("http://u s@x/", False),
    ("http://x\n.y", False),
    ("http://x.y\\a b", False),
    ("mailto:a b", False),
    ("a b", False),
)

SCHEMES_OF = (
    ("http://x", "http"),
    (" \x1fHtTp:x", "http"),
    ("java\n\t\rscript:x", "javascript"),
    ("a+b-c.1:x", "a+b-c.1"),
    ("1a:x", ""),
    ("/a:x", ""),
    ("a", ""),
)

URLS = st.text(alphabet="ahtpfed:/?#&;03x5 8\t\\.@%", max_size=20) | st.lists(
    st.sampled_from(
        ["http", "feed", "javascript", ":", "://", "&#58;", "&colon;", "&#x3a", "\\0", " ", "/?", "%3a", "a", "0", "\n"]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(("url", "kept", "lost"), STRIPPED, ids=[repr(row[0]) for row in STRIPPED])
def test_strip_scheme(url: str, kept: str, lost: str) -> None:
    assert strip_scheme(url, SCHEMES) == (kept, lost)


@pytest.mark.parametrize(("url", "scheme"), REJECTED, ids=[repr(row[0]) for row in REJECTED])
def test_rejected_scheme(url: str, scheme: str) -> None:
    assert rejected_scheme(url, SCHEMES) == scheme


@pytest.mark.parametrize(("url", "host"), HOSTS, ids=[repr(row[0]) for row in HOSTS])
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host


VISITED = (
    ("https://a.b/c", "https://a.b/c", "a.b"),
    ("//a.b", "http://a.b", "a.b"),
    (r"\\a.b\c", r"http://a.b\c", "a.b"),
    (r"/\a.b", "http://a.b", "a.b"),
    ("https:a.b", "https://a.b", "a.b"),
    ("HTTP:/A.B:80", "HTTP://A.B:80", "a.b"),
    ("ftp:////a.b", "ftp://a.b", "a.b"),
    ("irc://a.b/c", "irc://a.b/c", "a.b"),
    (" ht\ntp://a\t.b ", "http://a.b", "a.b"),
    ("http://a%2Eb", "http://a%2Eb", "a.b"),
    ("http://u@v:w@a.b:1/x@y", "http://u@v:w@a.b:1/x@y", "a.b"),
    ("http://[::1]:80/", "http://[::1]:80/", "[::1]"),
    ("http://", "http://", ""),
    ("irc:a.b", "irc:a.b", ""),
    ("mailto:a@b.c", "mailto:a@b.c", ""),
    ("/a.b", "/a.b", ""),
    ("a.b", "a.b", ""),
    ("#//a.b", "#//a.b", ""),
    ("", "", ""),
)


@pytest.mark.parametrize(("url", "read", "host"), VISITED, ids=[repr(row[0]) for row in VISITED])
def test_visited(url: str, read: str, host: str) -> None:
    assert visited(url) == (read, host)


@pytest.mark.parametrize(("url", "impossible"), IMPOSSIBLE, ids=[repr(row[0]) for row in IMPOSSIBLE])
def test_has_impossible_host(url: str, impossible: bool) -> None:
    assert has_impossible_host(url) is impossible


@pytest.mark.parametrize(("url", "scheme"), SCHEMES_OF, ids=[repr(row[0]) for row in SCHEMES_OF])
def test_scheme_of(url: str, scheme: str) -> None:
    assert scheme_of(url) == scheme


def test_no_scheme_is_allowed_that_runs_something() -> None:
    assert SCHEMES.isdisjoint(SCRIPT_SCHEMES)


@given(URLS)
def test_what_kses_keeps_has_an_allowed_scheme_or_none(url: str) -> None:
    kept, _ = strip_scheme(url, SCHEMES)
    assert scheme_of(kept) in SCHEMES | {""}


@given(URLS)
def test_kses_keeps_what_it_kept(url: str) -> None:
    kept, _ = strip_scheme(url, SCHEMES)
    assert strip_scheme(kept, SCHEMES) == (kept, "")


@given(URLS)
def test_what_a_browser_may_keep_has_an_allowed_scheme_or_none(url: str) -> None:
    assert rejected_scheme(url, SCHEMES) or scheme_of(url) in SCHEMES | {""}


@given(URLS, st.sampled_from(["javascript", "data", "vbscript"]))
def test_no_script_is_ever_kept(url: str, scheme: str) -> None:
    assert rejected_scheme(f"{scheme}:{url}", SCHEMES) == scheme
    assert scheme_of(strip_scheme(f"{scheme}:{url}", SCHEMES)[0]) != scheme

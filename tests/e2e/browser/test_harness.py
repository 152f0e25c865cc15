"""What the harness sees: a row for each way in which a comment could do something."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from service.core.policy import Policy
from tests.e2e.browser.page import BATCH, Comment, Window

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

ALLOW = {"a": ("href", "title"), "b": ("title",), "q": ("cite",), "p": (), "pre": ()}

# Markup that a policy might have let through, and what is seen of it.
ROWS = (
    ("a script, served", "<script>alert(1)</script>", "script", "alert(1)"),
    ("an inline script, to the page's policy", "<script>1</script>", "script", "script-src-elem inline"),
    ("a handler of an element that fails", "<img src=x onerror=alert(1)>", "script", "alert(1)"),
    ("a handler that wants the mouse", "<b onmouseover=alert(1)>x</b>", "script", "alert(1)"),
    ("a handler that wants a key", "<b onkeydown=prompt(1)>x</b>", "script", "prompt(1)"),
    ("a handler that wants focus", "<a href=x onfocus=confirm(1)>x</a>", "script", "confirm(1)"),
    ("a handler that nothing calls by itself", "<b onanimationcancel=alert(1)>x</b>", "script", "alert(1)"),
    ("a script URL", "<a href='java\tscript:alert(1)'>x</a>", "script", "alert(1)"),
    ("a script URL of SVG", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>", "script", "alert(1)"),
    ("a script in a frame", "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "script", "alert(1)"),
    ("a request by a script", "<img src=x onerror=fetch('//x.test/')>", "script", "fetch(//x.test/)"),
    ("a cookie that is read", "<img src=x onerror=document.cookie>", "script", "document.cookie"),
    ("an image", "<img src=//x.test/y>", "request", "image http://x.test/y"),
    ("an image, to the page's policy", "<img src=//x.test/y>", "csp", "img-src"),
    ("an image of a style", "<b style='background:url(//x.test/y)'>x</b>", "request", "image http://x.test/y"),
    ("a style sheet", "<link rel=stylesheet href=//x.test/y>", "request", "stylesheet http://x.test/y"),
    ("a frame", "<iframe src=//x.test/y></iframe>", "navigation", "http://x.test/y"),
    ("a page that leads elsewhere", "<meta http-equiv=refresh content='0;url=//x.test/'>", "navigation", "x.test"),
    ("a form", "<form action=//x.test/><button>x</button></form>", "navigation", "submit http://x.test/"),
    ("a link of another scheme", "<a href=news:x>x</a>", "judge", "URL of news:"),
    ("a new base", "<base href=//x.test/>", "csp", "base-uri"),
    ("an element", "<u>x</u>", "judge", "element u"),
    ("an attribute", "<b lang=x>y</b>", "judge", "attribute lang on b"),
    ("a URL in cite", "<q cite=javascript:x>y</q>", "judge", "URL of javascript:"),
    ("a comment", "<!-- x -->", "judge", "a node of type 8"),
    ("an end tag too many", "</div></div><b>x</b>", "judge", "something left its place"),
    ("an end tag too few", "<textarea>x", "judge", "something left its place"),
    ("markup that noscript ends", "<b title='</noscript><img>'>x</b>", "judge", "element img"),
    ("text that is lost", "<table>x<tr>y</table>", "judge", "element table"),
    ("markup that changes when it is read again", "<pre>\n\nx</pre>", "judge", "another meaning"),
)


HARMLESS = '<b>x</b> <a href="//x.test/" rel="nofollow ugc" title="y">z</a> <q cite="http://x.test/">&lt;script&gt;</q>'


@pytest.fixture(scope="module")
def window(browser: Browser, policies: dict[str, Policy]) -> Iterator[Window]:
    """A window for comments that the policy rich is said to have let through."""
    with Window(browser, {"rich": replace(policies["rich"].markup, allow=ALLOW)}, scripting=True) as opened:
        yield opened


@pytest.mark.parametrize(("why", "markup", "kind", "detail"), ROWS, ids=[row[0] for row in ROWS])
def test_it_is_seen(why: str, markup: str, kind: str, detail: str, window: Window) -> None:
    events = window.events([Comment(markup, ("rich",))])
    assert any(event.kind == kind and detail in event.detail for event in events), events


def test_what_is_harmless_is_let_alone(window: Window) -> None:
    assert window.events([Comment(HARMLESS, ("rich",))]) == []


def test_of_many_on_one_page_the_one_is_named(window: Window) -> None:
    comments = [Comment(f"{number} {HARMLESS}", ("rich",)) for number in range(BATCH + 5)]
    comments[7] = Comment("<b onclick=alert(1)>x</b>", ("rich",))
    ((comment, events),) = window.show(comments)
    assert comment == comments[7]
    assert {event.kind for event in events} == {"script", "judge"}


def test_without_scripting_requests_and_markup_are_seen(browser: Browser, policies: dict[str, Policy]) -> None:
    with Window(browser, {"rich": policies["rich"].markup}, scripting=False) as window:
        assert window.events([Comment(HARMLESS, ("rich",))]) == []
        events = window.events([Comment("<noscript><img src=//x.test/y></noscript>", ("rich",))])
    assert {event.kind for event in events} == {"request", "judge"}

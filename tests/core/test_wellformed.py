"""The short way answers what the long way answers, or nothing."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import characters, wellformed
from service.core.policy import Policy
from service.core.report import Finding
from service.core.sanitizer import Sanitizer
from service.policies import load_policies, policy_directory

POLICIES: Mapping[str, Policy] = load_policies(policy_directory(""))
HOME = "blog.example.test"
PIECES = st.sampled_from(
    [
        "<b>", "</b>", "<i>", "</i>", "<blockquote>", "</blockquote>", "<p>", "</p>", "<pre>", "</pre>", "<br>", "<hr>",
        "<ul>", "<li>", "</li>", "</ul>", "<h3>", "</h3>", '<a href="http://x.example/?a=1&b=2">',
        '<a href="https://blog.example.test/p">', "</a>", "<a>", "<script>", "&", "&lt;", "&amp;", "&copy;", ";", ">",
        "<", "text", "\n", " ", "<!-- -->", '"', "'", "é", "\xa0", "\r\n",
    ]
)  # fmt: skip


def _short(sanitizer: Sanitizer, text: str) -> tuple[str | None, list[Finding]]:
    findings: list[Finding] = []
    return wellformed.spell(text, sanitizer._allowlist, home_host=HOME, findings=findings), findings


@pytest.fixture(scope="module", params=sorted(POLICIES))
def sanitizer(request: pytest.FixtureRequest) -> Sanitizer:
    return Sanitizer(POLICIES[request.param])


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("<b>bold</b> and <i>italic</i>", True),
        ('see <a href="http://x.example/a?b=1&c=2">this</a>', True),
        ("<code>a &lt; b</code>", True),
        ("<b>unclosed", False),
        ("<b><i>misnested</b></i>", False),
        ("<b>a</b> > b", False),
        ("<B>case</B>", False),
        ("<b>&copy;</b>", False),
        ("<b>x</b><script>", False),
        ("<!-- --><b>x</b>", False),
        ('<a href="javascript:x">x</a>', False),
    ],
)
def test_what_it_takes(text: str, taken: bool) -> None:
    assert (_short(Sanitizer(POLICIES["wordpress"]), text)[0] is not None) is taken


@given(pieces=st.lists(PIECES, max_size=14))
def test_both_ways_agree(sanitizer: Sanitizer, pieces: list[str]) -> None:
    text = characters.prepare("".join(pieces), [])[0]
    short, reported = _short(sanitizer, text)
    if short is None:
        assert reported == []
        return
    findings: list[Finding] = []
    stored, canonical = sanitizer._pass(text, HOME, findings, strict=False)
    assert (stored, canonical) == (short, short)
    assert findings == reported

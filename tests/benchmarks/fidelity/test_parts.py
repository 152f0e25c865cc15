"""The comments of the 13 tags are chosen by what was typed, as WordPress reads it."""

import pytest

from benchmarks.fidelity.cases import Case, recorded
from benchmarks.fidelity.parts import OF_THE_13_TAGS, has_s_tag
from benchmarks.fidelity.trees import tags


@pytest.mark.parametrize(
    ("typed", "has"),
    [
        pytest.param("<s>x</s>", True, id="s"),
        pytest.param("<S>x", True, id="upper case"),
        pytest.param("x</s>", True, id="an end tag alone"),
        pytest.param('</s foo="bar">', True, id="an end tag with an attribute"),
        pytest.param("<s/>x", True, id="a slash"),
        pytest.param("< s>x", True, id="a space before the name"),
        pytest.param("< /\n s>x", True, id="spaces around the slash"),
        pytest.param("<s class='x'>", True, id="an attribute"),
        pytest.param("<s&&s>", True, id="a name ends where it cannot go on"),
        pytest.param("<\x01s>", True, id="a control that is taken out first"),
        pytest.param('<b title="<s>">x</b>', True, id="a tag inside another: quotes are not looked at"),
        pytest.param("<!-- > <s> -->", True, id="a tag in a comment, where it is looked for too"),
        pytest.param("x", False, id="no tag"),
        pytest.param("<strong>x</strong>", False, id="strong"),
        pytest.param("<strike>x</strike><span>y</span>", False, id="strike and span"),
        pytest.param("<s-x>", False, id="a name with a hyphen"),
        pytest.param("<s1>", False, id="a name with a digit"),
        pytest.param("<s", False, id="never ends"),
        pytest.param("<s <b>x</b>", False, id="ends where another begins"),
        pytest.param("<\xa0s>", False, id="a space that is none to WordPress"),
        pytest.param("< b s>", False, id="an attribute named s"),
        pytest.param("&lt;s&gt;", False, id="references"),
    ],
)
def test_a_tag_named_s(typed: str, has: bool) -> None:
    assert has_s_tag(typed) is has


def test_it_is_where_wordpress_stored_one() -> None:
    """What is told from the comment as typed is what WordPress 6.1, which allows s, found in it."""

    def stored_one(case: Case) -> bool:
        return "s" in {name for _, name in tags(case.stored.content)}

    cases = list(recorded("wp61", lambda typed: typed))
    assert [case.typed.content for case in cases if stored_one(case) is OF_THE_13_TAGS.of(case)] == []
    assert sum(map(stored_one, cases)) == 17

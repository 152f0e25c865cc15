"""What goes out stays where it is put and says the same there, as html5lib reads it; and what would not is caught."""

import pytest

from service.core.characters import TRIMMED
from tests.core import samples
from tests.core.contexts import CONTEXTS, context_objections
from tests.core.engines import SHIPPED, clean, policy
from tests.core.judge import objections, text_of

EVERY = 12  # of the outputs; `make e2e-browser` looks at all


@pytest.mark.parametrize("name", SHIPPED)
def test_attacks_keep_their_place_in_every_context(name: str) -> None:
    outputs = sorted({clean(name, text).markup for text in samples.attacks()})[::EVERY]
    found = {out: objections for out in outputs if (objections := context_objections(out, policy(name).markup))}
    assert found == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_benign_texts_say_the_same_in_every_context(name: str) -> None:
    outputs = {clean(name, text).markup for text in samples.benign()}
    found = {out: objections for out in outputs if (objections := context_objections(out, policy(name).markup))}
    assert found == {}


# Of these we keep more than a browser shows: only what is written in full is a reference, only a whole tag is a tag.
KEPT = {
    "&notit;": "&notit; &unknown; &; &#; &#x; &#99999999; & alone &amp without semicolon &ampfoo",
    "@user": "@user mentioned #hashtag C# F# .NET node.js std::vector Map<String, List>",
    "{{": "{{ mustache }} ${template} <%= erb %> <?php echo 'x'; ?> <?xml version=\"1.0\"?>",
}


# Under these rules a browser's text is the text; what is lost under kses, WordPress loses.
@pytest.mark.parametrize("name", ["friendly", "rich", "plain"])
@pytest.mark.parametrize("text", samples.benign())
def test_benign_texts_keep_their_text_exactly(name: str, text: str) -> None:
    shown = KEPT.get(text.split(maxsplit=1)[0], text_of(text))
    assert text_of(clean(name, text).markup).strip(TRIMMED) == shown.strip(TRIMMED)


CONTROLS = (
    ("</div><b>x</b>", "in div: leaves its place: ['b'"),
    ("</div></div><b>x</b>", "in div: leaves its place: ['b'"),
    ("<b>x", "in div: leaves its place: ['b'"),
    ("</td><td>x", "in td: element td"),
    ("<table><tr>x</table>", "in div: element table"),
    ("<img>", "in div: element img"),
    ("<b onclick=x>y</b>", "in td: attribute onclick on b"),
    ('<q cite="java\tscript:x">y</q>', "in noscript without scripting: scheme javascript"),
    ("<!-- x -->", "in p: a comment"),
    ("<b></noscript><i>x</i></b>", "in noscript: element i in raw text"),
    ('<b title="</noscript><i>">x</b>', "in noscript: element i in raw text"),
    ("<svg><p>x</svg>", "in div: element svg"),
    ("</p>x", "in div: element p"),
    ("<input>x", "in select: element input"),
    ("a\x00b", "in svg: another text"),
    ("<textarea>x", "in div: leaves its place"),
)


@pytest.mark.parametrize(("out", "objection"), CONTROLS, ids=[row[0] for row in CONTROLS])
def test_what_would_leave_its_place_is_caught(out: str, objection: str) -> None:
    found = context_objections(out, policy("wordpress").markup)
    assert any(told.startswith(objection) for told in found), found


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_context_can_object(context: str) -> None:
    raw = '<b title="</noscript><img src=x onerror=alert(1)>">x</b><img src=x onerror=alert(1)></select><img>'
    assert any(told.startswith(f"in {context}: ") for told in context_objections(raw, policy("rich").markup))


def test_what_an_older_standard_ends_otherwise_is_no_mistake() -> None:
    """Found by a search: html5lib objects to more than three elements of one kind, one of which has an attribute."""
    markup = policy("everything").markup
    assert objections("<em title><em><em><em><em></em></em></em></em></em>", markup) == []
    assert "left open: ['em']" in objections("<em title><em><em><em><em></em></em></em></em>", markup)
    assert "</b> closes nothing that is open" in objections("<em title><b><em></b></em></em>", markup)

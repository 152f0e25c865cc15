"""The line of allowed tags."""

import pytest

from service.core.allowed_tags import allowed_tags
from service.core.policy import Markup, Rules


@pytest.mark.parametrize(
    ("allow", "unlisted", "line"),
    [
        pytest.param({}, set(), "", id="nothing"),
        pytest.param({"b": ()}, set(), "<b>", id="no attributes"),
        pytest.param(
            {"q": ("cite",), "a": ("title", "href")}, set(), '<q cite=""> <a title="" href="">', id="the order"
        ),
        pytest.param({"b": ("data-*", "data-x")}, set(), '<b data-*="" data-x="">', id="data, as WordPress prints it"),
        pytest.param({"b": (), "span": ("class",), "i": ()}, {"span"}, "<b> <i>", id="unlisted in the middle"),
        pytest.param({"b": (), "span": ()}, {"span"}, "<b>", id="unlisted at the end"),
        pytest.param({"span": ()}, {"span"}, "", id="only unlisted"),
    ],
)
def test_allowed_tags(allow: dict[str, tuple[str, ...]], unlisted: set[str], line: str) -> None:
    assert allowed_tags(Markup(Rules.KSES, allow, unlisted=frozenset(unlisted))) == line

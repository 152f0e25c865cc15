"""What WordPress' form would not take uses up nothing: the limits are for what was posted."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service.core.pipeline import Pipeline
from service.limiter.limiter import Limiter
from service.limiter.memory import MemoryStorage
from service.services import Services
from tests.web.asgi import Client, Reply

# Comments that the form does not take; each becomes one that it takes when these fields are put right.
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "no name": ({"author_name": ""}, "require_name_email"),
    "a name of tags": ({"author_name": "<b></b>"}, "require_name_email"),
    "no e-mail": ({"author_email": ""}, "require_name_email"),
    "no e-mail address": ({"author_email": "ada@example"}, "require_valid_email"),
    "no text": ({"content": ""}, "require_valid_comment"),
    "a text of blanks": ({"content": " \n\t"}, "require_valid_comment"),
    "a name too long": ({"author_name": "é" * 123}, "comment_author_column_length"),
    "a name too long to be read": ({"author_name": "Ada" + "<i>" * 1_500}, "comment_author_column_length"),
    "an e-mail too long": ({"author_email": f"{'a' * 90}@example.org"}, "comment_author_email_column_length"),
    "a page too long": (
        {"author_url": f"https://ada.example.org/{'p' * 200}"}, "comment_author_url_column_length",
    ),
    "a text too long": ({"content": "é" * 32_763}, "comment_content_column_length"),
}  # fmt: skip
WRONG = pytest.mark.parametrize(("wrong", "code"), REFUSED.values(), ids=REFUSED)


def visitor(number: int) -> dict[str, Any]:
    """A comment by somebody of whom no other test has heard, with whose own words a duplicate would be found."""
    return {
        "content": "Great article about trains",
        "author_name": "Ada",
        "author_email": f"ada{number}@example.org",
        "author_url": "https://ada.example.org/",
        "author_ip": f"203.0.113.{number}",
        "author_user_agent": "Mozilla/5.0",
        "post": number,
    }


Rows = Callable[[], dict[str, Any]]


@pytest.fixture(scope="module")
def newcomer() -> Rows:
    numbers = iter(range(1, 255))
    return lambda: visitor(next(numbers))


@pytest.fixture(scope="module")
def limited(client_with: Callable[..., Client]) -> Client:
    return client_with(LIMITS="on")


@pytest.fixture(scope="module")
def shadowed(client_with: Callable[..., Client]) -> Client:
    return client_with(LIMITS="shadow")


def error(reply: Reply) -> str:
    """The code of the form's complaint, "" where there is none; what was refused fails."""
    assert reply.status == 200
    code: str = reply.json().get("error", {"code": ""})["code"]
    return code


def behaviour(reply: Reply) -> list[str]:
    """What limits in shadow have to say."""
    return [flag["id"] for flag in reply.json()["flags"] if flag["id"].startswith("behaviour.")]


def is_asked(reply: Reply) -> bool:
    return "ratelimit" in reply.headers


@WRONG
def test_what_was_put_right_passes_at_once(limited: Client, newcomer: Rows, wrong: dict[str, str], code: str) -> None:
    comment = newcomer()

    refused = [limited.comment({**comment, **wrong}) for _ in range(2)]
    mended, again = (limited.comment(comment) for _ in range(2))

    assert [(error(reply), is_asked(reply)) for reply in refused] == [(code, False)] * 2
    assert (error(mended), is_asked(mended)) == ("", True)
    assert again.status == 409, "the control: it was counted"


@WRONG
def test_where_a_limit_is_reached_too_the_form_has_the_first_word(
    limited: Client, newcomer: Rows, wrong: dict[str, str], code: str
) -> None:
    comment = newcomer()
    posted = limited.comment(comment)
    preview = json.dumps({**comment, **wrong}).encode()

    refused = limited.comment({**comment, **wrong})
    previewed = limited.ask("POST", "/v1/preview", preview, headers={"content-type": "application/json"})
    other = limited.comment({**comment, "content": "Another text"})

    assert (error(posted), error(refused), error(previewed)) == ("", code, code)
    assert other.status == 429, "the control: the limit was reached"


@WRONG
def test_limits_in_shadow_have_nothing_to_say_of_it(
    shadowed: Client, newcomer: Rows, wrong: dict[str, str], code: str
) -> None:
    comment = newcomer()

    refused, mended, late, again = (
        shadowed.comment(body) for body in ({**comment, **wrong}, comment, {**comment, **wrong}, comment)
    )

    assert (error(refused), error(mended), error(late)) == (code, "", code)
    assert (behaviour(refused), behaviour(mended), behaviour(late)) == ([], [], [])
    assert behaviour(again) == ["behaviour.duplicate"], "the control: it was counted"


COUNTED: dict[str, dict[str, Any]] = {
    "a pingback without a name": {"type": "pingback", "author_name": "", "author_email": ""},
    "a trackback without a text": {"type": "trackback", "content": ""},
    "a pingback that nobody reads to its end": {"type": "pingback", "author_url": f"https://a.example/{'p' * 5_000}"},
    "a text alone": {"author_name": "", "author_email": "", "author_url": "", "author_user_agent": ""},
    "a text of which nothing is kept": {"content": "<script></script>"},
}


@pytest.mark.parametrize("fields", COUNTED.values(), ids=COUNTED)
def test_what_is_not_the_form_s_to_refuse_is_counted(limited: Client, newcomer: Rows, fields: dict[str, Any]) -> None:
    comment = {**newcomer(), **fields}

    first, second = (limited.comment(comment) for _ in range(2))

    assert (first.status, is_asked(first)) == (200, True)
    assert second.status in {409, 429}


def test_where_name_and_e_mail_are_not_asked_for_it_is_counted_without(
    services: Services, client_of: Callable[[Services], Client], newcomer: Rows
) -> None:
    shipped = services.policies["wordpress"]
    policy = replace(shipped, moderation=replace(shipped.moderation, require_name_email=False))
    client = client_of(
        replace(
            services,
            policies={**services.policies, "wordpress": policy},
            pipelines={**services.pipelines, "wordpress": Pipeline(policy)},
            limiter=Limiter(MemoryStorage(clock=lambda: 0), secret=b"secret"),
        )
    )
    comment = {**newcomer(), "author_name": "", "author_email": "none"}

    empty, first, second = (client.comment(body) for body in ({**comment, "content": ""}, comment, comment))

    assert (error(empty), error(first)) == ("require_valid_comment", "")
    assert (is_asked(empty), is_asked(first), second.status) == (False, True, 409)


def test_the_policy_that_answers_decides_and_no_other(limited: Client, newcomer: Rows) -> None:
    comment = {**newcomer(), "author_email": "", "also": ["plain"]}

    assert [error(limited.comment({**comment, "policy": "friendly"})) for _ in range(2)] == ["require_name_email"] * 2

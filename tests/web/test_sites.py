"""Sites as a client sees them: keys, policies, homes, limits, and whose word on addresses counts."""

import json
from collections.abc import Callable

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.sites.key import hash_of, new_key
from tests.web.asgi import Client, Reply

BLOG, BLOG_NEXT, SHOP = new_key(), new_key(), new_key()
SITES = f"""
[sites.blog]
keys = ["{hash_of(BLOG)}", "{hash_of(BLOG_NEXT)}"]
home = ["blog.example.org"]
policy = "friendly"
policies = ["plain"]
[sites.blog.limits]
ip = ["1/15s"]
email = []
duplicate = []
[sites.shop]
keys = ["{hash_of(SHOP)}"]
[sites.shop.limits]
ip = ["1/15s"]
email = []
"""
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("sites") / "sites.toml"
    path.write_text(SITES)
    return str(path)


@pytest.fixture(scope="module")
def client(client_with: Callable[..., Client], file: str) -> Client:
    return client_with(SITES=file, LIMITS="off")


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def post(client: Client, key: str, body: dict[str, object], *, peer: str = "192.0.2.1", **headers: str) -> Reply:
    given = JSON | bearer(key) | {name.replace("_", "-"): text for name, text in headers.items()}
    return client.ask("POST", "/v1/sanitize", json.dumps(body).encode(), headers=given, peer=peer)


KEYED = [
    ("POST", "/v1/sanitize"),
    ("POST", "/v1/preview"),
    ("GET", "/v1/policies"),
    ("HEAD", "/v1/policies"),
    ("GET", "/v1/policies/plain"),
    ("GET", "/v1/flags"),
]
OPEN = [("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/openapi.json"), ("OPTIONS", "/v1/sanitize")]

MISSING, WRONG = "There is no key.", "The key is no site's."
REFUSED: dict[str, dict[str, str]] = {
    "no key": {},
    "an unknown key": bearer(new_key()),
    "an empty key": bearer(""),
    "a key without a scheme": {"authorization": BLOG},
    "a key under another scheme": {"authorization": f"Basic {BLOG}"},
    "a hash": bearer(str(hash_of(BLOG))),
    "a key and more": bearer(f"{BLOG}, {BLOG}"),
    "letters that are none": bearer("cs_\xe9\xff"),
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize(("method", "path"), KEYED)
def test_without_a_sites_key_nothing_is_done(client: Client, method: str, path: str, headers: dict[str, str]) -> None:
    reply = client.ask(method, path, b"{}", headers={**JSON, **headers, "x-request-id": "row-1"})

    assert reply.status == 401
    assert reply.headers["content-type"] == "application/problem+json"
    wrong = headers.get("authorization", "").startswith("Bearer")
    error = ', error="invalid_token"' if wrong else ""
    assert reply.headers["www-authenticate"] == f'Bearer realm="comment-sanitizer"{error}'
    if method != "HEAD":
        assert reply.json() == {
            "type": "/problems/key-refused",
            "title": "A site's key is needed",
            "status": 401,
            "detail": f"{WRONG if wrong else MISSING} Send the site's key as Authorization: Bearer KEY.",
            "request_id": "row-1",
        }


@pytest.mark.parametrize(("method", "path"), KEYED)
@pytest.mark.parametrize("key", [BLOG, BLOG_NEXT], ids=["the key", "the key that follows"])
def test_a_sites_key_opens(client: Client, method: str, path: str, key: str) -> None:
    assert client.ask(method, path, b'{"content": "x"}', headers=JSON | bearer(key)).status == 200


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_a_schemes_case_does_not_matter(client: Client, scheme: str) -> None:
    assert client.ask("GET", "/v1/flags", headers={"authorization": f"{scheme}  {BLOG}"}).status == 200


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_what_says_nothing_of_sites_is_open(client: Client, method: str, path: str) -> None:
    assert client.ask(method, path).status in {200, 204}


@pytest.mark.parametrize("key", [BLOG, new_key(), "cs_00000000_planted"], ids=["ours", "unknown", "no key"])
def test_no_answer_repeats_a_key(client: Client, key: str) -> None:
    bodies = [b'{"content": "x"}', b'{"nope": 1}', b"not JSON"]
    replies = [client.ask("POST", "/v1/sanitize", body, headers=JSON | bearer(key)) for body in bodies]
    misplaced: list[dict[str, object]] = [
        {key: "x"},
        {f"Bearer {key}": "x", f"{'x' * 90}{key}": "y"},
        {"policy": key, "also": [key, f"Bearer {key}"]},
        {"author_ip": key, "home_url": key, "type": key * 3, "post": key * 99, "form_seconds": key},
    ]
    replies += [post(client, BLOG, {"content": "x", **fields}, X_Request_ID=key) for fields in misplaced]
    paths = ("/v1/policies", "/readyz", "/openapi.json", "/metrics", f"/{key}", f"/v1/policies/{key}?key={key}")
    replies += [client.ask("GET", path, headers=bearer(key)) for path in paths]
    replies += [client.ask("GET", f"/v1/policies/{key}", headers=bearer(BLOG))]
    for reply in replies:
        everything = reply.body.decode() + str(reply.headers)
        assert key not in everything
        assert key[12:] not in everything
        assert str(hash_of(key)) not in everything
    assert {reply.status for reply in replies} <= {200, 401, 404, 422}


@pytest.mark.parametrize("headers", [{}, bearer(BLOG)], ids=["without a key", "with one"])
@pytest.mark.parametrize(
    ("method", "path", "status"), [("PUT", "/v1/sanitize", 405), ("GET", "/v1/nope", 404)], ids=["method", "path"]
)
def test_what_there_is_not_asks_for_no_key(
    client: Client, method: str, path: str, status: int, headers: dict[str, str]
) -> None:
    assert client.ask(method, path, headers=headers).status == status


def test_a_body_is_not_read_before_the_key(client: Client) -> None:
    reply = client.ask("POST", "/v1/sanitize", b"x" * 10, headers={**JSON, "content-length": "99999999999"})
    assert (reply.status, reply.headers["connection"]) == (401, "close")


def test_a_request_names_only_policies_of_its_site(client: Client) -> None:
    assert post(client, BLOG, {"content": "x"}).json()["policy"]["name"] == "friendly"
    assert post(client, BLOG, {"content": "x", "policy": "plain"}).json()["policy"]["name"] == "plain"
    assert post(client, BLOG, {"content": "x", "policy": "friendly"}).json()["policy"]["name"] == "friendly"
    assert post(client, SHOP, {"content": "x"}).json()["policy"]["name"] == "wordpress"

    refused = post(client, BLOG, {"content": "x", "policy": "wordpress", "also": ["rich"]})
    assert refused.status == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/policy", "/also/0"]


def test_a_site_sees_its_own_policies(client: Client) -> None:
    listed = client.ask("GET", "/v1/policies", headers=bearer(BLOG)).json()
    assert (listed["default"], [one["name"] for one in listed["policies"]]) == ("friendly", ["friendly", "plain"])
    shown = client.ask("GET", "/v1/policies/friendly", headers=bearer(BLOG)).json()
    assert (shown["limits"]["ip"], shown["limits"]["email"]) == ([{"count": 1, "seconds": 15}], [])
    assert client.ask("GET", "/v1/policies/wordpress", headers=bearer(BLOG)).status == 404


def test_the_sites_home_wins(client: Client) -> None:
    link = '<a href="https://{}/">x</a>'
    content = link.format("blog.example.org") + link.format("evil.example")
    marked = post(client, BLOG, {"content": content, "home_url": "https://evil.example/"}).json()["content"]["raw"]
    inner, outer = marked.split("</a>")[:2]
    assert "nofollow" not in inner
    assert "nofollow" in outer


def test_sites_are_counted_apart(client_with: Callable[..., Client], file: str) -> None:
    client = client_with(SITES=file, LIMITS="on")
    comment: dict[str, object] = {"content": "x", "author_ip": "203.0.113.9"}

    statuses = [post(client, key, comment).status for key in (BLOG, BLOG_NEXT, SHOP, SHOP)]

    assert statuses == [200, 429, 200, 429]


SCRAPES: dict[str, tuple[str | None, dict[str, str], int]] = {
    "a process here": ("127.0.0.1", {}, 200),
    "a process here, over a Unix socket": (None, {}, 200),
    "a stranger": ("192.0.2.1", {}, 401),
    "a stranger with a key": ("192.0.2.1", bearer(SHOP), 200),
    "a stranger with a wrong key": ("192.0.2.1", bearer(new_key()), 401),
    "a proxy here": ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 401),
    "a proxy here that is said to speak for nobody else": ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 401),
    "a proxy here that tells of the scheme alone": ("127.0.0.1", {"x-forwarded-proto": "https"}, 401),
    "a content network's proxy here": ("127.0.0.1", {"cf-connecting-ip": "192.0.2.1"}, 401),
    "a stranger who says to be here": ("192.0.2.1", {"x-forwarded-for": "127.0.0.1"}, 401),
}


@pytest.mark.parametrize(("peer", "headers", "status"), SCRAPES.values(), ids=SCRAPES)
def test_metrics_are_for_this_machine_or_a_site(
    client: Client, peer: str | None, headers: dict[str, str], status: int
) -> None:
    assert client.ask("GET", "/metrics", headers=headers, peer=peer).status == status


# -- whose word counts -------------------------------------------------------------------------------------------------

# title: (peer, author_ip, X-Forwarded-For) of two comments, and whether they come from one visitor
WORDS = {
    "a site's word": (("192.0.2.1", "203.0.113.1", ""), ("192.0.2.1", "203.0.113.2", ""), False),
    "a site's word on one visitor": (("192.0.2.1", "203.0.113.1", ""), ("192.0.2.2", "203.0.113.1", ""), True),
    "a site that says nothing": (("192.0.2.1", "", ""), ("192.0.2.1", "", ""), True),
    "a site that says nothing, behind a proxy": (
        ("10.0.0.1", "", "203.0.113.1"), ("10.0.0.1", "", "203.0.113.2"), False,
    ),
    "a header of a stranger": (("192.0.2.1", "", "203.0.113.1"), ("192.0.2.1", "", "203.0.113.2"), True),
}  # fmt: skip
Said = tuple[str, str, str]


@pytest.mark.parametrize(("first", "second", "one"), WORDS.values(), ids=WORDS)
def test_a_sites_word_on_addresses_counts(
    client_with: Callable[..., Client], file: str, first: Said, second: Said, one: bool
) -> None:
    client = client_with(SITES=file, LIMITS="on", TRUSTED_PROXIES="10.0.0.0/8")
    statuses = [
        post(client, BLOG, _body(said), peer=said[0], x_forwarded_for=said[2]).status for said in (first, second)
    ]
    assert statuses == [200, 429 if one else 200]


WITHOUT_SITES = {
    "this machine's word": (("127.0.0.1", "203.0.113.1", ""), ("127.0.0.1", "203.0.113.2", ""), False),
    "a proxy here that nobody named": (
        ("127.0.0.1", "203.0.113.1", "198.51.100.1"), ("127.0.0.1", "203.0.113.2", "198.51.100.2"), True,
    ),
    "a stranger through a trusted proxy": (
        ("10.0.0.1", "203.0.113.1", "198.51.100.1"), ("10.0.0.1", "203.0.113.2", "198.51.100.1"), True,
    ),
    "two strangers through a trusted proxy": (
        ("10.0.0.1", "203.0.113.1", "198.51.100.1"), ("10.0.0.1", "203.0.113.1", "198.51.100.2"), False,
    ),
    "a stranger who says where they are": (
        ("10.0.0.1", "203.0.113.1", "127.0.0.1, 198.51.100.1"),
        ("10.0.0.1", "203.0.113.2", "127.0.0.1, 198.51.100.1"),
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "one"), WITHOUT_SITES.values(), ids=WITHOUT_SITES)
def test_without_sites_only_this_machines_word_counts(
    client_with: Callable[..., Client], first: Said, second: Said, one: bool
) -> None:
    client = client_with(LIMITS="on", TRUSTED_PROXIES="10.0.0.0/8")
    statuses = []
    for said in (first, second):
        headers = JSON | ({"x-forwarded-for": said[2]} if said[2] else {})
        body = json.dumps(_body(said)).encode()
        statuses.append(client.ask("POST", "/v1/sanitize", body, headers=headers, peer=said[0]).status)
    assert statuses == [200, 429 if one else 200]


def _body(said: Said) -> dict[str, object]:
    return {"content": "x", **({"author_ip": said[1]} if said[1] else {})}


# -- description -------------------------------------------------------------------------------------------------------


def test_the_description_says_that_a_key_is_needed(client: Client) -> None:
    document = client.ask("GET", "/openapi.json").json()

    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document["components"]["securitySchemes"] == {"siteKey": {"type": "http", "scheme": "bearer"}}
    sanitize = document["paths"]["/v1/sanitize"]["post"]
    assert sanitize["security"] == [{"siteKey": []}]
    assert "WWW-Authenticate" in sanitize["responses"]["401"]["headers"]
    assert "security" not in document["paths"]["/healthz"]["get"]


def test_without_sites_it_does_not(client_with: Callable[..., Client]) -> None:
    document = client_with(LIMITS="off").ask("GET", "/openapi.json").json()
    assert "401" not in json.dumps(document["paths"])
    assert "securitySchemes" not in document["components"]

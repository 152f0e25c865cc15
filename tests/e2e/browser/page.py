"""Pages full of comments: served, inserted and poked; and everything that happens meanwhile."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, NamedTuple, Self

import psutil
from playwright.sync_api import Browser, BrowserContext, Error, Request, Route

from service.core.policy import Markup

CONTEXTS = ("div", "td", "p", "svg", "math", "select", "noscript")
ORIGIN = "http://comments.test"
BATCH = 40  # comments of one page; when something happens there, each gets a page of its own
_AROUND = {"td": ("<table><tr><td>", "</td></tr></table>")}
_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    # Of the page's own there is only the icon, which the browser asks for by itself.
    "content-security-policy-report-only": (
        f"default-src 'none'; img-src {ORIGIN}/icon; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
_HERE = Path(__file__).parent
_JUDGE = (_HERE / "judge.js").read_text(encoding="utf-8")
_HOOKS = (_HERE / "hooks.js").read_text(encoding="utf-8")
_PATIENCE = 4_000  # milliseconds for a page; some raw vectors never let go
_LONGEST = 20.0  # seconds for the judge and the poking; a page of cleaned comments takes one


class Event(NamedTuple):
    """Something that happened: what kind of thing, and which."""

    kind: str
    detail: str


class Comment(NamedTuple):
    """Markup to be shown, and the policies that let it through; raw markup has none and is not judged."""

    markup: str
    policies: tuple[str, ...] = ()


class Window:
    """A window of the browser that shows comments and tells what they do; scripting says whether scripts may run."""

    def __init__(self, browser: Browser, policies: Mapping[str, Markup], *, scripting: bool, wait: int = 30) -> None:
        """Take the milliseconds that a page is left alone after it was poked."""
        self._policies = {name: _plain(markup) for name, markup in policies.items()}
        self._scripting = scripting
        self._wait = wait
        self._pages: dict[str, str] = {}
        self._events: list[Event] = []
        self._served = 0
        self._context = self._open(browser)
        self._page = self._context.new_page()
        self.elements = 0  # that were poked

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.close()

    def show(self, comments: Sequence[Comment]) -> Iterator[tuple[Comment, list[Event]]]:
        """Give out each comment with which something is wrong, and what: many share a page until something happens."""
        for start in range(0, len(comments), BATCH):
            batch = comments[start : start + BATCH]
            if not self.events(batch):
                continue
            alone = [(comment, events) for comment in batch if (events := self.events([comment]))]
            yield from alone or [(batch[0], [Event("together", "only on one page with others")])]

    def events(self, comments: Sequence[Comment]) -> list[Event]:
        """Return what happens on one page with these comments."""
        self._close_others()
        events = self._events = []
        ids = {f"v{number}": comment._replace(markup=_sent(comment.markup)) for number, comment in enumerate(comments)}
        url = self._serve("".join(self._document(ids)))
        try:
            self._page.goto(url, wait_until="domcontentloaded", timeout=_PATIENCE)
            with _deadline():
                report = self._page.evaluate(_JUDGE, self._job(ids))
        except Error as error:  # the page went away under our hands, or hangs
            events.append(Event("navigation", error.message.partition("\n")[0]))
            self._page = self._context.new_page()
            self._close_others()
            return events
        self.elements += report["elements"]
        return events + [Event("judge", what) for _, what in report["found"]]

    def _document(self, ids: Mapping[str, Comment]) -> Iterator[str]:
        yield "<!doctype html><meta charset=utf-8><title>Comments</title><link rel=icon href=/icon><body>"
        for id_, comment in ids.items():
            for name in CONTEXTS:
                before, after = _AROUND.get(name, (f"<{name}>", f"</{name}>"))
                box = f'<div data-vector={id_} data-context="{name} as served">'
                yield f"{box}{before}{comment.markup}{after}</div><i data-after={id_}></i>"

    def _job(self, ids: Mapping[str, Comment]) -> dict[str, Any]:
        return {
            "fragments": {id_: [comment.markup, list(comment.policies)] for id_, comment in ids.items()},
            "policies": self._policies,
            "contexts": list(CONTEXTS),
            "shape": [part for id_ in ids for _ in CONTEXTS for part in (id_, f"/{id_}")],
            "judge": all(comment.policies for comment in ids.values()),
            "scripting": self._scripting,
            "wait": self._wait,
        }

    def _serve(self, document: str) -> str:
        self._served += 1
        url = f"{ORIGIN}/{self._served}"
        self._pages = {url: document}
        return url

    def _open(self, browser: Browser) -> BrowserContext:
        context = browser.new_context(java_script_enabled=self._scripting, accept_downloads=False)
        context.route("**/*", self._answer)
        context.on(
            "page", lambda page: self._events.append(Event("navigation", "a new window")) if self._served else None
        )
        if self._scripting:
            links = sorted({f"{scheme}:" for markup in self._policies.values() for scheme in markup["schemes"]})
            context.expose_binding("tell", lambda _, kind, detail: self._events.append(Event(kind, detail)))
            context.add_init_script(f"const LINKS = {json.dumps(links or ['http:', 'https:'])};\n{_HOOKS}")
        return context

    def _answer(self, route: Route, request: Request) -> None:
        if request.url in self._pages and request.is_navigation_request():
            route.fulfill(body=self._pages[request.url], headers=_HEADERS)
            return
        if request.url == f"{ORIGIN}/icon":
            route.fulfill(status=404)
            return
        kind = "navigation" if request.is_navigation_request() else "request"
        self._events.append(Event(kind, f"{request.resource_type} {request.url}"))
        route.abort()

    def _close_others(self) -> None:
        for page in self._context.pages:
            if page is not self._page:
                page.close()


@contextmanager
def _deadline() -> Iterator[None]:
    """Take away the page that works on, and never answers, under what runs meanwhile; that is an Error there."""
    timer = Timer(_LONGEST, _end_renderers)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end_renderers() -> None:
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "--type=renderer" in process.cmdline():
                process.kill()


def _sent(markup: str) -> str:
    """Return markup as it arrives: no lone surrogate can be sent."""
    return markup.encode(errors="replace").decode()


def _plain(markup: Markup) -> dict[str, Any]:
    """Return what the judge in the page has to know of a policy."""
    allow = {element: list(names) for element, names in markup.allow.items()}
    if markup.rel and "a" in allow:
        allow["a"].append("rel")
    return {"allow": allow, "schemes": list(markup.schemes)}

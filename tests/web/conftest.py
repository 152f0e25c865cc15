"""The application, in process, with the settings or the services of a test."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from service.app import assemble, create_app
from service.services import Services, build_services
from service.settings import load_settings
from tests.web.asgi import Client

_MOST_BODY = 512 * 1024


@pytest.fixture(scope="session")
def services() -> Services:
    """What the service builds from its defaults, without limits."""
    return build_services(load_settings({"COMMENT_SANITIZER_LIMITS": "off"}))


@pytest.fixture(scope="module")
def client_of() -> Iterator[Callable[[Services], Client]]:
    """Make a client of given services."""
    with asyncio.Runner() as runner:
        yield lambda services: Client(assemble(services, most_body=_MOST_BODY), runner)


@pytest.fixture(scope="module")
def client_with() -> Iterator[Callable[..., Client]]:
    """Make a client of a new service with settings, such as client_with(LIMITS="on")."""
    with asyncio.Runner() as runner:

        def make(**settings: str) -> Client:
            environ = {f"COMMENT_SANITIZER_{name}": text for name, text in settings.items()}
            return Client(create_app(load_settings(environ)), runner)

        yield make


@pytest.fixture(scope="module")
def client(client_with: Callable[..., Client]) -> Client:
    """A client of a service that does not limit."""
    return client_with(LIMITS="off")

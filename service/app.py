"""The application: the services behind their routes, in the envelope, and what is done beside the requests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from service.metrics.metrics import Metrics
from service.policies import policy_directory
from service.services import Services, begin_with, build_services, reread
from service.settings import Settings
from service.upkeep.files import WatchedFiles
from service.upkeep.pulse import Pulse, Task
from service.upkeep.reload import Reload
from service.web.direct import Direct
from service.web.envelope import Envelope
from service.web.resource import nowhere
from service.web.routes import MOST_AT_ONCE, build_operations, build_routes
from service.web.watch import Watch


def create_app(settings: Settings, *, metrics: Metrics | None = None) -> Starlette:
    """Return the service as an ASGI application; ConfigurationError when settings or policy files cannot work.

    `state.reload` has policies and sites read anew, `state.condition` tells readiness that the process is to stop,
    and `state.metrics` counts.
    """
    more = [Path(settings.sites)] if settings.sites else []
    files = WatchedFiles(Path(str(policy_directory(settings.policy_dir))), more=more)
    before = files.fingerprint()
    services = build_services(settings, metrics=metrics)

    build = partial(_enveloped, most_body=settings.max_body, most_at_once=settings.max_concurrency)

    def take(new: Services) -> None:
        app.middleware_stack = build(new)
        begin_with(new)

    reload = Reload(
        read=lambda: reread(services, settings),
        take=take,
        fingerprint=files.fingerprint,
        before=before,
        metrics=services.metrics,
        condition=services.condition,
    )
    app = assemble(services, most_body=settings.max_body, most_at_once=settings.max_concurrency, beside=(reload.look,))
    app.state.reload = reload
    app.state.condition = services.condition
    app.state.metrics = services.metrics
    return app


def assemble(
    services: Services, *, most_body: int, most_at_once: int = MOST_AT_ONCE, beside: tuple[Task, ...] = ()
) -> Starlette:
    """Return the application around services that are built; a body may have `most_body` bytes.

    `beside` is done twice a second, with what the services need done.
    """

    async def tell() -> None:
        services.metrics.put(services.condition.draining, "draining")
        services.metrics.refresh()
        services.request_log.tell()

    pulse = Pulse((tell, *beside))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await services.limiter.state()  # connects, so that the first comment need not wait for it; a failure is logged
        async with pulse.beating():
            yield
        await services.limiter.close()
        services.request_log.tell()
        services.metrics.refresh()

    app = Starlette(lifespan=lifespan)
    app.router.routes.extend(_routes(services, most_body=most_body, most_at_once=most_at_once))
    app.router.redirect_slashes = False  # it would send clients to whatever the Host header says
    app.router.default = nowhere
    # The envelope takes the place of Starlette's two error middlewares: it answers what they would, in our form.
    app.middleware_stack = _around(app.router, services, most_body=most_body)
    return app


def _enveloped(services: Services, *, most_body: int, most_at_once: int) -> ASGIApp:
    """Return all that answers requests anew, around services that are others than before."""
    routes = _routes(services, most_body=most_body, most_at_once=most_at_once)
    router = Router(routes, redirect_slashes=False, default=nowhere)
    del router.middleware_stack, router.lifespan_context  # by which it holds itself, and all these services
    return _around(router, services, most_body=most_body)


def _routes(services: Services, *, most_body: int, most_at_once: int) -> list[Route]:
    return build_routes(build_operations(services, most_body=most_body, most_at_once=most_at_once), services)


def _around(router: Router, services: Services, *, most_body: int) -> ASGIApp:
    return Envelope(Direct(router), most_body=most_body, watch=Watch(services.metrics, services.request_log))

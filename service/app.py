"""The application: the services behind their routes, in the envelope."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from service.services import Services, build_services
from service.settings import Settings
from service.web.direct import Direct
from service.web.middleware import Envelope
from service.web.resource import nowhere
from service.web.routes import MOST_AT_ONCE, build_operations, build_routes


def create_app(settings: Settings) -> Starlette:
    """Return the service as an ASGI application; ConfigurationError when settings or policy files cannot work."""
    services = build_services(settings)
    return assemble(services, most_body=settings.max_body, most_at_once=settings.max_concurrency)


def assemble(services: Services, *, most_body: int, most_at_once: int = MOST_AT_ONCE) -> Starlette:
    """Return the application around services that are built; a body may have `most_body` bytes."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await services.limiter.state()  # connects, so that the first comment need not wait for it; a failure is logged
        yield
        await services.limiter.close()

    operations = build_operations(services, most_body=most_body, most_at_once=most_at_once)
    app = Starlette(routes=build_routes(operations, services), lifespan=lifespan)
    app.router.redirect_slashes = False  # it would send clients to whatever the Host header says
    app.router.default = nowhere
    # The envelope takes the place of Starlette's two error middlewares: it answers what they would, in our form.
    app.middleware_stack = Envelope(Direct(app.router), most_body=most_body)
    return app

"""Direct: the short way to an address that has no parameters."""

from collections.abc import Awaitable

from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send


class Direct:
    """Leads a request to what answers at its path; through the router where a path has parameters, or is none of ours.

    The router tries one pattern after the other for each request, which costs as much as reading the comment.
    """

    def __init__(self, router: Router) -> None:
        self._router = router
        self._apps = {
            route.path: route.app for route in router.routes if isinstance(route, Route) and not route.param_convertors
        }

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer one request; what is returned does."""
        app = None
        if scope["type"] == "http" and not scope.get("root_path"):
            app = self._apps.get(scope["path"])
        return (self._router.app if app is None else app)(scope, receive, send)

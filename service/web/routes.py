"""The route table: every operation of the API, once, for serving and for documentation."""

from dataclasses import replace

from starlette.routing import Route

from service.core.comment import Result
from service.services import Services
from service.web.batch import SanitizeBatch
from service.web.client_ip import Origins
from service.web.door import Access, Door
from service.web.flags import FlagList, ListFlags
from service.web.health import Health, Readiness, ShowReadiness, show_health
from service.web.metrics import ShowMetrics
from service.web.openapi import ShowOpenApi
from service.web.policies import ListPolicies, PolicyList, PolicyView, ShowPolicy
from service.web.preview import Preview
from service.web.resource import Operation, Resource
from service.web.responses import Kind
from service.web.sanitize import Sanitize
from service.web.workshop import Workshop

MOST_AT_ONCE = 512

_REFUSES_COMMENT = (
    Kind.BAD_REQUEST,
    Kind.BODY_TOO_LARGE,
    Kind.UNSUPPORTED_MEDIA_TYPE,
    Kind.INVALID_BODY,
    Kind.COMMENT_DUPLICATE,
    Kind.RATE_LIMITED,
    Kind.COMMENT_FLOOD,
    Kind.LIMITS_UNAVAILABLE,
)


def build_operations(services: Services, *, most_body: int, most_at_once: int = MOST_AT_ONCE) -> tuple[Operation, ...]:
    """Return every operation of the API; at most so many comments are under way at once."""
    workshop = Workshop(most=most_at_once)
    operations = (
        Operation(
            "sanitize",
            "POST",
            "/v1/sanitize",
            Sanitize(services, most_body=most_body, workshop=workshop),
            "Clean one comment, explain what was found and say what should become of it",
            Result,
            refuses=_REFUSES_COMMENT,
            reads_comment=True,
            limited=True,
        ),
        Operation(
            "sanitizeBatch",
            "POST",
            "/v1/sanitize/batch",
            SanitizeBatch(services, most_body=most_body, workshop=workshop),
            "Answer each of many comments as sanitize does, in their order and while they come; count nothing",
            Result,
            refuses=(Kind.BAD_REQUEST, Kind.UNSUPPORTED_MEDIA_TYPE, Kind.INVALID_BODY),
            batch=True,
        ),
        Operation(
            "preview",
            "POST",
            "/v1/preview",
            Preview(services, most_body=most_body, workshop=workshop),
            "Answer as sanitize does, count nothing, and add what a page would display",
            Result,
            refuses=_REFUSES_COMMENT,
            reads_comment=True,
            limited=True,
        ),
        Operation("listPolicies", "GET", "/v1/policies", ListPolicies(services), "List the policies", PolicyList),
        Operation(
            "showPolicy",
            "GET",
            "/v1/policies/{name}",
            ShowPolicy(services),
            "Show one policy, with the line of allowed tags that WordPress prints under its form",
            PolicyView,
            refuses=(Kind.NOT_FOUND,),
        ),
        Operation("listFlags", "GET", "/v1/flags", ListFlags(), "List every flag that a result may carry", FlagList),
        Operation(
            "showHealth", "GET", "/healthz", show_health, "Say that the process lives", Health, access=Access.ANYBODY
        ),
        Operation(
            "showReadiness",
            "GET",
            "/readyz",
            ShowReadiness(services),
            "Say whether policies and limiter work now",
            Readiness,
            refuses=(Kind.NOT_READY,),
            access=Access.ANYBODY,
        ),
        Operation(
            "showMetrics",
            "GET",
            "/metrics",
            ShowMetrics(services.metrics),
            "Show what was counted, as Prometheus reads it",
            str,
            media="text/plain",
            access=Access.OPERATOR,
        ),
    )
    return (*operations, _description(operations, keyed=bool(services.sites)))


def build_routes(operations: tuple[Operation, ...], services: Services) -> list[Route]:
    """Return one Starlette route a path, in the order of the table."""
    door = Door(services.sites, Origins(services.trusted_proxies))
    by_path: dict[str, list[Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, []).append(operation)
    return [Route(path, Resource(here, door)) for path, here in by_path.items()]


def _description(operations: tuple[Operation, ...], *, keyed: bool) -> Operation:
    """Return the operation that describes the others and itself."""
    itself = Operation(
        "showOpenApi",
        "GET",
        "/openapi.json",
        show_health,
        "Describe this API as OpenAPI 3.1",
        None,
        access=Access.ANYBODY,
    )
    return replace(itself, handler=ShowOpenApi((*operations, itself), keyed=keyed))

"""GET /healthz and /readyz: whether the process lives, and whether it can do its work now."""

from msgspec import Struct
from starlette.types import Receive, Scope

from service.limiter.storage import State
from service.measured import ENGINE_ERROR, PROBE
from service.services import Services
from service.web.responses import Answer, Kind, json_answer, problem


class Health(Struct, frozen=True):
    """The process answers."""

    status: str


class Readiness(Struct, frozen=True):
    """Every part can do its work: each policy judged a comment just now, and the limiter decides.

    `limiter` is "ok", or "fallback" or "open" while the shared count cannot be asked and the service goes on without.
    `files` is "ok", or "refused" while changed policies or sites cannot work, and those before them judge.
    """

    status: str
    policies: dict[str, str]
    limiter: State
    files: str


async def show_health(scope: Scope, receive: Receive) -> Answer:  # noqa: ARG001 - every handler has both
    """Answer that the event loop turns; nothing else is asked, so a sick neighbour does not restart the process."""
    return json_answer(Health("ok"))


class ShowReadiness:
    """Tries each part, so that it says what is rather than what was at start-up."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:  # noqa: ARG002 - every handler has both
        """Answer with a Readiness, or 503 that names what cannot work."""
        condition = self._services.condition
        if condition.draining:
            return problem(Kind.NOT_READY, "The service is stopping and takes nothing new.", scope)
        policies = {name: self._try_policy(name) for name in self._services.policies}
        limiter = await self._services.limiter.state()
        broken = [f"policy {name}" for name, state in policies.items() if state != "ok"]
        if limiter is State.CLOSED:
            broken.append("limiter")
        if broken:
            return problem(Kind.NOT_READY, f"Not working: {', '.join(broken)}.", scope)
        return json_answer(Readiness("ready", policies, limiter, "refused" if condition.refused else "ok"))

    def _try_policy(self, name: str) -> str:
        result = self._services.pipelines[name].judge(PROBE)
        return "failed" if any(flag.id == ENGINE_ERROR for flag in result.flags) else "ok"

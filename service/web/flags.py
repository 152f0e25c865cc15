"""GET /v1/flags: every flag that a result may carry."""

from msgspec import Struct
from starlette.types import Receive, Scope

from service.core.flags.catalogue import CATALOGUE, FlagKind
from service.web.responses import Answer, json_answer


class FlagList(Struct, frozen=True):
    """Every kind of flag with the weight that it has unless the policy says another; ids are never reused."""

    flags: tuple[FlagKind, ...]


class ListFlags:
    """Answers with the catalogue."""

    def __init__(self) -> None:
        self._answer = json_answer(FlagList(tuple(CATALOGUE.values())))

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:  # noqa: ARG002 - every handler has both
        """Answer with a FlagList."""
        return self._answer

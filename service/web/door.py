"""Who may come in: each request is some site's, or anybody's where there are no sites."""

from enum import Enum, auto

from starlette.types import Scope

from service.errors import KeyRefusedError
from service.sites import ANYBODY, Sites
from service.web.client_ip import Origins

SITE = "site"  # its key in the ASGI state of a request: the name of the site that asks


class Access(Enum):
    """Who may ask for an operation."""

    SITE = auto()  # a site; anybody where there is none
    OPERATOR = auto()  # whoever is on this machine, or a site; anybody where there is none
    ANYBODY = auto()


class Door:
    """Lets a request in and notes which site it comes from."""

    def __init__(self, sites: Sites, origins: Origins) -> None:
        self._sites = sites
        self._origins = origins

    def admit(self, scope: Scope, access: Access) -> None:
        """Set the request's SITE; KeyRefusedError when it may not come in. The body has not been read then."""
        scope["state"][SITE] = ANYBODY if self._is_open(scope, access) else self._site(scope)

    def _is_open(self, scope: Scope, access: Access) -> bool:
        match access:
            case Access.ANYBODY:
                return True
            case Access.SITE:
                return not self._sites
            case Access.OPERATOR:
                return not self._sites or self._origins.is_local(scope)

    def _site(self, scope: Scope) -> str:
        """Return the site whose key the request bears; two Authorization headers are no key."""
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if not given:
            raise KeyRefusedError(given=False)
        scheme, _, key = given[0].decode("latin-1").partition(" ")
        if len(given) > 1 or scheme.lower() != "bearer":
            raise KeyRefusedError(given=False)
        site = self._sites.of_key(key.strip(" "))
        if site is None:
            raise KeyRefusedError(given=True)
        return site.name

"""Every exception of ours, one tree.

    ServiceError
    ├── ConfigurationError        what an operator wrote cannot work; carries every fault found
    │   ├── PolicyError           a policy file
    │   ├── SiteError             the file of sites
    │   └── SettingError          an environment variable or an option
    ├── ExportError               a WordPress export cannot be cleaned; says where and why
    ├── StorageError              the shared count cannot be asked now; never leaves the limiter
    └── RequestError              what a client sent cannot be answered; the web floor gives it a status
        ├── BodyTooLargeError
        ├── KeyRefusedError
        ├── MediaTypeError
        ├── LimitsUnavailableError
        ├── OverloadedError
        └── InvalidBodyError      carries every fault with its JSON pointer

Being limited is a Decision, not an exception. What never leaves the module that raises it stands there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake of an operator: where it is, what it is and what to write instead."""

    source: str
    key: str
    problem: str
    fix: str

    def __str__(self) -> str:
        """One line, ready for a terminal or a log."""
        return f"{self.source}: {self.key}: {self.problem}; {self.fix}"


@dataclass(frozen=True, slots=True)
class BodyFault:
    """One mistake in a request body; pointer is an RFC 6901 JSON pointer, "" for the whole body."""

    pointer: str
    detail: str


class ServiceError(Exception):
    """The root of the tree."""


class ConfigurationError(ServiceError):
    """The operator's configuration cannot work; str() lists every fault, one a line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class PolicyError(ConfigurationError):
    """A policy file is refused."""


class SiteError(ConfigurationError):
    """The file of sites is refused."""


class SettingError(ConfigurationError):
    """A setting is refused."""


class ExportError(ServiceError):
    """A file is no export of WordPress, or a broken one, or one that is made to harm."""


class StorageError(ServiceError):
    """The store that all processes count in gave no answer, or one that is none."""


class RequestError(ServiceError):
    """A request is refused before it is judged."""


class BodyTooLargeError(RequestError):
    """The body is longer than the cap, in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body is longer than {limit} bytes")
        self.limit = limit


class KeyRefusedError(RequestError):
    """No key came with the request, or one that is no site's; `given` says which, and nobody says what was sent."""

    def __init__(self, *, given: bool) -> None:
        super().__init__("the key is no site's" if given else "there is no key")
        self.given = given


class LimitsUnavailableError(RequestError):
    """Nobody can say whether the limits have room, and the operator wants nobody let through then."""

    def __init__(self) -> None:
        super().__init__("the limits cannot be asked now")


class OverloadedError(RequestError):
    """There is more to do already than may be under way at once."""

    def __init__(self) -> None:
        super().__init__("there is too much to do")


class MediaTypeError(RequestError):
    """The content type or content encoding is none that we read."""


class InvalidBodyError(RequestError):
    """The body was read and is wrong; faults holds what is told of it, and count says how much is wrong in all."""

    def __init__(self, faults: tuple[BodyFault, ...], *, count: int = 0) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))
        self.faults = faults
        self.count = count or len(faults)

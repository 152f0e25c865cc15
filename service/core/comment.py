"""What goes in and what comes out: a Comment, and the Result with its Flags."""

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType


class Status(StrEnum):
    """A comment's fate in the words of WordPress' REST API."""

    APPROVED = "approved"
    HOLD = "hold"
    SPAM = "spam"
    TRASH = "trash"


class Severity(StrEnum):
    """How much a flag should worry a moderator."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Comment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A comment as submitted; field names are those of WordPress' REST API, lengths are checked at the door."""

    content: str
    author_name: str = ""
    author_email: str = ""
    author_url: str = ""
    author_ip: str = ""
    author_user_agent: str = ""
    post: int | str = 0
    parent: int | str = 0
    type: str = "comment"
    date_gmt: str = ""
    policy: str = ""
    home_url: str = ""
    previously_approved: bool | None = None
    honeypot: str = ""
    form_seconds: float | None = None
    also: tuple[str, ...] = ()


class Evidence(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a flag was raised: code-point offsets into the field as received, and what stands there, cut to a bound."""

    start: int
    end: int
    value: str
    reason: str = ""


class Flag(Struct, frozen=True, gc=False):
    """One kind of removal, repair or suspicion in one field; evidence is capped, count is not."""

    id: str
    severity: Severity
    weight: int
    field: str
    count: int
    evidence: tuple[Evidence, ...]
    message: str


class Content(Struct, frozen=True, gc=False):
    """The clean markup, safe to store and to print; in a preview also what WordPress displays of it."""

    raw: str
    rendered: str | UnsetType = UNSET


class PolicyReference(Struct, frozen=True):
    """Which policy judged, and the digest of its file."""

    name: str
    revision: str


class FormError(Struct, frozen=True):
    """What WordPress would show instead of taking the comment: its error code, its words, its HTTP status."""

    code: str
    message: str
    status: int


class Shadow(Struct, frozen=True):
    """What another policy would have decided, and whether it would have kept other markup; it changed nothing."""

    policy: PolicyReference
    status: Status
    score: int
    decided_by: tuple[str, ...]
    content_differs: bool


class Result(Struct, frozen=True, omit_defaults=True):
    """The answer: status and score, clean fields, and every flag that explains them."""

    status: Status
    score: int
    decided_by: tuple[str, ...]
    changed: bool
    content: Content
    author_name: str
    author_email: str
    author_url: str
    flags: tuple[Flag, ...]
    policy: PolicyReference
    error: FormError | None = None
    also: tuple[Shadow, ...] = ()

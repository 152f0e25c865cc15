"""The header fields that tell a client where it stands: RateLimit-Policy, RateLimit and Retry-After.

The first two are structured fields (RFC 9651) as in draft-ietf-httpapi-ratelimit-headers-11, Retry-After is RFC 9110's
in seconds.
"""

from functools import lru_cache

from service.limiter.limit import Decision, Limit

_NO_RATES = frozenset({"duplicate", "near"})


def header_fields(decision: Decision) -> dict[str, str]:
    """Field name → value, for any answer; nothing where no limit applied, Retry-After only on a refusal.

    Whether a text came before, or one like it, is no rate: it has no place in the fields, and a duplicate no time at
    which to try again.

    A label holds a-z, 0-9 and "-", so a structured string of it needs no escape. Of the standings in RateLimit, those
    with r=0 that refused have a t no later than Retry-After.
    """
    standings = [standing for standing in decision.standings if standing.limit.name not in _NO_RATES]
    if not standings:
        return {}
    fields = {
        "RateLimit-Policy": _policy(tuple([s.limit for s in standings])),
        "RateLimit": ", ".join([f'"{s.limit.label}";r={s.remaining};t={s.reset}' for s in standings]),
    }
    if not decision.allowed and not decision.is_duplicate:
        fields["Retry-After"] = str(decision.retry_after)
    return fields


@lru_cache(maxsize=1024)
def _policy(limits: tuple[Limit, ...]) -> str:
    return ", ".join(f'"{limit.label}";q={limit.quota};w={limit.window}' for limit in limits)

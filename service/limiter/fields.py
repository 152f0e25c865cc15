"""The header fields that tell a client where it stands: RateLimit-Policy, RateLimit and Retry-After.

The first two are structured fields (RFC 9651) as in draft-ietf-httpapi-ratelimit-headers-11, Retry-After is RFC 9110's
in seconds.
"""

from service.limiter.limit import Decision

_NO_RATES = frozenset({"duplicate", "near"})


def header_fields(decision: Decision) -> dict[str, str]:
    """Field name → value, for any answer; nothing where no limit applied, Retry-After only on a refusal.

    Whether a text came before, or one like it, is no rate: it has no place in the fields, and a duplicate no time at
    which to try again.

    A label holds a-z, 0-9 and "-", so a structured string of it needs no escape. Of the standings in RateLimit, those
    with r=0 that refused have a t no later than Retry-After.
    """
    policy, now = [], []
    for standing in decision.standings:
        limit = standing.limit
        if limit.name not in _NO_RATES:
            policy.append(limit.promise)
            now.append(f'"{limit.label}";r={standing.remaining};t={-(-standing.reset_ms // 1000)}')
    if not policy:
        return {}
    fields = {"RateLimit-Policy": ", ".join(policy), "RateLimit": ", ".join(now)}
    if not decision.allowed and not decision.is_duplicate:
        fields["Retry-After"] = str(decision.retry_after)
    return fields

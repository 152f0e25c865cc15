"""Keys: which counters a comment touches, named so that nobody can be read out of them."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote

from service.core.comment import Comment
from service.core.policy import Limits, Rate
from service.limiter.address import visitor
from service.limiter.limit import Algorithm, Limit, Name, limits_of
from service.limiter.sameness import sameness
from service.limiter.storage import Counter

_LAYOUT = "cs1"  # the number changes with what a key holds, so that two releases side by side do not misread it
_DIGEST = 12  # bytes: 96 bits, a multiple of three so that base64 needs no padding


class Keys:
    """Turns a comment and its policy's limits into counters; IP and e-mail appear as digests keyed by `secret` only.

    A key is "{cs1:SITE}:ip:DIGEST", the same with "email" or "duplicate", or "{cs1:SITE}:site", and ends in
    ":QUOTA/WINDOW" where it holds a GCRA debt. The braces are Redis' hash tag: all keys of a site share a cluster slot.
    The site is part of the digest too, so the same visitor on two sites cannot be linked. The policy is not: a visitor
    has one log on a site, and every policy's limits read it. With another secret everybody starts anew. Raises
    ValueError for an empty secret.
    """

    def __init__(self, secret: bytes) -> None:
        if not secret:
            raise ValueError("the secret that hides addresses is empty")
        # A key derived from it: the secret may have any length, and its other uses share nothing with this one.
        self._hash = blake2b(key=blake2b(secret, person=b"limiter keys").digest(), digest_size=_DIGEST)

    def counters(self, comment: Comment, limits: Limits, *, site: str, address: str) -> tuple[Counter, ...]:
        """Return the comment's counters, in the order ip, email, site, duplicate.

        Without a usable author_ip the visitor is `address`, where the request came from; when that is none either, no
        IP limit applies. There is no counter for "unknown": it would let strangers lock each other out. Likewise an
        empty e-mail is nobody's.
        """
        counters: list[Counter] = []
        if limits.ip and (who := visitor(comment.author_ip) or visitor(address)):
            counters += _counters(self._key(site, "ip", who), _groups("ip", limits.ip))
        email = comment.author_email.strip().casefold()
        if limits.email and email:
            key = self._key(site, "email", email.encode("utf-8", "surrogatepass"))
            counters += _counters(key, _groups("email", limits.email))
        if limits.site:
            counters += _counters(f"{_tag(site)}:site", _groups("site", limits.site))
        if limits.duplicate and (text := _text(comment, email, address)):
            counters += _counters(self._key(site, "duplicate", text), _groups("duplicate", limits.duplicate))
        return tuple(counters)

    def _key(self, site: str, name: Name, subject: bytes) -> str:
        key = f"{_tag(site)}:{name}:"
        digest = self._hash.copy()
        digest.update(key.encode() + subject)
        return key + urlsafe_b64encode(digest.digest()).decode()


def _text(comment: Comment, email: str, address: str) -> bytes:
    """Return what two comments share that WordPress calls duplicates; none where there is nothing to compare.

    Post, parent, author, e-mail address and text. Without an e-mail address the visitor's IP stands in its place, so
    that strangers who say the same are not one person. Without a post nothing is known to be under the same one.
    """
    post, parent = ("" if str(one) == "0" else str(one) for one in (comment.post, comment.parent))
    if not post:
        return b""
    who = email.encode("utf-8", "surrogatepass") if email else visitor(comment.author_ip) or visitor(address)
    if not who:
        return b""
    said = (post, parent, sameness(comment.author_name), sameness(comment.content))
    return b"\0".join([*(part.encode("utf-8", "surrogatepass") for part in said), who])


@lru_cache(maxsize=1024)
def _tag(site: str) -> str:
    """Spell a hash tag that is never empty and has no brace inside: either would spread a site over slots."""
    return f"{{{_LAYOUT}:{quote(site, safe='')}}}"


@lru_cache(maxsize=1024)
def _groups(name: Name, rates: tuple[Rate, ...]) -> tuple[tuple[str, tuple[Limit, ...]], ...]:
    """Group the limits that read one counter, each group with what its key ends in."""
    limits = limits_of(name, rates)
    logs = tuple(limit for limit in limits if limit.algorithm is Algorithm.LOG)
    debts = [(f":{limit.quota}/{limit.window}", (limit,)) for limit in limits if limit.algorithm is Algorithm.GCRA]
    return (("", logs), *debts) if logs else tuple(debts)


def _counters(key: str, groups: tuple[tuple[str, tuple[Limit, ...]], ...]) -> list[Counter]:
    return [Counter(key + ending, limits) for ending, limits in groups]

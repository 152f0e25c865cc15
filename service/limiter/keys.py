"""Keys: which counters a comment touches, named so that nobody can be read out of them."""

from binascii import b2a_base64
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote

from service.core.comment import Comment
from service.core.fields.gate import MAX_READ
from service.core.policy import Limits, Rate
from service.limiter.address import packed, visitor
from service.limiter.likeness import likeness
from service.limiter.limit import Algorithm, Limit, Name, limits_of
from service.limiter.networks import Networks
from service.limiter.rotation import NEVER, Rotation
from service.limiter.sameness import sameness
from service.limiter.storage import Counter

_LAYOUT = "cs2"  # the number changes with what a key holds, so that two releases side by side do not misread it
_DIGEST = 12  # bytes: 96 bits, a multiple of three so that base64 needs no padding
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_MOST_BEGUN = 16_384  # a site has up to nine
_MOST_PLANS = 4_096  # a site has one for each policy that it uses
_NO_ID = frozenset({"", "0"})

Digest = blake2b  # a hash that is under way
_Groups = tuple[tuple[str, tuple[Limit, ...]], ...]


class _Plan(NamedTuple):
    """What is the same for all comments under some limits on a site: its own counters, and how the others' keys end."""

    allow: Networks
    ip: _Groups
    email: _Groups
    site: tuple[Counter, ...]
    duplicate: _Groups
    near: _Groups


class Keys:
    """Turns a comment and its policy's limits into counters; IP and e-mail appear as digests keyed by `secret` only.

    A key is "{cs2:SITE}:ip:DIGEST", the same with "email", "duplicate" or "near", or "{cs2:SITE}:site", and ends in
    ":QUOTA/WINDOW" where it holds a GCRA debt. The braces are Redis' hash tag: all keys of a site share a cluster slot.
    The site is part of the digest too, so the same visitor on two sites cannot be linked; with a `rotation` so is the
    time, and while it changes from one to the other a visitor is counted under both. The policy is not: a visitor has
    one log on a site, and every policy's limits read it. With another secret everybody starts anew. Raises ValueError
    for an empty secret.

    A duplicate's digest is not changed by time. It holds a text with its author, not an author, so it links nobody, and
    it is gone with its window.
    """

    def __init__(self, secret: bytes, rotation: Rotation | None = None) -> None:
        if not secret:
            raise ValueError("the secret that hides addresses is empty")
        self._secret = secret
        self._rotation = rotation
        self._begun: dict[tuple[str, Name, int], tuple[str, Digest]] = {}
        # By identity, which is found ten times faster than by value; the limits are kept, so no identity comes again.
        self._plans: dict[tuple[int, str], tuple[Limits, _Plan]] = {}

    def counters(self, comment: Comment, limits: Limits, *, site: str, address: str) -> tuple[Counter, ...]:
        """Return the comment's counters, in the order ip, email, site, duplicate, near; none of an allowed visitor.

        Without a usable author_ip the visitor is `address`, where the request came from; when that is none either, no
        IP limit applies. There is no counter for "unknown": it would let strangers lock each other out. Likewise an
        empty e-mail is nobody's.
        """
        plan = self._plan(limits, site)
        salts = NEVER if self._rotation is None else self._rotation.salts()
        counters: list[Counter] = []
        where = packed(comment.author_ip) or packed(address)
        if limits.allow and where in plan.allow:
            return ()
        who = visitor(where)
        if plan.ip and who:
            for salt in salts:
                _add(counters, self._key(site, "ip", who, salt), plan.ip)
        email = comment.author_email[:MAX_READ].strip().casefold().encode("utf-8", "surrogatepass")
        if plan.email and email:
            for salt in salts:
                _add(counters, self._key(site, "email", email, salt), plan.email)
        counters += plan.site
        if plan.duplicate and (text := _text(comment, email or who)):
            _add(counters, self._key(site, "duplicate", text), plan.duplicate)
        if plan.near:
            for band in likeness(comment.content):
                _add(counters, self._key(site, "near", band), plan.near)
        return tuple(counters)

    def begin_anew(self) -> None:
        """Forget limits that will not come again: their networks may be thousands."""
        self._plans.clear()
        _networks.cache_clear()

    def _key(self, site: str, name: Name, subject: bytes, salt: int = 0) -> str:
        begun = self._begun.get((site, name, salt))
        if begun is None:
            begun = self._begin(site, name, salt)
        digest = begun[1].copy()
        digest.update(subject)
        return begun[0] + b2a_base64(digest.digest(), newline=False).translate(_URL_SAFE).decode()

    def _begin(self, site: str, name: Name, salt: int) -> tuple[str, Digest]:
        """Return what all keys of a kind begin with, and the hash of that."""
        start = f"{_tag(site)}:{name}:"
        # A key derived from it: the secret may have any length, and its other uses share nothing with this one.
        derived = blake2b(self._secret, person=b"limiter keys", salt=salt.to_bytes(8, "big") if salt else b"").digest()
        digest = blake2b(start.encode(), key=derived, digest_size=_DIGEST)
        if len(self._begun) >= _MOST_BEGUN:
            self._begun.clear()
        self._begun[site, name, salt] = start, digest
        return start, digest

    def _plan(self, limits: Limits, site: str) -> _Plan:
        known = self._plans.get((id(limits), site))
        if known is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            known = self._plans[id(limits), site] = (limits, _planned(limits, site))
        return known[1]


def _text(comment: Comment, who: bytes) -> bytes:
    """Return what two comments share that WordPress calls duplicates; none where there is nothing to compare.

    Post, parent, author, text, and `who`: the e-mail address. Without one the visitor's IP stands in its place, so that
    strangers who say the same are not one person. Without a post nothing is known to be under the same one.
    """
    post, parent = str(comment.post), str(comment.parent)
    if not who or post in _NO_ID:
        return b""
    parent = "" if parent in _NO_ID else parent
    said = "\0".join((post, parent, sameness(comment.author_name), sameness(comment.content), ""))
    return said.encode("utf-8", "surrogatepass") + who


@lru_cache(maxsize=_MOST_PLANS)
def _tag(site: str) -> str:
    """Spell a hash tag that is never empty and has no brace inside: either would spread a site over slots."""
    return f"{{{_LAYOUT}:{quote(site, safe='')}}}"


@lru_cache(maxsize=16)
def _networks(allow: tuple[str, ...]) -> Networks:
    """Return the networks of a policy, one for all sites: they may be thousands."""
    return Networks(allow)


def _planned(limits: Limits, site: str) -> _Plan:
    counters: list[Counter] = []
    _add(counters, f"{_tag(site)}:site", _groups("site", limits.site))
    return _Plan(
        _networks(limits.allow),
        _groups("ip", limits.ip),
        _groups("email", limits.email),
        tuple(counters),
        _groups("duplicate", limits.duplicate),
        _groups("near", limits.near_duplicate),
    )


def _groups(name: Name, rates: tuple[Rate, ...]) -> _Groups:
    """Group the limits that read one counter, each group with what its key ends in."""
    limits = limits_of(name, rates)
    logs = tuple(limit for limit in limits if limit.algorithm is Algorithm.LOG)
    debts = [(f":{limit.quota}/{limit.window}", (limit,)) for limit in limits if limit.algorithm is Algorithm.GCRA]
    return (("", logs), *debts) if logs else tuple(debts)


def _add(counters: list[Counter], key: str, groups: _Groups) -> None:
    for ending, limits in groups:
        counters.append(Counter(key + ending, limits))

"""A Site is a key, a home and terms of its own; Sites finds the one that a key belongs to."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from secrets import token_bytes
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from service.core.comment import Comment
from service.core.policy import Limits, Moderation
from service.core.urls import host_of
from service.sites.key import KeyHash, hash_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site of the file; what is None or empty is as the policy or the request has it."""

    name: str
    keys: tuple[KeyHash, ...]
    home: tuple[str, ...] = ()  # hosts in lower case, the first is the one that counts unless a request names another
    policy: str = ""
    policies: tuple[str, ...] = ()  # others that a request may name
    own_limits: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # fields of Limits
    moderation_keys: tuple[str, ...] | None = None
    disallowed_keys: tuple[str, ...] | None = None
    lists_digest: bytes = b""  # of the two lists, for the revision of a policy that they change

    def limits(self, of_policy: Limits) -> Limits:
        """Return the limits of a policy with the site's own in their place, subject by subject."""
        return dataclasses.replace(of_policy, **self.own_limits)

    @property
    def has_lists(self) -> bool:
        """Whether it has a list of words of its own."""
        return self.moderation_keys is not None or self.disallowed_keys is not None

    def words(self, of_policy: Moderation) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words for moderation and the disallowed ones: the site's where it has them."""
        return (
            of_policy.moderation_keys if self.moderation_keys is None else self.moderation_keys,
            of_policy.disallowed_keys if self.disallowed_keys is None else self.disallowed_keys,
        )

    def at_home(self, comment: Comment) -> Comment:
        """Return a comment with the site's own host for a home, whatever it says, unless it says another of them."""
        if not self.home or host_of(comment.home_url) in self.home:
            return comment
        return replace(comment, home_url=f"https://{self.home[0]}/")


class Sites(Mapping[str, Site]):
    """Every site by name, and by its keys; it never changes."""

    __hash__ = object.__hash__  # so that it may be the default of a dataclass

    def __init__(self, sites: Iterable[Site] = ()) -> None:
        self._sites = {site.name: site for site in sites}
        self._by_key = {key.name: (key.digest, site) for site in self._sites.values() for key in site.keys}
        self._nobody = token_bytes(32)

    def __getitem__(self, name: str) -> Site:
        return self._sites[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sites)

    def __len__(self) -> int:
        return len(self._sites)

    def of_key(self, key: str) -> Site | None:
        """Return the site that a key belongs to.

        A text of any kind is hashed and compared once, in a time that says nothing of how much of it is right; one that
        names no key of ours is compared with a digest that nothing has.
        """
        given = hash_of(key)
        digest, site = self._by_key.get(given.name, (self._nobody, None))
        return site if compare_digest(given.digest, digest) else None


NO_SITES = Sites()

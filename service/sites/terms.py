"""Terms: what one site's comments are judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType

from service.core.comment import Comment
from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.sites.site import Site, Sites

ANYBODY = ""  # the name under which those ask who need no key, because there is no site


@dataclass(frozen=True, slots=True)
class Terms:
    """The policies that a site's comments may name, with the site's own limits and words, and the pipeline of each."""

    site: str
    policies: Mapping[str, Policy]
    pipelines: Mapping[str, Pipeline]
    default_policy: str
    owner: Site | None = None

    def at_home(self, comment: Comment) -> Comment:
        """Return a comment with the home that the site has, whatever it says itself."""
        return comment if self.owner is None else self.owner.at_home(comment)


def terms_of_sites(
    sites: Sites,
    policies: Mapping[str, Policy],
    pipelines: Mapping[str, Pipeline],
    *,
    default_policy: str,
) -> Mapping[str, Terms]:
    """Return the terms of each site by its name; where there are no sites, ANYBODY's alone."""
    if not sites:
        return MappingProxyType({ANYBODY: Terms(ANYBODY, policies, pipelines, default_policy)})
    return MappingProxyType(
        {name: _terms(site, policies, pipelines, site.policy or default_policy) for name, site in sites.items()}
    )


def _terms(
    site: Site,
    policies: Mapping[str, Policy],
    pipelines: Mapping[str, Pipeline],
    default: str,
) -> Terms:
    """Return a site's terms; a pipeline is another one only where the site's own words change it."""
    own = {name: _policy_of(site, policies[name]) for name in dict.fromkeys((default, *site.policies))}
    judging = {name: pipelines[name].with_keys_of(own[name]) if site.has_lists else pipelines[name] for name in own}
    return Terms(site.name, own, judging, default, owner=site)


def _policy_of(site: Site, policy: Policy) -> Policy:
    """Return a policy as it is on a site; with the site's words it is another policy, so it has another revision."""
    own = replace(policy, limits=site.limits(policy.limits))
    if not site.has_lists:
        return own
    moderation_keys, disallowed_keys = site.words(policy.moderation)
    moderation = replace(policy.moderation, moderation_keys=moderation_keys, disallowed_keys=disallowed_keys)
    revision = sha256(policy.revision.encode() + site.lists_digest).hexdigest()
    return replace(own, moderation=moderation, revision=f"sha256:{revision}")

"""Services: the objects that answer requests, built once from the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING

from service.core.pipeline import Pipeline
from service.core.policy import Limits, Policy
from service.errors import Fault, SettingError
from service.limiter.limiter import Limiter, Mode
from service.limiter.memory import MemoryStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.rotation import Rotation, longest_window
from service.limiter.shared import SharedStorage
from service.limiter.storage import State, Storage
from service.limiter.tally import Tally
from service.measured import ENGINE_ERROR, MeasuredPipeline, limiter_source
from service.metrics.metrics import Metrics
from service.metrics.process import process_source
from service.policies import load_policies, policy_directory
from service.proxies import Proxies
from service.request_log import RequestLog
from service.settings import PREFIX, Settings
from service.sites import NO_SITES, Sites, Terms, load_sites, terms_of_sites

if TYPE_CHECKING:
    from service.limiter.redis import RedisStorage


@dataclass(slots=True)
class Condition:
    """What changes while the service runs: whether it is stopping, and what was wrong with the files last read."""

    draining: bool = False
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Services:
    """What the endpoints work with: policies by name, the pipeline of each, the limiter, and each site's terms.

    An answer to a site's comment asks its terms, which hold the policies as they are for that site. What the files say
    never changes here; reread() gives another one, with the same limiter, metrics and condition.
    """

    policies: Mapping[str, Policy]
    pipelines: Mapping[str, Pipeline]
    default_policy: str
    limiter: Limiter
    metrics: Metrics
    request_log: RequestLog
    condition: Condition
    sites: Sites = field(default=NO_SITES)
    trusted_proxies: Proxies = ()
    terms: Mapping[str, Terms] = field(init=False, repr=False)  # by site; without sites ANYBODY's alone

    def __post_init__(self) -> None:
        terms = terms_of_sites(self.sites, self.policies, self.pipelines, default_policy=self.default_policy)
        object.__setattr__(self, "terms", terms)


def build_services(settings: Settings, *, metrics: Metrics | None = None) -> Services:
    """Return everything that answers requests; ConfigurationError when the operator's files or settings forbid it.

    Nothing is connected yet.
    """
    metrics = Metrics() if metrics is None else metrics
    policies = _policies(settings)
    tally = Tally()
    sites = _sites(settings, policies)
    storage = _storage(settings, tally)
    limiter = Limiter(
        storage,
        secret=secret_of(settings),
        mode=Mode(settings.limits),
        tally=tally,
        rotation=Rotation(_longest_window(policies, sites)),
    )
    metrics.sources += [limiter_source(tally), process_source]
    metrics.add(0, "flags", ENGINE_ERROR)  # there before it happens: an alert asks whether it grew
    services = Services(
        policies=policies,
        pipelines=_pipelines(policies, metrics),
        default_policy=settings.policy,
        limiter=limiter,
        sites=sites,
        trusted_proxies=settings.trusted_proxies,
        metrics=metrics,
        request_log=RequestLog(metrics, most=settings.log_requests),
        condition=Condition(),
    )
    begin_with(services)
    return services


def reread(services: Services, settings: Settings) -> Services:
    """Return the services with what the files hold now; ConfigurationError when they cannot work."""
    policies = _policies(settings)
    return replace(
        services,
        policies=policies,
        pipelines=_pipelines(policies, services.metrics),
        sites=_sites(settings, policies),
    )


def begin_with(services: Services) -> None:
    """Let limiter and metrics know which policies judge from now on."""
    services.limiter.reach_back(_longest_window(services.policies, services.sites))
    services.metrics.judging_by({name: policy.revision for name, policy in services.policies.items()})


def _policies(settings: Settings) -> Mapping[str, Policy]:
    policies = load_policies(policy_directory(settings.policy_dir))
    if settings.policy not in policies:
        raise SettingError((_no_such_policy(settings.policy, policies),))
    return policies


def _sites(settings: Settings, policies: Mapping[str, Policy]) -> Sites:
    return load_sites(Path(settings.sites), policies=policies) if settings.sites else NO_SITES


def _pipelines(policies: Mapping[str, Policy], metrics: Metrics) -> Mapping[str, Pipeline]:
    return {name: MeasuredPipeline(policy, metrics) for name, policy in policies.items()}


def _longest_window(policies: Mapping[str, Policy], sites: Sites) -> int:
    """Return how far back any limit on addresses looks, a policy's or a site's own."""
    limits = [policy.limits for policy in policies.values()]
    return longest_window([*limits, *(site.limits(Limits()) for site in sites.values())])


def secret_of(settings: Settings) -> bytes:
    """Return the key of the digests that stand for addresses: the operator's, else the URL of the Redis that is shared.

    All who count there have to agree on it, and the URL is what they all know. Where nothing is shared it is random, so
    limits are this process' own and end with it.
    """
    return settings.secret or settings.redis_url.encode("utf-8", "surrogateescape") or token_bytes(32)


def _storage(settings: Settings, tally: Tally) -> Storage:
    if not settings.redis_url or Mode(settings.limits) is Mode.OFF:
        return MemoryStorage()
    on_failure = State(settings.limiter_on_failure)
    return SharedStorage(open_redis(settings), on_failure=on_failure, share=settings.workers, tally=tally)


def open_redis(settings: Settings) -> "RedisStorage":
    """Return the count that all processes share; SettingError when there is none. Nothing is connected yet."""
    if not settings.redis_url:
        problem = "is not set: each process counts in its own memory, and what it counted ends with it"
        raise SettingError((Fault("environment", PREFIX + "REDIS_URL", problem, "name the Redis that is shared"),))
    try:
        address = parse_redis_url(settings.redis_url)
    except ValueError as error:
        problem, fix = str(error).split("; ", 1)
        raise SettingError((Fault("environment", PREFIX + "REDIS_URL", problem, fix),)) from None
    from service.limiter.redis import RedisStorage  # noqa: PLC0415 - the client takes half a second, for those who use it

    return RedisStorage(address)


def _no_such_policy(name: str, policies: Mapping[str, Policy]) -> Fault:
    close = get_close_matches(name, policies, n=1)
    fix = f"did you mean {close[0]}?" if close else f"write one of {', '.join(policies)}"
    return Fault("environment", PREFIX + "POLICY", f"there is no policy {name!r}", fix)

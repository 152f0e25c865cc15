"""Services: the objects that answer requests, built once from the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from secrets import token_bytes

from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.errors import Fault, SettingError
from service.limiter.limiter import Limiter, Mode
from service.limiter.memory import MemoryStorage
from service.policies import load_policies, policy_directory
from service.settings import PREFIX, Settings


@dataclass(frozen=True, slots=True)
class Services:
    """What the endpoints work with: policies by name, the pipeline of each, and the limiter."""

    policies: Mapping[str, Policy]
    pipelines: Mapping[str, Pipeline]
    default_policy: str
    limiter: Limiter


def build_services(settings: Settings) -> Services:
    """Return everything that answers requests; ConfigurationError when the operator's files or settings forbid it.

    Without a secret of the operator's a random one hides addresses: limits are this process' own and end with it.
    """
    policies = load_policies(policy_directory(settings.policy_dir))
    if settings.policy not in policies:
        raise SettingError((_no_such_policy(settings.policy, policies),))
    limiter = Limiter(MemoryStorage(), secret=settings.secret or token_bytes(32), mode=Mode(settings.limits))
    return Services(
        policies=policies,
        pipelines={name: Pipeline(policy) for name, policy in policies.items()},
        default_policy=settings.policy,
        limiter=limiter,
    )


def _no_such_policy(name: str, policies: Mapping[str, Policy]) -> Fault:
    close = get_close_matches(name, policies, n=1)
    fix = f"did you mean {close[0]}?" if close else f"there are {', '.join(policies)}"
    return Fault("environment", PREFIX + "POLICY", f"there is no policy {name!r}", fix)

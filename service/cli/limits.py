"""`limits`: what Redis has counted of one visitor, and how to forget it."""

import asyncio
import os
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any, TypeVar

import click

from service.core.comment import Comment
from service.core.policy import Limits, Policy
from service.errors import StorageError
from service.limiter.address import packed
from service.limiter.limit import Limit, Standing, worse
from service.limiter.networks import Networks
from service.limiter.redis import RedisStorage
from service.limiter.storage import Check, Counter
from service.services import build_services, open_redis
from service.settings import PREFIX, load_settings
from service.web.client_ip import is_address

T = TypeVar("T")

_SECONDS = 5
_STALE = "A process that has refused this visitor repeats that for up to 60 s before it asks Redis again."


def _address(_: click.Context, __: click.Parameter, value: str) -> str:
    if not is_address(value):
        raise click.BadParameter("is no IP address; write one, such as 192.0.2.7 or 2001:db8::7")
    return value


def _visitor(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the visitor as its argument, and the options that say under which keys it is counted."""
    for option in (
        click.option("--policy", metavar="NAME", help="Its limits only; those of every policy if left out."),
        click.option("--site", default="", metavar="NAME", help="The visitor's site, where there are sites."),
        click.option("--email", default="", metavar="ADDRESS", help="The visitor's e-mail address too."),
    ):
        command = option(command)
    return click.argument("ip", callback=_address)(command)


@click.group("limits", short_help="Show or forget what Redis has counted of a visitor.")
def command() -> None:
    """Show or forget what Redis has counted of a visitor.

    Redis, secret, policies and sites are those that the service has by the same settings.

    Exit status: 0; 1 if Redis cannot be asked; 2 if none is named, or an option is wrong.
    """


@command.command()
@_visitor
def show(ip: str, email: str, site: str, policy: str | None) -> None:
    """Print where a visitor stands under each limit, and which policies never limit them; takes nothing."""
    redis, policies, counters = _counters(ip, email, site, policy)
    looks = [Check(counters=(counter,), count=False) for counter in counters]
    decisions = _on(redis, redis.decide_all(looks))
    strictest: dict[Limit, Standing] = {}  # while digests change, a visitor is counted under two
    for standing in (standing for decision in decisions for standing in decision.standings):
        strictest[standing.limit] = worse(strictest.get(standing.limit, standing), standing)
    for standing in strictest.values():
        click.echo(_told(standing))
    for each in policies:
        if packed(ip) in Networks(each.limits.allow):
            click.echo(f"never limited by the policy {each.name}: the address is in its limits.allow")


@command.command()
@_visitor
def reset(ip: str, email: str, site: str, policy: str | None) -> None:
    """Forget what a visitor did, so that the next comment passes; the site's own count stays."""
    redis, _, counters = _counters(ip, email, site, policy)
    keys = {counter.key for counter in counters}
    forgotten = _on(redis, redis.forget([*keys]))
    click.echo(f"forgotten: {forgotten} of {len(keys)} counters")
    click.echo(_STALE)


def _counters(
    ip: str, email: str, site: str, policy: str | None
) -> tuple[RedisStorage, Sequence[Policy], list[Counter]]:
    """Return the Redis of the settings, a site's policies, and the visitor's counters under the limits of these."""
    settings = load_settings(os.environ)
    redis, services = open_redis(settings), build_services(settings)
    if site not in services.terms:
        raise click.BadParameter(_no_site(site, services.terms), param_hint="--site")
    known = services.terms[site].policies
    if policy is not None and policy not in known:
        raise click.BadParameter(
            f"there is no policy {policy!r}; write one of {', '.join(known)}", param_hint="--policy"
        )
    policies = [*known.values()] if policy is None else [known[policy]]
    keys = services.limiter.keys
    comment = Comment(content="", author_ip=ip, author_email=email)
    found: dict[tuple[str, object], Counter] = {}
    for each in policies:
        limits = Limits(ip=each.limits.ip, email=each.limits.email)
        for counter in keys.counters(comment, limits, site=site, address=""):
            found[counter.key, counter.limits] = counter
    if not found:
        raise click.ClickException("no limit of the policies is for an IP or e-mail address; nothing is counted of it")
    return redis, policies, list(found.values())


def _no_site(site: str, sites: Collection[str]) -> str:
    if "" in sites:
        return f"there are no sites; set {PREFIX}SITES to their file, or leave the option out"
    what = f"there is no site {site!r}" if site else "is missing, for each site counts by itself"
    return f"{what}; write one of {', '.join(sites)}"


def _on(redis: RedisStorage, work: Coroutine[Any, Any, T]) -> T:
    async def run() -> T:
        try:
            async with asyncio.timeout(_SECONDS):
                return await work
        finally:
            await redis.close()

    try:
        return asyncio.run(run())
    except (StorageError, TimeoutError) as error:
        raise click.ClickException(
            f"Redis cannot be asked: {str(error) or f'no answer within {_SECONDS} s'}"
        ) from error


def _told(standing: Standing) -> str:
    limit = standing.limit
    left = f"{limit.label}: {standing.remaining} of {limit.quota} left"
    return left if standing.remaining == limit.quota else f"{left}, more in {standing.reset} s"

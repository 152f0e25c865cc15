"""`healthcheck`: asks the service on this machine whether it is alive; made for a container's HEALTHCHECK."""

import os
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address

import click

from service.errors import SettingError
from service.settings import load_settings


def address_to_ask(host: str) -> str:
    """The loopback address at which a server that listens on `host` answers; a wildcard listens on loopback too."""
    if host == "localhost":
        return host
    address = ip_address(host)
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


@click.command("healthcheck", short_help="Ask the service here whether it is well.")
@click.option("--timeout", default=2.0, show_default=True, type=click.FloatRange(0.01, 60), help="Seconds to wait.")
def command(timeout: float) -> None:
    """Ask /healthz of the service on this machine; exit status 0 if it is well, else 1.

    Address and port are those of COMMENT_SANITIZER_HOST and COMMENT_SANITIZER_PORT.
    """
    try:
        settings = load_settings(os.environ)
    except SettingError as error:  # status 1, because 2 means nothing to a container engine
        raise click.ClickException(str(error)) from error
    host = address_to_ask(settings.host)
    connection = HTTPConnection(host, settings.port, timeout=timeout)
    try:
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise click.ClickException(f"{host} port {settings.port}: {str(error) or type(error).__name__}") from error
    finally:
        connection.close()
    if status != 200:
        raise click.ClickException(f"{host} port {settings.port}: /healthz answered {status}")

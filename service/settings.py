"""What an operator may set: one table that drives parsing, `serve --help` and docs/settings.md."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from service.errors import Fault, SettingError
from service.proxies import Proxies, read_proxies

PREFIX = "COMMENT_SANITIZER_"
_SOURCE = "environment"
_NEVER_LESS = 4 * 1024  # a body cap below this refuses ordinary comments
_NEVER_MORE = 64 * 1024 * 1024
_SECRET_SHORTEST = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the operator decided, already checked; a field is the lower-case name of a setting."""

    host: str
    port: int
    workers: int
    sites: str
    trusted_proxies: Proxies
    limits: str
    secret: bytes
    redis_url: str
    limiter_on_failure: str
    policy: str
    policy_dir: str
    max_body: int
    max_connections: int
    max_concurrency: int
    receive_timeout: int
    keep_alive: int
    log_level: str
    log_format: str
    log_requests: int


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: name without the prefix, default as one would write it, and a parser.

    The parser raises ValueError("what is wrong; what to write"). A secret may come from a file and is never repeated.
    """

    name: str
    default: str
    help: str
    parse: Callable[[str], object]
    secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name

    @property
    def file_variable(self) -> str:
        """The environment variable that names a file with the value; "" where there is no secret to hide."""
        return self.variable + "_FILE" if self.secret else ""


def _host(text: str) -> str:
    if text != "localhost":
        try:
            ip_address(text)
        except ValueError:
            raise ValueError("is no IP address; write one, such as 127.0.0.1, or localhost") from None
    return text


def _whole(*, least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"is no whole number; write one from {least} to {most}")
        if text != digits or len(digits) > 20 or not least <= int(digits) <= most:
            raise ValueError(f"is out of range; write a whole number from {least} to {most}")
        return int(text)

    return parse


def _choice(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"is not known; write one of {', '.join(words)}")
        return text

    return parse


def _secret(text: str) -> bytes:
    if text and len(text) < _SECRET_SHORTEST:
        raise ValueError(f"is too short; write at least {_SECRET_SHORTEST} random characters")
    return text.encode("utf-8", "surrogateescape")


def _directory(text: str) -> str:
    with suppress(OSError):  # the way there is barred, or the name too long
        if not text or Path(text).is_dir():
            return text
    raise ValueError("is no directory; write the path of a directory that holds policy files")


SETTINGS: tuple[Setting, ...] = (
    Setting("HOST", "127.0.0.1", "address to listen on: an IP address or localhost", _host),
    Setting("PORT", "8000", "port to listen on; 0 takes a free one and logs it", _whole(least=0, most=65_535)),
    Setting(
        "WORKERS",
        "1",
        "processes that serve; more than one only with REDIS_URL or LIMITS=off",
        _whole(least=1, most=256),
    ),
    Setting(
        "SITES",
        "",
        "file of the sites that may ask, see sites.md; empty asks for no key and listens on loopback only",
        str,
    ),
    Setting(
        "TRUSTED_PROXIES",
        "",
        "networks of the proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8 fd00::/8; empty believes nobody",
        read_proxies,
    ),
    Setting(
        "LIMITS",
        "on",
        "rate limits: on refuses, shadow only counts and logs, off does not count",
        _choice("on", "shadow", "off"),
    ),
    Setting(
        "SECRET",
        "",
        "key of the digests that stand for IP and e-mail addresses, the same for all who share a Redis; empty takes a "
        "new random one at each start, or with REDIS_URL that URL",
        _secret,
        secret=True,
    ),
    Setting(
        "REDIS_URL",
        "",
        "where all processes count together: redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://, "
        "see limits.md; empty counts in the process",
        str,
        secret=True,
    ),
    Setting(
        "LIMITER_ON_FAILURE",
        "fallback",
        "while Redis cannot be asked: fallback counts in each process, open lets all through, closed lets none",
        _choice("fallback", "open", "closed"),
    ),
    Setting("POLICY", "wordpress", "policy of a comment that names none, unless its site has one", str),
    Setting("POLICY_DIR", "", "directory of policy files; empty takes those that come with the service", _directory),
    Setting(
        "MAX_BODY",
        str(512 * 1024),
        "longest request body in bytes; the default lets any comment of 65,525 bytes through in any encoding",
        _whole(least=_NEVER_LESS, most=_NEVER_MORE),
    ),
    Setting(
        "MAX_CONNECTIONS",
        "2048",
        "open connections a process keeps; beyond them the one that has kept it waiting longest is closed",
        _whole(least=16, most=1_000_000),
    ),
    Setting(
        "MAX_CONCURRENCY",
        "512",
        "comments a process judges, or keeps waiting, at once; beyond them 503",
        _whole(least=1, most=100_000),
    ),
    Setting(
        "RECEIVE_TIMEOUT",
        "10",
        "seconds to send a request's headers in, and to send its body in, and again for each 16 KiB of it; and to read "
        "an answer in",
        _whole(least=1, most=3_600),
    ),
    Setting(
        "KEEP_ALIVE",
        "65",
        "seconds that an idle connection is kept; longer than a proxy in front keeps its own",
        _whole(least=1, most=3_600),
    ),
    Setting("LOG_LEVEL", "info", "least severe log line that is written", _choice("debug", "info", "warning", "error")),
    Setting("LOG_FORMAT", "json", "log lines as json, or as text for people to read", _choice("json", "text")),
    Setting("LOG_REQUESTS", "50", "most requests logged in a second; failures always are", _whole(least=0, most=9_999)),
)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the variables of `environ` that begin with the prefix; SettingError carries every fault."""
    faults = unknown(environ)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = ""
        try:
            text = written(setting, environ) or setting.default
            values[setting.name.lower()] = setting.parse(text)
        except ValueError as error:
            problem, fix = str(error).split("; ", 1)
            shown = "" if setting.secret else f"{text[:100]!r} "
            faults.append(Fault(_SOURCE, setting.variable, shown + problem, fix))
    faults += _contradictions(values)
    if faults:
        raise SettingError(tuple(faults))
    return Settings(**values)


def written(setting: Setting, environ: Mapping[str, str]) -> str:
    """Return what is written for a setting, in the environment or in the file that it names."""
    text = environ.get(setting.variable, "").strip()
    path = environ.get(setting.file_variable, "").strip()
    if path and text:
        raise ValueError(f"is set twice; unset it or {setting.file_variable}")
    if not path:
        return text
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"cannot be read from {path!r}: {reason}; write the path of a readable file") from None
    if not text:  # whoever names a file means what is in it; replicas without it would count apart, and nobody knew
        raise ValueError(f"is not in {path!r}, which is empty; write it there, or unset {setting.file_variable}")
    return text


def unknown(environ: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each variable that has the prefix and is no setting."""
    known = [name for setting in SETTINGS for name in (setting.variable, setting.file_variable) if name]
    faults = []
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in known:
            continue
        meant = _meant(variable, known)
        fix = f"did you mean {meant}?" if meant else f"unset it; there are {', '.join(known)}"
        faults.append(Fault(_SOURCE, variable, "is no setting", fix))
    return faults


def _meant(variable: str, known: Sequence[str]) -> str:
    """Return the setting whose name is nearest, "" when none is; the prefix, which is always right, does not count."""
    if (stem := variable.removesuffix("_FILE")) in known:
        return stem
    names = [name.removeprefix(PREFIX) for name in known]
    return "".join(PREFIX + name for name in get_close_matches(variable.removeprefix(PREFIX)[:100], names, n=1))


def _contradictions(values: Mapping[str, Any]) -> list[Fault]:
    faults = []
    host = values.get("host", "localhost")
    loopback = host == "localhost" or ip_address(host).is_loopback
    if not loopback and not values.get("sites"):
        problem = f"{host!r} can be reached from other machines and no site has a key"
        fix = f"listen on 127.0.0.1, or set {PREFIX}SITES to a file that `comment-sanitizer new-key` begins"
        faults.append(Fault(_SOURCE, PREFIX + "HOST", problem, fix))
    workers = values.get("workers", 1)
    if workers > 1 and values.get("limits", "off") != "off" and not values.get("redis_url"):
        problem = f"{workers} processes would each count alone, and every limit would be {workers} times what it says"
        faults.append(Fault(_SOURCE, PREFIX + "WORKERS", problem, f"use one worker, or set {PREFIX}REDIS_URL"))
    return faults


def cautions(settings: Settings) -> tuple[str, ...]:
    """Return what works and should not stay so, each in words for an operator."""
    if settings.secret or not settings.redis_url or settings.limits == "off":
        return ()
    problem = "is not set, so whoever knows REDIS_URL can test which addresses were counted there"
    return (
        f"{PREFIX}SECRET: {problem}; set it to the output of `openssl rand -hex 32`, the same for all who share it",
    )


def settings_page() -> str:
    """Return the text of docs/settings.md, from the table."""
    rows = "".join(
        f"| {_variables(row)} | {f'`{row.default}`' if row.default else 'empty'} | {row.help} |\n" for row in SETTINGS
    )
    return (
        "# Settings\n\n"
        "The service is set by environment variables; an empty one is not set, a file that one names must not be\n"
        "empty. An unknown variable with the prefix, a value that cannot work and two that contradict each other\n"
        "are refused at start-up: all faults at once, each with its variable (or its option) and what to write\n"
        "instead, and exit status 2. What is wrong with policies, sites or the URL of Redis is told after that.\n\n"
        f"| variable | default | meaning |\n|---|---|---|\n{rows}"
    )


def _variables(setting: Setting) -> str:
    return " or ".join(f"`{name}`" for name in (setting.variable, setting.file_variable) if name)

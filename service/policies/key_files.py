"""The lists of words that a policy names: read as a WordPress site has them, one word a line."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from service.core.keylist import keys_of
from service.policies.declarations import DISALLOWED_KEYS_FILE, MODERATION, MODERATION_KEYS_FILE
from service.policies.mistakes import Mistake, Place, quoted
from service.policies.table import Key, Values

MOST_KEYS = 100_000
MOST_BYTES = 4 * 1024 * 1024  # the automaton takes some forty times as much memory


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A list's words in its order, and the digest of its bytes."""

    keys: tuple[str, ...]
    digest: bytes


def read_key_files(policy: Values, directory: Traversable | Path | None, place: Place) -> dict[Key[str], KeyFile]:
    """Return the lists that a policy names, by key; what cannot be read is reported at its key."""
    moderation = policy.get(MODERATION, None)
    lists: dict[Key[str], KeyFile] = {}
    if moderation is None:
        return lists
    for key in (MODERATION_KEYS_FILE, DISALLOWED_KEYS_FILE):
        path = moderation.get(key, "")
        read = _read(path, directory, place.at(MODERATION.name).at(key.name)) if path else None
        if read is not None:
            lists[key] = read
    return lists


def revision_of(data: bytes, lists: Iterable[KeyFile]) -> str:
    """Return "sha256:" and the digest of a policy's bytes; where it names lists, of these and each list's digest."""
    digest = hashlib.sha256(data)
    for read in lists:
        digest.update(read.digest)
    return f"sha256:{digest.hexdigest()}"


def _read(path: str, directory: Traversable | Path | None, place: Place) -> KeyFile | None:
    file = quoted(path)
    if directory is None:
        place.report(Mistake.UNREADABLE_LIST, file=file, reason="the policy is in no directory")
        return None
    try:
        data = (directory / path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: what no path may be
        reason = error.strerror if isinstance(error, OSError) else None
        place.report(Mistake.UNREADABLE_LIST, file=file, reason=(reason or "no reason is given").lower())
        return None
    if len(data) > MOST_BYTES:
        place.report(Mistake.LIST_TOO_LONG, file=file, found=f"{len(data)} bytes", most=f"{MOST_BYTES} bytes")
        return None
    try:
        keys = keys_of(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        place.report(Mistake.LIST_NOT_UTF8, file=file, line=line, byte=f"0x{error.object[error.start]:02x}")
        return None
    if len(keys) > MOST_KEYS:
        place.report(Mistake.LIST_TOO_LONG, file=file, found=f"{len(keys)} words", most=f"{MOST_KEYS} words")
        return None
    return KeyFile(keys, hashlib.sha256(data).digest())

"""The lists that a policy names: words as a WordPress site has them or with comments, domains; one a line."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources.abc import Traversable
from pathlib import Path

from service.core.characters import TRIMMED
from service.core.keylist import keys_of
from service.policies.declarations import (
    ALLOWED_DOMAINS_FILE,
    DENIED_DOMAINS_FILE,
    DISALLOWED_KEYS_FILE,
    DISPOSABLE_DOMAINS_FILE,
    DOMAIN,
    FILE,
    MODERATION,
    MODERATION_KEYS_FILE,
    OWN_HOSTS_FILE,
    SHORTENERS_FILE,
    WORDS,
)
from service.policies.document import stray_byte
from service.policies.mistakes import Mistake, Place, quoted
from service.policies.plain_file import read_plain, why_unreadable
from service.policies.table import Key, Values

MOST_KEYS = 100_000
MOST_BYTES = 4 * 1024 * 1024  # the automaton takes some forty times as much memory

_KEPT = 8  # lists that are taken apart once for all policies that share them; one that was changed is another list

_KEYS_FILES = (MODERATION_KEYS_FILE, DISALLOWED_KEYS_FILE)
_DOMAIN_FILES = (OWN_HOSTS_FILE, ALLOWED_DOMAINS_FILE, DENIED_DOMAINS_FILE, SHORTENERS_FILE, DISPOSABLE_DOMAINS_FILE)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A list's words in its order, and the digest of its bytes."""

    keys: tuple[str, ...]
    digest: bytes


@dataclass(frozen=True, slots=True)
class Lists:
    """What a policy names: lists by their key, and those of its [[moderation.words]] by their place there."""

    by_key: Mapping[Key[str], KeyFile]
    words: Mapping[int, KeyFile]

    def __iter__(self) -> Iterator[KeyFile]:
        """Return all of them, in the order of the declarations."""
        yield from self.by_key.values()
        yield from self.words.values()

    def of(self, key: Key[str]) -> tuple[str, ...]:
        """Return the words of the list under a key, none where there is no list."""
        return self.by_key[key].keys if key in self.by_key else ()


Parse = Callable[[str], tuple[str, ...]]
Read = Callable[[str, Place, Parse], KeyFile | None]


def read_key_files(policy: Values, directory: Traversable | Path | None, place: Place) -> Lists:
    """Return the lists that a policy names; what cannot be read is reported at its key."""
    moderation = policy.get(MODERATION, None)
    if moderation is None:
        return Lists({}, {})
    here = place.at(MODERATION.name)
    read = partial(_read, directory)
    return Lists(dict(_by_key(moderation, here, read)), dict(_words(moderation, here, read)))


def revision_of(data: bytes, lists: Lists) -> str:
    """Return "sha256:" and the digest of a policy's bytes; where it names lists, of these and each list's digest."""
    digest = hashlib.sha256(data)
    for read in lists:
        digest.update(read.digest)
    return f"sha256:{digest.hexdigest()}"


def _by_key(moderation: Values, place: Place, read: Read) -> Iterator[tuple[Key[str], KeyFile]]:
    for key in (*_KEYS_FILES, *_DOMAIN_FILES):
        path = moderation.get(key, "")
        if not path:
            continue
        here = place.at(key.name)
        found = read(path, here, keys_of if key in _KEYS_FILES else partial(_domains_of, path, here))
        if found is not None:
            yield key, found


def _words(moderation: Values, place: Place, read: Read) -> Iterator[tuple[int, KeyFile]]:
    for index, words in enumerate(moderation.get(WORDS, ())):
        path = words.get(FILE, "")
        found = read(path, place.at(WORDS.name).item(index).at(FILE.name), _entries_of) if path else None
        if found is not None:
            yield index, found


@lru_cache(_KEPT)
def _entries_of(text: str) -> tuple[str, ...]:
    return tuple(key for key in keys_of(text) if not key.startswith("#"))


def _domains_of(path: str, place: Place, text: str) -> tuple[str, ...]:
    domains = _entries_of(text)
    wrong = _no_domain_among(domains)
    if wrong is not None:
        line = next(number for number, row in enumerate(text.split("\n"), 1) if row.strip(TRIMMED) == wrong)
        place.report(Mistake.LIST_NOT_DOMAINS, line=line, file=quoted(path), value=quoted(wrong))
    return domains


@lru_cache(_KEPT)
def _no_domain_among(entries: tuple[str, ...]) -> str | None:
    return next((entry for entry in entries if not DOMAIN.fits(entry)), None)


def _read(directory: Traversable | Path | None, path: str, place: Place, parse: Parse) -> KeyFile | None:
    file = quoted(path)
    if directory is None:
        place.report(Mistake.UNREADABLE_LIST, file=file, reason="the policy is in no directory")
        return None
    try:
        data = read_plain(directory / path, most=MOST_BYTES)
    except (OSError, ValueError) as error:  # ValueError: what no path may be
        place.report(Mistake.UNREADABLE_LIST, file=file, reason=why_unreadable(error))
        return None
    try:
        keys = parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line, byte = stray_byte(error)
        place.report(Mistake.LIST_NOT_UTF8, file=file, line=line, byte=byte)
        return None
    if len(keys) > MOST_KEYS:
        place.report(Mistake.LIST_TOO_LONG, file=file, found=f"{len(keys)} words", most=f"{MOST_KEYS} words")
        return None
    return KeyFile(keys, hashlib.sha256(data).digest())

"""A site's key: 256 random bits with a name in front, and the hash that stands for it in the file of sites.

A key is "cs_NAME_SECRET", its hash "NAME:SHA-256 of the whole key in hex". The name is no secret: it finds the one hash
that a key has to be compared with, and says in a conversation which of two keys is meant. The hash is a fast one on
purpose, see docs/decisions/0005-sites-and-their-keys.md.
"""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

HASH_PATTERN = "[0-9a-f]{8}:[0-9a-f]{64}"

_KEY = re.compile("cs_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_LOOKS_LIKE_A_KEY = re.compile("cs_[0-9a-f]{8}_")
_SECRET = re.compile("(?<=cs_[0-9a-f]{8}_)[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class KeyHash:
    """What is kept of a key."""

    name: str
    digest: bytes

    def __str__(self) -> str:
        """The hash as the file of sites has it."""
        return f"{self.name}:{self.digest.hex()}"


def new_key() -> str:
    """Return a key that nobody has."""
    return f"cs_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"


def hash_of(key: str) -> KeyHash:
    """Return the hash of any text; what is no key has the name "", which no hash in a file has."""
    match = _KEY.fullmatch(key)
    return KeyHash(match[1] if match else "", sha256(key.encode("utf-8", "surrogatepass")).digest())


def parse_hash(text: str) -> KeyHash:
    """Return the hash that a text of HASH_PATTERN stands for."""
    name, _, digest = text.partition(":")
    return KeyHash(name, bytes.fromhex(digest))


def is_key(text: str) -> bool:
    """Whether a text is, or was meant to be, a key itself."""
    return _LOOKS_LIKE_A_KEY.match(text) is not None


def without_secrets(text: str) -> str:
    """Return a text in which of each key, or what was meant to be one, only the name is left."""
    return _SECRET.sub("…", text) if "cs_" in text else text

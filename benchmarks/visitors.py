"""Visitors: comments that each come from somebody else, and a policy that has room for all of them."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.traffic import post
from service.policies import policy_directory


def write_policy(directory: Path) -> None:
    """Write the policy `wordpress` with a larger quota for the site, so that only a visitor's own limits refuse."""
    shipped = policy_directory("")
    text = (shipped / "wordpress.toml").read_text(encoding="utf-8")
    (directory / "wordpress.toml").write_text(text.replace('"600/min"', '"999999/min"'), encoding="utf-8")
    lists = directory / "lists"
    lists.mkdir()
    for file in (shipped / "lists").iterdir():
        (lists / file.name).write_bytes(file.read_bytes())


def comments(texts: Sequence[str]) -> Iterator[bytes]:
    """Yield requests without end, the texts in turn, each from another address and e-mail address."""
    for visitor, text in enumerate(itertools.cycle(texts), start=1):
        ip = f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}"
        document = {
            "content": text,
            "author_name": "Ada Lovelace",
            "author_email": f"ada{visitor}@example.org",
            "author_url": "https://ada.example.org/",
            "author_ip": ip,
            "post": "17",
        }
        yield post("/v1/sanitize", document, X_Visitor=ip)

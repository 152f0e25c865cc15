"""Writes policies/lists/disposable-domains.txt: `python -m tools.disposable_domains PACKAGE`.

PACKAGE is the unpacked PyPI package disposable-email-domains. Only domains that somebody registered are kept: below a
public suffix such as a free dynamic DNS there is no end of names.
"""

import runpy
import sys
from pathlib import Path

from publicsuffixlist import PublicSuffixList

_LIST = Path(__file__).parents[1] / "policies" / "lists" / "disposable-domains.txt"
_HEAD = """\
# Domains of e-mail addresses that anybody may read, or that vanish after minutes.
# From: {source}, MIT; written by tools/disposable_domains.py, which leaves out
# the hosts of dynamic DNS and other subdomains. MIT: Copyright (c) 2016 Dustin Ingram.
"""


def list_text(domains: set[str], source: str, suffixes: PublicSuffixList) -> str:
    """Return the file that holds the registered ones of domains."""
    kept = sorted(domain for domain in domains if suffixes.privatesuffix(domain) == domain)
    return _HEAD.format(source=source) + "".join(f"{domain}\n" for domain in kept)


def main(package: str) -> None:
    """Write the list."""
    module = Path(package) / "disposable_email_domains" / "__init__.py"
    [info] = Path(package).glob("*.dist-info")
    domains: set[str] = runpy.run_path(str(module))["blocklist"]
    source = info.name.removesuffix(".dist-info").replace("_", "-")
    _LIST.write_text(list_text(domains, source, PublicSuffixList(only_icann=True)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

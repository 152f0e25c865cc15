"""Asks for known vulnerabilities of everything that the locks pin: `make audit`.

Arguments are handed on to pip-audit: --osv-url URL, --ignore-vuln ID and the like. Exit status 0: none is known; also
when the service cannot be asked, or does not know a package, which is then said. 1: one is known. 2: a lock cannot be
read. pip-audit itself takes a package that it could not look up for a good one, and a network that is not there for
a failure of its own.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-suites.lock")  # the last holds dev's, too

_AWAY = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|ServiceError|blocking this service")
_QUIETLY = ("--format", "json", "--progress-spinner", "off", "--timeout", "15")


def main(arguments: list[str]) -> int:
    """Audit the locks; tell what was found, or that nobody could be asked."""
    locks = [part for lock in LOCKS for part in ("--requirement", str(ROOT / lock))]
    outcome = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--require-hashes", "--disable-pip",
         *_QUIETLY, *locks, *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        packages = json.loads(outcome.stdout)["dependencies"]
    except ValueError:
        return _unanswered(outcome.stderr)
    return _report(packages)


def _unanswered(errors: str) -> int:
    last = errors.strip().rpartition("\n")[2]
    if _AWAY.search(errors):
        print(f"audit: NOT DONE, the vulnerability service cannot be asked from here: {last[:200]}")
        return 0
    print(f"audit: failed: {last}", file=sys.stderr)
    return 2


def _report(packages: list[dict[str, object]]) -> int:
    unknown = [str(package["name"]) for package in packages if "skip_reason" in package]
    known = 0
    for package in packages:
        for vulnerability in package.get("vulns", ()):  # type: ignore[attr-defined]  # as pip-audit's JSON has it
            known += 1
            fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {vulnerability['id']}, mended in {fixed}")
    if unknown:
        print(f"audit: {len(unknown)} packages could not be looked up: {', '.join(unknown)}")
    looked_up = len(packages) - len(unknown)
    print(f"audit: {known} known vulnerabilities in {looked_up} packages")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

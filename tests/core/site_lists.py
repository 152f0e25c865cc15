"""Engines under lists of a site's own, and where they leave something else than WordPress, as recorded, did."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from service.core.policy import Kses
from service.core.sanitizer import Sanitizer
from service.policies import import_list, parse_policy


def differing(recorded: Path, kses: Kses) -> dict[str, str]:
    """Return what is left of each recorded text of which WordPress left something else; nothing changes a second time.

    A value's line ends stay as typed, where WordPress 7 writes each as one line feed: they count as the same.
    """
    found = {}
    for row in map(json.loads, recorded.read_text(encoding="utf-8").splitlines()):
        theirs = row["wordpress"]
        theirs = theirs[kses] if isinstance(theirs, dict) else theirs
        engine = _as_wordpress(json.dumps(row["list"]), kses)
        ours = engine.clean(row["text"]).markup
        again = engine.clean(ours)
        assert (again.markup, again.findings) == (ours, []), row
        if ours.replace("\r\n", "\n") != theirs.replace("\r\n", "\n"):
            found[row["text"]] = ours
    return found


@cache
def _as_wordpress(list_of_kses: str, kses: Kses) -> Sanitizer:
    """Return the engine of the policy that is imported from a list, but for rel, which kses does not write."""
    imported = import_list(list_of_kses.encode(), "list.json", kses=kses)
    read = parse_policy("site", imported.text.encode(), "site.toml")
    return Sanitizer(replace(read, markup=replace(read.markup, rel="", rel_internal="")))

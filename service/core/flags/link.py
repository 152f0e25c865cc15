"""Flags about links: more of them than the policy takes."""

from service.core.render.clickable import find_links
from service.core.report import Finding

TOO_MANY = "link.too_many"


def too_many(content: str, count: int) -> list[Finding]:
    """Return a finding for each of count links, where it stands in content as received.

    A link that cannot be found there, because only repairing the markup made one of it, is somewhere in the whole.
    """
    found = [Finding(TOO_MANY, start, end) for start, end in find_links(content)[:count]]
    return found + [Finding(TOO_MANY, 0, len(content), "not as it was typed")] * (count - len(found))

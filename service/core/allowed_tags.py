"""What a visitor is told about the allowlist: the line that WordPress prints under its form."""

from service.core.policy import Markup


def allowed_tags(markup: Markup) -> str:
    """Return the allowed tags with empty attributes, in the order of the policy, one space between them.

    Elements that the policy keeps unlisted are left out. The line is not escaped; in a page it must be.
    """
    return " ".join(_tag(element, names) for element, names in markup.allow.items() if element not in markup.unlisted)


def _tag(element: str, attributes: tuple[str, ...]) -> str:
    empty = [f'{name}=""' for name in attributes]
    return f"<{' '.join([element, *empty])}>"

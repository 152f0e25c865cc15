"""Slices of a long text: what C does in one call keeps other threads waiting until it returns."""

from collections.abc import Iterator

AT_ONCE = 8_192  # code points


def slices(text: str) -> Iterator[str]:
    """Yield text in parts of up to twice AT_ONCE code points, cut before a space where one is near."""
    start = 0
    while len(text) - start > 2 * AT_ONCE:
        space = text.find(" ", start + AT_ONCE, start + 2 * AT_ONCE)
        end = space if space >= 0 else start + 2 * AT_ONCE
        yield text[start:end]
        start = end
    yield text[start:]

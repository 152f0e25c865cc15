"""Texts of the grammar of tests.core.nasty, from a seed: less clever than hypothesis, and fifty times as fast."""

import random
from collections.abc import Callable

from tests.core import nasty, samples

_MOST = 12  # pieces of a text


class Writer:
    """Writes text after text; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._vectors = samples.attacks() + samples.benign()

    def text(self) -> str:
        """Return the next text."""
        roll = self._rng.random()
        if roll < 0.55:
            return self._many((self._plain_tag, self._start_tag, self._piece))
        if roll < 0.65:
            return self._many((self._piece, self._element))
        if roll < 0.75:
            return "".join(self._rng.choices(nasty.LETTERS, k=self._rng.randint(0, 30)))
        if roll < 0.95:
            return self._spliced()
        return "".join(chr(self._rng.randrange(0x110000)) for _ in range(self._rng.randint(0, 8)))

    def _many(self, makers: tuple[Callable[[], str], ...]) -> str:
        return "".join(self._rng.choice(makers)() for _ in range(self._rng.randint(0, _MOST)))

    def _spliced(self) -> str:
        """Return a vector with a piece of the grammar, or of another vector, in the place of a part of it."""
        vector, other = self._rng.choices(self._vectors, k=2)
        start, end = sorted(self._rng.choices(range(len(vector) + 1), k=2))
        if self._rng.random() < 0.5:
            end = start
        piece = self._many((self._plain_tag, self._piece)) if self._rng.random() < 0.7 else other
        return vector[:start] + piece + vector[end:]

    def _element(self) -> str:
        return self._rng.choice(nasty.ELEMENTS)

    def _piece(self) -> str:
        return self._rng.choice(nasty.PIECES)

    def _plain_tag(self) -> str:
        return f"<{self._rng.choice(('', '/'))}{self._element()}>"

    def _start_tag(self) -> str:
        attributes = "".join(self._attribute() for _ in range(self._rng.randint(0, 3)))
        return f"<{self._rng.choice(nasty.INDENTS)}{self._element()}{attributes}{self._rng.choice(nasty.ENDS)}"

    def _attribute(self) -> str:
        shape = self._rng.choice(nasty.SHAPES)
        return self._rng.choice(nasty.BEFORE) + shape.format(
            self._rng.choice(nasty.ATTRIBUTES), self._rng.choice(nasty.VALUES)
        )

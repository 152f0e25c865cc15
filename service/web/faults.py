"""Faults: every mistake of one body, collected, and spelled so that they can always be answered."""

from collections.abc import Mapping

from service.errors import BodyFault, InvalidBodyError
from service.sites.key import without_secrets

_MOST = 50  # a body can hold a hundred thousand; no one reads more, and each costs
_LONGEST_NAME = 100


class Faults:
    """Collects what is wrong with a body, a bounded part of it in words; false while nothing is.

    `received` maps a field's name to the name it came under, for the pointer.
    """

    def __init__(self, received: Mapping[str, str] | None = None) -> None:
        self._received = {} if received is None else received
        self._faults: list[BodyFault] = []
        self._unlisted = 0

    def __len__(self) -> int:
        return len(self._faults) + self._unlisted

    @property
    def full(self) -> bool:
        """Whether further faults are only counted."""
        return len(self._faults) >= _MOST

    def add(self, name: str, detail: str, *, item: int | None = None, as_sent: bool = False) -> None:
        """Note a fault of the field `name`, or of one item of it.

        `as_sent` says that name is not a field's own but the one that stands in the body.
        """
        if self.full:
            self._unlisted += 1
            return
        received = name if as_sent else self._received.get(name, name)
        if len(received) > _LONGEST_NAME or without_secrets(received) != received:
            self._faults.append(BodyFault("", f"{quoted(received)}: {detail}"))
            return
        within = "" if item is None else f"/{item}"
        self._faults.append(BodyFault(pointer(received) + within, detail))

    def error(self) -> InvalidBodyError:
        """Return the error that carries everything noted."""
        if self._unlisted:
            more = "is one more fault" if self._unlisted == 1 else f"are {self._unlisted} more faults"
            return InvalidBodyError((*self._faults, BodyFault("", f"there {more}")), count=len(self))
        return InvalidBodyError(tuple(self._faults))


def whole_body(problem: str) -> InvalidBodyError:
    """Return the error of a body that is wrong as a whole, so that nothing more can be said of its fields."""
    return InvalidBodyError((BodyFault("", f"the body {problem}"),))


def pointer(name: str) -> str:
    """Return the JSON pointer to a member of the body; "/" is the member whose name is empty."""
    return "/" + printable(name).replace("~", "~0").replace("/", "~1")


def quoted(text: str) -> str:
    """Return the text in quotes, without a key's secret and cut to a bound, ready for a sentence."""
    text = without_secrets(text)
    cut = text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME] + "…"
    return f"“{printable(cut)}”"


def printable(text: str) -> str:
    """Return the text without lone surrogates, which no answer in UTF-8 can carry."""
    return text.encode("utf-8", "replace").decode()

"""Western: what windows-1252 can write in plain forms of small letters, byte by byte."""

from collections.abc import Callable

_CODE_PAGE = "cp1252"


class Western:
    """Folds text by a table of all 256 bytes, as `fold` would fold it character by character, for a third of the CPU.

    The code page has no combining marks, so no character of it changes another. Accents and the quotation marks that
    telephones write make most comments that are not ASCII; few hold anything else.
    """

    def __init__(self, fold: Callable[[str], str]) -> None:
        table, gone, strange = bytearray(range(256)), bytearray(), bytearray()
        self._longer: list[tuple[bytes, bytes]] = []
        for number in range(256):
            try:
                folded = fold(bytes([number]).decode(_CODE_PAGE)).encode(_CODE_PAGE)
            except UnicodeError:  # no character has this number, or what it becomes has none
                strange.append(number)
                continue
            if not folded:
                gone.append(number)
            elif len(folded) == 1:
                table[number] = folded[0]
            else:
                self._longer.append((bytes([number]), folded))
        self._table, self._gone, self._strange = bytes(table), bytes(gone), bytes(strange)

    def fold(self, text: str) -> str | None:
        """Return text folded; None when the table cannot say."""
        try:
            data = text.encode(_CODE_PAGE)
        except UnicodeEncodeError:
            return None
        if len(data.translate(None, self._strange)) != len(data):
            return None
        data = data.translate(self._table, self._gone)
        for character, folded in self._longer:
            data = data.replace(character, folded)
        return data.decode(_CODE_PAGE)

"""The bytes of a policy file as the plain values of TOML, or the one fault that keeps them from being read."""

import re
import tomllib
from dataclasses import replace

from service.policies.mistakes import Mistake, Place

FILE = "file"  # the key of a fault that no key can be blamed for

_POSITION = re.compile(r" \(at (line [0-9]+, column [0-9]+|end of document)\)$")


def read_document(data: bytes, place: Place) -> dict[str, object] | None:
    """Return the file's tables, or None with the fault reported at its line; a byte order mark is passed over."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line, byte = stray_byte(error)
        replace(place, key=f"line {line}").report(Mistake.NOT_UTF8, byte=byte)
    except ValueError as error:  # TOMLDecodeError, and int() refusing thousands of digits
        reason, _, position = _POSITION.sub(r"\0\1", str(error)).partition("\0")
        replace(place, key=position or FILE).report(Mistake.NOT_TOML, reason=reason[:1].lower() + reason[1:])
    except RecursionError:
        replace(place, key=FILE).report(Mistake.NOT_TOML, reason="lists or tables are nested too deeply")
    return None


def stray_byte(error: UnicodeDecodeError) -> tuple[int, str]:
    """Return the line, the first being 1, and the byte, as in "0xff", at which a file is not UTF-8."""
    return error.object.count(b"\n", 0, error.start) + 1, f"0x{error.object[error.start]:02x}"

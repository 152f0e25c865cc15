"""What a policy asks of the values of attributes, judged as WordPress' kses judges it."""

import re

from service.core.policy import Constraint

MAX_NUMBER = 999_999  # WordPress takes six digits for a number, and no more
# A line feed may follow the six blanks: it is the end of a line to WordPress.
_NUMBER = re.compile(r"[ \t\n\r]{0,6}([0-9]{1,6})[ \t\n\r]{0,6}\n?")


def broken(constraint: Constraint, stored: str, *, has_value: bool) -> str:
    """Return what a value breaks of a constraint, spelled as in a policy file, "" when it breaks nothing.

    stored is the value as it is stored, with its references, since that is what WordPress measures; it is "" for an
    attribute without a value.
    """
    if constraint.valueless is not None and constraint.valueless == has_value:
        return f"valueless = {str(constraint.valueless).lower()}"
    if constraint.values and _folded(stored) not in constraint.values:
        return "values"
    return _broken_length(constraint, stored) or _broken_number(constraint, stored)


def _folded(stored: str) -> str:
    """Return stored with A to Z in lower case, and no other letter: É is not é to WordPress."""
    return stored.encode().lower().decode()


def _broken_length(constraint: Constraint, stored: str) -> str:
    length = len(stored.encode())
    if constraint.minlen is not None and length < constraint.minlen:
        return f"minlen = {constraint.minlen}"
    if constraint.maxlen is not None and length > constraint.maxlen:
        return f"maxlen = {constraint.maxlen}"
    return ""


def _broken_number(constraint: Constraint, stored: str) -> str:
    match = _NUMBER.fullmatch(stored)
    if constraint.minval is not None and not (match and int(match[1]) >= constraint.minval):
        return f"minval = {constraint.minval}"
    if constraint.maxval is not None and not (match and int(match[1]) <= constraint.maxval):
        return f"maxval = {constraint.maxval}"
    return ""

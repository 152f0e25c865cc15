"""Where the policy files are: the operator's directory, the wheel's copy, or the source tree's."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

SETTING = "COMMENT_SANITIZER_POLICY_DIR"

_PACKAGE = "service"
_PACKAGED = "_policies"  # where the build puts policies/ (pyproject: force-include)


def policy_directory(configured: str) -> Traversable:
    """Return the directory that is configured, else the packaged copy, else policies/ beside the package.

    A configured directory is given whether it exists or not: falling back would hide a typing error.
    """
    if configured:
        return Path(configured)
    packaged = files(_PACKAGE) / _PACKAGED
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "policies"

"""An engine that tells what nh3 was given to read."""

from service.core.policy import Policy
from service.core.sanitizer import Cleaned, Sanitizer
from tests.core.engines import HOME


class Witness:
    """A policy's engine; read holds what nh3 read for the last text, in order."""

    def __init__(self, policy: Policy) -> None:
        self._engine = Sanitizer(policy)
        self._parse = self._engine._parse
        self._has_markup = self._engine._has_markup
        vars(self._engine).update(_parse=self._tell, _has_markup=self._tell_of_text)
        self.read: list[str] = []

    def clean(self, text: str) -> Cleaned:
        self.read = []
        return self._engine.clean(text, home_host=HOME)

    def _tell(self, markup: str) -> str:
        self.read.append(markup)
        return self._parse(markup)

    def _tell_of_text(self, text: str) -> bool:
        self.read.append(text)
        return self._has_markup(text)

"""A form is decoded in steps, and it makes no difference where they end."""

from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web import form_body
from service.web.form_body import _unquoted


@given(
    st.text("%4aF1z", max_size=40).map(str.encode)
    | st.binary(max_size=20).map(lambda data: quote_from_bytes(data).encode()),
    st.integers(3, 9),
)
def test_steps_make_no_difference(text: bytes, step: int) -> None:
    assert _unquoted(text, step) == unquote_to_bytes(text)


def test_no_step_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []

    def noted(text: bytes) -> bytes:
        lengths.append(len(text))
        return unquote_to_bytes(text)

    monkeypatch.setattr(form_body, "unquote_to_bytes", noted)
    for text in (b"%e9" * 170_000, b"x" * 500_000, b"%" * 500_000):
        assert _unquoted(text) == unquote_to_bytes(text)
    assert max(lengths) <= 16_384
    assert sum(lengths) == 1_510_000

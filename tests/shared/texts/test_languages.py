"""Which language a caller is answered in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.texts.languages import LANGUAGES, preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("en;q=0.2, es;q=0.7", "es"),
        ("fr, es;q=0.1", "es"),
        ("fr", "en"),
        ("*", "en"),
        ("*;q=0.5, en;q=0.1", "es"),
        ("es;q=0", "en"),
        ("en;q=0, *", "es"),
        ("es;q=abc", "en"),
        ("es;q=7", "en"),
        ("ES", "es"),
        ("es,en", "es"),
    ],
)
def test_the_language_liked_most_is_taken(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


@given(st.text())
def test_whatever_is_sent_some_language_is_spoken(accepted: str) -> None:
    assert preferred(accepted) in LANGUAGES

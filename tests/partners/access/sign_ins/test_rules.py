"""Addresses people are sent on to, and until when a session lives."""

from datetime import timedelta

import pytest

from services.partners.access.sign_ins.rules import idle_until, with_parameters
from shared import clock


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("https://oak.example/in", "https://oak.example/in?code=a+b"),
        ("https://oak.example/in?", "https://oak.example/in?code=a+b"),
        ("https://oak.example/in?at=1", "https://oak.example/in?at=1&code=a+b"),
        ("https://oak.example/in?at=1&at=2", "https://oak.example/in?at=1&at=2&code=a+b"),
    ],
)
def test_parameters_are_added_and_what_was_there_stays(address: str, sent_to: str) -> None:
    assert with_parameters(address, code="a b", state=None) == sent_to


@pytest.mark.parametrize(("idle", "lives"), [(29, 29), (30, 30), (31, 30)])
def test_a_used_session_lives_on_but_never_past_its_end(idle: int, lives: int) -> None:
    now = clock.now()
    assert idle_until(now, idle, now + timedelta(minutes=30)) == now + timedelta(minutes=lives)

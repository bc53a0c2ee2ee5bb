from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPNotSupported,
    SMTPReadTimeoutError,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from services.notifications.messages.deliveries.mail import verdict
from services.notifications.messages.deliveries.rules import kept_back, next_attempt, waits_until
from tests.notifications.messages.deliveries.factories import LETTER, NOW


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"active": False}, "inactive"),
        ({"address": None}, "no_address"),
        ({"barred": True}, "address_suppressed"),
        ({"wish": "off"}, "unsubscribed"),
        ({"known": False}, "recipient_unknown"),
        ({}, None),
    ],
)
def test_a_letter_is_kept_back_for_a_named_reason(fact: dict[str, Any], reason: str | None) -> None:
    kept = kept_back(replace(LETTER, **fact))
    assert (kept.reason if kept else None) == reason


def refused(code: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused([SMTPRecipientRefused(code, "no", "ana@cedar.example")])


@pytest.mark.parametrize(
    ("error", "state", "reason", "passing"),
    [
        (refused(550), "suppressed", "address_rejected", False),
        (refused(451), "failed", "address_deferred", True),
        (refused(499), "failed", "address_deferred", True),
        (refused(500), "suppressed", "address_rejected", False),
        (SMTPSenderRefused(550, "no", "us"), "failed", "sender_refused", False),
        (SMTPSenderRefused(451, "no", "us"), "failed", "mail_deferred", True),
        (SMTPDataError(554, "spam"), "failed", "mail_refused", False),
        (SMTPDataError(500, "what?"), "failed", "mail_refused", False),
        (SMTPDataError(499, "full"), "failed", "mail_deferred", True),
        (SMTPAuthenticationError(535, "who?"), "failed", "server_unreachable", True),
        (SMTPConnectError("away"), "failed", "server_unreachable", True),
        (SMTPServerDisconnected("gone"), "failed", "server_unreachable", True),
        (SMTPReadTimeoutError("slow"), "failed", "server_unreachable", True),
        (ConnectionResetError(), "failed", "server_unreachable", True),
        (SMTPNotSupported("utf8"), "failed", "address_unsendable", False),
        (ValueError("a fault of ours"), "failed", "fault", True),
    ],
)
def test_what_a_mail_server_answers_decides(error: Exception, state: str, reason: str, passing: bool) -> None:
    found = verdict(error)
    assert (found.state, found.reason, found.passing) == (state, reason, passing)


def test_a_letter_is_tried_six_times_over_ten_hours() -> None:
    waits = [after - NOW if (after := next_attempt(attempts, NOW)) else None for attempts in range(1, 7)]
    assert waits == [*(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)), None]


def test_no_wish_and_no_quiet_hour_holds_an_emergency_back() -> None:
    quiet = {"starts_at": "00:00", "ends_at": "23:59", "days": ["monday", "tuesday"]}
    for wished in ("off", "daily", None):
        letter = replace(LETTER, kind="emergency_access", wish=wished, quiet_hours=quiet)
        assert kept_back(letter) is None
        assert waits_until(letter, datetime(2026, 11, 23, 12, tzinfo=UTC)) is None

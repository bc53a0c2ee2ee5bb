"""A letter for tests."""

from datetime import UTC, datetime
from uuid import uuid4

from services.notifications.messages.deliveries.rules import Letter

NOW = datetime(2026, 12, 4, 12, tzinfo=UTC)
LETTER = Letter(
    district_id=uuid4(),
    delivery_id=uuid4(),
    message_id=uuid4(),
    recipient_id=uuid4(),
    claimed_at=NOW,
    attempts=1,
    kind="plan_published",
    language="en",
    facts={},
    known=True,
    active=True,
    name="Ana Ruiz",
    address="ana@cedar.example",
    barred=False,
)

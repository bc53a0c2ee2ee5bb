"""A letter for tests, and deliveries in every state."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.notifications.messages.deliveries.rules import Letter
from shared import clock
from shared.testing.calls import Service

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


async def put_in(service: Service, id_: str, state: str) -> None:
    """Let a delivery stand in a state, its next attempt due but for one that is being sent."""
    at = clock.now() + timedelta(minutes=5 if state == "sending" else -1)
    await service.sql(
        "update deliveries set state = $2, next_attempt_at = $3, claimed_at = null where id = $1", UUID(id_), state, at
    )

"""Letters that are due, and what a worker claims of them."""

from typing import Any
from uuid import UUID

from services.notifications.messages.deliveries import queue
from services.notifications.messages.deliveries.rules import Letter
from shared.testing.calls import Service
from tests.notifications.factories import DUE, District

MANY = 10_000


async def letters_of(service: Service, district_id: UUID, count: int = 1) -> District:
    """A district with as many e-mails due."""
    district = District(service, district_id)
    await district.settle()
    people = [await district.person() for _ in range(count)]
    await district.publish([(person, DUE) for person in people])
    return district


async def claimed(service: Service, district_id: UUID, now: Any) -> list[Letter]:
    """What one worker gets of the district's letters at a moment."""
    mails = await queue.claim(service.app.state.db, now, MANY)
    return [letter for mail in mails for letter in mail if letter.district_id == district_id]

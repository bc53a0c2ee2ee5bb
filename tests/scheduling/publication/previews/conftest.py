"""A district whose school year has a day off, so that nothing is warned of but what a test is about."""

from datetime import timedelta
from uuid import UUID

import pytest_asyncio

from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District

#: A Friday late in the year: what is due there falls on Wednesdays.
OFF = TODAY + timedelta(days=246 - (TODAY.weekday() + 246 - 4) % 7)


@pytest_asyncio.fixture
async def district(scheduling: Service, district_id: UUID) -> District:
    """Three schools and their people."""
    made = await District(scheduling, district_id).seed()
    days = {"items": [{"day": OFF.isoformat(), "day_type": "holiday"}]}
    reply = await made.author.post("/v1/calendar/days", json=days)
    assert reply.is_success, reply.text
    return made

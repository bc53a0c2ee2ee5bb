"""A seeded district for scheduling's tests."""

from uuid import UUID

import pytest_asyncio

from shared.testing.calls import Service
from tests.scheduling.factories import District


@pytest_asyncio.fixture
async def district(scheduling: Service, district_id: UUID) -> District:
    """Three schools and their people."""
    return await District(scheduling, district_id).seed()

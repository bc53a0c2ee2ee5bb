"""A seeded district for scheduling's tests, a bare one with two schools, and a context."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.context.context import Context
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling.factories import District


@pytest_asyncio.fixture
async def district(scheduling: Service, district_id: UUID) -> District:
    """Three schools and their people."""
    return await District(scheduling, district_id).seed()


@pytest_asyncio.fixture
async def ctx(scheduling: Service, district_id: UUID) -> AsyncIterator[Context]:
    """A piece of the service's own work in the district."""
    async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as work:
        yield work


@pytest_asyncio.fixture
async def schools(scheduling: Service, district_id: UUID) -> dict[str, UUID]:
    """Two schools, by local code."""
    found = {"0101": new_id(), "0102": new_id()}
    facts: dict[str, Any] = {
        "level": None,
        "grades": [],
        "tags": [],
        "cohort": None,
        "opens_on": None,
        "closes_on": None,
        "version": 1,
    }
    await scheduling.receive(
        district_id,
        *(
            ("partners.school.recorded.v1", {"school_id": id_, "name": code, "local_code": code, **facts})
            for code, id_ in found.items()
        ),
    )
    return found

"""A district whose records a party may read."""

from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment.privacy.disclosures.factories import World


@pytest.fixture
async def world(assessment: Service, district_id: UUID) -> World:
    """A district with a roster and a public notice."""
    world = await World(assessment, district_id).seed()
    assert (await world.notice("name", "grade_level")).status_code == 200
    return world

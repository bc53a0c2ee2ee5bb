"""A district for walks over what may be done."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from shared.testing.calls import Service
from tests.isolation.giving import World


@pytest_asyncio.fixture(loop_scope="session")
async def world(partners: Service, district_id: UUID) -> AsyncIterator[World]:
    """A district with two schools."""
    yield await World(partners, district_id).seed()

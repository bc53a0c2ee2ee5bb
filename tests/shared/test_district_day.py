"""Which day it is in a district is its own clock's to say, asked in one way by every service."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shared.context.work import work_for
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.keeping.rows import put

#: Fourteen hours ahead: there it is tomorrow from ten in the morning on.
ZONE, NOON = "Pacific/Kiritimati", datetime(2026, 11, 28, 12, tzinfo=UTC)


async def day_of(service: Service, district_id: UUID) -> tuple[str, date]:
    """What a piece of work at noon goes by."""
    async with work_for(service.app.state.db, service.settings, district_id) as ctx:
        ctx.now = NOON
        return await ctx.zone(), await ctx.today()


@pytest.mark.parametrize("name", SERVICES)
async def test_it_is_the_day_of_the_districts_zone(
    service_of: Callable[[str], Service], district_id: UUID, name: str
) -> None:
    service = service_of(name)
    assert await day_of(service, district_id) == ("UTC", date(2026, 11, 28))
    table = "districts" if name == "partners" else "directory_districts"
    await put(service, table, district_id=district_id, timezone=ZONE)
    assert await day_of(service, district_id) == (ZONE, date(2026, 11, 29))

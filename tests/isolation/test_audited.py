"""Every call that changes something leaves one entry when it succeeds and one when it is refused: every route there is."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.openapi import permission
from shared.web.requires import ANY_SCOPE
from tests.isolation import seeds
from tests.isolation.calls import changing
from tests.isolation.walks import check_a_change_is_audited, check_a_refused_change_is_audited

#: How many of its calls succeed on what the seeds make, at least: the walk must not become hollow.
SUCCEED = {"partners": 12, "scheduling": 20, "assessment": 4, "notifications": 4}


@pytest.mark.parametrize("name", SERVICES)
async def test_a_change_leaves_one_entry(service_of: Callable[[str], Service], name: str, district_id: UUID) -> None:
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    done = [
        await check_a_change_is_audited(service, district_id, method, route, things)
        for method, route in changing(service)
    ]
    assert sum(done) >= SUCCEED[name]


@pytest.mark.parametrize("name", SERVICES)
async def test_a_refused_change_leaves_one_entry(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service = service_of(name)
    assert len(changing(service)) >= SUCCEED[name]
    # Where any token comes in there is no scope to lack.
    for method, route in (call for call in changing(service) if permission(call[1])[1] != ANY_SCOPE):
        await check_a_refused_change_is_audited(service, district_id, method, route)

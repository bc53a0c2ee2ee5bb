"""Why somebody may do what is theirs stands in the audit, where no role let them."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.scheduling.factories import District, activity
from tests.scheduling.work.delegations.factories import delegated, principal
from tests.scheduling.work.handovers.factories import left_waiting

Act = Callable[[District], Awaitable[httpx.Response]]


async def ended_own_delegation(district: District) -> httpx.Response:
    """Who is absent ends it."""
    made = await delegated(district, "principal_oak", "coordinator_oak")
    return await principal(district).post(f"/v1/delegations/{made['id']}/end")


async def revoked_own_feed(district: District) -> httpx.Response:
    """Whose feed it is."""
    made = await district.oak.post("/v1/feeds", json={"kind": "person"})
    assert made.status_code == 201, made.text
    return await district.oak.delete(f"/v1/feeds/{made.json()['id']}")


async def noted_own_handover(district: District) -> httpx.Response:
    """Who left writes where the binder lies."""
    await district.published(activity("A1"))
    handover = await left_waiting(district)
    return await district.as_person("coordinator_elm").post(
        f"/v1/handovers/{handover['id']}/notes", json={"body": "In the office."}
    )


@pytest.mark.parametrize(
    "act", [ended_own_delegation, revoked_own_feed, noted_own_handover], ids=lambda act: act.__name__
)
async def test_the_audit_says_owner(district: District, act: Act) -> None:
    reply = await act(district)
    assert reply.status_code < 300, reply.text
    entries = (await district.scheduling.machine(district.id).get("/v1/audit-entries?limit=500")).json()["items"]
    assert "owner" in entries[-1]["reason"], entries[-1]

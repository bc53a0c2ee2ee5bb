"""More callers at once than there are connections get their tokens one after the other, and none waits for another's."""

import asyncio
from uuid import UUID

from shared.testing.calls import Service
from shared.testing.databases import PATIENCE
from tests.partners.factories import set_up

CALLERS = 40


async def test_more_callers_than_connections_all_get_tokens(partners: Service, district_id: UUID) -> None:
    client_id, secret = await set_up(partners, district_id)
    caller = partners.caller()

    async def ask() -> int:
        reply = await caller.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=(str(client_id), secret)
        )
        return reply.status_code

    assert await ask() == 200
    async with asyncio.timeout(PATIENCE):
        replies = await asyncio.gather(*(ask() for _ in range(CALLERS)))
    assert set(replies) == {200}

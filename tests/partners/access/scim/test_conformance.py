"""The service as an independent tester of SCIM sees it.

The tester is imported where it is used: it takes seconds, and every worker process collects this file.
"""

import asyncio
from uuid import UUID

from shared.testing.calls import Service, served, token
from shared.testing.databases import PATIENCE
from tests.partners.factories import set_up


async def test_every_check_of_the_tester_succeeds(partners: Service, district_id: UUID) -> None:
    from httpx2 import Client
    from scim2_client.engines.httpx2 import SyncSCIMClient
    from scim2_tester import CheckResult, Status, check_server

    # No provider is better than these; the tester skips nothing of its own, and nothing is skipped by us.
    good = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}
    await set_up(partners, district_id)
    bearer = token(district_id, ["scim:write"])
    async with served(partners) as url:

        def check() -> list[CheckResult]:
            headers = {"Authorization": f"Bearer {bearer}"}
            with Client(base_url=f"{url}/scim/v2", headers=headers, timeout=PATIENCE) as http:
                return list(check_server(SyncSCIMClient(http)))

        results = await asyncio.to_thread(check)
    assert len(results) > 100
    assert [result for result in results if result.status not in good] == []

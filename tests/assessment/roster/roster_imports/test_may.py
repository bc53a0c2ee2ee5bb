"""What an import says its caller may do is what they can do, whoever sent it and however it stands."""

from typing import Any
from uuid import UUID

import httpx

from services.assessment.roster.roster_imports.transitions import TRANSITIONS
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import pack, run
from tests.assessment.roster.roster_imports.factories import less
from tests.states.may import Held, hold, listed

REQUESTED = "assessment.roster_import.requested.v1"


async def test_what_may_be_done_to_an_import_is_what_can_be_done(assessment: Service, district_id: UUID) -> None:
    finished = await run(assessment, district_id, pack(bundles.files(60)))
    sender = assessment.person(district_id, new_id(), ("data_manager", None))
    sent = (await bundles.post(sender, pack(less(bundles.files(60), 15, "s1")))).json()
    assert sent["may"] == [], "it waits for the worker, not for somebody's word"
    await assessment.receive(district_id, (REQUESTED, {"import_id": sent["id"]}))
    held_back = (await sender.get(f"/v1/roster-imports/{sent['id']}")).json()
    callers = {
        "sender": sender,
        "another": assessment.person(district_id, new_id(), ("data_manager", None)),
        "teacher": assessment.person(district_id, new_id(), ("teacher", new_id())),
        "system": assessment.machine(district_id),
    }
    held = Held()
    for about, job in (("finished", finished), ("held back", held_back)):
        await hold(callers, listed("/v1/roster-imports", job["id"]), tries(job), held, about)
    assert held.one_sided({move.name for move in TRANSITIONS}) == set()


def tries(job: dict[str, Any]) -> dict[str, Any]:
    """Its moves, with the difference the job has."""

    async def approve(caller: httpx.AsyncClient) -> httpx.Response:
        return await caller.post(
            f"/v1/roster-imports/{job['id']}/approve", json={"difference_hash": job["difference_hash"] or "0" * 64}
        )

    async def restore(caller: httpx.AsyncClient) -> httpx.Response:
        return await caller.post(f"/v1/roster-imports/{job['id']}/restore")

    return {"approve": approve, "restore": restore}

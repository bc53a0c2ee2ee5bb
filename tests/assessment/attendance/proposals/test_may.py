"""What a proposal says its caller may do is what they can do, whoever decides about it and however it stands."""

from typing import Any
from uuid import UUID

import httpx

from services.assessment.attendance.proposals.transitions import TRANSITIONS
from shared.testing.calls import Service
from tests.assessment.attendance.factories import covering, enrolled, push, said
from tests.assessment.attendance.proposals.factories import PROPOSALS, holder, mentor, proposals, proposing
from tests.states.may import Held, hold, listed


async def test_what_may_be_done_to_a_proposal_is_what_can_be_done(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await proposing(assessment, district_id, mentor(role="counselor"), days=1)
    rows = [said(student, days[0], "U") for student in (0, 3)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[-1]))
    first, second = await proposals(assessment, district_id)
    accepted = await holder(assessment, district_id, "counselor").post(f"{PROPOSALS}/{first['id']}/accept")
    assert accepted.status_code == 200
    callers = {
        "decides": holder(assessment, district_id, "counselor"),
        "decides for the district": holder(assessment, district_id, "counselor", None),
        "plans": holder(assessment, district_id, "district_coordinator", None),
        "leads the school": holder(assessment, district_id, "principal"),
        "teaches": holder(assessment, district_id, "teacher"),
        "elsewhere": holder(assessment, district_id, "counselor", "s2"),
        "system": assessment.machine(district_id),
    }
    held = Held()
    for about, one in (("accepted", first), ("open", second)):
        await hold(callers, listed(PROPOSALS, one["id"]), tries(one), held, about)
    assert held.one_sided({move.name for move in TRANSITIONS}) == set()


def tries(one: dict[str, Any]) -> dict[str, Any]:
    """Its moves."""

    async def accept(caller: httpx.AsyncClient) -> httpx.Response:
        return await caller.post(f"{PROPOSALS}/{one['id']}/accept")

    async def decline(caller: httpx.AsyncClient) -> httpx.Response:
        return await caller.post(f"{PROPOSALS}/{one['id']}/decline", json={"reason": "Not now"})

    return {"accept": accept, "decline": decline}

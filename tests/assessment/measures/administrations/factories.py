"""What an administration needs: a school, a published instrument, answers."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.testing.calls import Service
from tests.assessment.measures.instruments.factories import published_instrument


async def prepare(assessment: Service, district_id: UUID) -> tuple[UUID, str]:
    """A school of the directory and a published instrument."""
    return await heard_school(assessment, district_id), await published_instrument(assessment, district_id)


async def heard_school(assessment: Service, district_id: UUID) -> UUID:
    """A school of the directory."""
    school_id = uuid4()
    school = {"school_id": school_id, "name": "Oak", "local_code": "0101", "level": "elementary", "grades": ["KG"]}
    more: dict[str, Any] = {"tags": [], "cohort": None, "opens_on": None, "closes_on": None, "version": 1}
    await assessment.receive(district_id, ("partners.school.recorded.v1", {**school, **more}))
    return school_id


async def heard_person(assessment: Service, district_id: UUID, role: str, school_id: UUID | None) -> UUID:
    """Somebody of the directory who holds a role at a school, or for the district."""
    staff_id = uuid4()
    said = {"staff_id": staff_id, "given_name": "Ada", "family_name": "Lund", "email": None, "language": "en"}
    held: dict[str, Any] = {"assignment_id": uuid4(), "staff_id": staff_id, "role": role, "school_id": school_id}
    await assessment.receive(
        district_id,
        ("partners.staff.recorded.v1", {**said, "active": True, "version": 1}),
        ("partners.role.assigned.v1", {**held, "starts_on": "2026-07-01", "ends_on": None, "version": 1}),
    )
    return staff_id


def about(kind: str, id_: UUID | None = None) -> dict[str, Any]:
    """A subject as a body names it."""
    return {"kind": kind} if id_ is None else {"kind": kind, "id": str(id_)}


async def begin(
    caller: httpx.AsyncClient, school_id: UUID, instrument_id: str, window: str = "fall", **more: Any
) -> httpx.Response:
    """Open an administration, about a school unless told."""
    wish = {"subject": about("school", school_id), "instrument_id": instrument_id, "window": window, **more}
    return await caller.post("/v1/administrations", json=wish)


#: Answers to every item: 3 of 6 points.
ANSWERS: tuple[dict[str, Any], ...] = (
    {"item_code": "a0", "points": 2},
    {"item_code": "a1", "points": 0},
    {"item_code": "b1", "points": 1},
)


async def scored_at(
    caller: httpx.AsyncClient, school_id: UUID, instrument_id: str, window: str = "fall", **more: Any
) -> dict[str, Any]:
    """A scored administration."""
    row = (await begin(caller, school_id, instrument_id, window, **more)).json()
    await put(caller, row, *ANSWERS)
    reply = await caller.post(f"/v1/administrations/{row['id']}/score")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def correct(
    caller: httpx.AsyncClient, row: dict[str, Any], *answers: dict[str, Any], reason: str = "Read off the wrong sheet."
) -> httpx.Response:
    """Correct answers of what was scored."""
    return await caller.post(
        f"/v1/administrations/{row['id']}/correct",
        json={"answers": list(answers), "reason": reason},
        headers={"If-Match": f'"{row["version"]}"'},
    )


async def withdraw(caller: httpx.AsyncClient, row: dict[str, Any], reason: str = "The wrong school.") -> httpx.Response:
    """Withdraw one."""
    return await caller.post(f"/v1/administrations/{row['id']}/withdraw", json={"reason": reason})


async def put(caller: httpx.AsyncClient, row: dict[str, Any], *answers: dict[str, Any]) -> httpx.Response:
    """Answer items."""
    return await caller.put(
        f"/v1/administrations/{row['id']}/answers",
        json={"answers": list(answers)},
        headers={"If-Match": f'"{row["version"]}"'},
    )

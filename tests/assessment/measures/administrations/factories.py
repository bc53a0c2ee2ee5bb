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


async def begin(caller: httpx.AsyncClient, school_id: UUID, instrument_id: str, window: str = "fall") -> httpx.Response:
    """Open an administration."""
    wish = {"school_id": str(school_id), "instrument_id": instrument_id, "window": window}
    return await caller.post("/v1/administrations", json=wish)


async def put(caller: httpx.AsyncClient, row: dict[str, Any], *answers: dict[str, Any]) -> httpx.Response:
    """Answer items."""
    return await caller.put(
        f"/v1/administrations/{row['id']}/answers",
        json={"answers": list(answers)},
        headers={"If-Match": f'"{row["version"]}"'},
    )

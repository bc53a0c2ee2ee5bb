"""A definition of a district's own."""

from typing import Any
from uuid import UUID

from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.definitions.schemas import said
from shared.testing.calls import Service

URL = "/v1/attendance-definitions"


def ours(**changes: Any) -> dict[str, Any]:
    """The usual one as a body, with changes."""
    return {**said("Ours", "Board policy 5113", USUAL.definition).model_dump(mode="json"), **changes}


async def adopt(assessment: Service, district_id: UUID, **changes: Any) -> str:
    """Adopt one, and have the worker make figures by it; its id."""
    caller = assessment.machine(district_id)
    made = await caller.post(URL, json=ours(**changes))
    assert made.status_code == 201, made.text
    definition_id = str(made.json()["id"])
    reply = await caller.post(f"{URL}/{definition_id}/adopt")
    assert reply.status_code == 200, reply.text
    said = {"attendance_definition_id": definition_id}
    await assessment.receive(district_id, ("assessment.attendance_definition.adopted.v1", said))
    return definition_id

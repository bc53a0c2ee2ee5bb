"""Somebody who gets attendance regularly."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment.bundles import at_work

URL = "/v1/access-arrangements"


async def staff(assessment: Service, district_id: UUID, role: str | None = None) -> UUID:
    """Somebody at work, who holds a role for the district or none that leads anywhere."""
    staff_id = new_id()
    person, held = at_work(staff_id)
    await assessment.receive(district_id, person)
    if role is not None:
        await assessment.receive(district_id, (held[0], {**held[1], "role": role, "profile": role}))
    return staff_id


def arrangement(holder_id: Any, owner_id: Any, **more: Any) -> dict[str, Any]:
    """What makes one."""
    said: dict[str, Any] = {"title": "Early warning board", "holder_kind": "staff", "holder_id": str(holder_id)}
    said |= {"data": ["standings"], "ground": "role", "rhythm": "school_daily", "owner_id": str(owner_id)}
    return {**said, **more}

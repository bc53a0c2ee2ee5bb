"""Schools as partners publishes them, and the changes they cause."""

from typing import Any
from uuid import UUID

from tests.scheduling.factories import District


def school(id_: UUID, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A school as partners tells it."""
    data = {
        **{"school_id": id_, "name": "S", "local_code": "0999", "level": "elementary", "grades": ["01"]},
        **{"tags": [], "cohort": None, "opens_on": None, "closes_on": None, "version": 2},
    }
    return "partners.school.recorded.v1", {**data, **changes}


async def changes(district: District, cause: str) -> list[dict[str, Any]]:
    """What was told of changes of one cause."""
    told = await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")
    return [event["data"] for event in told if event["data"]["cause"] == cause]

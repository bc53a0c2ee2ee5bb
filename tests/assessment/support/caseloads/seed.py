"""A student's mentor."""

from datetime import timedelta

from shared.ids import new_id
from tests.assessment.bundles import at_work
from tests.isolation.answers import OF_THEIRS
from tests.isolation.seeds import World
from tests.scheduling.factories import TODAY

HOLDER, OTHER = str(new_id()), str(new_id())
BODIES = {
    "end_caseload_assignment": {"ends_on": (TODAY + timedelta(days=9)).isoformat()},
    "hand_caseload_over": {"from_staff_id": HOLDER, "to_staff_id": OTHER, "starts_on": TODAY.isoformat()},
}
AFTER = ("roster.students",)
TO_MENTORS = {
    "list_caseload_assignments": OF_THEIRS,
    "assign_caseload": "refused for something else first; `test_others_do_not_assign` sees the door shut",
}


async def seed(world: World) -> None:
    for staff_id in (HOLDER, OTHER):
        await world.service.receive(world.district_id, *at_work(staff_id))
    wish = {"student_id": world.things["student_id"], "staff_id": HOLDER, "relation": "mentee"}
    assigned = await world.made("/v1/caseload-assignments", {**wish, "starts_on": TODAY.isoformat()})
    world.things["assignment_id"] = assigned

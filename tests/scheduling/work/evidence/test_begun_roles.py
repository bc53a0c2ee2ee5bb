"""A role that begins later proves its task on its first day."""

from datetime import timedelta

from services.scheduling.work.evidence.service import prove_begun_roles
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.handovers.factories import role_begun


async def test_a_role_that_begins_later_proves_its_task_on_its_first_day_and_once(
    scheduling: Service, district: District
) -> None:
    conditions = [{"field": "role", "op": "equals", "value": "mentor"}]
    proof = {"kind": "event", "event_type": "partners.role.assigned.v1", "conditions": conditions}
    plan = await district.published(activity(done_when=proof))
    await role_begun(district, "mentor_oak", "mentor", "high", starts_on=TODAY + timedelta(days=3))
    await role_begun(district, "mentor_oak", "counselor", "elm", starts_on=TODAY + timedelta(days=3))
    states = []
    for first, last in ((0, 2), (2, 3), (2, 3)):
        async with work_for(scheduling.app.state.db, scheduling.settings, district.id) as ctx:
            await prove_begun_roles(ctx, TODAY + timedelta(days=first), TODAY + timedelta(days=last))
        states.append((await district.task(plan, "high"))["state"])
    assert states == ["open", "done", "done"]
    assert (await district.task(plan, "elm"))["state"] == "open"
    assert len(await scheduling.published(district.id, "scheduling.task.completed.v2")) == 1

"""Who of others may see a task, as comments ask."""

from datetime import timedelta

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.delegations.factories import delegated


async def test_who_covers_at_another_school_is_not_named_and_who_covers_everywhere_is(district: District) -> None:
    for person, role in (("coordinator_oak", "school_coordinator"), ("mentor_oak", "mentor")):
        begun = {**district.role(person, role, "high"), "starts_on": TODAY - timedelta(days=90)}
        await district.scheduling.receive(district.id, ("partners.role.assigned.v1", begun))
    url = f"/v1/tasks/{(await district.task(await district.published(activity()), 'oak'))['id']}/comments"
    named = {"body": "Can you?", "mentioned_ids": [str(district.people["mentor_oak"])]}
    elsewhere = await delegated(district, "coordinator_oak", "mentor_oak", school_id=str(district.schools["high"]))
    refused = await district.oak.post(url, json=named)
    assert_refused(refused, 422, "cannot_see_task")
    assert (await district.author.post(f"/v1/delegations/{elsewhere['id']}/end")).status_code == 200
    await delegated(district, "coordinator_oak", "mentor_oak", school_id=None)
    assert (await district.oak.post(url, json=named)).status_code == 201

"""Events close the tasks they prove."""

from datetime import timedelta

from shared import clock
from shared.testing.calls import Service
from tests.scheduling.factories import District, activity, scored

PROVED = {
    "kind": "event",
    "event_type": "assessment.administration.scored.v1",
    "conditions": [{"field": "instrument_code", "op": "equals", "value": "tier1"}],
}


async def test_a_scored_administration_closes_the_schools_task(district: District, scheduling: Service) -> None:
    plan = await district.published(activity(done_when=PROVED))
    (event,) = await scheduling.receive(district.id, scored(district.schools["oak"]))
    task = await district.task(plan, "oak")
    assert task["state"] == "done"
    whole = (await district.oak.get(f"/v1/tasks/{task['id']}")).json()
    assert [(e["kind"], e["event_id"]) for e in whole["evidence"]] == [("event", str(event.id))]
    assert (await district.task(plan, "elm"))["state"] == "open"
    (told,) = await scheduling.published(district.id, "scheduling.task.completed.v1")
    assert told["data"]["proved_by"] == str(event.id)


async def test_the_same_event_again_changes_nothing(district: District, scheduling: Service) -> None:
    await district.published(activity(done_when=PROVED))
    (event,) = await scheduling.receive(district.id, scored(district.schools["oak"]))
    await scheduling.redeliver(event)
    assert len(await scheduling.published(district.id, "scheduling.task.completed.v1")) == 1


async def test_an_event_that_misses_a_condition_or_lies_before_the_plan_proves_nothing(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(activity(done_when=PROVED))
    await scheduling.receive(district.id, scored(district.schools["oak"], instrument_code="other"))
    await scheduling.receive(district.id, scored(district.schools["oak"]), at=clock.now() - timedelta(days=1))
    assert (await district.task(plan, "oak"))["state"] == "open"


async def test_nobody_closes_by_hand_what_an_event_must_prove(district: District) -> None:
    plan = await district.published(activity(done_when=PROVED))
    task = await district.task(plan, "oak")
    reply = await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})
    assert (reply.status_code, reply.json()["code"]) == (409, "proof_needed")


async def test_a_role_filled_after_publication_proves_too(district: District, scheduling: Service) -> None:
    done_when = {
        "kind": "event",
        "event_type": "partners.role.assigned.v1",
        "conditions": [{"field": "role", "op": "equals", "value": "mentor"}],
    }
    plan = await district.published(activity(done_when=done_when))
    await scheduling.receive(district.id, ("partners.role.assigned.v1", district.role("mentor_oak", "mentor", "elm")))
    assert (await district.task(plan, "elm"))["state"] == "done"
    assert (await district.task(plan, "oak"))["state"] == "open"

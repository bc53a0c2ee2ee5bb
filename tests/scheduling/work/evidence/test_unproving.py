"""A fact that is taken back: what it closed is open again, unless another fact closes it."""

from datetime import timedelta
from uuid import UUID

from services.scheduling.work.evidence.service import unprove
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.barriers.factories import raised, task_of
from tests.scheduling.work.evidence.conftest import Turn
from tests.scheduling.work.evidence.factories import days, friday, once, outcomes, proofs, scored_on, weekly

DAY = timedelta(days=1)


async def taken_back(district: District, proof_id: UUID) -> int:
    """Take a fact back; how many tasks are open again."""
    scheduling = district.scheduling
    async with work_for(scheduling.app.state.db, scheduling.settings, district.id) as ctx:
        return await unprove(ctx, proof_id)


async def test_what_it_closed_is_open_again(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly(), once(friday(3), "A2"))
    started = await district.task(plan, "oak", "A2")
    await district.oak.post(f"/v1/tasks/{started['id']}/start")
    turn(friday(1))
    event = scored_on(district, friday(1))
    await scheduling.redeliver(event)
    oak = district.schools["oak"]
    assert await days(scheduling, plan, oak) == [1, 3]
    assert await taken_back(district, event.id) == 2
    assert await days(scheduling, plan, oak) == []
    assert await days(scheduling, plan, oak, "in_progress") == [3]
    assert await proofs(district) == []
    told = await scheduling.published(district.id, "scheduling.task.reopened.v2")
    assert sorted(one["data"]["state"] for one in told) == ["in_progress", "open"]
    assert {one["data"]["unproved"] for one in told} == {str(event.id)}
    task = await task_of(district.oak, started)
    assert (task["done_on"], task["done_at"], task["done_by"], task["evidence"]) == (None, None, None, [])
    lines = (await district.oak.get(f"/v1/tasks/{started['id']}/history")).json()["items"]
    said = [(line["what"], line["before"], line["after"]) for line in lines]
    assert ("state", "done", "in_progress") in said
    assert ("evidence", event.type, None) in said
    assert await taken_back(district, event.id) == 0


async def test_further_evidence_closes_it_instead(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly())
    turn(friday(1))
    first, second = scored_on(district, friday(1) - DAY), scored_on(district, friday(1))
    await scheduling.redeliver(first, second)
    assert [outcome for _, outcome in await outcomes(district)] == ["closed", "further"]
    assert await taken_back(district, first.id) == 0
    assert await days(scheduling, plan, district.schools["oak"]) == [1]
    (proof,) = await proofs(district)
    assert (proof["event_id"], proof["outcome"]) == (str(second.id), "closed")
    (row,) = await scheduling.sql("select done_on from tasks where id = $1::text::uuid", proof["task_id"])
    assert row["done_on"] == friday(1)


async def test_further_evidence_taken_back_opens_nothing(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly())
    turn(friday(1))
    first, second = scored_on(district, friday(1) - DAY), scored_on(district, friday(1))
    await scheduling.redeliver(first, second)
    assert await taken_back(district, second.id) == 0
    assert await days(scheduling, plan, district.schools["oak"]) == [1]
    assert len(await proofs(district)) == 1


async def test_only_what_the_fact_closed_is_opened(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly(grace_days=3))
    turn(friday(3))
    # The first of them is the first week's, by its grace; without it the second would be.
    first, second = scored_on(district, friday(1) + DAY), scored_on(district, friday(1) + 2 * DAY)
    await scheduling.redeliver(first, second)
    oak = district.schools["oak"]
    assert await days(scheduling, plan, oak) == [1, 2]
    assert await taken_back(district, first.id) == 1
    assert await days(scheduling, plan, oak) == [2]
    await scheduling.redeliver(scored_on(district, friday(2)))
    assert await days(scheduling, plan, oak) == [1, 2]
    done = await scheduling.sql(
        "select done_on from tasks where district_id = $1 and state = 'done' order by due_on", district.id
    )
    assert [row["done_on"] for row in done] == [friday(1) + 2 * DAY, friday(2)]


async def test_a_fact_that_fell_nowhere_or_is_not_known_opens_nothing(district: District, scheduling: Service) -> None:
    await district.published(once(TODAY))
    event = scored_on(district, TODAY - DAY)
    await scheduling.redeliver(event)
    assert await taken_back(district, event.id) == 0
    assert await taken_back(district, new_id()) == 0
    assert await proofs(district) == []


async def test_an_event_that_closed_several_before_there_were_proofs_opens_them(
    district: District, scheduling: Service, turn: Turn
) -> None:
    plan = await district.published(weekly())
    oak, event = district.schools["oak"], scored_on(district, friday(1))
    turn(friday(1))
    await scheduling.sql(
        """with done as (update tasks set state = 'done', done_on = $3, done_at = now(), done_by = 'service:test'
          where district_id = $1 and school_id = $2 and due_on <= $3 returning *)
        insert into task_evidence (district_id, id, task_id, kind, title, event_id, event_type, created_at, updated_at,
                                   created_by, updated_by)
        select district_id, uuidv7(), id, 'event', $5, $4, $5, now(), now(), 'x', 'x' from done returning 1""",
        *(district.id, oak, friday(1), event.id, event.type),
    )
    later = scored_on(district, friday(1) - DAY)
    await scheduling.redeliver(later)
    assert await days(scheduling, plan, oak) == [0, 1]
    assert [outcome for _, outcome in await outcomes(district)] == ["further"]
    assert await taken_back(district, event.id) == 1
    assert await days(scheduling, plan, oak) == [1]
    assert await days(scheduling, plan, oak, "open") != []


async def test_a_task_that_was_blocked_is_open_without_its_barrier(district: District, scheduling: Service) -> None:
    plan = await district.published(once(TODAY + 20 * DAY))
    task = await district.task(plan, "oak")
    await raised(district.oak, task_ids=[task["id"]])
    event = scored_on(district, TODAY)
    await scheduling.redeliver(event)
    assert await taken_back(district, event.id) == 1
    now = await task_of(district.oak, task)
    assert (now["state"], now["blocked_on"]) == ("open", None)


async def test_the_tasks_of_a_plan_that_is_over_stay(district: District, scheduling: Service) -> None:
    plan = await district.published(once(TODAY))
    event = scored_on(district, TODAY)
    await scheduling.redeliver(event)
    assert (await district.author.post(f"/v1/plans/{plan['id']}/archive")).status_code == 200
    assert await taken_back(district, event.id) == 0
    assert (await district.task(plan, "oak"))["state"] == "done"

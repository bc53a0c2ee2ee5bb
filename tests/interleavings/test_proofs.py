"""Two facts about one activity at once: each is held against what the other leaves."""

from uuid import UUID

from services.scheduling.work.evidence.service import derive_waiting, unprove
from shared.context.work import work_for
from shared.db.locks import key
from shared.testing.calls import Service
from tests.interleavings.holding import HOLD, another
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.evidence.factories import FRIDAY, days, outcomes, proofs, scored_on, weekly

PROVE = "services/scheduling/work/evidence/service.py::prove"


async def test_two_of_one_week_close_one_occurrence(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(weekly())
    first, second = scored_on(district, TODAY), scored_on(district, TODAY)
    async with another(scheduling, HOLD, key(district_id, "publishing")) as other:
        begun = []
        for event in (second, first):
            wait, answer = await other.holds_up(scheduling.redeliver(event))
            assert wait.is_at(PROVE)
            begun.append(answer)
        await other.commit()
        for answer in begun:
            await answer
    assert await days(scheduling, plan, district.schools["oak"]) == [0]
    assert sorted(outcome for _, outcome in await outcomes(district)) == ["closed", "further"]
    assert len(await scheduling.published(district_id, "scheduling.task.completed.v2")) == 1


async def test_one_taken_back_while_another_comes_leaves_the_others(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(weekly())
    first, second = scored_on(district, TODAY), scored_on(district, TODAY)
    await scheduling.redeliver(first)

    async def take_back() -> None:
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            await unprove(ctx, first.id)

    async with another(scheduling, HOLD, key(district_id, "publishing")) as other:
        wait, proving = await other.holds_up(scheduling.redeliver(second))
        assert wait.is_at(PROVE)
        wait, unproving = await other.holds_up(take_back())
        assert wait.is_at("services/scheduling/work/evidence/service.py::unprove")
        await other.commit()
        await proving
        await unproving
    assert await days(scheduling, plan, district.schools["oak"]) == [0]
    assert [(proof["event_id"], proof["outcome"]) for proof in await proofs(district)] == [(str(second.id), "closed")]


async def test_a_task_withdrawn_meanwhile_is_not_closed(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(weekly())
    withdraw = """update tasks set state = 'withdrawn', withdrawn_cause = 'hand', withdrawn_reason = 'x'
        where district_id = $1 and school_id = $2 and due_on = $3 returning id"""
    of_the_week = (district_id, district.schools["oak"], FRIDAY)
    async with another(scheduling, withdraw, *of_the_week) as other:
        wait, answer = await other.holds_up(scheduling.redeliver(scored_on(district, TODAY)))
        assert wait.is_at(PROVE, "services/scheduling/work/evidence/repository.py::lock_asked")
        await other.commit()
        await answer
    assert await days(scheduling, plan, district.schools["oak"]) == []
    assert [outcome for _, outcome in await outcomes(district)] == ["nowhere"]


async def test_what_waits_for_an_occurrence_is_looked_at_as_the_other_leaves_the_tasks(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(weekly())
    oak = district.schools["oak"]
    (row,) = await scheduling.sql(
        """update tasks set state = 'withdrawn', withdrawn_cause = 'hand' where district_id = $1 and school_id = $2
        and due_on = $3 returning id, activity_id""",
        *(district_id, oak, FRIDAY),
    )
    await scheduling.redeliver(scored_on(district, TODAY))

    async def look() -> None:
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            await derive_waiting(ctx, [row["activity_id"]])

    again = "update tasks set state = 'open', withdrawn_cause = null where id = $1 returning id"
    async with another(scheduling, again, row["id"]) as other:
        wait, answer = await other.holds_up(look())
        assert wait.is_at("services/scheduling/work/evidence/service.py::derive_waiting")
        await other.commit()
        await answer
    assert await days(scheduling, plan, oak) == [0]

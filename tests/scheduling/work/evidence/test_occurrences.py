"""A fact closes one occurrence: that of the day it speaks of."""

from datetime import timedelta
from random import Random

import pytest

from shared.testing.calls import Service
from tests.one_day import noon
from tests.scheduling.factories import TODAY, District, scored
from tests.scheduling.mornings import begin_day
from tests.scheduling.publication.revisions.factories import goals, revise
from tests.scheduling.work.evidence.conftest import Turn
from tests.scheduling.work.evidence.factories import (
    FRIDAY,
    days,
    friday,
    once,
    outcomes,
    proofs,
    scored_on,
    weekly,
    year_listed,
)

DAY = timedelta(days=1)
#: How many weeks after its first Friday a meeting is held, in a year of weekly meetings: on odd days, one skipped, two in a week.
SKIPPED, TWICE = 9, 14
LAST = 30


async def test_one_score_closes_the_occurrence_of_its_day_and_no_other(
    district: District, scheduling: Service, turn: Turn
) -> None:
    plan = await district.published(weekly())
    turn(friday(2))
    (event,) = await scheduling.receive(district.id, scored(district.schools["oak"], held_on=friday(2) - 3 * DAY))
    assert await days(scheduling, plan, district.schools["oak"]) == [2]
    assert await days(scheduling, plan, district.schools["elm"]) == []
    (proof,) = await proofs(district)
    assert (proof["event_id"], proof["outcome"], proof["fact_on"]) == (
        str(event.id),
        "closed",
        (friday(2) - 3 * DAY).isoformat(),
    )
    assert (proof["plan"]["id"], proof["school"]["id"]) == (plan["id"], str(district.schools["oak"]))
    assert proof["activity"]["name"] == "Activity A1"


async def test_each_activity_it_proves_has_one_occurrence_closed(
    district: District, scheduling: Service, turn: Turn
) -> None:
    first = await district.published(weekly("A1"), once(friday(5), "A2"))
    second = await district.published(weekly("A1"))
    turn(friday(1))
    await scheduling.redeliver(scored_on(district, friday(1)))
    oak = district.schools["oak"]
    assert await days(scheduling, first, oak) == [1, 5]
    assert await days(scheduling, second, oak) == [1]


async def test_a_year_of_weekly_meetings(district: District, scheduling: Service, turn: Turn) -> None:
    turn(TODAY)
    plan = await district.published(weekly())
    chance, held = Random(1), {}
    for week in range(LAST):
        turn(friday(week) + 3 * DAY)
        await begin_day(district)
        if week != SKIPPED:
            # On any day from the Saturday before to the Friday itself, told on the Monday after.
            held[week] = friday(week) - chance.randrange(7) * DAY
            await scheduling.redeliver(scored_on(district, held[week]))
        if week == TWICE:
            await scheduling.redeliver(scored_on(district, friday(week)))
    oak = district.schools["oak"]
    assert await days(scheduling, plan, oak) == [week for week in range(LAST) if week != SKIPPED]
    done = await scheduling.sql(
        "select due_on, done_on from tasks where plan_id = $1::text::uuid and state = 'done' order by due_on",
        plan["id"],
    )
    assert [row["done_on"] for row in done] == [*held.values()]
    told = await scheduling.published(district.id, "scheduling.task.completed.v2")
    assert [event["data"]["on_time"] for event in told] == [True] * (LAST - 1)
    found = [outcome for _, outcome in await outcomes(district)]
    assert (found.count("closed"), found.count("further")) == (LAST - 1, 1)
    figures = (await district.author.get("/v1/tasks", params={"school_id": str(oak), "overdue": True})).json()["items"]
    assert [task["due_on"] for task in figures] == [friday(SKIPPED).isoformat()]


@pytest.mark.parametrize("seed", range(3))
async def test_the_order_in_which_facts_come_changes_nothing(
    district: District, scheduling: Service, turn: Turn, seed: int
) -> None:
    plan = await district.published(weekly(grace_days=3))
    turn(friday(4))
    # Two of the first week; one in the grace of the second, which nothing else meets; two in the fourth.
    held = [FRIDAY - 5 * DAY, FRIDAY, friday(1) + 2 * DAY, friday(3) - 6 * DAY, friday(3) - DAY]
    order = [*held]
    Random(seed).shuffle(order)
    for on in order:
        await scheduling.redeliver(scored_on(district, on))
    assert await days(scheduling, plan, district.schools["oak"]) == [0, 1, 2, 3]
    assert [outcome for _, outcome in await outcomes(district)] == ["closed", "further", "closed", "closed", "closed"]


async def test_what_comes_again_changes_nothing(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly())
    turn(friday(2))
    event = scored_on(district, friday(1))
    await scheduling.redeliver(event)
    before = await outcomes(district)
    await scheduling.redeliver(event)
    await scheduling.redeliver(event, scored_on(district, friday(2)), event)
    assert await days(scheduling, plan, district.schools["oak"]) == [1, 2]
    assert (await outcomes(district))[:1] == before
    assert len(await scheduling.published(district.id, "scheduling.task.completed.v2")) == 2


async def test_two_in_one_batch_are_two_facts(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly())
    turn(friday(2))
    await scheduling.redeliver(*(scored_on(district, friday(week)) for week in (2, 0, 0)))
    assert await days(scheduling, plan, district.schools["oak"]) == [0, 2]
    assert [outcome for _, outcome in await outcomes(district)] == ["closed", "further", "closed"]


async def test_a_fact_without_a_day_is_of_the_districts_day_when_it_happened(
    district: District, scheduling: Service, turn: Turn
) -> None:
    plan = await district.published(weekly())
    turn(friday(1) + DAY)
    # Late on Friday evening; in UTC it may be Saturday, the next week's day.
    evening = noon(friday(1)) + timedelta(hours=11)
    _, data = scored(district.schools["oak"])
    without = {name: value for name, value in data.items() if name not in ("held_on", "scored_on", "version")}
    await scheduling.receive(district.id, ("assessment.administration.scored.v1", without), at=evening)
    assert await days(scheduling, plan, district.schools["oak"]) == [1]
    assert await outcomes(district) == [(friday(1).isoformat(), "closed")]


async def test_what_is_told_late_was_done_on_its_day(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly())
    turn(friday(4))
    await scheduling.redeliver(scored_on(district, friday(1)))
    (task,) = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"], "state": "done"})).json()["items"]
    assert (task["due_on"], task["done_on"]) == (friday(1).isoformat(), friday(1).isoformat())
    (told,) = await scheduling.published(district.id, "scheduling.task.completed.v2")
    assert told["data"]["on_time"] is True


@pytest.mark.parametrize(("grace_days", "late", "closed"), [(0, 1, [1]), (3, 3, [0]), (3, 4, [1])])
async def test_grace_lets_a_late_fact_prove_what_is_overdue(
    district: District, scheduling: Service, turn: Turn, grace_days: int, late: int, closed: list[int]
) -> None:
    plan = await district.published(weekly(grace_days=grace_days))
    turn(friday(1))
    await scheduling.redeliver(scored_on(district, FRIDAY + late * DAY))
    assert await days(scheduling, plan, district.schools["oak"]) == closed


async def test_the_last_one_is_proved_however_late(district: District, scheduling: Service, turn: Turn) -> None:
    plan = await district.published(weekly(rrule="FREQ=WEEKLY;COUNT=2"))
    turn(friday(8))
    await scheduling.redeliver(scored_on(district, friday(8)))
    assert await days(scheduling, plan, district.schools["oak"]) == [1]


async def test_the_days_of_one_withdrawn_by_hand_prove_no_other(
    district: District, scheduling: Service, turn: Turn
) -> None:
    plan = await district.published(weekly())
    tasks = (
        await district.author.get(
            "/v1/tasks", params={"plan_id": plan["id"], "school_id": str(district.schools["oak"])}
        )
    ).json()["items"]
    off = await district.author.post(f"/v1/tasks/{tasks[1]['id']}/withdraw", json={"reason": "A conference."})
    assert off.status_code == 200, off.text
    turn(friday(2))
    await scheduling.redeliver(scored_on(district, friday(1)))
    assert await days(scheduling, plan, district.schools["oak"]) == []
    assert await outcomes(district) == [(friday(1).isoformat(), "nowhere")]
    await scheduling.redeliver(scored_on(district, friday(2) - DAY))
    assert await days(scheduling, plan, district.schools["oak"]) == [2]


async def test_a_fact_of_days_before_the_plan_falls_nowhere_and_is_seen(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(once(TODAY + 20 * DAY))
    event = scored_on(district, TODAY - DAY)
    await scheduling.redeliver(event)
    assert (await district.task(plan, "oak"))["state"] == "open"
    (proof,) = await proofs(district, outcome="nowhere", plan_id=plan["id"])
    assert (proof["event_id"], proof["task_id"], proof["subject"]) == (
        str(event.id),
        None,
        f"administrations/{event.data['administration_id']}",
    )
    assert await proofs(district, outcome="closed") == []


async def test_last_years_score_proves_nothing_of_next_years_plan(
    district: District, scheduling: Service, turn: Turn
) -> None:
    # The next school year begins in 300 days; its plan is published now.
    begins = TODAY + 300 * DAY
    await year_listed(district, begins, begins + 280 * DAY)
    plan = await district.published(once(begins + 30 * DAY))
    turn(TODAY + 100 * DAY)
    await scheduling.redeliver(scored_on(district, TODAY + 100 * DAY))
    assert (await district.task(plan, "oak"))["state"] == "open"
    turn(begins + 10 * DAY)
    await scheduling.redeliver(scored_on(district, begins + 10 * DAY))
    assert (await district.task(plan, "oak"))["state"] == "done"
    assert [outcome for _, outcome in await outcomes(district)] == ["nowhere", "closed"]


async def test_late_proof_is_taken_until_the_next_school_year_begins(
    district: District, scheduling: Service, turn: Turn
) -> None:
    begins = TODAY + 300 * DAY
    await year_listed(district, begins, begins + 280 * DAY)
    plan = await district.published(once(TODAY + 20 * DAY))
    turn(begins)
    await scheduling.redeliver(scored_on(district, begins))
    assert (await district.task(plan, "oak"))["state"] == "open"
    await scheduling.redeliver(scored_on(district, begins - DAY))
    assert (await district.task(plan, "oak"))["state"] == "done"


async def test_a_fact_of_an_occurrence_not_made_yet_waits_for_it(
    district: District, scheduling: Service, turn: Turn
) -> None:
    turn(TODAY)
    plan = await district.published(weekly(rrule="FREQ=WEEKLY;INTERVAL=12"))
    held = FRIDAY + 20 * DAY
    turn(held)
    await scheduling.redeliver(scored_on(district, held))
    oak = district.schools["oak"]
    assert await days(scheduling, plan, oak, "open") == [0]
    assert await outcomes(district) == [(held.isoformat(), "nowhere")]
    turn(FRIDAY + 50 * DAY)
    await begin_day(district)
    assert await days(scheduling, plan, oak) == [12]
    assert await outcomes(district) == [(held.isoformat(), "closed")]


async def test_a_plan_that_is_over_is_proved_no_more(district: District, scheduling: Service) -> None:
    plan = await district.published(once(TODAY + 20 * DAY))
    assert (await district.author.post(f"/v1/plans/{plan['id']}/archive")).status_code == 200
    await scheduling.redeliver(scored_on(district, TODAY))
    assert (await district.task(plan, "oak"))["state"] == "open"
    assert await outcomes(district) == []


async def test_proofs_are_seen_at_the_schools_one_leads(district: District, scheduling: Service) -> None:
    await district.published(once(TODAY))
    await scheduling.redeliver(scored_on(district, TODAY, "oak"), scored_on(district, TODAY, "elm"))
    principal = district.as_person("principal_oak", ("principal", "oak"))
    found = (await principal.get("/v1/proofs")).json()["items"]
    assert [proof["school"]["name"] for proof in found] == ["oak"]
    assert len(await proofs(district)) == 2
    assert [proof["school"]["name"] for proof in await proofs(district, school_id=str(district.schools["elm"]))] == [
        "elm"
    ]


async def test_grace_given_by_a_revision_moves_no_day_and_holds_from_then_on(
    district: District, scheduling: Service, turn: Turn
) -> None:
    turn(TODAY)
    late = {"kind": "offset", "count": 10, "unit": "days", "direction": "after", "anchor": "publication"}
    plan = await district.published(weekly(due=late))
    oak = district.schools["oak"]
    before = await days(scheduling, plan, oak, "open")
    turn(TODAY + 5 * DAY)
    revision = await revise(district, plan, {"goals": goals(weekly(due=late, grace_days=4))})
    assert (revision["added_count"], revision["redated_count"], revision["withdrawn_count"]) == (0, 0, 0)
    assert await days(scheduling, plan, oak, "open") == before
    turn(TODAY + 14 * DAY)
    await scheduling.redeliver(scored_on(district, TODAY + 14 * DAY))
    (task,) = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"], "state": "done"})).json()["items"]
    assert task["due_on"] == min(
        one["due_on"]
        for one in (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    )


async def test_what_a_revision_asks_no_more_closes_nothing(district: District, scheduling: Service, turn: Turn) -> None:
    turn(TODAY)
    plan = await district.published(weekly())
    turn(friday(1))
    await scheduling.redeliver(scored_on(district, friday(1)), scored_on(district, friday(1) - DAY))
    mentor = [{"field": "role", "op": "equals", "value": "mentor"}]
    by_role = {"kind": "event", "event_type": "partners.role.assigned.v1", "conditions": mentor}
    await revise(district, plan, {"goals": goals(weekly(done_when=by_role))})
    oak = district.schools["oak"]
    turn(friday(3))
    await scheduling.redeliver(scored_on(district, friday(3)))
    assert await days(scheduling, plan, oak) == [1]
    await scheduling.receive(district.id, ("partners.role.assigned.v1", district.role("mentor_oak", "mentor", "oak")))
    assert await days(scheduling, plan, oak) == [1, 3]
    assert sorted(outcome for _, outcome in await outcomes(district)) == ["closed", "closed", "further"]

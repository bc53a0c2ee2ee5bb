"""Events close the tasks they prove."""

from datetime import timedelta

import pytest

from shared import clock
from shared.testing.calls import Service, assert_refused, envelope
from tests.scheduling.factories import TODAY, District, activity, plan_of, scored
from tests.scheduling.work.evidence.factories import PROVED


async def test_a_scored_administration_closes_the_schools_task(district: District, scheduling: Service) -> None:
    plan = await district.published(activity(done_when=PROVED))
    (event,) = await scheduling.receive(district.id, scored(district.schools["oak"]))
    task = await district.task(plan, "oak")
    assert task["state"] == "done"
    whole = (await district.oak.get(f"/v1/tasks/{task['id']}")).json()
    assert [(e["kind"], e["event_id"]) for e in whole["evidence"]] == [("event", str(event.id))]
    assert (await district.task(plan, "elm"))["state"] == "open"
    (told,) = await scheduling.published(district.id, "scheduling.task.completed.v2")
    assert told["data"]["proved_by"] == str(event.id)


async def test_the_same_event_again_changes_nothing(district: District, scheduling: Service) -> None:
    await district.published(activity(done_when=PROVED))
    (event,) = await scheduling.receive(district.id, scored(district.schools["oak"]))
    await scheduling.redeliver(event)
    assert len(await scheduling.published(district.id, "scheduling.task.completed.v2")) == 1


async def test_an_event_that_misses_a_condition_or_lies_before_the_plan_proves_nothing(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(activity(done_when=PROVED))
    await scheduling.receive(district.id, scored(district.schools["oak"], instrument_code="other"))
    await scheduling.receive(district.id, scored(district.schools["oak"]), at=clock.now() - timedelta(days=1))
    assert (await district.task(plan, "oak"))["state"] == "open"


@pytest.mark.parametrize(
    ("conditions", "closes"),
    [
        ([("percent", "at_least", 70)], True),
        ([("percent", "at_least", 71)], False),
        ([("percent", "at_least", 70), ("lowest_subscale_percent", "at_least", 60)], True),
        ([("lowest_subscale_percent", "at_least", 61)], False),
        ([("subscale_percent.teams", "at_least", 80)], True),
        ([("subscale_percent.data", "at_least", 80)], False),
        # Nothing of it applied, or there is no such subscale.
        ([("subscale_percent.families", "at_least", 0)], False),
        ([("subscale_percent.unheard_of", "at_least", 0)], False),
    ],
)
async def test_a_score_proves_by_its_total_and_by_its_subscales(
    district: District, conditions: list[tuple[str, str, int]], closes: bool
) -> None:
    asked = [{"field": name, "op": op, "value": value} for name, op, value in conditions]
    plan = await district.published(activity(done_when={**PROVED, "conditions": asked}))
    subscales = [
        {"code": code, "points": points, "possible": possible, "met_threshold": None}
        for code, points, possible in (("teams", 8, 10), ("data", 6, 10), ("families", 0, 0))
    ]
    score = scored(district.schools["oak"], points=14, possible=20, subscales=subscales)
    await district.scheduling.receive(district.id, score)
    assert (await district.task(plan, "oak"))["state"] == ("done" if closes else "open")


@pytest.mark.parametrize("name", ["subscale_percent", "subscale_percent.", "percent.teams", "teams"])
async def test_a_field_no_event_has_is_refused(district: District, name: str) -> None:
    asked = [{"field": name, "op": "at_least", "value": 80}]
    wish = plan_of(activity(done_when={**PROVED, "conditions": asked}))
    assert_refused(await district.author.post("/v1/plans", json=wish), 422, "condition_never_matches")


async def test_nobody_closes_by_hand_what_an_event_must_prove(district: District) -> None:
    plan = await district.published(activity(done_when=PROVED))
    task = await district.task(plan, "oak")
    reply = await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})
    assert_refused(reply, 409, "proof_needed")


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


async def test_a_role_that_begins_later_proves_nothing_yet(district: District, scheduling: Service) -> None:
    done_when = {
        "kind": "event",
        "event_type": "partners.role.assigned.v1",
        "conditions": [{"field": "role", "op": "equals", "value": "mentor"}],
    }
    plan = await district.published(activity(done_when=done_when))
    later = {**district.role("mentor_oak", "mentor", "elm"), "starts_on": TODAY + timedelta(days=300)}
    await scheduling.receive(district.id, ("partners.role.assigned.v1", later))
    assert (await district.task(plan, "elm"))["state"] == "open"


async def test_what_an_event_causes_carries_its_trace_and_names_it_as_cause(
    district: District, scheduling: Service
) -> None:
    await district.published(activity(done_when=PROVED))
    type_, data = scored(district.schools["oak"])
    trace = "0af7651916cd43dd8448eb211c80319c"
    event = envelope(district.id, type_, data).model_copy(update={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    await scheduling.redeliver(event)
    (row,) = await scheduling.sql(
        """select causation_id, correlation_id, traceparent from outbox
        where type = 'scheduling.task.completed.v2' and district_id = $1""",
        district.id,
    )
    assert (row["causation_id"], row["correlation_id"]) == (event.id, event.correlationid)
    assert row["traceparent"].split("-")[1] == trace

"""Whatever event is marked to prove work proves it: by its fields and counts, by subscales, at a school and for the district."""

from typing import Any

from shared.events.event import Envelope
from shared.ids import new_id
from shared.testing.calls import envelope
from tests.scheduling.factories import TODAY, District, activity, scored


def proved_by(event_type: str, *conditions: tuple[str, str, Any], **changes: Any) -> dict[str, Any]:
    """An activity that waits for an event."""
    asked = [{"field": field, "op": op, "value": value} for field, op, value in conditions]
    return activity(done_when={"kind": "event", "event_type": event_type, "conditions": asked}, **changes)


def handed_over(district: District, **changes: Any) -> Envelope:
    """A role's work changed hands at Oak."""
    told = {
        **{"handover_id": new_id(), "former_owner_id": new_id(), "new_owner_id": district.people["principal_oak"]},
        **{
            "school_id": district.schools["oak"],
            "role": "principal",
            "task_count": 4,
            "overdue_count": 0,
            "open_count": 4,
        },
    }
    return envelope(district.id, "scheduling.handover.made.v1", {**told, **changes})


async def state(district: District, plan: dict[str, Any], school: str = "oak") -> str:
    """How the task of a school stands."""
    return str((await district.task(plan, school))["state"])


async def test_a_handover_proves_by_its_counts_at_its_school_alone(district: District) -> None:
    plan = await district.published(
        proved_by("scheduling.handover.made.v1", ("role", "equals", "principal"), ("overdue_count", "at_most", 0))
    )
    await district.scheduling.redeliver(handed_over(district, overdue_count=1), handed_over(district, role="mentor"))
    assert await state(district, plan) == "open"
    await district.scheduling.redeliver(handed_over(district))
    assert (await state(district, plan), await state(district, plan, "elm")) == ("done", "open")


async def test_a_published_plan_proves_what_the_district_itself_owes_on_its_day(district: District) -> None:
    plan = await district.published(
        proved_by("scheduling.plan.published.v1", ("school_count", "at_least", 3), targets={"kind": "district"})
    )
    told = {
        **{"plan_id": new_id(), "title": "Attendance", "school_year": "2026-27", "content_hash": "x", "task_count": 9},
        **{"chunk_count": 1, "published_on": TODAY.isoformat(), "activities": []},
    }
    type_ = "scheduling.plan.published.v1"
    await district.scheduling.receive(district.id, (type_, {**told, "school_count": 2}))
    (task,) = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert task["state"] == "open"
    await district.scheduling.receive(district.id, (type_, {**told, "plan_id": new_id(), "school_count": 3}))
    (task,) = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert (task["state"], task["done_on"]) == ("done", TODAY.isoformat())


async def test_conditions_speak_of_one_subscales_points(district: District) -> None:
    teams = {"code": "teams", "points": 5, "possible": 10, "met_threshold": False}
    plan = await district.published(
        proved_by(
            "assessment.administration.scored.v2",
            ("subscale_points.teams", "at_least", 6),
            ("subscale_met_threshold.teams", "equals", True),
        )
    )
    oak = district.schools["oak"]
    await district.scheduling.receive(district.id, scored(oak, subscales=[teams]))
    assert await state(district, plan) == "open"
    await district.scheduling.receive(
        district.id, scored(oak, subscales=[{**teams, "points": 6, "met_threshold": True}])
    )
    assert await state(district, plan) == "done"


async def test_a_newer_record_of_a_school_stands_for_the_former(district: District) -> None:
    plan = await district.published(proved_by("partners.school.recorded.v1", ("cohort", "equals", "7")))
    told = {
        **{"school_id": district.schools["oak"], "name": "oak", "local_code": "0101", "level": "elementary"},
        **{"grades": ["KG"], "tags": [], "cohort": "7", "opens_on": None, "closes_on": None, "version": 2},
    }
    await district.scheduling.receive(district.id, ("partners.school.recorded.v1", told))
    assert await state(district, plan) == "done"
    await district.scheduling.receive(
        district.id, ("partners.school.recorded.v1", {**told, "cohort": "8", "version": 3})
    )
    assert await state(district, plan) == "open"

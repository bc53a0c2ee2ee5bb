"""Scheduling asks roles by their codes and lets people in by the profiles these stand on, as partners tells of both."""

from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from tests.scheduling.factories import District, activity, plan_of

RECORDED = "partners.role.recorded.v1"


def told(code: str, profile: str, version: int = 1, **more: Any) -> tuple[str, dict[str, Any]]:
    facts = {"code": code, "names": {"en": code.replace("_", " ").capitalize()}, "profile": profile}
    return RECORDED, {**facts, "place": "either", "active": True, "version": version, **more}


@pytest.fixture
async def district(scheduling: Service, district_id: UUID) -> District:
    return await District(scheduling, district_id).seed()


async def profiles(district: District, person: str) -> list[str]:
    query = "select profile from directory_roles where district_id = $1 and staff_id = $2 order by profile"
    rows = await district.scheduling.sql(query, district.id, district.people[person])
    return [row["profile"] for row in rows]


async def test_a_role_the_district_has_is_asked_and_one_it_has_not_is_refused_with_the_nearest(
    district: District,
) -> None:
    wish = plan_of(activity(owner_role="mtss_lead"))
    refused = await district.author.post("/v1/plans", json=wish)
    assert_refused(refused, 422, "no_such_role")
    (fault,) = refused.json()["errors"]
    assert fault["pointer"] == "/goals/0/strategies/0/activities/0/owner_role"
    near = await district.author.post("/v1/plans", json=plan_of(activity(owner_role="asistant_principal")))
    assert near.json()["errors"][0]["detail"].endswith("did you mean assistant_principal?")
    await district.scheduling.receive(district.id, told("mtss_lead", "school_coordinator"))
    role = district.role("mentor_oak", "mtss_lead", "oak")
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", role))
    plan = await district.published(activity(owner_role="mtss_lead"))
    tasks = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    owners = {task["school"]["id"]: task["owner"] and task["owner"]["id"] for task in tasks}
    assert owners[str(district.schools["oak"])] == str(district.people["mentor_oak"])
    assert owners[str(district.schools["elm"])] is None
    await district.scheduling.receive(district.id, told("mtss_lead", "school_coordinator", 2, active=False))
    assert_refused(await district.author.post("/v1/plans", json=wish), 422, "no_such_role")


async def test_a_changed_profile_brings_its_assignments_along_in_any_order(district: District) -> None:
    lead = district.role("mentor_oak", "lead", "oak")
    # Its holder comes before the role itself.
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", lead))
    assert await profiles(district, "mentor_oak") == ["lead", "mentor"]
    await district.scheduling.receive(district.id, told("lead", "principal", 3))
    await district.scheduling.receive(district.id, told("lead", "teacher", 2))
    assert await profiles(district, "mentor_oak") == ["mentor", "principal"]
    await district.scheduling.receive(
        district.id, ("partners.role.ended.v1", {**lead, "version": 2, "ends_on": lead["starts_on"]})
    )
    assert await profiles(district, "mentor_oak") == ["mentor", "principal"]
    other = district.role("coordinator_oak", "nurse", "oak")
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", other))
    assert await profiles(district, "coordinator_oak") == ["counselor", "school_coordinator"], (
        "as every district starts"
    )


async def test_whoever_stands_on_the_profile_leads_approves_and_is_asked_by_the_name_of_their_role(
    district: District,
) -> None:
    await district.scheduling.receive(
        district.id,
        *(told("head", "principal"), told("superintendent", "executive_leader", names={"en": "Superintendent"})),
    )
    head, boss = new_id(), new_id()
    for id_, name in ((head, "Head"), (boss, "Boss")):
        person = {"staff_id": id_, "given_name": "A", "family_name": name, "email": None, "language": "en"}
        await district.scheduling.receive(
            district.id, ("partners.staff.recorded.v1", {**person, "active": True, "version": 1})
        )
        district.people[name] = id_
    roles = [district.role("Head", "head", "elm"), district.role("Boss", "superintendent", None)]
    await district.scheduling.receive(district.id, *(("partners.role.assigned.v1", role) for role in roles))

    def call(name: str, role: str, profile: str, school: str | None) -> Any:
        held = [{"role": role, "profile": profile, "school_id": str(district.schools[school]) if school else ""}]
        return district.scheduling.caller(
            token(district.id, district.scheduling.scopes, person_id=district.people[name], held=held)
        )

    wish = {"title": "No room", "category": "space", "school_ids": [str(district.schools["elm"])]}
    raised = await district.author.post("/v1/barriers", json=wish)
    assert raised.status_code == 201, raised.text
    (event,) = await district.scheduling.published(district.id, "scheduling.barrier.raised.v1")
    asked = {(one["person_id"], one["role"]) for one in event["data"]["next_to_act"]}
    assert asked == {(str(head), "head")}
    assert (
        await call("Head", "head", "principal", "elm").get(f"/v1/barriers/{raised.json()['id']}")
    ).status_code == 200
    plan = (await district.author.post("/v1/plans", json=plan_of())).json()
    submit = await district.author.post(f"/v1/plans/{plan['id']}/submit", headers={"If-Match": f'"{plan["version"]}"'})
    assert submit.status_code == 200, submit.text
    (event,) = await district.scheduling.published(district.id, "scheduling.plan.submitted.v1")
    asked = {(one["person_id"], one["role"]) for one in event["data"]["next_to_act"]}
    assert asked == {(str(boss), "superintendent"), (str(district.people["executive"]), "executive_leader")}
    day = (await call("Boss", "superintendent", "executive_leader", None).get("/v1/my-day")).json()
    assert [one["because"] for one in day["asked_of_you"] if one["act"] == "approve"] == ["you are superintendent"]


async def test_an_evidence_type_names_the_districts_roles(district: District) -> None:
    await district.scheduling.receive(district.id, told("mtss_lead", "school_coordinator"))
    types = (await district.author.get("/v1/evidence-types")).json()["items"]
    (role,) = [
        field
        for one in types
        if one["event_type"] == "partners.role.assigned.v1"
        for field in one["fields"]
        if field["name"] == "role"
    ]
    assert {"mtss_lead", "nurse", "principal"} <= set(role["values"])
    done_when = {"kind": "event", "event_type": "partners.role.assigned.v1"}
    condition = {"field": "role", "op": "equals", "value": "nobody_has_this"}
    wish = plan_of(activity(done_when={**done_when, "conditions": [condition]}))
    assert_refused(await district.author.post("/v1/plans", json=wish), 422, "condition_never_matches")
    condition["value"] = "mtss_lead"
    assert (await district.author.post("/v1/plans", json=wish)).status_code == 201


async def test_another_districts_role_is_none_here(scheduling: Service, district: District) -> None:
    other = await District(scheduling, new_id()).seed()
    await scheduling.receive(other.id, told("mtss_lead", "school_coordinator"))
    refused = await district.author.post("/v1/plans", json=plan_of(activity(owner_role="mtss_lead")))
    assert_refused(refused, 422, "no_such_role")

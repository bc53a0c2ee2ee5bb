"""A role that ends is out of every token within a second; one that stays, or comes, ends nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from services.partners.access.claim_rules import service as claim_rules
from services.partners.directory.staff.repository import get_staff
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.access.identity_providers.factories import registered
from tests.partners.access.sign_ins.factories import session
from tests.partners.directory.roles.factories import end, made, today
from tests.partners.factories import listed_school, listed_staff, set_up

LONG_AGO = "2026-01-01"


async def ended(partners: Service, district_id: UUID) -> list[tuple[str, str, str]]:
    """(what, which, why) of the access that ended."""
    told = [event["data"] for event in await partners.published(district_id, "partners.access.ended.v1")]
    return [(data["holder"], data["holder_id"], data["reason"]) for data in told]


async def roster(partners: Service, district_id: UUID, people: list[dict[str, Any]], hours: int) -> None:
    """What the SIS says, so many hours later."""
    moment = datetime.now(UTC) + timedelta(hours=hours)
    await partners.receive(district_id, ("assessment.staff.listed.v1", {"listed_at": moment, "staff": people}))


async def test_a_role_ended_by_hand_ends_tokens_only_when_it_is_held_no_more(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    person = await made(partners, district_id, "/v1/staff", given_name="A", family_name="B")
    body = {"staff_id": person, "role": "executive_leader", "starts_on": LONG_AGO}
    role = await made(partners, district_id, "/v1/role-assignments", **body)
    await end(partners, district_id, role, today() + timedelta(days=30))
    await end(partners, district_id, role, today(), 2)
    assert await ended(partners, district_id) == [], "a role is held on its last day"
    await end(partners, district_id, role, today() - timedelta(days=1), 3)
    assert await ended(partners, district_id) == [("person", person, "role_ended")]
    await end(partners, district_id, role, today() - timedelta(days=2), 4)
    await end(partners, district_id, role, None, 5)
    assert len(await ended(partners, district_id)) == 1, "what is not held cannot be lost; what is gained ends nothing"


async def test_a_role_the_roster_takes_away_ends_tokens_unless_somebody_else_gave_it_too(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    school = listed_school(district_id, "org-1")
    loses, keeps = [
        listed_staff(district_id, name, [(f"{name}-r", "principal", school["school_id"])]) for name in ("e1", "e2")
    ]
    await partners.receive(
        district_id, ("assessment.schools.listed.v1", {"listed_at": datetime.now(UTC), "schools": [school]})
    )
    await roster(partners, district_id, [loses, keeps], 0)
    by_hand = {"staff_id": str(keeps["staff_id"]), "school_id": str(school["school_id"]), "role": "principal"}
    await made(partners, district_id, "/v1/role-assignments", **by_hand, starts_on=LONG_AGO)
    await partners.sql("update role_assignments set starts_on = '2026-01-01' where district_id = $1", district_id)
    assert await ended(partners, district_id) == []
    await roster(partners, district_id, [{**loses, "roles": []}, {**keeps, "roles": []}], 1)
    assert await ended(partners, district_id) == [("person", str(loses["staff_id"]), "role_ended")]


async def test_whom_the_roster_renames_keeps_access_and_whom_it_lists_as_gone_loses_it(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    stays, goes = (listed_staff(district_id, name, []) for name in ("e1", "e2"))
    await roster(partners, district_id, [stays, goes], 0)
    left = {**goes, "family_name": "Other", "active": False}
    await roster(partners, district_id, [{**stays, "family_name": "Other"}, left], 1)
    assert await ended(partners, district_id) == [("person", str(goes["staff_id"]), "person_left")]
    await roster(partners, district_id, [stays, {**left, "given_name": "Other"}], 2)
    assert len(await ended(partners, district_id)) == 1, "who is out already leaves no second time"


async def test_who_covers_somebody_loses_the_role_with_them(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    absent, cover = [
        await made(partners, district_id, "/v1/staff", given_name=name, family_name="B") for name in ("A", "C")
    ]
    school = await made(partners, district_id, "/v1/schools", name="Oak", local_code="1")
    body = {"staff_id": absent, "school_id": school, "role": "principal", "starts_on": LONG_AGO}
    role = await made(partners, district_id, "/v1/role-assignments", **body)
    days = {"starts_on": today(), "ends_on": today() + timedelta(days=9)}
    delegation = {"delegation_id": new_id(), "from_id": absent, "to_id": cover, "school_id": None, **days}
    await partners.receive(district_id, ("scheduling.delegation.began.v1", delegation))
    await end(partners, district_id, role, today() - timedelta(days=1))
    assert await ended(partners, district_id) == [("person", id_, "role_ended") for id_ in sorted((absent, cover))]


async def test_a_roster_event_of_many_ends_them_with_a_few_statements(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    school = listed_school(district_id, "org-1")
    await partners.receive(
        district_id, ("assessment.schools.listed.v1", {"listed_at": datetime.now(UTC), "schools": [school]})
    )
    people = [listed_staff(district_id, f"e{i}", [(f"r{i}", "teacher", school["school_id"])]) for i in range(300)]
    await roster(partners, district_id, people, 0)
    await partners.sql("update role_assignments set starts_on = '2026-01-01' where district_id = $1", district_id)
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    engine = partners.app.state.db.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    await roster(partners, district_id, [{**person, "roles": []} for person in people], 1)
    event.remove(engine, "before_cursor_execute", count)
    assert len(await ended(partners, district_id)) == 300
    assert sum("ended_access" in statement for statement in statements) == 1
    entries = await partners.sql(
        "select rows from audit_entries where district_id = $1 and action = 'access_ended'", district_id
    )
    assert len(entries) == 1
    assert len(statements) < 60, "not a statement for each person"


@pytest.mark.parametrize("how", ["delete", "patch"])
async def test_what_came_by_a_provider_goes_with_it_and_only_a_sign_in_brings_it_back(
    partners: Service, district_id: UUID, how: str
) -> None:
    await set_up(partners, district_id)
    going, staying = [await registered(partners, district_id, client_id=name) for name in ("going", "staying")]
    school = await made(partners, district_id, "/v1/schools", name="Oak", local_code="1")
    rule = {"position": 1, "role": "teacher", "school": {"school_id": school}}
    when = [{"claim": "groups", "operator": "contains", "values": ["teachers"]}]
    await made(partners, district_id, "/v1/claim-rules", **rule, when=when)
    people = [await made(partners, district_id, "/v1/staff", given_name=name, family_name="B") for name in "ABC"]

    async def signs_in(person: str, provider: UUID) -> None:
        async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
            await claim_rules.apply(ctx, await get_staff(ctx, UUID(person)), {"groups": ["teachers"]}, provider)

    # A came by one provider, B by both, C by the other.
    for person, provider in ((0, going), (1, going), (1, staying), (2, staying)):
        await signs_in(people[person], provider)
    ends = [await session(partners, district_id, UUID(id_), provider_id=going) for id_ in people[:2]]
    stays = await session(partners, district_id, UUID(people[2]), provider_id=staying)
    caller, address = partners.machine(district_id), f"/v1/identity-providers/{going}"
    tag = {"If-Match": (await caller.get(address)).headers["ETag"]}
    if how == "delete":
        reply = await caller.delete(address, headers=tag)
    else:
        reply = await caller.patch(address, json={"active": False}, headers=tag)
    assert (reply.status_code, reply.json()["active"]) == (200, False)
    why = "identity_provider_inactive"
    assert await ended(partners, district_id) == [
        ("person", people[0], why),
        *(("session", str(id_), why) for id_ in sorted(ends)),
    ]
    assert (await caller.get(f"/v1/sign-in-sessions/{stays}")).json()["ended_at"] is None

    async def open_grants() -> set[tuple[str, str]]:
        found = (await caller.get("/v1/role-assignments")).json()["items"]
        return {(row["staff"]["id"], row["provider"]["id"]) for row in found if row["ends_on"] is None}

    left = {(people[1], str(staying)), (people[2], str(staying))}
    assert await open_grants() == left
    told = await partners.published(district_id, "partners.role.ended.v1")
    assert sorted(event["data"]["staff_id"] for event in told) == sorted(people[:2])
    again = await caller.patch(address, json={"active": True}, headers={"If-Match": reply.headers["ETag"]})
    assert again.status_code == 200
    assert await open_grants() == left, "only the next sign-in brings something"
    await signs_in(people[0], going)
    assert await open_grants() == left | {(people[0], str(going))}

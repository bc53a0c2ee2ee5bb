"""A grant that waits: who sees it, who confirms it, what becomes of it, and what stands in the audit."""

from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from services.partners.access.grant_proposals import service
from services.partners.access.grant_proposals.errors import SomebodyElseCould
from services.partners.directory.roles.granting import (
    OPERATOR,
    Grant,
    Maker,
    Source,
    Verdict,
    What,
    verdict,
)
from shared.cli.main import app
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from tests.isolation.giving import World, role_of
from tests.partners.access.grant_proposals.factories import Ways

LEADER = [("executive_leader", None)]
X, Y, SELF = Maker("person:1", "person"), Maker("person:2", "person"), UUID(int=3)
FAR = {"what": What.ROLE, "target": SELF, "reach": frozenset({"executive_leader"})}


@pytest.mark.parametrize(
    ("grant", "asked", "second", "expected"),
    [
        ({"what": What.ROLE, "target": SELF}, X, None, Verdict.GRANTED),
        ({"what": What.ROLE, "target": SELF}, Maker(f"person:{SELF}", "person"), None, Verdict.TO_ONESELF),
        (FAR, X, None, Verdict.SECOND_PERSON),
        (FAR, Maker("client:1", "client"), None, Verdict.SECOND_PERSON),
        (FAR, OPERATOR, None, Verdict.GRANTED),
        (FAR, X, Y, Verdict.GRANTED),
        (FAR, X, OPERATOR, Verdict.GRANTED),
        (FAR, X, X, Verdict.NOT_ANOTHER),
        (FAR, X, Maker("client:1", "client"), Verdict.NOT_ANOTHER),
        (FAR, X, Maker("person:2", "person", for_district=False), Verdict.NOT_ANOTHER),
        (FAR, X, Maker(f"person:{SELF}", "person"), Verdict.TO_ONESELF),
        ({**FAR, "lone_links": (SELF,)}, X, Y, Verdict.LONE_LINK),
        ({**FAR, "lone_links": (SELF,)}, OPERATOR, None, Verdict.LONE_LINK),
        ({**FAR, "source": Source.ROSTER}, Maker("service:x", "service"), None, Verdict.GRANTED),
        ({**FAR, "source": Source.ROSTER}, X, None, Verdict.SECOND_PERSON),
        ({"what": What.CLIENT, "target": SELF}, X, None, Verdict.ANOTHERS),
        ({"what": What.CLIENT}, X, None, Verdict.ANOTHERS),
        ({"what": What.CLIENT}, Maker("client:1", "client"), None, Verdict.GRANTED),
        ({"what": What.CLIENT, "target": SELF}, Maker("client:1", "client"), None, Verdict.ANOTHERS),
        ({"what": What.CLIENT, "reach": FAR["reach"]}, Maker("client:1", "client"), None, Verdict.ANOTHERS),
        ({"what": What.PARTY}, Maker("client:1", "client", for_district=False), None, Verdict.OWN_GROUND),
        ({"what": What.CONSENT}, X, None, Verdict.GRANTED),
    ],
)
def test_what_becomes_of_a_grant(grant: Any, asked: Maker, second: Maker | None, expected: Verdict) -> None:
    assert verdict(Grant(**grant), asked, second) is expected


async def test_a_grant_waits_counts_for_nothing_and_is_made_when_confirmed(
    partners: Service, district_id: UUID
) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    reply = await ways.mine.post("/v1/role-assignments", json=role_of(ways.puppet, "executive_leader"))
    assert (reply.status_code, reply.json()["roles"], reply.json()["outcome"]) == (202, ["executive_leader"], None)
    assert reply.headers["Location"] == f"/v1/grant-proposals/{reply.json()['id']}"
    assert await ways.sign_in() == set()
    assert await partners.published(district_id, "partners.role.assigned.v1") == [
        event
        for event in await partners.published(district_id, "partners.role.assigned.v1")
        if event["data"]["staff_id"] != str(ways.puppet)
    ]
    waiting = (await ways.others.get("/v1/grant-proposals?decided=false")).json()["items"]
    assert [row["id"] for row in waiting] == [reply.json()["id"]]
    done = (await ways.others.post(f"{reply.headers['Location']}/confirm")).json()
    assert (done["outcome"], done["decided_by"]["id"]) == ("confirmed", str(ways.other))
    made = (await ways.others.get(f"/v1/role-assignments/{done['result_id']}")).json()
    assert (made["staff"]["id"], made["role"]) == (str(ways.puppet), "executive_leader")
    acts = await partners.sql(
        "select action, actor, reason from audit_entries where district_id = $1 and action like 'grant_%' order by id",
        district_id,
    )
    assert [(act["action"], act["actor"]) for act in acts] == [
        ("grant_proposed", f"person:{ways.me}"),
        ("grant_confirmed", f"person:{ways.other}"),
    ]
    assert f"asked by person:{ways.me}" in acts[1]["reason"]


async def test_what_could_not_be_done_is_refused_at_once(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    nobody = await ways.mine.post("/v1/role-assignments", json=role_of(new_id(), "executive_leader"))
    assert_refused(nobody, 422, "no_such_staff")
    assert (await ways.others.get("/v1/grant-proposals")).json()["items"] == []


async def test_of_many_one_that_needs_two_is_refused_and_the_others_are_done(
    partners: Service, district_id: UUID
) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    items = [role_of(ways.puppet, "executive_leader"), role_of(ways.puppet, "teacher", ways.world.oak)]
    rows = (await ways.mine.post("/v1/bulk/role-assignments", json={"items": items})).json()["rows"]
    assert [row["refusal"] and row["refusal"]["code"] for row in rows] == ["second_person_needed", None]


async def test_a_system_that_is_not_the_operators_asks_a_person_too(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    system = partners.caller(token(district_id, partners.scopes, client_id=new_id()))
    assert (await system.post("/v1/role-assignments", json=role_of(ways.puppet, "data_manager"))).status_code == 202
    link = {"provider_id": str(ways.provider), "subject": "y", "staff_id": str(ways.other)}
    assert (await system.post("/v1/identities", json=link)).status_code == 202
    wish = {"name": "x", "scopes": ["directory:read"], "staff_id": str(ways.other)}
    assert_refused(await system.post("/v1/clients", json=wish), 403, "only_for_yourself")


async def test_a_role_that_reaches_far_is_prolonged_by_two_and_shortened_by_one(
    partners: Service, district_id: UUID
) -> None:
    ways = await Ways(partners, district_id).seed()
    person = await ways.world.staff()
    wish = {**role_of(person, "executive_leader"), "ends_on": "2027-06-30"}
    path = f"/v1/role-assignments/{await ways.world.made('/v1/role-assignments', wish)}"
    shorter = await ways.mine.patch(path, json={"ends_on": "2027-01-31"}, headers={"If-Match": '"1"'})
    assert shorter.status_code == 200
    longer = await ways.mine.patch(path, json={"ends_on": None}, headers={"If-Match": '"2"'})
    assert (longer.status_code, longer.json()["operation"]) == (202, "end_role")
    confirm = f"/v1/grant-proposals/{longer.json()['id']}/confirm"
    again = await ways.mine.patch(path, json={"ends_on": "2027-01-30"}, headers={"If-Match": '"2"'})
    assert again.status_code == 200
    assert_refused(await ways.others.post(confirm), 412, "stale")


async def test_nobody_of_a_party_confirms(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    await ways.role()
    outsider = ways.world.person(new_id(), LEADER, party={"id": str(new_id()), "basis": "school_official"})
    assert await ways.confirm_all(outsider) == [(403, "not_another_person")]


async def test_where_nobody_else_could_the_operator_does_and_else_not(partners: Service, district_id: UUID) -> None:
    world = await World(partners, district_id).seed()
    me, other = await world.staff(("data_manager", None)), await world.staff()
    asked = await world.person(me).post("/v1/role-assignments", json=role_of(other, "executive_leader"))
    proposal = UUID(asked.json()["id"])

    async def done() -> str:
        async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
            return str((await service.confirm_as_operator(ctx, proposal)).decided_by)

    leads = await world.staff(("executive_leader", None))
    with pytest.raises(SomebodyElseCould, match="somebody_else_could"):
        await done()
    away = await world.machine.patch(f"/v1/staff/{leads}", json={"active": False}, headers={"If-Match": '"1"'})
    assert away.status_code == 200
    assert await done() == "operator"
    acts = await partners.sql(
        "select actor, reason from audit_entries where district_id = $1 and action = 'grant_confirmed'", district_id
    )
    assert [(act["actor"], "decided by operator" in act["reason"]) for act in acts] == [("service:partners", True)]


def test_the_command_line_lists_and_confirms(partners: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERS_DATABASE_URL", partners.settings.database_url)
    monkeypatch.setenv("SECRET_KEY", "test")
    nothing = CliRunner().invoke(app, ["grants", "list", str(new_id())])
    assert (nothing.exit_code, nothing.output) == (0, ""), nothing.output
    unknown = CliRunner().invoke(app, ["grants", "confirm", str(new_id()), str(new_id())])
    assert (unknown.exit_code, "No such grant proposal" in unknown.output) == (2, True), unknown.output


async def test_a_proposal_says_why_it_waits_in_plain_words(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    await ways.role()
    [listed] = (await ways.others.get("/v1/grant-proposals")).json()["items"]
    words = "it leads to executive leader, which reaches across the whole district: nobody gives that alone"
    assert listed["because"] == words
    refused = await ways.others.post(f"/v1/grant-proposals/{listed['id']}/refuse")
    assert refused.json()["because"] == words


async def test_proposed_rules_say_what_tells_them_apart(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    school = await ways.world.machine.post("/v1/schools", json={"name": "Oak", "local_code": "0101"})
    wish = {"position": 1, "role": "executive_leader", "provider_id": str(ways.provider)}
    for claim, values, where in (
        ("groups", ["leaders"], "district"),
        ("department", ["cabinet", "board"], {"school_id": school.json()["id"]}),
    ):
        when = [{"claim": claim, "operator": "one_of", "values": values}]
        reply = await ways.mine.post("/v1/claim-rules", json={**wish, "when": when, "school": where, "note": claim})
        assert reply.status_code == 202, reply.text
    listed = (await ways.others.get("/v1/grant-proposals")).json()["items"]
    rules = {one["rule"]["note"]: one["rule"] for one in listed}
    groups, department = rules["groups"], rules["department"]
    assert (groups["when"][0]["claim"], groups["when"][0]["values"]) == ("groups", ["leaders"])
    assert (department["when"][0]["claim"], department["when"][0]["values"]) == ("department", ["cabinet", "board"])
    assert (groups["where"], groups["school"]) == ("district", None)
    assert department["school"] == {"id": school.json()["id"], "name": "Oak"}
    assert (groups["id"], groups["role"], groups["role_names"]["en"]) == (None, "executive_leader", "Executive leader")
    assert groups["provider"]["id"] == str(ways.provider)
    for one in listed:
        read = await ways.others.get(f"/v1/grant-proposals/{one['id']}")
        assert read.json().get("rule") == one["rule"], read.text
    confirmed = await ways.others.post(f"/v1/grant-proposals/{listed[0]['id']}/confirm")
    assert confirmed.json()["rule"] == listed[0]["rule"]


async def test_a_proposed_change_of_a_rule_says_the_whole_rule(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    when = [{"claim": "groups", "operator": "contains", "values": ["staff"]}]
    wish = {"position": 7, "when": when, "role": "teacher", "school": "district", "note": "Staff"}
    made = await ways.mine.post("/v1/claim-rules", json=wish)
    assert made.status_code == 201, made.text
    path, match = f"/v1/claim-rules/{made.json()['id']}", {"If-Match": made.headers["ETag"]}
    changed = await ways.mine.patch(path, json={"role": "executive_leader"}, headers=match)
    assert changed.status_code == 202, changed.text
    [listed] = (await ways.others.get("/v1/grant-proposals")).json()["items"]
    rule = listed["rule"]
    assert (rule["id"], rule["role"], rule["position"], rule["note"]) == (
        *(made.json()["id"], "executive_leader", 7, "Staff"),
    )
    assert rule["when"] == made.json()["when"]


async def test_what_is_no_rule_names_none(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    await ways.role()
    [listed] = (await ways.others.get("/v1/grant-proposals")).json()["items"]
    assert listed["rule"] is None

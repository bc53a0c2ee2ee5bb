"""Keeping claim rules, trying them, and roles that come and go with sign-ins and with nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.partners.access.claim_rules import service
from services.partners.directory.roles.service import roles_for_token
from services.partners.directory.staff.repository import get_staff
from shared import clock
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.one_day import ZONE
from tests.partners.access.identity_providers.factories import registered
from tests.partners.factories import listed_staff, set_up

TEACHERS = {"claim": "groups", "operator": "contains", "values": ["teachers"]}


def today() -> date:
    """The district's day."""
    return clock.day_in(ZONE, clock.now())


async def confirmed(partners: Service, district: "District", asked: httpx.Response) -> str:
    """What became of a wish that waited, confirmed by somebody else."""
    assert asked.status_code == 202, asked.text
    leader = partners.person(district.id, new_id(), ("executive_leader", None))
    reply = await leader.post(f"/v1/grant-proposals/{asked.json()['id']}/confirm")
    assert reply.status_code == 200, reply.text
    return str(reply.json()["result_id"])


class District:
    """A district with a school, somebody, and rules."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id = partners, district_id
        self.machine = partners.machine(district_id)
        self.school = self.person = self.provider = self.second = UUID(int=0)

    async def seed(self) -> "District":
        """Its rows."""
        await set_up(self.partners, self.id)
        self.provider, self.second = [
            await registered(self.partners, self.id, client_id=name) for name in ("first", "second")
        ]
        self.school = await self.made("/v1/schools", name="Oak", local_code="0101")
        self.person = await self.made("/v1/staff", given_name="A", family_name="B")
        return self

    async def made(self, path: str, **body: Any) -> UUID:
        """The id of what a call made."""
        reply = await self.machine.post(path, json=body)
        assert reply.status_code == 201, reply.text
        return UUID(reply.json()["id"])

    async def rule(self, role: str = "teacher", school: Any = None, *, when: Any = None, **more: Any) -> UUID:
        """A rule."""
        place = school or {"school_id": str(self.school)}
        return await self.made(
            "/v1/claim-rules", **{"position": 1, "when": when or [TEACHERS], "role": role, "school": place, **more}
        )

    async def sign_in(
        self, *groups: str, provider_id: UUID | None = None, person: UUID | None = None
    ) -> service.Preview:
        """What a sign-in with these groups does to roles."""
        async with work_for(self.partners.app.state.db, self.partners.settings, self.id) as ctx:
            staff = await get_staff(ctx, person or self.person)
            return await service.apply(ctx, staff, {"groups": list(groups)}, provider_id or self.provider)

    async def token_roles(self, person: UUID | None = None) -> list[str]:
        """The roles a token would carry today."""
        async with work_for(self.partners.app.state.db, self.partners.settings, self.id) as ctx:
            held = await roles_for_token(ctx, person or self.person, today())
            return [str(role["role"]) for role in held]

    async def grants(self) -> list[tuple[str, str, bool]]:
        """(role, source, without an end) of the person's assignments."""
        found = (await self.machine.get("/v1/role-assignments", params={"staff_id": str(self.person)})).json()["items"]
        return sorted((row["role"], row["granted_by"], row["ends_on"] is None) for row in found)

    async def yesterday(self) -> None:
        """Let what was granted today have been granted a while ago."""
        await self.partners.sql(
            "update role_assignments set starts_on = starts_on - 30 where district_id = $1 returning id", self.id
        )


@pytest.fixture
async def district(partners: Service, district_id: UUID) -> District:
    """A district with one person and one school."""
    return await District(partners, district_id).seed()


def body(**more: Any) -> dict[str, Any]:
    """A rule that is in order."""
    return {"position": 1, "when": [TEACHERS], "role": "teacher", "school": "roster", **more}


async def test_rules_are_kept_changed_and_removed(district: District) -> None:
    second = await district.rule(position=2)
    first = await district.rule(position=1, school="district", provider_id=None)
    listed = (await district.machine.get("/v1/claim-rules")).json()["items"]
    assert [rule["id"] for rule in listed] == [str(first), str(second)]
    assert (listed[0]["school"], listed[1]["school"]) == ("district", {"school_id": str(district.school)})
    assert listed[0]["when"] == [{**TEACHERS, "case_sensitive": True}]
    patch = {"when": [{"claim": "user_type", "operator": "present"}], "note": "everybody", "position": 3}
    url = f"/v1/claim-rules/{first}"
    assert (await district.machine.patch(url, json=patch)).status_code == 428
    changed = await district.machine.patch(url, json=patch, headers={"If-Match": '"1"'})
    assert (changed.json()["position"], changed.json()["when"][0]["values"], changed.headers["etag"][:3]) == (
        3,
        [],
        '"2-',
    )
    assert (await district.machine.patch(url, json=patch, headers={"If-Match": '"1"'})).status_code == 412
    assert (await district.machine.delete(url)).status_code == 204
    assert (await district.machine.get(url)).status_code == 404
    assert len((await district.machine.get("/v1/claim-rules")).json()["items"]) == 1
    synced = (await district.machine.get("/v1/claim-rules?updated_since=2026-01-01T00:00:00Z")).json()["items"]
    assert [rule["deleted_at"] is None for rule in synced] == [True, False]


LONG = "x" * 301
BAD: list[tuple[dict[str, Any], str]] = [
    (body(when=[]), "/when"),
    (body(when=[TEACHERS] * 11), "/when"),
    (body(when=[{**TEACHERS, "operator": "matches"}]), "/when/0/operator"),
    (body(when=[{**TEACHERS, "values": []}]), "/when/0"),
    (body(when=[{**TEACHERS, "operator": "equals", "values": ["a", "b"]}]), "/when/0"),
    (body(when=[{**TEACHERS, "operator": "present"}]), "/when/0"),
    (body(when=[{**TEACHERS, "values": [LONG]}]), "/when/0/values/0"),
    (body(when=[{**TEACHERS, "values": [""]}]), "/when/0/values/0"),
    (body(when=[{**TEACHERS, "values": ["x"] * 101}]), "/when/0/values"),
    (body(when=[{**TEACHERS, "claim": ""}]), "/when/0/claim"),
    (body(when=[{**TEACHERS, "claim": "a.b.c.d.e.f.g.h.i"}]), "/when/0/claim"),
    (body(when=[{**TEACHERS, "claim": "a\x00"}]), "/when/0/claim"),
    (body(when=[{**TEACHERS, "case_sensitive": "yes"}]), "/when/0/case_sensitive"),
    (body(when=[{**TEACHERS, "regex": ".*"}]), "/when/0/regex"),
    (body(role="Super user"), "/role"),
    (body(position=-1), "/position"),
    (body(school="everywhere"), "/school"),
    (body(school={"from_value": "TL-{school.name}"}), "/school"),
    (body(school={"from_value": "{school.local_code}"}), "/school"),
    (body(school={"from_claim": "OrgId", "matches": "name"}), "/school"),
    (body(note="two\nlines"), "/note"),
]


@pytest.mark.parametrize(("wish", "pointer"), BAD)
async def test_a_bad_rule_is_refused_at_its_place(district: District, wish: dict[str, Any], pointer: str) -> None:
    reply = await district.machine.post("/v1/claim-rules", json=wish)
    assert_refused(reply, 422, "invalid")
    assert any(fault["pointer"].startswith(pointer) for fault in reply.json()["errors"]), reply.text
    assert (await district.machine.get("/v1/claim-rules")).json()["items"] == []


@pytest.mark.parametrize("role", ["executive_leader", "data_manager", "district_coordinator"])
async def test_a_role_that_reaches_far_needs_a_named_value(district: District, role: str) -> None:
    wide = {"claim": "groups", "operator": "matches_prefix", "values": ["a"]}
    any_ = {"claim": "groups", "operator": "present"}
    for condition in (wide, any_):
        wish = body(role=role, school="district", when=[TEACHERS, condition])
        reply = await district.machine.post("/v1/claim-rules", json=wish)
        assert_refused(reply, 422, "named_value_needed")
        assert reply.json()["errors"][0]["pointer"] == "/when/1/operator"
    named = await district.rule(role, "district")
    url, headers = f"/v1/claim-rules/{named}", {"If-Match": '"1"'}
    refused = await district.machine.patch(url, json={"when": [any_]}, headers=headers)
    assert refused.json()["code"] == "named_value_needed"
    harmless = await district.rule(when=[any_])
    refused = await district.machine.patch(f"/v1/claim-rules/{harmless}", json={"role": role}, headers=headers)
    assert refused.json()["code"] == "named_value_needed"


async def test_a_school_of_nobodys_is_refused(district: District) -> None:
    reply = await district.machine.post("/v1/claim-rules", json=body(school={"school_id": str(uuid4())}))
    assert_refused(reply, 422, "no_such_school")


async def test_a_provider_of_nobodys_is_refused(district: District) -> None:
    reply = await district.machine.post("/v1/claim-rules", json=body(provider_id=str(uuid4())))
    assert_refused(reply, 422, "no_such_identity_provider")


async def test_many_rules_each_with_its_own_fate(district: District) -> None:
    items = [body(), body(role="data_manager", when=[{**TEACHERS, "operator": "matches_prefix"}]), {}, 7]
    for trial in ("true", "false"):
        reply = await district.machine.post(f"/v1/bulk/claim-rules?validate_only={trial}", json={"items": items})
        codes = [row["refusal"] and row["refusal"]["code"] for row in reply.json()["rows"]]
        assert codes == [None, "named_value_needed", "invalid", "invalid"]
        kept = (await district.machine.get("/v1/claim-rules")).json()["items"]
        assert len(kept) == (0 if trial == "true" else 1)


async def test_rules_are_for_data_managers(partners: Service, district: District) -> None:
    principal = partners.person(district.id, new_id(), ("principal", district.school))
    coordinator = partners.person(district.id, new_id(), ("district_coordinator", None))
    for caller in (principal, coordinator):
        assert_refused(await caller.get("/v1/claim-rules"), 403, "not_permitted")
        assert_refused(await caller.post("/v1/claim-rules", json=body()), 403, "not_permitted")
        assert_refused(await caller.post("/v1/claim-rule-dry-runs", json={"facts": {}}), 403, "not_permitted")
    manager = partners.person(district.id, new_id(), ("data_manager", None))
    assert (await manager.post("/v1/claim-rules", json=body())).status_code == 201


async def test_a_district_has_so_many_rules(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_RULES", 1)
    await district.rule()
    reply = await district.machine.post("/v1/claim-rules", json=body())
    assert_refused(reply, 409, "too_many_claim_rules")


async def test_a_dry_run_explains_every_rule_and_changes_nothing(district: District) -> None:
    rule = await district.rule(
        "principal",
        {"from_value": "TL-{school.local_code}"},
        when=[{"claim": "groups", "operator": "matches_prefix", "values": ["TL-"]}],
    )
    other = await district.rule(position=2)
    await district.sign_in("teachers")
    wish = {"facts": {"groups": ["TL-0101"]}, "staff_id": str(district.person), "provider_id": str(district.provider)}
    reply = await district.machine.post("/v1/claim-rule-dry-runs", json=wish)
    assert reply.json()["granted"] == [
        {
            **{"role": "principal", "rule_id": str(rule), "change": "added"},
            "school": {"id": str(district.school), "name": "Oak"},
            "because": "groups matches_prefix TL-0101",
        }
    ]
    assert [(row["role"], row["school"]["id"]) for row in reply.json()["ended"]] == [("teacher", str(district.school))]
    assert [(row["rule_id"], row["reason"]) for row in reply.json()["not_held"]] == [(str(other), "no_match")]
    assert await district.grants() == [("teacher", "sign_on", True)]
    overage = {"facts": {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "x"}}}}
    found = (await district.machine.post("/v1/claim-rule-dry-runs", json=overage)).json()
    assert ([warning["code"] for warning in found["warnings"]], found["granted"]) == (["groups_overage"], [])


@pytest.mark.parametrize("facts", [None, [], "x", {str(n): n for n in range(301)}])
async def test_facts_are_an_object_of_some_size(district: District, facts: Any) -> None:
    reply = await district.machine.post("/v1/claim-rule-dry-runs", json={"facts": facts})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/facts")


async def test_a_dry_run_of_nobody_known_is_refused(district: District) -> None:
    wish = {"facts": {}, "staff_id": str(uuid4())}
    reply = await district.machine.post("/v1/claim-rule-dry-runs", json=wish)
    assert_refused(reply, 422, "no_such_staff")


async def test_sign_ins_give_and_end_exactly_what_the_rules_say(district: District) -> None:
    await district.rule()
    await district.sign_in("teachers")
    await district.sign_in("teachers")
    assert await district.grants() == [("teacher", "sign_on", True)]
    await district.yesterday()
    await district.sign_in("nobody")
    (row,) = (await district.machine.get("/v1/role-assignments")).json()["items"]
    assert row["ends_on"] == (today() - timedelta(days=1)).isoformat()
    assert await district.token_roles() == []
    await district.sign_in("teachers")
    assert await district.grants() == [("teacher", "sign_on", False), ("teacher", "sign_on", True)]
    types = [event["type"] for event in await district.partners.published(district.id, "partners.role.%")]
    given = [type_ for type_ in types if type_ != "partners.role.recorded.v1"]
    assert given == [f"partners.role.{step}.v1" for step in ("assigned", "ended", "assigned")]


async def test_a_role_taken_away_the_day_it_came_is_gone_from_the_next_token(district: District) -> None:
    await district.rule()
    await district.sign_in("teachers")
    assert await district.token_roles() == ["teacher"]
    await district.sign_in()
    assert await district.token_roles() == []
    await district.sign_in("teachers")
    assert await district.token_roles() == ["teacher"]
    assert await district.grants() == [("teacher", "sign_on", True)]


async def test_a_removed_rule_ends_what_it_granted_at_the_next_sign_in(district: District) -> None:
    rule = await district.rule()
    await district.sign_in("teachers")
    await district.machine.delete(f"/v1/claim-rules/{rule}")
    assert await district.token_roles() == ["teacher"]
    await district.sign_in("teachers")
    assert await district.token_roles() == []


async def test_each_source_takes_away_only_what_it_gave(partners: Service, district: District) -> None:
    person = listed_staff(district.id, "p1", [("r1", "teacher", str(district.school))])
    listing = {"listed_at": datetime.now(UTC), "chunk": 1, "staff": [person]}
    await partners.receive(district.id, ("assessment.staff.listed.v1", listing))
    district.person = UUID(str(person["staff_id"]))
    by_hand = await district.made(
        *("/v1/role-assignments",),
        **{"staff_id": str(district.person), "role": "teacher", "school_id": str(district.school)},
        starts_on="2026-01-01",
    )
    await district.rule()
    await district.sign_in("teachers")
    await district.sign_in("teachers", provider_id=district.second)
    assert [source for _, source, _ in await district.grants()] == ["manual", "roster", "sign_on", "sign_on"]
    assert await district.token_roles() == ["teacher"], "held through several sources it is one role"
    await district.sign_in()
    ended = [(source, open_) for _, source, open_ in await district.grants()]
    assert ended == [("manual", True), ("roster", True), ("sign_on", False), ("sign_on", True)]
    later = {**listing, "listed_at": datetime.now(UTC) + timedelta(hours=1), "staff": [{**person, "roles": []}]}
    await partners.receive(district.id, ("assessment.staff.listed.v1", later))
    assert [(source, open_) for _, source, open_ in await district.grants() if source != "roster"] == [
        *(("manual", True), ("sign_on", False), ("sign_on", True))
    ]
    signed_on = (await district.machine.get("/v1/role-assignments?granted_by=sign_on")).json()["items"]
    for row in signed_on:
        reply: httpx.Response = await district.machine.patch(
            f"/v1/role-assignments/{row['id']}", json={"ends_on": None}, headers={"If-Match": f'"{row["version"]}"'}
        )
        assert_refused(reply, 409, "sign_on_owned")
    assert str(by_hand) not in {row["id"] for row in signed_on}


async def test_a_rule_of_one_provider_counts_for_its_sign_ins_only(district: District) -> None:
    await district.rule(provider_id=str(district.provider))
    await district.sign_in("teachers", provider_id=district.second)
    assert await district.token_roles() == []
    await district.sign_in("teachers")
    assert await district.token_roles() == ["teacher"]


async def test_nobody_gets_a_new_role_by_a_rule_they_wrote(partners: Service, district: District) -> None:
    manager = partners.person(district.id, district.person, ("data_manager", None))
    wish = body(role="executive_leader", school="district")
    rule = await confirmed(partners, district, await manager.post("/v1/claim-rules", json=wish))
    found = await district.sign_in("teachers")
    assert (found.added, [(str(one.rule_id), one.reason) for one in found.not_held]) == ([], [(rule, "own_rule")])
    other = await district.made("/v1/staff", given_name="C", family_name="D")
    await district.sign_in("teachers", person=other)
    assert await district.token_roles(other) == ["executive_leader"]
    others_rule = await district.rule()
    await district.sign_in("teachers")
    await manager.patch(f"/v1/claim-rules/{others_rule}", json={"role": "teacher"}, headers={"If-Match": '"1"'})
    await district.sign_in("teachers")
    assert await district.token_roles() == ["teacher"], "what somebody holds already stays"


async def test_a_rule_stays_its_writers_whoever_touches_it_after_them(partners: Service, district: District) -> None:
    manager = partners.person(district.id, district.person, ("data_manager", None))
    rule = await district.rule(role="executive_leader", school="district", when=body()["when"])
    gain = await manager.patch(f"/v1/claim-rules/{rule}", json={"role": "data_manager"}, headers={"If-Match": '"1"'})
    assert await confirmed(partners, district, gain) == str(rule)
    touched = {"position": 7, "note": "moved"}
    await district.machine.patch(f"/v1/claim-rules/{rule}", json=touched, headers={"If-Match": '"2"'})
    found = await district.sign_in("teachers")
    assert (found.added, [one.reason for one in found.not_held]) == ([], ["own_rule"])


async def test_who_only_moves_a_rule_did_not_write_it(partners: Service, district: District) -> None:
    manager = partners.person(district.id, district.person, ("data_manager", None))
    rule = await district.rule()
    moved = await manager.patch(f"/v1/claim-rules/{rule}", json={"position": 9}, headers={"If-Match": '"1"'})
    assert moved.status_code == 200
    await district.sign_in("teachers")
    assert await district.token_roles() == ["teacher"]


async def test_a_closed_school_is_nobodys_place(district: District) -> None:
    await district.rule()
    await district.machine.patch(
        f"/v1/schools/{district.school}", json={"closes_on": "2026-01-01"}, headers={"If-Match": '"1"'}
    )
    found = await district.sign_in("teachers")
    assert [one.reason for one in found.not_held] == ["no_such_school"]


async def test_who_leaves_a_provider_loses_what_it_brought(district: District) -> None:
    await district.rule()
    await district.sign_in("teachers")
    async with work_for(district.partners.app.state.db, district.partners.settings, district.id) as ctx:
        await service.withdraw(ctx, district.person, district.provider)
    assert await district.token_roles() == []

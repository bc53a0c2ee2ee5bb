"""Whose a sign-in is: found once by an id of SCIM or the roster, then by its link; never by an e-mail address."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.partners.access.identities.service import Found, person_of
from services.partners.access.identity_providers.repository import get_provider
from services.partners.directory.roles.far_reaching import far_reaching_of
from services.partners.directory.staff.repository import get_staff, hold_staff
from shared.auth import profiles
from shared.context.work import work_for
from shared.errors import Refusal
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.access.identity_providers.factories import claims, live, registered, signed
from tests.partners.factories import set_up

WAYS = [
    {"claim": "oid", "matches": "scim_external_id"},
    {"claim": "preferred_username", "matches": "scim_user_name"},
    {"claim": "employee_number", "matches": "staff_source_id"},
]


async def somebody(partners: Service, district_id: UUID, **over: Any) -> UUID:
    """A staff member, with what SCIM knows of them if `scim` says so."""
    scim = over.pop("scim", None)
    body = {"given_name": "Ada", "family_name": "L", "email": "ada@oak.example", **over}
    made = await partners.machine(district_id).post("/v1/staff", json=body)
    assert made.status_code == 201, made.text
    id_ = UUID(made.json()["id"])
    if scim:
        user_name, external_id = scim
        await partners.sql(
            """insert into scim_users (district_id, id, user_name, user_name_key, external_id, document, created_at, updated_at,
            created_by, updated_by) values ($1, $2, $3, lower($3), $4, '{}', now(), now(), 'x', 'x')""",
            *(district_id, id_, user_name, external_id),
        )
    return id_


async def signs_in(partners: Service, district_id: UUID, provider: UUID, **said: Any) -> Found:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        return await person_of(ctx, await get_provider(ctx, provider), claims(**said))


async def refused(partners: Service, district_id: UUID, provider: UUID, **said: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        await signs_in(partners, district_id, provider, **said)
    return refusal.value.code


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({"oid": "O-1"}, "scim_external_id"),
        ({"preferred_username": "ADA.L"}, "scim_user_name"),
        ({"employee_number": "T-1"}, "staff_source_id"),
        ({"employee_number": "T-1", "oid": "never"}, "staff_source_id"),
    ],
)
async def test_a_first_sign_in_is_linked_by_an_id_and_the_next_by_the_link(
    partners: Service, district_id: UUID, said: dict[str, Any], how: str
) -> None:
    ada = await somebody(partners, district_id, source_id="T-1", scim=("ada.l", "O-1"))
    provider = await registered(partners, district_id, link_by=WAYS)
    first = await signs_in(partners, district_id, provider, **said)
    assert (first.staff.id, first.how) == (ada, how)
    again = await signs_in(partners, district_id, provider)
    assert (again.staff.id, again.how) == (ada, "linked")
    (kept,) = (await partners.machine(district_id).get("/v1/identities")).json()["items"]
    assert (kept["subject"], kept["staff"]["id"], kept["linked_by"]) == ("sub-ada", str(ada), how)
    assert kept["last_signed_in_at"]


async def test_nobody_is_found_by_an_address_or_by_nothing(partners: Service, district_id: UUID) -> None:
    await somebody(partners, district_id, source_id="T-1", scim=("ada@oak.example", "O-1"))
    provider = await registered(partners, district_id, link_by=WAYS)
    for said in (
        {"preferred_username": "ada@oak.example"},
        {"email": "ada@oak.example", "email_verified": True},
        {"employee_number": ""},
        {"employee_number": None},
        {"employee_number": ["T-1"]},
        {"employee_number": "t-1"},
        {"employee_number": "T-1\x00"},
    ):
        assert await refused(partners, district_id, provider, **said) == "identity_unknown"


async def test_two_who_fit_are_nobody(partners: Service, district_id: UUID) -> None:
    for _ in range(2):
        await somebody(partners, district_id, source_id="T-1")
    provider = await registered(partners, district_id, link_by=WAYS)
    assert await refused(partners, district_id, provider, employee_number="T-1") == "identity_ambiguous"


async def test_a_second_identity_for_somebody_needs_an_administrator(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    await somebody(partners, district_id, source_id="T-1")
    provider = await registered(partners, district_id, link_by=WAYS)
    await signs_in(partners, district_id, provider, employee_number="T-1")
    stranger = {"sub": "sub-stranger", "employee_number": "T-1"}
    assert await refused(partners, district_id, provider, **stranger) == "identity_linked_elsewhere"
    caller = partners.machine(district_id)
    (kept,) = (await caller.get("/v1/identities")).json()["items"]
    assert (await caller.delete(f"/v1/identities/{kept['id']}")).status_code == 204
    ended = await partners.published(district_id, "partners.access.ended.v1")
    assert [event["data"]["holder_id"] for event in ended] == [kept["staff"]["id"]]
    assert (await signs_in(partners, district_id, provider, **stranger)).how == "staff_source_id"


async def test_who_is_held_for_a_token_is_read_anew(partners: Service, district_id: UUID) -> None:
    ada = await somebody(partners, district_id)
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        seen = await get_staff(ctx, ada)
        assert seen.has_access
        # Somebody ends her access between the look at her and the lock.
        await partners.sql("update staff set account_active = false where id = $1", ada)
        held = await hold_staff(ctx, ada)
        assert held is seen
        assert not held.has_access


@pytest.mark.parametrize("word", ["active", "account_active"])
async def test_who_lost_access_is_not_signed_in_linked_or_not(partners: Service, district_id: UUID, word: str) -> None:
    ada = await somebody(partners, district_id, source_id="T-1")
    provider = await registered(partners, district_id, link_by=WAYS)
    await partners.sql(f"update staff set {word} = false where id = $1", ada)
    assert await refused(partners, district_id, provider, employee_number="T-1") == "identity_inactive"
    await partners.sql(f"update staff set {word} = true where id = $1", ada)
    await signs_in(partners, district_id, provider, employee_number="T-1")
    await partners.sql(f"update staff set {word} = false where id = $1", ada)
    assert await refused(partners, district_id, provider) == "identity_inactive"


async def test_at_entra_tenant_and_object_are_who_somebody_is(partners: Service, district_id: UUID) -> None:
    ada = await somebody(partners, district_id, source_id="T-1")
    provider = await registered(partners, district_id, kind="entra_id", link_by=WAYS)
    await signs_in(partners, district_id, provider, tid="t", oid="o", employee_number="T-1")
    same = await signs_in(partners, district_id, provider, tid="t", oid="o", sub="another-application")
    assert (same.staff.id, same.how) == (ada, "linked")
    assert await refused(partners, district_id, provider, tid="u", oid="o") == "identity_unknown"
    row = (await partners.sql("select subject, sub from identities where district_id = $1", district_id))[0]
    assert tuple(row) == ("t:o", "sub-ada")


async def test_an_administrator_links_by_hand_but_never_themselves(partners: Service, district_id: UUID) -> None:
    ada = await somebody(partners, district_id)
    provider = await registered(partners, district_id)
    wish = {"provider_id": str(provider), "subject": "sub-ada", "staff_id": str(ada)}
    herself = partners.person(district_id, ada, (profiles.DATA_MANAGER, None))
    assert (await herself.post("/v1/identities", json=wish)).json()["code"] == "not_your_own_identity"
    caller = partners.machine(district_id)
    for over, code in (
        ({"staff_id": str(new_id())}, "no_such_staff"),
        ({"provider_id": str(new_id())}, "no_such_identity_provider"),
        ({"subject": ""}, "invalid"),
    ):
        assert (await caller.post("/v1/identities", json={**wish, **over})).json()["code"] == code
    wishes = {"items": [wish, {**wish, "staff_id": str(new_id())}]}
    tried = (await caller.post("/v1/bulk/identities?validate_only=true", json=wishes)).json()
    assert (tried["done"], tried["refused"]) == (1, 1)
    made = await caller.post("/v1/identities", json=wish)
    assert (made.status_code, made.json()["linked_by"]) == (201, "administrator")
    assert (await signs_in(partners, district_id, provider)).how == "linked"
    again = await caller.post("/v1/identities", json=wish)
    assert_refused(again, 409, "identity_linked_elsewhere")
    own = await herself.delete(f"/v1/identities/{made.json()['id']}")
    assert own.json()["code"] == "not_your_own_identity"


async def test_explain_says_what_a_sign_in_would_come_to_and_changes_nothing(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    ada = await somebody(partners, district_id, source_id="T-1")
    school = (await caller.post("/v1/schools", json={"name": "Oak", "local_code": "1"})).json()["id"]
    provider = await registered(partners, district_id, link_by=WAYS)
    rule = {
        "provider_id": str(provider),
        "when": [{"claim": "groups", "operator": "contains", "values": ["principals"]}],
        "role": "principal",
        "school": {"school_id": school},
        "position": 1,
    }
    made = await caller.post("/v1/claim-rules", json=rule)
    assert made.status_code == 201, made.text
    said = {"sub": "sub-ada", "employee_number": "T-1", "groups": ["principals"]}
    path = f"/v1/identity-providers/{provider}/explain"
    wishes: list[dict[str, Any]] = [{"claims": said}, {"id_token": signed(live(**said))}]
    for body in wishes:
        told = (await caller.post(path, json=body)).json()
        assert (told["accepted"], told["staff"]["id"], told["found_by"]) == (True, str(ada), "staff_source_id"), told
        assert told["roles"] == [{"role": "principal", "profile": "principal", "school": {"id": school, "name": "Oak"}}]
        assert [grant["rule_id"] for grant in told["rules"]["granted"]] == [made.json()["id"]]
        assert "plans:read" in told["scopes"]
        assert "access:write" not in told["scopes"]
    assert (await caller.get("/v1/identities")).json()["items"] == []
    assert (await caller.get("/v1/role-assignments")).json()["items"] == []
    assert await partners.published(district_id, "partners.role.assigned.v1") == []
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"claims": {"sub": "x"}}, "identity_unknown"),
        ({"claims": {**said, "groups": ["cooks"]}}, "no_role"),
        ({"claims": {**said, "iss": "https://elsewhere.example"}}, "id_token_wrong_issuer"),
        ({"claims": {**said, "aud": "x"}}, "id_token_wrong_audience"),
        ({"id_token": signed(claims(**said, exp=1))}, "id_token_expired"),
        ({"id_token": "x"}, "id_token_malformed"),
    ]
    for body, code in refusals:
        told = (await caller.post(path, json=body)).json()
        assert (told["accepted"], told["refusal"]["code"], told["scopes"]) == (False, code, [])
    wishes = [{}, {"claims": said, "id_token": "x"}]
    assert [(await caller.post(path, json=body)).status_code for body in wishes] == [422, 422]


async def test_a_first_sign_in_stands_in_the_audit_with_its_link(partners: Service, district_id: UUID) -> None:
    ada = await somebody(partners, district_id, source_id="T-1")
    provider = await registered(partners, district_id, link_by=WAYS)
    for _ in range(2):
        await signs_in(partners, district_id, provider, employee_number="T-1")
    acts = await partners.sql(
        "select rows::text, reason from audit_entries where district_id = $1 and action = 'identity_linked'",
        district_id,
    )
    assert [(str(ada) in act["rows"], act["reason"]) for act in acts] == [(True, ["staff_source_id"])]


async def test_on_its_last_day_a_role_still_reaches_far_though_it_is_tomorrow_elsewhere(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id, "America/Detroit")
    boss = await somebody(partners, district_id, source_id="T-1")
    held = {"staff_id": str(boss), "role": "executive_leader", "starts_on": "2026-01-01", "ends_on": "2026-11-20"}
    assert (await partners.machine(district_id).post("/v1/role-assignments", json=held)).status_code == 201
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        # Nine in the evening of the 20th in Detroit, and nine the next day.
        ctx.now = datetime(2026, 11, 21, 2, tzinfo=UTC)
        assert await far_reaching_of(ctx, boss) == {profiles.EXECUTIVE_LEADER}
        ctx.now = datetime(2026, 11, 22, 2, tzinfo=UTC)
        assert await far_reaching_of(ctx, boss) == set()

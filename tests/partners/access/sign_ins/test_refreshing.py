"""Refresh tokens are good once; a used one, or one of somebody else's, ends the session in all services."""

from uuid import UUID

import pytest

from deploy.local.provider import Provider
from services.partners.access.sign_ins import repository
from shared import clock
from shared.errors import TokenInvalid
from shared.testing.calls import Service
from tests.partners.access.sign_ins.district import BACK, connected, registered, somebody
from tests.partners.machines import made


async def test_each_refresh_token_is_good_once_and_gives_the_next(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    first = await ada.signed_in()
    second = (await ada.refresh(first["refresh_token"])).json()
    third = (await ada.refresh(second["refresh_token"])).json()
    assert len({first["refresh_token"], second["refresh_token"], third["refresh_token"]}) == 3
    sessions = {(await ada.who(got["access_token"])).session_id for got in (first, second, third)}
    assert len(sessions) == 1
    query = "select actor from audit_entries where district_id = $1 and action = 'signed_in'"
    assert len(await district.sql(query, district_id)) == 1, "a sign-in is an act, going on with it is none"


async def test_a_used_refresh_token_ends_the_whole_family(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    first = await ada.signed_in()
    second = (await ada.refresh(first["refresh_token"])).json()
    stolen = await ada.refresh(first["refresh_token"])
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert (await ada.refresh(second["refresh_token"])).json()["error"] == "invalid_grant"
    front_door.app.state.verifier.ended._read_at = float("-inf")
    for got in (first, second):
        with pytest.raises(TokenInvalid):
            await ada.who(got["access_token"])
    (ended,) = await partners.published(district_id, "partners.access.ended.v1")
    assert (ended["data"]["holder"], ended["data"]["reason"]) == ("session", "refresh_token_reused")
    acts = await district.sql(
        "select action from audit_entries where district_id = $1 and action = 'refresh_token_reused'", district_id
    )
    assert acts


async def test_another_application_cannot_use_it(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    got = await ada.signed_in()
    other = await registered(district)
    refused = await ada.refresh(got["refresh_token"], client_id=other)
    assert refused.json()["error"] == "invalid_grant"
    assert (await ada.refresh(got["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await ada.refresh("x" * 43)).json()["error"] == "invalid_grant"


async def test_scope_only_shrinks_and_a_wish_for_more_costs_nothing(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    got = await ada.signed_in(scope="tasks:read directory:read")
    more = await ada.refresh(got["refresh_token"], scope="tasks:write")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
    less = await ada.refresh(got["refresh_token"], scope="tasks:read")
    assert less.json()["scope"] == "tasks:read"
    # RFC 6749 §6: the refresh token keeps what was granted.
    assert (await ada.refresh(less.json()["refresh_token"])).json()["scope"] == "tasks:read directory:read"


async def test_roles_are_read_anew_at_every_refresh(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    got = await ada.signed_in()
    role = {"staff_id": district.ada, "role": "data_manager", "starts_on": "2026-01-01"}
    await district.admin.post("/v1/role-assignments", json=role)
    again = (await ada.refresh(got["refresh_token"])).json()
    assert {held.role for held in (await ada.who(again["access_token"])).roles} == {"principal", "data_manager"}
    assert "access:read" in again["scope"].split()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update staff set active = false where district_id = $1", "person_inactive"),
        ("update staff set account_active = false where district_id = $1", "person_inactive"),
        ("update identity_providers set active = false where district_id = $1", "identity_provider_inactive"),
        ("delete from role_assignments where district_id = $1", "no_role"),
    ],
)
async def test_whoever_may_no_longer_get_in_gets_no_further_token(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID, change: str, reason: str
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    got = await ada.signed_in()
    await district.sql(change, district_id)
    refused = await ada.refresh(got["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    (row,) = await district.sql("select end_reason from sign_in_sessions where district_id = $1", district_id)
    assert row["end_reason"] == reason


@pytest.mark.parametrize("column", ["idle_until", "expires_at"])
async def test_a_session_ends_by_itself(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID, column: str
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    got = await ada.signed_in()
    (row,) = await district.sql(
        "select idle_until, expires_at, created_at from sign_in_sessions where district_id = $1", district_id
    )
    assert row["idle_until"] < row["expires_at"]
    # Idle time never reaches past the absolute end.
    await district.sql(
        f"update sign_in_sessions set {column} = now() + interval '5 seconds' where district_id = $1",
        district_id,
    )
    again = (await ada.refresh(got["refresh_token"])).json()
    (after,) = await district.sql("select idle_until from sign_in_sessions where district_id = $1", district_id)
    if column == "expires_at":
        assert (after["idle_until"] - clock.now()).total_seconds() < 6
    await district.sql("update sign_in_sessions set idle_until = now() where district_id = $1", district_id)
    assert (await ada.refresh(again["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_leaver_is_signed_out_when_partners_hears_it(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    got = await ada.signed_in()
    await district.sql("update staff set active = false where district_id = $1", district_id)
    await partners.receive(district_id, ("partners.staff.recorded.v1", {"staff_id": district.ada, "active": False}))
    front_door.app.state.verifier.ended._read_at = float("-inf")
    with pytest.raises(TokenInvalid):
        await ada.who(got["access_token"])


async def test_what_is_over_is_swept(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    await somebody(district).signed_in()
    await somebody(district).sign_in("lin")
    tables = ("sign_in_attempts", "sign_in_sessions", "authorization_codes", "refresh_tokens", "sign_in_refusals")
    await repository.purge(front_door.app.state.db, clock.now())
    for table in tables:
        assert await district.sql(f"select 1 from {table} where district_id = $1", district_id), table
    for table, column in (
        *(("sign_in_attempts", "expires_at"), ("sign_in_sessions", "expires_at"), ("sign_in_refusals", "occurred_at")),
    ):
        await district.sql(
            f"update {table} set {column} = {column} - interval '31 days' where district_id = $1", district_id
        )
    await repository.purge(front_door.app.state.db, clock.now())
    for table in tables:
        assert not await district.sql(f"select 1 from {table} where district_id = $1", district_id), table


async def test_a_back_end_gets_no_scope_its_own_client_lacks(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    client = await made(partners, district_id, scopes=["directory:read"])
    district.application = await registered(
        district, kind="confidential", client_id=client["id"], scopes=["directory:read", "tasks:read"]
    )
    ada = somebody(district)
    told = await ada.sign_in()
    form = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": BACK}
    address, auth = f"{district.address}/oauth/token", (client["id"], client["secret"])
    got = (await ada.client.post(address, data={**form, "code_verifier": ada.verifier}, auth=auth)).json()
    assert got["scope"] == "directory:read"
    form = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    again = (await ada.client.post(address, data=form, auth=auth)).json()
    assert again["scope"] == "directory:read"

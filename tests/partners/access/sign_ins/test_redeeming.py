"""A code is redeemed once, by whoever asked for it, with its proof and in its time."""

from uuid import UUID

import pytest

from deploy.local.provider import Provider
from shared.errors import TokenInvalid
from shared.testing.calls import Service
from tests.partners.access.sign_ins.district import BACK, connected, registered, somebody


async def test_a_code_is_redeemed_once_and_a_replay_ends_what_came_of_it(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    told = await ada.sign_in()
    got = (await ada.redeem(told["code"])).json()
    await ada.who(got["access_token"])
    replayed = await ada.redeem(told["code"])
    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert (await ada.refresh(got["refresh_token"])).json()["error"] == "invalid_grant"
    front_door.app.state.verifier.ended._read_at = float("-inf")
    with pytest.raises(TokenInvalid):
        await ada.who(got["access_token"])
    (session,) = await district.sql("select end_reason from sign_in_sessions where district_id = $1", district_id)
    assert session["end_reason"] == "code_replayed"
    (act,) = await district.sql(
        "select outcome, reason from audit_entries where district_id = $1 and action = 'code_misused'", district_id
    )
    assert (act["outcome"], act["reason"]) == ("refused", ["code_replayed"])


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "x" * 43},
        {"code_verifier": "short"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": BACK + "/"},
    ],
)
async def test_a_code_in_the_wrong_hands_is_nothing_and_is_burnt(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID, changes: dict[str, str]
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    told = await ada.sign_in()
    form = {"redirect_uri": BACK, "code_verifier": ada.verifier, **changes}
    refused = await ada.token(grant_type="authorization_code", code=told["code"], **form)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert (await ada.redeem(told["code"])).json()["error"] == "invalid_grant"


async def test_a_code_needs_its_proof_its_time_and_its_application(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    ada = somebody(district)
    told = await ada.sign_in()
    missing = await ada.token(grant_type="authorization_code", code=told["code"], redirect_uri=BACK)
    assert missing.json() == {"error": "invalid_request", "error_description": "code_verifier is missing"}
    stranger = await ada.token(
        grant_type="authorization_code", code="x" * 43, redirect_uri=BACK, code_verifier=ada.verifier
    )
    assert stranger.json()["error"] == "invalid_grant"
    await district.sql("update authorization_codes set expires_at = now() where district_id = $1", district_id)
    late = await ada.redeem(told["code"])
    assert "expired" in late.json()["error_description"]
    other = await registered(district)
    told = await ada.sign_in()
    elsewhere = await ada.redeem(told["code"], client_id=other)
    assert elsewhere.json()["error"] == "invalid_grant"


async def test_an_unknown_application_gets_no_token(
    partners: Service, front_door: Service, identity_provider: Provider, district_id: UUID
) -> None:
    district = await connected(partners, front_door, identity_provider, district_id)
    told = await (ada := somebody(district)).sign_in()
    refused = await ada.redeem(told["code"], client_id="01a209ab-c605-702f-adb5-f32d2a24df22")
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")

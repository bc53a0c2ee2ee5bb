"""A User is a staff member: found in the roster or added, closed and opened, never given what the roster took."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.ids import id_from_source, new_id
from shared.testing.calls import Service
from tests.partners.access.scim.provider import ENTERPRISE, USER, IdentityProvider, provider_of
from tests.partners.factories import listed_staff

MONDAY = datetime.fromisoformat("2026-11-23T02:00:00+00:00")


async def listed(provider: IdentityProvider, source_id: str, *, nights: int = 0, **facts: Any) -> str:
    """The roster lists somebody; returns the staff member's id."""
    person = {**listed_staff(provider.district_id, source_id, []), **facts}
    listing = {"listed_at": (MONDAY + timedelta(days=nights)).isoformat(), "staff": [person]}
    await provider.service.receive(provider.district_id, ("assessment.staff.listed.v1", listing))
    return str(id_from_source(provider.district_id, "oneroster", "person", source_id))


@pytest.mark.parametrize("facts", [{"externalId": "t-1"}, {ENTERPRISE: {"employeeNumber": "t-1"}}])
async def test_a_user_whose_id_the_roster_knows_is_that_staff_member(
    partners: Service, district_id: UUID, facts: dict[str, Any]
) -> None:
    provider = await provider_of(partners, district_id)
    staff_id = await listed(provider, "t-1")
    user = await provider.user(name={"givenName": "Zo", "familyName": "Leon"}, preferredLanguage="es", **facts)
    assert user["id"] == staff_id
    staff = await provider.staff(staff_id)
    # Whom the roster lists is called as the roster says; what SCIM says reads back.
    assert (staff["given_name"], staff["family_name"], staff["email"]) == ("Zoë", "De León", "z@example.org")
    assert (staff["language"], user["name"]["givenName"]) == ("es", "Zo")


async def test_nobody_is_found_by_their_email(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    staff_id = await listed(provider, "t-1")
    user = await provider.user("z@example.org", emails=[{"value": "z@example.org", "type": "work"}])
    assert user["id"] != staff_id


async def test_ids_of_two_people_are_a_refusal_and_a_user_is_made_once(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    await listed(provider, "t-1")
    await listed(provider, "t-2")
    both = {"schemas": [USER], "userName": "x", "externalId": "t-1", ENTERPRISE: {"employeeNumber": "t-2"}}
    reply = await provider.send("POST", "/Users", both)
    assert (reply.status_code, reply.json()["scimType"]) == (409, "uniqueness")
    await provider.user("a", externalId="t-1")
    again = await provider.send("POST", "/Users", {"schemas": [USER], "userName": "b", "externalId": "t-1"})
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")


async def test_a_nightly_roster_does_not_reopen_what_scim_closed(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    staff_id = await listed(provider, "t-1")
    await provider.user(externalId="t-1")
    await provider.patch(f"/Users/{staff_id}", {"op": "replace", "path": "active", "value": False})
    await listed(provider, "t-1", nights=1, family_name="New")
    told = (await partners.published(district_id, "partners.staff.recorded.v1"))[-1]["data"]
    assert (told["family_name"], told["active"]) == ("New", False)
    staff = await provider.staff(staff_id)
    assert (staff["active"], staff["account_active"]) == (True, False)


async def test_scim_brings_nobody_back_whom_the_roster_dropped(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    staff_id = await listed(provider, "t-1")
    await provider.user(externalId="t-1")
    await listed(provider, "t-1", nights=1, active=False)
    reply = await provider.patch(
        f"/Users/{staff_id}",
        {"op": "replace", "path": "active", "value": False},
        {"op": "replace", "path": "active", "value": True},
    )
    assert reply.status_code == 200
    assert (await partners.published(district_id, "partners.staff.recorded.v1"))[-1]["data"]["active"] is False
    machine = partners.machine(district_id)
    active = (await machine.get("/v1/staff", params={"active": "true"})).json()["items"]
    assert staff_id not in [person["id"] for person in active]


@pytest.mark.parametrize(
    "operation",
    [{"op": "replace", "path": "active", "value": False}, {"op": "remove", "path": "active"}],
    ids=["closed", "without a word"],
)
async def test_a_closed_account_ends_its_access_everywhere(
    partners: Service, district_id: UUID, operation: dict[str, Any]
) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user()
    await provider.patch(f"/Users/{user['id']}", operation)
    ended = await partners.published(district_id, "partners.access.ended.v1")
    assert [(event["data"]["holder"], event["data"]["holder_id"]) for event in ended] == [("person", user["id"])]
    await provider.patch(f"/Users/{user['id']}", {"op": "replace", "path": "title", "value": "x"})
    assert len(await partners.published(district_id, "partners.access.ended.v1")) == 1


async def test_whoever_leaves_by_hand_or_roster_loses_access_as_well(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    by_roster = await listed(provider, "t-1")
    by_hand = await listed(provider, "t-2")
    await listed(provider, "t-1", nights=1, active=False)
    machine = partners.machine(district_id)
    staff = await machine.get(f"/v1/staff/{by_hand}")
    await machine.patch(f"/v1/staff/{by_hand}", json={"active": False}, headers={"If-Match": staff.headers["etag"]})
    ended = await partners.published(district_id, "partners.access.ended.v1")
    assert [event["data"]["holder_id"] for event in ended] == [by_roster, by_hand]


async def test_a_deleted_user_leaves_the_staff_member_and_comes_back_as_them(
    partners: Service, district_id: UUID
) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user(externalId="o-1")
    group = await provider.group("Oak", user["id"])
    assert (await provider.send("DELETE", f"/Users/{user['id']}")).status_code == 204
    assert "members" not in (await provider.send("GET", f"/Groups/{group['id']}")).json()
    assert (await provider.staff(user["id"]))["account_active"] is False
    assert (await provider.user("other@district.example", externalId="o-1"))["id"] == user["id"]
    assert (await provider.staff(user["id"]))["account_active"] is True


async def test_scim_gives_nobody_it_did_not_make_another_id(partners: Service, district_id: UUID) -> None:
    """By that id first sign-ins find people: whoever holds the provider's token alone would make somebody else of them."""
    provider = await provider_of(partners, district_id)
    boss = {"given_name": "B", "family_name": "O", "source_id": "T-1"}
    made = await partners.machine(district_id).post("/v1/staff", json=boss)
    facts: dict[str, Any] = {ENTERPRISE: {"employeeNumber": "T-1"}}
    user = await provider.user(**facts)
    assert user["id"] == made.json()["id"]
    change = {"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "T-666"}
    assert (await provider.patch(f"/Users/{user['id']}", change)).status_code in (200, 204)
    assert (await provider.send("DELETE", f"/Users/{user['id']}")).status_code == 204
    assert (await provider.staff(user["id"]))["source_id"] == "T-1"


async def test_scim_moves_the_address_it_brought_and_no_other(partners: Service, district_id: UUID) -> None:
    """Their notices go there: an id that matches is no proof that somebody's mail is to go elsewhere."""
    provider = await provider_of(partners, district_id)
    boss = {"given_name": "B", "family_name": "O", "source_id": "T-1", "email": "boss@district.example"}
    made = (await partners.machine(district_id).post("/v1/staff", json=boss)).json()["id"]

    def mail(address: str) -> dict[str, Any]:
        return {"emails": [{"value": address, "type": "work", "primary": True}]}

    async def says(address: str) -> str | None:
        body = {"schemas": [USER], "userName": "boss", "externalId": "T-1", **mail(address)}
        assert (await provider.send("PUT", f"/Users/{made}", body)).status_code == 200
        return str((await provider.staff(made))["email"])

    user = await provider.user("boss", externalId="T-1", **mail("evil@elsewhere.example"))
    assert (user["id"], user["emails"][0]["value"]) == (made, "evil@elsewhere.example")
    assert (await provider.staff(made))["email"] == "boss@district.example"
    assert await says("evil@another.example") == "boss@district.example"
    # Once both say the same, it follows.
    assert await says("boss@district.example") == "boss@district.example"
    assert await says("boss@new.example") == "boss@new.example"
    ann = await provider.user("ann", **mail("ann@district.example"))
    change = {"op": "replace", "path": 'emails[type eq "work"].value', "value": "ann@new.example"}
    assert (await provider.patch(f"/Users/{ann['id']}", change)).status_code in (200, 204)
    assert (await provider.staff(ann["id"]))["email"] == "ann@new.example"
    staff = await partners.machine(district_id).get(f"/v1/staff/{ann['id']}")
    by_hand = await partners.machine(district_id).patch(
        f"/v1/staff/{ann['id']}", json={"email": "ann@home.example"}, headers={"If-Match": staff.headers["etag"]}
    )
    assert by_hand.status_code == 200
    assert (await provider.patch(f"/Users/{ann['id']}", {**change, "value": "ann@x.example"})).status_code in (200, 204)
    assert (await provider.staff(ann["id"]))["email"] == "ann@home.example"


async def test_everything_that_is_declared_reads_back(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    facts: dict[str, Any] = {
        **{"externalId": "x", "displayName": "Ann B", "nickName": "Annie", "title": "T", "userType": "Employee"},
        **{"preferredLanguage": "en", "locale": "en-US", "timezone": "America/Detroit", "active": False},
        "name": {"formatted": "Ann B", "givenName": "Ann", "familyName": "B", "honorificPrefix": "Dr."},
        "emails": [{"value": "a@b.org", "type": "work", "primary": True}, {"value": "c@d.org", "type": "home"}],
        "phoneNumbers": [{"value": "1", "type": "work"}],
        "addresses": [{"locality": "Bronson", "type": "work"}],
        "roles": [{"value": "teacher", "primary": True}],
        ENTERPRISE: {"employeeNumber": "7", "manager": {"value": str(new_id())}},
    }
    user = await provider.user(**facts)
    assert {name: user[name] for name in facts} == facts
    kept = await partners.sql("select district_id from scim_users where id = $1", UUID(user["id"]))
    assert [row["district_id"] for row in kept] == [district_id]


async def test_a_replacement_that_says_nothing_of_active_opens_and_closes_nothing(
    partners: Service, district_id: UUID
) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user(active=False, title="x")
    reply = await provider.send("PUT", f"/Users/{user['id']}", {"schemas": [USER], "userName": "b"})
    assert (reply.json()["active"], reply.json().get("title"), reply.json()["userName"]) == (False, None, "b")


async def test_a_version_that_is_not_the_newest_changes_nothing(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user()
    path, tag = f"/Users/{user['id']}", user["meta"]["version"]
    assert (await provider.send("GET", path, headers={"If-None-Match": tag})).status_code == 304
    changed = await provider.patch(path, {"op": "add", "path": "title", "value": "x"}, If_Match=tag)
    assert (changed.status_code, changed.headers["etag"]) == (200, 'W/"2"')
    for headers in ({"If-Match": tag}, {"If-Match": '"1"'}, {"If-Match": "nonsense"}):
        for method, body in (("PUT", {"schemas": [USER], "userName": "b"}), ("DELETE", None)):
            stale = await provider.send(method, path, body, headers=headers)
            assert (stale.status_code, stale.json()["status"]) == (412, "412")
    assert (await provider.send("GET", path, headers={"If-None-Match": tag})).status_code == 200
    for tag in ('W/"2"', '"2"', "*", 'W/"1", W/"2"'):
        same = await provider.patch(path, {"op": "add", "path": "title", "value": "x"}, If_Match=tag)
        # A change that changes nothing makes no version.
        assert (same.status_code, same.headers["etag"]) == (200, 'W/"2"')


async def test_a_users_groups_are_part_of_its_version(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user()
    group = await provider.group("Oak", user["id"])
    in_it = (await provider.send("GET", f"/Users/{user['id']}")).json()
    await provider.patch(f"/Groups/{group['id']}", {"op": "replace", "path": "displayName", "value": "Elm"})
    renamed = (await provider.send("GET", f"/Users/{user['id']}")).json()
    await provider.send("DELETE", f"/Groups/{group['id']}")
    out = (await provider.send("GET", f"/Users/{user['id']}")).json()
    assert [[g["display"] for g in u.get("groups", [])] for u in (in_it, renamed, out)] == [["Oak"], ["Elm"], []]
    assert len({user["meta"]["version"] for user in (user, in_it, renamed, out)}) == 4

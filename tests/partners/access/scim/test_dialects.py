"""What Entra ID and Okta send, word for word."""

from uuid import UUID

from shared.testing.calls import Service
from tests.partners.access.scim.provider import ENTERPRISE, provider_of


async def test_entra_creates_finds_changes_closes_reopens_and_deletes_a_user(
    partners: Service, district_id: UUID
) -> None:
    entra = await provider_of(partners, district_id)
    missing = await entra.play("entra/find_user_that_is_not_there")
    assert (missing.status_code, missing.json()["totalResults"], missing.json()["Resources"]) == (200, 0, [])
    made = (await entra.play("entra/create_user")).json()
    staff = await entra.staff(made["id"])
    assert (staff["given_name"], staff["family_name"], staff["email"], staff["language"]) == (
        *("Zoë", "De León"),
        *("zoe.deleon@district.example", "en-US"),
    )
    found = (await entra.play("entra/find_user")).json()
    assert [user["id"] for user in found["Resources"]] == [made["id"]]
    closed = await entra.play("entra/disable_user")
    assert (closed.status_code, closed.json()["active"]) == (200, False)
    assert (await entra.staff(made["id"]))["account_active"] is False
    assert (await entra.play("entra/enable_user")).json()["active"] is True
    assert (await entra.staff(made["id"]))["account_active"] is True
    changed = (await entra.play("entra/change_several")).json()
    assert (changed["displayName"], changed["name"]["givenName"], changed["title"]) == (
        "Zoe Deleon",
        "Zoe",
        "Superintendent",
    )
    assert changed[ENTERPRISE]["department"] == "Elm Elementary"
    assert changed[ENTERPRISE]["manager"] == {"value": "c9a6f6b1-0000-4000-8000-000000000001"}
    assert "mobile" not in [phone.get("type") for phone in changed["phoneNumbers"] if "value" in phone]
    # Soft delete, then hard delete.
    await entra.play("entra/disable_user")
    assert (await entra.play("entra/delete_user")).status_code == 204
    assert (await entra.play("entra/disable_user")).status_code == 404
    assert (await entra.staff(made["id"]))["account_active"] is False
    # Who comes back is the same staff member, by the provider's own id.
    assert (await entra.play("entra/create_user")).json()["id"] == made["id"]
    assert (await entra.staff(made["id"]))["account_active"] is True


async def test_entra_adds_an_email_to_who_has_none(partners: Service, district_id: UUID) -> None:
    entra = await provider_of(partners, district_id)
    entra.ids["id"] = (await entra.user())["id"]
    reply = await entra.play("entra/add_email_to_none")
    assert (reply.status_code, reply.json()["emails"]) == (200, [{"type": "work", "value": "new@district.example"}])
    assert (await entra.staff(entra.ids["id"]))["email"] == "new@district.example"


async def test_entra_fills_and_empties_a_group(partners: Service, district_id: UUID) -> None:
    entra = await provider_of(partners, district_id)
    await entra.play("entra/create_user")
    assert (await entra.play("entra/create_group")).status_code == 201
    assert "members" not in (await entra.play("entra/find_group")).json()["Resources"][0]
    added = await entra.play("entra/add_member")
    assert [member["value"] for member in added.json()["members"]] == [entra.ids["id"]]
    again = await entra.play("entra/add_member")
    assert [member["value"] for member in again.json()["members"]] == [entra.ids["id"]]
    assert (await entra.play("entra/has_member")).json()["totalResults"] == 1
    user = (await entra.send("GET", f"/Users/{entra.ids['id']}")).json()
    assert [group["display"] for group in user["groups"]] == ["Oak Principals"]
    assert (await entra.play("entra/rename_group")).json()["displayName"] == "Oak Leads"
    assert "members" not in (await entra.play("entra/remove_member")).json()
    assert (await entra.play("entra/has_member")).json()["totalResults"] == 0


async def test_okta_creates_replaces_and_closes_a_user(partners: Service, district_id: UUID) -> None:
    okta = await provider_of(partners, district_id)
    assert (await okta.play("okta/find_user")).json()["totalResults"] == 0
    assert (await okta.play("okta/create_user")).status_code == 201
    assert (await okta.play("okta/create_user")).json()["scimType"] == "uniqueness"
    replaced = await okta.play("okta/replace_user")
    assert (replaced.status_code, replaced.json()["name"]["middleName"]) == (200, "Ana")
    # What a replacement leaves out is gone.
    assert "displayName" not in replaced.json()
    assert (await okta.play("okta/disable_user")).json()["active"] is False
    assert (await okta.staff(okta.ids["id"]))["account_active"] is False


async def test_okta_pushes_a_group(partners: Service, district_id: UUID) -> None:
    okta = await provider_of(partners, district_id)
    await okta.play("okta/create_user")
    assert (await okta.play("okta/create_group")).status_code == 201
    assert (await okta.play("okta/rename_group")).json()["displayName"] == "Oak Leads"
    for add, remove in (("add_member", "remove_member"), ("replace_members", "remove_member"), ("replace_group", "")):
        members = (await okta.play(f"okta/{add}")).json()["members"]
        assert [(member["value"], member["display"]) for member in members] == [
            (okta.ids["id"], "zoe.deleon@district.example")
        ]
        if remove:
            assert "members" not in (await okta.play(f"okta/{remove}")).json()

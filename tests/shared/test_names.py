"""A name and a mail address are the same thing at every door: whatever one refuses, all refuse, and none takes it silently."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from typer.testing import CliRunner

from services.assessment.roster.roster_imports.cells import CellsFault, RowFault
from services.assessment.roster.roster_imports.ids import Ids
from services.assessment.roster.roster_imports.rows import FORMS
from services.partners.access.identity_providers import claims
from services.partners.access.identity_providers.errors import IdTokenEmailDomain
from shared.cli.main import app
from shared.names import is_address, is_line
from shared.schemas import Email, ShortText
from shared.testing.calls import Service, assert_refused
from tests.partners.access.scim.provider import USER, IdentityProvider
from tests.partners.factories import set_up

IDS = Ids(UUID(int=1))
NAMES = ["Zoë", "De León", "O'Brien-Ñuñez", "عبد الله", "می\u200cخواهم", "שלום\u200f", "A B", "李"]
NO_NAMES = {
    "carriage return": "Ann\rX",
    "line feed": "Ann\nX",
    "escape": "Ann\x1b[31m",
    "bell": "Ann\x07X",
    "delete": "Ann\x7fX",
    "next line": "Ann\x85X",
    "line separator": "Ann\u2028X",
    "override": "Ann\u202egnp",
    "embedding": "Ann\u202aX",
    "isolate": "Ann\u2067X",
}
ADDRESSES = [
    "a@b",
    "ana.ruiz+sis@cedar-falls.example",
    "o'brien@school.k12.mi.us",
    "1@2.example",
    f"{'a' * 64}@b.example",
]
NO_ADDRESSES = {
    "two": "a@b.example, evil@evil.example",
    "two without a space": "a@b.example,evil@evil.example",
    "another list": "a@b.example;c@d.example",
    "in brackets": "<evil@evil.example>",
    "with a name": "Evil <evil@evil.example>",
    "two signs": "a@b@c.example",
    "a word": "none",
    "no host": "a@",
    "nobody": "@b.example",
    "line break": "a@b.example\nBcc: c@d.example",
    "space": "a b@c.example",
    "dot at the end": "a.@b.example",
    "two dots": "a..b@c.example",
    "not ASCII": "zoë@b.example",
    "host not ASCII": "a@schüle.example",
    "override": "a\u202e@b.example",
    "label of dashes": "a@-b.example",
    "too long": f"a@{'b.' * 130}example",
}


def taken(model: Any, text: str) -> bool:
    """Does the API's type take it as it is?"""
    try:
        return bool(TypeAdapter(model).validate_python(text) == text)
    except ValidationError:
        return False


@pytest.mark.parametrize("name", NAMES)
def test_what_people_are_called_is_a_name(name: str) -> None:
    assert (is_line(name), taken(ShortText, name), listed(givenName=name)) == (True, True, None)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_mail_can_be_sent_to_is_an_address(address: str) -> None:
    assert (is_address(address), taken(Email, address), listed(email=address)) == (True, True, None)


@given(st.text(max_size=30))
def test_contract_and_code_mean_the_same_lines(text: str) -> None:
    assert taken(ShortText, text) == (is_line(text) and bool(text) and text == text.strip())


@given(st.text("a.@-b<,é \n", max_size=12) | st.emails())
def test_contract_and_code_mean_the_same_addresses(text: str) -> None:
    assert taken(Email, text) == is_address(text)


def listed(**cells: str) -> tuple[str, bool] | None:
    """(code of the fault of a user's row, was the row taken all the same?); None without one."""
    form = FORMS["users"]
    columns = (*form.required, *form.optional)
    try:
        form.parse(IDS, tuple({"givenName": "Ana", "familyName": "Ruiz", **cells}.get(name, "") for name in columns))
    except RowFault as fault:
        return fault.code, isinstance(fault, CellsFault)
    return None


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES)
async def test_no_door_takes_what_is_no_name(partners: Service, district_id: UUID, name: str) -> None:
    await set_up(partners, district_id)
    caller, provider = partners.machine(district_id), IdentityProvider(partners, district_id)
    for cell in ("givenName", "familyName", "preferredGivenName", "phone", "identifier"):
        assert listed(**{cell: name}) == ("text_malformed", cell not in ("givenName", "familyName"))
    org = FORMS["orgs"]
    with pytest.raises(RowFault):
        org.parse(
            IDS, tuple({"name": name, "type": "school"}.get(column, "") for column in (*org.required, *org.optional))
        )
    for reply in (
        await caller.post("/v1/staff", json={"given_name": name, "family_name": "X"}),
        await caller.post("/v1/schools", json={"name": name, "local_code": "1"}),
        await caller.patch("/v1/district", json={"name": name}, headers={"If-Match": '"1"'}),
    ):
        assert_refused(reply, 422, "invalid")
    for facts in ({"name": {"givenName": name, "familyName": "X"}}, {"displayName": name}, {"userName": name}):
        reply = await provider.send("POST", "/Users", {"schemas": [USER], "userName": "ann@x.example", **facts})
        assert_refused(reply, 400, "invalid_value")
    group = await provider.send("POST", "/Groups", {"schemas": [USER.replace("User", "Group")], "displayName": name})
    assert_refused(group, 400, "invalid_value")
    assert (await caller.get("/v1/staff")).json()["items"] == []


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES)
def test_the_command_line_takes_no_such_name(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    done = CliRunner().invoke(app, ["districts", "create", name, "--timezone", "America/Detroit"])
    assert (done.exit_code, "client_secret" in done.output) == (2, False), done.output


@pytest.mark.parametrize("address", NO_ADDRESSES.values(), ids=NO_ADDRESSES)
async def test_no_door_takes_what_is_no_address(partners: Service, district_id: UUID, address: str) -> None:
    await set_up(partners, district_id)
    caller, provider = partners.machine(district_id), IdentityProvider(partners, district_id)
    assert not is_address(address)
    # It must not cost a family its row.
    assert listed(email=address) in (("email_malformed", True), ("too_long", True))
    with pytest.raises(IdTokenEmailDomain):
        claims.check_tenant({"email": address}, {}, [address.rpartition("@")[2].lower()])
    reply = await caller.post("/v1/staff", json={"given_name": "A", "family_name": "B", "email": address})
    assert_refused(reply, 422, "invalid")
    user = {"schemas": [USER], "userName": "ann", "emails": [{"value": address, "primary": True}]}
    said = await provider.send("POST", "/Users", user)
    if address.endswith(">"):
        # SCIM's library takes the one address out of such a form.
        assert is_address((await provider.staff(said.json()["id"]))["email"])
        return
    assert_refused(said, 400, "invalid_value")
    assert (await caller.get("/v1/staff")).json()["items"] == []

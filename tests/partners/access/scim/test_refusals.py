"""Never a 2xx for what was ignored: everything unknown is refused in SCIM's own words, and nothing is half done."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.partners.access.scim import repository
from services.partners.access.scim.patching import surfeit
from services.partners.access.scim.schemas import Group
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, refusal_of, token
from tests.partners.access.scim.provider import ENTERPRISE, GROUP, PATCH, USER, IdentityProvider, provider_of

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"

OPERATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown operation": ({"op": "move", "path": "title", "value": "x"}, "invalidValue"),
    "unknown attribute": ({"op": "add", "path": "shoeSize", "value": "44"}, "invalidPath"),
    "unknown part": ({"op": "add", "path": "name.shoe", "value": "44"}, "invalidPath"),
    "unknown extension": ({"op": "add", "path": "urn:example:x:2.0:User:shoe", "value": "44"}, "invalidPath"),
    "unknown attribute without a path": ({"op": "replace", "value": {"shoeSize": 44}}, "invalidValue"),
    "a password": ({"op": "replace", "path": "password", "value": "secret"}, "invalidPath"),
    "no operand": ({"op": "replace", "path": "title"}, "invalidValue"),
    "a number for a truth": ({"op": "replace", "path": "active", "value": 1}, "invalidValue"),
    "a word for a truth": ({"op": "replace", "path": "active", "value": "yes"}, "invalidValue"),
    "a list for a text": ({"op": "replace", "path": "title", "value": [{"value": "x"}]}, "invalidValue"),
    "an address that is none": ({"op": "add", "path": 'emails[type eq "work"].value', "value": "x"}, "invalidValue"),
    "removal of nothing": ({"op": "remove"}, "noTarget"),
    "removal of the name": ({"op": "remove", "path": "userName"}, "mutability"),
    "another id": ({"op": "replace", "value": {"id": "x"}}, "mutability"),
    "groups at the user": ({"op": "add", "path": "groups", "value": [{"value": "x"}]}, "mutability"),
    "a filter that is none": ({"op": "add", "path": "emails[type eq].value", "value": "x"}, "invalidPath"),
    "a filter that describes nothing": (
        {"op": "replace", "path": 'emails[type co "w"].value', "value": "a@b.org"},
        "noTarget",
    ),
    "too long": ({"op": "replace", "path": "title", "value": "x" * 2_001}, "invalidValue"),
    "U+0000": ({"op": "replace", "path": "title", "value": "a\x00b"}, "invalidValue"),
    "too many": (
        {"op": "add", "path": "emails", "value": [{"value": f"a{n}@b.org"} for n in range(26)]},
        "invalidValue",
    ),
}


@pytest.mark.parametrize("case", OPERATIONS)
async def test_an_operation_that_makes_no_sense_changes_nothing(
    partners: Service, district_id: UUID, case: str
) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user(title="Principal")
    operation, keyword = OPERATIONS[case]
    before = await partners.published(district_id)
    good = {"op": "replace", "path": "displayName", "value": "Changed"}
    reply = await provider.patch(f"/Users/{user['id']}", good, operation)
    said = reply.json()
    assert (reply.status_code, said["status"], said["schemas"]) == (400, "400", [ERROR]), reply.text
    assert said["scimType"] == keyword, said
    assert reply.headers["content-type"] == "application/scim+json"
    assert (await provider.send("GET", f"/Users/{user['id']}")).json() == user
    assert await partners.published(district_id) == before


USERS: dict[str, dict[str, Any]] = {
    "no userName": {"schemas": [USER]},
    "an empty userName": {"schemas": [USER], "userName": " ", "displayName": "x"},
    "another schema": {"schemas": [GROUP], "userName": "x"},
    "an unknown attribute": {"schemas": [USER], "userName": "x", "shoeSize": 44},
    "an unknown extension": {
        "schemas": [USER, "urn:example:2.0:User"],
        "userName": "x",
        "urn:example:2.0:User": {"a": 1},
    },
    "an unknown part of an extension": {"schemas": [USER, ENTERPRISE], "userName": "x", ENTERPRISE: {"shoeSize": 44}},
    "a password": {"schemas": [USER], "userName": "x", "password": "secret"},
    "a truth that is none": {"schemas": [USER], "userName": "x", "active": "maybe"},
    "two primary addresses": {
        **{"schemas": [USER], "userName": "x"},
        "emails": [{"value": "a@b.org", "primary": True}, {"value": "c@d.org", "primary": True}],
    },
}


@pytest.mark.parametrize("case", USERS)
async def test_a_user_that_makes_no_sense_is_not_made(partners: Service, district_id: UUID, case: str) -> None:
    provider = await provider_of(partners, district_id)
    reply = await provider.send("POST", "/Users", USERS[case])
    assert (reply.status_code, reply.json()["schemas"]) == (400, [ERROR]), reply.text
    assert reply.json()["scimType"] in ("invalidValue", "invalidSyntax", "invalidPath")
    assert await provider.found("/Users") == []


@pytest.mark.parametrize("body", [b"[]", b"3", b"{", b'"x"', b"null", b'{"Operations": 3}', b'{"userName": "\\ud800"}'])
async def test_what_is_no_document_is_refused(partners: Service, district_id: UUID, body: bytes) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user()
    for method, path in (
        ("POST", "/Users"),
        ("PATCH", f"/Users/{user['id']}"),
        ("PUT", "/Users/x"),
        ("POST", "/.search"),
    ):
        headers = {"Content-Type": "application/scim+json"}
        reply = await provider.http.request(method, f"/scim/v2{path}", content=body, headers=headers)
        # Whether there is such a User is asked only with a document.
        status = 404 if path == "/Users/x" and body.startswith(b'{"') else 400
        assert (reply.status_code, reply.json()["schemas"]) == (status, [ERROR]), reply.text


@pytest.mark.parametrize(
    "query",
    [
        'filter=userName eq "x',
        "filter=userName",
        "filter=shoeSize eq 1",
        "filter=active gt true",
        "filter=name eq 3",
        "filter=emails[type eq",
        'filter=userName[value eq "x"]',
        "filter=" + "(" * 1000 + "title pr" + ")" * 1000,
        "filter=" + "title pr or " * 200 + "title pr",
        "filter=" + "title pr or " * 10 + "title pr",
        "count=many",
        "startIndex=1.5",
        "count=99999999999999999999",
        "sortBy=shoeSize",
        "sortBy=emails[type eq 1]",
        "sortOrder=sideways",
        "attributes=title&excludedAttributes=title",
        "filters=title pr",
        "count=1&count=2",
        "cursor=abc",
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(partners: Service, district_id: UUID, query: str) -> None:
    provider = await provider_of(partners, district_id)
    reply = await provider.send("GET", "/Users", query=query)
    assert (reply.status_code, reply.json()["schemas"]) == (400, [ERROR]), reply.text
    if query.startswith("filter="):
        assert reply.json()["scimType"] == "invalidFilter"


async def test_members_are_users_of_the_district(partners: Service, district_id: UUID) -> None:
    provider, theirs = await provider_of(partners, district_id), await provider_of(partners, new_id())
    stranger = await theirs.user()
    group = await provider.group("Oak")
    for member in (
        {"value": stranger["id"]},
        {"value": str(new_id())},
        {"value": "nobody"},
        {"value": group["id"], "type": "Group"},
        {"value": stranger["id"], "$ref": f"https://x.example/Users/{new_id()}"},
        {},
    ):
        body = {"schemas": [GROUP], "displayName": "Elm", "members": [member]}
        assert_refused(await provider.send("POST", "/Groups", body), 400, "invalid_value")
        reply = await provider.patch(f"/Groups/{group['id']}", {"op": "add", "path": "members", "value": [member]})
        assert_refused(reply, 400, "invalid_value")
    assert [(found["displayName"], found.get("members")) for found in await provider.found("/Groups")] == [
        ("Oak", None)
    ]


async def test_names_are_unique_whatever_their_case(partners: Service, district_id: UUID) -> None:
    provider, other = await provider_of(partners, district_id), await provider_of(partners, new_id())
    await provider.user("Zoë@district.example")
    again = await provider.send("POST", "/Users", {"schemas": [USER], "userName": "ZOË@District.Example"})
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    await provider.group("Oak")
    again = await provider.send("POST", "/Groups", {"schemas": [GROUP], "displayName": "OAK"})
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    # Another district is another world.
    await other.user("Zoë@district.example")
    await other.group("Oak")


async def test_what_scim_does_not_have_here_is_said_so(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    assert (await provider.send("GET", "/Me")).status_code == 501
    for path in ("/Nothing", "/Users/nobody", f"/Users/{new_id()}", "/Schemas/x", "/ResourceTypes/x"):
        reply = await provider.send("GET", path)
        assert (reply.status_code, reply.json()["schemas"], reply.json()["status"]) == (404, [ERROR], "404")
    assert (await provider.send("PUT", "/Users", {})).status_code == 405
    keyed = await provider.send(
        "POST", "/Users", {"schemas": [USER], "userName": "x"}, headers={"Idempotency-Key": "1"}
    )
    assert_refused(keyed, 400, "idempotency_key_refused")
    plain = await provider.http.post("/scim/v2/Users", content=b"userName=x", headers={"Content-Type": "text/plain"})
    assert (plain.status_code, plain.json()["schemas"]) == (415, [ERROR])


async def test_only_a_machine_with_the_scope_comes_in(partners: Service, district_id: UUID) -> None:
    await provider_of(partners, district_id)
    for bearer, status in (
        (token(district_id, ["directory:write"]), 403),
        (token(district_id, ["scim:write"], person_id=new_id(), roles=[("data_manager", None)]), 403),
        ("garbage", 401),
        ("tl_garbage", 401),
    ):
        reply = await IdentityProvider(partners, district_id, bearer).send("GET", "/Users")
        assert (reply.status_code, reply.json()["schemas"]) == (status, [ERROR]), reply.text


MANY: dict[str, list[dict[str, Any]]] = {
    "operations": [{"op": "replace", "path": "title", "value": "x"}] * 101,
    "comparisons": [
        {"op": "replace", "path": 'emails[type eq "work" or type eq "home"].value', "value": "a@b.org"}
        for _ in range(26)
    ],
    "values": [{"op": "add", "path": "emails", "value": [{"value": "a@b.org"}] * 201}],
}


@pytest.mark.parametrize("what", MANY)
async def test_one_patch_asks_only_for_so_much(partners: Service, district_id: UUID, what: str) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user()
    reply = await provider.patch(f"/Users/{user['id']}", *MANY[what])
    assert (reply.status_code, reply.json()["status"]) == (413, "413"), reply.text
    assert "too_much_at_once" in reply.json()["detail"]
    assert (await provider.send("GET", f"/Users/{user['id']}")).json() == user


def test_a_group_of_thousands_takes_few_operations_that_go_over_its_members() -> None:
    group = Group.model_validate({"displayName": "Oak", "members": [{"value": str(n)} for n in range(9_000)]})
    add = {"op": "add", "path": "members", "value": [{"value": "x"}]}
    look = {"op": "remove", "path": 'members[display co "x"]'}
    named = [{"op": "remove", "path": f'members[value eq "{number}"]'} for number in range(49)]
    told = {"op": "remove", "path": "members", "value": [{"value": str(n), "display": "x"} for n in range(3)]}
    for operations, is_taken in (
        ([told], False),
        ([add] * 10, True),
        (named, True),
        ([look], True),
        ([add] * 50, False),
        ([look] * 5, False),
    ):
        assert (surfeit(operations, group) is None) == is_taken, operations


async def test_a_search_that_takes_too_long_is_told_so(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = await provider_of(partners, district_id)
    await provider.user()
    slow = replace(repository.USERS, roots={**repository.USERS.roots, "id": "to_jsonb(pg_sleep(30)::text)"})
    monkeypatch.setitem(repository.FOUND, slow.model, (slow, "scim_users"))
    monkeypatch.setattr(repository, "SEARCH_SECONDS", 1)
    reply = await provider.send("GET", "/Users", query='filter=id co "x"')
    assert (reply.status_code, reply.json()["scimType"]) == (400, "tooMany"), reply.text
    assert "search_too_wide" in reply.json()["detail"]


async def test_a_patch_says_that_it_is_one(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    user = await provider.user()
    wrong: dict[str, dict[str, Any]] = {
        "invalid_value": {"schemas": [PATCH], "Operations": []},
        "invalid_syntax": {"schemas": [USER], "Operations": [{"op": "remove", "path": "title"}]},
    }
    assert {code: refusal_of(await provider.send("PATCH", f"/Users/{user['id']}", wrong[code])) for code in wrong} == {
        code: (400, code) for code in wrong
    }


@pytest.mark.parametrize("name", [" ", "x" * 2_001])
async def test_a_group_without_a_name_of_sense_is_not_written(partners: Service, district_id: UUID, name: str) -> None:
    provider = await provider_of(partners, district_id)
    group = await provider.group("Oak")
    body = {"schemas": [GROUP], "displayName": name}
    assert_refused(await provider.send("POST", "/Groups", body), 400, "invalid_value")
    assert_refused(await provider.send("PUT", f"/Groups/{group['id']}", body), 400, "invalid_value")
    assert [found["displayName"] for found in await provider.found("/Groups")] == ["Oak"]

"""Front ends are registered exactly: where they send people, from where they call, for how long people stay signed in."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.partners.access.applications.rules import wrong_address, wrong_origin
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused

WISH: dict[str, Any] = {
    "name": "Plans",
    "redirect_uris": ["https://plans.example.org/signed-in"],
    "origins": ["https://plans.example.org"],
    "scopes": ["tasks:read", "plans:read"],
}


async def test_a_front_end_is_registered_and_told_of(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    made = await caller.post("/v1/applications", json=WISH)
    assert made.status_code == 201, made.text
    application = made.json()
    assert application["oauth_client_id"] == application["id"]
    assert (application["idle_minutes"], application["absolute_minutes"]) == (120, 720)
    assert (await caller.get(f"/v1/applications/{application['id']}")).json() == application
    (listed,) = (await caller.get("/v1/applications")).json()["items"]
    stamps = {"created_at": None, "updated_at": None}
    assert {**listed, **stamps} == {**application, **stamps}
    (event,) = await partners.published(district_id, "partners.application.recorded.v1")
    assert event["data"] == {
        "application_id": application["id"],
        "origins": ["https://plans.example.org"],
        "active": True,
        "addresses": {},
        "is_default": False,
        "version": 1,
    }


async def test_a_front_end_changes_with_its_version_and_goes_with_it(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    path = f"/v1/applications/{(await caller.post('/v1/applications', json=WISH)).json()['id']}"
    patch = {"origins": ["https://next.example.org"]}
    assert (await caller.patch(path, json=patch)).status_code == 428
    assert (await caller.patch(path, json=patch, headers={"If-Match": '"9"'})).status_code == 412
    changed = await caller.patch(path, json=patch, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["origins"]) == (200, patch["origins"])
    assert (await caller.delete(path)).status_code == 428
    assert (await caller.delete(path, headers={"If-Match": '"2"'})).status_code == 204
    assert (await caller.get(path)).status_code == 404
    assert (await caller.get("/v1/applications")).json()["items"] == []
    since = {"updated_since": "2026-01-01T00:00:00Z"}
    (gone,) = (await caller.get("/v1/applications", params=since)).json()["items"]
    assert gone["removed_at"]
    events = await partners.published(district_id, "partners.application.recorded.v1")
    assert [event["data"]["active"] for event in events] == [True, True, False]


async def test_a_front_end_says_where_its_pages_are(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    pages = {"task": "https://plans.example.org/tasks/{id}", "default": "https://plans.example.org/go/{path}"}
    made = (await caller.post("/v1/applications", json={**WISH, "addresses": pages, "is_default": True})).json()
    assert (made["addresses"], made["is_default"]) == (pages, True)
    (event,) = await partners.published(district_id, "partners.application.recorded.v1")
    assert (event["data"]["addresses"], event["data"]["is_default"]) == (pages, True)
    # Its origins may not leave its pages behind.
    path = f"/v1/applications/{made['id']}"
    moved = {"origins": ["https://next.example.org"], "redirect_uris": ["https://next.example.org/in"]}
    refused = await caller.patch(path, json=moved, headers={"If-Match": '"1"'})
    assert_refused(refused, 422, "invalid")
    assert (await caller.get(path)).json()["origins"] == WISH["origins"]


async def test_a_district_has_one_default_front_end(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    first = (await caller.post("/v1/applications", json={**WISH, "is_default": True})).json()
    second = (await caller.post("/v1/applications", json=WISH)).json()
    assert_refused(await caller.post("/v1/applications", json={**WISH, "is_default": True}), 409, "default_taken")
    path, version = f"/v1/applications/{second['id']}", {"If-Match": '"1"'}
    assert_refused(await caller.patch(path, json={"is_default": True}, headers=version), 409, "default_taken")
    await caller.delete(f"/v1/applications/{first['id']}", headers=version)
    taken = await caller.patch(path, json={"is_default": True}, headers=version)
    assert (taken.status_code, taken.json()["is_default"]) == (200, True)


async def test_a_confidential_front_end_is_one_client_with_its_machine_client(
    partners: Service, district_id: UUID
) -> None:
    caller = partners.machine(district_id)
    client = (await caller.post("/v1/clients", json={"name": "BFF", "scopes": ["directory:read"]})).json()
    wish = {**WISH, "kind": "confidential", "client_id": client["id"]}
    made = await caller.post("/v1/applications", json=wish)
    assert (made.status_code, made.json()["oauth_client_id"]) == (201, client["id"])
    again = await caller.post("/v1/applications", json=wish)
    assert_refused(again, 409, "client_taken")


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"kind": "confidential"}, "no_such_client", "/client_id"),
        ({"kind": "confidential", "client_id": str(new_id())}, "no_such_client", "/client_id"),
        ({"client_id": str(new_id())}, "invalid", "/client_id"),
        ({"scopes": ["everything:write"]}, "no_such_scope", "/scopes/0"),
        ({"scopes": []}, "invalid", "/scopes"),
        ({"redirect_uris": []}, "invalid", "/redirect_uris"),
        ({"redirect_uris": [f"https://a.example.org/{n}" for n in range(11)]}, "invalid", "/redirect_uris"),
        ({"redirect_uris": ["https://*.example.org/"]}, "invalid", "/redirect_uris/0"),
        ({"backchannel_logout_uri": "http://example.org/out"}, "invalid", "/backchannel_logout_uri"),
        ({"origins": ["https://plans.example.org/"]}, "invalid", "/origins/0"),
        ({"idle_minutes": 721}, "invalid", "/idle_minutes"),
        ({"absolute_minutes": 1441}, "invalid", "/absolute_minutes"),
        ({"idle_minutes": 60, "absolute_minutes": 30}, "invalid", "/idle_minutes"),
        ({"may_use_cookie": True, "origins": []}, "invalid", "/origins"),
        ({"addresses": {"task": "https://plans.example.org/tasks"}}, "invalid", "/addresses/task"),
        ({"addresses": {"my_day": "https://plans.example.org/{id}"}}, "invalid", "/addresses/my_day"),
        ({"addresses": {"revision": "https://plans.example.org/{id}"}}, "invalid", "/addresses/revision"),
        ({"addresses": {"default": "https://plans.example.org/{id}"}}, "invalid", "/addresses/default"),
        ({"addresses": {"task": "https://other.example.org/{id}"}}, "invalid", "/addresses/task"),
        ({"addresses": {"task": "https://{id}.example.org/"}}, "invalid", "/addresses/task"),
        ({"addresses": {"task": "http://plans.example.org/{id}"}}, "invalid", "/addresses/task"),
        ({"addresses": {"task": "https://plans.example.org/{id} x"}}, "invalid", "/addresses/task"),
    ],
)
async def test_a_front_end_that_cannot_be_is_refused(
    partners: Service, district_id: UUID, change: dict[str, Any], code: str, pointer: str
) -> None:
    reply = await partners.machine(district_id).post("/v1/applications", json={**WISH, **change})
    assert_refused(reply, 422, code)
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert not await partners.published(district_id, "partners.application.%")


@pytest.mark.parametrize(
    "uri",
    [
        "https://plans.example.org/signed-in",
        "https://plans.example.org:8443/a?b=c&d=%20",
        "http://127.0.0.1:3000/",
        "http://[::1]:3000/x",
        "http://localhost/x",
    ],
)
def test_an_address_for_people_to_come_back_to(uri: str) -> None:
    assert wrong_address(uri) is None


@pytest.mark.parametrize(
    "uri",
    [
        "http://plans.example.org/",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "https://user@plans.example.org/",
        "https://user:word@plans.example.org/",
        "https://plans.example.org@evil.example/",
        "https://plans.example.org/#part",
        "https://plans.example.org/#",
        "https://*.example.org/",
        "https://plans.example.org/*",
        "https:///path",
        "https://",
        "//plans.example.org/",
        "/signed-in",
        "javascript:alert(1)",
        "data:text/html,x",
        "com.example.app:/back",
        "https://plans.example.org\\@evil.example/",
        "https:\\\\evil.example/",
        "https://plans.example.org/a b",
        "https://plans.example.org/\r\nSet-Cookie:x",
        "https://plans.example.org/a/../b",
        "https://plans.example.org/%2e%2E/b",
        "https://plans.example.org:99999/",
        "https://plans.example.org:/",
        "https://plans.example.org:0/",
        "https://[::1/",
        "https://plans.exämple.org/",
        "https://plans%2eexample.org/",
        "https://plans.example.org/" + "a" * 500,
        "",
    ],
)
def test_an_address_people_are_never_sent_to(uri: str) -> None:
    assert wrong_address(uri)


@pytest.mark.parametrize("origin", ["https://plans.example.org", "https://a.b:8443", "http://127.0.0.1:3000"])
def test_an_origin_as_browsers_send_it(origin: str) -> None:
    assert wrong_origin(origin) is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "*",
        "https://plans.example.org/",
        "https://plans.example.org?",
        "https://plans.example.org:443",
        "http://127.0.0.1:80",
        "https://Plans.example.org",
        "http://plans.example.org",
        "plans.example.org",
    ],
)
def test_no_origin(origin: str) -> None:
    assert wrong_origin(origin)


@given(st.text(max_size=60))
def test_whatever_is_registered_is_one_line_of_an_address(text: str) -> None:
    for uri in (text, f"https://{text}"):
        if wrong_address(uri) is None:
            assert uri.isascii()
            assert uri.isprintable()
            assert not set(uri) & set(" \\#*<>\"'@") - {"'", "@"}
            assert "@" not in uri.split("/")[2]


async def test_people_without_the_office_register_nothing(partners: Service, district_id: UUID) -> None:
    principal = partners.person(district_id, new_id(), ("principal", None))
    assert_refused(await principal.post("/v1/applications", json=WISH), 403, "not_permitted")
    assert_refused(await principal.get("/v1/applications"), 403, "not_permitted")


async def test_a_back_end_holds_no_session_in_a_cookie(partners: Service, district_id: UUID) -> None:
    """The cookie proves no client: it would bring its people tokens past all that binds the client."""
    caller = partners.machine(district_id)
    client = (await caller.post("/v1/clients", json={"name": "x", "scopes": ["directory:read"]})).json()["id"]
    wish = {**WISH, "kind": "confidential", "client_id": client}
    refused = await caller.post("/v1/applications", json={**wish, "may_use_cookie": True})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/may_use_cookie")
    made = (await caller.post("/v1/applications", json=wish)).json()
    path, version = f"/v1/applications/{made['id']}", {"If-Match": '"1"'}
    changed = await caller.patch(path, json={"may_use_cookie": True}, headers=version)
    assert (changed.status_code, changed.json()["errors"][0]["pointer"]) == (422, "/may_use_cookie")

"""Pages of people: in the order of their names, which no cursor carries."""

import base64
import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles

FAMILY, GIVEN = ("Abbott", "Okafor", "O'Hara-Ruiz"), ("Ana", "Emily")


@pytest.fixture
async def caller(assessment: Service, district_id: UUID) -> httpx.AsyncClient:
    """A system of a district with twelve students and twelve guardians, six names among them."""
    await bundles.run(assessment, district_id, bundles.pack(with_names(bundles.files())))
    return assessment.machine(district_id)


#: How long what a cursor is bound to is.
BOUND = 8


def with_names(found: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """The bundle with the same few names again and again."""
    for number, row in enumerate(found["users"]):
        row["familyName"], row["givenName"] = FAMILY[number % 3], GIVEN[number % 2]
    return found


async def pages(caller: httpx.AsyncClient, path: str, limit: int, **query: str) -> list[dict[str, Any]]:
    """Every row of a list, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await caller.get(path, params={"limit": str(limit), **query, **cursor})
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        if page.json()["next_cursor"] is None:
            return found
        cursor = {"cursor": page.json()["next_cursor"]}


def opened(cursor: str) -> str:
    """What a cursor holds behind what it is bound to."""
    cursor = cursor[BOUND:]
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


def closed(keys: list[Any], like: str) -> str:
    """A cursor of these keys, of the same question as another."""
    return like[:BOUND] + base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", ["/v1/students", "/v1/guardians"])
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 11, 12, 13])
async def test_pages_of_people_are_exact_and_by_name(caller: httpx.AsyncClient, path: str, limit: int) -> None:
    whole = (await caller.get(path, params={"limit": "500"})).json()["items"]
    assert (len(whole), await pages(caller, path, limit)) == (12, whole)
    assert whole == sorted(whole, key=lambda row: (row["family_name"], row["given_name"], row["id"]))
    since = {"updated_since": "2020-01-01T00:00:00Z"}
    assert {row["id"] for row in await pages(caller, path, limit, **since)} == {row["id"] for row in whole}


@pytest.mark.parametrize("path", ["/v1/students", "/v1/guardians", "/v1/directory-information"])
async def test_no_cursor_of_people_holds_a_name(caller: httpx.AsyncClient, path: str) -> None:
    notice = {"types": ["name"], "notice_on": "2026-08-01", "refuse_until": "2026-09-01"}
    await caller.put("/v1/directory-information-policy", json=notice, headers={"If-Match": '"0"'})
    page = await caller.get(path, params={"limit": "5"})
    held = opened(page.json()["next_cursor"])
    assert page.json()["items"][-1]["id"] in held
    assert not [name for name in (*FAMILY, *GIVEN) if name in held]


async def test_a_cursor_that_holds_names_is_refused(caller: httpx.AsyncClient) -> None:
    row = (await caller.get("/v1/students")).json()["items"][3]
    like = (await caller.get("/v1/students", params={"limit": "1"})).json()["next_cursor"]
    old = closed([row["family_name"], row["given_name"], row["id"]], like)
    reply = await caller.get("/v1/students", params={"cursor": old})
    assert_refused(reply, 422, "cursor_invalid")


async def test_a_cursor_whose_row_was_renamed_is_refused_and_leaves_nobody_out_unsaid(
    assessment: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    first = (await caller.get("/v1/students", params={"limit": "3"})).json()
    found = with_names(bundles.files())
    renamed = next(
        row for row in found["users"] if bundles.person(district_id, row["sourcedId"]) == first["items"][2]["id"]
    )
    renamed["familyName"] = "Zuckerman"
    await bundles.run(assessment, district_id, bundles.pack(found))
    reply = await caller.get("/v1/students", params={"limit": "3", "cursor": first["next_cursor"]})
    assert_refused(reply, 422, "cursor_invalid")


async def test_a_cursor_tells_nothing_of_whom_its_caller_may_not_see(
    assessment: Service, district_id: UUID, caller: httpx.AsyncClient
) -> None:
    rows = (await caller.get("/v1/students")).json()["items"]
    theirs = rows[0]["school"]["id"]
    principal = assessment.person(district_id, new_id(), ("principal", UUID(theirs)))
    hidden = next(row for row in rows if row["school"]["id"] != theirs)
    like = (await caller.get("/v1/students", params={"limit": "1"})).json()["next_cursor"]
    for keys in ([hidden["id"], hidden["version"]], [str(new_id()), 1], [rows[0]["id"], 10**30]):
        reply = await principal.get("/v1/students", params={"cursor": closed(keys, like)})
        assert_refused(reply, 422, "cursor_invalid")
    mine = closed([rows[0]["id"], rows[0]["version"]], like)
    assert (await principal.get("/v1/students", params={"cursor": mine})).status_code == 200

"""Emergency access: opened with a written reason, told at once, short, ended at once, and reviewed by somebody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from services.partners.privacy.emergency_access.service import close_what_is_over
from shared.testing.calls import Service, assert_refused, token
from tests.partners.privacy.emergency_access.factories import PATH, REASON, WISH, District


@pytest.fixture
async def district(partners: Service, district_id: UUID) -> District:
    """A district."""
    return await District(partners, district_id).seed()


async def test_it_is_open_for_an_hour_and_told_without_its_reason(district: District) -> None:
    made = await district.opened()
    span = datetime.fromisoformat(made["until"]) - datetime.fromisoformat(made["opened_at"])
    assert (span, made["records"], made["closed_at"]) == (timedelta(hours=1), ["roster"], None)
    (event,) = await district.partners.published(district.id, "partners.emergency_access.%")
    assert event["type"] == "partners.emergency_access.opened.v1"
    assert event["data"].keys() == {"emergency_access_id", "staff_id", "school_id", "opened_at", "until"}
    assert REASON not in str(event)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"reason": "too short"}, "/reason"),
    ({"reason": " " * 40}, "/reason"),
    ({"reason": "x" * 10_001}, "/reason"),
    ({"reason": REASON + "\x00"}, "/reason"),
    ({"minutes": 241}, "/minutes"),
    ({"minutes": 0}, "/minutes"),
    ({"minutes": True}, "/minutes"),
    ({"records": []}, "/records"),
    ({"records": ["grades"]}, "/records/0"),
    ({"disclosed_to": ""}, "/disclosed_to"),
    ({"school_id": "oak"}, "/school_id"),
    ({"staff_id": str(UUID(int=1))}, "/staff_id"),
]


@pytest.mark.parametrize(("wrong", "pointer"), BAD)
async def test_what_is_not_in_order_opens_nothing(district: District, wrong: dict[str, Any], pointer: str) -> None:
    reply = await district.teacher.post(PATH, json={**WISH, **wrong})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await district.told() == []


async def test_it_is_for_where_one_holds_a_role_in_ones_own_right(district: District) -> None:
    for school in (str(district.elm), None):
        reply = await district.teacher.post(PATH, json={**WISH, "school_id": school})
        assert_refused(reply, 403, "emergency_elsewhere")
    reply = await district.teacher.post(PATH, json={**WISH, "school_id": str(uuid4())})
    assert_refused(reply, 422, "no_such_school")
    # What a token says (a cover's role, say) is not enough: the role must be one's own.
    claiming = district.partners.person(district.id, district.teacher_id, ("principal", district.elm))
    reply = await claiming.post(PATH, json={**WISH, "school_id": str(district.elm)})
    assert reply.json()["code"] == "emergency_elsewhere"
    assert (await district.steward.post(PATH, json=WISH)).json()["school"] is None
    assert (await district.steward.get(PATH)).json()["items"][0]["staff"]["id"] == str(district.steward_id)


async def test_only_people_with_a_role_open_it(district: District) -> None:
    reply = await district.machine.post(PATH, json=WISH)
    assert_refused(reply, 403, "people_only")
    stranger = district.partners.person(district.id, district.teacher_id)
    assert (await stranger.post(PATH, json=WISH)).status_code == 403


async def test_one_person_has_one_open(district: District) -> None:
    first = await district.opened()
    reply = await district.teacher.post(PATH, json={**WISH, "school_id": str(district.oak)})
    assert_refused(reply, 409, "emergency_open_already")
    await district.teacher.post(f"{PATH}/{first['id']}/close")
    await district.opened()


async def test_the_next_token_carries_it_and_ends_with_it(district: District) -> None:
    body = {"name": "x", "scopes": ["directory:read"], "staff_id": str(district.teacher_id)}
    client = (await district.machine.post("/v1/clients", json=body)).json()

    async def claims() -> dict[str, Any]:
        form = {"grant_type": "client_credentials"}
        reply = await district.partners.caller().post("/oauth/token", data=form, auth=(client["id"], client["secret"]))
        keys = KeySet.import_key_set((await district.partners.caller().get("/.well-known/jwks.json")).json())
        return dict(jwt.decode(reply.json()["access_token"], keys, algorithms=["ES256"]).claims)

    assert "emergency_id" not in await claims()
    made = await district.opened(minutes=3)
    carried = await claims()
    assert (carried["emergency_id"], carried["emergency_school"]) == (made["id"], str(district.oak))
    assert carried["exp"] <= datetime.fromisoformat(made["until"]).timestamp()
    await district.teacher.post(f"{PATH}/{made['id']}/close")
    assert "emergency_id" not in await claims()


@pytest.mark.parametrize("who", ["teacher", "steward"])
async def test_it_is_closed_early_by_oneself_or_a_steward_and_ends_at_once(district: District, who: str) -> None:
    made = await district.opened()
    closed = await getattr(district, who).post(f"{PATH}/{made['id']}/close")
    assert closed.json()["closed_at"]
    assert await district.told() == [
        *("partners.emergency_access.opened.v1", "partners.access.ended.v1", "partners.emergency_access.closed.v1")
    ]
    # The very token it was closed with is refused from now on, if it was the opener's.
    (ended,) = await district.partners.published(district.id, "partners.access.ended.v1")
    assert (ended["data"]["holder_id"], ended["data"]["reason"]) == (str(district.teacher_id), "emergency_closed")
    again = await district.steward.post(f"{PATH}/{made['id']}/close")
    assert_refused(again, 409, "emergency_closed_already")


async def test_others_neither_see_nor_close_it(district: District) -> None:
    made = await district.opened()
    other = district.partners.person(district.id, uuid4(), ("principal", district.oak))
    assert (await other.get(PATH)).json()["items"] == []
    assert (await other.get(f"{PATH}/{made['id']}")).status_code == 404
    assert (await other.post(f"{PATH}/{made['id']}/close")).status_code == 404
    review = {"outcome": "justified", "note": "x"}
    assert_refused(await other.post(f"{PATH}/{made['id']}/review", json=review), 403, "not_permitted")
    assert (await district.teacher.get(f"{PATH}/{made['id']}")).json()["reason"] == REASON


async def test_when_its_time_is_over_the_worker_closes_it(district: District) -> None:
    made = await district.opened()
    await close_what_is_over(district.partners.app.state.db, district.partners.settings)
    assert (await district.steward.get(f"{PATH}/{made['id']}")).json()["closed_at"] is None
    await district.moved_back(2)
    await close_what_is_over(district.partners.app.state.db, district.partners.settings)
    found = (await district.steward.get(f"{PATH}/{made['id']}")).json()
    assert found["closed_at"] == found["until"]
    assert datetime.fromisoformat(found["closed_at"]) < datetime.now(UTC)
    await close_what_is_over(district.partners.app.state.db, district.partners.settings)
    assert (await district.told()).count("partners.emergency_access.closed.v1") == 1


async def test_somebody_else_reviews_what_is_over_once(district: District) -> None:
    made = await district.opened()
    url, review = f"{PATH}/{made['id']}/review", {"outcome": "justified", "note": "The sheriff confirmed it."}
    assert (await district.steward.post(url, json=review)).json()["code"] == "emergency_still_open"
    await district.steward.post(f"{PATH}/{made['id']}/close")
    owed = (await district.steward.get(PATH, params={"reviewed": "false"})).json()["items"]
    assert [row["id"] for row in owed] == [made["id"]]
    for wrong in ({"outcome": "fine", "note": "x"}, {"outcome": "justified", "note": " "}, {"outcome": "justified"}):
        assert (await district.steward.post(url, json=wrong)).status_code == 422
    assert (await district.machine.post(url, json=review)).json()["code"] == "people_only"
    done = (await district.steward.post(url, json=review)).json()
    assert (done["outcome"], done["reviewed_by"]["id"]) == ("justified", str(district.steward_id))
    assert (await district.steward.get(PATH, params={"reviewed": "false"})).json()["items"] == []
    assert (await district.steward.post(url, json=review)).json()["code"] == "emergency_reviewed_already"


async def test_nobody_reviews_their_own(district: District) -> None:
    made = (await district.steward.post(PATH, json=WISH)).json()
    reply = await district.steward.post(
        f"{PATH}/{made['id']}/review", json={"outcome": "justified", "note": "I was right."}
    )
    assert_refused(reply, 403, "not_your_own_review")


async def test_whoever_may_not_review_reads_nobody_elses_reason(district: District) -> None:
    made = await district.opened()
    party = district.partners.outsider(district.id, uuid4(), "school_official")
    elsewhere = district.partners.outsider(district.id, uuid4(), "consent")
    assert_refused(await elsewhere.get(PATH), 403, "scope_missing")
    for caller in (district.partners.machine(district.id, "emergency:open"), party):
        assert (await caller.get(PATH)).json()["items"] == []
        assert (await caller.get(f"{PATH}/{made['id']}")).status_code == 404
        assert (await caller.post(f"{PATH}/{made['id']}/close", json={})).status_code == 404
    reviewing = district.partners.machine(district.id, "emergency:open", "emergency:review")
    assert [one["id"] for one in (await reviewing.get(PATH)).json()["items"]] == [made["id"]]


async def token_of(district: District, staff_id: UUID, **client: Any) -> httpx.Response:
    """What somebody's client gets at the token endpoint."""
    body = {"name": "x", "scopes": ["directory:read"], "staff_id": str(staff_id), **client}
    made = (await district.machine.post("/v1/clients", json=body)).json()
    form = {"grant_type": "client_credentials"}
    return await district.partners.caller().post("/oauth/token", data=form, auth=(made["id"], made["secret"]))


async def test_an_outside_partys_people_open_none(district: District) -> None:
    vendor = {"name": "V", "kind": "vendor", "basis": "directory_information", "records": ["directory_information"]}
    party = await district.made("/v1/parties", **vendor)
    path = f"/v1/staff/{district.teacher_id}"
    first = await district.opened()
    version = (await district.machine.get(path)).json()["version"]
    await district.machine.patch(path, json={"party_id": str(party)}, headers={"If-Match": f'"{version}"'})
    claims = jwt.decode(
        (await token_of(district, district.teacher_id)).json()["access_token"],
        KeySet.import_key_set((await district.partners.caller().get("/.well-known/jwks.json")).json()),
    ).claims
    assert "party" in claims
    assert "emergency_id" not in claims
    await district.steward.post(f"{PATH}/{first['id']}/close")
    reply = await district.teacher.post(PATH, json={**WISH, "school_id": str(district.oak)})
    assert_refused(reply, 403, "not_permitted")


async def test_nobody_of_a_party_reviews(district: District) -> None:
    first = await district.opened()
    await district.teacher.post(f"{PATH}/{first['id']}/close")
    outsider = district.partners.caller(
        token(
            district.id,
            district.partners.scopes,
            person_id=district.steward_id,
            roles=[("district_coordinator", None)],
            party={"id": str(uuid4()), "basis": "school_official"},
        )
    )
    for reply in (
        await outsider.get(f"{PATH}/{first['id']}"),
        await outsider.post(f"{PATH}/{first['id']}/review", json={"outcome": "justified", "note": "x"}),
    ):
        assert reply.status_code == 404, reply.text


async def test_nobody_reads_longer_by_opening_again(district: District) -> None:
    await district.opened(minutes=240)
    await district.moved_back(20, closed=True)
    reply = await district.teacher.post(PATH, json={**WISH, "school_id": str(district.oak), "minutes": 5})
    assert_refused(reply, 409, "emergency_used_up")
    await district.moved_back(10, closed=True)
    await district.opened(minutes=240)


async def test_it_ends_with_the_role_it_rests_on(district: District) -> None:
    at_elm = {"staff_id": str(district.teacher_id), "role": "teacher", "school_id": str(district.elm)}
    await district.made("/v1/role-assignments", **at_elm, starts_on="2026-01-01")
    await district.opened()
    roles = (await district.machine.get("/v1/role-assignments", params={"staff_id": str(district.teacher_id)})).json()
    (oak,) = [role for role in roles["items"] if role["school"]["id"] == str(district.oak)]
    ended = await district.machine.patch(
        f"/v1/role-assignments/{oak['id']}",
        json={"ends_on": "2026-01-02"},
        headers={"If-Match": f'"{oak["version"]}"'},
    )
    assert ended.status_code == 200, ended.text
    keys = KeySet.import_key_set((await district.partners.caller().get("/.well-known/jwks.json")).json())
    reply = await token_of(district, district.teacher_id)
    claims = jwt.decode(reply.json()["access_token"], keys, algorithms=["ES256"]).claims
    assert [role["school_id"] for role in claims["roles"]] == [str(district.elm)]
    assert "emergency_id" not in claims

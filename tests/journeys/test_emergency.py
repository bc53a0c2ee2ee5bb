"""A teacher reads a student who is none of theirs, because of a danger: opened, read, written down, closed, reviewed."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import Key, KeySet

from shared.testing.calls import Service, StaticKeys, assert_refused, token
from shared.testing.databases import eventually
from tests.assessment import bundles
from tests.partners.factories import set_up
from tests.partners.machines import token_for

PATH = "/v1/emergency-access"
REASON = "A student wrote of a plan to harm others today."
HERE, ELSEWHERE = "000003", "000001"


class PublishedKeys(StaticKeys):
    """The keys partners publishes, beside the one tests sign with."""

    def __init__(self, found: KeySet) -> None:
        super().__init__()
        self.found = {key.kid: key for key in found.keys}

    async def get(self, kid: str) -> Key | None:
        """One of them."""
        return self.found.get(kid) or await super().get(kid)


@pytest.fixture
async def keys(partners: Service, assessment: Service, monkeypatch: pytest.MonkeyPatch) -> KeySet:
    """What partners signs with; both services check tokens with them."""
    found = KeySet.import_key_set((await partners.caller().get("/.well-known/jwks.json")).json())
    for service in (partners, assessment):
        monkeypatch.setattr(service.app.state.verifier, "keys", PublishedKeys(found))
    return found


def bundle() -> bytes:
    """A roster of three schools; the teacher of the first has a class that nobody is in."""
    found = bundles.files()
    found["enrollments"] = [row for row in found["enrollments"] if row["role"] != "student"]
    return bundles.pack(found)


async def hand_over(giver: Service, taker: Service, district_id: UUID, type_: str) -> list[dict[str, Any]]:
    """Hand what one service published to the other; returns its data."""
    found = await giver.published(district_id, type_)
    assert found, type_
    await taker.receive(district_id, *[(event["type"], event["data"]) for event in found])
    return [event["data"] for event in found]


def answering(ask: Callable[[], Awaitable[httpx.Response]], status: int) -> Callable[[], Awaitable[bool]]:
    """Does the call answer so?"""

    async def check() -> bool:
        return (await ask()).status_code == status

    return check


async def test_an_emergency_opens_the_school_leaves_a_line_of_each_reading_and_ends_at_once(
    partners: Service, assessment: Service, district_id: UUID, keys: KeySet
) -> None:
    await set_up(partners, district_id)
    await bundles.run(assessment, district_id, bundle())
    for type_ in ("assessment.schools.listed.v1", "assessment.staff.listed.v1"):
        await hand_over(assessment, partners, district_id, type_)
    teacher_id, school = bundles.person(district_id, "t1"), str(bundles.school(district_id, "s1"))
    here, elsewhere = (f"/v1/students/{bundles.person(district_id, number)}" for number in (HERE, ELSEWHERE))
    wish = {"name": "Desk", "scopes": ["emergency:open", "roster:read"], "staff_id": teacher_id}
    maker = partners.caller(token(district_id, ["clients:write", *wish["scopes"]], sets_up=True))
    client = (await maker.post("/v1/clients", json=wish)).json()

    async def signed() -> str:
        reply = await token_for(partners, client)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["access_token"])

    # Before: no such student, and nothing for the ledger.
    plain = await signed()
    assert "emergency_id" not in jwt.decode(plain, keys, algorithms=["ES256"]).claims
    assert (await assessment.caller(plain).get(here)).status_code == 404

    opened = await partners.caller(plain).post(
        PATH, json={"reason": REASON, "disclosed_to": "County sheriff", "school_id": school}
    )
    assert opened.status_code == 201, opened.text
    emergency_id = opened.json()["id"]
    # The token from before knows nothing of it; the next one does.
    assert (await assessment.caller(plain).get(here)).status_code == 404
    carrying = await signed()
    claims = jwt.decode(carrying, keys, algorithms=["ES256"]).claims
    assert (claims["sub"], claims["emergency_id"]) == (f"person:{teacher_id}", emergency_id)
    reader = assessment.caller(carrying)
    assert (await reader.get(here)).json()["given_name"] == "Gina"
    assert (await reader.get(elsewhere)).status_code == 404
    listed = {student["id"] for student in (await reader.get("/v1/students")).json()["items"]}
    assert listed == {bundles.person(district_id, f"{number:06d}") for number in (0, 3, 6, 9)}

    # Each reading stands in the ledger, with the access it was made by, and in what a parent is told.
    told = await hand_over(assessment, partners, district_id, "assessment.records.disclosed.v1")
    assert {(event["basis"], event["emergency_access_id"]) for event in told} == {
        ("health_or_safety_emergency", emergency_id)
    }
    district = partners.machine(district_id)
    lines = (await district.get("/v1/disclosures")).json()["items"]
    assert [(line["outcome"], line["reader"]["id"], line["emergency_access_id"]) for line in lines] == [
        ("disclosed", teacher_id, emergency_id)
    ] * 2
    assert all(line["basis"] == "health_or_safety_emergency" and line["required_by_99_32"] for line in lines)
    assert [set(line["student_ids"]) for line in lines] == [{bundles.person(district_id, HERE)}, listed]
    seen = (await district.get(f"{here}/disclosures")).json()["items"]
    assert [line["basis"] for line in seen] == ["health_or_safety_emergency"] * 2
    assert (await district.get(f"{elsewhere}/disclosures")).status_code == 404
    assert REASON not in str(lines) + str(await partners.published(district_id))
    entries = await assessment.sql(
        "select reason from audit_entries where district_id = $1 and actor = $2 and outcome = 'done'",
        district_id,
        f"person:{teacher_id}",
    )
    assert [f"emergency access {emergency_id}" in entry["reason"] for entry in entries] == [True, True]

    # Closed: the token that carried it is refused, the next one is an ordinary one.
    assert (await partners.caller(carrying).post(f"{PATH}/{emergency_id}/close")).status_code == 200
    (ended,) = await hand_over(partners, assessment, district_id, "partners.access.ended.v1")
    assert (ended["holder"], ended["holder_id"], ended["reason"]) == ("person", teacher_id, "emergency_closed")
    await eventually(answering(lambda: reader.get(here), 401), "the end of the emergency")
    after = await signed()
    assert "emergency_id" not in jwt.decode(after, keys, algorithms=["ES256"]).claims
    assert (await assessment.caller(after).get(here)).status_code == 404

    # Somebody else says whether it was right.
    review = {"outcome": "justified", "note": "The sheriff confirmed it."}
    own = await partners.person(district_id, UUID(teacher_id), ("district_coordinator", None)).post(
        f"{PATH}/{emergency_id}/review", json=review
    )
    assert_refused(own, 403, "not_your_own_review")
    steward_id = UUID(bundles.person(district_id, "p1"))
    steward = partners.person(district_id, steward_id, ("district_coordinator", None))
    done = (await steward.post(f"{PATH}/{emergency_id}/review", json=review)).json()
    assert (done["outcome"], done["reviewed_by"]["id"]) == ("justified", str(steward_id))
    # Neither the closing nor the review took anything out of the ledger.
    assert (await district.get("/v1/disclosures")).json()["items"] == lines

"""Outside parties and consents as partners tells them, and what this service's ledger says."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, token
from tests.assessment import bundles

ZONE = "America/Detroit"
LISTS = {
    "roster": "/v1/students",
    "contacts": "/v1/guardians",
    "enrollment": "/v1/enrollments",
    "directory_information": "/v1/directory-information",
}
EVERY_KIND = ["directory_information", "roster", "contacts", "demographics", "enrollment", "caseloads"]


@dataclass
class World:
    """A district with a roster of twelve students in three schools, and parties by basis."""

    assessment: Service
    district_id: UUID
    parties: dict[str, UUID] = field(default_factory=dict)

    async def seed(self) -> "World":
        """Import the roster, tell the district."""
        await bundles.run(self.assessment, self.district_id, bundles.pack(bundles.files()))
        facts = {"name": "D", "timezone": ZONE, "language": "en", "version": 1}
        await self.assessment.receive(self.district_id, ("partners.district.recorded.v1", facts))
        return self

    @property
    def today(self) -> Any:
        """Today by the district's clock."""
        return clock.day_in(ZONE, clock.now())

    def student(self, number: int = 0) -> str:
        """A student's id."""
        return bundles.person(self.district_id, f"{number:06d}")

    async def party(self, basis: str, *, told: bool = True, **changes: Any) -> httpx.AsyncClient:
        """A machine client of a new party of this basis."""
        party_id = self.parties[basis] = new_id()
        if told:
            await self.tell_party(basis, **changes)
        return self.assessment.outsider(self.district_id, party_id, basis)

    async def tell_party(self, basis: str, /, **changes: Any) -> None:
        """Partners' word on the party."""
        facts = {
            **{"party_id": self.parties[basis], "basis": basis, "records": EVERY_KIND, "purposes": ["tutoring"]},
            **{"agreement_until": None, "sealed": False, "active": True, "version": 1},
        }
        await self.assessment.receive(self.district_id, ("partners.party.recorded.v1", {**facts, **changes}))

    async def consent(self, number: int = 0, **changes: Any) -> dict[str, Any]:
        """Partners' word on a consent to the party of the basis consent."""
        facts = {
            **{"consent_id": new_id(), "student_id": self.student(number), "party_id": self.parties["consent"]},
            **{
                "records": ["roster"],
                "purpose": "tutoring",
                "starts_on": self.today,
                "expires_on": self.today + timedelta(days=1),
            },
            **{"revoked_at": None, "version": 1},
            **changes,
        }
        await self.assessment.receive(self.district_id, ("partners.consent.recorded.v1", facts))
        return facts

    async def notice(self, *types: str, **changes: Any) -> httpx.Response:
        """The district's public notice, the time to refuse being over."""
        caller = self.assessment.machine(self.district_id)
        version = (await caller.get("/v1/directory-information-policy")).json()["version"]
        body = {"types": types or ["name"], "notice_on": "2026-08-01", "refuse_until": "2026-09-01", **changes}
        return await caller.put("/v1/directory-information-policy", json=body, headers={"If-Match": f'"{version}"'})

    async def opt_out(self, number: int = 0) -> httpx.Response:
        """A family refuses."""
        body = {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter"}
        caller = self.assessment.machine(self.district_id)
        return await caller.put(f"/v1/students/{self.student(number)}/directory-opt-out", json=body)

    async def ledger(self) -> list[dict[str, Any]]:
        """What was told of disclosures, oldest first."""
        told = await self.assessment.published(self.district_id, "assessment.records.disclosed.v1")
        return [event["data"] for event in told]


def students_in(kind: str, item: dict[str, Any]) -> list[str]:
    """The students an item of a list speaks of."""
    match kind:
        case "contacts":
            return list(item["student_ids"])
        case "enrollment":
            return [item["person_id"]] if item["role"] == "student" else []
        case "caseloads":
            return [item["student_id"]]
    return [item["id"]]


async def seen(caller: httpx.AsyncClient, kind: str) -> set[str]:
    """The students a list shows."""
    reply = await caller.get(LISTS[kind], params={"limit": "500"})
    assert reply.status_code == 200, reply.text
    return {student for item in reply.json()["items"] for student in students_in(kind, item)}


async def refused(caller: httpx.AsyncClient, path: str) -> str:
    """The words of a refusal for want of a basis."""
    reply = await caller.get(path)
    assert (reply.status_code, reply.json()["code"]) == (403, "no_legal_basis"), reply.text
    return str(reply.json()["detail"])


async def at_school(world: World, code: str) -> set[str]:
    """The students of a school."""
    listed = (await world.assessment.machine(world.district_id).get("/v1/students?limit=500")).json()["items"]
    return {item["id"] for item in listed if item["school"]["id"] == str(bundles.school(world.district_id, code))}


async def enrolled_at(world: World, code: str) -> set[str]:
    """The students in a school's classes."""
    school = bundles.school(world.district_id, code)
    listed = await world.assessment.machine(world.district_id).get(f"/v1/enrollments?school_id={school}&limit=500")
    return {item["person_id"] for item in listed.json()["items"] if item["is_student"]}


def in_emergency(world: World, role: tuple[str, UUID], at: UUID | None, **claims: Any) -> httpx.AsyncClient:
    """Somebody with an emergency access open at a school, or in the whole district."""
    held: dict[str, Any] = {"emergency_id": str(new_id()), **({"emergency_school": str(at)} if at else {}), **claims}
    return world.assessment.caller(
        token(world.district_id, world.assessment.scopes, person_id=new_id(), roles=[role], **held)
    )

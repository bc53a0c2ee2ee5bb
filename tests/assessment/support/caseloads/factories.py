"""A district with the small roster and a mentor."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import pack, person, run, school

TODAY = clock.now().date()
#: The zone of a district may be a day behind or ahead.
LONG = timedelta(days=3)
PATH = "/v1/caseload-assignments"


class Roster:
    """The small bundle's district: students 000000 and 000003 are of s1, 000001 of s2."""

    def __init__(self, assessment: Service, district_id: UUID) -> None:
        self.assessment, self.id = assessment, district_id
        self.mentor_id = new_id()

    async def seed(self) -> "Roster":
        """Import it, and have the directory know the mentor."""
        await run(self.assessment, self.id, pack(bundles.files()))
        await self.staff(self.mentor_id)
        return self

    async def staff(self, staff_id: UUID, *, active: bool = True, at: tuple[str, ...] = ("s1", "s2")) -> None:
        """The directory knows somebody, a mentor at these schools."""
        names = {"given_name": "M", "family_name": "N", "email": None, "language": "en"}
        said = {"staff_id": staff_id, **names, "active": active, "version": 1}
        await self.assessment.receive(self.id, ("partners.staff.recorded.v1", said))
        for where in at if active else ():
            await self.hold(staff_id, "mentor", where)

    async def hold(self, staff_id: UUID, role: str, where: str, first: date = TODAY - 2 * LONG) -> None:
        """They hold a role at a school from a day on."""
        begun = first.isoformat()
        held = {"assignment_id": new_id(), "staff_id": staff_id, "role": role, "school_id": school(self.id, where)}
        said = {**held, "starts_on": begun, "ends_on": None, "version": 1}
        await self.assessment.receive(self.id, ("partners.role.assigned.v1", said))

    def at(self, role: str, where: str | None, staff_id: UUID | None = None) -> httpx.AsyncClient:
        """Somebody with a role at a school, or for the district."""
        held = (role, school(self.id, where) if where else None)
        return self.assessment.person(self.id, staff_id or new_id(), held)

    @property
    def mentor(self) -> httpx.AsyncClient:
        """The mentor, of s1."""
        return self.at("mentor", "s1", self.mentor_id)

    def wish(self, student: str = "000000", **changes: Any) -> dict[str, Any]:
        """The mentor for a student of the bundle, from some days ago on."""
        begun = {"relation": "mentee", "starts_on": (TODAY - LONG).isoformat()}
        return {"student_id": person(self.id, student), "staff_id": str(self.mentor_id), **begun, **changes}

    async def assigned(self, **changes: Any) -> dict[str, Any]:
        """An assignment the principal of s1 made."""
        reply = await self.at("principal", "s1").post(PATH, json=self.wish(**changes))
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

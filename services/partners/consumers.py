"""What this service listens to: the schools and staff a roster lists."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.partners.districts.repository import get_district
from services.partners.roles import repository as roles
from services.partners.roles import service as role_service
from services.partners.roles.rules import role_of
from services.partners.schools import repository as schools
from services.partners.schools import service as school_service
from services.partners.staff import repository as staff
from services.partners.staff import service as staff_service
from shared import clock
from shared.events.event import Consumed
from shared.events.inbox import Consumers, Received
from shared.web.context import Context

consumers = Consumers("partners")


class Part(BaseModel):
    """A part of a consumed event; what it does not name is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ListedSchool(Part):
    school_id: UUID
    source_id: str
    name: str
    local_code: str
    level: str | None
    grades: list[str]
    closes_on: date | None


class ListedRole(Part):
    assignment_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date | None


class ListedStaff(Part):
    staff_id: UUID
    source_id: str
    given_name: str
    family_name: str
    email: str | None
    active: bool
    roles: list[ListedRole]


class SchoolsListed(Consumed, type="assessment.schools.listed.v1"):
    schools: list[ListedSchool]


class StaffListed(Consumed, type="assessment.staff.listed.v1"):
    staff: list[ListedStaff]


@consumers.on(SchoolsListed)
async def record_schools(ctx: Context, events: list[Received]) -> None:
    """Take the roster's schools into the directory."""
    listed = {school.school_id: school for event in events for school in event.data.schools}
    rows = [{"id": id_, **school.model_dump(exclude={"school_id"})} for id_, school in listed.items()]
    for row in await schools.upsert_listed(ctx, rows):
        school_service.record(ctx, row)


@consumers.on(StaffListed)
async def record_staff(ctx: Context, events: list[Received]) -> None:
    """Take the roster's staff into the directory, with exactly the roles it lists for them."""
    listed = {person.staff_id: person for event in events for person in event.data.staff}
    district = await get_district(ctx)
    rows = [{"id": id_, **person.model_dump(exclude={"staff_id", "roles"})} for id_, person in listed.items()]
    for person in await staff.upsert_listed(ctx, rows, district.language):
        staff_service.record(ctx, person)
    granted = [
        {**held.model_dump(exclude={"assignment_id"}), "id": held.assignment_id, "staff_id": id_, "role": role}
        for id_, person in listed.items()
        for held in person.roles
        if (role := role_of(held.role)) is not None
    ]
    changed = await roles.upsert_listed(ctx, granted)
    today = clock.day_in(district.timezone, ctx.now)
    ended = await roles.end_unlisted(ctx, list(listed), [row["id"] for row in granted], today)
    await ctx.session.flush()
    for assignment in (*changed, *ended):
        role_service.record(ctx, assignment)

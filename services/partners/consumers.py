"""What this service listens to: the schools and staff a roster lists, who covers whom, who reads student records, the day."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from services.partners.access.sign_ins import losing_ground
from services.partners.community.relationships import service as relationships
from services.partners.directory.covers import repository as covers
from services.partners.directory.districts.repository import get_district
from services.partners.directory.roles.catalogue import profiles_by_role
from services.partners.directory.roles.confirming import ask_for_answers
from services.partners.directory.roles.rules import role_of
from services.partners.directory.roster_roles import service as roster_roles
from services.partners.directory.roster_roles.rules import Listed, Origin
from services.partners.directory.schools import repository as schools
from services.partners.directory.schools import service as school_service
from services.partners.directory.staff import repository as staff
from services.partners.directory.staff import service as staff_service
from services.partners.directory.teams import service as teams
from services.partners.privacy.consents.standing import keep_placements, keep_signers
from services.partners.privacy.disclosures.recording import keep_disclosures, keep_readings
from services.partners.privacy.emergency_access.reviewing import ask_for_reviews
from services.partners.privacy.placements.service import keep_merges, keep_splits
from services.partners.revocation.ended_access.service import end_access_of_all
from services.partners.revocation.sessions.service import end_all_of
from shared.asked_work.asking import follow_answers
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.daily_work.beginning import DailyWork
from shared.events.event import Consumed, Read

consumers = Consumers("partners")
DAILY_WORK = DailyWork(
    losing_ground.sign_out, ask_for_reviews, ask_for_answers, teams.begin_day, relationships.begin_day
)
DAILY_WORK.follow(consumers)
follow_answers(consumers)


class ListedSchool(Read):
    school_id: UUID
    source_id: str
    name: str
    local_code: str
    level: str | None
    grades: list[str]
    closes_on: date | None


class ListedRole(Read):
    assignment_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date | None
    row: int | None = None


class ListedStaff(Read):
    staff_id: UUID
    source_id: str
    given_name: str
    family_name: str
    email: str | None
    active: bool
    roles: list[ListedRole]


class SchoolsListed(Consumed, type="assessment.schools.listed.v1"):
    listed_at: datetime
    schools: list[ListedSchool]


class StaffRecorded(Consumed, type="partners.staff.recorded.v1"):
    staff_id: UUID
    active: bool


class RoleEnded(Consumed, type="partners.role.ended.v1"):
    staff_id: UUID


class StaffListed(Consumed, type="assessment.staff.listed.v1"):
    listed_at: datetime
    sent_by: UUID | None = None
    client_id: UUID | None = None
    import_id: UUID | None = None
    roles_file: str | None = None
    staff: list[ListedStaff]


class Placement(Read):
    student_id: UUID
    school_ids: list[UUID]
    active: bool


class PlacementsListed(Consumed, type="assessment.placements.listed.v1"):
    listed_at: datetime
    placements: list[Placement]


class ConsentUnfit(Consumed, type="assessment.consent.unfit.v1"):
    consent_id: UUID
    reason: str | None
    weighed_at: datetime


class StudentsMerged(Consumed, type="assessment.students.merged.v1"):
    student_id: UUID
    merged_id: UUID
    decided_at: datetime


class StudentsSplit(Consumed, type="assessment.students.split.v1"):
    merged_id: UUID
    decided_at: datetime


consumers.on(PlacementsListed)(keep_placements)
consumers.on(StudentsMerged)(keep_merges)
consumers.on(StudentsSplit)(keep_splits)
consumers.on(ConsentUnfit)(keep_signers)


class Delegation(Consumed, type=""):
    delegation_id: UUID
    from_id: UUID
    to_id: UUID
    school_id: UUID | None
    starts_on: date
    ends_on: date


class DelegationBegan(Delegation, type="scheduling.delegation.began.v1"):
    is_over: ClassVar[bool] = False


class DelegationEnded(Delegation, type="scheduling.delegation.ended.v1"):
    is_over: ClassVar[bool] = True


@consumers.on(DelegationBegan)
@consumers.on(DelegationEnded)
async def record_covers(ctx: Context, events: list[Received]) -> None:
    """Learn who covers whom: from the next token on they hold the absent colleague's school roles too."""
    await covers.write(
        ctx,
        [
            {
                "id": event.data.delegation_id,
                **event.data.model_dump(exclude={"delegation_id"}),
                "is_over": event.data.is_over,
            }
            for event in events
        ],
    )
    # A cover that is over ends at once, not with the token.
    over = {event.data.to_id for event in events if event.data.is_over}
    await end_access_of_all(ctx, "person", over, "cover_ended")


class RecordsDisclosed(Consumed, type="assessment.records.disclosed.v1"):
    disclosure_id: UUID
    student_ids: list[UUID]
    reader_kind: str
    reader_id: UUID
    client_id: UUID | None
    party_id: UUID | None
    basis: str
    purpose: str | None
    records: str
    outcome: str
    required_by_99_32: bool
    sealed: bool
    emergency_access_id: UUID | None
    occurred_at: datetime


class RecordsRead(Consumed, type="assessment.records.read.v1"):
    day: date
    reader_kind: str
    reader_id: UUID
    party_id: UUID | None
    records: str
    student_ids: list[UUID]


consumers.on(RecordsDisclosed)(keep_disclosures)
consumers.on(RecordsRead)(keep_readings)


@consumers.on(SchoolsListed)
async def record_schools(ctx: Context, events: list[Received]) -> None:
    """Take the roster's schools into the directory; a listing older than the last one changes nothing."""
    rows = {}
    for event in sorted(events, key=lambda event: event.data.listed_at):
        for school in event.data.schools:
            facts = school.model_dump(exclude={"school_id"})
            rows[school.school_id] = {"id": school.school_id, **facts, "listed_at": event.data.listed_at}
    # A code somebody gave to another school by hand stays theirs; the roster's school goes by its source id.
    taken = await schools.codes_of_others(ctx, rows, {row["local_code"] for row in rows.values()})
    for row in rows.values():
        if row["local_code"] in taken:
            row["local_code"] = row["source_id"]
    for changed in await schools.upsert_listed(ctx, list(rows.values())):
        school_service.emit_recorded(ctx, changed)


@consumers.on(StaffListed)
async def record_staff(ctx: Context, events: list[Received]) -> None:
    """Take the roster's staff into the directory, with the roles it lists for them as far as it may bring them."""
    listed: dict[UUID, tuple[ListedStaff, StaffListed]] = {}
    for event in sorted(events, key=lambda event: event.data.listed_at):
        listed |= {person.staff_id: (person, event.data) for person in event.data.staff}
    stale = await staff.newer_than(ctx, {id_: by.listed_at for id_, (_, by) in listed.items()})
    listed = {id_: entry for id_, entry in listed.items() if id_ not in stale}
    if listed:
        await _record_people(ctx, listed)


async def _record_people(ctx: Context, listed: dict[UUID, tuple[ListedStaff, StaffListed]]) -> None:
    district = await get_district(ctx)
    rows = [
        {"id": id_, **person.model_dump(exclude={"staff_id", "roles"}), "listed_at": by.listed_at}
        for id_, (person, by) in listed.items()
    ]
    had_access = await staff.with_access(ctx, list(listed))
    changed = await staff.upsert_listed(ctx, rows, district.language)
    for person_row in changed:
        staff_service.emit_recorded(ctx, person_row)
    left = [row.id for row in changed if row.id in had_access and not row.has_access]
    await staff_service.end_access_of(ctx, left, "person_left")
    known_roles = await profiles_by_role(ctx)
    wishes = [
        Listed(
            {
                **held.model_dump(exclude={"assignment_id", "row"}),
                **{"id": held.assignment_id, "staff_id": id_, "role": role},
            },
            by.sent_by,
            Origin(by.import_id, by.roles_file if held.row else None, held.row, by.client_id),
        )
        for id_, (person, by) in listed.items()
        for held in person.roles
        if (role := role_of(held.role, known_roles)) is not None
    ]
    await roster_roles.take(ctx, wishes, list(listed))


@consumers.on(StaffRecorded)
async def sign_out_leavers(ctx: Context, events: list[Received]) -> None:
    """Whoever may no longer get in is signed out everywhere, whoever said so: the roster, SCIM or an administrator."""
    told = {event.data.staff_id for event in events if not event.data.active}
    # Brought back since, perhaps: what holds now decides.
    left = told - await staff.with_access(ctx, list(told))
    await end_all_of(ctx, left, "person_inactive")
    await teams.end_of(ctx, await staff.gone(ctx, list(left)))
    await relationships.hand_over(ctx, await ctx.today())


@consumers.on(RoleEnded)
async def hand_over_relationships(ctx: Context, _: list[Received]) -> None:
    """Whoever works somewhere no more keeps no relationship of it."""
    await relationships.hand_over(ctx, await ctx.today())

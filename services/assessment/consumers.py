"""What this service listens to: the directory, school days, grounds of parties, and its own requests to import a roster."""

from datetime import date, datetime
from uuid import UUID

from services.assessment.attendance.access_arrangements import service as access
from services.assessment.attendance.batches import catching_up, following
from services.assessment.attendance.batches import repository as batches
from services.assessment.attendance.figures import making as figures
from services.assessment.attendance.triggers import service as alerts
from services.assessment.indicators.batches import catching_up as facts
from services.assessment.indicators.batches import following as indicators
from services.assessment.privacy.disclosures.copies import keep_consents, keep_parties
from services.assessment.roster.roster_imports import days, holding, running, silence
from services.assessment.roster.roster_imports import repository as imports
from services.assessment.support.caseloads import orphans
from shared.asked_work.asking import follow_answers
from shared.auth.ended import follow_ended_access
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.daily_work.beginning import DailyWork
from shared.directory.consumers import follow_directory
from shared.events.event import Consumed, Read
from shared.school_days.consumers import follow_school_days
from shared.web.cors import follow_applications

consumers = Consumers("assessment")
follow_directory(consumers)
follow_ended_access(consumers)
follow_applications(consumers)
follow_school_days(consumers)
follow_answers(consumers)
DAILY_WORK = DailyWork(
    days.look_each_day,
    orphans.look_each_day,
    holding.let_go_each_day,
    catching_up.apply_held_each_day,
    silence.look_each_day,
    alerts.end_each_day,
    following.follow_each_day,
    indicators.follow_each_day,
    figures.make_each_day,
    access.look_each_day,
)
DAILY_WORK.follow(consumers)


class PartyRecorded(Consumed, type="partners.party.recorded.v1"):
    party_id: UUID
    basis: str
    records: list[str]
    purposes: list[str]
    agreement_until: date | None
    sealed: bool
    active: bool
    version: int


class ConsentRecorded(Consumed, type="partners.consent.recorded.v1"):
    consent_id: UUID
    student_id: UUID
    party_id: UUID
    records: list[str]
    purpose: str
    starts_on: date
    expires_on: date
    guardian_id: UUID | None = None
    revoked_at: datetime | None
    version: int


consumers.on(PartyRecorded)(keep_parties)
consumers.on(ConsentRecorded)(keep_consents)


class RosterImportAsked(Consumed, type="assessment.roster_import.requested.v1"):
    import_id: UUID


@consumers.on(RosterImportAsked, apart=True)
async def import_rosters(ctx: Context, events: list[Received]) -> None:
    """Run the imports asked for, one after the other. One district's wait for no other's."""
    for event in events:
        await running.run(ctx, event.data.import_id)


class RoleEnded(Consumed, type="partners.role.ended.v1"):
    school_id: UUID | None


class StaffRecorded(Consumed, type="partners.staff.recorded.v1"):
    active: bool


@consumers.on(RoleEnded)
async def look_where_roles_end(ctx: Context, events: list[Received]) -> None:
    """Who holds no role at a school any more leaves students there to somebody else."""
    schools = {event.data.school_id for event in events}
    await orphans.look(ctx, None if None in schools else {at for at in schools if at})


@consumers.on(StaffRecorded)
async def look_where_people_leave(ctx: Context, events: list[Received]) -> None:
    """Who has left does so at every school."""
    if any(not event.data.active for event in events):
        await orphans.look(ctx)


class RosterImported(Consumed, type="assessment.roster_import.finished.v1"):
    import_id: UUID


@consumers.on(RosterImported)
async def follow_rosters(ctx: Context, events: list[Received]) -> None:
    """Rows whose students have come count, and enrolments may have changed."""
    await catching_up.apply_held(ctx)
    await facts.apply_held(ctx)
    await following.follow_district(ctx)
    await indicators.follow_moved(ctx, await imports.begun_since(ctx, {event.data.import_id for event in events}))


class StudentsNamed(Consumed, type="assessment.students.named.v1"):
    named_at: datetime


class StudentsMerged(Consumed, type="assessment.students.merged.v1"):
    student_id: UUID
    merged_id: UUID


@consumers.on(StudentsNamed)
@consumers.on(StudentsMerged)
async def follow_names(ctx: Context, events: list[Received]) -> None:
    """Rows that were sent of students ahead of the ids they bear now count."""
    await catching_up.apply_held(ctx)
    await facts.apply_held(ctx)


class StudentsSplit(Consumed, type="assessment.students.split.v1"):
    student_id: UUID
    merged_id: UUID


@consumers.on(StudentsMerged)
@consumers.on(StudentsSplit)
async def follow_merges(ctx: Context, events: list[Received]) -> None:
    """Whose attendance, or facts, it was and whose it is now stand anew."""
    students = sorted({one for event in events for one in (event.data.student_id, event.data.merged_id)})
    await following.follow_students(ctx, students)
    await indicators.follow_students(ctx, students)


class DaysOfCalendar(Read):
    first_on: date
    last_on: date


class CalendarChanged(Consumed, type="scheduling.calendar.changed.v1"):
    ranges: list[DaysOfCalendar]


@consumers.on(CalendarChanged)
async def follow_calendars(ctx: Context, events: list[Received]) -> None:
    """Once the copy has them: days that are school days now count, others count no more."""
    ranges = [part for event in events for part in event.data.ranges]
    await following.follow_calendar(ctx, [day for part in ranges for day in (part.first_on, part.last_on)])


class AttendanceCodeRecorded(Consumed, type="assessment.attendance_code.recorded.v1"):
    attendance_code_id: UUID


@consumers.on(AttendanceCodeRecorded)
async def read_codes_anew(ctx: Context, events: list[Received]) -> None:
    """What was reported with a code means what the code means now."""
    for code_id in sorted({event.data.attendance_code_id for event in events}):
        await catching_up.read_code_anew(ctx, code_id)
    await indicators.follow_district(ctx, only_by_attendance=True)


class AttendanceDefinitionAdopted(Consumed, type="assessment.attendance_definition.adopted.v1"):
    attendance_definition_id: UUID


@consumers.on(AttendanceDefinitionAdopted)
async def figure_anew(ctx: Context, events: list[Received]) -> None:
    """Bands are what the definition in force says."""
    await following.follow_district(ctx)
    await indicators.follow_district(ctx, only_by_attendance=True)


class AttendanceApplied(Consumed, type="assessment.attendance_batch.applied.v1"):
    attendance_batch_id: UUID


class AttendanceTakenBack(Consumed, type="assessment.attendance_batch.taken_back.v1"):
    attendance_batch_id: UUID


@consumers.on(AttendanceApplied)
@consumers.on(AttendanceTakenBack)
async def warn_by_attendance(ctx: Context, events: list[Received]) -> None:
    """How students stand may have changed; what a batch of days is in no rule by itself."""
    since = await batches.applied_since(ctx, sorted({event.data.attendance_batch_id for event in events}))
    await indicators.follow_moved(ctx, since, only_by_attendance=True)


class AttendanceCorrected(Consumed, type="assessment.attendance_correction.recorded.v1"):
    student_id: UUID


@consumers.on(AttendanceCorrected)
async def warn_by_corrections(ctx: Context, events: list[Received]) -> None:
    """How these students stand may have changed."""
    await indicators.follow_students(ctx, sorted({event.data.student_id for event in events}))


class IndicatorCodeRecorded(Consumed, type="assessment.indicator_code.recorded.v1"):
    indicator_code_id: UUID


@consumers.on(IndicatorCodeRecorded)
async def read_words_anew(ctx: Context, events: list[Received]) -> None:
    """What was sent with a word means what the word means now."""
    await indicators.follow_district(ctx)

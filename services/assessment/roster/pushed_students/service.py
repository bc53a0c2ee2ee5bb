"""Use cases of students that are pushed one by one, between two rosters: the same row, rules and facts as an import's."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.privacy.disclosures.signers import weigh_signers
from services.assessment.records.roster_listings import repository as sources
from services.assessment.records.roster_listings import worlds
from services.assessment.records.student_records import stays
from services.assessment.records.student_records.attending import reckon
from services.assessment.records.student_records.naming import tell_named
from services.assessment.records.student_records.repository import get_student, id_of, student_of
from services.assessment.records.student_records.tables import StudentRow
from services.assessment.records.student_records.turns import wait_for_roster
from services.assessment.roster.pushed_students import repository
from services.assessment.roster.pushed_students.errors import ListedOtherwise, RowOutdated, SomebodyElses
from services.assessment.roster.pushed_students.schemas import StudentPush, StudentPushRow
from services.assessment.roster.roster_imports import publishing
from shared.auth.legal_bases import RecordKind
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotFound, fault
from shared.texts.words import Words

# What a body says of a student; the first two it has to.
COLUMNS = (
    *("given_name", "family_name", "middle_name", "preferred_given_name", "preferred_middle_name"),
    *("preferred_family_name", "local_id", "grade", "birth_date", "sex"),
)


async def push(ctx: Context, source: str, source_id: str, wish: StudentPush) -> tuple[StudentRow, bool]:
    """Take a student as a system lists them. The same again changes nothing. Returns them, and whether they are new."""
    await _begin(ctx, source, source_id)
    return await _push(ctx, source, source_id, wish, versioned=True)


async def leave(ctx: Context, source: str, source_id: str) -> None:
    """The student has left: what hangs on them goes, and comes back should they."""
    await _begin(ctx, source, source_id)
    await _leave(ctx, source, source_id, None, versioned=True)


async def push_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Take many students, each with its own fate; of two rows of one student the later one stands."""
    POLICY.require_any(ctx, "roster:write")
    await disclosures.officials_only(ctx, RecordKind.ROSTER)
    await wait_for_roster(ctx)

    async def work(ctx: Context, row: StudentPushRow) -> UUID:
        await sources.check_goes_on(ctx, row.source)
        if row.has_left:
            return (await _leave(ctx, row.source, row.source_id, row.said_at)).id
        return (await _push(ctx, row.source, row.source_id, row))[0].id

    return await each(ctx, StudentPushRow, items, work, validate_only=validate_only)


async def _begin(ctx: Context, source: str, source_id: str) -> None:
    POLICY.require_any(ctx, "roster:write")
    await disclosures.officials_only(ctx, RecordKind.ROSTER, [await student_of(ctx, source, source_id)])
    await wait_for_roster(ctx)
    await sources.check_goes_on(ctx, source)


async def _push(
    ctx: Context, source: str, source_id: str, wish: StudentPush, *, versioned: bool = False
) -> tuple[StudentRow, bool]:
    if not await sources.several(ctx):
        return await _push_row(ctx, source, source_id, wish, versioned=versioned, alone=True)
    known = await _check_known(ctx, source, source_id, versioned)
    is_new, before = known is None, known.school_id if known else None
    student_id = await student_of(ctx, source, source_id)
    async with worlds.of_student(ctx, source, student_id):
        await _push_row(ctx, source, source_id, wish)
    row = await get_student(ctx, student_id)
    follow(ctx, row, before)
    return row, is_new


async def _check_known(ctx: Context, source: str, source_id: str, versioned: bool) -> StudentRow | None:
    """May the caller write the student whom all sources make together?"""
    row = await ctx.find(StudentRow, await student_of(ctx, source, source_id))
    if row is not None:
        POLICY.require(ctx, "roster:write", school_id=row.school_id)
        _check_version(ctx, row, versioned)
    return row


async def _push_row(
    ctx: Context, source: str, source_id: str, wish: StudentPush, *, versioned: bool = False, alone: bool = False
) -> tuple[StudentRow, bool]:
    """Write what one source says. `alone`: nobody else says anything of the student."""
    student_id = await student_of(ctx, source, source_id)
    row = await ctx.find(StudentRow, student_id)
    said = wish.changes()
    told = {name: said[name] for name in COLUMNS if name in said}
    if "school_source_id" in said:
        told["school_id"] = await _school(ctx, source, said["school_source_id"])
    if row is not None:
        POLICY.require(ctx, "roster:write", school_id=row.school_id)
        _check_version(ctx, row, versioned)
    POLICY.require(ctx, "roster:write", school_id=told.get("school_id", row.school_id if row else None))
    await _check_order(ctx, student_id, wish.said_at)
    if row is None:
        if await repository.is_somebody_else(ctx, student_id):
            raise SomebodyElses
        row = StudentRow(id=student_id, source=source, source_id=source_id, is_disabled=False, version=1)
        for name in (*COLUMNS, "school_id"):
            setattr(row, name, told.get(name))
        row.created_at = row.updated_at = row.pushed_at = ctx.now
        row.deleted_at = None
        ctx.add(row)
        await ctx.session.flush()
        follow(ctx, row)
        tell_named(ctx)
        return row, True
    differs = {name: value for name, value in told.items() if getattr(row, name) != value}
    returns = not row.active
    before = row.school_id
    if source == row.source:
        called = id_of(ctx.district_id, source, "person", source_id)
        row.listed_as = None if called == row.id else called
        if row.source_id != source_id:
            differs["source_id"] = source_id
    is_elsewhere = alone and (returns or "school_id" in differs)
    if is_elsewhere:
        await stays.remember(ctx, [student_id])
    if differs or returns or row.is_disabled:
        for name, value in differs.items():
            setattr(row, name, value)
        row.deleted_at, row.is_disabled = None, False
        row.updated_at, row.version = ctx.now, row.version + 1
    row.pushed_at = ctx.now
    await ctx.session.flush()
    if "school_id" in differs:
        await repository.leave_school(ctx, student_id, before)
        await reckon(ctx, [student_id])
    if is_elsewhere:
        await stays.note(ctx, await ctx.today())
    if returns:
        await repository.bring_enrollments_back(ctx, student_id)
    if differs or returns:
        follow(ctx, row, before)
    if returns or differs.keys() & {"local_id", "source_id"}:
        tell_named(ctx)
    return row, False


async def _leave(
    ctx: Context, source: str, source_id: str, said_at: datetime | None, *, versioned: bool = False
) -> StudentRow:
    if not await sources.several(ctx):
        return await _leave_row(ctx, source, source_id, said_at, versioned=versioned)
    known = await _check_known(ctx, source, source_id, versioned)
    before = known.school_id if known else None
    student_id = await student_of(ctx, source, source_id)
    async with worlds.of_student(ctx, source, student_id):
        await _leave_row(ctx, source, source_id, said_at)
    row = await get_student(ctx, student_id)
    follow(ctx, row, before)
    return row


async def _leave_row(
    ctx: Context, source: str, source_id: str, said_at: datetime | None, *, versioned: bool = False
) -> StudentRow:
    row = await ctx.find(StudentRow, await student_of(ctx, source, source_id))
    if row is None:
        raise NotFound(Words("No such student.", es="No existe ese estudiante."))
    if id_of(ctx.district_id, source, "person", source_id) != (row.listed_as or row.id):
        raise ListedOtherwise
    POLICY.require(ctx, "roster:write", school_id=row.school_id)
    _check_version(ctx, row, versioned)
    await _check_order(ctx, row.id, said_at)
    row.pushed_at = ctx.now
    if row.active:
        row.deleted_at = row.updated_at = ctx.now
        row.version += 1
        await ctx.session.flush()
        await repository.let_enrollments_go(ctx, row.id)
        follow(ctx, row)
    return row


def _check_version(ctx: Context, row: StudentRow, versioned: bool) -> None:
    if versioned and ctx.precondition.sent is not None:
        ctx.check_version(row)


async def _school(ctx: Context, source: str, source_id: str | None) -> UUID | None:
    if source_id is None:
        return None
    school_id = await repository.find_school(ctx, source, source_id)
    if school_id is None:
        unknown = Words("no school of the roster has it", es="ninguna escuela de la matrícula lo tiene")
        raise NoSuchSchool(errors=[fault("/school_source_id", unknown, NoSuchSchool.code)])
    return school_id


async def _check_order(ctx: Context, student_id: UUID, said_at: datetime | None) -> None:
    """What is pushed is of now, unless it says of when it is."""
    known = await repository.modified_at(ctx, student_id)
    if said_at is not None and known is not None and said_at < known:
        raise RowOutdated
    await repository.note_modified(ctx, student_id, min(said_at or ctx.now, ctx.now))


def follow(ctx: Context, row: StudentRow, school_before: UUID | None = None) -> None:
    """Tell what follows from it, once for all rows of the call."""
    ctx.leave_for_last(_tell_schools, [school_id for school_id in (school_before, row.school_id) if school_id])
    ctx.leave_for_last(_tell, [row.id])


async def _tell_schools(ctx: Context, school_ids: list[UUID]) -> None:
    await publishing.emit_schools(ctx, await ctx.zone(), await ctx.today(), ctx.now, list(dict.fromkeys(school_ids)))


async def _tell(ctx: Context, student_ids: list[UUID]) -> None:
    await publishing.emit_placements(ctx, ctx.now, await ctx.today(), bulk=False)
    if consents := await repository.consents_of(ctx, student_ids):
        await weigh_signers(ctx, consents)

"""Use cases of demographics: behind a permission of their own, and a kind of records of their own."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.roster_listings import repository as sources
from services.assessment.records.roster_listings import worlds
from services.assessment.records.roster_listings.rules import BY_HAND
from services.assessment.records.roster_listings.tables import RosterListingRow
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.records.student_records.repository import check_not_merged, get_student
from services.assessment.records.student_records.tables import StudentRow
from services.assessment.roster.student_demographics import repository
from services.assessment.roster.student_demographics.schemas import StudentDemographics, StudentDemographicsUpdate
from services.assessment.roster.students.transitions import DEMOGRAPHICS
from shared.auth.legal_bases import Basis, RecordKind
from shared.context.context import Context
from shared.db.locks import one_at_a_time
from shared.errors import NotFound
from shared.ids import new_id
from shared.texts.words import Words


async def read(ctx: Context, student_id: UUID) -> StudentDemographics:
    """What is known of a student of the caller's."""
    await disclosures.ground_of(ctx, RecordKind.DEMOGRAPHICS, [student_id])
    student = await _student(ctx, "demographics:read", student_id)
    if not await disclosures.one(ctx, RecordKind.DEMOGRAPHICS, student_id, door="demographics:read"):
        raise _nobody()
    return await _reply(ctx, student, await repository.find(ctx, student_id))


async def change(ctx: Context, student_id: UUID, patch: StudentDemographicsUpdate) -> StudentDemographics:
    """Say what the family said."""
    await disclosures.officials_only(ctx, RecordKind.DEMOGRAPHICS, [student_id])
    student = await _student(ctx, DEMOGRAPHICS.right, student_id)
    # Of two who write the first word the second finds the row of the first.
    await one_at_a_time(ctx, "demographics", student_id)
    row = await repository.find(ctx, student_id)
    ctx.check_version(row or SimpleNamespace(version=0))
    if row is None:
        row = repository.nothing(student_id, new_id())
        ctx.add(row)
    patch.apply(row)
    await _keep_by_hand(ctx, student_id, patch)
    await ctx.session.flush()
    if await sources.several(ctx) and await sources.is_hand_named(ctx):
        # Sources that go before may say other.
        await worlds.reconsider(ctx, [student_id])
        await ctx.session.refresh(row)
    ctx.audit_reading(records=RecordKind.DEMOGRAPHICS, student_ids=[student_id])
    return await _reply(ctx, student, row)


async def _keep_by_hand(ctx: Context, student_id: UUID, patch: StudentDemographicsUpdate) -> None:
    """Keep what a person wrote as a source's word; null takes it back."""
    listing = await sources.by_hand(ctx, student_id)
    said = {**(listing.content if listing else {}), **patch.changes()}
    said = {name: value for name, value in said.items() if value is not None}
    if listing is None:
        which = {"kind": sources.DEMOGRAPHICS, "row_id": student_id, "source": BY_HAND, "student_id": student_id}
        listing = RosterListingRow(district_id=ctx.district_id, **which, listed=True, content=said)
        ctx.add(listing)
    listing.content = said


async def _student(ctx: Context, right: str, student_id: UUID) -> StudentRow:
    """The student must be there for the caller."""
    row = await get_student(ctx, student_id)
    if not (await POLICY.can_read(ctx, right, STUDENT_ROWS, student_id)).allowed:
        raise _nobody()
    check_not_merged(row)
    return row


def _nobody() -> NotFound:
    return NotFound(Words("No such student.", es="No existe ese estudiante."))


async def _may(ctx: Context, student_id: UUID) -> list[str]:
    who = ctx.principal
    is_official = who.party is None or who.party.basis == Basis.SCHOOL_OFFICIAL
    if not is_official or DEMOGRAPHICS.door not in who.scopes:
        return []
    return ["change"] if (await POLICY.can_read(ctx, DEMOGRAPHICS.right, STUDENT_ROWS, student_id)).allowed else []


async def _sources(ctx: Context, student_id: UUID, row: object) -> list[dict[str, Any]]:
    listing = await sources.by_hand(ctx, student_id)
    said = listing.content if listing else {}
    fields = sorted(name for name, value in said.items() if getattr(row, name, None) == value)
    return [{"source": BY_HAND, "fields": fields}] if fields else []


async def _reply(ctx: Context, student: StudentRow, row: object) -> StudentDemographics:
    of_roster: dict[str, Any] = {"student_id": student.id, "birth_date": student.birth_date, "sex": student.sex}
    of_roster["may"] = await _may(ctx, student.id)
    of_roster["sources"] = await _sources(ctx, student.id, row)
    names = StudentDemographics.model_fields.keys() - of_roster.keys()
    empty = SimpleNamespace(**{**dict.fromkeys(names), "version": 0}) if row is None else row
    return StudentDemographics(**of_roster, **{name: getattr(empty, name) for name in names})

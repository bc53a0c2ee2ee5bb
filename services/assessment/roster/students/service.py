"""Use cases of the roster."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.student_records.relations import (
    CLASS_ROWS,
    ENROLLMENT_ROWS,
    GUARDIAN_ROWS,
    STUDENT_ROWS,
)
from services.assessment.records.student_records.repository import check_not_merged, get_student
from services.assessment.records.student_records.tables import StudentRow
from services.assessment.roster.students import repository
from services.assessment.roster.students.may import LISTING, LISTING_CONSENTED
from services.assessment.roster.students.schemas import EnrollmentList, GuardianList, StudentList
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.errors import NotFound
from shared.texts.words import Words


async def students(ctx: Context, filters: StudentList) -> Response:
    """Students of the caller's schools, classes and caseloads whom the caller's ground covers."""
    scope = POLICY.list_filter(ctx, "roster:read", STUDENT_ROWS)
    return await disclosures.page(
        ctx,
        filters,
        LISTING,
        scope,
        door="roster:read",
        by_consent=LISTING_CONSENTED,
        asked_for=filters.source_id,
    )


def classes_visible(ctx: Context) -> dict[str, Any]:
    """The scope of the list of classes."""
    return POLICY.list_filter(ctx, "classes:read", CLASS_ROWS)


async def enrollments(ctx: Context, filters: EnrollmentList) -> Response:
    """Who is in the classes the caller sees; of students those whom the caller's ground covers."""
    scope = POLICY.list_filter(ctx, "classes:read", ENROLLMENT_ROWS)
    consented = repository.ENROLLMENTS_CONSENTED
    return await disclosures.page(
        ctx,
        filters,
        repository.ENROLLMENTS,
        scope,
        door="classes:read",
        rows=ENROLLMENT_ROWS,
        by_consent=consented,
        asked_for=filters.person_id,
    )


async def guardians(ctx: Context, filters: GuardianList) -> Response:
    """Guardians as the caller may see them: students they do not see are not there."""
    scope = POLICY.list_filter(ctx, "guardians:read", GUARDIAN_ROWS)
    listing = repository.GUARDIANS_SEEN if scope else repository.GUARDIANS
    consented = repository.GUARDIANS_SEEN_CONSENTED if scope else repository.GUARDIANS_CONSENTED
    return await disclosures.page(
        ctx,
        filters,
        listing,
        scope,
        door="guardians:read",
        by_consent=consented,
        # Somebody no student is linked to is nobody's parent, and no ledger would say who was read.
        outside={"linked": "true"},
        asked_for=filters.student_id,
    )


def sessions_visible(ctx: Context) -> dict[str, Any]:
    """Sessions are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "academic_sessions:read")
    return {}


async def read_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student. To somebody who has nothing to do with them there is no such student."""
    await disclosures.ground_of(ctx, RecordKind.ROSTER, [student_id])
    row = await get_student(ctx, student_id)
    if not (await POLICY.can_read(ctx, "roster:read", STUDENT_ROWS, row.id)).allowed:
        raise NotFound(Words("No such student.", es="No existe ese estudiante."))
    if not await disclosures.one(ctx, RecordKind.ROSTER, row.id, door="roster:read"):
        raise NotFound(Words("No such student.", es="No existe ese estudiante."))
    check_not_merged(row)
    return row

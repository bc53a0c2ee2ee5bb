"""Use cases of the roster."""

from typing import Any
from uuid import UUID

from services.assessment.permissions import POLICY
from services.assessment.roster import repository
from services.assessment.roster.schemas import GuardianList
from services.assessment.roster.tables import StudentRow
from shared.web.context import Context
from shared.web.errors import NotFound
from shared.web.paging import Listing


def visible(ctx: Context) -> dict[str, Any]:
    """The filter that leaves the caller the rows of their schools."""
    schools = POLICY.schools(ctx, "roster:read")
    return {} if schools is None else {"school_ids": schools}


def guardians(ctx: Context, wish: GuardianList) -> tuple[Listing, dict[str, Any]]:
    """The list of guardians as the caller may see it, and its scope: to them, students of other schools are not there."""
    scope = visible(ctx)
    return (repository.guardians_at(len(wish.filters()) + 1) if scope else repository.GUARDIANS), scope


def sessions_visible(ctx: Context) -> dict[str, Any]:
    """Sessions are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "academic_sessions:read")
    return {}


async def read_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student. To somebody of another school there is no such student."""
    row = await repository.get_student(ctx, student_id)
    schools = POLICY.schools(ctx, "roster:read")
    if schools is not None and row.school_id not in schools:
        raise NotFound("No such student.")
    ctx.audit_reading(records=repository.RECORDS, student_ids=[row.id])
    return row

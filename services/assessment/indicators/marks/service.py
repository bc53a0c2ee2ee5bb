"""Use cases of marks."""

from uuid import UUID

from fastapi import Response

from services.assessment.indicators.facts import service as facts
from services.assessment.indicators.marks.repository import MARKS
from services.assessment.indicators.marks.schemas import MarkList
from shared.context.context import Context

RIGHT = "marks:read"


async def listed(ctx: Context, filters: MarkList) -> Response:
    """Marks at the caller's schools, and of students on their caseload."""
    return await facts.listed(ctx, MARKS, filters, RIGHT)


async def read(ctx: Context, mark_id: UUID) -> Response:
    """One of them."""
    return await facts.read(ctx, MARKS, mark_id, RIGHT)

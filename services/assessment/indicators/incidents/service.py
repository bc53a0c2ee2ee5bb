"""Use cases of incidents."""

from uuid import UUID

from fastapi import Response

from services.assessment.indicators.facts import service as facts
from services.assessment.indicators.incidents.repository import INCIDENTS
from services.assessment.indicators.incidents.schemas import IncidentList
from shared.context.context import Context

RIGHT = "incidents:read"


async def listed(ctx: Context, filters: IncidentList) -> Response:
    """Incidents at the caller's schools, and of students on their caseload."""
    return await facts.listed(ctx, INCIDENTS, filters, RIGHT)


async def read(ctx: Context, incident_id: UUID) -> Response:
    """One of them."""
    return await facts.read(ctx, INCIDENTS, incident_id, RIGHT)

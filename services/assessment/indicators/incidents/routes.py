"""HTTP of incidents."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.indicators.incidents import service
from services.assessment.indicators.incidents.schemas import Incident, IncidentList
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/incidents", tags=["indicators"])


@router.get("", response_model=Page[Incident], responses=refusals(NoLegalBasis))
async def list_incidents(
    ctx: Annotated[Context, requires("incidents:read")], filters: Annotated[IncidentList, Query()]
) -> Response:
    """List who had which part in which incident, by day, or by change with `updated_since`, which shows removed ones too."""
    return await service.listed(ctx, filters)


@router.get("/{incident_id}", response_model=Incident, responses=refusals(NoLegalBasis))
async def read_incident(incident_id: UUID, ctx: Annotated[Context, requires("incidents:read")]) -> Response:
    """Read one student's part in an incident."""
    return await service.read(ctx, incident_id)

"""HTTP of what can prove a task."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.scheduling.planning.evidence_types import service
from services.scheduling.planning.evidence_types.catalogue import PROVABLE, in_district
from services.scheduling.planning.evidence_types.rules import OPERATORS
from services.scheduling.planning.evidence_types.schemas import EvidenceField, EvidenceType, EvidenceTypes
from shared.context.context import Context
from shared.directory.queries import active_roles
from shared.errors import NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/evidence-types", tags=["evidence"])


@router.get("", response_model=EvidenceTypes, responses=refusals(NotPermitted))
async def list_evidence_types(ctx: Annotated[Context, requires("plans:read")]) -> Response:
    """List the events an activity's `done_when` may name, with the fields and comparisons of its conditions."""
    service.require_reader(ctx)
    roles = await active_roles(ctx)
    types = [
        EvidenceType(
            event_type=event_type,
            fields=[
                EvidenceField(
                    name=name,
                    is_keyed=field.keyed,
                    kind=field.kind,
                    operators=list(OPERATORS[field.kind]),
                    values=list(field.values),
                )
                for name, field in in_district(fields, roles).items()
            ],
        )
        for event_type, fields in PROVABLE.items()
    ]
    return ctx.reply(EvidenceTypes(items=types))

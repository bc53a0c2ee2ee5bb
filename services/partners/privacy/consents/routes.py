"""HTTP of consents."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.directory.staff.errors import NoSuchParty
from services.partners.privacy.consents import service
from services.partners.privacy.consents.errors import (
    BeyondTheParty,
    ConsentIncomplete,
    ConsentRevoked,
    NoSuchStudent,
    OralIsNoConsent,
)
from services.partners.privacy.consents.may import MAY
from services.partners.privacy.consents.schemas import Consent, ConsentCreate, ConsentList, ConsentRevoke
from services.partners.privacy.consents.standing import standing_of
from services.partners.privacy.consents.tables import ConsentRow
from services.partners.privacy.consents.transitions import REVOKE
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchSchool, NotFound, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/consents", tags=["consents"])


@router.get("", response_model=Page[Consent], responses=refusals(NotPermitted))
async def list_consents(
    ctx: Annotated[Context, requires("consents:read")], filters: Annotated[ConsentList, Query()]
) -> Response:
    """List consents by student or party, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=Consent,
    responses=refusals(
        NotPermitted,
        NotFound,
        ConsentIncomplete,
        OralIsNoConsent,
        NoSuchStudent,
        NoSuchParty,
        NoSuchSchool,
        BeyondTheParty,
        DaysOutOfOrder,
    ),
)
async def add_consent(body: ConsentCreate, ctx: Annotated[Context, requires("consents:write")]) -> Response:
    """Record a consent as it was signed (34 CFR 99.30)."""
    return ctx.reply(await _said(ctx, await service.add(ctx, body)), 201)


@router.get("/{consent_id}", response_model=Consent, responses=refusals(NotPermitted))
async def read_consent(consent_id: UUID, ctx: Annotated[Context, requires("consents:read")]) -> Response:
    """Read one consent."""
    return ctx.reply(await _said(ctx, await service.read(ctx, consent_id)))


@router.post(
    "/{consent_id}/revoke", response_model=Consent, responses=refusals(NotPermitted, ConsentIncomplete, ConsentRevoked)
)
async def revoke_consent(
    consent_id: UUID, body: ConsentRevoke, ctx: Annotated[Context, requires(REVOKE.door)]
) -> Response:
    """Revoke a consent, effective at once and for good."""
    return ctx.reply(await _said(ctx, await service.revoke(ctx, consent_id, body)))


async def _said(ctx: Context, row: ConsentRow) -> Consent:
    return await MAY.reply(ctx, Consent, row, **await standing_of(ctx, row.id))

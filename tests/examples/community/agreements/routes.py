"""HTTP of agreements."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires
from tests.examples.community.agreements import service
from tests.examples.community.agreements.errors import TitleTaken
from tests.examples.community.agreements.schemas import Agreement, AgreementCreate, AgreementList, AgreementUpdate

router = APIRouter(prefix="/v1/agreements", tags=["agreements"])
Reader = Annotated[Context, requires("agreements:read")]
Writer = Annotated[Context, requires("agreements:write")]
BAD = (NotPermitted, TitleTaken, DaysOutOfOrder)


@router.get("", response_model=Page[Agreement], responses=refusals(NotPermitted))
async def list_agreements(ctx: Reader, filters: Annotated[AgreementList, Query()]) -> Response:
    """List agreements by title, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post("", status_code=201, response_model=Agreement, responses=refusals(*BAD))
async def add_agreement(body: AgreementCreate, ctx: Writer) -> Response:
    """Add an agreement."""
    return ctx.reply(Agreement.model_validate(await service.add(ctx, body)), 201)


@router.get("/{agreement_id}", response_model=Agreement, responses=refusals(NotPermitted))
async def read_agreement(agreement_id: UUID, ctx: Reader) -> Response:
    """Read one agreement."""
    return await service.read(ctx, agreement_id)


@router.patch("/{agreement_id}", response_model=Agreement, responses=refusals(*BAD))
async def change_agreement(agreement_id: UUID, body: AgreementUpdate, ctx: Writer) -> Response:
    """Change an agreement."""
    return ctx.reply(Agreement.model_validate(await service.change(ctx, agreement_id, body)))

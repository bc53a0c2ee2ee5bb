"""HTTP of sign-in sessions, and of sign-ins that were refused."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.access.sign_ins import service
from services.partners.access.sign_ins.browser_routes import router as browsers
from services.partners.access.sign_ins.schemas import SignInRefusal, SignInRefusalList, SignInSession, SignInSessionList
from services.partners.access.sign_ins.transitions import DELETE
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["sign-ins"])
routers = (router, browsers)


@router.get("/v1/sign-in-sessions", response_model=Page[SignInSession], responses=refusals(NotPermitted))
async def list_sign_in_sessions(
    ctx: Annotated[Context, requires("directory:read")], filters: Annotated[SignInSessionList, Query()]
) -> Response:
    """List one's own live sessions; with `access:read` everybody's. `updated_since` shows ended ones too."""
    return await service.listed(ctx, filters)


@router.get("/v1/sign-in-sessions/{session_id}", response_model=SignInSession, responses=refusals(NotPermitted))
async def read_sign_in_session(session_id: UUID, ctx: Annotated[Context, requires("directory:read")]) -> Response:
    """Read one session."""
    return await service.read(ctx, session_id)


@router.delete("/v1/sign-in-sessions/{session_id}", status_code=204, responses=refusals(NotPermitted))
async def end_sign_in_session(session_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """End a session of one's own, or with `access:write` anybody's: its tokens are refused everywhere."""
    await service.end_one(ctx, session_id)
    return ctx.nothing()


@router.get("/v1/sign-in-refusals", response_model=Page[SignInRefusal], responses=refusals(NotPermitted))
async def list_sign_in_refusals(
    ctx: Annotated[Context, requires("access:read")], filters: Annotated[SignInRefusalList, Query()]
) -> Response:
    """List why people could not sign in, for 30 days: a code, the provider and the time; nothing about the person."""
    return await service.refusals(ctx, filters)

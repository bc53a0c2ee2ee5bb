"""HTTP of the policy of schools' own days."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.scheduling.calendar.school_policy import service
from services.scheduling.calendar.school_policy.schemas import SchoolPolicy, SchoolPolicySet
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/calendar/school-policy", tags=["calendar"])


@router.get("", response_model=SchoolPolicy, responses=refusals(NotPermitted))
async def read_school_policy(ctx: Annotated[Context, requires("calendar:read")]) -> Response:
    """Read what the people of a school may say of its days."""
    return ctx.reply(await service.read(ctx))


@router.put("", response_model=SchoolPolicy, responses=refusals(NotPermitted))
async def set_school_policy(body: SchoolPolicySet, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Set what the people of a school may say of its days, from now on."""
    return ctx.reply(await service.set_whole(ctx, body))

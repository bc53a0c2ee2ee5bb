"""Use cases of sessions: seen and ended by those they belong to, and by district IT."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.access.sign_ins import repository
from services.partners.access.sign_ins.may import SESSIONS
from services.partners.access.sign_ins.schemas import SignInRefusalList, SignInSessionList
from services.partners.access.sign_ins.transitions import DELETE
from services.partners.permissions import POLICY
from services.partners.revocation.sessions.service import end
from services.partners.revocation.sessions.tables import SignInSessionRow
from shared.context.context import Context
from shared.errors import NotPermitted
from shared.texts.words import Words


async def listed(ctx: Context, filters: SignInSessionList) -> Response:
    """The caller's live sessions; with access:read everybody's."""
    if _may(ctx, "access:read"):
        return await ctx.page(SESSIONS, filters)
    own = ctx.principal.staff_id
    if own is None:
        raise NotPermitted(
            Words(
                "The sessions of others need access:read.", es="Las sesiones de otras personas requieren access:read."
            )
        )
    if filters.staff_id not in (None, own):
        raise NotPermitted(
            Words(
                "The sessions of others need access:read.", es="Las sesiones de otras personas requieren access:read."
            )
        )
    return await ctx.page(SESSIONS, filters.model_copy(update={"staff_id": own}))


async def read(ctx: Context, session_id: UUID) -> Response:
    """One session. Another's does not exist for those without access:read."""
    return await ctx.item(SESSIONS, session_id, "session", _visible(ctx))


async def end_one(ctx: Context, session_id: UUID) -> None:
    """Sign out of a session of one's own; with access:write out of anybody's."""
    row = await ctx.row(SignInSessionRow, repository.SESSIONS, session_id, "session", _visible(ctx))
    await DELETE.check(ctx, row)
    await end(ctx, row.id, "ended_by_person" if row.staff_id == ctx.principal.staff_id else "ended_by_administrator")


async def refusals(ctx: Context, filters: SignInRefusalList) -> Response:
    """Who could not get in, by time."""
    POLICY.require(ctx, "access:read")
    return await ctx.page(repository.REFUSALS, filters)


def _visible(ctx: Context) -> dict[str, Any]:
    return {} if _may(ctx, "access:read") else {"staff_id": ctx.principal.staff_id}


def _may(ctx: Context, scope: str) -> bool:
    return scope in ctx.principal.scopes and POLICY.lets(ctx, scope)

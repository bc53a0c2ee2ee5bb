"""SQL of sessions that end."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, column, func, literal, select, table, update
from sqlalchemy.dialects.postgresql import insert

from services.partners.revocation.sessions.tables import LogoutNoticeRow, SignInSessionRow
from shared.context.context import Context

#: What of front ends it takes to know whom to tell.
APPLICATIONS = table("applications", column("district_id"), column("id"), column("backchannel_logout_uri"))


async def end_sessions(ctx: Context, reason: str, which: Sequence[ColumnElement[bool]]) -> list[UUID]:
    """Mark the live ones of these sessions as ended, and have their front ends told; returns their ids."""
    ended = await ctx.session.scalars(
        update(SignInSessionRow)
        .where(SignInSessionRow.ended_at.is_(None), *which)
        .values(
            ended_at=ctx.now,
            end_reason=reason,
            updated_at=ctx.now,
            updated_by=ctx.actor,
            version=SignInSessionRow.version + 1,
        )
        .returning(SignInSessionRow.id),
        execution_options={"synchronize_session": "fetch"},
    )
    ids = sorted(ended)
    if not ids:
        return []
    told = (
        select(
            SignInSessionRow.district_id,
            func.uuidv7(),
            SignInSessionRow.id,
            literal(0),
            literal(ctx.now),
            literal(ctx.now),
        )
        .join(
            APPLICATIONS,
            (APPLICATIONS.c.district_id == SignInSessionRow.district_id)
            & (APPLICATIONS.c.id == SignInSessionRow.application_id),
        )
        .where(SignInSessionRow.id.in_(ids), APPLICATIONS.c.backchannel_logout_uri.is_not(None))
    )
    columns = ["district_id", "id", "session_id", "attempts", "next_attempt_at", "created_at"]
    await ctx.session.execute(insert(LogoutNoticeRow).from_select(columns, told))
    return ids

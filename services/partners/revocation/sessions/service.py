"""Sessions end: for whatever reason, their refresh tokens lead nowhere and their access tokens die in all services."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_

from services.partners.revocation.ended_access.service import end_access_of_all
from services.partners.revocation.sessions import repository
from services.partners.revocation.sessions.tables import SignInSessionRow
from shared.context.context import Context


async def end(ctx: Context, session_id: UUID, reason: str) -> None:
    """End one session; one that has ended stays as it is. `reason` is a code."""
    await _end(ctx, reason, SignInSessionRow.id == session_id)


async def end_all_of(ctx: Context, staff_ids: Collection[UUID], reason: str) -> None:
    """Sign people out everywhere."""
    await _end(ctx, reason, SignInSessionRow.staff_id.in_(staff_ids))


async def end_all_at(ctx: Context, application_id: UUID, reason: str) -> None:
    """Sign everybody out of a front end."""
    await _end(ctx, reason, SignInSessionRow.application_id == application_id)


async def end_all_from(ctx: Context, provider_id: UUID, reason: str) -> None:
    """Sign out everybody who came by an identity provider."""
    await _end(ctx, reason, SignInSessionRow.provider_id == provider_id)


async def end_all_by(ctx: Context, staff_id: UUID, provider_id: UUID, reason: str) -> None:
    """Sign a person out of whatever they came to by one identity provider."""
    await _end(ctx, reason, SignInSessionRow.staff_id == staff_id, SignInSessionRow.provider_id == provider_id)


async def end_at_provider(ctx: Context, provider_id: UUID, subject: str | None, provider_session: str | None) -> None:
    """The provider says somebody signed out: of one session of theirs, or (without one) of all."""
    which = [SignInSessionRow.provider_id == provider_id]
    if subject is not None:
        which.append(SignInSessionRow.subject == subject)
    if provider_session is not None:
        # An ID token need not have named the session: whose it may be is then said by `sub` alone.
        unnamed = SignInSessionRow.provider_session.is_(None) if subject is not None else false()
        which.append(or_(SignInSessionRow.provider_session == provider_session, unnamed))
    await _end(ctx, "provider_signed_out", *which)


async def _end(ctx: Context, reason: str, *which: ColumnElement[bool]) -> None:
    await ctx.session.flush()
    await end_access_of_all(ctx, "session", await repository.end_sessions(ctx, reason, which), reason)

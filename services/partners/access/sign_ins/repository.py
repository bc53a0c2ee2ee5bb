"""SQL of sign-ins."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.dialects.postgresql import insert

from services.partners.access.applications.tables import ApplicationRow
from services.partners.access.identity_providers.tables import IdentityProviderRow
from services.partners.access.scim.tables import ScimGroupMemberRow, ScimGroupRow
from services.partners.access.sign_ins import rules
from services.partners.access.sign_ins.schemas import SignInRefusal, SignInRefusalList, SignInSession, SignInSessionList
from services.partners.access.sign_ins.tables import (
    AuthorizationCodeRow,
    LogoutTokenSeenRow,
    RefreshTokenRow,
    SignInAttemptRow,
    SignInRefusalRow,
)
from services.partners.directory.roles.repository import holds_on
from services.partners.directory.roles.tables import RoleAssignmentRow
from services.partners.directory.staff.tables import StaffRow
from services.partners.privacy.parties.tables import PartyRow
from services.partners.revocation.sessions.tables import SignInSessionRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.db.engine import SYSTEM_ROLE, Database
from shared.errors import NotFound
from shared.texts.words import Words

SESSIONS = listing(
    SignInSessionRow, SignInSession, SignInSessionList, present="s.ended_at is null and s.idle_until > now()"
)
REFUSALS = listing(SignInRefusalRow, SignInRefusal, SignInRefusalList, changed="occurred_at")

FIND_ATTEMPT = "select district_id, id from sign_in_attempts where state_hash = $1"
FIND_BY_COOKIE = "select district_id, id from sign_in_sessions where cookie_hash = $1"
FIND_PROVIDER = "select district_id, id from identity_providers where id = $1"
FIND_SESSION = "select district_id, id from sign_in_sessions where id = $1"

# Children first; a session goes when nothing of it can be used or recognised any more.
PURGE = (
    "delete from sign_in_attempts where expires_at < $1::timestamptz - interval '1 hour'",
    "delete from logout_tokens_seen where expires_at < $1",
    f"delete from sign_in_refusals where occurred_at < $1::timestamptz - interval '{rules.REFUSALS_STAY.days} days'",
    *(
        f"""delete from {table} t using sign_in_sessions s where s.district_id = t.district_id and s.id = t.session_id
          and s.expires_at < $1::timestamptz - interval '{rules.SESSIONS_STAY.days} days'"""
        for table in ("authorization_codes", "refresh_tokens", "logout_notices")
    ),
    f"delete from sign_in_sessions where expires_at < $1::timestamptz - interval '{rules.SESSIONS_STAY.days} days'",
)


async def last_application(ctx: Context, staff_id: UUID) -> UUID | None:
    """The front end somebody last signed in to, as far back as sessions are kept."""
    found: UUID | None = await ctx.session.scalar(
        select(SignInSessionRow.application_id)
        .where(SignInSessionRow.staff_id == staff_id, SignInSessionRow.application_id.is_not(None))
        .order_by(SignInSessionRow.created_at.desc(), SignInSessionRow.id.desc())
        .limit(1)
    )
    return found


async def find(db: Database, query: str, argument: Any) -> tuple[UUID, UUID] | None:
    """(district, id) of a row, before anything says which district the caller is of."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        row = await connection.fetchrow(query, argument)
    return (row["district_id"], row["id"]) if row else None


async def purge(db: Database, now: datetime) -> None:
    """Delete, in every district, what is over and was kept long enough."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        for statement in PURGE:
            await connection.execute(statement, now)


async def active_providers(ctx: Context) -> list[IdentityProviderRow]:
    """The district's providers people sign in at, by name."""
    query = select(IdentityProviderRow).where(IdentityProviderRow.active)
    return list(await ctx.session.scalars(query.order_by(IdentityProviderRow.name, IdentityProviderRow.id)))


async def groups_of(ctx: Context, staff_id: UUID) -> list[str]:
    """The names of the SCIM groups somebody is in."""
    query = (
        select(ScimGroupRow.display_name)
        .join(ScimGroupMemberRow, ScimGroupMemberRow.group_id == ScimGroupRow.id)
        .where(ScimGroupMemberRow.staff_id == staff_id)
    )
    return list(await ctx.session.scalars(query.order_by(ScimGroupRow.display_name)))


async def get_attempt(ctx: Context, attempt_id: UUID) -> SignInAttemptRow | None:
    """An attempt, locked, or None."""
    query = select(SignInAttemptRow).where(SignInAttemptRow.id == attempt_id).with_for_update()
    return await ctx.session.scalar(query)


async def get_session(ctx: Context, session_id: UUID, *, lock: bool = False) -> SignInSessionRow:
    """One session. Whoever issues a token for it locks it, so that it cannot end meanwhile. Raises `NotFound`."""
    query = select(SignInSessionRow).where(SignInSessionRow.id == session_id)
    # Whatever was read of it before the lock may be old.
    locked = query.with_for_update().execution_options(populate_existing=True)
    row = await ctx.session.scalar(locked if lock else query)
    if row is None:
        raise NotFound(Words("No such session.", es="No existe esa sesión."))
    return row


async def application_of(ctx: Context, application_id: UUID | None) -> ApplicationRow | None:
    """A session's front end, also one that was removed meanwhile."""
    if application_id is None:
        return None
    return await ctx.session.scalar(select(ApplicationRow).where(ApplicationRow.id == application_id))


async def by_cookie(ctx: Context, cookie_hash: str) -> UUID | None:
    """The session a cookie holds, if it is this district's."""
    return await ctx.session.scalar(select(SignInSessionRow.id).where(SignInSessionRow.cookie_hash == cookie_hash))


async def signed_in_without_role(ctx: Context, today: date) -> list[UUID]:
    """The people with a live session who hold no role of their own today."""
    held = select(RoleAssignmentRow.id).where(RoleAssignmentRow.staff_id == SignInSessionRow.staff_id, holds_on(today))
    query = select(SignInSessionRow.staff_id).where(*_is_live(ctx), ~held.exists()).distinct()
    return list(await ctx.session.scalars(query.order_by(SignInSessionRow.staff_id)))


async def signed_in_of_parties(ctx: Context) -> list[tuple[UUID, PartyRow]]:
    """The people with a live session who belong to a party, each with it."""
    query = (
        select(StaffRow.id, PartyRow)
        .join(PartyRow, PartyRow.id == StaffRow.party_id)
        .where(StaffRow.id.in_(select(SignInSessionRow.staff_id).where(*_is_live(ctx))))
    )
    return [(staff_id, party) for staff_id, party in await ctx.session.execute(query)]


def _is_live(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    return SignInSessionRow.ended_at.is_(None), SignInSessionRow.idle_until > ctx.now


async def exchanged(ctx: Context, client_id: UUID, proof_hash: str) -> SignInSessionRow | None:
    """The live session a client already has for this ID token. Not locked: whoever issues locks the person before it."""
    return await ctx.session.scalar(
        select(SignInSessionRow)
        .where(
            SignInSessionRow.client_id == client_id,
            SignInSessionRow.proof_hash == proof_hash,
            SignInSessionRow.ended_at.is_(None),
            SignInSessionRow.idle_until > ctx.now,
        )
        .order_by(SignInSessionRow.id)
        .limit(1)
    )


async def exchanged_before(ctx: Context, client_id: UUID, proof_hash: str) -> bool:
    """Was a session of this ID token ended? One that was only idle too long may be begun again."""
    query = select(literal(1)).where(
        SignInSessionRow.client_id == client_id,
        SignInSessionRow.proof_hash == proof_hash,
        SignInSessionRow.ended_at.is_not(None),
    )
    return await ctx.session.scalar(query.limit(1)) is not None


async def signed_out_since(ctx: Context, provider_id: UUID, subject: str, moment: datetime) -> bool:
    """Has the provider said, since that moment, that this person signed out?"""
    query = select(literal(1)).where(
        SignInSessionRow.provider_id == provider_id,
        SignInSessionRow.subject == subject,
        SignInSessionRow.end_reason == "provider_signed_out",
        SignInSessionRow.ended_at >= moment,
    )
    return await ctx.session.scalar(query.limit(1)) is not None


async def get_code(ctx: Context, code_hash: str) -> AuthorizationCodeRow | None:
    """A code, locked."""
    query = select(AuthorizationCodeRow).where(AuthorizationCodeRow.code_hash == code_hash).with_for_update()
    return await ctx.session.scalar(query)


async def get_refresh_token(ctx: Context, token_hash: str) -> RefreshTokenRow | None:
    """A refresh token, locked."""
    query = select(RefreshTokenRow).where(RefreshTokenRow.token_hash == token_hash).with_for_update()
    return await ctx.session.scalar(query)


async def take_logout_token(ctx: Context, provider_id: UUID, jti_hash: str, expires_at: datetime) -> bool:
    """Is it the first time this logout token is seen? From now on it is not."""
    row = {
        "district_id": ctx.district_id,
        "provider_id": provider_id,
        "jti_hash": jti_hash,
        "expires_at": expires_at,
    }
    taken = await ctx.session.execute(
        insert(LogoutTokenSeenRow).values(row).on_conflict_do_nothing().returning(LogoutTokenSeenRow.jti_hash)
    )
    return taken.scalar_one_or_none() is not None

"""What a session gives: an access token with the roles of that very moment, and the next link of its refresh tokens."""

from typing import Any
from uuid import UUID

from services.partners.access.identity_providers.repository import get_provider
from services.partners.access.sign_ins import repository, rules
from services.partners.access.sign_ins.tables import RefreshTokenRow
from services.partners.access.tokens.authenticating import Client
from services.partners.access.tokens.forms import Refused
from services.partners.access.tokens.issuing import access_token, midnight
from services.partners.directory.roles.scopes_of_roles import scopes_of
from services.partners.directory.roles.service import roles_for_token
from services.partners.directory.staff.repository import hold_staff
from services.partners.directory.staff.tables import StaffRow
from services.partners.privacy.emergency_access.service import open_for
from services.partners.privacy.parties.service import NoStanding, claim_of
from services.partners.revocation.sessions.service import end
from services.partners.revocation.sessions.tables import SignInSessionRow
from shared.auth.scopes import open_on
from shared.context.context import Context


async def grant(
    ctx: Context,
    session_id: UUID,
    *,
    client: Client,
    most: list[str],
    wanted: list[str],
    audience: str | list[str],
) -> dict[str, Any] | Refused:
    """A token reply for a live session, or why there is none: a session whose person may no longer get in ends here.

    `most` is what the application (or client) may ask for now. Scopes are those wanted, or all the session has, as far as `most`
    and the person's roles go.
    """
    # The person before the session, as whoever ends a person's access does: else the two could wait for each other.
    found = await repository.get_session(ctx, session_id)
    person = await hold_staff(ctx, found.staff_id)
    session = await repository.get_session(ctx, session_id, lock=True)
    if session.ended_at is not None or ctx.now >= session.idle_until:
        return Refused("invalid_grant", "the session has ended; sign in again")
    today = await ctx.today()
    roles = await roles_for_token(ctx, person.id, today)
    if reason := await _why_over(ctx, session, person, roles):
        await end(ctx, session.id, reason)
        return Refused("invalid_grant", f"the session has ended: {reason}")
    try:
        party = await claim_of(ctx, (client.party_id, person.party_id))
    except NoStanding as why:
        return Refused("invalid_grant", str(why))
    emergency = None if party else await open_for(ctx, person.id, today)
    if beyond := sorted(set(wanted) - set(session.scopes)):
        return Refused("invalid_scope", f"this sign-in was not given {' '.join(beyond)}")
    held = (str(role["profile"]) for role in roles)
    open_to = scopes_of(held, in_emergency=emergency is not None) & set(most)
    scopes = open_on(
        None if party is None else party["basis"], [scope for scope in wanted or session.scopes if scope in open_to]
    )
    if not scopes:
        return Refused("invalid_scope", "none of these scopes is open to the person's roles, or to their party")
    session.last_used_at = ctx.now
    session.idle_until = rules.idle_until(ctx.now, session.idle_minutes, session.expires_at)
    await ctx.session.flush()
    issued = await access_token(
        ctx.db,
        ctx.settings,
        subject=f"person:{person.id}",
        client_id=client.id,
        district_id=ctx.district_id,
        scopes=scopes,
        roles=roles,
        audience=audience,
        session_id=session.id,
        auth_time=session.auth_time,
        schools=client.school_ids,
        networks=client.networks,
        emergency=emergency,
        party=party,
        ends=(client.expires_at, session.expires_at, await midnight(ctx)),
    )
    return issued.reply(scopes)


def next_refresh_token(ctx: Context, session_id: UUID) -> str:
    """One more link of a session's chain; only its hash is kept."""
    secret = rules.new_secret()
    ctx.add(RefreshTokenRow(session_id=session_id, token_hash=rules.hash_of(secret), created_at=ctx.now, used_at=None))
    return secret


async def _why_over(
    ctx: Context, session: SignInSessionRow, person: StaffRow, roles: list[dict[str, str | None]]
) -> str | None:
    """The code of what has ended a session that nobody has ended yet."""
    if not person.has_access:
        return "person_inactive"
    if not (await get_provider(ctx, session.provider_id)).active:
        return "identity_provider_inactive"
    return None if roles else "no_role"

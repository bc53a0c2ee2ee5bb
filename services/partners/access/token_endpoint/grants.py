"""The ways to a token, as a table: another way is another row."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.datastructures import State

from services.partners.access.sign_ins import token_exchange
from services.partners.access.sign_ins.code_grant import find_public, redeem_code
from services.partners.access.sign_ins.refresh_grant import refresh
from services.partners.access.tokens.authenticating import Client, FindPublic, authenticate, hold, stranger
from services.partners.access.tokens.forms import Form, Refused, granted_audience, granted_scopes
from services.partners.access.tokens.issuing import access_token, midnight
from services.partners.directory.roles.service import roles_for_token
from services.partners.directory.staff.repository import hold_staff
from services.partners.directory.staff.tables import StaffRow
from services.partners.privacy.emergency_access.service import open_for
from services.partners.privacy.parties.service import NoStanding, claim_of
from shared.auth.scopes import open_on
from shared.context.context import Context
from shared.context.work import work_for


@dataclass(frozen=True)
class Grant:
    """One way to a token. `public` finds the front-end applications that may go it without a secret; None: none may."""

    handler: Callable[[State, Form, Client], Awaitable[dict[str, Any]]]
    public: FindPublic | None = None


async def issue(request: Request, form: Form) -> dict[str, Any]:
    """The reply of the token endpoint. Raises `Refused`."""
    kind = form.need("grant_type")
    grant = GRANTS.get(kind)
    if grant is None:
        raise Refused("unsupported_grant_type", f"send one of {', '.join(GRANTS)}")
    client = await authenticate(request, form, grant.public)
    return await grant.handler(request.app.state, form, client)


async def client_credentials(state: State, form: Form, client: Client) -> dict[str, Any]:
    """A token for a machine client, or for the person it acts as, with the scopes it asked for or all it has."""
    async with work_for(state.db, state.settings, client.district_id) as ctx:
        client = await hold(ctx, client)
        scopes = granted_scopes(form, client.scopes)
        roles: list[dict[str, str | None]] = []
        party_ids, emergency = [client.party_id], None
        if client.staff_id is not None:
            staff = await _person(ctx, client.staff_id)
            today = await ctx.today()
            emergency = await open_for(ctx, staff.id, today)
            roles = await roles_for_token(ctx, staff.id, today)
            if not roles:
                raise Refused("unauthorized_client", "the person holds no role today")
            party_ids.append(staff.party_id)
        try:
            party = await claim_of(ctx, party_ids)
        except NoStanding as why:
            raise Refused("unauthorized_client", str(why)) from None
        scopes = open_on(None if party is None else party["basis"], scopes)
        if not scopes:
            raise Refused("invalid_scope", "none of these scopes is open on the party's legal basis")
        issued = await access_token(
            state.db,
            state.settings,
            subject=f"person:{client.staff_id}" if client.staff_id else f"client:{client.id}",
            client_id=client.id,
            district_id=client.district_id,
            scopes=scopes,
            roles=roles,
            audience=granted_audience(form, client.services),
            schools=client.school_ids,
            networks=client.networks,
            party=party,
            # Who stands on what may end by its date has no token beyond the day.
            ends=(client.expires_at, await midnight(ctx) if client.staff_id or party else None),
            emergency=None if party else emergency,
            sets_up=client.for_setup,
        )
    return issued.reply(scopes)


async def _person(ctx: Context, staff_id: UUID) -> StaffRow:
    """The person a client acts as, kept so until the token is signed. Raises `Refused` if they may not come in."""
    staff = await hold_staff(ctx, staff_id)
    if not staff.has_access:
        raise stranger()
    return staff


#: grant_type → who handles it.
GRANTS: dict[str, Grant] = {
    "client_credentials": Grant(client_credentials),
    "authorization_code": Grant(redeem_code, find_public),
    "refresh_token": Grant(refresh, find_public),
    token_exchange.GRANT: Grant(token_exchange.exchange),
}

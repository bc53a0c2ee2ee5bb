"""The ways to a token, as a table: another way is another row."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.datastructures import State

from services.partners.districts.repository import get_district
from services.partners.roles.service import roles_for_token
from services.partners.staff.repository import get_staff
from services.partners.tokens.authenticating import Client, FindPublic, authenticate
from services.partners.tokens.forms import Form, Refused, granted_audience, granted_scopes
from services.partners.tokens.issuing import access_token
from shared import clock
from shared.db.engine import Database
from shared.settings import Settings
from shared.web.work import work_for


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
    scopes = granted_scopes(form, client.scopes)
    roles: list[dict[str, str | None]] = []
    if client.staff_id is not None:
        roles = await _roles_today(state.db, state.settings, client.district_id, client.staff_id)
    issued = await access_token(
        state.db,
        state.settings,
        subject=f"person:{client.staff_id}" if client.staff_id else f"client:{client.id}",
        client_id=client.id,
        district_id=client.district_id,
        scopes=scopes,
        roles=roles,
        audience=granted_audience(form),
    )
    return {
        "access_token": issued.token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": " ".join(scopes),
    }


async def _roles_today(
    db: Database, settings: Settings, district_id: UUID, staff_id: UUID
) -> list[dict[str, str | None]]:
    async with work_for(db, settings, district_id) as ctx:
        staff = await get_staff(ctx, staff_id)
        if not staff.has_access:
            raise Refused("invalid_client", "unknown client or wrong credentials", 401)
        return await roles_for_token(ctx, staff.id, clock.day_in((await get_district(ctx)).timezone, ctx.now))


#: grant_type → who handles it.
GRANTS: dict[str, Grant] = {"client_credentials": Grant(client_credentials)}

"""Calls of the catalogue of roles, and what a token then has."""

from typing import Any
from uuid import UUID

import httpx

from services.partners.directory.roles.service import roles_for_token
from shared.context.work import work_for
from tests.isolation.giving import World


async def role(world: World, code: str) -> dict[str, Any]:
    """One role by its code."""
    found = (await world.machine.get("/v1/roles", params={"code": code})).json()["items"]
    return dict(found[0])


async def change(world: World, code: str, by: httpx.AsyncClient | None = None, **patch: Any) -> httpx.Response:
    row = await role(world, code)
    headers = {"If-Match": f'"{row["version"]}"'}
    return await (by or world.machine).patch(f"/v1/roles/{row['id']}", json=patch, headers=headers)


async def token_roles(world: World, staff_id: UUID) -> list[tuple[str, str]]:
    async with work_for(world.partners.app.state.db, world.partners.settings, world.id) as ctx:
        held = await roles_for_token(ctx, staff_id, await ctx.today())
    return [(str(one["role"]), str(one["profile"])) for one in held]

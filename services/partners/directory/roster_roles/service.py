"""Use cases of what a roster brings: the district says which roles, and what is left out is told."""

from collections.abc import Collection, Iterable, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.directory.roles import repository as roles
from services.partners.directory.roles.catalogue import all_roles, hold, known, reaching
from services.partners.directory.roles.granting import Grant, Voices, What, decide
from services.partners.directory.roles.role_loss import ending_lost_roles
from services.partners.directory.roles.rules import is_no_more
from services.partners.directory.roles.service import emit_recorded
from services.partners.directory.roster_roles import repository, rules
from services.partners.directory.roster_roles.rules import Listed, Origin
from services.partners.directory.roster_roles.schemas import RoleLeftOutList, RosterRoles, RosterRolesBody
from services.partners.directory.roster_roles.tables import LeftOutBecause, RosterRolesRow
from services.partners.permissions import POLICY
from shared.context.context import Context

#: Columns of a role that a roster says.
FACTS = ("id", "staff_id", "school_id", "role", "starts_on", "ends_on")


async def read(ctx: Context) -> RosterRoles:
    """Which roles a roster may bring."""
    POLICY.require(ctx, "directory:read")
    return _said(await repository.find(ctx))


async def left_out(ctx: Context, filters: RoleLeftOutList) -> Response:
    """What rosters listed and did not bring."""
    POLICY.require(ctx, "directory:write")
    return await ctx.page(repository.LEFT_OUT, filters)


async def let(ctx: Context, wish: RosterRolesBody, voices: Voices | None = None) -> RosterRoles:
    """Say which roles a roster may bring; what it listed of them before is brought now, what it may bring no more ends.

    To let it bring a role that reaches far takes two people. `voices` are of a wish that waited, whose asker had the right.
    """
    if voices is None:
        POLICY.require(ctx, "directory:write")
    row = await repository.find(ctx)
    ctx.check_version(row or SimpleNamespace(version=0))
    before, after = set(_said(row).roles), set(wish.roles)
    # What they stand on is not changed meanwhile.
    await hold(ctx, after - before)
    for place, role in enumerate(wish.roles):
        if role not in before:
            await known(ctx, role, f"/roles/{place}")
    await decide(ctx, Grant(what=What.ROSTER_ROLES, reach=await reaching(ctx, after - before)), voices)
    if row is None:
        row = RosterRolesRow(id=ctx.district_id, roles=[])
        ctx.add(row)
    row.roles = sorted(after)
    await ctx.session.flush()
    await _follow(ctx, after - before, before - after)
    return _said(row)


async def take(ctx: Context, listed: Sequence[Listed], staff_ids: Sequence[UUID]) -> None:
    """Make these people's roster roles what a roster lists for them, as far as it may bring it; keep and audit the rest."""
    lets = set(_said(await repository.find(ctx)).roles)
    await hold(ctx, {str(one.wish["role"]) for one in listed})
    today, known_roles = await ctx.today(), await all_roles(ctx)
    async with ending_lost_roles(ctx, staff_ids, today):
        had = {row.id: row for row in await roles.from_roster(ctx, staff_ids)}
        lone = await roles.lone_links(ctx, staff_ids)
        brought: list[dict[str, Any]] = []
        out: list[dict[str, Any]] = []
        grown: list[Listed] = []
        for one in listed:
            wish, before = dict(one.wish), had.get(one.wish["id"])
            why = rules.weighed(one, before, lets, known_roles, lone.get(wish["staff_id"], ()))
            if why is not None:
                out.append({**wish, "reason": why, "sent_by": one.sent_by, **vars(one.origin)})
            if why is None:
                # Whatever gives no more than there was stands where it stood first.
                grows = before is None or not is_no_more(wish, before)
                brought.append({**wish, **vars(one.origin if grows else Origin.of(before))})
                if grows:
                    grown.append(one)
            elif before is not None and why is not LeftOutBecause.NOT_LET:
                # What the roster gave before stays as it was.
                brought.append({**_facts(before), **vars(Origin.of(before))})
        given = await roles.upsert_listed(ctx, brought)
        ended = await roles.end_unlisted(ctx, list(staff_ids), [row["id"] for row in brought], today)
        await ctx.session.flush()
    await repository.keep_left_out(ctx, staff_ids, out)
    for row in (*given, *ended):
        emit_recorded(ctx, row)
    _audit(
        ctx,
        "role_granted",
        ((one.origin.import_id, str(one.wish["role"]), one.wish["id"], one.wish["staff_id"]) for one in grown),
    )
    _audit(ctx, "role_left_out", ((row["import_id"], str(row["role"]), row["id"], row["staff_id"]) for row in out))


def _audit(ctx: Context, action: str, acts: Iterable[tuple[UUID | None, str, UUID, UUID]]) -> None:
    """One entry for each import and role, which names all its assignments."""
    found: dict[tuple[UUID | None, str], list[tuple[UUID, UUID]]] = {}
    for import_id, role, assignment_id, staff_id in acts:
        found.setdefault((import_id, role), []).append((assignment_id, staff_id))
    for (import_id, role), named in found.items():
        rows = {"role_assignment_id": [id_ for id_, _ in named], "staff_id": [id_ for _, id_ in named]}
        ctx.audit(action, rows=rows, reason=[f"roster import {import_id}" if import_id else "roster", role])


async def _follow(ctx: Context, more: Collection[str], fewer: Collection[str]) -> None:
    today = await ctx.today()
    people = {row.staff_id for row in await repository.left_out(ctx, roles=more)}
    people |= await roles.with_roster_roles(ctx, fewer, today)
    if not people:
        return
    concerned = sorted(people)
    standing = {
        row.id: Listed(_facts(row), None, Origin.of(row))
        for row in await roles.from_roster(ctx, concerned)
        if row.ends_on is None or row.ends_on >= today
    }
    # Weighed anew, as sent by whoever sent it.
    waiting = {
        row.id: Listed(_facts(row), row.sent_by, Origin.of(row))
        for row in await repository.left_out(ctx, staff_ids=concerned)
    }
    await take(ctx, list({**standing, **waiting}.values()), concerned)


def _facts(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FACTS}


def _said(row: RosterRolesRow | None) -> RosterRoles:
    if row is None:
        return RosterRoles(roles=list(rules.USUAL), version=0, updated_at=None)
    return RosterRoles(roles=row.roles, version=row.version, updated_at=row.updated_at)

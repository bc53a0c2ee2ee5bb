"""Use cases of machine clients."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.access.clients import keys, repository, rules
from services.partners.access.clients.bounds import check_ground, check_growth, check_within
from services.partners.access.clients.errors import KeyNotUsable
from services.partners.access.clients.events import ClientRecorded
from services.partners.access.clients.may import LISTING
from services.partners.access.clients.schemas import ClientCreate, ClientList, ClientUpdate
from services.partners.access.clients.tables import ClientRow, ClientSecretRow
from services.partners.access.clients.transitions import CHANGE, REVOKE
from services.partners.permissions import POLICY
from services.partners.revocation.ended_access.service import end_access
from shared.context.context import Context
from shared.directory.queries import known_schools
from shared.errors import Invalid, NoSuchSchool, fault
from shared.texts.words import Words


async def listed(ctx: Context, filters: ClientList) -> Response:
    """The district's clients."""
    POLICY.require(ctx, "clients:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, client_id: UUID) -> Response:
    """One client."""
    POLICY.require(ctx, "clients:read")
    return await ctx.item(LISTING, client_id, "client")


async def create(ctx: Context, wish: ClientCreate) -> tuple[ClientRow, str | None]:
    """Make a client, with its secret or with the keys it signs with. Nobody can hand on more than they hold."""
    POLICY.require(ctx, "clients:write")
    row = _row_of(wish)
    await _check(ctx, row, wish)
    await check_within(ctx, row)
    await check_ground(ctx, row)
    await ctx.save(row, ClientRecorded)
    return row, None if row.public_keys else (await add_secret_row(ctx, row, None))[1]


async def store(ctx: Context, wish: ClientCreate) -> tuple[ClientRow, str]:
    """Write a client that no caller's rights bound: the operator's, for setting up, with a secret."""
    row = _row_of(wish)
    row.for_setup = True
    await ctx.save(row, ClientRecorded)
    return row, (await add_secret_row(ctx, row, None))[1]


async def change(ctx: Context, client_id: UUID, patch: ClientUpdate) -> ClientRow:
    """Change what a client may do, within what the caller holds; what it loses it loses at once."""
    POLICY.require(ctx, CHANGE.right)
    row = await repository.get_client(ctx, client_id, lock=True)
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    before = rules.reach_of(row)
    for name, value in _plain(patch).items():
        setattr(row, name, value)
    await _check(ctx, row, patch)
    after = rules.reach_of(row)
    await check_growth(ctx, row, before, after)
    if after.scopes - before.scopes:
        await check_ground(ctx, row)
    if rules.loses(before, after):
        await end_access(ctx, "client", row.id, "client_restricted")
    return await ctx.save(row, ClientRecorded)


async def revoke(ctx: Context, client_id: UUID) -> ClientRow:
    """It gets no token from now on, and those it has end."""
    POLICY.require(ctx, REVOKE.right)
    row = await repository.get_client(ctx, client_id, lock=True)
    await REVOKE.check(ctx, row)
    row.revoked_at = ctx.now
    await end_access(ctx, "client", row.id, "client_revoked")
    return row


async def _check(ctx: Context, row: ClientRow, sent: ClientCreate | ClientUpdate) -> None:
    """What was sent must make sense in this district; sets the keys as they are kept."""
    named = sent.model_fields_set
    faults = []
    if "expires_at" in named and row.expires_at is not None and row.expires_at <= ctx.now:
        faults.append(fault("/expires_at", Words("a moment to come", es="un momento futuro")))
    if row.staff_id is not None and row.school_ids is not None:
        faults.append(
            fault(
                "/school_ids",
                Words(
                    "a client that acts as a person is bound by that person's roles",
                    es="un cliente que actúa como una persona está limitado por los roles de esa persona",
                ),
            )
        )
    if row.staff_id is not None and row.may_exchange:
        faults.append(
            fault(
                "/may_exchange",
                Words(
                    "only a system presents other people's ID tokens",
                    es="solo un sistema presenta tokens de identidad de otras personas",
                ),
            )
        )
    if faults:
        raise Invalid(errors=faults)
    row.public_keys, unusable = keys.read_keys(row.public_keys)
    if unusable:
        raise KeyNotUsable(errors=unusable)
    if "school_ids" in named and row.school_ids is not None:
        known = await known_schools(ctx, row.school_ids)
        strange = [
            fault(f"/school_ids/{place}", Words("no such school", es="no existe esa escuela"), "no_such_school")
            for place, school in enumerate(sent.school_ids or [])
            if school not in known
        ]
        if strange:
            raise NoSuchSchool(errors=strange)


def _plain(sent: ClientCreate | ClientUpdate) -> dict[str, Any]:
    """The fields that were sent, each thing of a list once, in its order."""
    found = sent.changes() if isinstance(sent, ClientUpdate) else dict(sent)
    for name in ("scopes", "school_ids", "services", "networks"):
        if found.get(name) is not None:
            found[name] = list(dict.fromkeys(found[name]))
    if found.get("services") is not None:
        found["services"] = [str(service) for service in found["services"]]
    return found


def _row_of(wish: ClientCreate) -> ClientRow:
    return ClientRow(**_plain(wish))


async def add_secret_row(ctx: Context, row: ClientRow, expires_at: Any) -> tuple[ClientSecretRow, str]:
    """Write a secret; its plain text lives only in the answer."""
    secret = rules.new_secret()
    kept = ClientSecretRow(client_id=row.id, secret_hash=rules.hash_secret(secret), expires_at=expires_at)
    ctx.add(kept)
    await ctx.session.flush()
    return kept, secret

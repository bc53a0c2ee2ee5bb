"""Use cases of machine clients."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.clients import keys, repository, rules
from services.partners.clients.schemas import ClientCreate, ClientList, ClientUpdate
from services.partners.clients.tables import ClientRow, ClientSecretRow
from services.partners.errors import (
    ClientRevoked,
    KeyNotUsable,
    NetworkNotYours,
    NoSuchSchool,
    OnlyForYourself,
    PartyNotYours,
    RevokedAlready,
    ScopeNotYours,
)
from services.partners.permissions import POLICY
from services.partners.tokens.ending import end_access
from shared.web.context import Context
from shared.web.errors import Invalid, fault


async def listed(ctx: Context, filters: ClientList) -> Response:
    """The district's clients."""
    POLICY.require(ctx, "clients:read")
    return await ctx.page(repository.LISTING, filters)


async def read(ctx: Context, client_id: UUID) -> ClientRow:
    """One client."""
    POLICY.require(ctx, "clients:read")
    return await repository.get_client(ctx, client_id)


async def create(ctx: Context, wish: ClientCreate) -> tuple[ClientRow, str | None]:
    """Make a client, with its secret or with the keys it signs with. Nobody can hand on more than they hold."""
    POLICY.require(ctx, "clients:write")
    row = _row_of(wish)
    await _check(ctx, row, wish)
    check_within(ctx, row)
    ctx.add(row)
    await ctx.session.flush()
    return row, None if row.public_keys else (await add_secret_row(ctx, row, None))[1]


async def store(ctx: Context, wish: ClientCreate) -> tuple[ClientRow, str]:
    """Write a client that no caller's rights bound: the operator's, with a secret."""
    row = _row_of(wish)
    ctx.add(row)
    await ctx.session.flush()
    return row, (await add_secret_row(ctx, row, None))[1]


async def change(ctx: Context, client_id: UUID, patch: ClientUpdate) -> ClientRow:
    """Change what a client may do, within what the caller holds; what it loses it loses at once."""
    POLICY.require(ctx, "clients:write")
    row = await repository.get_client(ctx, client_id, lock=True)
    ctx.check_version(row)
    check_live(row)
    check_owner(ctx, row)
    before = rules.reach_of(row)
    for name, value in _plain(patch).items():
        setattr(row, name, value)
    await _check(ctx, row, patch)
    after = rules.reach_of(row)
    _check_growth(ctx, row, before, after)
    if rules.loses(before, after):
        await end_access(ctx, "client", row.id, "client_restricted")
    await ctx.session.flush()
    return row


async def revoke(ctx: Context, client_id: UUID) -> ClientRow:
    """It gets no token from now on, and those it has end."""
    POLICY.require(ctx, "clients:write")
    row = await repository.get_client(ctx, client_id, lock=True)
    if row.revoked_at is not None:
        raise RevokedAlready
    row.revoked_at = ctx.now
    await end_access(ctx, "client", row.id, "client_revoked")
    return row


def check_live(row: ClientRow) -> None:
    """Raises `ClientRevoked`: what was taken back is not given again by changing it."""
    if row.revoked_at is not None:
        raise ClientRevoked("Make a new client.")


def check_owner(ctx: Context, row: ClientRow) -> None:
    """A client for somebody else, or for nobody, would act with rights its maker does not have."""
    if ctx.principal.kind == "person" and row.staff_id != ctx.principal.id:
        raise OnlyForYourself("Name yourself as staff_id; the district's administration client makes all others.")


def check_within(ctx: Context, row: ClientRow) -> None:
    """Whoever hands out a way in must hold all it opens. Raises `ScopeNotYours`, `PartyNotYours`, `NetworkNotYours`."""
    check_owner(ctx, row)
    _check_scopes(ctx, row, frozenset(row.scopes))
    _check_party(ctx, row)
    _check_networks(ctx, row)


def _check_growth(ctx: Context, row: ClientRow, before: rules.Reach, after: rules.Reach) -> None:
    """What a change adds must be the caller's; a further key is a further way in to the whole."""
    if after.kids - before.kids:
        check_within(ctx, row)
    _check_scopes(ctx, row, after.scopes - before.scopes)
    if after.may_exchange and not before.may_exchange:
        _check_party(ctx, row)
    if before.networks != after.networks:
        _check_networks(ctx, row)


def _check_scopes(ctx: Context, row: ClientRow, wanted: frozenset[str]) -> None:
    beyond = [
        fault(f"/scopes/{place}", "your own token lacks it", "scope_not_yours")
        for place, scope in enumerate(row.scopes)
        if scope in wanted - ctx.principal.scopes
    ]
    if beyond:
        raise ScopeNotYours(
            "Is the name right? All there are: contracts/permissions.md. Else ask a client that holds it.",
            errors=beyond,
        )


def _check_party(ctx: Context, row: ClientRow) -> None:
    """Whoever belongs to a party makes clients of that party; people and exchanges of the district are not theirs."""
    party = ctx.principal.party
    if party is None:
        return
    faults = [
        fault(pointer, "your own token belongs to a party", "party_not_yours")
        for pointer, beyond in (
            ("/party_id", row.party_id != party.id),
            ("/staff_id", row.staff_id is not None),
            ("/may_exchange", row.may_exchange),
        )
        if beyond
    ]
    if faults:
        raise PartyNotYours("Make it a client of your own party.", errors=faults)


def _check_networks(ctx: Context, row: ClientRow) -> None:
    if not rules.networks_within(row.networks, ctx.principal.networks):
        outside = [fault("/networks", f"within {', '.join(ctx.principal.networks)}", "network_not_yours")]
        raise NetworkNotYours("Bind it to networks of your own client.", errors=outside)


async def _check(ctx: Context, row: ClientRow, sent: ClientCreate | ClientUpdate) -> None:
    """What was sent must make sense in this district; sets the keys as they are kept."""
    named = sent.model_fields_set
    faults = []
    if "expires_at" in named and row.expires_at is not None and row.expires_at <= ctx.now:
        faults.append(fault("/expires_at", "a moment to come"))
    if row.staff_id is not None and row.school_ids is not None:
        faults.append(fault("/school_ids", "a client that acts as a person is bound by that person's roles"))
    if row.staff_id is not None and row.may_exchange:
        faults.append(fault("/may_exchange", "only a system presents other people's ID tokens"))
    if faults:
        raise Invalid("See errors.", errors=faults)
    row.public_keys, unusable = keys.read_keys(row.public_keys)
    if unusable:
        raise KeyNotUsable("See errors.", errors=unusable)
    if "school_ids" in named and row.school_ids is not None:
        known = await repository.schools_among(ctx, row.school_ids)
        strange = [
            fault(f"/school_ids/{place}", "no such school", "no_such_school")
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

"""Use cases of outside parties."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import Response

from services.partners.directory.roles.granting import Grant, What, decide
from services.partners.permissions import POLICY
from services.partners.privacy.parties import repository, rules
from services.partners.privacy.parties.errors import BasisContradicted, BasisIncomplete
from services.partners.privacy.parties.events import PartyRecorded
from services.partners.privacy.parties.may import LISTING
from services.partners.privacy.parties.schemas import PartyCreate, PartyList, PartyUpdate
from services.partners.privacy.parties.tables import PartyBasis, PartyRow
from services.partners.privacy.parties.transitions import CHANGE
from services.partners.revocation.ended_access.service import end_access_of_all
from shared.context.context import Context
from shared.errors import fault
from shared.texts.words import Words


class NoStanding(Exception):
    """No token for whoever belongs to this party now; says why."""


async def listed(ctx: Context, filters: PartyList) -> Response:
    """Parties by name."""
    POLICY.require(ctx, "access:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, party_id: UUID) -> Response:
    """One party."""
    POLICY.require(ctx, "access:read")
    return await ctx.item(LISTING, party_id, "party")


async def add(ctx: Context, wish: PartyCreate) -> PartyRow:
    """Write down a party with all its basis needs."""
    await _admit(ctx)
    row = PartyRow(**wish.model_dump())
    _check(row)
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(PartyRecorded.of(row))
    return row


async def change(ctx: Context, party_id: UUID, patch: PartyUpdate) -> PartyRow:
    """Change or end a party."""
    await _admit(ctx)
    row = await ctx.get(PartyRow, party_id, "party")
    await CHANGE.check(ctx, row)
    ctx.check_version(row)
    patch.apply(row)
    _check(row)
    await ctx.session.flush()
    ctx.emit(PartyRecorded.of(row))
    await end_access_of_all(ctx, "person", await repository.people_of(ctx, party_id), "party_changed")
    await end_access_of_all(ctx, "client", await repository.clients_of(ctx, party_id), "party_changed")
    return row


async def claim_of(ctx: Context, party_ids: Iterable[UUID | None]) -> dict[str, str] | None:
    """What a token says of the party its holders (client, person) belong to; nothing for the district's own.

    Raises `NoStanding`: two grounds are none, and one that is over is none either.
    """
    ids = {party_id for party_id in party_ids if party_id is not None}
    if not ids:
        return None
    if len(ids) > 1:
        raise NoStanding("the client and the person belong to different parties")
    row = await repository.hold_party(ctx, ids.pop())
    if why := rules.over(row, await ctx.today()):
        raise NoStanding(why)
    return {"id": str(row.id), "basis": row.basis}


async def basis_of(ctx: Context, party_id: UUID | None) -> str | None:
    """The basis a party stands on; nothing for the district itself."""
    row = None if party_id is None else await repository.find_party(ctx, party_id)
    return None if row is None else row.basis


async def acts_for_district(ctx: Context, records: str) -> bool:
    """Does the caller act for the district itself towards students: as its own, or for a party that is a school official
    today and down for these records?
    """
    if ctx.principal.party is None:
        return True
    row = await repository.find_party(ctx, ctx.principal.party.id)
    return (
        row is not None
        and row.basis is PartyBasis.SCHOOL_OFFICIAL
        and records in row.records
        and rules.over(row, await ctx.today()) is None
    )


async def _admit(ctx: Context) -> None:
    """Nobody writes the ground they stand on themselves."""
    await decide(ctx, Grant(what=What.PARTY))
    POLICY.require(ctx, "access:write")


def _check(row: PartyRow) -> None:
    row.records = list(dict.fromkeys(row.records))
    row.purposes = list(dict.fromkeys(row.purposes))
    lacking = [fault(f"/{name}", why, "needed_by_basis") for name, why in rules.missing(row)]
    if lacking:
        raise BasisIncomplete(
            Words(f"Write down what {row.basis} needs.", es=f"Anote lo que {row.basis} requiere."), errors=lacking
        )
    wrong = [fault(f"/{name}", why, "contradicts_basis") for name, why in rules.contradictions(row)]
    if wrong:
        raise BasisContradicted(errors=wrong)

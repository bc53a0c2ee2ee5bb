"""SQL of outside parties."""

from uuid import UUID

from sqlalchemy import select, text

from services.partners.directory.staff.tables import StaffRow
from services.partners.privacy.parties.schemas import Party, PartyList
from services.partners.privacy.parties.tables import PartyRow
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(PartyRow, Party, PartyList, order=("name",))


async def find_party(ctx: Context, party_id: UUID) -> PartyRow | None:
    """One party, if there is one."""
    found: PartyRow | None = await ctx.session.scalar(select(PartyRow).where(PartyRow.id == party_id))
    return found


async def hold_party(ctx: Context, party_id: UUID) -> PartyRow:
    """One party somebody belongs to, kept as it is until the end of this work."""
    query = select(PartyRow).where(PartyRow.id == party_id).with_for_update(read=True)
    return (await ctx.session.scalars(query)).one()


async def clients_of(ctx: Context, party_id: UUID) -> list[UUID]:
    """The clients that belong to a party."""
    found = await ctx.session.scalars(text("select id from clients where party_id = :party_id"), {"party_id": party_id})
    return list(found)


async def people_of(ctx: Context, party_id: UUID) -> list[UUID]:
    """The staff who belong to a party."""
    return list(await ctx.session.scalars(select(StaffRow.id).where(StaffRow.party_id == party_id)))

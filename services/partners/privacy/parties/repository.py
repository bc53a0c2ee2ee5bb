"""SQL of outside parties."""

from uuid import UUID

from sqlalchemy import select, text

from services.partners.directory.staff.tables import StaffRow
from services.partners.privacy.parties.tables import PartyRow
from shared.context.context import Context
from shared.context.paging import Listing
from shared.errors import NotFound

LISTING = Listing(
    name="parties",
    columns="""p.id, p.name, p.kind, p.basis, p.records, p.purposes, p.agreement_reference, p.criteria,
    p.direct_control, p.agreement_until, p.sealed, p.active, p.version, p.created_at, p.updated_at""",
    source="parties p",
    order=(("p.name", "text"), ("p.id", "uuid")),
    changed=(("p.updated_at", "timestamptz"), ("p.id", "uuid")),
    filters={"basis": "p.basis = {}", "kind": "p.kind = {}", "active": "p.active = {}::boolean"},
)


async def get_party(ctx: Context, party_id: UUID) -> PartyRow:
    """One party. Raises `NotFound`."""
    row = await find_party(ctx, party_id)
    if row is None:
        raise NotFound("No such party.")
    return row


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

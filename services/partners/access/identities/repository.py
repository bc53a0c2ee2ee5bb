"""SQL of identities, and of finding whose a first sign-in is."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select

from services.partners.access.identities.schemas import Identity, IdentityList
from services.partners.access.identities.tables import IdentityRow
from services.partners.access.identity_providers.tables import LinkedBy
from services.partners.access.scim.rules import key_of
from services.partners.access.scim.tables import ScimUserRow
from services.partners.directory.staff.tables import StaffRow
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(IdentityRow, Identity, IdentityList)
#: More than one is one too many to tell apart.
ENOUGH = 2


async def of_subject(ctx: Context, provider_id: UUID, subject: str) -> IdentityRow | None:
    """Who is known by this subject, if somebody is."""
    return await ctx.session.scalar(
        select(IdentityRow).where(IdentityRow.provider_id == provider_id, IdentityRow.subject == subject)
    )


async def of_staff(ctx: Context, provider_id: UUID, staff_id: UUID) -> IdentityRow | None:
    """The staff member's identity at a provider, if they have one."""
    return await ctx.session.scalar(
        select(IdentityRow).where(IdentityRow.provider_id == provider_id, IdentityRow.staff_id == staff_id)
    )


async def get_staff(ctx: Context, staff_id: UUID) -> StaffRow:
    """The staff member an identity is linked to: a foreign key says that they are there."""
    return (await ctx.session.scalars(select(StaffRow).where(StaffRow.id == staff_id))).one()


async def staff_matching(ctx: Context, matches: LinkedBy, value: str) -> Sequence[StaffRow]:
    """The staff whose id of this kind is `value`: at most two, which is one too many."""
    if matches == LinkedBy.STAFF_SOURCE_ID:
        return await _staff(ctx, StaffRow.source_id == value)
    fits = (
        ScimUserRow.external_id == value
        if matches == LinkedBy.SCIM_EXTERNAL_ID
        else ScimUserRow.user_name_key == key_of(value)
    )
    return await _staff(ctx, StaffRow.id.in_(select(ScimUserRow.id).where(fits)))


async def _staff(ctx: Context, fits: ColumnElement[bool]) -> Sequence[StaffRow]:
    return list(await ctx.session.scalars(select(StaffRow).where(fits).order_by(StaffRow.id).limit(ENOUGH)))

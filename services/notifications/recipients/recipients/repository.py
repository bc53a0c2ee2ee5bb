"""SQL of what we know of recipients beside the directory."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.notifications.recipients.preferences.tables import PreferencesRow
from services.notifications.recipients.recipients.schemas import SuppressedAddress, SuppressedAddressList
from services.notifications.recipients.recipients.tables import SuppressedAddressRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.directory.tables import DirectoryDistrictRow, DirectoryStaffRow
from shared.errors import NotFound
from shared.ids import new_id
from shared.texts.words import Words

LISTING = listing(
    SuppressedAddressRow, SuppressedAddress, SuppressedAddressList, filters={"address": "s.address = lower({})"}
)


async def suppress(ctx: Context, address: str, reason: str, smtp_code: int) -> None:
    """Bar an address that a mail server refused for good."""
    stamps = {"created_at": ctx.now, "updated_at": ctx.now, "created_by": ctx.actor, "updated_by": ctx.actor}
    fact = {"address": address.lower(), "reason": reason, "smtp_code": smtp_code, "since": ctx.now}
    await ctx.session.execute(
        insert(SuppressedAddressRow)
        .values({"district_id": ctx.district_id, "id": new_id(), "version": 1, **fact, **stamps})
        .on_conflict_do_nothing(index_elements=["district_id", "address"])
    )


async def lift(ctx: Context, suppression_id: UUID) -> None:
    """Let an address get mail again. Raises `NotFound`."""
    gone = await ctx.session.execute(
        delete(SuppressedAddressRow)
        .where(SuppressedAddressRow.id == suppression_id, SuppressedAddressRow.district_id == ctx.district_id)
        .returning(SuppressedAddressRow.id)
    )
    if gone.scalar_one_or_none() is None:
        raise NotFound(Words("No such suppressed address.", es="No existe esa dirección bloqueada."))


async def languages_of(ctx: Context, staff_id: UUID) -> tuple[str | None, str | None]:
    """The language the person wishes or has, and the district's, as far as is known."""
    wished = await ctx.session.scalar(select(PreferencesRow.language).where(PreferencesRow.id == staff_id))
    person = wished or await ctx.session.scalar(
        select(DirectoryStaffRow.language).where(DirectoryStaffRow.id == staff_id)
    )
    district = await ctx.session.scalar(
        select(DirectoryDistrictRow.language).where(DirectoryDistrictRow.district_id == ctx.district_id)
    )
    return person, district

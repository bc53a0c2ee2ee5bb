"""SQL of preferences."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.notifications.recipients.preferences.tables import PreferencesRow
from shared.context.context import Context
from shared.directory.tables import DirectoryDistrictRow, DirectoryStaffRow


@dataclass(frozen=True)
class Background:
    """Who a person is, and what applies to them as long as they wish nothing. Without a name nobody told of them yet."""

    name: str | None
    language: str
    timezone: str


async def find(ctx: Context, staff_id: UUID, *, lock: bool = False) -> PreferencesRow | None:
    """A person's wishes, if they ever had any."""
    statement = select(PreferencesRow).where(PreferencesRow.id == staff_id)
    row: PreferencesRow | None = await ctx.session.scalar(statement.with_for_update() if lock else statement)
    return row


async def take(ctx: Context, staff_id: UUID) -> PreferencesRow:
    """A person's wishes, locked; begun if they had none."""
    stamps = {"created_at": ctx.now, "updated_at": ctx.now, "created_by": ctx.actor, "updated_by": ctx.actor}
    await ctx.session.execute(
        insert(PreferencesRow)
        .values({"district_id": ctx.district_id, "id": staff_id, "choices": {}, "version": 1, **stamps})
        .on_conflict_do_nothing(index_elements=["district_id", "id"])
    )
    statement = select(PreferencesRow).where(PreferencesRow.id == staff_id).with_for_update()
    return (await ctx.session.scalars(statement)).one()


async def background(ctx: Context, staff_id: UUID) -> Background:
    """What the directory says of the person and the district."""
    person = await ctx.session.scalar(select(DirectoryStaffRow).where(DirectoryStaffRow.id == staff_id))
    district = await ctx.session.scalar(
        select(DirectoryDistrictRow).where(DirectoryDistrictRow.district_id == ctx.district_id)
    )
    language = (person.language if person else "") or (district.language if district else "")
    return Background(person.name if person else None, language or "en", await ctx.zone())

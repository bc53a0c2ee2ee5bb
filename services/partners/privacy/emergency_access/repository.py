"""SQL of emergency access."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from services.partners.privacy.emergency_access.schemas import EmergencyAccess, EmergencyAccessList
from services.partners.privacy.emergency_access.tables import EmergencyAccessRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.db.engine import SYSTEM_ROLE, Database

LISTING = listing(
    EmergencyAccessRow,
    EmergencyAccess,
    EmergencyAccessList,
    order=("opened_at",),
    filters={
        "open": "(s.closed_at is null) = {}::boolean",
        "reviewed": "s.closed_at is not null and (s.outcome is not null) = {}::boolean",
        "own": "s.staff_id = {}::uuid",
    },
)
OVER = "select distinct district_id from emergency_accesses where closed_at is null and until <= $1"


async def find_open(ctx: Context, staff_id: UUID) -> EmergencyAccessRow | None:
    """The emergency access this person has open."""
    found: EmergencyAccessRow | None = await ctx.session.scalar(
        select(EmergencyAccessRow).where(
            EmergencyAccessRow.staff_id == staff_id,
            EmergencyAccessRow.closed_at.is_(None),
            EmergencyAccessRow.until > ctx.now,
        )
    )
    return found


async def minutes_since(ctx: Context, staff_id: UUID, since: datetime) -> float:
    """How many minutes one person's emergency accesses have been open since then."""
    ended = func.coalesce(EmergencyAccessRow.closed_at, EmergencyAccessRow.until)
    length = func.extract("epoch", ended - func.greatest(EmergencyAccessRow.opened_at, since))
    query = select(func.coalesce(func.sum(length), 0)).where(EmergencyAccessRow.staff_id == staff_id, ended > since)
    return float(await ctx.session.scalar(query) or 0) / 60


async def list_over(ctx: Context, *, staff_id: UUID | None = None) -> list[EmergencyAccessRow]:
    """Those that nobody has closed and whose time is over; of one person, too."""
    query = select(EmergencyAccessRow).where(
        EmergencyAccessRow.closed_at.is_(None), EmergencyAccessRow.until <= ctx.now
    )
    if staff_id is not None:
        query = query.where(EmergencyAccessRow.staff_id == staff_id)
    return list(await ctx.session.scalars(query.order_by(EmergencyAccessRow.id).with_for_update()))


async def list_unreviewed(ctx: Context) -> list[EmergencyAccessRow]:
    """Those that are over and that nobody has reviewed."""
    query = select(EmergencyAccessRow).where(
        EmergencyAccessRow.closed_at.is_not(None), EmergencyAccessRow.outcome.is_(None)
    )
    return list(await ctx.session.scalars(query.order_by(EmergencyAccessRow.id)))


async def districts_with_over(db: Database, now: datetime) -> list[UUID]:
    """The districts in which an emergency access has reached its end and is not closed yet."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return [row["district_id"] for row in await connection.fetch(OVER, now)]

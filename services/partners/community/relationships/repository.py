"""SQL of relationships."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select, text

from services.partners.community.organizations.repository import asked_for_in_sql
from services.partners.community.organizations.tables import OrganizationRow
from services.partners.community.relationships.schemas import Relationship, RelationshipList
from services.partners.community.relationships.tables import RelationshipRow
from shared.context.context import Context
from shared.context.leads import Lead, at_each
from shared.context.listing import listing
from shared.directory.queries import held_in_sql

LISTING = listing(
    RelationshipRow,
    Relationship,
    RelationshipList,
    order=("updated_at",),
    filters={
        "school_ids": Lead((at_each("s.school_id"),)),
        "organization_id": asked_for_in_sql("s.organization_id"),
        "next_step_before": "s.next_step_on < {}::date",
    },
)
_WORKS = f"""exists (select from directory_roles h join directory_staff p on p.id = h.staff_id and p.active
  where h.staff_id = {{person}} and (h.school_id is null or h.school_id = {{school}})
  and {held_in_sql("cast(:today as date)", "h")})"""
_AT_WORK = text(f"select {_WORKS.format(person='cast(:staff_id as uuid)', school='cast(:school_id as uuid)')}")
_LEFT = text(f"""
select r.id from relationships r
where r.district_id = :district_id and r.owner_id is not null and (r.ended_on is null or r.ended_on >= :today)
  and not {_WORKS.format(person="r.owner_id", school="r.school_id")}
order by r.id""")
# Whoever holds today, there, the role that was theirs last; of several who has held it longest.
_SUCCESSOR = text(f"""
select h.staff_id from directory_roles h join directory_staff p on p.id = h.staff_id and p.active
where h.school_id is not distinct from cast(:school_id as uuid) and h.staff_id <> :owner_id
  and {held_in_sql("cast(:today as date)", "h")}
  and h.role = (select f.role from directory_roles f where f.staff_id = :owner_id
    and f.school_id is not distinct from cast(:school_id as uuid) order by f.ends_on desc nulls first limit 1)
order by h.starts_on, h.staff_id limit 1""")


async def is_kept(ctx: Context, organization_id: UUID, school_id: UUID | None, today: date) -> bool:
    """Does the school, or the district, keep one with an organisation, or with one merged into it, today or later?"""
    row, merged = RelationshipRow, select(OrganizationRow.id).where(OrganizationRow.merged_into_id == organization_id)
    query = select(row.id).where(
        or_(row.organization_id == organization_id, row.organization_id.in_(merged)),
        row.school_id.is_(None) if school_id is None else row.school_id == school_id,
        or_(row.ended_on.is_(None), row.ended_on > today),
    )
    return await ctx.session.scalar(query.limit(1)) is not None


async def works_at(ctx: Context, staff_id: UUID, school_id: UUID | None) -> bool:
    """Does somebody hold a role today at a school (None: none in particular) or for the district?"""
    values = {"staff_id": staff_id, "school_id": school_id, "today": await ctx.today()}
    return bool(await ctx.session.scalar(_AT_WORK, values))


async def left_behind(ctx: Context, today: date) -> list[RelationshipRow]:
    """Relationships whose owner works there no more."""
    ids = list(await ctx.session.scalars(_LEFT, {"district_id": ctx.district_id, "today": today}))
    query = select(RelationshipRow).where(RelationshipRow.id.in_(ids)).order_by(RelationshipRow.id)
    return list(await ctx.session.scalars(query))


async def successor_of(ctx: Context, owner_id: UUID, school_id: UUID | None, today: date) -> UUID | None:
    """Who has somebody's role there now."""
    values = {"owner_id": owner_id, "school_id": school_id, "today": today}
    found: UUID | None = await ctx.session.scalar(_SUCCESSOR, values)
    return found


async def standing(ctx: Context) -> Sequence[RelationshipRow]:
    """Those that are not told to be over yet."""
    row = RelationshipRow
    query = select(row).where(or_(row.ended_on.is_(None), row.health != "ended")).order_by(row.id)
    return list(await ctx.session.scalars(query))

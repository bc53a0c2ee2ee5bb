"""SQL of covers."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.partners.directory.covers.tables import CoverRow
from services.partners.directory.roles.repository import holds_on
from services.partners.directory.roles.tables import RoleAssignmentRow
from services.partners.directory.staff.tables import StaffRow
from shared.context.context import Context


async def write(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Take over covers; one that is over stays so, whatever order its events came in."""
    by_id = {row["id"]: {**row, "district_id": ctx.district_id} for row in sorted(rows, key=lambda row: row["is_over"])}
    statement = insert(CoverRow).values(list(by_id.values()))
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"], set_={"is_over": CoverRow.is_over | statement.excluded.is_over}
        )
    )


async def covering(ctx: Context, absent_ids: Collection[UUID], day: date) -> set[UUID]:
    """Who covers one of these people on a day."""
    query = select(CoverRow.to_id).where(
        CoverRow.from_id.in_(absent_ids),
        CoverRow.is_over.is_(False),
        CoverRow.starts_on <= day,
        CoverRow.ends_on >= day,
    )
    return set(await ctx.session.scalars(query))


async def lent_to(ctx: Context, staff_id: UUID, day: date) -> list[tuple[str, UUID, UUID]]:
    """(role, school, absent colleague) of each school role this person holds as a cover on a day.

    Only roles the absent hold themselves are lent, none of the district's, and only between people who both still get in.
    """
    absent, delegate = aliased(StaffRow), aliased(StaffRow)
    found = await ctx.session.execute(
        select(RoleAssignmentRow.role, RoleAssignmentRow.school_id, CoverRow.from_id)
        .join(
            CoverRow,
            and_(
                CoverRow.district_id == RoleAssignmentRow.district_id,
                CoverRow.from_id == RoleAssignmentRow.staff_id,
                or_(CoverRow.school_id.is_(None), CoverRow.school_id == RoleAssignmentRow.school_id),
            ),
        )
        .join(absent, and_(absent.district_id == CoverRow.district_id, absent.id == CoverRow.from_id))
        .join(delegate, and_(delegate.district_id == CoverRow.district_id, delegate.id == CoverRow.to_id))
        .where(
            CoverRow.to_id == staff_id,
            CoverRow.is_over.is_(False),
            CoverRow.starts_on <= day,
            CoverRow.ends_on >= day,
            holds_on(day),
            *(person.active & person.account_active for person in (absent, delegate)),
        )
        .distinct()
    )
    return [(role.value, school_id, from_id) for role, school_id, from_id in found if school_id is not None]

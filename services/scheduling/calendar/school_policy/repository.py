"""SQL of the policy of schools' own days."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.scheduling.calendar.school_policy.tables import SchoolPolicyRow
from shared.context.context import Context


async def find_policy(ctx: Context) -> SchoolPolicyRow | None:
    """The district's own policy, if it set one."""
    return await ctx.session.scalar(select(SchoolPolicyRow))


async def set_policy(ctx: Context, policy: dict[str, Any]) -> None:
    """Write the district's own policy."""
    stamps: dict[str, Any] = {"updated_at": ctx.now, "updated_by": ctx.actor}
    made = {"district_id": ctx.district_id, "id": ctx.district_id, "created_at": ctx.now, "created_by": ctx.actor}
    statement = insert(SchoolPolicyRow).values({**made, **stamps, **policy, "version": 1})
    known = SchoolPolicyRow.__table__.c
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"], set_={**policy, **stamps, "version": known.version + 1}
        )
    )

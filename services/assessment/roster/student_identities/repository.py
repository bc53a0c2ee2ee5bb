"""SQL of aliases, merges and matches."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from services.assessment.records.student_records.tables import StudentAliasRow, StudentMatchRow, StudentMergeRow
from services.assessment.roster.student_identities.schemas import (
    StudentAlias,
    StudentMatch,
    StudentMatchList,
    StudentMerge,
)
from shared.context.context import Context
from shared.context.leads import Branch, Lead
from shared.context.listing import listing
from shared.context.paging import Paging

ALIASES = listing(StudentAliasRow, StudentAlias, Paging, filters={"student_id": "s.student_id = {}::uuid"})
MERGES = listing(
    StudentMergeRow,
    StudentMerge,
    Paging,
    filters={"student_id": Lead((Branch("s.student_id = {}::uuid"), Branch("s.merged_id = {}::uuid")))},
)
MATCHES = listing(
    StudentMatchRow,
    StudentMatch,
    StudentMatchList,
    present="s.dismissed_at is null",
    computed={
        "other_is_taken": "exists (select from students k where k.district_id = s.district_id and k.id = s.other_id)"
    },
)
# Who was merged into somebody who is merged is theirs as well.
FOLLOW = text("""
with followed as (update students t set merged_into = :to, updated_at = :now, version = t.version + 1
  where t.district_id = :district_id and t.merged_into = :from returning t.id)
select array_agg(id) as ids from followed""")
FOLLOW_BACK = text("""
update students t set merged_into = :to, updated_at = :now, version = t.version + 1
where t.district_id = :district_id and t.merged_into = :from and t.id = any(cast(:ids as uuid[]))""")
# Who is gone attends none of their schools, and does not come back to them with another's row.
END_ROLES = text("""
update student_schools r set deleted_at = k.deleted_at, updated_at = :now, version = r.version + 1
from students k where r.district_id = :district_id and k.district_id = :district_id and k.id = r.student_id
and k.id = any(cast(:ids as uuid[])) and k.deleted_at is not null and r.deleted_at is null""")
SETTLE = text("""
update student_matches m set dismissed_at = :now, updated_at = :now, version = m.version + 1
where m.district_id = :district_id and m.dismissed_at is null
and (m.other_id = :other_id and m.student_id = :id or m.other_id = :id and m.student_id = :other_id)""")


async def find_merge(ctx: Context, student_id: UUID, merged_id: UUID) -> StudentMergeRow | None:
    """The merge of two students that stands."""
    row = StudentMergeRow
    query = select(row).where(row.student_id == student_id, row.merged_id == merged_id, row.split_at.is_(None))
    found: StudentMergeRow | None = await ctx.session.scalar(query)
    return found


async def follow(ctx: Context, from_id: UUID, to_id: UUID) -> list[str]:
    """Have those who were merged into one go on to another. Returns their ids."""
    values = {"district_id": ctx.district_id, "from": from_id, "to": to_id, "now": ctx.now}
    found: Any = (await ctx.ask(FOLLOW, values))[0]["ids"]
    return [str(id_) for id_ in found or ()]


async def follow_back(ctx: Context, ids: list[str], from_id: UUID, to_id: UUID) -> None:
    """The same back."""
    if ids:
        values = {"district_id": ctx.district_id, "from": from_id, "to": to_id, "now": ctx.now}
        await ctx.ask(FOLLOW_BACK, {**values, "ids": [UUID(id_) for id_ in ids]})


async def end_roles(ctx: Context, student_ids: list[UUID]) -> None:
    """End the roles of those of these students who are gone, on the day they went."""
    await ctx.ask(END_ROLES, {"district_id": ctx.district_id, "ids": student_ids, "now": ctx.now})


async def settle(ctx: Context, student_id: UUID, other_id: UUID) -> None:
    """Of two who are one nothing is proposed any more."""
    await ctx.ask(SETTLE, {"district_id": ctx.district_id, "id": student_id, "other_id": other_id, "now": ctx.now})

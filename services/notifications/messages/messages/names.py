"""SQL of what messages say of people, schools and plans: their names, and who holds a role."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.notifications.messages.messages.payloads import TaskText
from services.notifications.references import PLAN
from shared.asked_work import texts
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import held_in_sql, not_left_in_sql
from shared.directory.references import SCHOOL, STAFF

HELD = text(f"""
select distinct r.school_id, r.staff_id from directory_roles r
where r.district_id = :district_id and r.role = any(cast(:roles as text[]))
  and (r.school_id is null) = :of_district
  and (:of_district or r.school_id = any(cast(:school_ids as uuid[])))
  and {held_in_sql(":today")} and {not_left_in_sql()}
order by r.school_id, r.staff_id""")


@dataclass(frozen=True)
class Names:
    """Names by id, of schools, staff and plans alike: none is another's."""

    by_id: Mapping[UUID, str]

    def get(self, id_: UUID | None) -> str | None:
        """The name, or None for nobody and for what nobody has told of yet."""
        return self.by_id.get(id_) if id_ is not None else None


async def names_of(
    ctx: Context,
    *,
    schools: Collection[UUID | None] = (),
    staff: Collection[UUID | None] = (),
    plans: Collection[UUID | None] = (),
) -> Names:
    """What the directory and the plans' own publications have told; one statement."""
    known = await references(ctx, {SCHOOL: schools, STAFF: staff, PLAN: plans})
    return Names(known.names())


def named_text(code: str | None, values: Mapping[str, Any] | None, names: Names) -> TaskText | None:
    """What another service asked for, with names in the place of ids; None of no text, and of one that is not known here."""
    if code is None or code not in texts.TEXTS:
        return None
    return TaskText(code=code, values=texts.named(code, values or {}, names.by_id))


async def holders_in_district(ctx: Context, *roles: str) -> list[UUID]:
    """Who holds one of the roles for the whole district today."""
    found = await _holders(ctx, roles, None)
    return sorted({staff_id for _, staff_id in found})


async def holders_at_schools(ctx: Context, role: str, schools: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who holds the role today, by school."""
    by_school: dict[UUID, list[UUID]] = {}
    for school_id, staff_id in await _holders(ctx, [role], schools):
        by_school.setdefault(school_id, []).append(staff_id)
    return by_school


async def _holders(ctx: Context, roles: Collection[str], schools: Collection[UUID] | None) -> list[tuple[UUID, UUID]]:
    values = {"roles": list(roles), "school_ids": sorted(schools or ()), "of_district": schools is None}
    found = await ctx.session.execute(HELD, {"district_id": ctx.district_id, "today": await ctx.today(), **values})
    return [(row.school_id, row.staff_id) for row in found]

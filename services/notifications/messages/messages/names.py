"""What messages say of people, schools and plans: their names, and who holds a role."""

# ruff: noqa: S608  who holds a role is asked in the kernel's SQL

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
from shared.directory.queries import Holder, holders, holders_in_sql
from shared.directory.references import SCHOOL, STAFF

HOLDERS_OF_ROLE = text(f"""
with {holders_in_sql(":today", "r.role = :role and (r.school_id is null or r.school_id = :school_id)")}
select distinct staff_id, school_id is not null as is_at from holding order by staff_id""")


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


async def holders_in_district(ctx: Context, *profiles: str) -> list[UUID]:
    """Who holds a role on one of the profiles for the whole district today."""
    return sorted({holder.staff_id for holder in await holders(ctx, profiles)})


async def holders_at_schools(ctx: Context, profile: str, schools: Collection[UUID]) -> dict[UUID, list[Holder]]:
    """Who holds a role on the profile today, by school."""
    by_school: dict[UUID, list[Holder]] = {}
    for holder in await holders(ctx, [profile], schools):
        if holder.school_id is not None:
            by_school.setdefault(holder.school_id, []).append(holder)
    return by_school


async def holders_of_role(ctx: Context, role: str, school_id: UUID) -> list[tuple[UUID, bool]]:
    """Who holds a role at a school today, else for the district; and whether it is at the school."""
    found = await ctx.ask(HOLDERS_OF_ROLE, {"role": role, "school_id": school_id, "today": await ctx.today()})
    at_school = [(staff_id, True) for staff_id, is_at in found if is_at]
    return at_school or [(staff_id, False) for staff_id, _ in found]

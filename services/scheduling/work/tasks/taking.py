"""Who may take a task of a pool, and in whose place: who holds its role where it is owed, and who covers them there."""

from uuid import UUID

from sqlalchemy import text

from services.scheduling.work.tasks.sharing import reaches_in_sql, standing_for_in_sql
from services.scheduling.work.tasks.tables import WAITS_IN_POOL, TaskRow
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.directory.queries import held_in_sql


def roles_to_take_by_in_sql(standing_for: str, day: str) -> str:
    """SQL of the roles whose pools somebody may take from on a day, with whose they are: role, school_id, staff_id, is_cover,
    starts_on, id. `standing_for` is SQL as `standing_for_in_sql` has it.
    """
    return f"""(
    select r.role, r.school_id, w.staff_id, w.is_cover, r.starts_on, r.id from {standing_for} w
    cross join lateral (select * from directory_roles r where r.staff_id = w.staff_id and {held_in_sql(day)} offset 0) r
    where not w.is_cover or {reaches_in_sql(day, "r.school_id")})"""  # noqa: S608


def is_of_in_sql(held: str) -> str:
    """SQL: the task `t` waits in the pool of a role, of which `held` says role and school."""
    return f"{WAITS_IN_POOL} and t.role = {held}.role and t.school_id is not distinct from {held}.school_id"


ABSENT = text(f"""
select h.staff_id
from {roles_to_take_by_in_sql(standing_for_in_sql("cast(:staff_id as uuid)", day_in_sql(":now")), day_in_sql(":now"))} h
where h.is_cover and h.role = :role and h.school_id is not distinct from cast(:school_id as uuid)
order by h.starts_on, h.id limit 1""")  # noqa: S608


async def would_own(ctx: Context, row: TaskRow) -> UUID | None:
    """Whose a task of a pool becomes if the caller takes it: theirs, else that of whom they cover; None: it is not for them.

    A role held as a cover alone is the absent person's, and so is what is taken by it.
    """
    me = ctx.principal.staff_id
    if me is None or any(
        (held.role, held.school_id) == (row.role, row.school_id) for held in ctx.principal.in_own_right().roles
    ):
        return me
    values = {"staff_id": me, "now": ctx.now, "role": row.role, "school_id": row.school_id}
    found = await ctx.ask(ABSENT, values)
    return found[0]["staff_id"] if found else None

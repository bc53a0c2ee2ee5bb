"""What everybody asks of the copy."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from shared.context.context import Context


def held_in_sql(school_id: str, d: str = "d") -> str:
    """SQL: on the day `d` of the copy school is held at a school (SQL of its id; of null: by the district's calendar)."""
    return f"({d}.school_is_held <> coalesce({school_id} = any ({d}.differing_school_ids), false))"


_BETWEEN = text(f"""
select d.day from school_days d
where d.district_id = :district_id and d.day between :first and :last and {held_in_sql("cast(:school_id as uuid)")}
order by d.day""")  # noqa: S608


async def school_days_between(ctx: Context, first: date, last: date, school_id: UUID | None = None) -> list[date]:
    """The days from `first` to `last`, both included, on which school is held: at a school, or by the district's calendar."""
    values = {"district_id": ctx.district_id, "first": first, "last": last, "school_id": school_id}
    return [day for (day,) in await ctx.ask(_BETWEEN, values)]

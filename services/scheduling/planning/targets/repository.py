"""SQL of targets."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from shared.context.context import Context


def targeted_in_sql(day: str) -> str:
    """SQL: the school `s` is open on a day, and one that the activity `a` is for."""
    return f"""
  (s.opens_on is null or s.opens_on <= {day}) and (s.closes_on is null or s.closes_on >= {day})
  and case a.target_kind
    when 'all' then true
    when 'schools' then s.id = any (a.target_school_ids)
    when 'district' then false
    else (a.target_levels is null or s.level = any (a.target_levels))
     and (a.target_grades is null or s.grades && a.target_grades)
     and (a.target_tags is null or s.tags && a.target_tags)
     and (a.target_cohorts is null or s.cohort = any (a.target_cohorts)) end"""


def places_in_sql(activities: str, day: str, schools: str = "true") -> str:
    """SQL: the places (`activity_id`, `school_id`, null for the district itself) of the activities of a CTE.

    `schools` leaves out some of the schools `s`; it is asked of none where the district itself is the place.
    """
    return f"""
  select a.id as activity_id, s.id as school_id from {activities} a
  join directory_schools s on s.district_id = a.district_id and {targeted_in_sql(day)} and {schools}
  union all
  select a.id, null from {activities} a where a.target_kind = 'district'"""


UNTARGETED = text(f"""
select a.code from activities a where a.plan_id = :plan_id and a.retired_on is null and a.target_kind <> 'district'
  and not exists (
  select from directory_schools s where s.district_id = a.district_id and {targeted_in_sql(":today")}) order by a.position""")


async def untargeted(ctx: Context, plan_id: UUID, today: date) -> list[str]:
    """Codes of the plan's activities that no open school is a target of."""
    found = await ctx.session.execute(UNTARGETED, {"plan_id": plan_id, "today": today})
    return [row.code for row in found]

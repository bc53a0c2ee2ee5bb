"""School days that nobody reported are asked for: of each school its own, of the district once where the feed has stopped."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.attendance.figure_settings import service as figure_settings
from services.assessment.attendance.standings.figures import unreported_in_sql
from services.assessment.attendance.standings.service import window_of
from shared.asked_work.asking import standing
from shared.asked_work.events import Wish
from shared.auth.profiles import DATA_MANAGER, SCHOOL_COORDINATOR
from shared.context.context import Context
from shared.ids import id_from_source
from shared.school_days.queries import held_in_sql
from shared.school_year import school_year_of

OF_SCHOOLS, OF_DISTRICT = "attendance_days_owed", "attendance_feed_stopped"
#: The school days within which somebody sees to it.
SCHOOL_DAYS = 1
# A day is owed once as many further school days of the school have come as the district's grace says: from the first day on
# that any school of the district reported. One that was reported is while it says nothing of a student who is known since.
_OWED = text(f"""
with reported as (
  select min(day) as first_on, max(day) as last_on from attendance_days
  where district_id = :district_id and superseded_at is null and day between :first_on and :today
),
schools as (
  select s.id from directory_schools s where s.district_id = :district_id and exists (select from students k
    where k.district_id = s.district_id and k.school_id = s.id and k.deleted_at is null)
),
late as (
  select distinct l.school_id, l.day from attendance_late_days l
  join attendance_days c on c.district_id = :district_id and c.superseded_at is null
    and (c.school_id, c.day) = (l.school_id, l.day)
  where l.district_id = :district_id and l.day between :first_on and :today and {unreported_in_sql("c")} > 0
),
owed as (
  select s.id as school_id, d.day, d.day > r.last_on as is_of_all, r.last_on
  from reported r cross join schools s
  join school_days d on d.district_id = :district_id and d.day between r.first_on and :today and {held_in_sql("s.id")}
  where (not exists (select from attendance_days c where c.district_id = :district_id and c.superseded_at is null
      and c.school_id = s.id and c.day = d.day)
    or exists (select from late l where l.school_id = s.id and l.day = d.day))
    and (select count(*) from (select from school_days e where e.district_id = :district_id and e.day > d.day
      and e.day <= :today and {held_in_sql("s.id", "e")} limit :grace) come) = :grace
)
select case when is_of_all then null else school_id end as school_id, count(distinct day)::integer as days,
  min(day) as first_on, max(last_on) as last_on
from owed group by 1 order by 1""")


async def look(ctx: Context) -> None:
    """Ask for the days of this school year that are owed now, and no longer for those that were reported."""
    today = await ctx.today()
    first_on, _ = window_of(school_year_of(today))
    grace = (await figure_settings.in_force(ctx)).grace
    values = {"first_on": first_on, "today": today, "grace": grace}
    found = await ctx.ask(_OWED, {"district_id": ctx.district_id, **values})
    await _ask_schools(ctx, [row for row in found if row["school_id"] is not None])
    stopped = next((row for row in found if row["school_id"] is None), None)
    if stopped is None:
        await ASKING.settle(ctx, OF_DISTRICT, ctx.district_id)
        return
    wish = Wish(
        owned_by="any",
        role=DATA_MANAGER,
        school_days=SCHOOL_DAYS,
        text_code="attendance.feed_stopped",
        text_values={"day": stopped["last_on"].isoformat()},
        link="/v1/attendance-batches?about=events",
    )
    await ASKING.ask(ctx, OF_DISTRICT, ctx.district_id, wish)


async def _ask_schools(ctx: Context, owed: Sequence[Any]) -> None:
    asked = set()
    for row in owed:
        school_id = row["school_id"]
        origin_id = id_from_source(ctx.district_id, OF_SCHOOLS, "school", str(school_id))
        asked.add(origin_id)
        values = {"count": row["days"], "day": row["first_on"].isoformat(), "school": str(school_id)}
        wish = Wish(
            school_id=school_id,
            owned_by="any",
            role=SCHOOL_COORDINATOR,
            school_days=SCHOOL_DAYS,
            text_code="attendance.days_owed",
            text_values=values,
            link=f"/v1/schools/{school_id}/attendance-days?reported=false",
        )
        await ASKING.ask(ctx, OF_SCHOOLS, origin_id, wish)
    for origin_id in await standing(ctx, OF_SCHOOLS):
        if origin_id not in asked:
            await ASKING.settle(ctx, OF_SCHOOLS, origin_id)

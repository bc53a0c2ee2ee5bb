"""Who is known only afterwards to have been a student of a school on a day that was reported: nobody spoke of them.

Which days of enrolment are known is kept, so that what is new of it is seen, whichever way it came: a batch of enrolments, a
roster, a student who was pushed. A district whose enrolments are looked at for the first time begins with them as they are.
"""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.attendance.standings.repository import whole_sets
from services.assessment.records.student_records.enrolled import AS_KNOWN, SPANS
from shared.context.context import Context

_IS_ANY = text("select exists (select from attendance_known_enrollments k where k.district_id = :district_id)")
_DROP = text("drop table if exists pg_temp.enrollments_now")
# Whom somebody stands for was known as that one.
_NOW = text(f"""
create temporary table enrollments_now on commit drop as
with now as materialized (
  select sp.student_id, sp.school_id, range_agg(daterange(sp.first_on, sp.last_on, '[]')) as held from ({SPANS}) sp
  where sp.first_on <= sp.last_on and (cast(:school_ids as uuid[]) is null or sp.school_id = any (:school_ids)) group by 1, 2
),
known as materialized (
  select coalesce(k.merged_into, n.student_id) as student_id, n.school_id, range_agg(r.held) as held
  from attendance_known_enrollments n join students k on k.district_id = n.district_id and k.id = n.student_id
  cross join lateral unnest(n.held) r (held)
  where n.district_id = :district_id and (cast(:school_ids as uuid[]) is null or n.school_id = any (:school_ids)) group by 1, 2
)
select student_id, school_id, coalesce(now.held, '{{}}') as held,
  coalesce(now.held, '{{}}') - coalesce(known.held, '{{}}') as gained
from now full join known using (student_id, school_id)
where coalesce(now.held, '{{}}') <> coalesce(known.held, '{{}}')""")
_LATE = text("""
with late as (
  insert into attendance_late_days as l (district_id, student_id, school_id, day, known_at)
  select distinct cast(:district_id as uuid), n.student_id, n.school_id, w.day, cast(:moment as timestamptz)
  from enrollments_now n
  join attendance_spoken_days w on w.district_id = :district_id and w.school_id = n.school_id and w.day <@ n.gained
  join attendance_batches b on b.district_id = w.district_id and b.id = w.batch_id and b.covers = 'everybody'
  on conflict (district_id, student_id, school_id, day) do update set known_at = excluded.known_at
  returning l.student_id, l.school_id, l.day)
select school_id, student_id, day from late""")
_KEEP = text("""
insert into attendance_known_enrollments as k (district_id, student_id, school_id, held)
select :district_id, student_id, school_id, held from enrollments_now
on conflict (district_id, student_id, school_id) do update set held = excluded.held""")


async def look(
    ctx: Context, moment: datetime, school_ids: Sequence[UUID] | None = None
) -> Sequence[tuple[UUID, UUID, date]]:
    """Note what is newly known of enrolments, at these schools or (None) all. Whoever calls it has the turn of `moment`.

    Returns school, student and day of whom nobody spoke.
    """
    district = {"district_id": ctx.district_id}
    is_first = not await ctx.session.scalar(_IS_ANY, district)
    which = {**district, "school_ids": None if is_first else school_ids}
    await ctx.session.execute(_DROP)
    async with whole_sets(ctx, is_whole=True):
        await ctx.session.execute(_NOW, {**which, "as_of": AS_KNOWN})
        found: list[Any] = []
        if not is_first:
            found = list(await ctx.session.execute(_LATE, {**district, "moment": moment}))
        await ctx.session.execute(_KEEP, district)
    return [(row.school_id, row.student_id, row.day) for row in found]

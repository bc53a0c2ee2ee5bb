"""SQL of how students stand, from what was reported and in force at a moment. What each part is: `repository.md`."""
# ruff: noqa: S608  names of tables and columns are this code's own

from typing import Any

from services.assessment.attendance.codes.categories import DAY
from services.assessment.attendance.definitions.rules import Definition, Unreported
from services.assessment.records.student_records.enrolled import SPANS, in_force
from shared.school_days.queries import held_in_sql

#: SQL: of what the row `e` says of a day or a period the school's office says something else, or the same.
CORRECTED = f"""(not e.is_correction and exists (select from attendance_events x
      where x.district_id = :district_id and x.is_correction
      and (x.student_id, x.day, x.school_id) = (e.student_id, e.day, e.school_id) and x.period in ('', e.period)
      and {in_force("x")}))"""


def says_nothing(late: str, day: str, as_of: str = ":as_of") -> str:
    """SQL: of the student of a late day (`attendance_late_days`) a school's day in force (`attendance_days`) says nothing: it was
    reported before they were known, and no row that stands speaks of them.
    """
    # The newest report that stands may have changed nothing of the day.
    spoken = f"""(select max(w.spoken_at) from attendance_spoken_days w join attendance_batches b
      on b.district_id = w.district_id and b.id = w.batch_id and b.state = 'applied'
      where w.district_id = :district_id and (w.school_id, w.day) = ({day}.school_id, {day}.day) and w.spoken_at <= {as_of})"""
    return f"""{day}.listed = 'everybody' and {late}.known_at > {spoken}
    and not exists (select from attendance_spoken_rows r join attendance_batches b on b.district_id = r.district_id
      and b.id = r.batch_id and b.state = 'applied' where r.district_id = :district_id and r.spoken_at <= {as_of}
      and (r.student_id, r.school_id, r.day) = ({late}.student_id, {late}.school_id, {late}.day) and r.spoken_at >= {spoken})"""


def unreported_in_sql(day: str) -> str:
    """SQL: of how many students of its school a school's day in force (`attendance_days`) says nothing, as is known now."""
    students = f"""select e.student_id, e.school_id, e.day from attendance_events e
      where e.district_id = :district_id and (e.school_id, e.day) = ({day}.school_id, {day}.day) and e.superseded_at is null
        and e.outcome = 'unreported' and not exists (select from attendance_events x where x.district_id = :district_id
          and x.superseded_at is null and x.is_correction
          and (x.student_id, x.school_id, x.day) = (e.student_id, e.school_id, e.day))
      union select l.student_id, l.school_id, l.day from attendance_late_days l
      where l.district_id = :district_id and (l.school_id, l.day) = ({day}.school_id, {day}.day)
        and {says_nothing("l", day, "'infinity'")}
        and not exists (select from attendance_events e where e.district_id = :district_id and e.superseded_at is null
          and (e.student_id, e.school_id, e.day) = (l.student_id, l.school_id, l.day))"""
    return f"""(select count(*)::integer from ({students}) u
      where exists (select from attendance_known_enrollments k where k.district_id = :district_id
        and (k.student_id, k.school_id) = (u.student_id, u.school_id) and u.day <@ k.held))"""


# The days that count, school by school, and how far they reach without a gap.
_DAYS = f"""
counted_days as materialized (
  select c.school_id, c.day, c.listed, c.batch_id from attendance_days c
  join school_days d on d.district_id = c.district_id and d.day = c.day
  where c.district_id = :district_id and c.day between :first_on and :last_on and {held_in_sql("c.school_id")}
    and (cast(:school_ids as uuid[]) is null or c.school_id = any (:school_ids)) and {in_force("c")}
),
spread as (
  select school_id, min(day) as first_on, max(day) as last_on from counted_days group by 1
),
gaps as (
  select s.school_id, min(d.day) as day from spread s
  join school_days d on d.district_id = :district_id and d.day between s.first_on and s.last_on and {held_in_sql("s.school_id")}
  left join counted_days c on c.school_id = s.school_id and c.day = d.day
  where c.day is null group by 1
),
reach as (
  select c.school_id, max(c.day) as whole_through from counted_days c left join gaps g using (school_id)
  where c.day < coalesce(g.day, 'infinity') group by 1
)"""
# Who is enrolled where, and on how many of those days. Most students share their span, so each span is counted once.
_ENROLLED = f"""
spans as materialized (
  select q.student_id, q.school_id, lower(r.held) as first_on, upper(r.held) - 1 as last_on, q.basis
  from (
    select sp.student_id, sp.school_id, range_agg(daterange(sp.first_on, sp.last_on, '[]')) as held, min(sp.basis) as basis
    from ({SPANS}) sp
    where sp.first_on <= sp.last_on and sp.first_on <= :last_on and sp.last_on >= :first_on
      and (cast(:school_ids as uuid[]) is null or sp.school_id = any (:school_ids))
      and (cast(:student_ids as uuid[]) is null or sp.student_id = any (:student_ids))
    group by 1, 2
  ) q cross join lateral unnest(q.held) r (held)
),
stretches as (
  select s.school_id, s.first_on, s.last_on, count(c.day) as days
  from (select distinct school_id, first_on, last_on from spans) s
  left join counted_days c on c.school_id = s.school_id and c.day between s.first_on and s.last_on
  group by 1, 2, 3
),
enrolled as (
  select sp.student_id, sp.school_id, sum(s.days)::integer as days, min(sp.basis) as basis
  from spans sp join stretches s using (school_id, first_on, last_on) group by 1, 2
)"""
# What was missed of each day somebody was enrolled on.
_MISSED = f"""
late as (
  select l.student_id, l.school_id, l.day, l.known_at, c.batch_id
  from attendance_late_days l join counted_days c on c.school_id = l.school_id and c.day = l.day
  where l.district_id = :district_id and l.day between :first_on and :last_on
    and (cast(:school_ids as uuid[]) is null or l.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or l.student_id = any (:student_ids))
    and {says_nothing("l", "c")}
    and not exists (select from attendance_events e where e.district_id = :district_id and {in_force("e")}
      and (e.student_id, e.school_id, e.day) = (l.student_id, l.school_id, l.day))
    and exists (select from spans sp where sp.student_id = l.student_id and sp.school_id = l.school_id
      and l.day between sp.first_on and sp.last_on)
),
student_days as (
  select e.student_id, e.school_id, e.day,
    least({DAY}, coalesce(sum(e.missed) filter (where e.outcome = any (cast(:counts as text[]))), 0)) as missed,
    (array_agg(e.outcome order by e.missed desc, e.outcome) filter (where e.outcome = any (cast(:counts as text[]))))[1] as
      category,
    count(*) filter (where e.outcome = 'tardy') as tardies,
    bool_or(e.outcome = 'unmapped') as unmapped, bool_or(e.outcome = 'unreported') as unreported,
    coalesce(sum(e.missed) filter (where e.outcome = 'not_expected'), 0) >= {DAY} as not_expected
  from attendance_events e
  join counted_days c on c.school_id = e.school_id and c.day = e.day
  where e.district_id = :district_id and e.day between :first_on and :last_on
    and (cast(:school_ids as uuid[]) is null or e.school_id = any (:school_ids))
    and (cast(:student_ids as uuid[]) is null or e.student_id = any (:student_ids)) and {in_force("e")}
    and not {CORRECTED}
    and exists (select from spans sp where sp.student_id = e.student_id and sp.school_id = e.school_id
      and e.day between sp.first_on and sp.last_on)
  group by 1, 2, 3
  union all
  select student_id, school_id, day, 0, null, 0, false, true, false from late
),
judged as (
  select student_id, school_id, day, tardies, unmapped,
    not_expected or (unreported and not :unreported_absent) as excluded,
    (missed >= :threshold or (unreported and :unreported_absent)) and not not_expected as absent,
    coalesce(category, 'unreported') as category
  from student_days
)"""
_TALLIED = """
tallied as (
  select student_id, school_id, bool_or(unmapped) as unmapped, (count(*) filter (where excluded))::integer as excluded,
    (count(*) filter (where absent and not excluded))::integer as absent, sum(tardies)::integer as tardies
  from judged group by 1, 2
),
categories as (
  select student_id, school_id, jsonb_object_agg(category, days order by category) as by_category from (
    select student_id, school_id, category, count(*) as days from judged where absent and not excluded group by 1, 2, 3) each
  group by 1, 2
)"""
_FOUND = """
found as (
  select e.student_id, e.school_id, coalesce(t.unmapped, false) as unmapped, e.days - coalesce(t.excluded, 0) as enrolled,
    coalesce(t.absent, 0) + case when :tardies_per_absence > 0 then coalesce(t.tardies, 0) / :tardies_per_absence else 0 end
      as absent,
    coalesce(t.tardies, 0) as tardies, coalesce(t.excluded, 0) as excluded,
    coalesce(c.by_category, '{}') as by_category, e.basis, r.whole_through
  from enrolled e left join tallied t using (student_id, school_id) left join categories c using (student_id, school_id)
  left join reach r using (school_id)
)"""
# Of whom nothing was said on the days that are new, all that was found before still holds.
_FOUND_BEFORE = """
found as (
  select s.student_id, s.school_id, s.days_enrolled is null as unmapped, e.days - s.days_excluded as enrolled,
    s.days_absent as absent, s.tardies, s.days_excluded as excluded, s.by_category, e.basis, r.whole_through
  from attendance_standings s join enrolled e using (student_id, school_id) left join reach r using (school_id)
  where s.district_id = :district_id and s.school_year = :school_year and s.student_id <> all (cast(:looked_at as uuid[]))
)"""
# Many students have the same two numbers: their band is looked for once.
_BANDED = """
banded as (
  select p.enrolled, p.absent, (
    select b.code from unnest(cast(:band_codes as text[]), cast(:band_numerators as bigint[]), cast(:band_denominators as
      bigint[]))
      b (code, numerator, denominator)
    where p.absent * b.denominator >= b.numerator * p.enrolled
    order by b.numerator::numeric / b.denominator desc limit 1) as band
  from (select distinct enrolled, least(absent, enrolled) as absent from found) p
),
figures as (
  select f.student_id, f.school_id, case when unmapped then null else f.enrolled end as days_enrolled,
    case when unmapped then null else least(f.absent, f.enrolled) end as days_absent,
    case when unmapped then null else by_category end as by_category, case when unmapped then null else tardies end as tardies,
    excluded as days_excluded, basis, whole_through,
    case when unmapped then 'unmapped_code' when whole_through is null then 'nothing_reported'
      when f.enrolled < :minimum_days then 'too_few_days' end as no_figure,
    case when unmapped or whole_through is null or f.enrolled < :minimum_days then null else b.band end as band
  from found f left join banded b on b.enrolled = f.enrolled and b.absent = least(f.absent, f.enrolled)
)"""
#: The parts up to `judged`: one row for each student's day that is not plainly present.
JUDGED = ",".join((_DAYS, _ENROLLED, _MISSED))
#: The parts of a statement that end in `figures`: one row for each student and school.
FIGURES = ",".join((_DAYS, _ENROLLED, _MISSED, _TALLIED, _FOUND, _BANDED))
#: The same of students of whom nothing was said on the days that are new: nothing is read but how they stood.
FIGURES_GROWN = ",".join((_DAYS, _ENROLLED, _FOUND_BEFORE, _BANDED))


def judging(rule: Definition) -> dict[str, Any]:
    """What `JUDGED` takes of a definition."""
    return {
        "counts": sorted(rule.counts),
        "threshold": rule.threshold,
        "unreported_absent": rule.unreported == Unreported.ABSENT,
    }


def values_of(rule: Definition) -> dict[str, Any]:
    """What `FIGURES` takes of a definition."""
    return {
        **judging(rule),
        "minimum_days": max(1, rule.minimum_days),
        "tardies_per_absence": rule.tardies_per_absence or 0,
        "band_codes": [band.code for band in rule.bands],
        "band_numerators": [band.starts_at.numerator for band in rule.bands],
        "band_denominators": [band.starts_at.denominator for band in rule.bands],
    }

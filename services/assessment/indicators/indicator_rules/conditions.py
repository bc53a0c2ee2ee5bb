"""SQL of the conditions: each notes of which candidates it is met (and by which facts), and of whom nobody can say and why."""
# ruff: noqa: S608  names of tables and columns are this code's own

from sqlalchemy import TextClause, text

from services.assessment.indicators.codes.repository import meaning_of
from services.assessment.indicators.indicator_rules.tables import ConditionKind

_INTO = "insert into rule_outcomes (condition, student_id, met, reason, facts)"
_IN_FORCE = "s.district_id = :district_id and s.superseded_at is null and s.deleted_at is null"


def _attendance(met: str) -> TextClause:
    """Of two schools one is enough; where none says so and one has no figure, nobody can say."""
    return text(f"""
{_INTO}
select cast(:condition as integer), c.student_id, case when f.met then true end, case when not f.met then f.reason end, f.facts
from rule_candidates c cross join lateral (
  select coalesce(bool_or(s.no_figure is null and {met}), false) as met, count(s.id) as found,
    bool_or(s.no_figure is not null) as lacks, coalesce(min(s.no_figure), 'nothing_reported') as reason,
    coalesce(jsonb_agg(jsonb_build_object('kind', 'attendance-standings', 'id', s.id) order by s.id)
      filter (where s.no_figure is null and {met}), '[]') as facts
  from attendance_standings s
  where s.district_id = :district_id and s.student_id = c.student_id and s.school_year = :school_year) f
where f.met or f.lacks or f.found = 0""")


def _any_of(names: str, meaning: str, word: str) -> tuple[str, str]:
    """SQL: a word means one of these, if any are asked for; and whether it might, for all anybody has said."""
    every = f"cardinality(cast(:{names} as text[])) = 0"
    sure = f"({every} or coalesce({meaning} = any (cast(:{names} as text[])), false))"
    return sure, f"({sure} or ({meaning} is null and {word}))"


_BEHAVIOR, _MAYBE_BEHAVIOR = _any_of("behaviors", "b.meaning", "s.behavior is not null")
_ACTION, _MAYBE_ACTION = _any_of("actions", "a.meaning", "s.action is not null")
_SUBJECT, _MAYBE_SUBJECT = _any_of("subjects", "n.meaning", "true")
_INCIDENTS = text(f"""
{_INTO}
with found as (
  select s.id, s.student_id, s.day, s.school_id::text || '/' || s.incident_source_id as incident,
    {_BEHAVIOR} and {_ACTION} as is_sure
  from incidents s join rule_candidates c on c.student_id = s.student_id
  left join lateral {meaning_of("behavior", "s.behavior")} b on true
  left join lateral {meaning_of("action", "s.action")} a on true
  where {_IN_FORCE} and s.participation = 'perpetrator' and s.day between :first_on and :last_on
    and {_MAYBE_BEHAVIOR} and {_MAYBE_ACTION}
),
counted as (
  select e.student_id, count(distinct f.incident) filter (where f.is_sure) as sure, count(distinct f.incident) as all_of_them,
    jsonb_agg(distinct jsonb_build_object('kind', 'incidents', 'id', f.id)) as facts
  from (select distinct student_id, day from found) e
  join found f on f.student_id = e.student_id and f.day between e.day - (cast(:stretch as integer) - 1) and e.day
  group by e.student_id, e.day
),
most as (
  select distinct on (student_id) * from counted order by student_id, sure desc, all_of_them desc
)
select cast(:condition as integer), student_id, case when sure >= :least then true end,
  case when sure < :least then 'unmapped_code' end, facts
from most where all_of_them >= :least""")
_MARKS = text(f"""
{_INTO}
with newest as (
  select distinct on (s.student_id, s.school_id, s.course) s.id, s.student_id, s.course, m.meaning,
    {_SUBJECT} as is_sure, {_MAYBE_SUBJECT} as is_possible
  from marks s join rule_candidates c on c.student_id = s.student_id
  left join lateral {meaning_of("mark", "s.mark")} m on true
  left join lateral {meaning_of("subject", "s.subject")} n on true
  where {_IN_FORCE} and s.day between :first_on and :last_on and m.meaning is distinct from 'not_graded'
  order by s.student_id, s.school_id, s.course, s.day desc, s.recorded_at desc, s.id
),
counted as (
  select student_id, count(distinct course) filter (where meaning = 'failing' and is_sure) as sure,
    count(distinct course) as all_of_them, jsonb_agg(jsonb_build_object('kind', 'marks', 'id', id) order by id) as facts
  from newest where is_possible and (meaning is null or meaning = 'failing') group by 1
)
select cast(:condition as integer), student_id, case when sure >= :least then true end,
  case when sure < :least then 'unmapped_code' end, facts
from counted where all_of_them >= :least""")
_SCREENINGS = text(f"""
{_INTO}
with newest as (
  select distinct on (s.student_id, s.screener) s.id, s.student_id, s.risk_level
  from screening_results s join rule_candidates c on c.student_id = s.student_id
  where {_IN_FORCE} and s.day between :first_on and :last_on
    and (cardinality(cast(:areas as text[])) = 0 or s.area = any (cast(:areas as text[])))
  order by s.student_id, s.screener, s.day desc, s.recorded_at desc, s.id
),
counted as (
  select student_id, bool_or(coalesce(risk_level = any (cast(:risk_levels as text[])), false)) as met,
    jsonb_agg(jsonb_build_object('kind', 'screening-results', 'id', id) order by id) as facts
  from newest where risk_level is null or risk_level = any (cast(:risk_levels as text[])) group by 1
)
select cast(:condition as integer), student_id, case when met then true end, case when not met then 'no_cut_score' end, facts
from counted""")

#: By the kind of a condition, what it is asked with.
CONDITIONS: dict[str, TextClause] = {
    ConditionKind.ATTENDANCE_BELOW: _attendance(
        "(s.days_enrolled - s.days_absent) * :denominator < :numerator * s.days_enrolled"
    ),
    ConditionKind.ATTENDANCE_BAND: _attendance("s.band = any (cast(:bands as text[]))"),
    ConditionKind.INCIDENTS: _INCIDENTS,
    ConditionKind.FAILING_MARKS: _MARKS,
    ConditionKind.SCREENING_RISK: _SCREENINGS,
}

"""SQL of early-warning rules and flags. What the parts of the long statement are: `repository.md`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from services.assessment.attendance.triggers.tables import TriggerState
from services.assessment.indicators.indicator_rules.conditions import CONDITIONS
from services.assessment.indicators.indicator_rules.events import IndicatorFlagCleared, IndicatorFlagRaised
from services.assessment.indicators.indicator_rules.rules import needed_of, share_of
from services.assessment.indicators.indicator_rules.schemas import (
    FlagWas,
    IndicatorFlag,
    IndicatorFlagList,
    IndicatorRule,
    IndicatorRuleList,
)
from services.assessment.indicators.indicator_rules.tables import (
    IndicatorFlagHistoryRow,
    IndicatorFlagRow,
    IndicatorRuleRow,
)
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.leads import by
from shared.context.listing import listing
from shared.events.emitting import emit_sql

RULES = listing(
    IndicatorRuleRow,
    IndicatorRule,
    IndicatorRuleList,
    filters={"school_id": "(cardinality(s.school_ids) = 0 or s.school_ids && array[{}::uuid])"},
)
ROWS = ProtectedRows(
    "indicator_flags s",
    "s.school_id = any({schools}::uuid[])",
    {
        relation: f"select s.id from indicator_flags s where s.student_id in ({students})"
        for relation, students in STUDENT_ROWS.related.items()
    },
)
FLAGS = listing(
    IndicatorFlagRow,
    IndicatorFlag,
    IndicatorFlagList,
    filters={
        "state": by("s.state = {}"),
        "student_id": by("s.student_id = {}::uuid"),
        "rule_id": by("s.rule_id = {}::uuid"),
        **ROWS.filters(),
    },
    records=RecordKind.INDICATORS,
    students=lambda item: [item["student_id"]],
)
_BEGIN = (
    "drop table if exists pg_temp.rule_candidates, pg_temp.rule_outcomes",
    "create temporary table rule_candidates (student_id uuid, school_id uuid) on commit drop",
    """create temporary table rule_outcomes (condition integer, student_id uuid, met boolean, reason text, facts jsonb)
  on commit drop""",
)
_CANDIDATES = text("""
insert into rule_candidates
select k.id, k.school_id from students k
where k.district_id = :district_id and k.deleted_at is null and k.merged_into is null and k.school_id is not null
  and (cardinality(cast(:grades as text[])) = 0 or k.grade = any (cast(:grades as text[])))
  and (cardinality(cast(:school_ids as uuid[])) = 0 or k.school_id = any (cast(:school_ids as uuid[])))
  and (cast(:student_ids as uuid[]) is null or k.id = any (cast(:student_ids as uuid[])))""")
_JUDGED = """
tallied as (
  select c.student_id, c.school_id, count(*) filter (where o.met) as met, count(*) filter (where o.met is null) as unknown,
    coalesce(bool_or(o.reason in ('unmapped_code', 'no_cut_score')), false) as is_told,
    jsonb_agg(jsonb_build_object('condition', o.condition, 'met', o.met, 'reason', o.reason, 'facts', o.facts)
      order by o.condition) as outcomes
  from rule_candidates c join rule_outcomes o using (student_id) group by 1, 2
),
judged as (
  select student_id, school_id, is_told, outcomes,
    case when met >= :needed then 'raised' when met + unknown >= :needed then 'undecided' else 'cleared' end as state
  from tallied
)"""
# What nobody can say for want of attendance makes no flag; one that is there is told of.
LOOK = text(f"""
with {_JUDGED},
before as (
  select f.id, f.student_id, f.state from indicator_flags f
  where f.district_id = :district_id and f.rule_id = :rule_id and f.school_year = :school_year
    and (cast(:student_ids as uuid[]) is null or f.student_id = any (cast(:student_ids as uuid[])))
),
wanted as (
  select j.student_id, j.school_id, j.state, j.outcomes from judged j left join before b using (student_id)
  where j.state <> 'cleared' and (j.state = 'raised' or j.is_told or b.state in ('raised', 'undecided'))
),
written as (
  insert into indicator_flags as held (district_id, id, student_id, school_id, rule_id, school_year, state, outcomes, raised_at,
    created_at, updated_at, version)
  select :district_id, uuidv7(), w.student_id, w.school_id, :rule_id, :school_year, w.state, w.outcomes,
    case when w.state = 'raised' then cast(:now as timestamptz) end, :now, :now, 1
  from wanted w
  on conflict (district_id, student_id, rule_id, school_year) do update
  set state = excluded.state, outcomes = excluded.outcomes, school_id = excluded.school_id, cleared_at = null,
    raised_at = case when excluded.state <> 'raised' or held.state = 'raised' then held.raised_at else excluded.raised_at end,
    updated_at = excluded.updated_at, version = held.version + 1
  where (held.state, held.outcomes, held.school_id) is distinct from (excluded.state, excluded.outcomes, excluded.school_id)
  returning id, student_id, school_id, state, outcomes, old.state as was
),
ended as (
  update indicator_flags f set state = 'cleared', outcomes = '[]', cleared_at = :now, updated_at = :now, version = f.version + 1
  where f.district_id = :district_id and f.rule_id = :rule_id and f.state <> 'cleared'
    and (cast(:student_ids as uuid[]) is null or f.student_id = any (cast(:student_ids as uuid[])))
    and (f.school_year <> :school_year or not exists (select from wanted w where w.student_id = f.student_id))
  returning id, student_id, school_id, state, outcomes, old.state as was
),
changed as (select * from written union all select * from ended),
told as (
  insert into indicator_flag_history (district_id, flag_id, happened_at, student_id, state, outcomes)
  select :district_id, c.id, cast(:moment as timestamptz), c.student_id, c.state, c.outcomes from changed c
  on conflict (district_id, flag_id, happened_at) do update set state = excluded.state, outcomes = excluded.outcomes
),
raised as (select * from changed c where c.state = 'raised' and c.was is distinct from 'raised'),
cleared as (select * from changed c where c.state <> 'raised' and c.was = 'raised'),
told_raised as (
  {
    emit_sql(
        IndicatorFlagRaised,
        "raised r",
        "r",
        flag_id="r.id",
        rule_id="cast(:rule_id as uuid)",
        fact_ids='''(select coalesce(jsonb_agg(distinct f.value->>'id'), '[]') from jsonb_array_elements(r.outcomes) o,
    jsonb_array_elements(o.value->'facts') f)''',
        order_by="r.id",
    )
}
),
told_cleared as (
  {emit_sql(IndicatorFlagCleared, "cleared c", "c", flag_id="c.id", rule_id="cast(:rule_id as uuid)", order_by="c.id")}
)
select count(*) from changed""")
TRY = text(f"""
with {_JUDGED}
select school_id, count(*) filter (where state = 'raised') as students, count(*) filter (where state = 'undecided') as undecided
from judged where state <> 'cleared' group by school_id order by school_id""")

# Who is another, at other schools, or stands otherwise in attendance since a moment.
_MOVED = text("""
select k.id from students k where k.district_id = :district_id and k.updated_at >= :since
union select o.student_id from student_schools o where o.district_id = :district_id and o.updated_at >= :since
union select s.student_id from attendance_standings s where s.district_id = :district_id and s.updated_at >= :since
order by 1""")


async def moved_since(ctx: Context, since: datetime) -> list[UUID]:
    """The students whose roster or attendance has changed since a moment."""
    return list(await ctx.session.scalars(_MOVED, {"district_id": ctx.district_id, "since": since}))


async def active(ctx: Context) -> list[IndicatorRuleRow]:
    """The rules that raise flags."""
    rows = IndicatorRuleRow
    asked = select(rows).where(rows.district_id == ctx.district_id, rows.state == TriggerState.ACTIVE).order_by(rows.id)
    return list(await ctx.session.scalars(asked))


async def history(ctx: Context, flag_id: UUID) -> list[FlagWas]:
    """How a flag came and went, oldest first."""
    rows = IndicatorFlagHistoryRow
    asked = select(rows.happened_at, rows.state, rows.outcomes).where(
        rows.district_id == ctx.district_id, rows.flag_id == flag_id
    )
    return [FlagWas.model_validate(row) for row in await ctx.session.execute(asked.order_by(rows.happened_at))]


async def look(
    ctx: Context,
    rule: IndicatorRuleRow,
    year: tuple[str, date, date],
    bands: Sequence[str],
    student_ids: Sequence[UUID] | None,
) -> int:
    """Raise and clear the flags of a rule that is active, or of one that was, among these students (None: all)."""
    await _judge(ctx, rule, year, bands, student_ids, tried=False)
    emitting = {**ctx.emitting(), "now": ctx.now}
    which = {"rule_id": rule.id, "school_year": year[0], "student_ids": student_ids, "needed": _needed(rule)}
    values = {**emitting, **which, "district_id": ctx.district_id, "moment": ctx.now}
    return int((await ctx.session.execute(LOOK, values)).scalar_one())


async def tried(
    ctx: Context, rule: IndicatorRuleRow, year: tuple[str, date, date], bands: Sequence[str]
) -> Sequence[Any]:
    """What a rule would raise: of each school how many students, and of how many nobody can say."""
    await _judge(ctx, rule, year, bands, None, tried=True)
    return list(await ctx.session.execute(TRY, {"needed": _needed(rule)}))


async def _judge(
    ctx: Context,
    rule: IndicatorRuleRow,
    year: tuple[str, date, date],
    bands: Sequence[str],
    student_ids: Sequence[UUID] | None,
    *,
    tried: bool,
) -> None:
    """Note of whom each condition is met, and of whom nobody can say, among those the rule is about."""
    for begin in _BEGIN:
        await ctx.session.execute(text(begin))
    if rule.state == TriggerState.RETIRED and not tried:
        return
    who = {"district_id": ctx.district_id, "student_ids": student_ids}
    await ctx.session.execute(_CANDIDATES, {**who, "grades": rule.grades, "school_ids": rule.school_ids})
    await ctx.session.execute(text("analyze rule_candidates"))
    for number, condition in enumerate(rule.conditions):
        statement = CONDITIONS[condition["kind"]]
        values = {"district_id": ctx.district_id, "condition": number, "school_year": year[0]}
        values |= _asked(condition, year, await ctx.today(), bands, tried=tried)
        taken = {name: value for name, value in values.items() if name in statement._bindparams}
        await ctx.session.execute(statement, taken)


def _needed(rule: IndicatorRuleRow) -> int:
    return needed_of(rule.combine, rule.at_least, len(rule.conditions))


def _asked(
    condition: Mapping[str, Any], year: tuple[str, date, date], today: date, bands: Sequence[str], *, tried: bool
) -> dict[str, Any]:
    """What the statement of a condition takes. Tried on a year, so many days are any of that year."""
    numerator, denominator = share_of(condition["percent"] or 100)
    reached = list(bands[bands.index(condition["band"]) :]) if condition["band"] in bands else []
    last = year[2] if tried else min(today, year[2])
    first = last - timedelta(days=condition["days"] - 1) if condition["days"] and not tried else year[1]
    return {
        **{"numerator": numerator, "denominator": denominator, "bands": reached, "least": condition["count"] or 1},
        **{"first_on": first, "last_on": last, "stretch": condition["days"] or 366},
        **{name: condition[name] for name in ("behaviors", "actions", "subjects", "risk_levels", "areas")},
    }

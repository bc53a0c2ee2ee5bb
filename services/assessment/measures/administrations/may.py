"""What a caller may do to an administration now, in SQL: by the rules of the kind of its subject."""

from services.assessment.measures.administrations import repository
from services.assessment.measures.administrations.transitions import ANSWER, SCORE, TRANSITIONS
from services.assessment.measures.subjects.kinds import kinds
from services.assessment.permissions import POLICY
from shared.auth.may import NOW, May, granted
from shared.context.days import day_in_sql
from shared.school_year import FIRST_MONTH

TODAY = day_in_sql(NOW)
BY_KIND = f"""case a.subject_kind
      {" ".join(f"when '{kind.code}' then {granted(f'{kind.rules}:write')}" for kind in kinds().values())} else false end"""
#: No item has neither points nor a word that it does not apply.
ANSWERED = """not exists (
      select from jsonb_array_elements(to_jsonb(i.subscales)) subscale, jsonb_array_elements(subscale -> 'items') item
      where a.answers -> (item ->> 'code') ->> 'points' is null
        and (a.answers -> (item ->> 'code') ->> 'not_applicable') is distinct from 'true')"""
#: The year a day is in ends in the one the roster says, else by the month.
ENDS = f"""coalesce((
      select coalesce(substring(l.school_year from '^[0-9]{{4}}$')::int, extract(year from l.ends_on)::int)
      from academic_sessions l where l.type = 'schoolYear' and l.deleted_at is null and {TODAY} between l.starts_on and l.ends_on
      order by l.starts_on desc, l.id limit 1),
    extract(year from {TODAY})::int + (extract(month from {TODAY}) >= {FIRST_MONTH})::int)"""
#: It is of a year that has begun: what was done today is of no later one.
HAS_BEGUN = f"(a.held_on is not null or left(a.school_year, 4)::int < {ENDS})"

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state="a.state",
    school="a.school_id",
    rights={ANSWER.right: BY_KIND},
    besides={SCORE.name: f"{HAS_BEGUN} and {ANSWERED}"},
)
#: Administrations as callers are shown them.
LISTING = MAY.on(repository.LISTING)

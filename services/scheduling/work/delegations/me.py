"""Who stands in for whom, as far as it concerns whoever calls."""

from shared.context.days import day_in_sql
from shared.directory.references import SCHOOL, STAFF
from shared.web.me.known import NOW, PERSON, Known


def _standing(mine: str, other: str) -> str:
    """SQL of delegations that are not over, with the other person of each."""
    return f"""(select coalesce(json_agg(json_build_object('person', {STAFF.reference(f"d.{other}")},
      'school', {SCHOOL.reference("d.school_id")}, 'starts_on', d.starts_on, 'ends_on', d.ends_on)
    order by d.starts_on, d.id), '[]')
  from delegations d where d.{mine} = {PERSON} and d.ended_at is null and d.ends_on >= {day_in_sql(NOW)})"""


KNOWN = Known(fields={"covers": _standing("to_id", "from_id"), "covered_by": _standing("from_id", "to_id")})

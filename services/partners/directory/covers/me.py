"""Who stands in for whom, as far as it concerns whoever calls."""

from shared.context.days import day_in_sql
from shared.directory.references import SCHOOL, STAFF
from shared.web.me.known import NOW, PERSON, Known


def _standing(mine: str, other: str) -> str:
    """SQL of covers that are not over, with the other person of each."""
    return f"""(select coalesce(json_agg(json_build_object('person', {STAFF.reference(f"c.{other}")},
      'school', {SCHOOL.reference("c.school_id")}, 'starts_on', c.starts_on, 'ends_on', c.ends_on)
    order by c.starts_on, c.id), '[]')
  from covers c where c.{mine} = {PERSON} and not c.is_over and c.ends_on >= {day_in_sql(NOW)})"""


KNOWN = Known(fields={"covers": _standing("to_id", "from_id"), "covered_by": _standing("from_id", "to_id")})

"""What a caller may do to a plan now, in SQL: as `rights.py` and the conditions of its moves have it."""

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import repository
from services.scheduling.planning.plans.rights import APPROVE_DISTRICT, APPROVE_INSTEAD, APPROVE_OWN
from services.scheduling.planning.plans.transitions import APPROVE, PREVIEW, REVISE, TRANSITIONS
from shared.approval.moves import not_own_work
from shared.auth.may import ACTOR, NOW, May, granted
from shared.auth.profiles import PRINCIPAL
from shared.context.days import day_in_sql
from shared.directory.queries import held_in_sql, not_left_in_sql

TODAY = day_in_sql(NOW)


def approves(school: str, authors: str = "s.authors") -> str:
    """SQL: the caller may approve what is the district's (no school) or a school's own; these had a hand in it."""
    return f"""case when {school} is null then {granted(APPROVE_DISTRICT)}
      else {granted(APPROVE_OWN)} or ({granted(APPROVE_INSTEAD)} and not exists (
        select from directory_roles r where r.school_id = {school} and r.profile = '{PRINCIPAL}' and {held_in_sql(TODAY)}
          and {not_left_in_sql()} and 'person:' || r.staff_id <> all ({authors}))) end"""


MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    # Whoever is shown a plan may see what it would bring.
    rights={APPROVE.right: approves("s.school_id"), PREVIEW.right: "true"},
    conditions={not_own_work: f"not ({ACTOR} = any (s.authors))"},
    besides={
        REVISE.name: """not exists (select from plan_revisions r
      where r.plan_id = s.id and r.state not in ('published', 'discarded'))"""
    },
)
#: Plans as callers are shown them.
LISTING = MAY.on(repository.LISTING)

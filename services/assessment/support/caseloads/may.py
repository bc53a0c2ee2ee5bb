"""What a caller may do to a caseload assignment now: whoever assigns at a school its student attends today."""

from services.assessment.permissions import POLICY
from services.assessment.support.caseloads import repository
from services.assessment.support.caseloads.transitions import CHANGE, TRANSITIONS
from shared.auth.may import NOW, May, at, everywhere
from shared.context.days import day_in_sql

_THERE = f"exists (select from {repository.of_student(day_in_sql(NOW))} o where {at(CHANGE.right, 'o.school_id')})"
MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state="",
    school="",
    rights={CHANGE.right: f"({everywhere(CHANGE.right)} or {_THERE})"},
)
#: Assignments as callers are shown them; and those a party sees by consent.
LISTING, LISTING_CONSENTED = MAY.on(repository.LISTING), MAY.on(repository.LISTING_CONSENTED)

"""What a caller may do to a revision now, in SQL: while its plan is published, and by the rights they have over the plan."""

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.may import approves
from services.scheduling.planning.plans.tables import PlanState
from services.scheduling.publication.revisions import repository
from services.scheduling.publication.revisions.transitions import (
    APPROVE,
    DISCARD,
    PREVIEW,
    PUBLISH,
    RETURN,
    SUBMIT,
    TRANSITIONS,
)
from shared.approval.moves import not_own_work
from shared.auth.may import ACTOR, May

PLAN = "from plans p where p.district_id = s.district_id and p.id = s.plan_id"
SCHOOL = f"(select p.school_id {PLAN})"
RUNS = f"(select p.state = '{PlanState.PUBLISHED}' {PLAN})"
#: Nothing was published since it was begun.
IS_CURRENT = f"(select p.state = '{PlanState.PUBLISHED}' and p.content_hash = s.base_hash {PLAN})"

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    school=SCHOOL,
    rights={APPROVE.right: approves(SCHOOL), PREVIEW.right: "true"},
    conditions={not_own_work: f"not ({ACTOR} = any (s.authors))"},
    besides={
        **{move.name: RUNS for move in TRANSITIONS if move is not DISCARD},
        **{move.name: IS_CURRENT for move in (SUBMIT, RETURN, APPROVE, PUBLISH)},
    },
)
#: Revisions as callers are shown them.
LISTING = MAY.on(repository.LISTING)

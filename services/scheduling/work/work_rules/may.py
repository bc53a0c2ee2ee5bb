"""What a caller may do now to a rule that makes work, and to what it proposes, in SQL."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.work_rules import repository, transitions
from services.scheduling.work.work_rules.transitions import ACCEPT, ACTIVATE, DECLINE, TRANSITIONS
from shared.auth.may import May, everywhere

OF_PROPOSALS = (ACCEPT, DECLINE)

MAY = May(
    POLICY,
    tuple(move for move in TRANSITIONS if move not in OF_PROPOSALS),
    repository.RULES,
    school="",
    besides={ACTIVATE.name: repository.IS_DRAFTED},
)
MAY_DECIDE = May(
    POLICY,
    OF_PROPOSALS,
    repository.MADE,
    conditions={
        transitions.is_theirs_to_decide: f"""{everywhere(ACCEPT.right)} or not exists (
      select from work_rule_versions v where v.district_id = s.district_id and v.id = s.version_id
        and v.content ->> 'decided_by' = 'district')"""
    },
)
#: Rules, and what they made, as callers are shown them.
RULES, MADE = MAY.on(repository.RULES), MAY_DECIDE.on(repository.MADE)

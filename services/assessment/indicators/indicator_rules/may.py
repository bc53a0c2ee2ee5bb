"""What a caller may do to a rule now, in SQL."""

from services.assessment.indicators.indicator_rules import repository
from services.assessment.indicators.indicator_rules.transitions import TRANSITIONS
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.RULES, school="")
#: Rules as callers are shown them.
RULES = MAY.on(repository.RULES)

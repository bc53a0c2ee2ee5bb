"""What may be done to a student: who they are, what is known of them, and whether their family refused.

Whose row leads to another's is nobody any more.
"""

from services.assessment.records.student_records.repository import is_there
from shared.context.transitions import act

ALIASES = act("aliases", "roster:write", state_of=is_there)
MERGE = act("merge", "roster:write", state_of=is_there)
SPLIT = act("split", "roster:write", state_of=is_there)
DEMOGRAPHICS = act("demographics", "demographics:write", state_of=is_there)
OPT_OUT = act("opt_out", "consents:write", state_of=is_there)
WITHDRAW_OPT_OUT = act("withdraw_opt_out", "consents:write", state_of=is_there)

TRANSITIONS = (ALIASES, MERGE, SPLIT, DEMOGRAPHICS, OPT_OUT, WITHDRAW_OPT_OUT)

"""What may be done to who a student is: whose row leads to another's is nobody any more."""

from services.assessment.records.student_records.repository import is_there
from shared.context.transitions import act

ALIASES = act("aliases", "roster:write", state_of=is_there)
MERGE = act("merge", "roster:write", state_of=is_there)
SPLIT = act("split", "roster:write", state_of=is_there)

TRANSITIONS = (ALIASES, MERGE, SPLIT)

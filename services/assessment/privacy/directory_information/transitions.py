"""What may be done to a student's refusal of directory information."""

from services.assessment.records.student_records.repository import is_there
from shared.context.transitions import act

OPT_OUT = act("opt_out", "consents:write", state_of=is_there)
WITHDRAW_OPT_OUT = act("withdraw_opt_out", "consents:write", state_of=is_there)

TRANSITIONS = (OPT_OUT, WITHDRAW_OPT_OUT)
